"""The registry of event ids in the database.

Registered ──▶ keep_registered ──▶ event_ids, changes
id ──▶ find_event ──▶ Found: the event that it stands for now
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.store.connection import row, rows
from onrecord.store.journal import packed_json
from onrecord.store.keys import match

if TYPE_CHECKING:
    import sqlite3

    from onrecord.merge.registry import Registered
    from onrecord.store.connection import Store

_KEEP_ID = (
    "INSERT INTO event_ids VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO UPDATE SET"
    " run = excluded.run, state = excluded.state, into_ids = excluded.into_ids,"
    " reason = excluded.reason"
)
_NAMED = "SELECT founder, state, into_ids, reason FROM event_ids WHERE event_id = ?"
_KEEP_CHANGE = (
    "INSERT INTO changes (run, written, kind, event_id, others, detail, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def keep_registered(
    connection: sqlite3.Connection, run: int, at: str, registered: Registered
) -> None:
    """Write what became of events, inside the transaction that writes the events.

    Args:
        connection: in a transaction.
        run: ``merge_runs.n``.
        at: the moment, ISO 8601, UTC.
        registered: from ``register``.
    """
    connection.executemany(
        _KEEP_ID,
        [
            (i.event_id, i.founder or "", run, run, i.state, packed_json(i.into), i.reason)
            for i in registered.ids
        ],
    )
    connection.executemany(
        _KEEP_CHANGE,
        [
            (run, at, c.kind, c.event_id, packed_json(c.others), packed_json(c.detail), c.reason)
            for c in registered.changes
        ],
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What an id stands for.

    Attributes:
        event_id: the live event; ``None`` if nothing is left of it.
        asked: the id that was asked for.
        others: other events that took some of its accounts.
        reason: why the id is not live any more; "" if it is.
    """

    event_id: str | None
    asked: str
    others: tuple[str, ...] = ()
    reason: str = ""


def find_event(store: Store, event_id: str) -> Found | None:
    """The event that an id stands for now; ``None`` if no event ever had it."""
    asked, reason = event_id, ""
    others: tuple[str, ...] = ()
    while known := row(store, _NAMED, (event_id,)):
        founder, state, into, why = known
        if state == "live":
            return Found(event_id, asked, others, reason)
        found: list[str] = json.loads(into)
        reason, home = reason or why, home_of(store, founder)
        if home is not None or not found:
            return Found(home, asked, tuple(o for o in found if o != home), reason)
        event_id, others = found[0], tuple(found[1:])
    return None


def home_of(store: Store, account_id: str) -> str | None:
    """The event that an account is in."""
    sql = (
        "SELECT e.event_id FROM row_keys k CROSS JOIN told t ON t.n = k.rowid"
        " JOIN events e ON e.n = t.event WHERE k.row_keys MATCH ? AND t.account_id = ?"
    )
    wanted = match("accounts", [("id", (account_id,))])
    found = next(iter(rows(store, sql, (wanted, account_id))), None)
    return found[0] if found else None
