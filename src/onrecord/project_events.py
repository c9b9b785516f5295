"""Events of a project in Python: lists, single events, what became of them, decisions about them.

    project.events(type="ASSAULT", verdict="disputed") ──▶ EventQuery ──▶ rows, events, .df()
    project.event("e_…") ──▶ Event; project.diff("2024-12-04") ──▶ EventChange, one an event
    project.split("e_…", ["a_…"], Signed("anna", "another day")) ──▶ project.merge()

An event is a view of accounts: its values belong to their holders, and nothing is counted as true.
A decision is about accounts, and holds from the next merging on.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from onrecord.errors import StoreError
from onrecord.store import decisions
from onrecord.store.connection import Store, row
from onrecord.store.decisions import JOIN, LOCK, SPLIT, UNDO, Decided, Signed
from onrecord.store.diff import differences_since
from onrecord.store.event_list import (
    EventRow,
    EventSelection,
    check_events,
    count_events,
    event_keys,
    newest_events,
    select_events,
)
from onrecord.store.events import get_event, get_event_by_key
from onrecord.store.identities import Found, find_event, home_of
from onrecord.store.merging import EVENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from onrecord.merge import Event
    from onrecord.merge.event import AccountRef
    from onrecord.merges import MergeCounts
    from onrecord.merges.explaining import Near
    from onrecord.store.diff import EventChange

#: Arguments of ``events`` that are no filters by accounts.
_OWN = tuple(one.name for one in fields(EventSelection) if one.name != "filters")
_TABLES_EXTRA = "data frames need more packages: pip install 'onrecord[tables]'"


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Events that fulfil filters, the newest day first; nothing runs before they are asked for."""

    store: Store
    selection: EventSelection

    def where(self, **filters: Any) -> EventQuery:
        """The same events, filtered further; the arguments are those of ``Project.events``."""
        return EventQuery(self.store, _filtered(self.selection, filters))

    def __iter__(self) -> Iterator[EventRow]:
        return select_events(self.store, self.selection)

    def full(self) -> Iterator[Event]:
        """The events with all their values."""
        found = (get_event_by_key(self.store, n) for n in event_keys(self.store, self.selection))
        return (event for event in found if event is not None)

    def count(self) -> int:
        """How many events there are, by the rule that was given (``rule=...``); see ``events``."""
        return count_events(self.store, self.selection)

    def count_empty(self) -> int:
        """How many events of the project lost a document, and say nothing until it is merged."""
        sql = (
            "SELECT count(*) FROM unmerged u JOIN events e ON e.n = u.key"
            " WHERE u.kind = ? AND e.packed IS NULL"
        )
        found = row(self.store, sql, (EVENT,))
        return found[0] if found else 0

    def newest(self, limit: int = 50, offset: int = 0) -> list[EventRow]:
        """A page of events; what has no day comes last."""
        return newest_events(self.store, self.selection, limit, offset)

    def df(self) -> Any:
        """The events as a pandas ``DataFrame``."""
        try:
            import pandas as pd  # type: ignore[import-untyped]
        except ImportError as error:
            raise StoreError(_TABLES_EXTRA) from error
        columns = [one.name for one in fields(EventRow)]
        return pd.DataFrame.from_records(self._cells(columns), columns=columns)

    def arrow(self) -> Any:
        """The events as a ``pyarrow.Table``."""
        kinds = [(one.name, str(one.type).split(" ")[0]) for one in fields(EventRow)]
        return arrow_table(kinds, self._cells([name for name, _ in kinds]))

    def _cells(self, columns: list[str]) -> list[list[Any]]:
        return [[getattr(event, name) for name in columns] for event in self]


def arrow_table(kinds: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]) -> Any:
    """Rows as a ``pyarrow.Table``; ``kinds`` are the columns, each of int, float or str.

    Raises:
        StoreError: the package for tables is missing.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
    except ImportError as error:
        raise StoreError(_TABLES_EXTRA) from error
    types = {"int": pa.int64(), "float": pa.float64(), "str": pa.string()}
    schema = pa.schema([(name, types[kind]) for name, kind in kinds])
    columns = list(zip(*rows, strict=True)) or [() for _ in schema]
    made = [pa.array(one, type=field.type) for one, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(made, schema=schema)


def _filtered(selection: EventSelection, filters: dict[str, Any]) -> EventSelection:
    own = {name: value for name, value in filters.items() if name in _OWN and value is not None}
    if "box" in own:
        own["box"] = tuple(float(edge) for edge in own["box"])
    others = tuple(
        (name, (value,) if isinstance(value, str) else tuple(value))
        for name, value in filters.items()
        if name not in _OWN and value is not None
    )
    made = replace(selection, filters=(*selection.filters, *others), **own)
    check_events(made)
    return made


class EventsOfProject:
    """What an open project can say of its events, and be told of them."""

    __slots__ = ()
    folder: Path
    store: Store

    def events(self, **filters: Any) -> EventQuery:
        """Events that fulfil filters by name; one may have several values of which one must hold.

        By accounts, one of which must fulfil them all: type, actor, place, country, holder,
        denied_by, as_actor, as_victim ..., outlet, mode, context, realis, and ``text`` (words of a
        statement about it). Of the event: ``since`` and ``until`` (it may have happened between
        them), ``box`` (west, south, east, north), ``verdict`` (``disputed``, or
        ``fatalities=disputed``). ``rule`` says which events count
        (``EventSelection.rule``); without one all do, also what is only planned, threatened or
        denied.

        Raises:
            StoreError: a filter that is not known, or a value that is none.
        """
        return EventQuery(self.store, _filtered(EventSelection(), filters))

    def event(self, event_id: str) -> Event:
        """An event by any id that it ever had.

        Raises:
            StoreError: there is none; it says what became of it, or what to do.
        """
        found = self.find(event_id)
        event = get_event(self.store, found.event_id or "")
        if event is None:
            raise StoreError(f"{found.event_id} lost a document; merge the project: onrecord merge")
        return event

    def find(self, event_id: str) -> Found:
        """The event that an id stands for now, and why it is another one.

        Raises:
            StoreError: no event ever had the id, or nothing is left of it.
        """
        found = find_event(self.store, event_id)
        if found is None:
            raise StoreError(f"{self.folder} has no event {event_id}; {_advice(self.store)}")
        if found.event_id is None:
            raise StoreError(f"{event_id} is no more: {found.reason}")
        return found

    def event_of(self, account_id: str) -> str | None:
        """The id of the event that an account is in."""
        return home_of(self.store, account_id)

    def is_merged(self) -> bool:
        """Whether the project was merged at least once."""
        return row(self.store, "SELECT 1 FROM merge_runs") is not None

    def diff(self, since: str | int) -> Iterator[EventChange]:
        """What became of events since a day, a moment, or a merging (its number).

        Raises:
            StoreError: it is none of these.
        """
        return differences_since(self.store, str(since))

    def merge(self) -> MergeCounts:
        """Merge what changed since the last time; says what was done."""
        from onrecord.api import data_folders
        from onrecord.merge import load_merge_words
        from onrecord.merge.sides import load_sides
        from onrecord.merges import merge_project

        words = load_merge_words(data_folders(self.folder))
        steps = merge_project(self.store, words, load_sides(self.folder))
        while True:
            try:
                next(steps)
            except StopIteration as end:
                done: MergeCounts = end.value
                return done

    def nearest(self, event: Event, limit: int = 5) -> tuple[Near, ...]:
        """Other events that come near one, and what keeps them out; the nearest first."""
        from onrecord.api import data_folders
        from onrecord.merge import load_merge_words
        from onrecord.merges.explaining import nearest

        words = load_merge_words(data_folders(self.folder))
        return nearest(self.store, words, event, limit)

    # ---- decisions ------------------------------------------------------------------------------

    def decisions(self) -> tuple[Decided, ...]:
        """All decisions about events, in their order."""
        return tuple(decisions.decided(self.store))

    def decisions_and_state(self) -> tuple[tuple[Decided, str], ...]:
        """All decisions, and of each: holds, undone, or which one beats it for which accounts.

        Of one whose accounts are all withdrawn or read otherwise now: ``nothing left``.
        """
        known = self.decisions()
        undone = decisions.undone_of(known)
        there = {one.n for one in decisions.load_decisions(self.store)}
        there |= {one.n for one in known if one.kind == UNDO}
        states = dict(decisions.overruled(self.store))
        states |= {one.n: "nothing left" for one in known if one.n not in there}
        states |= dict.fromkeys(undone, "undone")
        return tuple((one, states.get(one.n, "holds")) for one in known)

    def join(self, events: Sequence[str], signed: Signed) -> int:
        """Decide that all accounts of some events are one event; gives the decision's number.

        Raises:
            StoreError: fewer than two events, or one is not there.
        """
        found = {event.event_id: event for event in map(self.event, events)}
        if len(found) < 2:  # noqa: PLR2004 (two to join)
            raise StoreError(f"{', '.join(events)} is one event already; name two to join")
        accounts = [account for event in found.values() for account in event.accounts]
        return decisions.decide(self.store, signed, JOIN, next(iter(found)), (accounts, ()))

    def split(self, event_id: str, members: Iterable[str], signed: Signed) -> int:
        """Decide that accounts of an event are one by themselves, apart from its others.

        Args:
            event_id: the event.
            members: ``a_…`` of the event, or ``d_…``: all accounts of a document in it.
            signed: who decides, and why.

        Raises:
            StoreError: one is not of the event, or nothing would be left of it.
        """
        event = self.event(event_id)
        off = set(_members(event, members))
        leaving = [a for a in event.accounts if a.account_id in off]
        staying = [a for a in event.accounts if a.account_id not in off]
        if not staying:
            raise StoreError(f"{event.event_id} has no other accounts; nothing can be split off")
        return decisions.decide(self.store, signed, SPLIT, event.event_id, (leaving, staying))

    def lock(self, event_id: str, signed: Signed) -> int:
        """Decide that an event is what it is: the machine takes nothing away and adds nothing.

        Raises:
            StoreError: there is no such event.
        """
        event = self.event(event_id)
        return decisions.decide(self.store, signed, LOCK, event.event_id, (event.accounts, ()))

    def undo(self, decision: int, signed: Signed) -> int:
        """Take a decision about events back; both stay written. Gives the number of this one.

        Raises:
            StoreError: there is no such decision, or it was undone.
        """
        known = {one.n: one for one in self.decisions()}
        if decision not in known:
            raise StoreError(f"there is no decision {decision}; see onrecord decisions")
        if decision in decisions.undone_of(tuple(known.values())):
            raise StoreError(f"decision {decision} was undone; see onrecord decisions")
        return decisions.undo(self.store, signed, known[decision])

    def overruled_by(self, decision: int) -> tuple[tuple[Decided, tuple[str, ...]], ...]:
        """The earlier decisions that one beats, and for which accounts."""
        return decisions.overruled_by(self.store, decision)


def _members(event: Event, wanted: Iterable[str]) -> Iterator[str]:
    for name in wanted:
        found = [a.account_id for a in event.accounts if name in (a.account_id, a.doc_id)]
        if not found:
            raise StoreError(f"{name} is not of {event.event_id}; it has {_listed(event.accounts)}")
        yield from found


def _listed(accounts: Sequence[AccountRef], most: int = 8) -> str:
    names = [one.account_id for one in accounts[:most]]
    return ", ".join(names) + (f" and {len(accounts) - most} more" if len(accounts) > most else "")


def _advice(store: Store) -> str:
    if row(store, "SELECT 1 FROM merge_runs") is None:
        return "it was not merged yet: onrecord merge"
    return "onrecord events lists them"
