"""Floors may only rise, and a score below its floor is told."""

from __future__ import annotations

import importlib.util
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
