"""Decisions of people about events: which holds, what it overrules; they beat the machine."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.merge.cluster import Grouping, connected
from onrecord.merge.locks import (
    APART,
    LOCK,
    NO_LOCKS,
    SAME,
    Decision,
    Locks,
    Overruled,
    opposed,
    present,
    settle,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.merge.cluster import Match

ACCOUNTS = "abcdefg"


def parts_of(locks: Locks, accounts: Iterable[str] = ACCOUNTS) -> set[frozenset[str]]:
    """What the links hold together."""
    names = sorted(accounts)
    at = {name: n for n, name in enumerate(names)}
    pairs = [(at[a], at[b]) for a, b, _ in locks.within(at)]
    return {frozenset(names[n] for n in part) for part in connected(pairs, len(names))}


def apart(locks: Locks, one: str, other: str) -> bool:
    nothing: frozenset[tuple[int, bool]] = frozenset()
    return opposed(locks.marks.get(one, nothing), locks.marks.get(other, nothing)) is not None


def test_nobody_has_decided_anything() -> None:
    assert settle(()) == NO_LOCKS
    assert not NO_LOCKS


def test_a_decision_of_one_kind_holds() -> None:
    locks = settle([Decision(1, SAME, ("a", "b", "c")), Decision(2, APART, ("d",), ("a", "e"))])
    assert frozenset("abc") in parts_of(locks)
    assert apart(locks, "d", "a")
    assert apart(locks, "e", "d")
    assert not apart(locks, "e", "a")
    assert locks.overruled == ()


def test_the_later_of_two_contradicting_decisions_holds_and_both_are_named() -> None:
    join, split = Decision(1, SAME, ("a", "b", "c")), Decision(2, APART, ("b",), ("a", "c"))
    locks = settle([join, split])
    assert frozenset("ac") in parts_of(locks)
    assert frozenset("b") in parts_of(locks)
    assert locks.overruled == (Overruled(1, 2, ("b",)),)
    again = settle([join, split, Decision(3, SAME, ("a", "b", "c"))])
    assert frozenset("abc") in parts_of(again)
    assert again.overruled == (Overruled(2, 3, ("b",)),)


def test_a_chain_of_joins_gives_way_to_a_later_split_at_its_oldest_link() -> None:
    locks = settle(
        [
            Decision(1, SAME, ("a", "b")),
            Decision(2, SAME, ("b", "c")),
            Decision(3, APART, ("a",), ("c",)),
        ]
    )
    assert frozenset("bc") in parts_of(locks)
    assert frozenset("a") in parts_of(locks)
    assert locks.overruled == (Overruled(1, 3, ("b",)),)


def test_a_locked_event_takes_only_what_is_joined_by_hand_later() -> None:
    lock, older, later = (
        Decision(2, LOCK, ("a", "b")),
        Decision(1, SAME, ("a", "c")),
        Decision(3, SAME, ("b", "d")),
    )
    locks = settle([older, lock, later])
    assert frozenset("abd") in parts_of(locks)
    assert set(locks.closed) == set("abd")
    assert locks.overruled == (Overruled(1, 2, ("c",)), Overruled(2, 3, ("d",)))


def test_what_is_split_off_a_locked_event_is_free_again() -> None:
    locks = settle([Decision(1, LOCK, ("a", "b", "c")), Decision(2, APART, ("c",), ("a", "b"))])
    assert set(locks.closed) == {"a", "b"}
    assert locks.overruled == (Overruled(1, 2, ("c",)),)


def test_accounts_that_are_gone_connect_nothing_and_lose_nothing() -> None:
    decisions = [Decision(1, SAME, ("a", "b", "c")), Decision(2, APART, ("d",), ("b",))]
    there = tuple(present(decisions, {"a", "c", "d"}))
    assert there == (Decision(1, SAME, ("a", "c")),)
    assert frozenset("ac") in parts_of(settle(there))


names = st.lists(st.sampled_from(ACCOUNTS), min_size=1, max_size=4, unique=True).map(tuple)
decisions_of = st.lists(
    st.tuples(st.sampled_from((SAME, APART, LOCK)), names, names), max_size=8
).map(lambda made: [Decision(n, *one) for n, one in enumerate(made, 1)])


@given(decisions_of, st.randoms(use_true_random=False))
def test_what_holds_does_not_depend_on_the_order_and_never_contradicts_itself(
    decisions: list[Decision], chance: object
) -> None:
    locks = settle(decisions)
    shuffled = list(decisions)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(shuffled) == locks
    said = {(one.earlier, account) for one in locks.overruled for account in one.accounts}
    parts = parts_of(locks)
    for decision in decisions:
        for a, b in combinations(decision.accounts, 2):
            held = any({a, b} <= part for part in parts)
            if decision.kind != APART and not held:  # it gave way, and that is said
                assert any((decision.n, one) in said for one in decision.accounts)
    assert all(one.earlier < one.later for one in locks.overruled)


@given(decisions_of)
def test_the_last_decision_always_holds(decisions: list[Decision]) -> None:
    if not decisions:
        return
    last, locks = decisions[-1], settle(decisions)
    parts = parts_of(locks)
    if last.kind == APART:
        for a in last.accounts:
            for b in set(last.others) - set(last.accounts):
                assert apart(locks, a, b)
                assert not any({a, b} <= part for part in parts)
    else:
        assert any(set(last.accounts) <= part for part in parts)
        assert last.kind == SAME or {locks.closed[a] for a in last.accounts} == {last.n}
    assert last.n not in {one.earlier for one in locks.overruled}


# ---- beating the machine ------------------------------------------------------------------------


class Even:
    """A matcher to which all pairs are equally good, or all impossible."""

    def __init__(self, score: float) -> None:
        self.score = score

    def weigh(self, *_: object) -> float:
        return self.score


class Plain:
    """As much of an account as grouping looks at."""

    days = (None, None)
    spot = None
    doers = sufferers = people = tolls = ()

    def __init__(self, name: str) -> None:
        self.account_id = name
        self.report = type("Report", (), {"doc_id": f"d_{name}"})()


def grouped(locks: Locks, score: float, order: str = ACCOUNTS) -> set[frozenset[str]]:
    told = [Plain(name) for name in sorted(order)]
    pairs: list[Match] = [(a, b, score) for a, b in combinations(range(len(told)), 2) if score > 0]
    found = Grouping(told, Even(score), locks).join(pairs)  # type: ignore[arg-type]
    return {frozenset(told[n].account_id for n in one.members) for one in found}


def test_people_beat_what_speaks_for_and_what_excludes() -> None:
    join = settle([Decision(1, SAME, ("a", "b"))])
    assert frozenset("ab") in grouped(join, -1000.0)
    split = settle([Decision(1, APART, ("a",), ("b", "c"))])
    assert grouped(split, 9.0) == {frozenset("adefg"), frozenset("bc")}
    locked = settle([Decision(1, LOCK, ("a", "b"))])
    assert grouped(locked, 9.0) == {frozenset("ab"), frozenset("cdefg")}
    assert grouped(NO_LOCKS, 9.0) == {frozenset(ACCOUNTS)}


@pytest.mark.parametrize("score", [9.0, -1000.0])
@given(decisions=decisions_of)
def test_groups_keep_every_decision_that_holds(score: float, decisions: list[Decision]) -> None:
    locks = settle(decisions)
    groups = grouped(locks, score)
    for part in parts_of(locks):
        assert any(part <= one for one in groups)
        if part & locks.closed.keys():
            assert part in groups
    for one in groups:
        for a, b in combinations(one, 2):
            if apart(locks, a, b):  # only if later decisions hold them together
                assert any({a, b} <= part for part in parts_of(locks))
