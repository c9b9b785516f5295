"""SQL over a snapshot and the small tables, read only.

    folder, SQL ──▶ ask ──▶ Answer(columns, rows)

DuckDB in memory: the tables of the newest snapshot are views, judgements, log, failures and
tombstones are copied as they are now. A query may only read; it cannot reach other files or the
network, change settings, or run for longer than it may.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.errors import StoreError
from onrecord.store.connection import rows
from onrecord.store.snapshot import TABLES, newest_snapshot

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    import duckdb

    from onrecord.store.connection import Store

#: Seconds that a query may take.
SECONDS = 60.0
#: Tables that are copied from the database.
SMALL = {
    "judgements": "n BIGINT, written VARCHAR, reviewer VARCHAR, target VARCHAR, field VARCHAR,"
    " decision VARCHAR, reason VARCHAR",
    "log": "n BIGINT, written VARCHAR, action VARCHAR, subject VARCHAR, detail VARCHAR",
    "failures": "name VARCHAR, version VARCHAR, stage VARCHAR, reason VARCHAR, written VARCHAR",
    "tombstones": "doc_id VARCHAR, content_id VARCHAR, written VARCHAR, reason VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def ask(store: Store, query: str, seconds: float = SECONDS) -> Generator[Answer]:
    """Run one query; its rows come while the block lasts.

    Args:
        store: the project.
        query: one SELECT statement of DuckDB's SQL.
        seconds: after which it is stopped.

    Raises:
        StoreError: no snapshot, a query that does more than read, a fault of it, too long.
    """
    import duckdb

    with asking(store) as connection:
        timer = threading.Timer(seconds, connection.interrupt)
        timer.start()
        try:
            _refuse_writing(connection, query)
            result = connection.execute(query)
            columns = tuple(str(column[0]) for column in result.description or ())
            yield Answer(columns, iter(result.fetchone, None))
        except duckdb.InterruptException as error:
            raise StoreError(f"sql: stopped after {seconds:g} seconds") from error
        except duckdb.Error as error:
            raise StoreError(f"sql: {error}") from error
        finally:
            timer.cancel()


@contextmanager
def asking(store: Store) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection of DuckDB that sees the tables and nothing else."""
    import duckdb

    snapshot = newest_snapshot(store.folder)
    if snapshot is None:
        raise StoreError(f"{store.folder} has no snapshot; write one: onrecord snapshot")
    with duckdb.connect(":memory:") as connection:
        for table in TABLES:
            if not (snapshot / table).is_dir():
                continue  # of an older onrecord
            files = _quoted(snapshot / table / "*.parquet")
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({files})")
        for table, columns in SMALL.items():
            _copy(store, connection, table, columns)
        connection.execute(f"SET allowed_directories = [{_quoted(snapshot)}]")
        for setting in ("enable_external_access = false", "lock_configuration = true"):
            connection.execute(f"SET {setting}")
        yield connection


def _copy(store: Store, connection: duckdb.DuckDBPyConnection, table: str, columns: str) -> None:
    names = [column.split()[0] for column in columns.split(",")]
    connection.execute(f"CREATE TABLE {table} ({columns})")
    found = list(rows(store, f"SELECT {', '.join(names)} FROM {table}"))
    if found:
        marks = ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)


def _refuse_writing(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    import duckdb

    statements = connection.extract_statements(query)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise StoreError("sql: one SELECT statement, nothing else")


def _quoted(file: Path) -> str:
    return "'" + str(file.absolute()).replace("'", "''") + "'"
