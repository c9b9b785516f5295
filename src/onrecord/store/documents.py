"""Documents of a project: add them with the bytes they came from, give out those not yet read.

    Collected | Failure | Begun ──▶ add_documents ──▶ documents, originals, failures ──▶ Added
    unread ──▶ Document, in the order of adding

A document is known by its ``doc_id``: adding the same twice changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.collect import Begun
from onrecord.errors import OnrecordError
from onrecord.model import Document, Failure, Gap
from onrecord.publication import UNCERTAIN
from onrecord.store.batches import Pace, write_in_batches
from onrecord.store.connection import now, row, rows, storable
from onrecord.store.journal import write_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.collect import Collected
    from onrecord.store.connection import Store

#: The stage of failures to add.
STAGE = "store"
#: Documents that are held at a time when they are given out.
PAGE = 64
_NAMES = tuple(field.name for field in fields(Document))
_FIELDS = ", ".join(_NAMES)
_INSERT = (
    "INSERT INTO documents (doc_id, content_id, id, title, outlet, author, url, genre, language,"
    " published, published_precision, published_source, metadata, prose_start, gaps, original,"
    " place, fetched, added, collector, notes, n_chars, text)"
    f" VALUES ({', '.join('?' * 23)})"
)
#: Where the precision of the day stands in what is given of a document.
PRECISION = 8
#: What stands between a file and a place in it: a line, a member, an offset.
IN_FILE = ":!@"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding documents.

    Attributes:
        new: kept now.
        already: known before.
        withdrawn: refused, because they were withdrawn.
        unsure: new ones whose day of publication is uncertain.
        failed: how many could not be collected, by reason (numbers in it made alike).
    """

    new: int
    already: int
    withdrawn: int
    failed: dict[str, int]
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class _Packed:
    """A document made ready to be written."""

    doc_id: str
    content_id: str
    given: tuple[Any, ...]  #: id to gaps
    original: tuple[Any, ...]  #: sha256, media_type, size, packed
    found: tuple[Any, ...]  #: place, fetched, added, collector, notes, n_chars, text


def add_documents(
    store: Store,
    outcomes: Iterable[Collected | Failure | Begun],
    *,
    again: bool = False,
    tally: Tally | None = None,
) -> Added:
    """Add documents, each with the record of its collection.

    Args:
        store: where.
        outcomes: as ``collect`` gives them; taken one after the other, kept a few at a time. A
            ``Begun`` takes away the failures that were recorded of its file before.
        again: add also what was withdrawn.
        tally: counts what is committed, for callers who may be interrupted.

    Raises:
        StoreError: it cannot be written; what was committed stays, and is in the log if that can
            be written. So it is when the caller is interrupted.
    """
    tally = Tally() if tally is None else tally

    def write(connection: sqlite3.Connection, batch: list[_Packed | Failure | Begun]) -> None:
        tally.commit()  # the batch before: else this one would not be written
        tally.open = [(one, *_write(connection, one, again=again)) for one in batch]

    items = (_packed(outcome) for outcome in outcomes)
    try:
        write_in_batches(store, items, write, Pace(_weight, durable=True))
        tally.commit()
    except BaseException:
        with suppress(OnrecordError, sqlite3.Error):  # the first error is the one to tell
            _count_last(store, tally)
            _log(store, tally.added, {"interrupted": True})
        raise
    _log(store, tally.added, {})
    return tally.added


class Tally:
    """Counts of what is committed. Mutable: it counts while documents are added."""

    def __init__(self) -> None:
        self.open: list[tuple[_Packed | Failure | Begun, str, str]] = []
        self._kept: Counter[tuple[str, str]] = Counter()
        self._unsure = 0

    def commit(self) -> None:
        """What is open was committed."""
        self._kept.update((became, why) for _, became, why in self.open)
        new = (one for one, became, _ in self.open if became == "new")
        self._unsure += sum(
            isinstance(one, _Packed) and one.given[PRECISION] == UNCERTAIN for one in new
        )
        self.open = []

    @property
    def added(self) -> Added:
        """What came of it so far."""
        new, already, withdrawn = (self._kept[one, ""] for one in ("new", "already", "withdrawn"))
        failed = {why: number for (one, why), number in self._kept.items() if one == "failed"}
        return Added(new, already, withdrawn, failed, self._unsure)


def _count_last(store: Store, tally: Tally) -> None:
    """Count the last batch if it was committed: an interruption may come right behind that."""
    packed = (one for one, became, _ in tally.open if became == "new")
    first = next((one.doc_id for one in packed if isinstance(one, _Packed)), None)
    if first and row(store, "SELECT 1 FROM documents WHERE doc_id = ?", (first,)):
        tally.commit()


def _log(store: Store, added: Added, more: dict[str, Any]) -> None:
    failed = sum(added.failed.values())
    if added.new or failed:
        counts = {"already": added.already, "withdrawn": added.withdrawn, "failed": failed}
        write_log(store, "add", f"{added.new} documents", counts | more)


def _write(
    connection: sqlite3.Connection, one: _Packed | Failure | Begun, *, again: bool
) -> tuple[str, str]:
    """Write one outcome in a transaction; gives what became of it, and why it failed."""
    if isinstance(one, Begun):
        _forget_failures(connection, storable(one.place))
        return "begun", ""
    if isinstance(one, Failure):
        fail(connection, one, None, "")
        return "failed", _DIGITS.sub("#", one.reason)
    return _add(connection, one, again=again), ""


def _forget_failures(connection: sqlite3.Connection, place: str) -> None:
    """Take away what was said of a file and of what is in it: it is collected anew."""
    connection.execute("DELETE FROM failures WHERE name = ? AND version = ''", (place,))
    for sign in IN_FILE:
        between = (place + sign, place + chr(ord(sign) + 1))
        connection.execute(
            "DELETE FROM failures WHERE name >= ? AND name < ? AND version = ''", between
        )


def _weight(one: _Packed | Failure | Begun) -> int:
    return 2000 + one.found[-2] if isinstance(one, _Packed) else 500


def _add(connection: sqlite3.Connection, one: _Packed, *, again: bool) -> str:
    """Add a document in a transaction: ``new``, ``already`` or ``withdrawn``."""
    if connection.execute("SELECT 1 FROM documents WHERE doc_id = ?", (one.doc_id,)).fetchone():
        return "already"
    gone = "SELECT 1 FROM tombstones WHERE doc_id = ? OR content_id = ?"
    if not again and connection.execute(gone, (one.doc_id, one.content_id)).fetchone():
        return "withdrawn"
    connection.execute(
        "INSERT INTO originals (sha256, media_type, size, packed) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (sha256) DO NOTHING",
        one.original,
    )
    found = "SELECT n FROM originals WHERE sha256 = ?"
    (original,) = connection.execute(found, one.original[:1]).fetchone()
    whole = (one.doc_id, one.content_id, *one.given, original, *one.found)
    number = connection.execute(_INSERT, whole).lastrowid
    words = (number, one.given[1], one.found[-1])
    connection.execute("INSERT INTO document_words (rowid, title, text) VALUES (?, ?, ?)", words)
    connection.execute("DELETE FROM failures WHERE name = ? AND version = ''", one.found[:1])
    return "new"


def fail(
    connection: sqlite3.Connection, failure: Failure, document: int | None, version: str
) -> None:
    """Record a failure in a transaction; the same again only renews it."""
    told = (failure.document, failure.stage, failure.reason)
    name, stage, reason = (storable(part) for part in told)
    connection.execute(
        "INSERT INTO failures (document, name, version, stage, reason, written)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name, version, stage)"
        " DO UPDATE SET document = excluded.document, reason = excluded.reason,"
        " written = excluded.written",
        (document, name, version, stage, reason, now()),
    )


# ---- packing ------------------------------------------------------------------------------------


def _packed(outcome: Collected | Failure | Begun) -> _Packed | Failure | Begun:
    if isinstance(outcome, (Failure, Begun)):
        return outcome
    document = outcome.document
    try:
        given = _given(document)
        "".join(part for part in (document.text, *given) if isinstance(part, str)).encode()
    except UnicodeEncodeError:
        return Failure(outcome.where, STAGE, "unpaired surrogates in its text or metadata")
    raw = outcome.original
    digest = hashlib.sha256(raw).hexdigest()
    notes = msgspec.json.encode(outcome.notes).decode()
    place, length = storable(outcome.where), len(document.text)
    return _Packed(
        document.doc_id,
        document.content_id,
        given,
        (digest, outcome.media_type, len(raw), zlib.compress(raw)),
        (place, outcome.fetched, now(), outcome.by, notes, length, document.text),
    )


def _given(document: Document) -> tuple[Any, ...]:
    return (
        document.id,
        document.title,
        document.outlet,
        document.author,
        document.url,
        document.genre,
        document.language,
        document.published,
        document.published_precision,
        document.published_source,
        json.dumps(document.metadata, ensure_ascii=False),
        document.prose_start,
        msgspec.json.encode(document.gaps).decode(),
    )


# ---- giving out ---------------------------------------------------------------------------------


def unread(store: Store, version: str, *, failed: bool = False) -> Iterator[Document]:
    """The documents that a version of the reader has not read, in the order of adding.

    Args:
        store: from where.
        version: of the reader (``version_of``).
        failed: give out also those that this version failed on before.

    Yields:
        Documents; a few are held at a time, and no lock while they are read.
    """
    known = "SELECT 1 FROM readings r JOIN versions v ON v.n = r.version WHERE v.version = ?1"
    missed = "SELECT 1 FROM failures f WHERE f.document = d.n AND f.version = ?1"
    sql = (
        f"SELECT d.n, {_FIELDS} FROM documents d WHERE d.n > ?2"
        f" AND NOT EXISTS ({known} AND r.document = d.n)"
        f"{'' if failed else f' AND NOT EXISTS ({missed})'} ORDER BY d.n LIMIT {PAGE}"
    )
    last = 0
    while page := list(rows(store, sql, (version, last))):
        yield from (document_of(found[1:]) for found in page)
        last = page[-1][0]


def get_document(store: Store, doc_id: str) -> Document | None:
    """The document of an id, or ``None``."""
    found = row(store, f"SELECT {_FIELDS} FROM documents WHERE doc_id = ?", (doc_id,))
    return document_of(found) if found else None


def original_of(store: Store, doc_id: str) -> bytes | None:
    """The bytes that a document came from, as they were collected."""
    sql = "SELECT packed FROM originals o JOIN documents d ON d.original = o.n WHERE d.doc_id = ?"
    found = row(store, sql, (doc_id,))
    return zlib.decompress(found[0]) if found else None


def document_of(found: tuple[Any, ...]) -> Document:
    """The document of its columns."""
    *plain, metadata, prose_start, gaps = found
    known = msgspec.json.decode(gaps, type=tuple[Gap, ...])
    values = (*plain, json.loads(metadata), prose_start, known)
    given: dict[str, Any] = dict(zip(_NAMES, values, strict=True))
    return Document(**given)
