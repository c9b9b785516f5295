"""Ids of events that last: what became of every id that an event ever had.

    events before, events after ──▶ register ──▶ Registered(ids, changes)

The id of an event is the hash of its founding account, so the same accounts give the same ids in
any order and in any number of batches (decision 0027). The id stands for the event that holds that
account. If another account founds the event, the id redirects to it; if the account is gone, to
the event that took most of the others (equal: the older). If nothing is left it is a tombstone. An
id comes back only with its founding account, and never names anything else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onrecord.merge.changes import differences
from onrecord.merge.event import Event
from onrecord.merge.locks import NO_LOCKS, opposed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from onrecord.merge.locks import Locks

LIVE, REDIRECTED, WITHDRAWN = "live", "redirected", "withdrawn"
CHANGED, MERGED, SPLIT = "changed", "merged", "split"
#: Redirects that are followed from one to the next; each leads to a later one, so there are few.
FOLLOWED = 1000


@dataclass(frozen=True, slots=True)
class Known:
    """An event as it was before.

    Attributes:
        event_id: its id.
        accounts: ids of its accounts, as far as they are known.
        event: what it was; ``None`` if that was deleted with a document.
    """

    event_id: str
    accounts: tuple[str, ...]
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What is known of an id.

    Attributes:
        event_id: the id.
        founder: account that it is the hash of; ``None`` of an event that is gone.
        state: live, redirected or withdrawn.
        into: the events that hold its accounts, the one with most of them first.
        reason: of a live one where it came from, if from others; else what became of it.
    """

    event_id: str
    founder: str | None
    state: str
    into: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an event.

    Attributes:
        kind: changed, merged, split or withdrawn; a new event is told by its id alone.
        event_id: of the event; of one that was merged into another, the id it had.
        others: events it went into, or was founded as before.
        reason: why, as far as it is known.
        detail: what is different (``changes.differences``).
    """

    kind: str
    event_id: str
    others: tuple[str, ...]
    reason: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registered:
    """Rows to keep: ids that are new or stand for something else now, and what changed."""

    ids: tuple[Named, ...]
    changes: tuple[Change, ...]


def register(
    before: Sequence[Known],
    after: Sequence[Event],
    withdrawn: Collection[str] = (),
    locks: Locks = NO_LOCKS,
) -> Registered:
    """Find what became of events.

    Args:
        before: every event that an account of ``after`` was in, or that lost its accounts.
        after: every event that holds an account of ``before``, and new ones.
        withdrawn: ``doc_id`` of documents that are not there any more.
        locks: by which the events were grouped.
    """
    return _Registering(before, after, withdrawn, locks).registered()


def followed(event_id: str, ids: Mapping[str, Named], home: Mapping[str, str]) -> str | None:
    """The live event that an id stands for; ``None`` if nothing is left of it.

    Args:
        event_id: an id that some event had.
        ids: every id that some event had.
        home: of each account the event it is in.

    Raises:
        KeyError: no event ever had that id.
    """
    for _ in range(FOLLOWED):
        named = ids[event_id]
        if named.state == LIVE:
            return event_id
        if named.founder is not None and named.founder in home:
            return home[named.founder]
        if not named.into:
            return None
        event_id = named.into[0]
    raise AssertionError(event_id)


class _Registering:
    """The events before and after of one part of the project."""

    def __init__(
        self,
        before: Sequence[Known],
        after: Sequence[Event],
        withdrawn: Collection[str],
        locks: Locks,
    ) -> None:
        self.before = {one.event_id: one for one in before}
        self.after = {one.event_id: one for one in after}
        self.withdrawn = withdrawn
        self.locks = locks
        self.now = {a.account_id: e.event_id for e in after for a in e.accounts}
        self.shares = self._shares()
        self.parents: defaultdict[str, list[str]] = defaultdict(list)
        for old, into in self.shares.items():
            for new in into:
                self.parents[new].append(old)

    def registered(self) -> Registered:
        """All rows."""
        ids: list[Named] = []
        changes: list[Change] = []
        for old in self.before.values():
            heirs = self._heirs(old.event_id)
            if old.event_id not in self.after:
                ids.append(self._gone(old, heirs))
            changes += self._changes(old, heirs)
        born = [e for e in self.after.values() if e.event_id not in self.before]
        ids += (Named(e.event_id, _founder(e), LIVE, (), self._origin(e)) for e in born)
        return Registered(tuple(ids), tuple(changes))

    # ---- who took what --------------------------------------------------------------------------

    def _shares(self) -> dict[str, Counter[str]]:
        """Of each event before how many of its accounts are in which event now."""
        was = {a: one.event_id for one in self.before.values() for a in one.accounts}
        spots = dict(self._spots(was))
        found: dict[str, Counter[str]] = {event_id: Counter() for event_id in self.before}
        for event in self.after.values():
            for one in event.accounts:
                old = was.get(one.account_id) or spots.get((one.doc_id, one.start))
                if old is not None:
                    found[old][event.event_id] += 1
        return found

    def _spots(self, was: Mapping[str, str]) -> Iterator[tuple[tuple[str, int], str]]:
        """Where accounts stood that are gone: what is read anew there is the same account."""
        for known in self.before.values():
            for one in known.event.accounts if known.event is not None else ():
                if one.account_id in was and one.account_id not in self.now:
                    yield (one.doc_id, one.start), known.event_id

    def _heirs(self, old: str) -> list[str]:
        """The events that took its accounts: who has its founder, then who has most, the older."""
        shares, known = self.shares[old], self.before[old].event
        home = self.now.get(_founder(known)) if known is not None else old
        return sorted(shares, key=lambda e: (e != home, -shares[e], self._age(e)))

    def _age(self, event_id: str) -> tuple[str, str]:
        return self.after[event_id].first_seen or "9999", event_id

    # ---- rows -----------------------------------------------------------------------------------

    def _gone(self, old: Known, heirs: list[str]) -> Named:
        founder = _founder(old.event) if old.event is not None else None
        reason = self._why_gone(old, heirs)
        return Named(
            old.event_id, founder, REDIRECTED if heirs else WITHDRAWN, tuple(heirs), reason
        )

    def _changes(self, old: Known, heirs: list[str]) -> Iterator[Change]:
        if not heirs:
            yield Change("withdrawn", old.event_id, (), self._why_gone(old, heirs))
            return
        main, *others = heirs
        detail = self._detail(old, main)
        if others:
            told = tuple(others) if main == old.event_id else tuple(heirs)
            yield Change(SPLIT, old.event_id, told, self._why_split(old, heirs), detail)
        elif main == old.event_id:
            if detail:
                yield Change(CHANGED, main, (), self._causes(old, main), detail)
        elif self.parents[main] != [old.event_id]:
            yield Change(MERGED, old.event_id, (main,), self._why_gone(old, heirs), detail)
        else:
            yield Change(CHANGED, main, (old.event_id,), self._why_gone(old, heirs), detail)

    def _detail(self, old: Known, new: str) -> dict[str, Any]:
        return differences(old.event, self.after[new]) if old.event is not None else {}

    def _origin(self, event: Event) -> str:
        """Where a new event came from: "" if it is new altogether."""
        parents = self.parents[event.event_id]
        return f"from {', '.join(parents)}" if parents else ""

    # ---- reasons --------------------------------------------------------------------------------

    def _why_gone(self, old: Known, heirs: list[str]) -> str:
        if not heirs:
            return self._causes(old, None)
        main = self.after[heirs[0]]
        founder = main.accounts[0]
        joined = self._joined_by_hand(old, main)
        if joined is not None:
            return f"decision {joined}"
        if founder.account_id in old.accounts:
            return f"its founding account is not there any more: {self._causes(old, heirs[0])}"
        if len(self.parents[heirs[0]]) > 1:
            return self._why_merged(old, main)
        return f"an earlier report founds it: {founder.doc_id}"

    def _why_merged(self, old: Known, new: Event) -> str:
        """The surest pair by which its accounts were joined with others."""
        mine = set(old.accounts)
        across = [r for r in new.explain if len(mine.intersection(r.pair)) == 1]
        if not across:
            return self._causes(old, new.event_id)
        surest = max(across, key=lambda reason: reason.score)
        return f"{' and '.join(surest.pair)}: {', '.join(surest.because)}"

    def _why_split(self, old: Known, heirs: list[str]) -> str:
        marks = [self._marks(self.after[heir]) for heir in heirs]
        by = [opposed(marks[0], other) for other in marks[1:]]
        decided = sorted({n for n in by if n is not None})
        if decided:
            return ", ".join(f"decision {n}" for n in decided)
        return self._causes(old, heirs[0])

    def _marks(self, event: Event) -> set[tuple[int, bool]]:
        none: frozenset[tuple[int, bool]] = frozenset()
        return {m for a in event.accounts for m in self.locks.marks.get(a.account_id, none)}

    def _joined_by_hand(self, old: Known, new: Event) -> int | None:
        """The decision that joined accounts of an event with others that it did not have."""
        mine, all_of = set(old.accounts), {a.account_id for a in new.accounts}
        links = self.locks.within(all_of)
        return max((n for a, b, n in links if (a in mine) != (b in mine)), default=None)

    def _causes(self, old: Known, new: str | None) -> str:
        """What happened to documents of an event, in words."""
        were = {a.doc_id: None for a in (old.event.accounts if old.event is not None else ())}
        after = self.after[new].accounts if new is not None else ()
        joined = {a.doc_id: None for a in after}
        gone = [a for a in (old.event.accounts if old.event is not None else ())
                if a.account_id not in self.now]  # fmt: skip
        anew = _unique(a.doc_id for a in gone if a.doc_id not in self.withdrawn)
        away = _unique(a.doc_id for a in gone if a.doc_id in self.withdrawn)
        if old.event is None:
            away = ["a document"]
        added = [d for d in joined if d not in were] if old.event is not None else []
        told = ((added, "added"), (anew, "read anew"), (away, "withdrawn"))
        return (
            "; ".join(f"{', '.join(docs)} {what}" for docs, what in told if docs) or "merged anew"
        )


def _founder(event: Event) -> str:
    return event.accounts[0].account_id


def _unique(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
