"""The engine on Ray, started here: the same readings as on one machine, whatever breaks."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from onrecord.collect import collect, read_documents
from onrecord.engine import ray, shards
from onrecord.engine.limits import Limits
from onrecord.engine.local import read_lines
from onrecord.errors import RunError
from onrecord.reading import default_reader
from onrecord.runs import RUNS, look
from onrecord.store import add_documents, create_project, open_store
from plain_reader import documents
from test_runs import called, command, failures_of, lines_of, project_of, wait_for

pytest.importorskip("ray", reason="Ray is not installed: pip install onrecord[ray]")
RAY = ("--engine", "ray", "--jobs", 2)


def test_ray_gives_what_processes_give(tmp_path):
    texts = [*["a"] * 30, "fault", "leave", "abort", "stage", *["b"] * 30]
    here, there = (project_of(tmp_path / name, *texts) for name in ("here", "there"))
    assert called("run", "--project", here).returncode == 3
    done = called("run", "--project", there, *RAY)
    assert done.returncode == 3, done.stderr
    assert lines_of(here) == lines_of(there)
    assert failures_of(here) == failures_of(there)
    records = [(p / RUNS / "0001" / shards.COMMITTED).read_bytes() for p in (here, there)]
    assert records[0] == records[1]


def test_a_module_in_the_current_folder_is_not_run(tmp_path, monkeypatch):
    """Somebody reads what a stranger sent, standing in its folder."""
    project, here = project_of(tmp_path / "project", "a"), tmp_path / "here"
    here.mkdir()
    for module in ("msgspec.py", "numpy.py", "onrecord.py"):
        (here / module).write_text("raise SystemExit('the stranger has the machine')")
    monkeypatch.chdir(here)
    assert called("run", "--project", project, *RAY).returncode == 0
    assert len(lines_of(project)) == 1


@pytest.mark.slow
def test_ray_gives_the_readings_of_the_real_reader(tmp_path):
    """Over the bundled sample, through the command."""
    with resources.as_file(resources.files("onrecord") / "demo" / "sample.jsonl") as file:
        found = list(collect([file], max_bytes=10**6))
        direct = list(read_lines(read_documents([file]), default_reader()))
    create_project(tmp_path)
    with open_store(tmp_path) as store:
        add_documents(store, found)
    words = ("run", "--project", str(tmp_path), "--engine", "ray", "--jobs", "2")
    done = subprocess.run([sys.executable, "-m", "onrecord", *words], check=False)
    assert done.returncode == 0
    assert lines_of(tmp_path) == direct


def test_a_document_that_ends_its_actors_is_quarantined_and_the_others_are_read(tmp_path):
    texts = [*["a"] * 5, "kill-parent", *["b"] * 5]
    project = project_of(tmp_path, *texts)
    done = called("run", "--project", project, *RAY)
    assert done.returncode == 3, done.stderr
    assert "11 documents = 10 read + 0 failed + 1 quarantined" in done.stderr
    reason = "the process that watches over its worker ended each time while reading it"
    assert failures_of(project) == [("5 kill-parent", reason)]
    names = [json.loads(line)["document"]["id"] for line in lines_of(project)]
    assert names == [f"{n} {text}" for n, text in enumerate(texts) if n != 5]


def test_actors_that_cannot_start_end_the_run_and_no_document(tmp_path):
    """As on nodes without onrecord; nobody may take the documents for the fault."""
    plan = shards.make_plan(tmp_path / "run", documents("a", "b"), "v", "s")
    pool = ray.RayPool(b"", Limits(), 1, None)
    try:
        pool.first = (*pool.first[:3], None)  # an actor that fails while it is made
        for seat in pool.starting.values():
            pool.ray.kill(seat)
        with pytest.raises(RunError, match=r"actors cannot start: TypeError: .* \(on [\d.]+\)"):
            list(pool.run(tmp_path / "run", plan.shards))
    finally:
        pool.close()
    assert not any(shards.is_done(tmp_path / "run", shard) for shard in plan.shards)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_cleanly(tmp_path, number, code):
    project = project_of(tmp_path, *["pause"] * 500)
    going = subprocess.Popen(
        command("run", "--project", project, *RAY), stderr=subprocess.PIPE, text=True
    )
    wait_for(lambda: next(iter(look(project)), None) is not None)
    wait_for(lambda: next(iter(look(project))).progress.read >= 8)
    going.send_signal(number)
    _, said = going.communicate()
    assert going.returncode == code, said
    assert "Traceback" not in said
    (seen,) = look(project)
    assert seen.state == "interrupted"
    assert 8 <= len(lines_of(project)) < 500
    assert called("run", "--project", project, *RAY).returncode == 0
    assert len(lines_of(project)) == 500


def test_a_cluster_that_does_not_answer_is_told(tmp_path):
    project = project_of(tmp_path, "a")
    done = called("run", "--project", project, "--engine", "ray", "--address", "127.0.0.1:1")
    assert done.returncode == 2
    assert "no Ray cluster answers at 127.0.0.1:1" in done.stderr


def test_without_ray_it_says_what_to_install(tmp_path):
    project = project_of(tmp_path / "project", "a")
    hidden = "import sys; sys.modules['ray'] = None; sys.argv[0] = 'onrecord';"
    path = Path(__file__).parent
    code = f"{hidden} sys.path.insert(0, {str(path)!r}); from onrecord.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "run", "--project", str(project), "--engine", "ray"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert 'pip install "onrecord[ray]"' in done.stderr
