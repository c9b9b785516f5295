"""Events of a project as rows, and as lines of ``onrecord-event/1``.

    Event ──▶ event_row ──▶ events ──▶ get_event ──▶ Event

Who an event is about, and who tells it, is found by its accounts: ``told.event`` leads from them.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, TypeAlias

from onrecord.merge.compare import LIVE
from onrecord.merge.event import Event, decode_event, encode_event
from onrecord.store.connection import row, rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from onrecord.store.connection import Store

#: Level of compression of lines, as of readings.
LEVEL = 1
_COLUMNS = (
    "event_id, type, title, begins, ends, lat, lon, first_seen, accounts, documents, outlets,"
    " origins, verdicts, packed"
)
_INSERT = f"INSERT INTO events ({_COLUMNS}) VALUES ({', '.join('?' * 14)})"
_UPDATE = f"UPDATE events SET ({_COLUMNS}) = ({', '.join('?' * 14)}) WHERE n = ?"
#: An event that lost a document and was not merged since says nothing.
_BLANK = (
    "UPDATE events SET title = '', begins = NULL, ends = NULL, lat = NULL, lon = NULL,"
    " verdicts = '', packed = NULL WHERE n = ?"
)

#: The cells of an event in their order, without the key.
EventRow: TypeAlias = tuple[Any, ...]


def event_row(event: Event) -> EventRow:
    """The cells of an event.

    The point is of a place that somebody still says it happened at, never of a plan.
    """
    days = [v for v in _asserted(event, "date") if v.start or v.end]
    days = [v for v in days if v.status == LIVE] or days  # plans are found by their days, too
    places = (v for v in _asserted(event, "place") if v.status == LIVE)
    points = [v for v in places if v.lat is not None and v.lon is not None]
    lat, lon = (points[0].lat, points[0].lon) if points else (None, None)
    return (
        event.event_id, event.type, event.title,
        min((v.start for v in days if v.start), default=None),
        max((v.end for v in days if v.end), default=None),
        lat, lon, event.first_seen, len(event.accounts), event.n_documents, event.n_outlets,
        event.n_origins, " ".join(f"{name}={f.verdict}" for name, f in event.fields.items()),
        zlib.compress(encode_event(event), LEVEL),
    )  # fmt: skip


def _asserted(event: Event, name: str) -> Iterator[Any]:
    field = event.fields.get(name)
    return (v for v in (field.values if field else ()) if v.polarity == "+")


def put_event(connection: sqlite3.Connection, cells: EventRow, number: int | None = None) -> int:
    """Write an event in a transaction, new or in the place of another; gives its key."""
    if number is not None:
        connection.execute(_UPDATE, (*cells, number))
        return number
    return connection.execute(_INSERT, cells).lastrowid or 0


def blank_events(connection: sqlite3.Connection, accounts: tuple[int, int]) -> int:
    """Empty the events of accounts (the first, and the first that is none any more); how many.

    For whoever takes a document away, in a transaction: until they are merged again, events must
    not repeat what it said.
    """
    sql = "SELECT DISTINCT event FROM told WHERE n >= ? AND n < ? AND event IS NOT NULL"
    found = connection.execute(sql, accounts).fetchall()
    changes = (
        "UPDATE changes SET detail = '{}'"
        " WHERE event_id = (SELECT event_id FROM events WHERE n = ?)"
    )
    connection.executemany(changes, found)
    connection.executemany(_BLANK, found)
    return len(found)


def blank_changes(connection: sqlite3.Connection, doc_id: str) -> None:
    """Leave of changes that name a document only that they were, and why, in a transaction."""
    sql = "UPDATE changes SET detail = '{}' WHERE instr(detail, ?1) OR instr(reason, ?1)"
    connection.execute(sql, (doc_id,))


def get_event(store: Store, event_id: str) -> Event | None:
    """An event by the id it has now; ``None`` if there is none, or it must be merged first."""
    found = row(store, "SELECT packed FROM events WHERE event_id = ?", (event_id,))
    return decode_event(zlib.decompress(found[0])) if found and found[0] else None


def get_event_by_key(store: Store, n: int) -> Event | None:
    """An event by its key; ``None`` if there is none, or it must be merged first."""
    found = row(store, "SELECT packed FROM events WHERE n = ?", (n,))
    return decode_event(zlib.decompress(found[0])) if found and found[0] else None


def all_events(store: Store) -> Iterator[Event]:
    """All events, by the day of their first report, then by id; one held at a time."""
    sql = "SELECT packed FROM events ORDER BY ifnull(first_seen, '9999'), event_id"
    for (packed,) in rows(store, sql):
        if packed:
            yield decode_event(zlib.decompress(packed))
