"""Merged events are held against hand-marked ones as they should be, on marks invented here."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).parent.parent / "eval" / "merging.py"
DAY = "2031-05-04"
#: Three reports; in each the words that tell its events, by letter and number.
WORDS = {"a1": (0, 6), "a2": (20, 26), "b1": (3, 9), "b2": (40, 45), "c1": (7, 12)}


@pytest.fixture(scope="module")
def merging():
    sys.path.insert(0, str(FILE.parent))
    try:
        spec = importlib.util.spec_from_file_location("eval_merging", FILE)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(FILE.parent))
    return module


def marks(merging, *events, **more):
    """Lines of an annotator: "a1 b1" is one event; ``doubt`` and ``never`` as in the files."""
    rows = []
    for number, event in enumerate(events):
        row = {"day": DAY, "accounts": [[key[0], WORDS[key]] for key in event.split()]}
        row["fields"] = more.get("fields", {}).get(number, {})
        row["doubt"] = number in more.get("doubt", ())
        row["never"] = more.get("never", []) if number == 0 else []
        rows.append(json.dumps(row))
    return merging.marked([json.dumps({"day": DAY, "copies": ["a", "b"]}), *rows])


def told(merging, *events, **fields):
    """Merged events of readings whose accounts are triggered by the same words."""
    readings, found = {}, []
    for number, event in enumerate(events):
        accounts = []
        for key in event.split():
            start, end = WORDS[key]
            account = {"account_id": key, "trigger": [{"start": start, "end": end}]}
            readings.setdefault(key[0], {"accounts": []})["accounts"].append(account)
            accounts.append({"id": key[0], "account_id": key})
        verdicts = {name: {"verdict": v} for name, v in fields.items()}
        found.append({"event_id": f"e_{number}", "accounts": accounts, "fields": verdicts})
    return merging.read(found, readings)


def result(merging, name, gold, found, other=None):
    return merging.scores(gold, other or gold, found)[name].result()


def test_what_is_joined_as_marked_is_right(merging):
    gold = marks(merging, "a1 b1 c1", "a2 b2")
    found = result(merging, "a", gold, told(merging, "a1 b1 c1", "a2 b2"))
    assert found["pairwise"]["F1"] == 100
    assert (found["marks"], found["unread"]) == (5, 0)
    assert result(merging, "annotators", gold, {}, gold)["pairwise"]["F1"] == 100


def test_pairs_wrongly_joined_and_missed_are_counted(merging):
    gold = marks(merging, "a1 b1", "a2 b2", "c1")
    found = result(merging, "a", gold, told(merging, "a1 b1", "a2", "b2 c1"))["pairwise"]
    assert (found["both"], found["ours"], found["gold"]) == (1, 2, 2)
    assert found["F1"] == found["P"] == found["R"] == 50


def test_pairs_of_one_report_stand_apart(merging):
    gold = marks(merging, "a1", "a2 b1")
    found = result(merging, "a", gold, told(merging, "a1 a2", "b1"))
    assert (found["pairwise"]["ours"], found["pairwise_reports"]["ours"]) == (1, 0)


def test_what_is_not_read_is_in_no_pair_and_said(merging):
    gold = marks(merging, "a1 b1 c1")
    found = result(merging, "a", gold, told(merging, "a1 b1"))
    assert found["unread"] == 1
    assert found["pairwise"]["gold"] == 1


def test_doubtful_events_count_neither_way(merging):
    gold = marks(merging, "a1 b1", "a2 b2", doubt=(1,))
    found = result(merging, "a", gold, told(merging, "a1 b1 a2 b2"))
    assert (found["marks"], found["pairwise"]["ours"]) == (2, 1)


def test_pairs_that_must_never_be_joined(merging):
    gold = marks(merging, "a1", "b1", "c1", never=[[0, 1]])
    assert result(merging, "a", gold, told(merging, "a1 b1", "c1"))["never"] == {
        "pairs": 1, "joined": 1,
    }  # fmt: skip
    assert result(merging, "a", gold, told(merging, "a1 c1", "b1"))["never"]["joined"] == 0


def test_verdicts_are_held_against_each_other_field_by_field(merging):
    fields = {0: {"date": "agreed", "place": "single", "actor": "compatible", "injured": "single"}}
    gold = marks(merging, "a1 b1", "c1", fields=fields)
    ours = told(merging, "a1 b1", date="agreed", place="agreed", actor="disputed", victims="agreed")
    found = result(merging, "a", gold, ours)["verdicts"]
    assert found["fields"] == 3
    assert found["same"] == found["false_agreement"] == found["false_dispute"]
    assert found["not_falsely_agreed"] == pytest.approx(100 - 100 / 3)


def test_only_what_both_annotators_say_counts_where_both_agree(merging):
    a = marks(merging, "a1 b1 c1", fields={0: {"date": "agreed", "place": "single"}})
    b = marks(merging, "a1 b1", "c1", fields={0: {"date": "agreed", "place": "agreed"}})
    ours = told(merging, "a1", "b1", "c1", date="single", place="agreed")
    found = result(merging, "both", a, ours, b)
    assert (found["pairwise"]["gold"], found["pairwise"]["ours"]) == (1, 0)
    assert (found["verdicts"]["fields"], found["verdicts"]["false_agreement"]) == (1, 0)
    assert result(merging, "annotators", a, ours, b)["pairwise"]["gold"] == 3


def test_annotators_who_mark_other_words_of_one_account_mean_the_same(merging):
    readings = {"a": {"accounts": [{"account_id": "x", "trigger": [
        {"start": 0, "end": 6}, {"start": 20, "end": 26}]}]}}  # fmt: skip
    event = {"event_id": "e", "accounts": [{"id": "a", "account_id": "x"}], "fields": {}}
    ours = merging.read([event], readings)
    a, b = marks(merging, "a1"), marks(merging, "a2")
    assert result(merging, "annotators", a, ours, b)["unread"] == 0
    assert result(merging, "annotators", a, {}, b)["unread"] == 1


def test_marks_are_kept_as_offsets(merging):
    row = {"day": DAY, "accounts": [["a", ["hit", 2]]], "fields": {}}
    (line,) = merging.offsets([json.dumps(row)], {"a": "hit it, hit"})
    assert json.loads(line)["accounts"] == [["a", [8, 11]]]
    with pytest.raises(SystemExit, match="does not stand there 3 times"):
        merging.offsets([json.dumps(row | {"accounts": [["a", ["hit", 3]]]})], {"a": "hit it, hit"})


def test_committed_marks_are_offsets_and_verdicts(merging):
    verdicts = {"single", "agreed", "compatible", "disputed", "not_comparable"}
    for file in merging.FILES.values():
        for line in merging.marked(file.read_text(encoding="utf-8").splitlines()):
            assert all(start < end for _, (start, end) in line.accounts)
            assert set(line.fields) <= set(merging.FIELDS)
            assert set(line.fields.values()) <= verdicts


def test_days_that_one_annotator_marked_are_scored_alone(merging, monkeypatch):
    gold = marks(merging, "a1 b1", "a2")
    readings, events = {}, []
    for key in ("a1 b1", "a2"):
        events.append({"event_id": key, "fields": {}, "accounts": [
            {"id": k[0], "account_id": k} for k in key.split()]})  # fmt: skip
        for k in key.split():
            start, end = WORDS[k]
            account = {"account_id": k, "trigger": [{"start": start, "end": end}]}
            readings.setdefault(k[0], {"accounts": []})["accounts"].append(account)
    monkeypatch.setattr(merging, "events_of", lambda _: events)
    (found,) = merging.measured_once(readings, gold).values()
    assert (found["pairwise"]["F1"], found["marks"], found["unread"]) == (100, 3, 0)
    assert merging.reports_of(gold) == ["a", "b"]


def test_the_days_for_development_are_none_of_those_that_measure(merging):
    file = merging.FILES["a"].with_name("merging_dev.jsonl")
    lines = merging.marked(file.read_text(encoding="utf-8").splitlines())
    measured = {doc for who in merging.FILES for doc in merging.reports_of(merging.load(who))}
    assert len({line.day for line in lines}) == 16
    assert not measured & set(merging.reports_of(lines))
