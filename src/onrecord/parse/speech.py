"""Verbs of speech that the parser joins to what was said: "denied that it fired and accused them".

    heads, relations ──▶ mend_speech ──▶ heads: the second verb of speech is joined to the first
                         mend_speakers ──▶ heads: what is said stands below who says it behind it

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
SAID = frozenset({"ccomp", "xcomp", "csubj", "advcl"})
OWNED, OWNER = "nmod:poss", "PRP$"


class Columns(NamedTuple):
    """Columns of a parse in UD style; heads are changed in place."""

    heads: list[int]
    deps: list[str]
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


def mend_speakers(columns: Columns, speech: frozenset[str]) -> None:
    """Put what is said below the verb of speech that follows: "two shells fell, the army said".

    The parser joins such a verb to the first as if somebody did one and then the other. Without a
    word that joins them, with somebody who speaks and nothing said behind, it ends the sentence.
    """
    heads, deps, tags, _, lemmas = columns
    for i, dep in enumerate(deps):
        if dep != "conj" or tags[i] not in FINITE or lemmas[i] not in speech:
            continue
        first = heads[i]
        if first < i and heads[first] == first and _is_who_speaks(columns, i, first):
            heads[i], heads[first] = i, i
            deps[i], deps[first] = deps[first], "ccomp"


def _is_who_speaks(columns: Columns, i: int, first: int) -> bool:
    """Whether a verb has a speaker before it, no word joins it, and nothing is said behind."""
    heads, deps, *_ = columns
    kids = [k for k, head in enumerate(heads) if head == i and k != i]
    joined = any(deps[k] == "cc" and heads[k] in (first, i) for k in range(first, i))
    says = any(deps[k] in SAID for k in kids)
    return not joined and not says and any(deps[k] in SUBJECTS and first < k < i for k in kids)


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
