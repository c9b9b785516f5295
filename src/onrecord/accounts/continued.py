"""Who did it where a report goes on with "the operation", "the sorties", "the raids".

    accounts in the making, joined ──▶ continued ──▶ the same, some with an actor taken over

A definite noun that takes up a deed or its means takes its doer along, also where it tells of other
places and harm: "The air force flew sorties near Sake. The sorties also destroyed a depot." Such an
actor is marked as inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.accounts.happening import Describer, Draft
    from onrecord.accounts.members import Part
    from onrecord.accounts.roles import Cast
    from onrecord.accounts.triggers import Hit

#: Types of events of which the doer goes on.
_DEEDS = frozenset({"ASSAULT"})
#: A doer is taken over from so many sentences before at most.
REACH = 4
#: Where a noun stands that a telling goes on with: "the sorties destroyed", "killed in the raids".
_SLOTS = ("nsubj", "nsubj:pass", "obl:in", "obl:agent", "obl:by", "obl:during")
_NOMINAL = frozenset({"NOUN", "PROPN"})


def continued(drafts: Iterable[Draft], describer: Describer) -> list[Draft]:
    """The drafts, those without a doer with that of the deed or means they go on with."""
    going = list(drafts)
    tellings = sorted(
        (hit.head, n, k)
        for n, draft in enumerate(going)
        if draft.hits[0].trigger.row.type in _DEEDS
        for k, hit in enumerate(draft.hits)
    )
    doers = {n: _doers(draft) for n, draft in enumerate(going)}
    told: dict[str, tuple[int, tuple[Part, ...]]] = {}
    taken: dict[int, tuple[Part, ...]] = {}
    for head, n, k in tellings:
        nouns = list(_nouns(going[n].hits[k], going[n].casts[k], describer))
        sentence = describer.tokens[head].sentence
        if not doers[n] and (known := _taken_over(nouns, told, sentence, describer)):
            doers[n] = taken[n] = tuple(p._replace(inferred=True) for p in known)
        if doers[n]:
            told |= {_key(i, describer): (sentence, doers[n]) for i in nouns}
    return [_with(draft, taken.get(n, ())) for n, draft in enumerate(going)]


def _taken_over(
    nouns: Iterable[int],
    told: dict[str, tuple[int, tuple[Part, ...]]],
    sentence: int,
    describer: Describer,
) -> tuple[Part, ...]:
    """Who did what a definite noun was told of a few sentences before."""
    for i in nouns:
        before, doers = told.get(_key(i, describer), (-REACH - 1, ()))
        if doers and sentence - before <= REACH and describer.is_definite(i):
            return doers
    return ()


def _with(draft: Draft, doers: tuple[Part, ...]) -> Draft:
    if not doers:
        return draft
    first, *rest = draft.casts
    return draft._replace(casts=(first._replace(parts=(*first.parts, *doers)), *rest))


def _doers(draft: Draft) -> tuple[Part, ...]:
    return tuple(p for cast in draft.casts for p in cast.parts if p.role == "actor")


def _nouns(hit: Hit, cast: Cast, describer: Describer) -> Iterator[int]:
    """The nouns for a deed and its means around a trigger."""
    tokens, syntax = describer.tokens, describer.roles.syntax
    direct = syntax.direct(hit.head)
    parties = {p.token for p in cast.parts}
    around = (i for slot in _SLOTS for i in direct.get(slot, ()))
    near = dict.fromkeys((hit.head, *hit.tokens, *cast.instruments, *around))
    if tokens[hit.head].dep == "acl":
        near[tokens[hit.head].head] = None
    for i in near:
        if tokens[i].pos in _NOMINAL and i not in parties and describer.senses.actor(i) is None:
            yield i


def _key(i: int, describer: Describer) -> str:
    return describer.tokens[i].lemma.lower()
