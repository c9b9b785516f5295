"""Parquet: one row is one document, read in bounded memory by DuckDB.

    file on disk ──▶ read_parquet ──▶ rows as JSON ──▶ record_document ──▶ Document

A Parquet file can only be read from its end: one in an archive is first copied to a temporary
file. DuckDB may open this one file and nothing else.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.jsonl import json_object
from onrecord.collect.records import Origin, check_columns, record_document
from onrecord.collect.source import on_disk
from onrecord.errors import DocumentError
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from onrecord.collect.source import How, Source

#: Rows taken at once; DuckDB itself unpacks 2,048.
_ROWS = 64
#: Memory that DuckDB may use: 2,048 rows of 100 kB each, twice.
_MEMORY = "600MB"
_FILE = 'read_parquet(?, hive_partitioning = false) AS "one row"'


def read_parquet(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The documents of a Parquet file."""
    import duckdb

    columns = how.columns.of(source.name)
    number = 0
    try:
        with on_disk(source) as path, _opened(path) as database:
            described = database.execute(f"DESCRIBE SELECT * FROM {_FILE}", [str(path)])
            check_columns([str(name) for name, *_ in described.fetchall()], columns)
            rows = database.execute(f'SELECT to_json("one row") FROM {_FILE}', [str(path)])
            while part := rows.fetchmany(_ROWS):
                for (row,) in part:
                    number += 1
                    yield _collected(row.encode(), number, source.name, how)
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        behind = f" behind row {number}" if number else ""
        yield Failure(source.name, STAGE, f"no Parquet that can be read{behind}: {reason}")
        return
    if not number:
        yield Failure(source.name, STAGE, "empty: there is no row")


@contextmanager
def _opened(path: Path) -> Generator[DuckDBPyConnection]:
    """DuckDB in memory, which may open this file alone."""
    import duckdb

    with duckdb.connect(":memory:") as database:
        database.execute("SET threads = 1")
        database.execute("SET memory_limit = ?", [_MEMORY])
        database.execute("SET autoinstall_known_extensions = false")
        database.execute("SET autoload_known_extensions = false")
        database.execute("SET TimeZone = 'UTC'")
        database.execute("SET allowed_paths = ?", [[str(path)]])
        database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        yield database


def _collected(raw: bytes, number: int, file: str, how: How) -> Collected | Failure:
    place = f"{file}:{number}"
    if len(raw) > how.max_bytes:
        return how.too_long(place)
    try:
        raw, given = _decoded(raw)
        origin = Origin(file, {"row": number})
        document = record_document(given, origin, how.columns.of(file), what="row")
    except DocumentError as error:
        return Failure(place, STAGE, str(error))
    return Collected(document, raw, "application/json", place, None, "parquet")


def _decoded(raw: bytes) -> tuple[bytes, dict[str, Any]]:
    """A row; what is no number (NaN, infinity) becomes null, as JSON knows neither."""
    try:
        return raw, json_object(raw)
    except DocumentError:
        given = json.loads(raw, parse_constant=lambda _: None)
        return msgspec.json.encode(given), given
