"""Events of a project: lists against a search by hand, ids that were, decisions, what changed."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

import onrecord
from merged import merged, project, put, story_pairs
from onrecord.errors import StoreError
from onrecord.export.diff_table import change_table
from onrecord.export.wording import load_wording
from onrecord.merge.event import told_as
from onrecord.project import Project
from onrecord.store import event_list
from onrecord.store.decisions import Signed
from onrecord.store.event_list import RULES
from onrecord.store.events import all_events
from onrecord.store.snapshot import Scope
from onrecord.store.withdraw import withdraw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from onrecord.merge import Event
    from onrecord.merges import MergeCounts
    from onrecord.store.event_list import EventRow

ANNA = Signed("anna", "read both")


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """All stories in a project, merged."""
    store = project(tmp_path_factory.mktemp("stories") / "p")
    put(store, story_pairs())
    merged(store)
    with Project(store.folder, store) as opened:
        yield opened


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Project]:
    """One story: a market is shelled, three reports; two soldiers are hurt, one report."""
    store = project(tmp_path / "p")
    put(store, of_story("01_"))
    merged(store)
    with Project(store.folder, store) as opened:
        yield opened


def of_story(name: str) -> list[Any]:
    return [pair for pair in story_pairs() if (pair[1].id or "").startswith(name)]


def ids(found: Iterable[EventRow]) -> list[str]:
    return [one.event_id for one in found]


# ---- lists --------------------------------------------------------------------------------------


def by_hand(stories: Project, filters: dict[str, Any]) -> list[str]:
    """The events that fulfil filters, found without any index."""
    readings = {r.document.doc_id: r for r, _ in story_pairs()}
    rows = {row.event_id: row for row in stories.events()}
    found = [e for e in all_events(stories.store) if fits(e, rows[e.event_id], filters, readings)]
    found.sort(key=lambda e: e.event_id)
    found.sort(key=lambda e: rows[e.event_id].begins or "", reverse=True)
    return [e.event_id for e in found]


def fits(event: Event, row: EventRow, filters: dict[str, Any], readings: dict[str, Any]) -> bool:
    verdicts = {f"{name}={field.verdict}" for name, field in event.fields.items()}
    wanted = filters.get("verdict")
    return (
        any(
            told(readings[ref.doc_id], ref.account_id, filters) for ref in event.accounts
        )
        and ("type" not in filters or event.type == filters["type"])
        and ("since" not in filters or (row.ends or "") >= filters["since"])
        and ("until" not in filters or (row.begins or "9999") <= filters["until"])
        and (wanted is None or any(v == wanted or v.endswith(f"={wanted}") for v in verdicts))
        and ("box" not in filters or inside(row, filters["box"]))
    )  # fmt: skip


def inside(row: EventRow, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    there = row.lat is not None and row.lon is not None
    return there and west <= (row.lon or 0) <= east and south <= (row.lat or 0) <= north


def told(reading: Any, account_id: str, filters: dict[str, Any]) -> bool:
    account = next(a for a in reading.accounts if a.account_id == account_id)
    said = {s.statement_id: s for s in reading.statements}
    telling = [said[one.statement_id] for one in account.attitudes if one.statement_id in said]
    holders = {said[one].holder_chain[-1] for one in (*account.asserted_by, *account.denied_by)}
    taking_part = {p.actor_id for p in account.participants}
    words = " ".join(span.text for s in telling for span in s.content).casefold()
    wanted = filters.get("text", "")
    return (
        ("type" not in filters or account.type == filters["type"])
        and ("actor" not in filters or filters["actor"] in taking_part)
        and ("place" not in filters or account.place_id == filters["place"])
        and ("holder" not in filters or filters["holder"] in holders)
        and all(re.search(rf"\b{word}\b", words) for word in wanted.split())
    )  # fmt: skip


FILTERS: list[dict[str, Any]] = [
    {},
    {"type": "ASSAULT"},
    {"holder": "DOC"},
    {"holder": "free_lethmar_movement"},
    {"actor": "eastern_accord", "holder": "DOC"},
    {"place": "story:bellovar"},
    {"verdict": "disputed"},
    {"verdict": "fatalities=disputed"},
    {"verdict": "single"},
    {"verdict": "agreed", "type": "ASSAULT"},
    {"since": "2031-03-01", "until": "2031-03-31"},
    {"since": "2031-03-12"},
    {"until": "2031-03-12", "holder": "DOC"},
    {"box": (-131.0, -42.0, -130.0, -41.0)},
    {"box": (-180.0, -90.0, 180.0, 90.0), "verdict": "disputed"},
    {"text": "shelled"},
    {"text": "killed", "type": "ASSAULT", "verdict": "disputed"},
    {"text": "nothingofthekind"},
]


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_lists_hold_what_a_search_by_hand_finds(
    stories: Project, filters: dict[str, Any], *, many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if many:  # as if few accounts were many: lists are then gone through by day
        monkeypatch.setattr(event_list, "FEW", 0)
        monkeypatch.setattr(event_list, "FEW_STATEMENTS", 0)
        monkeypatch.setattr(event_list, "FIRST_LOOK", 3)
    query = stories.events(**filters)
    found, wanted = ids(query), by_hand(stories, filters)
    if many and set(filters) == {"text"}:  # by the newest report
        assert sorted(found) == sorted(wanted)
    else:
        assert found == wanted
    assert query.count() == len(wanted)
    assert ids(query.newest(3, 2)) == found[2:5]
    assert [event.event_id for event in query.full()] == found


def test_the_filters_of_the_tests_find_something(stories: Project) -> None:
    empty = [f for f in FILTERS if not ids(stories.events(**f))]
    assert empty == [{"text": "nothingofthekind"}]


def test_what_counts_is_said_by_a_rule(stories: Project) -> None:
    found = {e.event_id: e for e in all_events(stories.store)}
    counted = {rule: set(ids(stories.events(rule=rule))) for rule in (*RULES, "origins>=3")}
    assert counted["asserted"] == {i for i, e in found.items() if e.n_origins}
    assert counted["origins>=3"] == {i for i, e in found.items() if e.n_origins >= 3}
    assert counted["origins>=3"] < counted["origins>=2"] < counted["asserted"] < found.keys()
    assert {told_as(found[i]) for i in counted["asserted"]} == {"live"}
    assert "foretold" in {told_as(found[i]) for i in found.keys() - counted["asserted"]}
    disputed = set(ids(stories.events(verdict="disputed")))
    assert counted["not_disputed"] == counted["asserted"] - disputed
    own = {
        i for i, e in found.items() if "happened" in e.fields
        and any(("DOC",) in v.holders and v.polarity == "+" and v.status == "live"
                for v in e.fields["happened"].values)
    }  # fmt: skip
    assert counted["own_voice"] == own
    assert stories.events(rule="own_voice").count() == len(own)


def test_several_values_and_further_filters(stories: Project) -> None:
    both = stories.events(type=["ASSAULT", "COERCE"])
    assert {row.type for row in both} == {"ASSAULT", "COERCE"}
    assert ids(both.where(type="ASSAULT")) == ids(stories.events(type="ASSAULT"))
    frame = both.df()
    assert list(frame["event_id"]) == ids(both)
    table = both.arrow()
    assert table.column("event_id").to_pylist() == ids(both)
    assert table.schema.names == list(frame.columns)
    assert stories.events(type="AID", place="nowhere").arrow().num_rows == 0


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"colour": "red"}, "events have no filter 'colour'"),
        ({"since": "yesterday"}, "is no ISO 8601 day"),
        ({"rule": "true"}, "'true' is no rule; there are asserted, origins>=2"),
        ({"rule": "origins>=0"}, "is no rule"),
        ({"verdict": "true"}, "'true' is no verdict; there are single, agreed"),
        ({"box": (1, 2, 3, 400)}, "west, south, east, north"),
    ],
)
def test_what_no_event_can_fulfil_is_refused(
    stories: Project, filters: dict[str, Any], words: str
) -> None:
    with pytest.raises(StoreError, match=words):
        stories.events(**filters)


# ---- decisions ----------------------------------------------------------------------------------


def attack(market: Project) -> Event:
    """The event that three reports tell."""
    return max(all_events(market.store), key=lambda event: event.n_documents)


def other(market: Project) -> Event:
    return min(all_events(market.store), key=lambda event: event.n_documents)


def merge(market: Project) -> MergeCounts:
    return merged(market.store)


def groups(market: Project) -> set[frozenset[str]]:
    return {frozenset(a.account_id for a in e.accounts) for e in all_events(market.store)}


def test_what_a_person_splits_stays_split_until_they_take_it_back(market: Project) -> None:
    before, event = groups(market), attack(market)
    last = event.accounts[-1]
    number = market.split(event.event_id, [last.account_id], ANNA)
    assert market.overruled_by(number) == ()
    assert merge(market).events
    assert frozenset([last.account_id]) in groups(market)
    (split,) = [c for c in market.diff(1) if c.kind == "split"]
    assert split.event_id == event.event_id
    assert split.reasons == (f"decision {number}",)
    assert merge(market).run == 0
    market.undo(number, ANNA)
    merge(market)
    assert groups(market) == before


def test_what_was_joined_and_is_apart_again_is_not_told_as_merged(market: Project) -> None:
    one, two = attack(market), other(market)
    number = market.join([one.event_id, two.event_id], ANNA)
    merge(market)
    assert {c.kind for c in market.diff(1)} == {"changed", "merged"}
    undoing = market.undo(number, ANNA)
    merge(market)
    found = {c.event_id: c for c in market.diff(1)}
    assert found.keys() == {one.event_id, two.event_id}
    assert {(c.kind, c.others) for c in found.values()} == {("changed", ())}
    assert all(c.title for c in found.values())
    shown = Console(width=200, record=True, file=StringIO())
    shown.print(*change_table(list(found.values()), load_wording(), 9))
    assert "→" not in shown.export_text()  # no verdict, no value is another one now
    market.undo(undoing, ANNA)
    merge(market)
    assert {c.kind for c in market.diff(1)} == {"changed", "merged"}


def test_what_was_split_off_and_is_back_is_not_told_as_split(market: Project) -> None:
    event = attack(market)
    number = market.split(event.event_id, [event.accounts[-1].account_id], ANNA)
    merge(market)
    market.undo(number, ANNA)
    merge(market)
    assert {c.event_id: c.kind for c in market.diff(1)}[event.event_id] == "changed"


def test_the_id_that_an_event_had_leads_to_it_and_not_away(market: Project) -> None:
    event = attack(market)
    withdraw(market.store, event.accounts[0].doc_id, "asked to")
    merge(market)
    (change,) = [c for c in market.diff(1) if event.event_id in c.others]
    assert change.kind == "changed"
    shown = Console(width=200, record=True, file=StringIO())
    shown.print(*change_table([change], load_wording(), 9))
    assert f"← {event.event_id}" in shown.export_text()


def test_what_a_person_joins_is_one_event_and_the_old_id_leads_to_it(market: Project) -> None:
    one, two = attack(market), other(market)
    number = market.join([one.event_id, two.event_id], ANNA)
    merge(market)
    whole = frozenset(a.account_id for e in (one, two) for a in e.accounts)
    assert whole in groups(market)
    ids_of = {market.event(old).event_id for old in (one.event_id, two.event_id)}
    assert len(ids_of) == 1
    event = market.event(ids_of.pop())
    assert (f"decision {number}",) in {reason.because for reason in event.explain}
    gone = next(old for old in (one, two) if old.event_id != event.event_id)
    found = market.find(gone.event_id)
    assert (found.event_id, found.reason) == (event.event_id, f"decision {number}")


def test_the_later_decision_holds_and_says_what_it_beats(market: Project) -> None:
    one, two = attack(market), other(market)
    join = market.join([one.event_id, two.event_id], ANNA)
    merge(market)
    event = market.event(one.event_id)
    off = two.accounts[0].account_id
    split = market.split(event.event_id, [off], Signed("ben", "another place"))
    ((beaten, accounts),) = market.overruled_by(split)
    assert (beaten.n, beaten.reviewer, accounts) == (join, "anna", (off,))
    merge(market)
    assert frozenset([off]) in groups(market)
    again = market.join([one.event_id, two.event_id], ANNA)
    assert [b.n for b, _ in market.overruled_by(again)] == [split]
    assert len(market.decisions()) == 3


def test_a_locked_event_takes_no_further_report(market: Project) -> None:
    event = attack(market)
    first = event.accounts[0]
    market.split(event.event_id, [a.account_id for a in event.accounts[1:]], ANNA)
    merge(market)
    locked = market.lock(event.event_id, ANNA)
    merge(market)
    undone = market.decisions()[0].n
    market.undo(undone, ANNA)
    merge(market)
    assert frozenset([first.account_id]) in groups(market)
    market.undo(locked, ANNA)
    merge(market)
    assert frozenset(a.account_id for a in event.accounts) in groups(market)


def test_decisions_are_written_down(market: Project) -> None:
    event = attack(market)
    number = market.lock(event.event_id, ANNA)
    entry = market.log(1)[0]
    assert (entry.action, entry.subject) == ("judge", f"judgement {number}")
    (decision,) = market.decisions()
    assert (decision.reviewer, decision.reason, decision.kind) == ("anna", "read both", "lock")
    assert [a for a, _, _ in decision.accounts] == [a.account_id for a in event.accounts]


def test_what_cannot_be_decided_is_refused(market: Project) -> None:
    event, two = attack(market), other(market)
    everything = [a.account_id for a in event.accounts]
    with pytest.raises(StoreError, match="nothing can be split off"):
        market.split(event.event_id, everything, ANNA)
    with pytest.raises(StoreError, match=f"is not of {event.event_id}; it has a_"):
        market.split(event.event_id, [two.accounts[0].account_id], ANNA)
    with pytest.raises(StoreError, match="is one event already"):
        market.join([event.event_id, event.event_id], ANNA)
    with pytest.raises(StoreError, match="has no event e_x; onrecord events lists them"):
        market.lock("e_x", ANNA)
    with pytest.raises(StoreError, match="there is no decision 9"):
        market.undo(9, ANNA)
    number = market.lock(event.event_id, ANNA)
    market.undo(number, ANNA)
    with pytest.raises(StoreError, match="was undone"):
        market.undo(number, ANNA)
    assert len(market.decisions()) == 2


def test_a_split_by_document(market: Project) -> None:
    event = attack(market)
    document = event.accounts[-1].doc_id
    market.split(event.event_id, [document], ANNA)
    merge(market)
    off = frozenset(a.account_id for a in event.accounts if a.doc_id == document)
    assert off in groups(market)


# ---- ids that were, and what changed ------------------------------------------------------------


def test_a_withdrawn_document_takes_its_event_along_but_not_its_id(market: Project) -> None:
    event = other(market)
    market.withdraw(event.accounts[0].doc_id, "asked to")
    with pytest.raises(StoreError, match="merge the project"):
        market.event(event.event_id)
    merge(market)
    with pytest.raises(StoreError, match=f"{event.event_id} is no more: a document withdrawn"):
        market.event(event.event_id)
    (change,) = market.diff(1)
    assert (change.kind, change.event_id, change.title) == ("withdrawn", event.event_id, None)


def test_added_in_two_batches_the_ids_are_the_same_and_what_was_lives_on(tmp_path: Path) -> None:
    pairs = of_story("01_")
    with project(tmp_path / "one") as store:
        put(store, pairs)
        merged(store)
        wanted = {event.event_id for event in all_events(store)}
    store = project(tmp_path / "two")
    with Project(store.folder, store) as opened:
        put(store, pairs[1:])
        merged(store)
        before = {event.event_id for event in all_events(store)}
        put(store, pairs[:1])
        merged(store)
        assert {event.event_id for event in all_events(store)} == wanted
        for event_id in before:
            assert opened.event(event_id).event_id in wanted
        changes = list(opened.diff(1))
        assert {c.kind for c in changes} <= {"new", "changed", "merged"}
        told = {i for c in changes for i in (c.event_id, *c.others)}
        assert before - wanted <= told


def test_what_changed_is_told_with_fields_and_documents(tmp_path: Path) -> None:
    pairs = of_story("01_")
    store = project(tmp_path / "p")
    with Project(store.folder, store) as opened:
        put(store, [pairs[0], pairs[3]])
        merged(store)
        put(store, pairs[1:3])
        merged(store)
        change = next(c for c in opened.diff(1) if c.kind == "changed")
        (step,) = change.steps
        assert step.detail["fields"]["fatalities"]["verdict"] == ["single", "disputed"]
        assert len(step.detail["documents"]["added"]) == 2
        assert {c.kind for c in opened.diff(0)} == {"new"}
        assert list(opened.diff(2)) == []


def test_since_is_a_day_a_moment_or_a_number(market: Project) -> None:
    assert len(list(market.diff("2020-01-01"))) == market.events().count()
    assert list(market.diff("2999-01-01T10:00+02:00")) == []
    for wrong, words in (("soon", "is no day"), ("7", "there is no merging 7; the last is 1")):
        with pytest.raises(StoreError, match=words):
            list(market.diff(wrong))


def test_a_project_that_was_never_merged_says_so(tmp_path: Path) -> None:
    with onrecord.open(tmp_path / "p", create=True) as opened:
        assert list(opened.events()) == []
        with pytest.raises(StoreError, match="it was not merged yet: onrecord merge"):
            opened.event("e_0")


# ---- in a snapshot ------------------------------------------------------------------------------


def test_a_snapshot_holds_the_events_and_which_accounts_are_in_them(market: Project) -> None:
    market.snapshot()
    assert market.sql("SELECT event_id FROM events ORDER BY 1") == [
        {"event_id": one} for one in sorted(ids(market.events()))
    ]
    told = market.sql(
        "SELECT e.event_id, e.accounts AS n, count(a.type) AS there FROM events e"
        " JOIN event_accounts m USING (event_id)"
        " JOIN accounts a USING (doc_id, account_id) GROUP BY ALL"
    )
    assert told
    assert all(one["n"] == one["there"] for one in told)


def test_a_part_of_a_snapshot_has_the_events_that_its_documents_tell(market: Project) -> None:
    outlet = next(iter(market.documents())).outlet or ""
    market.snapshot(Scope(outlet=(outlet,)))
    told = {one["outlet"] for one in market.sql("SELECT outlet FROM documents")}
    assert told == {outlet}
    (both,) = market.sql(
        "SELECT (SELECT count(*) FROM events) AS events,"
        " (SELECT count(DISTINCT event_id) FROM event_accounts) AS told"
    )
    assert 0 < both["events"] == both["told"] <= market.events().count()
