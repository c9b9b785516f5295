"""Which events come out of groups that changed, and what became of the events before.

    group or event to be made ──▶ Units.of ──▶ Unit: events before, events after, ids

A unit is closed: it holds all accounts of its groups, all of the events that these were in, and so
on. So what is outside of it stays as it is.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.merge.event import decode_event
from onrecord.merge.events import Builder, groups_of
from onrecord.merge.registry import Known, register
from onrecord.merges.grouping import placed
from onrecord.store.connection import row, rows
from onrecord.store.events import event_row
from onrecord.store.merging import EVENT, GROUP, Made, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onrecord.merge import MergeWords
    from onrecord.merge.event import Event
    from onrecord.merge.locks import Locks
    from onrecord.merges.recall import Recall
    from onrecord.store import Store

_OF_GROUP = "SELECT n, day, event FROM told WHERE grouped = ?"
_OF_EVENT = "SELECT n, grouped FROM told WHERE event = ?"
_BEFORE = "SELECT n, event_id, packed FROM events WHERE n = ?"


@dataclass(frozen=True, slots=True)
class Closed:
    """What a unit is made of.

    Attributes:
        groups: of each account its group.
        events: of each account the event it was in.
        days: of each group the first day of publication.
        seen: keys of all events that are touched.
    """

    groups: dict[int, int] = field(default_factory=dict)
    events: dict[int, int | None] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)


class Units:
    """Makes units of what is to be done, as long as nothing else changes the store."""

    def __init__(
        self, recall: Recall, words: MergeWords, sides: Mapping[str, str], locks: Locks
    ) -> None:
        self.recall = recall
        self.store: Store = recall.store
        self.words = words
        self.locks = locks
        self.withdrawn = {d for (d,) in rows(self.store, "SELECT doc_id FROM tombstones")}
        self.builder = Builder(words, recall.readings, recall.imprints, sides)

    def of(self, seed: tuple[str, int, int]) -> Unit:
        """The unit of what is to be done: kind, day, number of a group or event."""
        closed = self._closed(seed)
        todo = {seed, *((GROUP, day, group) for group, day in closed.days.items())}
        todo |= {(EVENT, 0, event) for event in closed.seen}
        return self._unit(closed, tuple(sorted(todo)))

    def _closed(self, seed: tuple[str, int, int]) -> Closed:
        closed = Closed()
        waiting = [(seed[0], seed[2])]
        while waiting:
            kind, number = waiting.pop()
            if kind == EVENT and number not in closed.seen:
                closed.seen.add(number)
                for _, group in rows(self.store, _OF_EVENT, (number,)):
                    if group is not None and group not in closed.days:
                        waiting.append((GROUP, group))
            elif kind == GROUP and number not in closed.days:
                waiting += [(EVENT, event) for event in self._add(closed, number)]
        return closed

    def _add(self, closed: Closed, group: int) -> set[int]:
        """Add a group; gives the events that its accounts were in."""
        for n, day, event in rows(self.store, _OF_GROUP, (group,)):
            closed.groups[n], closed.events[n] = group, event
            closed.days[group] = min(day, closed.days.get(group, day))
        members = (n for n, of in closed.groups.items() if of == group)
        return {event for n in members if (event := closed.events[n]) is not None}

    def _unit(self, closed: Closed, todo: tuple[tuple[str, int, int], ...]) -> Unit:
        known = [one for n in sorted(closed.seen) if (one := self._known(n))]
        before = {one.event_id: (number, packed) for number, packed, one in known}
        made, after = [], []
        for event, accounts in self.events(closed):
            after.append(event)
            cells = event_row(event)
            number, packed = before.get(event.event_id, (None, None))
            same = packed == cells[-1] and all(closed.events[n] == number for n in accounts)
            made.append(Made(None if same else cells, accounts, number))
        kept = {event.event_id for event in after}
        gone = tuple(number for event_id, (number, _) in before.items() if event_id not in kept)
        if not gone and all(one.cells is None for one in made):
            return Unit(todo, (), tuple(made))
        was = [one for _, _, one in known]
        registered = register(was, after, self.withdrawn, self.locks)
        return Unit(todo, gone, tuple(made), registered)

    def events(self, closed: Closed) -> Iterator[tuple[Event, tuple[int, ...]]]:
        """The events of the groups, each with the numbers of its accounts."""
        told = self.recall.told(list(closed.groups))
        place = {n: at for at, (n, _) in enumerate(told)}
        accounts = [one for _, one in told]
        within = {
            (min(n, other), max(n, other)): score
            for n, group in closed.groups.items()
            for other, score in self.recall.matches(n)
            if closed.groups.get(other) == group
        }
        for joined in groups_of(accounts, placed(within, place), self.words, self.locks):
            event = self.builder.event([accounts[at] for at in joined.members], joined)
            yield event, tuple(told[at][0] for at in joined.members)

    def _known(self, number: int) -> tuple[int, bytes | None, Known] | None:
        """An event as it is kept; ``None`` if it is no more."""
        found = row(self.store, _BEFORE, (number,))
        if found is None:
            return None
        _, event_id, packed = found
        if packed is not None:
            event = decode_event(zlib.decompress(packed))
            ids = tuple(a.account_id for a in event.accounts)
            return number, packed, Known(event_id, ids, event)
        sql = "SELECT account_id FROM told WHERE event = ? ORDER BY account_id"
        ids = tuple(i for (i,) in rows(self.store, sql, (number,)))
        return number, packed, Known(event_id, ids)
