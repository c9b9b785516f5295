"""How sure it is that two accounts are of one event.

    two Told ──▶ Matcher ──▶ logarithm of the odds, and the signs it is made of

The weights (``merge/weights.csv``) are fitted by ``scripts/fit_merging.py`` on own stories.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp
from typing import TYPE_CHECKING

from onrecord.merge.signs import (
    COUNTED,
    DAY_OFF,
    EXCLUDING,
    NAMED,
    NO_SHARED_PLACE,
    OTHER_TOWN,
    Rarity,
    completed,
    settings,
    signs,
)

#: The score of what cannot be one event.
EXCLUDED = -1000.0
#: Sets of signs of which the score is kept.
KEPT = 100_000

if TYPE_CHECKING:
    from onrecord.merge.told import Told


@dataclass(frozen=True, slots=True)
class MergeWeight:
    """A sign, or several that hold together, and how much they count.

    Attributes:
        signs: names of signs, separated by spaces; empty for what always counts.
        prior: what it was guessed to count before anything was fitted.
        weight: added to the logarithm of the odds.
        words: what the sign is called where people see it.
    """

    id: str
    signs: str | None
    prior: float
    weight: float
    words: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Matcher:
    """Weighs the signs of two accounts.

    Attributes:
        alone: weight of each sign; of "" what always counts.
        joint: weights of signs that hold together.
        words: what signs are called.
        known: scores that were added up before; the same signs come again and again.
    """

    rarity: Rarity
    alone: dict[str, float]
    joint: tuple[tuple[frozenset[str], float], ...]
    words: dict[str, str]
    known: dict[frozenset[str], float] = field(default_factory=dict, compare=False, repr=False)

    def signs(self, one: Told, other: Told) -> frozenset[str]:
        """The signs that hold for two accounts."""
        return signs(one, other, self.rarity)

    def weigh(self, one: Told, other: Told) -> float:
        """The score of two accounts; what cannot be one event is not looked at further."""
        first = settings(one, other)
        if not first & NAMED and _excluded(first):
            return EXCLUDED
        found = completed(first, one, other, self.rarity)
        score = self.known.get(found)
        if score is None:
            score = self.score(found)
            if len(self.known) < KEPT:
                self.known[found] = score
        return score

    def score(self, found: frozenset[str]) -> float:
        """Logarithm of the odds that two accounts with these signs are of one event."""
        if excludes(found):
            return EXCLUDED
        alone = self.alone
        total = alone.get("", 0.0) + sum(alone.get(sign, 0.0) for sign in sorted(found))
        return total + sum(weight for wanted, weight in self.joint if wanted <= found)

    def because(self, found: frozenset[str]) -> tuple[str, ...]:
        """The signs in words, the weightiest first; those that count nothing left out."""
        counted = [sign for sign in sorted(found) if self.alone.get(sign)]
        counted.sort(key=lambda sign: -abs(self.alone[sign]))
        return tuple(self.words.get(sign, sign) for sign in counted)


def excludes(found: frozenset[str]) -> bool:
    """Whether two accounts with these signs cannot be of one event, whatever else holds."""
    if found & NAMED:
        return False
    return _excluded(found) or (DAY_OFF in found and not found & COUNTED)


def _excluded(found: frozenset[str]) -> bool:
    return bool(found & EXCLUDING or (NO_SHARED_PLACE in found and found & OTHER_TOWN))


def odds(score: float) -> float:
    """A logarithm of odds as a share from 0 to 1."""
    return round(1 / (1 + exp(-max(-40.0, min(40.0, score)))), 3)
