"""Snapshots: the tables of a project as Parquet files, for analysis.

    Store ──▶ take_snapshot ──▶ snapshots/<time>/<table>/*.parquet, manifest.json

Written into a temporary folder and renamed into place: a snapshot is there whole or not at all, and
never changes. All tables are of one moment, whatever is written meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord import __version__
from onrecord.collect.days import iso_day
from onrecord.errors import StoreError
from onrecord.store.connection import now, row, rows
from onrecord.store.event_list import COLUMNS, EventRow
from onrecord.store.filters import TABLE
from onrecord.store.journal import write_log
from onrecord.store.query import columns_sql, joins_sql
from onrecord.store.values import EventAccountRow

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import duckdb

    from onrecord.store.connection import Store

#: Folder of the snapshots in a project.
FOLDER = "snapshots"
MANIFEST = "manifest.json"
#: Rows of one file (documents are long), and rows that are handed over at a time.
ROWS, DOCUMENTS = 100_000, 20_000
CHUNK = 5_000
#: Bytes of a row that the reader makes room for.
LINE = 1 << 20
#: Tables of which a snapshot notes the last row, so that it can be told how many came later.
COUNTED = ("documents", "readings")
#: Tables that the last merging made, and their rows; events without any account in the scope, and
#: those that a withdrawal emptied, are left out.
MERGED: dict[str, type[EventRow | EventAccountRow]] = {
    "events": EventRow,
    "event_accounts": EventAccountRow,
}
TABLES = (*TABLE, *MERGED)
_IN_EVENT = (
    "told t JOIN accounts a ON a.n = t.n JOIN documents d ON d.n = a.document"
    " JOIN events e ON e.n = t.event WHERE e.packed IS NOT NULL AND {}"
)
_MERGED = {
    "events": f"SELECT DISTINCT {', '.join(f'e.{c}' for c in COLUMNS)} FROM {_IN_EVENT}"
    " ORDER BY e.event_id",
    "event_accounts": f"SELECT e.event_id, d.doc_id, a.account_id FROM {_IN_EVENT} ORDER BY t.n",
}
_TYPES = {"int": "BIGINT", "float": "DOUBLE", "str": "VARCHAR"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents go into a snapshot; everything if nothing is given."""

    outlet: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no day: nothing would be later than it, or everything."""
        for day in (self.since, self.until):
            if day is not None and iso_day(day) != day:
                raise StoreError(f"{day!r} is no ISO 8601 day such as 2024-12-04")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot: its folder, and how many rows each table has."""

    folder: Path
    counts: dict[str, int]


def take_snapshot(store: Store, scope: Scope | None = None) -> Snapshot:
    """Write a snapshot.

    Args:
        store: of what.
        scope: which documents; all by default.

    Raises:
        StoreError: no document is in the scope, or it cannot be written; nothing is left behind.
    """
    scope = scope or Scope()
    where, values = _wanted(scope, "t")
    if where != "1" and not row(store, f"SELECT 1 FROM documents t WHERE {where} LIMIT 1", values):
        raise StoreError("no document is of these outlets and days; nothing was written")
    at = now()
    final = store.folder / FOLDER / "".join(c for c in at if c.isalnum())
    part = final.with_name(f".{final.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        with _one_moment(store):
            counts = _write_tables(store, scope, part)
            manifest = _manifest(store, scope, counts, at)
        files = sorted(file for file in part.rglob("*") if file.is_file())
        manifest["files"] = {str(f.relative_to(part)): _described(f) for f in files}
        _write_file(part / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False))
        part.rename(final)
    except OSError as error:
        raise StoreError(f"{final}: cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    detail = {"rows": sum(counts.values())}
    write_log(store, "snapshot", final.name, detail)
    return Snapshot(final, counts)


def newest_snapshot(folder: Path) -> Path | None:
    """The newest snapshot of a project that holds everything; the newest of a part, if none does.

    ``None`` where there is none at all.
    """
    found = [one.parent for one in (folder / FOLDER).glob(f"*/{MANIFEST}")]
    whole = sorted(one for one in found if not one.name.startswith("."))
    everything = (one for one in reversed(whole) if not _filter_of(manifest_of(one)))
    return next(everything, whole[-1] if whole else None)


def manifest_of(snapshot: Path) -> dict[str, Any]:
    """What a snapshot says of itself.

    Raises:
        StoreError: its manifest cannot be read.
    """
    try:
        found: dict[str, Any] = json.loads((snapshot / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{snapshot / MANIFEST} cannot be read: {error}") from error
    return found


def _filter_of(manifest: dict[str, Any]) -> dict[str, Any]:
    """The part that a snapshot takes; empty if it takes everything."""
    return {name: value for name, value in manifest.get("filter", {}).items() if value}


@dataclass(frozen=True, slots=True)
class Since:
    """What a snapshot is of, and what came later.

    Attributes:
        folder: of the snapshot.
        at: ISO 8601, UTC.
        part: outlets and days that it was confined to; empty if it holds everything.
        added: documents that came later and are there.
        read: readings that came later and are there.
        withdrawn: documents that were withdrawn later, and may still be in it.
    """

    folder: Path
    at: str
    part: dict[str, Any]
    added: int
    read: int
    withdrawn: int


def since_snapshot(store: Store) -> Since | None:
    """What ``sql`` asks, and how far it is behind the project; ``None`` without a snapshot."""
    snapshot = newest_snapshot(store.folder)
    if snapshot is None:
        return None
    manifest = manifest_of(snapshot)
    at, last = str(manifest["at"]), manifest.get("last", {})
    added, read = (
        next(rows(store, f"SELECT count(*) FROM {table} WHERE n > ?", (last.get(table),)))[0]
        for table in COUNTED
    )
    gone = next(rows(store, "SELECT count(*) FROM tombstones WHERE written >= ?", (at,)))[0]
    return Since(snapshot, at, _filter_of(manifest), added, read, gone)


@contextmanager
def _one_moment(store: Store) -> Generator[None]:
    """All that is read inside is of one moment."""
    store.connection.execute("BEGIN")
    try:
        yield
    finally:
        store.connection.execute("ROLLBACK")


def _write_tables(store: Store, scope: Scope, part: Path) -> dict[str, int]:
    import duckdb

    counts: dict[str, int] = {}
    try:
        with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "1GB"}) as writer:
            for table in TABLES:
                (part / table).mkdir()
                counts[table] = _write_table(writer, table, _rows_of(store, table, scope), part)
    except duckdb.Error as error:
        raise StoreError(f"{part}: the snapshot could not be written: {error}") from error
    return counts


def _wanted(scope: Scope, own: str) -> tuple[str, list[Any]]:
    """The condition that documents are in the scope, and its values; ``own``: their table."""
    wanted: list[str] = []
    values: list[Any] = []
    if scope.outlet:
        wanted.append(f"{own}.outlet IN ({', '.join('?' * len(scope.outlet))})")
        values += scope.outlet
    for day, sign in ((scope.since, ">="), (scope.until, "<=")):
        if day is not None:
            wanted.append(f"{own}.published {sign} ?")
            values.append(day)
    return " AND ".join(wanted) or "1", values


def _rows_of(store: Store, table: str, scope: Scope) -> Iterator[tuple[Any, ...]]:
    """All rows of a table, those of the documents in the scope."""
    where, values = _wanted(scope, "t" if table == "documents" else "d")
    if table in _MERGED:
        return rows(store, _MERGED[table].format(where), values)
    columns = columns_sql(table) + (", t.text" if table == "documents" else "")
    sql = f"SELECT {columns} FROM {table} t {joins_sql(table)} WHERE {where} ORDER BY t.n"
    return rows(store, sql, values)


def _write_table(
    writer: duckdb.DuckDBPyConnection, table: str, found: Iterator[tuple[Any, ...]], part: Path
) -> int:
    """Write the files of a table, at least one; gives how many rows."""
    types = _types_of(table)
    declared = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    hand = part / ".rows"
    most = DOCUMENTS if table == "documents" else ROWS
    number = total = 0
    ended = False
    while not ended:
        writer.execute(f"CREATE OR REPLACE TABLE given ({declared})")
        held = 0
        while held < most and not ended:
            chunk = [dict(zip(types, one, strict=True)) for one in islice(found, CHUNK)]
            ended = len(chunk) < CHUNK
            held += len(chunk)
            _hand_over(writer, chunk, types, hand)
        if held or number == 0:
            file = part / table / f"{number:05d}.parquet"
            writer.execute(f"COPY given TO '{_quoted(file)}' (FORMAT parquet, COMPRESSION zstd)")
            number, total = number + 1, total + held
    return total


def _hand_over(
    writer: duckdb.DuckDBPyConnection,
    chunk: list[dict[str, Any]],
    types: dict[str, str],
    hand: Path,
) -> None:
    """Put rows into the table, by a file of JSON lines: exact, and no further package is needed."""
    if not chunk:
        return
    lines = [msgspec.json.encode(one) for one in chunk]
    hand.write_bytes(b"\n".join(lines))
    longest = max(LINE, max(map(len, lines)) + 1)
    declared = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    writer.execute(
        f"INSERT INTO given SELECT * FROM read_json('{_quoted(hand)}', columns = {{{declared}}},"
        f" format = 'newline_delimited', maximum_object_size = {longest})"
    )
    hand.unlink()


def _types_of(table: str) -> dict[str, str]:
    """The columns of a table, and their types in DuckDB."""
    kind = MERGED[table] if table in MERGED else TABLE[table].row
    types = {one.name: _TYPES[str(one.type).split(" ")[0]] for one in fields(kind)}
    return types | ({"text": _TYPES["str"]} if table == "documents" else {})


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")


def _manifest(store: Store, scope: Scope, counts: dict[str, int], at: str) -> dict[str, Any]:
    shown = (
        "SELECT v.said, count(*) FROM shown s JOIN readings r ON r.n = s.reading"
        " JOIN versions v ON v.n = r.version GROUP BY v.n ORDER BY v.n"
    )
    told = [{**json.loads(said), "readings": number} for said, number in rows(store, shown)]
    last = {t: next(rows(store, f"SELECT coalesce(max(n), 0) FROM {t}"))[0] for t in COUNTED}
    schema = dict(rows(store, "SELECT key, value FROM meta"))["schema"]
    return {
        "onrecord": __version__,
        "schema": int(schema),
        "at": at,
        "filter": {"outlet": scope.outlet, "since": scope.since, "until": scope.until},
        "rule": "rows of the shown reading of each document; events are those of the last merging,"
        " with counts over all documents, whatever the filter",
        "versions": told,
        "counts": counts,
        "last": last,
    }


def _described(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    return {"bytes": file.stat().st_size, "sha256": digest}


def _write_file(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
