"""Ids of events last: never used again, never gone without a word, the same in any order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from onrecord.merge import AccountRef, Event, EventField, Reason, Value
from onrecord.merge.changes import differences
from onrecord.merge.event import SCHEMA
from onrecord.merge.locks import APART, SAME, Decision, settle
from onrecord.merge.registry import Change, Known, Named, Registered, followed, register
from onrecord.model import content_hash

NAMES = "abcdefgh"


def account(name: str, start: int = 0) -> AccountRef:
    """An account; its name is also that of its document, and its age."""
    return AccountRef(f"a_{name}", f"d_{name[0]}", None, start)


def event(*accounts: AccountRef, fields: dict[str, EventField] | None = None) -> Event:
    """An event of these accounts; the first by name founds it."""
    told = tuple(sorted(accounts, key=lambda one: one.account_id))
    documents = len({one.doc_id for one in told})
    return Event(SCHEMA, id_of(told[0].account_id), "ASSAULT", "ASSAULT", told, fields or {},
                 documents, documents, 1, f"2031-05-0{1 + NAMES.index(told[0].account_id[2])}",
                 None, ())  # fmt: skip


def id_of(founder: str) -> str:
    return content_hash("e_", (founder,))


def events(*groups: str) -> list[Event]:
    return [event(*map(account, group)) for group in groups]


def known(found: list[Event]) -> list[Known]:
    return [Known(e.event_id, tuple(a.account_id for a in e.accounts), e) for e in found]


def became(before: list[Event], after: list[Event], *withdrawn: str) -> Registered:
    return register(known(before), after, withdrawn)


def only(found: Registered) -> Change:
    (change,) = found.changes
    return change


A, B, C, D = (id_of(f"a_{name}") for name in "abcd")


def test_a_new_event_has_an_id_and_no_change() -> None:
    found = became([], events("ab"))
    assert found == Registered((Named(A, "a_a", "live"),), ())


def test_a_report_is_added() -> None:
    change = only(became(events("a"), events("ab")))
    assert (change.kind, change.event_id, change.reason) == ("changed", A, "d_b added")
    assert change.detail["documents"] == {"added": ["d_b"]}
    assert change.detail["n_documents"] == [1, 2]


def test_nothing_changed() -> None:
    assert became(events("ab", "c"), events("ab", "c")) == Registered((), ())


def test_an_earlier_report_founds_the_event_anew() -> None:
    found = became(events("b"), events("ab"))
    change = only(found)
    assert (change.kind, change.event_id, change.others) == ("changed", A, (B,))
    assert change.reason == "an earlier report founds it: d_a"
    assert [(i.event_id, i.state, i.into) for i in found.ids] == [
        (B, "redirected", (A,)), (A, "live", ()),
    ]  # fmt: skip


def test_two_events_become_one() -> None:
    (joined,) = events("abc")
    pair = Reason(("a_a", "a_b"), 0.97, ("the same day", "the same place"))
    found = became(events("a", "bc"), [replace(joined, explain=(pair,))])
    merged = next(c for c in found.changes if c.kind == "merged")
    assert (merged.event_id, merged.others) == (B, (A,))
    assert merged.reason == "a_a and a_b: the same day, the same place"
    assert [(i.event_id, i.state, i.into) for i in found.ids] == [(B, "redirected", (A,))]


def test_one_event_becomes_two() -> None:
    found = became(events("abc"), events("a", "bc"))
    change = only(found)
    assert (change.kind, change.event_id, change.others) == ("split", A, (B,))
    assert found.ids == (Named(B, "a_b", "live", (), f"from {A}"),)


def test_decisions_are_named_as_reasons() -> None:
    locks = settle([Decision(4, APART, ("a_b",), ("a_a",))])
    split = register(known(events("ab")), events("a", "b"), (), locks)
    assert only(split).reason == "decision 4"
    locks = settle([Decision(7, SAME, ("a_a", "a_b"))])
    merged = register(known(events("a", "b")), events("ab"), (), locks)
    assert "decision 7" in {c.reason for c in merged.changes if c.kind == "merged"}


def test_the_founding_document_is_withdrawn() -> None:
    found = became(events("abc"), events("bc"), "d_a")
    change = only(found)
    assert (change.kind, change.event_id, change.others) == ("changed", B, (A,))
    assert change.reason == "its founding account is not there any more: d_a withdrawn"


def test_all_documents_are_withdrawn() -> None:
    found = became(events("ab"), [], "d_a", "d_b")
    assert only(found) == Change("withdrawn", A, (), "d_a, d_b withdrawn")
    assert found.ids == (Named(A, "a_a", "withdrawn", (), "d_a, d_b withdrawn"),)


def test_what_a_withdrawn_document_told_may_be_deleted_before() -> None:
    found = register([Known(A, ("a_b",))], events("b"), ("d_a",))
    first = found.ids[0]
    assert (first.event_id, first.state, first.into) == (A, "redirected", (B,))
    gone = register([Known(A, ())], [], ("d_a",))
    assert gone.ids == (Named(A, None, "withdrawn", (), "a document withdrawn"),)


def test_words_that_are_read_anew_are_the_same_account() -> None:
    before = [event(account("a1", 40), account("b"))]
    after = [event(account("a2", 40), account("c")), event(account("b"))]
    found = register(known(before), after)
    old = next(i for i in found.ids if i.event_id == before[0].event_id)
    assert old.into == (after[0].event_id, after[1].event_id)
    elsewhere = register(known([event(account("a1", 40))]), [event(account("a2", 90))])
    assert elsewhere.ids[0].state == "withdrawn"
    assert elsewhere.ids[0].reason == "d_a read anew"


def test_differences_of_fields() -> None:
    def toll(number: int, verdict: str) -> dict[str, EventField]:
        value = Value(number, "+", "live", (("DOC",),), (), ("d_a",))
        return {"fatalities": EventField(verdict, (value,))}

    old, new = event(account("a"), fields=toll(3, "single")), event(account("a"))
    assert differences(old, old) == {}
    assert differences(old, replace(old, explain=(Reason(("a", "b"), 0.9, ()),))) == {}
    told = differences(old, event(account("a"), fields=toll(4, "disputed")))["fields"]
    assert told["fatalities"]["verdict"] == ["single", "disputed"]
    assert [v["value"] for v in told["fatalities"]["added"]] == [4]
    gone = differences(old, new)["fields"]["fatalities"]
    assert gone["verdict"] == ["single", None]


# ---- whatever happens ---------------------------------------------------------------------------

#: Of each account its group, or None if its document is not there.
states = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=len(NAMES), max_size=len(NAMES)),
    min_size=1,
    max_size=6,
)


def grouped(state: list[int | None]) -> list[Event]:
    groups: defaultdict[int, list[AccountRef]] = defaultdict(list)
    for name, group in zip(NAMES, state, strict=True):
        if group is not None:
            groups[group].append(account(name))
    return [event(*members) for members in groups.values()]


class Registry:
    """All ids so far, as the database keeps them."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.ids: dict[str, Named] = {}

    def go_on(self, after: list[Event], *, all_of_them: bool = True) -> Registered:
        before, now = self.events, after
        if not all_of_them:  # as a project does: only what is touched
            before = [e for e in self.events if e not in after]
            now = [e for e in after if e not in self.events]
        gone = {a.doc_id for e in before for a in e.accounts} - {
            a.doc_id for e in after for a in e.accounts
        }
        found = register(known(before), now, gone)
        for one in found.ids:
            founder = one.founder or self.ids[one.event_id].founder
            self.ids[one.event_id] = replace(one, founder=founder)
        self.events = after
        return found

    @property
    def home(self) -> dict[str, str]:
        return {a.account_id: e.event_id for e in self.events for a in e.accounts}


@given(states)
def test_no_id_is_ever_lost_or_used_again(history: list[list[int | None]]) -> None:
    registry = Registry()
    given_to: dict[str, str] = {}
    members: dict[str, set[str]] = {}
    for state in history:
        registry.go_on(grouped(state))
        live = {e.event_id: e for e in registry.events}
        for event_id, one in live.items():
            assert registry.ids[event_id].state == "live"
            founder = one.accounts[0].account_id
            assert given_to.setdefault(event_id, founder) == founder
            members[event_id] = {a.account_id for a in one.accounts}
        assert {i for i, named in registry.ids.items() if named.state == "live"} == set(live)
        for event_id, founder in given_to.items():
            ends_in = followed(event_id, registry.ids, registry.home)
            assert ends_in is None or ends_in in live
            if founder in registry.home:
                assert ends_in == registry.home[founder]
            if members[event_id] & registry.home.keys() and event_id not in live:
                assert registry.ids[event_id].state in ("redirected", "withdrawn")
            assert event_id in live or registry.ids[event_id].reason


@given(states)
def test_only_what_is_touched_gives_the_same(history: list[list[int | None]]) -> None:
    whole, touched = Registry(), Registry()
    for state in history:
        first = whole.go_on(grouped(state))
        second = touched.go_on(grouped(state), all_of_them=False)
        assert set(first.ids) == set(second.ids)
        assert {(c.kind, c.event_id, c.others) for c in first.changes} == {
            (c.kind, c.event_id, c.others) for c in second.changes
        }


@given(states)
def test_what_is_live_depends_on_the_accounts_alone(history: list[list[int | None]]) -> None:
    registry, at_once = Registry(), Registry()
    for state in history:
        registry.go_on(grouped(state))
    at_once.go_on(list(reversed(grouped(history[-1]))))
    ids = [{e.event_id for e in one.events} for one in (registry, at_once)]
    assert ids[0] == ids[1]
    for event_id in at_once.ids:  # an id that both know stands for the same
        ends_in = (followed(event_id, one.ids, one.home) for one in (registry, at_once))
        assert len(set(ends_in)) == 1


@given(states)
def test_every_id_that_is_not_live_any_more_is_told(history: list[list[int | None]]) -> None:
    registry = Registry()
    for state in history:
        before = {e.event_id: {a.account_id for a in e.accounts} for e in registry.events}
        found = registry.go_on(grouped(state))
        after = {e.event_id: {a.account_id for a in e.accounts} for e in registry.events}
        told = {c.event_id for c in found.changes} | {o for c in found.changes for o in c.others}
        different = {i for i, accounts in before.items() if after.get(i) != accounts}
        assert different <= told
        for event_id, accounts in before.items():
            if event_id not in after:
                left = bool(accounts & registry.home.keys())
                assert registry.ids[event_id].state == ("redirected" if left else "withdrawn")
        assert all(c.reason for c in found.changes)
