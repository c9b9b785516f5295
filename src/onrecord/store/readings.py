"""Readings of a project: kept once for each document and version; their rows serve queries.

    lines of JSON | Failure ──▶ keep_readings ──▶ readings, rows, failures ──▶ Kept

The line is the record. The rows are those of the reading that was kept last; older readings stay as
lines until ``prune`` takes them away.
"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.interchange import decode_reading
from onrecord.model import SCHEMA, Failure, Reading, Versions, content_hash
from onrecord.store.batches import Pace, write_in_batches
from onrecord.store.connection import now, row, rows
from onrecord.store.documents import STAGE, fail
from onrecord.store.journal import write_log
from onrecord.store.keys import Keys, keys_of
from onrecord.store.line import Line, read_line
from onrecord.store.rows import BITS, TABLES, Rows, rows_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from onrecord.store.connection import Store

#: Level of compression of lines: in a third of the time of the default, a fifth larger.
LEVEL = 1
#: A failure names its document in one of these ways; several of one name are nobody.
_NAMED = (
    "SELECT n FROM documents WHERE doc_id = ?1 UNION SELECT n FROM documents WHERE id = ?1 LIMIT 2"
)
_INSERTS = {
    table: f"INSERT INTO {table} VALUES ({', '.join('?' * width)})"
    for table, (_, width) in TABLES.items()
}
#: Beside the pairs: how many of them somebody asserts, by month.
_MONTHS_IN = (
    "INSERT INTO pair_months VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET accounts = accounts + excluded.accounts"
)
_MONTHS_OUT = (
    "SELECT actor, recipient, realis, ifnull(month, ''), -count(*) FROM pairs"
    " WHERE n >= ? AND n < ? AND asserted > 0 GROUP BY 1, 2, 3, 4"
)
_MONTHS_GONE = (
    "DELETE FROM pair_months"
    " WHERE (actor, recipient, realis, month) = (?, ?, ?, ?) AND accounts <= 0"
)
_DELETES = tuple(f"DELETE FROM {table} WHERE n >= ? AND n < ?" for table in TABLES)
_WORDS_IN = "INSERT INTO statement_words (rowid, content, keys) VALUES (?, ?, ?)"
_WORDS_OUT = (
    "INSERT INTO statement_words (statement_words, rowid, content, keys) VALUES ('delete', ?, ?, ?)"
)
_KEYS_IN = "INSERT INTO row_keys (rowid, keys) VALUES (?, ?)"
_KEYS_OUT = "INSERT INTO row_keys (row_keys, rowid, keys) VALUES ('delete', ?, ?)"
_KNOWN = (
    "SELECT d.n, d.outlet, s.reading, EXISTS (SELECT 1 FROM readings r JOIN versions v"
    " ON v.n = r.version WHERE r.document = d.n AND v.version = ?2)"
    " FROM documents d LEFT JOIN shown s ON s.document = d.n WHERE d.doc_id = ?1"
)
_KEEP = (
    "INSERT INTO readings (document, version, size, packed)"
    " SELECT n, ?2, ?3, ?4 FROM documents WHERE n = ?1 ON CONFLICT DO NOTHING"
)
_SHOWN = (
    "SELECT s.reading, d.outlet, r.packed FROM shown s JOIN readings r ON r.n = s.reading"
    " JOIN documents d ON d.n = s.document WHERE s.document = ?"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of keeping readings.

    Attributes:
        new: kept now.
        already: this version had read the document before.
        unknown: of documents that the project does not hold (any more).
        failed: documents that failed, by stage.
    """

    new: int
    already: int
    unknown: int
    failed: dict[str, int]


@dataclass(frozen=True, slots=True)
class Made:
    """What queries need of a reading: its rows, and what they are found by."""

    rows: Rows
    keys: Keys


@dataclass(frozen=True, slots=True)
class _Packed:
    """A reading made ready to be written."""

    document: int
    line: tuple[int, bytes]  #: its length, and it compressed
    said: str  #: the versions part
    made: Made
    before: tuple[int, Keys] | None  #: the reading shown before, and what its rows are found by


@dataclass(frozen=True, slots=True)
class _Failed:
    """A failure with its document, if it is known."""

    document: int | None
    failure: Failure


def version_of(versions: Versions) -> str:
    """The name of a version of the reader: ``v_`` + hash of what it says of itself.

    >>> version_of(Versions("0.1.0", "fast", "sha0", {}))
    'v_4cba0c4ca6c89ffd'
    """
    models = sorted(versions.models.items())
    return content_hash("v_", (versions.onrecord, versions.reader, versions.lexicon, models))


def keep_readings(store: Store, version: str, outcomes: Iterable[bytes | Failure]) -> Kept:
    """Keep readings, each once for its document and version.

    Args:
        store: where.
        version: of the reader that made them; a line that says otherwise counts as failed.
        outcomes: lines of JSON as ``read_lines`` gives them, and failures. A failure should name
            its document by ``doc_id``; else by the caller's id.

    Raises:
        StoreError: it cannot be written; what was committed stays, and the same call may be
            repeated.
    """
    counts: Counter[str] = Counter()
    failed: Counter[str] = Counter()

    def write(connection: sqlite3.Connection, batch: list[_Packed | _Failed | str]) -> None:
        shown: list[Made] = []
        for one in batch:
            if isinstance(one, _Packed):
                done = _keep(connection, version, one)
                counts[done] += 1
                shown += (one.made,) if done == "new" else ()
            elif isinstance(one, _Failed):
                fail(connection, one.failure, one.document, version)
                failed[one.failure.stage] += 1
            else:
                counts[one] += 1
        _show(connection, shown)

    items = (_packed(store, version, outcome) for outcome in outcomes)
    write_in_batches(store, items, write, Pace(_weight, durable=False))
    kept = Kept(counts["new"], counts["already"], counts["unknown"], dict(failed))
    if kept.new or failed:
        detail = {"already": kept.already, "unknown": kept.unknown, "failed": kept.failed}
        write_log(store, "keep", f"{kept.new} readings of {version}", detail)
    return kept


def _packed(store: Store, version: str, outcome: bytes | Failure) -> _Packed | _Failed | str:
    """An outcome made ready: a reading, a failure, or why nothing is to be done."""
    if isinstance(outcome, Failure):
        return _Failed(_named(store, outcome.document), outcome)
    try:
        line = read_line(outcome)
        found = row(store, _KNOWN, (line.document.doc_id, version))
        if found is None:
            return "unknown"
        if found[3]:
            return "already"
        if (made_by := version_of(line.versions)) != version:
            reason = f"read by the version {made_by}, not {version}"
            return _Failed(found[0], Failure(line.document.doc_id, STAGE, reason))
        made = _made(line, *found[:2])
    except (msgspec.DecodeError, KeyError, IndexError) as error:
        return _Failed(None, Failure("?", STAGE, f"no reading of {SCHEMA}: {error}"))
    said = msgspec.json.encode(line.versions).decode()
    packed = (len(outcome), zlib.compress(outcome, LEVEL))
    before = None if found[2] is None else before_of(store.connection, found[0])
    return _Packed(found[0], packed, said, made, before)


def _made(line: Line, document: int, outlet: str | None) -> Made:
    return Made(rows_of(line, document), keys_of(line, document, outlet))


def _named(store: Store, name: str) -> int | None:
    found = list(rows(store, _NAMED, (name,)))
    return found[0][0] if len(found) == 1 else None


def _weight(one: _Packed | _Failed | str) -> int:
    return sum(map(len, one.made.rows.values())) + 20 if isinstance(one, _Packed) else 2


def _keep(connection: sqlite3.Connection, version: str, one: _Packed) -> str:
    """Keep a reading in a transaction and show it: ``new``, ``already`` or ``unknown``."""
    number = connection.execute("SELECT n FROM versions WHERE version = ?", (version,)).fetchone()
    if number is None:
        new = "INSERT INTO versions (version, said, written) VALUES (?, ?, ?) RETURNING n"
        number = connection.execute(new, (version, one.said, now())).fetchone()
    kept = connection.execute(_KEEP, (one.document, *number, *one.line))
    if kept.rowcount == 0:  # withdrawn, or read by another run, a moment ago
        known = "SELECT 1 FROM documents WHERE n = ?"
        there = connection.execute(known, (one.document,)).fetchone()
        return "already" if there else "unknown"
    hide(connection, one.document, one.before)
    connection.execute("INSERT INTO shown VALUES (?, ?)", (one.document, kept.lastrowid))
    gone = "DELETE FROM failures WHERE document = ? AND version = ?"
    connection.execute(gone, (one.document, version))
    return "new"


def _show(connection: sqlite3.Connection, made: list[Made]) -> None:
    """Write the rows of readings, table by table, in a transaction."""
    for table, insert in _INSERTS.items():
        cells = [cells for one in made for cells in one.rows[table]]
        if cells:
            connection.executemany(insert, cells)
    connection.executemany(_MONTHS_IN, _months([one.rows["pairs"] for one in made]))
    connection.executemany(_WORDS_IN, [cells for one in made for cells in one.keys.statements])
    connection.executemany(_KEYS_IN, [cells for one in made for cells in one.keys.others])


def _months(pairs: list[list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """Rows of ``pair_months`` of rows of ``pairs``."""
    counts = Counter(
        (actor, recipient, realis, month or "")
        for rows_of_one in pairs
        for _, _, actor, recipient, month, _, realis, asserted in rows_of_one
        if asserted
    )
    return [(*key, number) for key, number in counts.items()]


def hide(connection: sqlite3.Connection, document: int, before: tuple[int, Keys] | None) -> None:
    """Take the rows of the shown reading away, in a transaction.

    Args:
        connection: in a transaction.
        document: its key.
        before: what ``before_of`` gave before the transaction began.
    """
    found = connection.execute("SELECT reading FROM shown WHERE document = ?", (document,))
    shown = found.fetchone()
    if shown is None:
        return
    if before is None or before[0] != shown[0]:  # another process was faster
        before = before_of(connection, document)
    if before is not None:
        connection.executemany(_WORDS_OUT, before[1].statements)
        connection.executemany(_KEYS_OUT, before[1].others)
    within = (document << BITS, (document + 1) << BITS)
    months = connection.execute(_MONTHS_OUT, within).fetchall()
    connection.executemany(_MONTHS_IN, months)
    connection.executemany(_MONTHS_GONE, [month[:-1] for month in months])
    for delete in _DELETES:
        connection.execute(delete, within)
    connection.execute("DELETE FROM shown WHERE document = ?", (document,))


def before_of(connection: sqlite3.Connection, document: int) -> tuple[int, Keys] | None:
    """The shown reading of a document, and what its rows are found by."""
    found = connection.execute(_SHOWN, (document,)).fetchone()
    if found is None:
        return None
    reading, outlet, packed = found
    return reading, keys_of(read_line(zlib.decompress(packed)), document, outlet)


# ---- giving out ---------------------------------------------------------------------------------


def get_reading(store: Store, doc_id: str, version: str | None = None) -> Reading | None:
    """A reading of a document: the shown one, or that of a version; ``None`` if there is none."""
    line = line_of(store, doc_id, version)
    return decode_reading(line) if line else None


def line_of(store: Store, doc_id: str, version: str | None = None) -> bytes | None:
    """The line of a reading, as it was kept."""
    which = "JOIN shown s ON s.reading = r.n" if version is None else ""
    sql = (
        f"SELECT r.packed FROM readings r JOIN documents d ON d.n = r.document {which}"
        " JOIN versions v ON v.n = r.version WHERE d.doc_id = ?1"
        " AND v.version = ifnull(?2, v.version)"
    )
    found = row(store, sql, (doc_id, version))
    return zlib.decompress(found[0]) if found else None


def lines(store: Store) -> Iterator[bytes]:
    """The lines of all shown readings, in the order of their documents; a few held at a time."""
    sql = (
        "SELECT s.document, r.packed FROM shown s JOIN readings r ON r.n = s.reading"
        " WHERE s.document > ? ORDER BY s.document LIMIT 64"
    )
    last = 0
    while page := list(rows(store, sql, (last,))):
        yield from (zlib.decompress(packed) for _, packed in page)
        last = page[-1][0]


# ---- pruning ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OldReadings:
    """Readings of earlier versions, which are not shown: how many, and their bytes in the file."""

    readings: int
    bytes: int


_OLD = "n NOT IN (SELECT reading FROM shown)"


def old_readings(store: Store) -> OldReadings:
    """How many readings ``prune`` would delete."""
    found = rows(
        store, f"SELECT count(*), coalesce(sum(length(packed)), 0) FROM readings WHERE {_OLD}"
    )
    return OldReadings(*next(found))


def prune(store: Store) -> OldReadings:
    """Delete the readings that are not shown; gives how many.

    Their room in the database is used for what comes next; the file does not shrink by itself.
    """
    sql = f"SELECT n, length(packed) FROM readings WHERE {_OLD}"
    old: list[tuple[int, int]] = list(rows(store, sql))

    def write(connection: sqlite3.Connection, batch: list[tuple[int, int]]) -> None:
        still = f"DELETE FROM readings WHERE n = ? AND {_OLD}"
        connection.executemany(still, [(n,) for n, _ in batch])

    write_in_batches(store, old, write, Pace(lambda _: 20, durable=False))
    size = sum(size for _, size in old)
    if old:
        write_log(store, "prune", f"{len(old)} readings", {"bytes": size})
    return OldReadings(len(old), size)
