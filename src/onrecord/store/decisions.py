"""What people decided about events, as judgements: kept for ever, undone only by another.

    person ──▶ decide ──▶ judgements, log
    judgements ──▶ load_decisions ──▶ Decision, with accounts that are there ──▶ merge.locks.settle

A decision keeps for each account also where its words stand. If a later version of the reader gives
the account another id, the account that begins there takes its place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.merge import locks
from onrecord.merge.locks import Decision, present
from onrecord.store.connection import row, rows
from onrecord.store.journal import Judgement, write_judgement
from onrecord.store.keys import match
from onrecord.store.rows import BITS, POSITION_BITS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.merge.event import AccountRef
    from onrecord.store.connection import Store

#: The field of a judgement about which accounts are one event; what is decided is one of these.
FIELD = "accounts"
JOIN, SPLIT, LOCK, UNDO = "join", "split", "lock", "undo"
_KIND = TABLES["accounts"][0]
_BY_START = (
    "SELECT a.account_id FROM documents d JOIN accounts a"
    f" ON a.n >= (d.n << {BITS}) + ({_KIND} << {POSITION_BITS})"
    f" AND a.n < (d.n << {BITS}) + ({_KIND + 1} << {POSITION_BITS})"
    " WHERE d.doc_id = ? AND a.first_char = ? ORDER BY a.account_id LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about events as it was written.

    Attributes:
        n: its number, ``judgements.n``.
        written: when, ISO 8601, UTC.
        kind: join, split, lock, or undo.
        event_id: of the event that it was made on.
        accounts: ``account_id``, ``doc_id`` and start of the words of those that are one event.
        others: of a split, what they are not one event with.
        undoes: number of the decision that no longer holds.
    """

    n: int
    written: str
    reviewer: str
    reason: str
    kind: str
    event_id: str
    accounts: tuple[tuple[str, str, int], ...] = ()
    others: tuple[tuple[str, str, int], ...] = ()
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """Who decides, and why."""

    reviewer: str
    reason: str


def decide(
    store: Store,
    signed: Signed,
    kind: str,
    event_id: str,
    sides: tuple[Iterable[AccountRef], Iterable[AccountRef]],
) -> int:
    """Keep a decision about the accounts of an event; gives its number."""
    accounts, others = ([[a.account_id, a.doc_id, a.start] for a in side] for side in sides)
    decision = {"kind": kind, "accounts": accounts, "others": others}
    return write_judgement(
        store, Judgement(signed.reviewer, event_id, FIELD, decision, signed.reason)
    )


def undo(store: Store, signed: Signed, undone: Decided) -> int:
    """Take a decision back; it stays written, and so does this one."""
    decision = {"kind": UNDO, "undoes": undone.n}
    return write_judgement(
        store, Judgement(signed.reviewer, undone.event_id, FIELD, decision, signed.reason)
    )


def decided(store: Store, since: int = 0) -> Iterator[Decided]:
    """All decisions about events in their order, also those that were undone; after a number."""
    sql = (
        "SELECT n, written, reviewer, reason, target, decision FROM judgements"
        " WHERE field = ? AND n > ? AND target LIKE 'e\\_%' ESCAPE '\\' ORDER BY n"
    )
    for n, written, reviewer, reason, target, packed in rows(store, sql, (FIELD, since)):
        told = json.loads(packed)
        accounts, others = (_refs(told.get(name, ())) for name in ("accounts", "others"))
        undoes: int | None = told.get("undoes")
        kind: str = told["kind"]
        yield Decided(n, written, reviewer, reason, kind, target, accounts, others, undoes)


def _refs(told: Iterable[tuple[str, str, int]]) -> tuple[tuple[str, str, int], ...]:
    return tuple((account_id, doc_id, start) for account_id, doc_id, start in told)


def standing(store: Store) -> tuple[Decided, ...]:
    """The decisions that were not undone; who undoes an undoing brings it back."""
    known = tuple(decided(store))
    undone = undone_of(known)
    return tuple(one for one in known if one.kind != UNDO and one.n not in undone)


def undone_of(known: Sequence[Decided]) -> frozenset[int]:
    """The numbers of all decisions that do not hold any more, undoings that were undone as well."""
    undone: set[int] = set()
    for one in reversed(known):  # what is undone itself undoes nothing
        if one.undoes is not None and one.n not in undone:
            undone.add(one.undoes)
    return frozenset(undone)


def load_decisions(store: Store) -> tuple[Decision, ...]:
    """The decisions that stand, about accounts that are there, for ``merge.locks.settle``."""
    there: dict[tuple[str, str, int], str | None] = {}
    found: list[Decision] = []
    for one in standing(store):
        accounts, others = (
            tuple(dict.fromkeys(_ids(store, side, there))) for side in (one.accounts, one.others)
        )
        found += _meaning(one, accounts, others)
    known = {account for account in there.values() if account is not None}
    return tuple(present(found, known))


def _meaning(
    one: Decided, accounts: tuple[str, ...], others: tuple[str, ...]
) -> Iterator[Decision]:
    """What a decision says of accounts: those that are split off are one event by themselves."""
    if one.kind == SPLIT:
        yield Decision(one.n, locks.APART, accounts, others)
    yield Decision(one.n, locks.LOCK if one.kind == LOCK else locks.SAME, accounts)


def overruled_by(store: Store, n: int) -> tuple[tuple[Decided, tuple[str, ...]], ...]:
    """The decisions that do not hold any more because of one, and for which accounts."""
    known = {one.n: one for one in decided(store)}
    settled = locks.settle(load_decisions(store))
    return tuple((known[o.earlier], o.accounts) for o in settled.overruled if o.later == n)


def overruled(store: Store) -> Iterator[tuple[int, str]]:
    """Decisions that do not hold for all their accounts: which later ones beat them, for whom."""
    found: dict[int, list[str]] = {}
    for one in locks.settle(load_decisions(store)).overruled:
        found.setdefault(one.earlier, []).append(f"{one.later} ({', '.join(one.accounts)})")
    yield from ((n, f"beaten by {'; '.join(by)}") for n, by in found.items())


def touched(store: Store, since: int) -> tuple[str, ...]:
    """Accounts that decisions after a number are about: they must be grouped anew."""
    known = {one.n: one for one in decided(store)}
    there: dict[tuple[str, str, int], str | None] = {}
    for one in known.values():
        meant: Decided | None = one if one.n > since else None
        while meant is not None:  # down to what is undone, or whose undoing is undone
            list(_ids(store, (*meant.accounts, *meant.others), there))
            meant = known.get(meant.undoes or 0)
    return tuple(dict.fromkeys(account for account in there.values() if account is not None))


def _ids(
    store: Store,
    refs: Iterable[tuple[str, str, int]],
    there: dict[tuple[str, str, int], str | None],
) -> Iterator[str]:
    for ref in refs:
        if ref not in there:
            there[ref] = _now(store, ref)
        account = there[ref]
        if account is not None:
            yield account


def _now(store: Store, ref: tuple[str, str, int]) -> str | None:
    """The id of an account in the shown readings; by where it begins if its id is not there."""
    account_id, doc_id, start = ref
    by_id = (
        "SELECT a.account_id FROM row_keys k CROSS JOIN accounts a ON a.n = k.rowid"
        " WHERE k.row_keys MATCH ? AND a.account_id = ?"
    )
    wanted = match("accounts", [("id", (account_id,))])
    found = row(store, by_id, (wanted, account_id)) or row(store, _BY_START, (doc_id, start))
    return found[0] if found else None
