"""What people decide and what was done: only added to, and the log is a chain of hashes.

decision ──▶ write_judgement ──▶ judgements + log
anything ──▶ write_log ──▶ log ──▶ verify_log ──▶ LogState

Each entry of the log carries the hash of the one before, so that a change, a hole or another order
shows. Cutting off its end does not: note the last hash elsewhere if that matters.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.store.connection import now, rows, storable, writing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from onrecord.store.connection import Store

#: The hash before the first entry.
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log."""

    n: int
    written: str
    action: str
    subject: str
    detail: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class LogState:
    """What the check of the log found.

    Attributes:
        entries: how many there are.
        head: hash of the last; who notes it can tell later whether the end was cut off.
        broken: the first entry that does not fit, or ``None``.
    """

    entries: int
    head: str
    broken: int | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody decided in review."""

    reviewer: str
    target: str
    field: str
    decision: Any
    reason: str


def write_log(store: Store, action: str, subject: str, detail: Mapping[str, Any]) -> None:
    """Add an entry to the log.

    Args:
        store: where.
        action: what was done, one word.
        subject: to what: an id, a path, a number. No names of persons.
        detail: counts and reasons, JSON-able.
    """
    at, packed = now(), storable(packed_json(dict(detail)))
    with writing(store, durable=True) as connection:
        append(connection, at, (action, storable(subject), packed))


def append(connection: sqlite3.Connection, at: str, said: tuple[str, str, str]) -> None:
    """Add an entry inside a transaction; ``said``: action, subject, detail as JSON."""
    last = connection.execute("SELECT n, hash FROM log ORDER BY n DESC LIMIT 1").fetchone()
    number, previous = (last[0] + 1, last[1]) if last else (1, START)
    row = (number, at, *said, previous)
    connection.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, _hash(row)))


def write_judgement(store: Store, judgement: Judgement) -> int:
    """Keep what a person decided, and say so in the log; gives its number."""
    at, decision = now(), packed_json(judgement.decision)
    said = (judgement.reviewer, judgement.target, judgement.field, decision, judgement.reason)
    detail = packed_json({"sha256": _hash((at, *said))})
    with writing(store, durable=True) as connection:
        number = connection.execute(
            "INSERT INTO judgements (written, reviewer, target, field, decision, reason)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (at, *said),
        ).lastrowid
        append(connection, at, ("judge", f"judgement {number}", detail))
    return number or 0


def log_entries(store: Store, last: int | None = None) -> Iterator[Entry]:
    """The entries of the log in their order, all or the last so many."""
    newest = "SELECT * FROM log ORDER BY n DESC LIMIT ?"
    for n, at, action, subject, detail, _, digest in rows(
        store, f"SELECT * FROM ({newest}) ORDER BY n", (-1 if last is None else last,)
    ):
        yield Entry(n, at, action, subject, json.loads(detail), digest)


def verify_log(store: Store) -> LogState:
    """Check the chain of the log, and every judgement against its entry."""
    number, previous, broken = 0, START, None
    for row in rows(store, "SELECT * FROM log ORDER BY n"):
        fits = row[0] == number + 1 and row[5] == previous and row[6] == _hash(row[:6])
        if broken is None and not (fits and _judgement_fits(store, row)):
            broken = number + 1
        number, previous = row[0], row[6]
    return LogState(number, previous, broken)


def _judgement_fits(store: Store, entry: tuple[Any, ...]) -> bool:
    if entry[2] != "judge":
        return True
    sql = "SELECT written, reviewer, target, field, decision, reason FROM judgements WHERE n = ?"
    found = next(rows(store, sql, (entry[3].removeprefix("judgement "),)), None)
    return found is not None and json.loads(entry[4]).get("sha256") == _hash(found)


def _hash(parts: tuple[Any, ...]) -> str:
    return hashlib.sha256(packed_json(list(parts)).encode("utf-8", "surrogatepass")).hexdigest()


def packed_json(value: Any) -> str:
    """A value as JSON, always in the same characters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
