"""Floors may only rise, and a score below its floor is told."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

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
