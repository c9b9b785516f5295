"""What became of events since a day, a moment, or a merging.

    "2024-12-04" | "2024-12-04T10:00" | "3" ──▶ differences_since ──▶ EventChange, one an event

A merging counts as a whole: what it changed is told if it ended at or after the moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from onrecord.errors import StoreError
from onrecord.store.connection import row, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.store.connection import Store

NEW = "new"
#: What is told of events, in this order.
KINDS = (NEW, "changed", "merged", "split", "withdrawn")
CHANGED, MERGED, SPLIT = "changed", "merged", "split"
#: Whether an id lives now, and lived before: what comes first after that, if anything, ends it.
_STATES = (
    "SELECT i.state = 'live', i.born <= ?2 AND ifnull((SELECT c.kind = 'merged' FROM changes c"
    " WHERE c.event_id = ?1 AND c.run > ?2 ORDER BY c.n LIMIT 1), 0)"
    " FROM event_ids i WHERE i.event_id = ?1"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of an event: by which merging, when, why, and what is different."""

    run: int
    written: str
    kind: str
    others: tuple[str, ...]
    reason: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventChange:
    """What became of an event.

    Attributes:
        kind: new, changed, merged, split or withdrawn: what of all that was done still holds. What
            was joined and is apart again has changed; it is not merged.
        event_id: its id; of an event that is no more, the id it had.
        title: of the event now; ``None`` if it is no more.
        others: events it went into, or that were split off; if it changed, ids it had.
        reasons: why, each once.
        steps: one for each merging that changed it; none if it is new.
    """

    kind: str
    event_id: str
    title: str | None
    others: tuple[str, ...]
    reasons: tuple[str, ...]
    steps: tuple[Step, ...] = ()


def run_before(store: Store, since: str) -> int:
    """The last merging that is not told of: all later ones are.

    Args:
        store: where.
        since: a day or moment, ISO 8601 (UTC if it names no other zone), or the number of the last
            merging that is known already.

    Raises:
        StoreError: it is none of these, or there is no such merging.
    """
    if since.isdecimal() and len(since) < len("20241204"):
        last = _number(store, "SELECT max(n) FROM merge_runs")
        if int(since) > last:
            raise StoreError(f"there is no merging {since}; the last is {last}")
        return int(since)
    sql = "SELECT max(n) FROM merge_runs WHERE ended IS NOT NULL AND ended < ?"
    return _number(store, sql, _moment(since))


def _number(store: Store, sql: str, *values: str) -> int:
    found = row(store, sql, values)
    return (found[0] if found else None) or 0


def _moment(since: str) -> str:
    """A moment as the database writes it."""
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise StoreError(
            f"{since!r} is no day (2024-12-04), moment (2024-12-04T10:00) or number of a merging"
        ) from error
    zoned = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return zoned.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def differences_since(store: Store, since: str) -> Iterator[EventChange]:
    """What became of events: the new ones first, then as ``KINDS`` has it, each kind by id.

    Raises:
        StoreError: see ``run_before``.
    """
    after = run_before(store, since)
    yield from _new(store, after)
    kinds: dict[str, list[EventChange]] = {kind: [] for kind in KINDS[1:]}
    for change in _changed(store, after):
        kinds[change.kind].append(change)
    for changes in kinds.values():
        yield from changes


def _new(store: Store, after: int) -> Iterator[EventChange]:
    sql = (
        "SELECT i.event_id, e.title, e.documents FROM event_ids i"
        " JOIN events e ON e.event_id = i.event_id"
        " WHERE i.born > ? AND i.state = 'live' AND i.reason = '' ORDER BY i.event_id"
    )
    for event_id, title, documents in rows(store, sql, (after,)):
        reason = f"first told: {documents} document{'s' * (documents != 1)}"
        yield EventChange(NEW, event_id, title, (), (reason,))


def _changed(store: Store, after: int) -> Iterator[EventChange]:
    """Events that were there before, and what was founded from them."""
    sql = (
        "SELECT c.event_id, c.run, c.written, c.kind, c.others, c.reason, c.detail, e.title,"
        " i.born > ?1 AND i.state = 'live' AND i.reason = '', i.state = 'live'"
        " FROM changes c LEFT JOIN events e ON e.event_id = c.event_id"
        " LEFT JOIN event_ids i ON i.event_id = c.event_id WHERE c.run > ?1"
        " ORDER BY c.event_id, c.n"
    )
    for event_id, group in groupby(rows(store, sql, (after,)), key=lambda one: one[0]):
        found = list(group)
        title, is_new, is_live = found[-1][7:]
        if is_new:  # told as new, as it is now
            continue
        steps = tuple(
            Step(run, written, kind, tuple(json.loads(others)), reason, json.loads(detail))
            for _, run, written, kind, others, reason, detail, *_ in found
        )
        kind, others = _holding(store, after, steps, is_live=bool(is_live))
        reasons = dict.fromkeys(step.reason for step in steps if step.reason)
        yield EventChange(kind, event_id, title, others, tuple(reasons), steps)


def _holding(
    store: Store, after: int, steps: tuple[Step, ...], *, is_live: bool
) -> tuple[str, tuple[str, ...]]:
    """What of some steps still holds, with the events it led to."""
    for step in reversed(steps):
        if step.kind == SPLIT:
            off = tuple(o for o in step.others if not is_live or _is_off(store, after, o))
            if off:
                return SPLIT, off
        elif step.kind != CHANGED and not is_live:
            return step.kind, step.others
    before = dict.fromkeys(o for step in steps if step.kind == CHANGED for o in step.others)
    return CHANGED, tuple(before)


def _is_off(store: Store, after: int, event_id: str) -> bool:
    """Whether an event lives that did not before."""
    found = row(store, _STATES, (event_id, after))
    return found is not None and bool(found[0]) and not found[1]
