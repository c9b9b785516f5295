"""Groups of accounts of one event, whatever the order they came in.

    slice ──▶ Matching ──▶ matches; matches of connected accounts ──▶ Joined groups

Two groups are joined if more speaks for their being one than against, by their surest pair and on
average over all pairs of the two; the surest pairs first. Equal weights are decided by the ids of
the accounts. Accounts that no chain of matches connects have no influence on each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from onrecord.merge.blocks import Crowded, Cues, candidates
from onrecord.merge.match import EXCLUDED, Matcher
from onrecord.merge.told import Told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.merge.blocks import Slice

#: The average of the pairs of two groups must not lie below it.
AVERAGE = -1.0
#: Two groups of several reports each stand on their own: they are joined only if sure on average.
RIVALS = 3.5
#: Signs that one pair has by mistake must not outweigh all others.
MOST, LEAST = 6.0, -6.0
#: Of larger groups only so many members are held against others: those with the most to compare.
SPOKESMEN = 12
#: Pairs of which the score is kept.
KEPT_PAIRS = 200_000

#: Numbers of two accounts, and what speaks for their being of one event, more than against it.
Match: TypeAlias = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Joined:
    """Numbers of accounts of one event, and the pairs by which they were joined, with scores."""

    members: tuple[int, ...]
    by: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """What a slice gives.

    Attributes:
        pairs: numbers of two accounts in their list, the smaller first, and the score: those of
            which more speaks for one event than against it.
        compared: how many pairs were looked at.
        crowded: blocks that were too large to compare all.
    """

    pairs: tuple[Match, ...]
    compared: int
    crowded: tuple[Crowded, ...]


class Matching:
    """Compares the accounts of slices, one slice after the other."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.cues = Cues(matcher.rarity)
        self.latest: dict[tuple[tuple[str, str], tuple[str, str]], float] = {}

    def matches(self, one: Slice, told: Sequence[Told]) -> Matches:
        """The matches of a slice; ``told``: its accounts in the order of their keys."""
        if len(told) < 2:  # noqa: PLR2004 (nobody to compare with)
            return Matches((), 0, ())
        found = candidates(one, told, self.cues)
        weighed = ((a, b, self._score(told[a], told[b])) for a, b in found.pairs)
        return Matches(tuple(m for m in weighed if m[2] > 0), len(found.pairs), found.crowded)

    def _score(self, one: Told, other: Told) -> float:
        """The score of a pair; that of the latest is kept, as neighbouring slices share pairs."""
        pair = one.key, other.key
        known = self.latest.get(pair)
        if known is None:
            if len(self.latest) >= KEPT_PAIRS:
                self.latest.clear()
            known = self.latest[pair] = self.matcher.weigh(one, other)
        return known


def connected(matches: Iterable[Match], number: int) -> tuple[tuple[int, ...], ...]:
    """Accounts that chains of matches connect, by their first; those without any, too."""
    above = list(range(number))

    def root(one: int) -> int:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for a, b, _ in matches:
        low, high = sorted((root(a), root(b)))
        above[high] = low
    found: dict[int, list[int]] = {}
    for one in range(number):
        found.setdefault(root(one), []).append(one)
    return tuple(map(tuple, found.values()))


@dataclass
class Grouping:
    """Joins connected accounts, the surest pairs first; ``told`` in the order of their keys."""

    told: Sequence[Told]
    matcher: Matcher
    group_of: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    by: dict[int, list[Match]] = field(default_factory=dict)
    scores: dict[tuple[int, int], float] = field(default_factory=dict)

    def join(self, matches: Iterable[Match]) -> tuple[Joined, ...]:
        """All groups, single accounts included, by their first members."""
        known = tuple(matches)
        self.scores = {(a, b): score for a, b, score in known}
        self.group_of = {n: n for n in range(len(self.told))}
        self.members = {n: [n] for n in range(len(self.told))}
        for score, a, b in sorted((-score, a, b) for a, b, score in known):
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
            known = self.matcher.weigh(self.told[one], self.told[other])
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
