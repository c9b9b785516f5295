"""Groups of accounts of one event, whatever the order they came in.

    slice ──▶ Matching ──▶ matches; matches of connected accounts ──▶ Joined groups

Two groups are joined if more speaks for their being one than against, by their surest pair and on
average over all pairs of the two; the surest pairs first. Equal weights are decided by the ids of
the accounts. What people decided comes first and beats every weight.

A pair whose groups are not joined changes neither. So a group comes about by the matches between
its members alone, and one that is known can be left as it is, as long as nothing new would have
joined it on the way: ``Grouping`` tells which known groups it would have joined.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from onrecord.merge.blocks import Crowded, Cues, candidates
from onrecord.merge.locks import NO_LOCKS, Locks, Mark, opposed
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
#: Scores that a grouping keeps.
MOST_SCORES = 2_000_000

#: Numbers of two accounts, and what speaks for their being of one event, more than against it.
Match: TypeAlias = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Joined:
    """Numbers of accounts of one event, and the pairs by which they were joined.

    Attributes:
        by: with scores.
        by_hand: with the numbers of the decisions.
    """

    members: tuple[int, ...]
    by: tuple[Match, ...]
    by_hand: tuple[tuple[int, int, int], ...] = ()


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

    def matches(
        self, one: Slice, told: Sequence[Told], only: Collection[int] | None = None
    ) -> Matches:
        """The matches of a slice.

        Args:
            one: the slice.
            told: its accounts in the order of their keys.
            only: numbers of accounts of which one must be in a pair; ``None``: all.
        """
        if len(told) < 2:  # noqa: PLR2004 (nobody to compare with)
            return Matches((), 0, ())
        found = candidates(one, told, self.cues)
        pairs = [p for p in found.pairs if only is None or p[0] in only or p[1] in only]
        weighed = ((a, b, self._score(told[a], told[b])) for a, b in pairs)
        return Matches(tuple(m for m in weighed if m[2] > 0), len(pairs), found.crowded)

    def _score(self, one: Told, other: Told) -> float:
        """The score of a pair; that of the latest is kept, as neighbouring slices share pairs."""
        pair = one.key, other.key
        known = self.latest.get(pair)
        if known is None:
            if len(self.latest) >= KEPT_PAIRS:
                self.latest.clear()
            known = self.latest[pair] = self.matcher.weigh(one, other)
        return known


def connected(pairs: Iterable[tuple[int, int]], number: int) -> tuple[tuple[int, ...], ...]:
    """Accounts that chains of pairs connect, by their first; those without any, too."""
    above = list(range(number))

    def root(one: int) -> int:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        above[high] = low
    found: dict[int, list[int]] = {}
    for one in range(number):
        found.setdefault(root(one), []).append(one)
    return tuple(map(tuple, found.values()))


@dataclass
class Grouping:
    """Joins connected accounts, the surest pairs first; ``told`` in the order of their keys.

    Attributes:
        told: all that matches, or links of the locks, connect.
        outside: of numbers whose groups are known the number of the group: they are joined only
            within it.
        touched: known groups that others would have joined: they must be grouped with these.
    """

    told: Sequence[Told]
    matcher: Matcher
    locks: Locks = NO_LOCKS
    outside: Mapping[int, int] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    group_of: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    by: dict[int, list[Match]] = field(default_factory=dict)
    by_hand: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    scores: dict[tuple[int, int], float] = field(default_factory=dict)
    marks: dict[int, set[Mark]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    foremost: dict[int, list[int]] = field(default_factory=dict)
    refused: set[tuple[int, int, int, int]] = field(default_factory=set)

    def join(self, matches: Iterable[Match]) -> tuple[Joined, ...]:
        """All groups, single accounts included, by their first members."""
        known = tuple(matches)
        self.scores = {(a, b): score for a, b, score in known}
        self.group_of = {n: n for n in range(len(self.told))}
        self.members = {n: [n] for n in range(len(self.told))}
        if self.locks:
            self._decided()
        for score, a, b in sorted((-score, a, b) for a, b, score in known):
            self._join(a, b, -score)
        return tuple(
            Joined(
                tuple(sorted(self.members[g])),
                tuple(self.by.get(g, ())),
                tuple(self.by_hand.get(g, ())),
            )
            for g in sorted(self.members)
        )

    def _decided(self) -> None:
        """Join what is of one event by decision, and note what keeps groups apart."""
        numbers = {told.account_id: n for n, told in enumerate(self.told)}
        for account, n in numbers.items():
            if account in self.locks.marks:
                self.marks[n] = set(self.locks.marks[account])
            if account in self.locks.closed:
                self.closed.add(n)
        for one, other, decision in self.locks.within(numbers):
            a, b = numbers[one], numbers[other]
            low = self._unite(self.group_of[a], self.group_of[b])
            self.by_hand.setdefault(low, []).append((a, b, decision))

    def score(self, one: int, other: int) -> float:
        """What speaks for two accounts being of one event, more than against it."""
        pair = (one, other) if one < other else (other, one)
        known = self.scores.get(pair)
        if known is None:
            if len(self.scores) >= MOST_SCORES:
                self.scores.clear()
            known = self.weigh(*pair)
            self.scores[pair] = known
        return known

    def weigh(self, one: int, other: int) -> float:
        """The score of two accounts, computed."""
        return self.matcher.weigh(self.told[one], self.told[other])

    def _join(self, a: int, b: int, score: float) -> None:
        one, other = self.group_of[a], self.group_of[b]
        home, away = self.outside.get(a), self.outside.get(b)
        if one == other or (home != away and home is not None and away is not None):
            return
        if not self._fit(one, other):
            return
        if home != away:
            self.touched.update(group for group in (home, away) if group is not None)
            return
        low = self._unite(one, other)
        self.by.setdefault(low, []).append((a, b, score))

    def _unite(self, one: int, other: int) -> int:
        """Make one group of two; gives its number, that of its first member."""
        low, high = min(one, other), max(one, other)
        if low == high:
            return low
        if len(self.members[low]) + len(self.members[high]) > SPOKESMEN:
            several = self._spokesmen(low) + self._spokesmen(high)
            several.sort(key=lambda n: (-_stated(self.told[n]), n))
            self.foremost[low] = several[:SPOKESMEN]
        for member in self.members[high]:
            self.group_of[member] = low
        self.members[low] += self.members.pop(high)
        if high in self.by:
            self.by.setdefault(low, []).extend(self.by.pop(high))
        if high in self.by_hand:
            self.by_hand.setdefault(low, []).extend(self.by_hand.pop(high))
        if high in self.marks:
            self.marks.setdefault(low, set()).update(self.marks.pop(high))
        if high in self.closed:
            self.closed.add(low)
        return low

    def _fit(self, one: int, other: int) -> bool:
        """Whether two groups are joined; what was refused is asked again when one has grown."""
        asked = (one, len(self.members[one]), other, len(self.members[other]))
        if asked in self.refused:
            return False
        fit = not (self.locks and self._kept_apart(one, other)) and self._weigh_up(one, other)
        if not fit:
            self.refused.add(asked)
        return fit

    def _weigh_up(self, one: int, other: int) -> bool:
        ones, others = self._spokesmen(one), self._spokesmen(other)
        scores: list[float] = []
        for score in (self.score(a, b) for a in ones for b in others):
            if score <= EXCLUDED:
                return False
            scores.append(score)
        several = all(len({self.told[n].report.doc_id for n in g}) > 1 for g in (ones, others))
        needed = RIVALS if several else AVERAGE
        return sum(max(LEAST, min(MOST, s)) for s in scores) / len(scores) >= needed

    def _kept_apart(self, one: int, other: int) -> bool:
        """Whether a decision keeps two groups from being joined."""
        if one in self.closed or other in self.closed:
            return True
        mine, theirs = self.marks.get(one), self.marks.get(other)
        return bool(mine and theirs) and opposed(mine or (), theirs or ()) is not None

    def _spokesmen(self, group: int) -> list[int]:
        members = self.members[group]
        return members if len(members) <= SPOKESMEN else self.foremost[group]


def _stated(told: Told) -> int:
    """How much an account states that can be held against others."""
    stated = (told.days[0], told.spot, told.doers, told.sufferers, told.people, told.tolls)
    return sum(bool(one) for one in stated)
