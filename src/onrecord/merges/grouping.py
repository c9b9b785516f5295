"""Which accounts of a project are of one event, without grouping all of them anew.

accounts to be grouped ──▶ + known groups they match ──▶ + those they would join ──▶ groups

The groups are those that grouping all accounts at once gives: a group comes about by the matches
between its members alone, so what nothing new would join stays as it is (``merge.cluster``).
Accounts that are still to be grouped do not count until it is their turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.merge.cluster import Grouping
from onrecord.merges.recall import MARKS, numbers_of
from onrecord.store.connection import row, rows
from onrecord.store.merging import NewGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onrecord.merge import MergeWords
    from onrecord.merge.cluster import Match
    from onrecord.merge.locks import Locks
    from onrecord.merge.told import Told
    from onrecord.merges.recall import Recall
    from onrecord.store import Store

_OF_GROUP = "SELECT n FROM told WHERE grouped = ?"
_GROUPS = "SELECT n, grouped FROM told WHERE n IN ({})"
_EVENTS = "SELECT n, day, event FROM told WHERE n IN ({})"

#: Scores that are kept between groupings: a pair is held against each other again and again.
KEPT = 1_000_000

Pairs = dict[tuple[int, int], float]


class _Remembering(Grouping):
    """Keeps scores for the next time that the same accounts are grouped."""

    numbers: Sequence[int]
    known: Pairs

    def weigh(self, one: int, other: int) -> float:
        """The score of two accounts, computed once."""
        pair = self.numbers[one], self.numbers[other]
        score = self.known.get(pair)
        if score is None:
            if len(self.known) >= KEPT:
                self.known.clear()
            score = self.known[pair] = super().weigh(one, other)
        return score


class Groups:
    """Groups accounts of a project.

    ``own`` are accounts that are not in it, by numbers that none of it has, with their matches.
    """

    def __init__(
        self,
        recall: Recall,
        words: MergeWords,
        locks: Locks,
        own: Mapping[int, Told] | None = None,
        matches: Mapping[int, list[tuple[int, float]]] | None = None,
    ) -> None:
        self.recall = recall
        self.store: Store = recall.store
        self.matcher = words.matcher
        self.locks = locks
        self.links = links_of(self.store, locks)
        self.own = own or {}
        self.own_matches = matches or {}
        self.scores: Pairs = {}

    def of(self, numbers: Iterable[int]) -> list[tuple[int, ...]]:
        """The groups of accounts, with all known groups that they join."""
        inside = self._linked(set(numbers))
        while True:
            groups, touched = self._joined(inside)
            if not touched:
                return groups
            inside = self._linked(inside | {n for one in touched for n in self._members(one)})

    def _joined(self, inside: set[int]) -> tuple[list[tuple[int, ...]], set[int]]:
        """Groups of accounts, and the known groups that they would join."""
        pairs: Pairs = {}
        near: Pairs = {}
        for n in inside:
            for other, score in self._matches(n):
                found = pairs if other in inside else near
                found[min(n, other), max(n, other)] = score
        outside = self._outside({n for pair in near for n in pair} - inside)
        pairs |= {pair: near[pair] for pair in near if any(n in outside for n in pair)}
        for n, group in outside.items():
            for other, score in self._matches(n):
                if outside.get(other) == group:
                    pairs[min(n, other), max(n, other)] = score
        told = self._told([*inside, *outside])
        place = {n: at for at, (n, _) in enumerate(told)}
        grouping = _Remembering(
            [one for _, one in told], self.matcher, self.locks,
            {place[n]: group for n, group in outside.items()},
        )  # fmt: skip
        grouping.numbers = [n for n, _ in told]
        grouping.known = self.scores
        joined = grouping.join(placed(pairs, place))
        groups = [tuple(told[at][0] for at in one.members) for one in joined]
        return [group for group in groups if group[0] in inside], grouping.touched

    def _told(self, numbers: list[int]) -> list[tuple[int, Told]]:
        there = [n for n in numbers if n not in self.own]
        mine = [(n, self.own[n]) for n in numbers if n in self.own]
        return sorted([*self.recall.told(there), *mine], key=lambda one: one[1].key)

    def _matches(self, number: int) -> Iterator[tuple[int, float]]:
        if number in self.own:
            yield from self.own_matches.get(number, ())
        else:
            yield from self.recall.matches(number)

    def _outside(self, numbers: set[int]) -> dict[int, int]:
        """All accounts of the groups that some are in, with the group; ungrouped ones left out."""
        there = sorted(n for n in numbers if n not in self.own)
        groups = {group for _, group in many(self.store, _GROUPS, there) if group is not None}
        return {n: group for group in sorted(groups) for n in self._members(group)}

    def _members(self, group: int) -> list[int]:
        return [n for (n,) in rows(self.store, _OF_GROUP, (group,))]

    def _linked(self, numbers: set[int]) -> set[int]:
        """Accounts with all that decisions connect with them, and the groups of these."""
        found = set(numbers)
        waiting = [n for n in numbers if n in self.links]
        while waiting:
            for other in self.links.get(waiting.pop(), ()):
                if other not in found:
                    grouped = row(self.store, "SELECT grouped FROM told WHERE n = ?", (other,))
                    group = grouped[0] if grouped else None
                    new = [other, *(self._members(group) if group is not None else ())]
                    waiting += [n for n in new if n not in found]
                    found.update(new)
        return found

    def new_groups(self, groups: Iterable[tuple[int, ...]]) -> list[NewGroup]:
        """Groups with the days of their accounts, and whether each is an event already."""
        known = list(groups)
        numbers = [n for group in known for n in group]
        found = {n: (day, event) for n, day, event in many(self.store, _EVENTS, numbers)}
        made = []
        for group in known:
            events = {found[n][1] for n in group}
            event = events.pop() if len(events) == 1 else None
            sql = "SELECT count(*) FROM told WHERE event = ?"
            size = row(self.store, sql, (event,)) if event is not None else None
            days = tuple((found[n][0], n) for n in group)
            made.append(NewGroup(days, size == (len(group),)))
        return made


def many(store: Store, sql: str, numbers: list[int]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query whose ``{}`` stands for numbers, some at a time."""
    for at in range(0, len(numbers), MARKS):
        some = numbers[at : at + MARKS]
        yield from rows(store, sql.format(", ".join("?" * len(some))), some)


def placed(pairs: Mapping[tuple[int, int], float], place: Mapping[int, int]) -> list[Match]:
    """Matches by the places of their accounts, the smaller first; others are left out."""
    found: list[Match] = []
    for (a, b), score in pairs.items():
        if a in place and b in place:
            one, other = sorted((place[a], place[b]))
            found.append((one, other, score))
    return found


def links_of(store: Store, locks: Locks) -> dict[int, list[int]]:
    """Of each account those that decisions connect with it, by number."""
    links = [(a, b) for a, others in locks.linked.items() for b, _ in others]
    number = numbers_of(store, (one for link in links for one in link))
    found: dict[int, list[int]] = {}
    for a, b in links:
        if a in number and b in number:
            found.setdefault(number[a], []).append(number[b])
            found.setdefault(number[b], []).append(number[a])
    return found
