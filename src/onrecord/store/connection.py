"""The database of a project: open it, read from it, write to it in short transactions.

    folder ──▶ open_store ──▶ Store ──▶ rows(store, sql), writing(store)

Rules of writing: nothing is computed inside a transaction; it takes the lock at its start
(``BEGIN IMMEDIATE``); whoever finds the lock taken tries again after a random moment, and people
go before bulk work (``turns``). Readers and writers never wait
for each other (write-ahead log).
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from onrecord.errors import StoreError
from onrecord.store.turns import EAGER, rest, turn

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

#: Name of the database in a project folder.
DATABASE = "onrecord.db"
#: Marks the file as ours in its header (pragma application_id): the letters "onrc".
APPLICATION = 0x6F6E7263
#: Seconds after which a writer that never got the lock gives up.
PATIENCE = 60.0
#: Milliseconds that SQLite itself waits, where another process opens or closes the database.
OPENING = 5_000
#: Bytes of a page: twice the default writes readings in a tenth less time.
PAGE_SIZE = 8192
#: Pages of the log that are written before SQLite moves them into the database.
CHECKPOINT_PAGES = 2000
#: Kilobytes of pages that a connection holds.
CACHE = 64 * 1024
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


@dataclass(frozen=True, slots=True)
class Store:
    """An open project database; one for each thread and process.

    Attributes:
        folder: the project folder.
        connection: to the database; in autocommit mode, transactions by ``writing``.
        writable: whether anything can be written; a folder may be read-only.
    """

    folder: Path
    connection: sqlite3.Connection
    writable: bool = True

    def close(self) -> None:
        """Close the database; a closed store is of no more use."""
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def now() -> str:
    """This moment, ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def connect(file: Path, *, writable: bool = True) -> sqlite3.Connection:
    """A connection as all of ours are: no implicit transactions, deleted content overwritten.

    Raises:
        StoreError: the file cannot be opened, or is no database.
    """
    ways = ("mode=rwc",) if writable else ("mode=ro", "mode=ro&immutable=1")
    for way in ways:
        try:
            return _connected(f"file:{quote(str(file.absolute()))}?{way}", writable=writable)
        except sqlite3.Error as error:
            if way == ways[-1]:
                raise _told(error, file) from error
    raise AssertionError(ways)


def _connected(address: str, *, writable: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=OPENING / 1000)
    try:
        _prepare(connection, writable=writable)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, *, writable: bool) -> None:
    if writable:
        connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # of a new database
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    for pragma in ("secure_delete = ON", "foreign_keys = ON", "recursive_triggers = ON",
                   f"cache_size = -{CACHE}", "temp_store = MEMORY"):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def rows(store: Store, sql: str, values: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows that a query gives; values stand for its question marks."""
    try:
        yield from store.connection.execute(sql, tuple(values))
    except sqlite3.Error as error:
        raise _told(error, store.folder / DATABASE) from error


def row(store: Store, sql: str, values: Iterable[Any] = ()) -> tuple[Any, ...] | None:
    """The first row of a query, or ``None``."""
    return next(iter(rows(store, sql, values)), None)


@contextmanager
def writing(
    store: Store, *, durable: bool, pause: tuple[float, float] = EAGER
) -> Generator[sqlite3.Connection]:
    """A write transaction: all of it is kept, or nothing.

    Args:
        store: where to write.
        durable: whether what is committed must survive a loss of power (``synchronous=full``);
            what can be done again need not.
        pause: seconds between attempts to take the lock: ``EAGER`` for what a person waits for.

    Raises:
        StoreError: read-only, disk full, or no lock in ``PATIENCE`` seconds.
    """
    if not store.writable:
        raise StoreError(f"{store.folder / DATABASE} is read-only here; nothing was written")
    connection = store.connection
    try:
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        with turn(store.folder, pause) as mine:
            _begin(connection, mine, pause)
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise
    except sqlite3.Error as error:
        raise _told(error, store.folder / DATABASE) from error


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # a full disk may have ended it already
        connection.execute("ROLLBACK")


def _begin(
    connection: sqlite3.Connection, mine: Callable[[], bool], pause: tuple[float, float]
) -> None:
    """Take the lock: try until nobody else holds it."""
    end = time.monotonic() + PATIENCE
    connection.execute("PRAGMA busy_timeout = 0")  # SQLite's own waiting is longer and not random
    try:
        while not (mine() and _began(connection, end)):
            rest(pause)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {OPENING}")


def _began(connection: sqlite3.Connection, end: float) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if not is_busy(error) or time.monotonic() > end:
            raise
        return False
    return True


def is_busy(error: sqlite3.Error) -> bool:
    """Whether others hold the lock."""
    return _code(error) in _BUSY


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte; the rest says more


def _told(error: sqlite3.Error, file: Path) -> StoreError:
    """What happened, in words that say what to do."""
    code = _code(error)
    if is_busy(error):
        hint = "another process has been writing all the time; try again when it is done"
    elif code in _FULL:
        hint = "the disk is full or broken; what was committed before stays. Free space, try again"
    elif code in _UNWRITABLE:
        hint = "it cannot be opened or written; look at the rights of file and folder"
    elif code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        hint = "it is no database or damaged; take the backup"
    else:
        hint = "the database refused"
    return StoreError(f"{file}: {hint} ({error})")


def storable(text: str) -> str:
    r"""The same text, with what no database takes (bytes of file names that are no text) as ``\x``.

    >>> storable("caf\udce9.txt")
    'caf\\udce9.txt'
    """
    return text.encode("utf-8", "backslashreplace").decode()
