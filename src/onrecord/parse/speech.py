"""Verbs of speech that the parser joins to what was said: "denied that it fired and accused them".

    heads, relations ──▶ mend_speech ──▶ heads: the second verb of speech is joined to the first

Who denies that his men were there and accuses the other side speaks twice. The parser joins the
second verb to the nearest one, as if his men had been denied to accuse anybody. The second belongs
to the first where both stand in one form and the clause between does not: it has an auxiliary,
or those in it are the speaker's own ("its fighters").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
AUXILIARY = frozenset({"aux", "aux:pass", *SUBJECTS})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
OWNED, OWNER = "nmod:poss", "PRP$"


class Columns(NamedTuple):
    """Columns of a parse in UD style; heads are changed in place."""

    heads: list[int]
    deps: Sequence[str]
    tags: Sequence[str]
    pos: Sequence[str]
    lemmas: Sequence[str]


def mend_speech(columns: Columns, speech: frozenset[str]) -> None:
    """Join a verb of speech to the verb of speech above what the first is said to say.

    Args:
        columns: one piece of a text.
        speech: lemmas of verbs of speech.
    """
    heads, deps, tags, _, lemmas = columns
    if not speech:
        return
    for i, dep in enumerate(deps):
        if dep == "conj" and tags[i] in FINITE and lemmas[i] in speech:
            inner = heads[i]
            outer = heads[inner]
            said = deps[inner] == "ccomp" and outer < inner < i and lemmas[outer] in speech
            if said and tags[outer] == tags[i] and _may_leave(columns, i, inner, speech):
                heads[i] = outer


def _may_leave(columns: Columns, i: int, inner: int, speech: frozenset[str]) -> bool:
    """Whether a verb of speech has no subject and the clause it is joined to is another's."""
    heads, deps, tags, pos, lemmas = columns
    if lemmas[inner] in speech or any(
        deps[k] in AUXILIARY for k, head in enumerate(heads) if head == i
    ):
        return False
    kids = [k for k, head in enumerate(heads) if head == inner and k != inner]
    if pos[inner] == "AUX" or any(deps[k] in ("aux", "aux:pass") for k in kids):
        return True
    subjects = {k for k in kids if deps[k] in SUBJECTS}
    return any(
        dep == OWNED and heads[k] in subjects and tags[k] == OWNER for k, dep in enumerate(deps)
    )
