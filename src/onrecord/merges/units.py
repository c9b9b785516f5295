"""Which events come out of accounts that changed, and everything they touch.

    account or event to be done ──▶ Units.of ──▶ Unit: events before, events after, ids

A unit is closed: it holds all accounts that matches or decisions connect, and all accounts of the
events that these were in. So what is outside of it stays as it is.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.merge.event import decode_event
from onrecord.merge.events import Builder, groups_of
from onrecord.merge.registry import Known, register
from onrecord.merges.recall import numbers_of
from onrecord.store.connection import row, rows
from onrecord.store.events import event_row
from onrecord.store.merging import ACCOUNT, EVENT, Made, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onrecord.merge import MergeWords
    from onrecord.merge.cluster import Match
    from onrecord.merge.event import Event
    from onrecord.merge.locks import Locks
    from onrecord.merges.recall import Recall
    from onrecord.store import Store

_ACCOUNT = "SELECT day, event, slices FROM told WHERE n = ?"
_OF_EVENT = "SELECT n FROM told WHERE event = ?"
_BEFORE = "SELECT n, event_id, packed FROM events WHERE n = ?"


@dataclass(frozen=True, slots=True)
class Closed:
    """What a unit is made of.

    Attributes:
        days: of each account the day of its publication.
        events: of each account the event it was in.
        matches: scores of pairs of accounts, the smaller number first.
        seen: keys of all events that are touched.
    """

    days: dict[int, int] = field(default_factory=dict)
    events: dict[int, int | None] = field(default_factory=dict)
    matches: dict[tuple[int, int], float] = field(default_factory=dict)
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
        self.links = _links(self.store, locks)
        self.withdrawn = {d for (d,) in rows(self.store, "SELECT doc_id FROM tombstones")}
        self.builder = Builder(words, recall.readings, recall.imprints, sides)

    def of(self, seed: tuple[str, int, int]) -> Unit:
        """The unit of what is to be done: kind, day, number of an account or event."""
        kind, _, number = seed
        closed = self.close((number,), ()) if kind == ACCOUNT else self.close((), (number,))
        todo = {seed, *((ACCOUNT, day, n) for n, day in closed.days.items())}
        todo |= {(EVENT, 0, event) for event in closed.seen}
        return self._unit(closed, tuple(sorted(todo)))

    def close(self, accounts: Iterable[int], events: Iterable[int]) -> Closed:
        """Everything that accounts and events touch."""
        closed = Closed(seen=set(events))
        waiting = list(accounts)
        for event in closed.seen:
            waiting += (n for (n,) in rows(self.store, _OF_EVENT, (event,)))
        while waiting:
            number = waiting.pop()
            if number not in closed.days:
                waiting += self._touched(number, closed)
        return closed

    def _touched(self, number: int, closed: Closed) -> list[int]:
        """The accounts that one leads to; it is added to what is closed."""
        found = row(self.store, _ACCOUNT, (number,))
        if found is None:
            return []
        day, event, slices = found
        closed.days[number], closed.events[number] = day, event
        near = list(self.links.get(number, ()))
        for other, score in self.recall.matches(number, slices):
            closed.matches[min(number, other), max(number, other)] = score
            near.append(other)
        if event is not None and event not in closed.seen:
            closed.seen.add(event)
            near += (n for (n,) in rows(self.store, _OF_EVENT, (event,)))
        return near

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

    def events(self, closed: Closed) -> Iterable[tuple[Event, tuple[int, ...]]]:
        """The events of the accounts, each with their numbers."""
        told = self.recall.told(list(closed.days))
        place = {n: at for at, (n, _) in enumerate(told)}
        accounts = [one for _, one in told]
        matches = placed(closed.matches, place)
        for joined in groups_of(accounts, matches, self.words, self.locks):
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


def placed(matches: Mapping[tuple[int, int], float], place: Mapping[int, int]) -> list[Match]:
    """Matches by the places of their accounts, the smaller first."""
    found: list[Match] = []
    for (a, b), score in matches.items():
        if a in place and b in place:
            one, other = sorted((place[a], place[b]))
            found.append((one, other, score))
    return sorted(found)


def _links(store: Store, locks: Locks) -> dict[int, list[int]]:
    """Of each account those that decisions connect with it, by number."""
    links = [(a, b) for a, others in locks.linked.items() for b, _ in others]
    number = numbers_of(store, (one for link in links for one in link))
    found: dict[int, list[int]] = {}
    for a, b in links:
        if a in number and b in number:
            found.setdefault(number[a], []).append(number[b])
            found.setdefault(number[b], []).append(number[a])
    return found
