"""What merging remembers of a project, and what it still has to do.

    shown readings ──▶ changed ──▶ remember, forget ──▶ told, slices, unmerged
    slices ──▶ keep_matches ──▶ accounts ──▶ keep_groups ──▶ groups ──▶ keep_unit ──▶ events

A document is to be merged if its shown reading is not the one that merging knows, or was made
comparable by other words. All else is to be done if it stands in ``unmerged``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.merge.cluster import Match
from onrecord.merge.packed import pack_matches, pack_numbers, unpack_numbers
from onrecord.merge.registry import Registered
from onrecord.store.connection import row, rows
from onrecord.store.events import EventRow, put_event
from onrecord.store.identities import keep_registered
from onrecord.store.rows import first_key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from onrecord.store.connection import Store

#: Kinds of things to do.
SLICE, ACCOUNT, GROUP, EVENT = "slice", "account", "group", "event"
#: Rows that are read at once.
PAGE = 500
_CHANGED = (
    "FROM shown s LEFT JOIN merged m ON m.document = s.document"
    " WHERE s.document > ?2 AND (m.reading IS NULL OR m.reading <> s.reading OR m.words <> ?1)"
)
_GONE = "FROM merged m WHERE NOT EXISTS (SELECT 1 FROM shown s WHERE s.document = m.document)"
_UNMERGED = "INSERT OR IGNORE INTO unmerged VALUES (?, ?, ?)"
_MERGED = "DELETE FROM unmerged WHERE kind = ? AND day = ? AND key = ?"


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


def changed(store: Store, words: str) -> Iterator[list[tuple[int, int | None]]]:
    """Documents to be merged, some at a time: each with its reading, or ``None`` if it is gone."""
    if gone := list(rows(store, f"SELECT m.document, NULL {_GONE}")):
        yield gone
    sql = f"SELECT s.document, s.reading {_CHANGED} ORDER BY s.document LIMIT {PAGE}"
    last = 0
    while page := list(rows(store, sql, (words, last))):
        yield page
        last = page[-1][0]


def remember(connection: sqlite3.Connection, words: str, one: Remembered) -> None:
    """Replace what is remembered of a document, and note what is to be done, in a transaction."""
    before = forget(connection, one.document)
    at = first_key(one.document, "accounts")
    merged = (one.document, one.reading, words, one.report)
    connection.execute("INSERT INTO merged VALUES (?, ?, ?, ?)", merged)
    connection.executemany(
        "INSERT INTO told VALUES (?, ?, ?, ?, NULL, ?, ?, ?)",
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
    accounts = accounts_of(document)
    found = connection.execute(
        "SELECT n, account_id, start, grouped, event, slices FROM told WHERE n >= ? AND n < ?",
        accounts,
    ).fetchall()
    places = [(s, n) for n, *_, packed in found for s in unpack_numbers(packed)]
    connection.executemany("DELETE FROM slices WHERE slice = ? AND account = ?", places)
    connection.executemany(_UNMERGED, {(SLICE, 0, number) for number, _ in places})
    events = {event for *_, event, _ in found if event is not None}
    connection.executemany(_UNMERGED, [(EVENT, 0, event) for event in events])
    ungroup(connection, {group for *_, group, _, _ in found if group is not None})
    connection.execute("DELETE FROM told WHERE n >= ? AND n < ?", accounts)
    connection.execute("DELETE FROM merged WHERE document = ?", (document,))
    before: dict[str | int, int] = {}
    for _, account_id, start, _, event, _ in found:
        if event is not None:
            before[account_id] = before[start] = event
    return before


def accounts_of(document: int) -> tuple[int, int]:
    """The keys of its accounts: the first, and the first that is none any more."""
    return first_key(document, "accounts"), first_key(document, "participants")


# ---- slices -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """What a slice gave.

    Attributes:
        slice: its number.
        matches: all of them.
        changed: accounts (day, ``told.n``) whose matches changed.
        events: events within which matches changed: so do the reasons they give.
    """

    slice: int
    matches: tuple[Match, ...]
    changed: tuple[tuple[int, int], ...]
    events: tuple[int, ...] = ()


def keep_matches(connection: sqlite3.Connection, one: Compared) -> None:
    """Replace the matches of a slice, in a transaction; who is in changed ones is to be grouped."""
    if one.matches:
        packed = (one.slice, pack_matches(one.matches))
        connection.execute("INSERT OR REPLACE INTO matches VALUES (?, ?)", packed)
    else:
        connection.execute("DELETE FROM matches WHERE slice = ?", (one.slice,))
    todo = [(ACCOUNT, day, number) for day, number in one.changed]
    connection.executemany(_UNMERGED, [*todo, *((EVENT, 0, event) for event in one.events)])
    connection.execute(_MERGED, (SLICE, 0, one.slice))


# ---- groups -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewGroup:
    """Accounts that were grouped together: (day, ``told.n``) each.

    ``is_event``: they are the accounts of an event that is kept, and nobody else is.
    """

    accounts: tuple[tuple[int, int], ...]
    is_event: bool


def groups_to_dissolve(store: Store) -> Iterator[list[int]]:
    """Groups with accounts that are to be grouped anew, some at a time."""
    last = (-1, -1)
    sql = (
        "SELECT u.day, u.key, t.grouped FROM unmerged u LEFT JOIN told t ON t.n = u.key"
        f" WHERE u.kind = ? AND (u.day, u.key) > (?, ?) ORDER BY u.day, u.key LIMIT {PAGE}"
    )
    while page := list(rows(store, sql, (ACCOUNT, *last))):
        last = page[-1][:2]
        if groups := list(dict.fromkeys(group for *_, group in page if group is not None)):
            yield groups


def ungroup(connection: sqlite3.Connection, groups: Iterable[int]) -> None:
    """Dissolve groups, in a transaction: all their accounts are to be grouped anew."""
    sql = "INSERT OR IGNORE INTO unmerged SELECT ?, day, n FROM told WHERE grouped = ?"
    for group in groups:
        connection.execute(sql, (ACCOUNT, group))
        connection.execute("UPDATE told SET grouped = NULL WHERE grouped = ?", (group,))


def keep_groups(
    connection: sqlite3.Connection,
    groups: Iterable[NewGroup],
    done: Iterable[tuple[int, int]],
) -> None:
    """Write groups in the place of those their accounts were in, in a transaction.

    Args:
        connection: in a transaction.
        groups: those to write.
        done: accounts (day, ``told.n``) that are grouped with this; some may not be there any more.
    """
    last = connection.execute("SELECT ifnull(max(grouped), 0) FROM told").fetchone()[0]
    for number, one in enumerate(groups, last + 1):
        placed = [(number, n) for _, n in one.accounts]
        connection.executemany("UPDATE told SET grouped = ? WHERE n = ?", placed)
        if not one.is_event:
            todo = (GROUP, min(day for day, _ in one.accounts), number)
            connection.execute(_UNMERGED, todo)
    connection.executemany(_MERGED, [(ACCOUNT, *one) for one in done])


# ---- events -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """An event that was made: its cells, its accounts, and its key if it takes another's place.

    ``cells`` is ``None`` if the event is as it was.
    """

    cells: EventRow | None
    accounts: tuple[int, ...]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """Groups that are made events together: everything that one of them touches.

    Attributes:
        todo: what was to be done, and is with this: kind, day, key.
        gone: keys of events that are no more.
        made: the events of the accounts.
        registered: what became of ids.
    """

    todo: tuple[tuple[str, int, int], ...]
    gone: tuple[int, ...] = ()
    made: tuple[Made, ...] = ()
    registered: Registered | None = None

    @property
    def accounts(self) -> int:
        """How many accounts it has."""
        return sum(len(made.accounts) for made in self.made)


def keep_unit(connection: sqlite3.Connection, one: Unit, run: int, at: str) -> None:
    """Write the events of a unit in the place of those before, in a transaction."""
    connection.executemany("DELETE FROM events WHERE n = ?", [(n,) for n in one.gone])
    for made in one.made:
        if made.cells is not None:
            number = put_event(connection, made.cells, made.number)
            placed = [(number, n) for n in made.accounts]
            connection.executemany("UPDATE told SET event = ? WHERE n = ?", placed)
    if one.registered is not None:
        keep_registered(connection, run, at, one.registered)
    connection.executemany(_MERGED, one.todo)


def unmerged(store: Store, kind: str, most: int | None = None) -> list[tuple[int, int]]:
    """Some of what is to be done, by day: (day, key)."""
    sql = "SELECT day, key FROM unmerged WHERE kind = ? ORDER BY day, key LIMIT ?"
    return list(rows(store, sql, (kind, most or PAGE)))


def count_unmerged(store: Store, kind: str) -> int:
    """How much of a kind is to be done."""
    found = row(store, "SELECT count(*) FROM unmerged WHERE kind = ?", (kind,))
    return found[0] if found else 0


# ---- runs ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MergeRun:
    """One merging: its number, by what it merges, and the last judgement it knows."""

    n: int
    words: str
    sides: str
    locked: int
    ended: str | None = None


def last_run(store: Store) -> MergeRun | None:
    """The last merging of the project, if there was one."""
    sql = "SELECT n, words, sides, locked, ended FROM merge_runs ORDER BY n DESC LIMIT 1"
    found = row(store, sql)
    return MergeRun(*found) if found else None


def begin_run(connection: sqlite3.Connection, run: MergeRun, at: str) -> int:
    """Note that a merging begins, or goes on (``run.n``), in a transaction; gives its number."""
    known = (run.words, run.sides, run.locked)
    if run.n:
        sql = "UPDATE merge_runs SET words = ?, sides = ?, locked = ? WHERE n = ?"
        connection.execute(sql, (*known, run.n))
        return run.n
    sql = "INSERT INTO merge_runs (written, words, sides, locked, counts) VALUES (?, ?, ?, ?, '{}')"
    return connection.execute(sql, (at, *known)).lastrowid or 0


def do_accounts(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Note that accounts are to be grouped anew, and their events made anew, in a transaction."""
    known = list(numbers)
    sql = "INSERT OR IGNORE INTO unmerged SELECT ?, day, n FROM told WHERE n = ?"
    connection.executemany(sql, [(ACCOUNT, n) for n in known])
    sql = (
        "INSERT OR IGNORE INTO unmerged"
        " SELECT ?, 0, event FROM told WHERE n = ? AND event IS NOT NULL"
    )
    connection.executemany(sql, [(EVENT, n) for n in known])


def do_all_events(connection: sqlite3.Connection) -> None:
    """Note that all events are to be made anew."""
    connection.execute("INSERT OR IGNORE INTO unmerged SELECT ?, 0, n FROM events", (EVENT,))


def end_run(connection: sqlite3.Connection, number: int, at: str, counts: str) -> None:
    """Note that a merging is complete."""
    sql = "UPDATE merge_runs SET ended = ?, counts = ? WHERE n = ?"
    connection.execute(sql, (at, counts, number))


def withdrawals(connection: sqlite3.Connection) -> tuple[int, str | None]:
    """What changes whenever a document is withdrawn."""
    sql = "SELECT count(*), max(written) FROM tombstones"
    number, last = connection.execute(sql).fetchone()
    return number, last
