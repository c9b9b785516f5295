"""What merging remembers of a project, and what it still has to do.

    shown readings ──▶ changed ──▶ remember, forget ──▶ told, slices, unmerged ──▶ …

A document is to be merged if its shown reading is not the one that merging knows, or was made
comparable by other words. A slice, account or event is to be done if it stands in ``unmerged``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.merge.packed import pack_numbers, unpack_numbers
from onrecord.store.connection import row, rows
from onrecord.store.rows import TABLES, first_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from onrecord.store.connection import Store

#: Kinds of things to do.
SLICE, ACCOUNT, EVENT = "slice", "account", "event"
#: Rows that are read at once.
PAGE = 500
_CHANGED = (
    "FROM shown s LEFT JOIN merged m ON m.document = s.document"
    " WHERE s.document > ?2 AND (m.reading IS NULL OR m.reading <> s.reading OR m.words <> ?1)"
)
_GONE = "FROM merged m WHERE NOT EXISTS (SELECT 1 FROM shown s WHERE s.document = m.document)"
_UNMERGED = "INSERT OR IGNORE INTO unmerged VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class ToldRow:
    """An account as it is remembered; ``position`` in its reading, ``start`` in the text."""

    position: int
    account_id: str
    day: int
    start: int
    slices: tuple[int, ...]
    packed: bytes


@dataclass(frozen=True, slots=True)
class Remembered:
    """The accounts of a document; ``reading`` is the one they are of."""

    document: int
    reading: int
    report: bytes
    told: tuple[ToldRow, ...]


# ---- documents ----------------------------------------------------------------------------------


def count_changed(store: Store, words: str) -> int:
    """How many documents are to be merged: new, read anew, gone, or known by other words."""
    found = row(store, f"SELECT count(*) {_CHANGED}", (words, 0))
    gone = row(store, f"SELECT count(*) {_GONE}")
    return (found[0] if found else 0) + (gone[0] if gone else 0)


def changed(store: Store, words: str) -> Iterator[tuple[int, int | None]]:
    """Documents to be merged, each with the reading to merge, or ``None`` if it is gone."""
    yield from [(document, None) for (document,) in rows(store, f"SELECT m.document {_GONE}")]
    last = 0
    sql = f"SELECT s.document, s.reading {_CHANGED} ORDER BY s.document LIMIT {PAGE}"
    while page := list(rows(store, sql, (words, last))):
        yield from page
        last = page[-1][0]


def remember(connection: sqlite3.Connection, words: str, one: Remembered) -> None:
    """Replace what is remembered of a document, and note what is to be done, in a transaction."""
    before = forget(connection, one.document)
    at = first_key(one.document, "accounts")
    merged = (one.document, one.reading, words, one.report)
    connection.execute("INSERT INTO merged VALUES (?, ?, ?, ?)", merged)
    connection.executemany(
        "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (at + t.position, t.account_id, t.day, t.start,
             before.get(t.account_id, before.get(t.start)), pack_numbers(t.slices), t.packed)
            for t in one.told
        ],
    )  # fmt: skip
    placed = [(s, at + t.position) for t in one.told for s in t.slices]
    connection.executemany("INSERT INTO slices VALUES (?, ?)", placed)
    connection.executemany(_UNMERGED, {(SLICE, 0, number) for number, _ in placed})
    todo = [(ACCOUNT, t.day, at + t.position) for t in one.told]
    connection.executemany(_UNMERGED, todo)


def forget(connection: sqlite3.Connection, document: int) -> dict[str | int, int]:
    """Take away what is remembered of a document, in a transaction; its slices are to be done.

    Gives the event that each of its accounts was in, by id and by place in the text.
    """
    accounts = _range(document)
    found = connection.execute(
        "SELECT n, account_id, start, event, slices FROM told WHERE n >= ? AND n < ?", accounts
    ).fetchall()
    places = [(s, n) for n, *_, packed in found for s in unpack_numbers(packed)]
    connection.executemany("DELETE FROM slices WHERE slice = ? AND account = ?", places)
    connection.executemany(_UNMERGED, {(SLICE, 0, number) for number, _ in places})
    events = {event for *_, event, _ in found if event is not None}
    connection.executemany(_UNMERGED, [(EVENT, 0, event) for event in events])
    connection.execute("DELETE FROM told WHERE n >= ? AND n < ?", accounts)
    connection.execute("DELETE FROM merged WHERE document = ?", (document,))
    before: dict[str | int, int] = {}
    for _, account_id, start, event, _ in found:
        if event is not None:
            before[account_id] = before[start] = event
    return before


def _range(document: int) -> tuple[int, int]:
    first = first_key(document, "accounts")
    following = first_key(document, "participants")
    assert TABLES["accounts"][0] + 1 == TABLES["participants"][0]
    return first, following
