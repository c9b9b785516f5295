"""Who did it where the sentence before or after tells of the same deed and names the doer.

    accounts in the making ──▶ lent ──▶ the same, some with an actor from the sentence beside

"The army shelled Sake. Two houses were destroyed and nine people were hurt." Too little may speak
for one happening to join both, and yet enough for one doer: what comes of a deed is told right
beside it. The signs of ``alike.py`` are weighed as for joining, with less required; what cannot be
one (another day, another place, a denied doer) lends nobody, and a toll that comes new may be of
another deed. Such an actor is marked as inferred, and without weights there is none (decision
0027).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.alike import signs
from onrecord.accounts.coreference import EXCLUDING
from onrecord.accounts.happening import REAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.accounts.coreference import Joiner
    from onrecord.accounts.happening import Describer, Draft, Happening
    from onrecord.accounts.members import Part

#: Types of events whose doer the next sentence may leave out.
_DEEDS = frozenset({"ASSAULT"})
#: Weights from which a deed lends that is told in the sentence before, in the sentence after, or
#: earlier where a definite noun takes it up. Chosen on annotated reports, each read with weights
#: fitted without it.
BEFORE, AFTER, TAKEN_UP = -2.4, -1.5, -2.2
SAME = -2.85
_NEXT, _DEFINITE, _NEW = "next_sentence", "definite_noun", "first_toll"
#: The sign of other means: a deed told after lends no doer to one done otherwise.
_OTHERWISE = "other_mode"
_BESIDE = "same_sentence"


class _Told(dict[int, "Happening"]):
    """What is known of deeds, described when it is asked for."""

    def __init__(self, drafts: Sequence[Draft], describer: Describer) -> None:
        super().__init__()
        self.drafts = drafts
        self.describer = describer

    def __missing__(self, n: int) -> Happening:
        self[n] = self.describer.describe(self.drafts[n])
        return self[n]

    def is_near(self, n: int, k: int) -> bool:
        """Whether a deed ends in a sentence in or beside that in which another begins."""
        tokens = self.describer.tokens
        ends = [(d.hits[0].head, d.hits[-1].head) for d in (self.drafts[n], self.drafts[k])]
        (a, b), (c, d) = ((tokens[i].sentence, tokens[j].sentence) for i, j in ends)
        return abs(a - d) <= 1 or abs(c - b) <= 1


def lent(drafts: Iterable[Draft], joiner: Joiner) -> list[Draft]:
    """The drafts, those without a doer with that of the deed told beside them."""
    given = list(drafts)
    if not joiner.weights:
        return given
    deeds = [n for n, d in enumerate(given) if d.hits[0].trigger.row.type in _DEEDS]
    doers = {n: _doers(given[n]) for n in deeds}
    if all(doers.values()) or not any(doers.values()):
        return given
    told = _Told(tuple(given), joiner.describer)
    able = [k for k in deeds if doers[k] and given[k].realis in REAL]
    for n in deeds:
        if not doers[n] and _may_take(told[n]) and not told.describer.is_total(given[n]):
            lender = _lender(n, able, told, joiner)
            if lender is not None:
                given[n] = _with(given[n], doers[lender])
    return given


def _may_take(new: Happening) -> bool:
    """Whether it is a deed of its own: neither the toll of a war nor a word for any such deed."""
    known = new.affected or new.places or new.means
    return new.realis in REAL and (bool(known) or new.nouns != frozenset({"bare"}))


def _lender(n: int, others: Sequence[int], told: _Told, joiner: Joiner) -> int | None:
    """The deed for which most speaks among those that may lend their doer."""
    best, most = None, 0.0
    for k in others:
        if not (told.is_near(n, k) or "definite" in told[n].nouns) or not told[k].actors:
            continue
        weight = _weight(told[n], told[k], joiner)
        if weight is not None and (best is None or weight > most):
            best, most = k, weight
    return best


def _weight(new: Happening, other: Happening, joiner: Joiner) -> float | None:
    """What speaks for one doer, if it is enough."""
    before = other.first <= new.first
    near = 0 <= (new.first - other.sentence if before else other.first - new.sentence) <= 1
    if not near and not (before and "definite" in new.nouns):
        return None
    old, late = (other, new) if before else (new, other)
    found = signs(old, late, joiner.describer, EXCLUDING)
    if not EXCLUDING.isdisjoint(found) or _NEW in found or (not before and _OTHERWISE in found):
        return None
    weight = joiner.weight(found)
    if _NEXT in found:
        return weight if weight > (BEFORE if before else AFTER) else None
    if _BESIDE in found and weight > SAME:
        return weight
    return weight if before and _DEFINITE in found and weight > TAKEN_UP else None


def _doers(draft: Draft) -> tuple[Part, ...]:
    return tuple(p for cast in draft.casts for p in cast.parts if p.role == "actor")


def _with(draft: Draft, doers: Iterable[Part]) -> Draft:
    first, *rest = draft.casts
    parts = (*first.parts, *(p._replace(inferred=True) for p in doers))
    return draft._replace(casts=(first._replace(parts=parts), *rest))
