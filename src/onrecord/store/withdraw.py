"""Take a document away: its text, bytes, readings and words go, a tombstone and the log stay.

doc_id, reason ──▶ withdraw ──▶ Withdrawn

What was deleted is overwritten in the file (``secure_delete``), the full-text tables are merged
until no part of them holds its words, the whole file is written anew, and the write-ahead log is
emptied. Without writing it anew words would stay: where SQLite moves rows from one page to another,
the room that they leave keeps their bytes, which ``secure_delete`` does not reach (seen in one of
forty withdrawals). Copies outside the database (snapshots, runs, backups) are not touched:
``Withdrawn.elsewhere`` names them. Events that told of it are empty until the project is merged
again.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.errors import StoreError
from onrecord.store.connection import DATABASE, PATIENCE, is_busy, now, row, rows, writing
from onrecord.store.events import blank_changes, blank_events
from onrecord.store.journal import append, packed_json
from onrecord.store.merging import accounts_of, forget
from onrecord.store.readings import before_of, hide
from onrecord.store.turns import BULK, rest

if TYPE_CHECKING:
    from onrecord.store.connection import Store

#: Full-text tables, whose deleted words go only when their parts are merged.
WORDS = ("document_words", "statement_words", "row_keys")
#: Pages that one step of merging writes: some milliseconds.
STEP = 100
#: Seconds to wait for readers before the write-ahead log is left as it is.
WAIT = 5.0


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What came of withdrawing a document.

    Attributes:
        doc_id: of the document.
        same_text: documents of the same text that are still there.
        same_original: documents of other texts that were made of the same bytes, which stay.
        elsewhere: folders and files beside the database that may hold copies.
        emptied: whether the write-ahead log could be emptied; else another program still reads,
            and its last part goes when that program closes the project.
        events: how many told of it; they are empty until the project is merged again.
        rewritten: whether the file could be written anew; else its unused parts may hold words of
            the document until ``rewrite`` succeeds.
    """

    doc_id: str
    same_text: tuple[str, ...]
    same_original: tuple[str, ...]
    elsewhere: tuple[Path, ...]
    emptied: bool
    events: int = 0
    rewritten: bool = True


def withdraw(store: Store, document: str, reason: str) -> Withdrawn:
    """Withdraw a document.

    Args:
        store: where.
        document: its ``doc_id``, or the caller's id if only one document has it.
        reason: why; it stays in the tombstone and the log, so it should name nobody.

    Raises:
        StoreError: no such document, several of that name, or it cannot be written.
    """
    number, doc_id, content_id, original, title, text = find(store, document)
    before = before_of(store.connection, number)
    at, told = now(), packed_json({"reason": reason})
    with writing(store, durable=True) as connection:
        hide(connection, number, before)
        events = blank_events(connection, accounts_of(number))
        blank_changes(connection, doc_id)
        forget(connection, number)
        for table in ("readings", "failures"):
            connection.execute(f"DELETE FROM {table} WHERE document = ?", (number,))
        connection.execute(
            "INSERT INTO document_words (document_words, rowid, title, text)"
            " VALUES ('delete', ?, ?, ?)",
            (number, title, text),
        )
        connection.execute("DELETE FROM documents WHERE n = ?", (number,))
        still = "SELECT 1 FROM documents WHERE original = originals.n"
        connection.execute(
            f"DELETE FROM originals WHERE n = ? AND NOT EXISTS ({still})", (original,)
        )
        stone = "INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?, ?)"
        connection.execute(stone, (doc_id, content_id, at, reason))
        append(connection, at, ("withdraw", doc_id, told))
    merge_words(store)
    anew = rewrite(store)
    same = _ids(store, "content_id = ?", content_id)
    shared = tuple(one for one in _ids(store, "original = ?", original) if one not in same)
    return Withdrawn(doc_id, same, shared, _copies(store.folder), _emptied(store), events, anew)


def _ids(store: Store, condition: str, value: str | int) -> tuple[str, ...]:
    sql = f"SELECT doc_id FROM documents WHERE {condition} ORDER BY n"
    return tuple(doc_id for (doc_id,) in rows(store, sql, (value,)))


def find(store: Store, document: str) -> tuple[int, str, str, int, str | None, str]:
    """The document of a name: n, doc_id, content_id, original, title, text.

    Raises:
        StoreError: no such document, or several of that name.
    """
    sql = "SELECT n, doc_id, content_id, original, title, text FROM documents WHERE {} = ?"
    found = list(rows(store, sql.format("doc_id"), (document,)))
    found = found or list(rows(store, sql.format("id"), (document,)))
    if len(found) == 1:
        (one,) = found
        return one[0], one[1], one[2], one[3], one[4], one[5]
    if found:
        names = ", ".join(one[1] for one in found[:5])
        raise StoreError(f"{document} is the id of {len(found)} documents; name one: {names}")
    if row(store, "SELECT 1 FROM tombstones WHERE doc_id = ?", (document,)):
        raise StoreError(f"{document} was withdrawn before")
    raise StoreError(f"the project has no document {document}")


def merge_words(store: Store) -> None:
    """Merge the parts of the full-text tables into one, in short steps.

    Source: sqlite.org/fts5.html, the 'merge' command: a negative number begins, positive ones go
    on; it is done when a step changes nothing.
    """
    for table in WORDS:
        pages = -STEP
        while _merge_step(store, table, pages):
            pages = STEP


def _merge_step(store: Store, table: str, pages: int) -> bool:
    with writing(store, durable=False, pause=BULK) as connection:
        before = connection.total_changes
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
        return connection.total_changes - before > 1 or pages < 0


def rewrite(store: Store) -> bool:
    """Write the database file anew: smaller, and with nothing left in its unused parts.

    It needs room for two copies of the database, one where temporary files are, and takes the lock
    for as long as the copying takes: readers go on, writers wait.

    Returns:
        Whether it was done; not if the disk is full or others write all the time. Nothing is lost
        then.
    """
    connection, end = store.connection, time.monotonic() + PATIENCE
    connection.execute("PRAGMA temp_store = FILE")  # else the copy would be held in memory
    try:
        while time.monotonic() < end:
            try:
                connection.execute("VACUUM")
            except sqlite3.OperationalError as error:
                if not is_busy(error):
                    return False
                rest(BULK)
            else:
                return True
        return False
    finally:
        connection.execute("PRAGMA temp_store = MEMORY")


def _emptied(store: Store) -> bool:
    end = time.monotonic() + WAIT
    while not _checkpointed(store.connection):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _checkpointed(connection: sqlite3.Connection) -> bool:
    try:
        return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    except sqlite3.OperationalError:
        return False


def _copies(folder: Path) -> tuple[Path, ...]:
    """What beside the database may hold copies of documents."""
    snapshots = folder / "snapshots"
    inside = list(snapshots.iterdir()) if snapshots.is_dir() else []
    inside += [texts.parent for texts in (folder / "runs").glob("*/in")]  # of unfinished runs
    backups = [file for file in folder.glob("onrecord-*.db") if file.name != DATABASE]
    return tuple(sorted((*inside, *backups)))
