"""Casts of one happening held against each other: who acts in one telling does not suffer it.

"The jets hit a camp killing five fighters and wounding nine": a parse may take the fighters for
those who wound. Who is harmed in one cast of a happening does not act in the clause of a participle
or in one that is not his own, and a pronoun that nobody knows says nothing where somebody is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.accounts.happening import Draft
    from onrecord.accounts.members import Part
    from onrecord.accounts.roles import Cast
    from onrecord.accounts.senses import Senses

_PARTICIPLE, _DESCRIBING = "VBG", "acl"
_AFFECTED = frozenset({"recipient", "victim"})


def settled(draft: Draft, senses: Senses) -> Draft:
    """A draft whose casts have no actors that others of them rule out."""
    casts = draft.casts
    if len(casts) == 1:
        return draft
    affected = [_affected(cast, senses) for cast in casts]
    named = any(_is_named(p, senses) for cast in casts for p in cast.parts if p.role == "actor")
    found = []
    for n, (hit, cast) in enumerate(zip(draft.hits, casts, strict=True)):
        others = {i for k, tokens in enumerate(affected) if k != n for i in tokens}
        verb = senses.tokens[hit.head]
        weak = verb.tag == _PARTICIPLE
        told = verb.head if verb.dep == _DESCRIBING else None  # "kill ten men injured nine"
        struck = [p for p in cast.parts if p.token in others]
        out = [p for p in struck if weak or p.inferred or p.token == told]
        out += [p for p in cast.parts if named and _is_open(p, senses)]
        kept = [p for p in cast.parts if p.role != "actor" or p not in out]
        found.append(cast._replace(parts=tuple(kept)))
    return draft._replace(casts=tuple(found))


def _affected(cast: Cast, senses: Senses) -> set[int]:
    """The heads of those harmed, also of those whose lives are: "claimed the lives of two men"."""
    heads = {p.token for p in cast.parts if p.role in _AFFECTED}
    return heads | {below for i in heads for below in senses.syntax.direct(i).get("obl:of", ())}


def _is_open(part: Part, senses: Senses) -> bool:
    """Whether a pronoun stands for nobody known."""
    return senses.tokens[part.token].pos == "PRON" and not _is_named(part, senses)


def _is_named(part: Part, senses: Senses) -> bool:
    return senses.actor(senses.head(part.token)) is not None
