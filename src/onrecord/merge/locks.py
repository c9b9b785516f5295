"""What people decided about events; it beats every weight.

    decisions ──▶ settle ──▶ Locks ──▶ Grouping

A decision names accounts, not events: it holds whatever the events are called. Where two decisions
contradict each other the later one holds, account by account; what it overrules is named and kept.
Decisions are settled from the last to the first, so that each meets only what beats it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The accounts are of one event; they are not of one event with the others; they and nobody else
#: are an event.
SAME, APART, LOCK = "same", "apart", "lock"
#: Number of a decision, and on which of its two sides an account stands.
Mark: TypeAlias = tuple[int, bool]


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about accounts.

    Attributes:
        n: its number; later decisions have higher ones. What one decision holds apart and together
            has one number.
        kind: same, apart or lock.
        accounts: ids of accounts.
        others: of ``apart``: what they are kept apart from.
    """

    n: int
    kind: str
    accounts: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overruled:
    """A decision that does not hold for some accounts, because of a later one."""

    earlier: int
    later: int
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Locks:
    """Decisions that no longer contradict each other.

    Attributes:
        linked: of an account others of its event, with the number of the decision; together these
            pairs connect all that are of one event, each stands here once.
        marks: of each account the decisions that keep it from others; groups with opposite marks
            of one decision stay apart.
        closed: of each account that is locked the number of the decision.
        overruled: what does not hold, by number.
    """

    linked: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    marks: Mapping[str, frozenset[Mark]] = field(default_factory=dict)
    closed: Mapping[str, int] = field(default_factory=dict)
    overruled: tuple[Overruled, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.linked or self.marks or self.closed)

    def within(self, accounts: Collection[str]) -> Iterator[tuple[str, str, int]]:
        """The links between some accounts; ``accounts`` tells quickly what it holds."""
        for account in accounts if self.linked else ():
            for other, n in self.linked.get(account, ()):
                if other in accounts:
                    yield account, other, n


#: Nobody has decided anything.
NO_LOCKS = Locks()


def present(decisions: Iterable[Decision], there: Collection[str]) -> Iterator[Decision]:
    """The decisions as far as their accounts are there: what is gone connects nothing."""
    for one in decisions:
        accounts = tuple(a for a in one.accounts if a in there)
        others = tuple(a for a in one.others if a in there)
        if accounts and (others or one.kind != APART):
            yield replace(one, accounts=accounts, others=others)


def settle(decisions: Iterable[Decision]) -> Locks:
    """Find what holds; the accounts of the decisions must be there (``present``)."""
    settling = _Settling()
    for decision in sorted(decisions, key=lambda one: (-one.n, one.kind)):
        if decision.kind == APART:
            settling.keep_apart(decision)
        else:
            settling.hold_together(decision)
    return settling.locks()


def opposed(one: Collection[Mark], other: Collection[Mark]) -> int | None:
    """The decision that keeps two groups with these marks apart, the last of several."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return max((n for n, side in few if (n, not side) in many), default=None)


@dataclass
class _Part:
    """Accounts that later decisions have put together."""

    accounts: list[str]
    marks: set[Mark] = field(default_factory=set)
    closed: int | None = None
    by: set[int] = field(default_factory=set)


class _Settling:
    """What holds so far; every decision comes before the ones it beats."""

    def __init__(self) -> None:
        self.part_of: dict[str, _Part] = {}
        self.marks: dict[str, set[Mark]] = {}
        self.linked: dict[str, tuple[tuple[str, int], ...]] = {}
        self.overruled: dict[tuple[int, int], list[str]] = {}

    def locks(self) -> Locks:
        """The result."""
        closed = {a: part.closed for a, part in self.part_of.items() if part.closed is not None}
        overruled = (Overruled(*key, tuple(found)) for key, found in self.overruled.items())
        return Locks(
            self.linked,
            {account: frozenset(marks) for account, marks in self.marks.items()},
            closed,
            tuple(sorted(overruled, key=lambda one: (one.earlier, one.later))),
        )

    def keep_apart(self, decision: Decision) -> None:
        """Mark both sides; where later decisions hold two of them together it does not count."""
        others = [account for account in decision.others if account not in decision.accounts]
        for accounts, side in ((decision.accounts, False), (others, True)):
            for account in accounts:
                mark = (decision.n, side)
                self.marks.setdefault(account, set()).add(mark)
                self._part(account).marks.add(mark)
        for account in decision.accounts:
            part = self._part(account)
            if (decision.n, True) in part.marks:
                self._say(decision.n, max(part.by), (account,))

    def hold_together(self, decision: Decision) -> None:
        """Join what nothing later keeps apart; the rest is named."""
        firsts: list[str] = []
        sizes: dict[str, int] = {}
        for account in decision.accounts:
            first = next((f for f in firsts if self._joined(f, account, decision.n)), None)
            if first is None:
                firsts.append(account)
            sizes[first or account] = sizes.get(first or account, 0) + 1
        main = max(firsts, key=lambda one: sizes[one])
        if decision.kind == LOCK:
            self._close(self._part(main), decision)

    def _joined(self, one: str, other: str, n: int) -> bool:
        """Whether two accounts are in one part, now or before."""
        low, high = self._part(one), self._part(other)
        if low is high:
            low.by.add(n)
            return True
        against = opposed(low.marks, high.marks)
        against = max(
            (c for c in (against, low.closed, high.closed) if c is not None), default=None
        )
        if against is not None:
            self._say(n, against, (other,))
            return False
        if len(low.accounts) < len(high.accounts):
            low, high = high, low
        low.accounts += high.accounts
        low.marks |= high.marks
        low.by |= high.by | {n}
        self.part_of.update(dict.fromkeys(high.accounts, low))
        self.linked[one] = (*self.linked.get(one, ()), (other, n))
        return True

    def _close(self, part: _Part, decision: Decision) -> None:
        meant = set(decision.accounts)
        joined = [account for account in part.accounts if account not in meant]
        if joined:  # a later decision brought them in: they stay
            self._say(decision.n, max(part.by), joined)
        if part.closed is None:
            part.closed = decision.n

    def _part(self, account: str) -> _Part:
        return self.part_of.setdefault(account, _Part([account]))

    def _say(self, earlier: int, later: int, accounts: Iterable[str]) -> None:
        self.overruled.setdefault((earlier, later), []).extend(accounts)
