"""Groups of accounts of one event, whatever the order they came in.

    candidate pairs ──▶ weighed ──▶ Joined groups, the surest pairs first

Two groups are joined if more speaks for their being one than against, by their surest pair and on
average over all pairs of the two. Equal weights are decided by the ids of the accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.merge.match import EXCLUDED, Matcher
from onrecord.merge.told import Told

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The average of the pairs of two groups must not lie below it.
AVERAGE = -1.0
#: Two groups of several reports each stand on their own: they are joined only if sure on average.
RIVALS = 3.5
#: Signs that one pair has by mistake must not outweigh all others.
MOST, LEAST = 6.0, -6.0
#: Of larger groups only so many members are held against others: those with the most to compare.
SPOKESMEN = 12


@dataclass(frozen=True, slots=True)
class Joined:
    """Numbers of accounts of one event, and the pairs by which they were joined, with scores."""

    members: tuple[int, ...]
    by: tuple[tuple[int, int, float], ...]


@dataclass
class Grouping:
    """Joins accounts, the surest pairs first; ``told`` in the order of their keys."""

    told: Sequence[Told]
    matcher: Matcher
    group_of: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    by: dict[int, list[tuple[int, int, float]]] = field(default_factory=dict)
    scores: dict[tuple[int, int], float] = field(default_factory=dict)

    def join(self, pairs: Iterable[tuple[int, int]]) -> tuple[Joined, ...]:
        """All groups, single accounts included, by their first members."""
        weighed = [(self.score(a, b), a, b) for a, b in pairs]
        strong = sorted((-score, a, b) for score, a, b in weighed if score > 0)
        self.group_of = {n: n for n in range(len(self.told))}
        self.members = {n: [n] for n in range(len(self.told))}
        for score, a, b in strong:
            self._join(a, b, -score)
        groups = sorted(self.members)
        return tuple(
            Joined(tuple(sorted(self.members[g])), tuple(self.by.get(g, ()))) for g in groups
        )

    def score(self, one: int, other: int) -> float:
        """What speaks for two accounts being of one event, more than against it."""
        pair = (one, other) if one < other else (other, one)
        known = self.scores.get(pair)
        if known is None:
            known = self.matcher.score(self.matcher.signs(self.told[one], self.told[other]))
            self.scores[pair] = known
        return known

    def _join(self, a: int, b: int, score: float) -> None:
        one, other = self.group_of[a], self.group_of[b]
        if one == other or not self._fit(one, other):
            return
        low, high = min(one, other), max(one, other)
        for member in self.members[high]:
            self.group_of[member] = low
        self.members[low] += self.members.pop(high)
        self.by.setdefault(low, []).extend((*self.by.pop(high, []), (a, b, score)))

    def _fit(self, one: int, other: int) -> bool:
        ones, others = self._spokesmen(one), self._spokesmen(other)
        scores = [self.score(a, b) for a in ones for b in others]
        if min(scores) <= EXCLUDED:
            return False
        several = all(len({self.told[n].report.doc_id for n in g}) > 1 for g in (ones, others))
        needed = RIVALS if several else AVERAGE
        return sum(max(LEAST, min(MOST, s)) for s in scores) / len(scores) >= needed

    def _spokesmen(self, group: int) -> list[int]:
        members = self.members[group]
        if len(members) <= SPOKESMEN:
            return members
        return sorted(members, key=lambda n: (-_stated(self.told[n]), n))[:SPOKESMEN]


def _stated(told: Told) -> int:
    """How much an account states that can be held against others."""
    stated = (told.days[0], told.spot, told.doers, told.sufferers, told.people, told.tolls)
    return sum(bool(one) for one in stated)
