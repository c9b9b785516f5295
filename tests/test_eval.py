"""Floors may only rise; samples, verdicts and hand-marked texts are counted as they should."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from onrecord.accounts.ontology import load_event_types
from onrecord.lexicon import DataFolders

RUN = Path(__file__).parent.parent / "eval" / "run.py"


@pytest.fixture(scope="module")
def run():
    spec = importlib.util.spec_from_file_location("eval_run", RUN)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def score(run, value, floor=None):
    return run.Score(run.MEASURES[1], "F1", value, floor, ())


def test_floors_rise_and_never_fall(run):
    key = score(run, 0).key
    assert run.raised({}, [score(run, 41.26)]) == {key: 41.3}
    assert run.raised({key: 40.0, "other": 3.0}, [score(run, 41.0)]) == {key: 41.0, "other": 3.0}
    assert run.raised({key: 42.0}, [score(run, 41.0)]) == {key: 42.0}


def test_floors_are_read_as_they_were_written(run, tmp_path):
    floors = {"attribution gum-news end2end@0.8.F1": 41.3, "times meantime value.F1": 70.0}
    run.write_floors(tmp_path / "floors.toml", floors)
    assert run.read_floors(tmp_path / "floors.toml") == floors
    assert run.read_floors(tmp_path / "none.toml") == {}


@pytest.mark.parametrize(
    ("value", "floor", "fell"), [(41.0, None, False), (40.6, 41.0, False), (40.4, 41.0, True)]
)
def test_a_score_below_its_floor_by_more_than_noise_fell(run, value, floor, fell):
    assert score(run, value, floor).fell == fell


def test_metrics_are_found_by_their_path(run):
    assert run.pick({"a@0.8": {"F1": 3}, "b": {"c": {"d": 4.5}}}, "a@0.8.F1") == 3
    assert run.pick({"a@0.8": {"F1": 3}, "b": {"c": {"d": 4.5}}}, "b.c.d") == 4.5
    assert run.pick({"a": {"F1": 3}}, "b.F1") is None


def test_without_data_nothing_is_measured_and_that_is_said(tmp_path):
    done = subprocess.run(
        [sys.executable, RUN],
        env={"EVAL": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "nothing was measured" in done.stdout


@pytest.fixture(scope="module")
def annotated():
    spec = importlib.util.spec_from_file_location("eval_annotated", RUN.with_name("annotated.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TEXT = "The army said on Monday that the bridge had been hit. Rebels denied it."


def marked(annotated, content, holder, act="claim", occurred="+"):
    spans = [[TEXT.index(c), TEXT.index(c) + len(c)] for c in content]
    row = {"content": spans, "source": None, "cue": None, "holder": holder, "via": None}
    return annotated.annotated({"statements": [row | {"act": act, "occurred": occurred}]}, TEXT)[0]


def test_a_statement_counts_by_content_holder_act_and_polarity(annotated):
    gold = marked(annotated, ["the bridge had been hit"], "army")
    told = marked(annotated, ["that the bridge had been hit"], "the army", act="denial")
    assert annotated.counts([gold], [told]) == {
        "found": (1, 1), "content": (1, 1), "holder": (1, 1), "act": (0, 1), "polarity": (1, 1),
        "precision": (1, 1),
    }  # fmt: skip


def test_another_holder_and_half_the_words_are_not_right(annotated):
    gold = marked(annotated, ["the bridge had been hit"], "army")
    told = marked(annotated, ["bridge had"], "rebels")
    found = annotated.counts([gold], [told])
    assert (found["found"], found["content"], found["holder"]) == ((1, 1), (0, 1), (0, 1))


def test_each_statement_is_paired_once(annotated):
    gold = [marked(annotated, ["the bridge had been hit"], "army")]
    told = [gold[0], marked(annotated, ["the bridge had been hit"], "rebels")]
    found = annotated.counts(gold, told)
    assert (found["found"], found["precision"]) == ((1, 1), (1, 2))


def test_annotated_spans_lie_within_words(annotated):
    for file in sorted(RUN.parent.glob("annotated/fakes_syria_*.jsonl")):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        assert len(rows) == annotated.DOCUMENTS
        for row in rows:
            for said in row["statements"]:
                assert said["content"]
                assert all(0 <= start < end for start, end in said["content"])


def test_annotated_actors_have_mentions(annotated):
    documents = {}
    for file in sorted(RUN.parent.glob("annotated/actors_*.jsonl")):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        documents[file.stem] = [row["id"] for row in rows]
        for actor in (actor for row in rows for actor in row["actors"]):
            assert actor["mentions"]
            assert all(0 <= start < end for start, end in actor["mentions"])
    assert len(documents["actors_a"]) == annotated.DOCUMENTS
    assert set(documents["actors_b"]) < set(documents["actors_a"])


@pytest.fixture(scope="module")
def sampled():
    return script("sampled")


@pytest.fixture(scope="module")
def missed():
    return script("missed")


@pytest.fixture(scope="module")
def judged():
    return script("verdicts")


def script(name):
    """A script of the folder eval, which finds the others beside it."""
    sys.path.insert(0, str(RUN.parent))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(RUN.parent))


def test_lines_are_left_out_by_their_number(sampled):
    assert [n for n in range(1, 33) if sampled.left_out(n, "16:5,9")] == [5, 9, 21, 25]
    assert not sampled.left_out(5, "")


def test_documents_are_drawn_by_seed_whatever_their_order(sampled):
    rows = [{"id": str(n)} for n in range(30)]
    drawn = sampled.shuffled(rows, 1)
    assert drawn == sampled.shuffled(reversed(rows), 1)
    assert drawn != sampled.shuffled(rows, 2)
    assert sorted(drawn, key=lambda row: int(row["id"])) == rows


def test_copies_of_known_texts_and_of_each_other_are_left_out(sampled):
    said = "the army shelled the town of Osk on Monday and four civilians died there"
    rows = [{"text": said.upper()}, {"text": f"{said}, it was said"}]
    assert sampled.unlike(rows, []) == rows[:1]
    assert sampled.unlike(rows, [{"text": said}]) == []
    other = {"text": "the army shelled the town of Dorn and its port, killing nobody at all"}
    assert sampled.unlike([other], rows) == [other]


def span(text, words):
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def account(text, trigger, kind="ASSAULT", **parts):
    roles = {"actor", "recipient", "victim"} & parts.keys()
    return {
        "account_id": f"a_{trigger}",
        "type": kind,
        "modes": [],
        "trigger": [span(text, t) for t in trigger.split("|")],
        "participants": [
            {"role": r, "actor_id": f"x_{parts[r]}", "spans": [span(text, parts[r])]}
            for r in sorted(roles)
        ],
        "instruments": [],
        "place_id": None,
        "time_id": None,
        "attitudes": [{"statement_id": "s_1", "realis": "actual"}],
        "asserted_by": ["s_1"],
        "denied_by": [],
        "realis": parts.get("realis", "actual"),
        "rule": "a_rule",
        "codes": {"cameo_root": "19"},
    }


SHELLED = "The army shelled Osk, killing four civilians. Rebels met envoys. The attack went on."


def reading(*accounts):
    names = {p["actor_id"]: p["spans"] for a in accounts for p in a["participants"]}
    return {
        "document": {"id": "1"},
        "actors": [
            {"actor_id": i, "name": i.removeprefix("x_"), "mentions": spans}
            for i, spans in names.items()
        ],
        "places": [],
        "times": [],
        "statements": [{"statement_id": "s_1", "holder_chain": ["DOC", "x_army"]}],
        "accounts": list(accounts),
    }


def items(sampled, told, most=4):
    given = SimpleNamespace(documents=1, per_document=most, seed=1)
    rows = [{"id": "1", "text": SHELLED, "date": "2024-12-04"}]
    return sampled.drawn_items(rows, given, lambda _: {"1": told})


def test_items_tell_the_account_in_words_and_neither_rule_nor_code(sampled):
    shelling = account(SHELLED, "shelled|attack", actor="army", victim="four civilians")
    talks = account(SHELLED, "met", kind="CONSULT", actor="Rebels")
    first, second = items(sampled, reading(talks, shelling))
    assert (first["item"], first["type"], first["trigger"]) == (
        "1-001", "ASSAULT", ["shelled", "attack"],
    )  # fmt: skip
    assert first["text"].startswith("The army [[shelled]] Osk")
    assert "The [[attack]] went" in first["text"]
    assert first["actors"] == [
        {"words": ["army"], "in": [f"The [[army]]{SHELLED[8:48]}"], "meant": "army"}
    ]
    assert first["holders"] == ["the article > army: asserts, actual"]
    assert [other[:11] for other in second["others"]] == ["ASSAULT: Th"]
    assert "a_rule" not in json.dumps([first, second])
    assert "codes" not in first


def test_no_more_accounts_than_asked_for_come_from_one_document(sampled):
    told = reading(*(account(SHELLED, word) for word in ("shelled", "killing", "met", "attack")))
    assert len(items(sampled, told, most=2)) == 2
    assert items(sampled, told, most=2) == items(sampled, told, most=2)


def test_spans_that_touch_are_bracketed_as_one(sampled):
    assert sampled.bracketed("came under fire", [(0, 4), (5, 10), (10, 15)]) == (
        "[[came]] [[under fire]]"
    )


def verdict(item, **answers):
    yes = dict.fromkeys(("type", "actor", "recipient", "realis"), "yes") | {"duplicate": "no"}
    return {"item": item} | yes | answers


def test_judges_are_counted_apart_and_together(judged):
    a = judged.verdicts([verdict("1"), verdict("2", actor="no"), verdict("3")])
    b = judged.verdicts([verdict("3", type="no"), verdict("2", actor="no"), verdict("1")])
    rates = judged.rated(a, b)
    assert {k: rates["actor"][k] for k in ("a", "b", "both", "agree", "kappa", "of")} == {
        "a": 2, "b": 2, "both": 2, "agree": 3, "kappa": 1.0, "of": 3,
    }  # fmt: skip
    assert (rates["type"]["a"], rates["type"]["b"], rates["type"]["both"]) == (3, 2, 2)
    assert (rates["whole"]["a"], rates["whole"]["b"], rates["whole"]["both"]) == (2, 1, 1)
    assert rates["duplicate"]["kappa"] is None


def test_odd_verdicts_are_refused(judged):
    with pytest.raises(ValueError, match="item 1: neither yes nor no: type"):
        judged.verdicts([verdict("1", type="partly")])
    with pytest.raises(ValueError, match="item 1: judged twice"):
        judged.verdicts([verdict("1"), verdict("1")])
    with pytest.raises(ValueError, match="judged by one only: 1, 2"):
        judged.rated(judged.verdicts([verdict("1")]), judged.verdicts([verdict("2")]))


def test_intervals_and_agreement_beyond_chance(judged):
    assert judged.wilson(80, 100) == pytest.approx((71.1, 86.7), abs=0.05)
    assert judged.wilson(0, 0) == (0.0, 100.0)
    assert judged.kappa([True, True, False, False], [True, False, True, False]) == 0
    assert judged.kappa([True, False], [True, False]) == 1


def event(kind="ASSAULT", realis="actual", **words_of):
    marks = {key: [(w, 1) for w in words] for key, words in words_of.items()}
    return {"type": kind, "realis": realis} | marks


def compared(missed, events, told):
    located = missed.located({"id": "1", "events": events}, SHELLED)
    return missed.counts(missed.marked(located, SHELLED), missed.read(told, SHELLED), SHELLED)


def test_marked_events_keep_offsets_and_no_words(missed):
    row = missed.located({"id": "1", "events": [event("CONSULT", trigger=["met"])]}, SHELLED)
    assert row["events"] == [
        {
            "sentence": (46, 64), "type": "CONSULT", "realis": "actual", "trigger": [(53, 56)],
            "actor": [], "recipient": [], "victim": [], "thing": [], "doubt": False,
        }
    ]  # fmt: skip
    assert missed.nth("a man, a plan", "a", 3) == (7, 8)
    with pytest.raises(ValueError, match="document 1: 'raid' does not occur 1 times"):
        missed.located({"id": "1", "events": [event(trigger=["raid"])]}, SHELLED)


def test_an_event_is_found_by_a_trigger_and_its_roles_compared(missed):
    marks = {"actor": ["army"], "victim": ["civilians"], "thing": ["Osk"]}
    gold = [event(trigger=["shelled", "attack"], **marks), event("CONSULT", trigger=["met"])]
    told = reading(account(SHELLED, "attack", actor="army", victim="four civilians"))
    found = compared(missed, gold, told)
    assert found["events found"] == (1, 2)
    assert found["missed a document"] == (1, 1)
    assert found["accounts that meet an event"] == (1, 1)
    assert found["actor right of found"] == found["recipient or victim right"] == (1, 1)


def test_a_wrong_actor_and_an_extra_victim_are_not_right(missed):
    gold = [event("CONSULT", trigger=["shelled"], actor=["army"])]
    told = reading(account(SHELLED, "shelled", actor="Rebels", victim="four civilians"))
    found = compared(missed, gold, told)
    assert found["events found"] == (1, 1)
    assert found["type right of found"] == found["actor right of found"] == (0, 1)
    assert found["recipient or victim right"] == (0, 1)


def test_an_account_of_the_same_sentence_and_type_stands_for_one_event(missed):
    gold = [event(trigger=["killing"]), event(trigger=["Osk"])]
    told = reading(account(SHELLED, "shelled"), account(SHELLED, "attack"))
    found = compared(missed, gold, told)
    assert (found["events found"], found["accounts that meet an event"]) == ((1, 2), (1, 2))


def test_things_hit_may_be_told_and_doubtful_events_be_missed(missed):
    gold = [event(trigger=["shelled"], thing=["Osk"]), event(trigger=["met"]) | {"doubt": True}]
    found = compared(missed, gold, reading(account(SHELLED, "shelled", recipient="Osk")))
    assert found["recipient or victim right"] == (1, 1)
    assert found["events found"] == (1, 1)


def test_sides_that_fight_each_other_may_stand_in_either_role(missed):
    gold = [event(trigger=["attack"], actor=["army", "Rebels"])]
    found = compared(
        missed, gold, reading(account(SHELLED, "attack", actor="army", recipient="Rebels"))
    )
    assert found["actor right of found"] == found["recipient or victim right"] == (1, 1)


def test_the_guide_of_events_has_every_type_and_mode():
    guide = (RUN.parent / "annotated" / "EVENTS.md").read_text(encoding="utf-8")
    for kind in load_event_types(DataFolders()).values():
        entry = guide.partition(f"* **{kind.id}**: ")[2].partition("\n* **")[0]
        assert entry
        assert all(f"{mode} (" in entry for mode in kind.modes)
