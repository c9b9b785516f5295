"""Runs by shards: whatever dies when, every document is accounted for once, with the same bytes."""

from __future__ import annotations

import os
import pickle
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.engine import shards, worker
from onrecord.engine.limits import Limits, has_grown
from onrecord.engine.pool import Pool
from onrecord.engine.shards import Size
from onrecord.errors import ModelError, RunError
from onrecord.model import Document, Failure
from plain_reader import documents, read_plainly

PACKED = pickle.dumps(read_plainly)
LIMITS = Limits(seconds=1.0, megabytes=300)


def plan_of(folder: Path, *texts: str, size: int = 10) -> shards.Plan:
    plan = shards.make_plan(folder, documents(*texts), "v_1", "settings", Size(size, size))
    assert plan
    return plan


def todo(folder: Path, plan: shards.Plan) -> list[shards.Shard]:
    return [shard for shard in plan.shards if not shards.is_done(folder, shard)]


def read_plan(folder: Path, plan: shards.Plan, *, jobs: int = 2, limits: Limits = LIMITS) -> None:
    with closing(Pool(PACKED, limits, jobs)) as pool:
        for _ in pool.run(folder, todo(folder, plan)):
            pass


def finish(folder: Path, plan: shards.Plan) -> shards.Committed:
    """Keep every part and commit; the outcomes must be those of the documents, in their order."""
    for shard in plan.shards:
        manifest = shards.done_manifest(folder, shard)
        assert manifest
        assert len(list(shards.outcomes(folder, manifest))) == shard.documents
        shards.mark_kept(folder, shard)
    return shards.commit(folder, plan)


def outcomes_of(folder: Path, plan: shards.Plan) -> list[bytes | Failure]:
    manifests = [shards.done_manifest(folder, shard) for shard in plan.shards]
    return [one for m in manifests if m for one in shards.outcomes(folder, m)]


# ---- plan and parts -----------------------------------------------------------------------------


def test_a_plan_names_its_shards_by_length_and_checksum(tmp_path):
    plan = plan_of(tmp_path / "run", *["a"] * 25)
    assert [shard.documents for shard in plan.shards] == [10, 10, 5]
    assert plan.documents == 25
    assert shards.load_plan(tmp_path / "run") == plan
    content = shards.content_of(tmp_path / "run", plan.shards[1])
    assert shards.documents_in(content, plan.shards[1])[0].id == "10 a"


def test_the_same_documents_make_the_same_plan(tmp_path):
    first, second = (plan_of(tmp_path / name, "a", "b") for name in ("1", "2"))
    assert first == second
    assert plan_of(tmp_path / "3", "a", "c").plan_id != first.plan_id


def test_a_shard_is_full_by_bytes_too(tmp_path):
    texts = [Document("a" * 1000, id=str(n)) for n in range(9)]
    plan = shards.make_plan(tmp_path / "run", texts, "v", "s", Size(bytes=4000))
    assert plan
    assert [shard.documents for shard in plan.shards] == [4, 4, 1]


def test_the_first_shards_are_small(tmp_path):
    plan = shards.make_plan(tmp_path / "run", documents(*["a"] * 200), "v", "s", Size(20))
    assert plan
    sizes = [shard.documents for shard in plan.shards]
    assert sizes == [8] * 4 + [16] * 4 + [20] * 5 + [4]


def test_nothing_to_read_makes_no_plan_and_leaves_no_folder(tmp_path):
    assert shards.make_plan(tmp_path / "run", [], "v", "s") is None
    assert list(tmp_path.iterdir()) == []


def test_a_document_is_planned_as_it_is(tmp_path):
    document = Document(
        "NUL \0, line ends \r\n \u2028 \x85 and \U0001f642",
        id="x",
        published="2024-12-04",
        metadata={"list": [1, {"a": None}], "n": 1.5},
        prose_start=3,
    )
    plan = shards.make_plan(tmp_path / "run", [document], "v", "s")
    assert plan
    content = shards.content_of(tmp_path / "run", plan.shards[0])
    assert shards.documents_in(content, plan.shards[0]) == [document]


def test_changed_documents_are_refused(tmp_path):
    plan = plan_of(tmp_path / "run", "a", "b")
    file = tmp_path / "run" / "in" / "00000.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"a"', b'"c"'))
    with pytest.raises(RunError, match="not what was planned"):
        read_plan(tmp_path / "run", plan)


def test_a_folder_without_a_plan_is_refused(tmp_path):
    with pytest.raises(RunError, match="holds no plan"):
        shards.load_plan(tmp_path)
    (tmp_path / "plan.json").write_text('{"schema":"onrecord-run/9"}')
    with pytest.raises(RunError, match="holds no plan"):
        shards.load_plan(tmp_path)


def test_two_workers_on_one_shard_write_the_same_bytes(tmp_path):
    plan = plan_of(tmp_path / "run", "a", "fault", "b")
    shutil.copytree(tmp_path / "run", tmp_path / "again")
    for folder in (tmp_path / "run", tmp_path / "again"):
        read_plan(folder, plan, jobs=1)
    for name in ("00000.jsonl", "00000.json"):
        first, second = (tmp_path / run / "out" / name for run in ("run", "again"))
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("damage", ["cut", "gone", "manifest"])
def test_a_part_that_is_not_what_its_manifest_says_is_read_again(tmp_path, damage):
    folder = tmp_path / "run"
    plan = plan_of(folder, "a", "b")
    read_plan(folder, plan)
    expected = outcomes_of(folder, plan)
    part, manifest = (folder / "out" / name for name in ("00000.jsonl", "00000.json"))
    if damage == "cut":
        part.write_bytes(part.read_bytes()[:-10])
    elif damage == "gone":
        part.unlink()
    else:
        manifest.write_bytes(manifest.read_bytes()[:-10])
    assert todo(folder, plan) == list(plan.shards)
    read_plan(folder, plan)
    assert outcomes_of(folder, plan) == expected


def test_a_run_is_committed_only_when_every_shard_was_kept(tmp_path):
    folder = tmp_path / "run"
    plan = plan_of(folder, *["a"] * 12)
    read_plan(folder, plan)
    shards.mark_kept(folder, plan.shards[0])
    with pytest.raises(RunError, match=r"00001.json is missing"):
        shards.commit(folder, plan)


def test_a_committed_run_holds_no_texts(tmp_path):
    folder = tmp_path / "run"
    plan = plan_of(folder, "a secret", "b")
    read_plan(folder, plan)
    finish(folder, plan)
    assert not [f for f in folder.rglob("*") if f.is_file() and b"secret" in f.read_bytes()]
    assert shards.get(folder / shards.COMMITTED, shards.Committed)


# ---- documents that break something -------------------------------------------------------------


def test_everything_that_goes_in_is_accounted_for(tmp_path):
    folder = tmp_path / "run"
    texts = ["a", "fault", "kill", "b", "leave", "stage", "loop", "eat", "abort", *["c"] * 20]
    plan = plan_of(folder, *texts)
    read_plan(folder, plan)
    failures = [one for one in outcomes_of(folder, plan) if isinstance(one, Failure)]
    ids = {document.doc_id: document.text for document in documents(*texts)}
    assert {ids[f.document]: (f.stage, f.reason) for f in failures} == {
        "fault": ("reading", "ValueError: unforeseen"),
        "stage": ("times", "broken"),
        "kill": ("engine", "the worker process ended while reading it (signal SIGKILL)"),
        "leave": ("engine", "the worker process ended while reading it (exit code 7)"),
        "abort": ("engine", "the worker process ended while reading it (signal SIGABRT)"),
        "loop": (
            "engine",
            "took more than 1 s of CPU time and 1 s for every thousand characters",
        ),
        "eat": ("engine", "needed more than 300 MiB of memory"),
    }
    report = finish(folder, plan)
    assert (report.documents, report.read, report.failed, report.quarantined) == (29, 22, 2, 5)
    assert sum(report.reasons.values()) == report.failed + report.quarantined


def test_a_document_that_waits_for_ever_is_ended_too(tmp_path):
    plan = plan_of(tmp_path / "run", "wait", "a")
    read_plan(tmp_path / "run", plan, jobs=1, limits=Limits(0.2, 0.0, 300))
    waited, read = outcomes_of(tmp_path / "run", plan)
    assert isinstance(waited, Failure)
    assert waited.reason == "took 10 times as long as the CPU time it may have"
    assert isinstance(read, bytes)


def test_a_long_document_gets_more_time():
    assert Limits(60, 1.0).seconds_for(4_000_000) == 4060


def test_a_missing_model_ends_the_run(tmp_path):
    plan = plan_of(tmp_path / "run", "a", "model")
    with pytest.raises(ModelError, match="missing"):
        read_plan(tmp_path / "run", plan)


def test_workers_that_cannot_start_end_the_run(tmp_path, monkeypatch):
    plan = plan_of(tmp_path / "run", "a")
    with closing(Pool(b"no reader", LIMITS, 1)) as pool, pytest.raises(RunError, match="Unpickl"):
        list(pool.run(tmp_path / "run", plan.shards))
    monkeypatch.setattr(worker, "BOOT", "raise SystemExit(3)")
    with closing(Pool(PACKED, LIMITS, 1)) as pool, pytest.raises(RunError, match="cannot start"):
        list(pool.run(tmp_path / "run", plan.shards))


def test_a_worker_that_has_grown_is_replaced(tmp_path):
    assert not has_grown(100_000)
    plan = plan_of(tmp_path / "run", *["a"] * 30)
    grown = replace(LIMITS, megabytes=60)  # it takes most of that from the start
    read_plan(tmp_path / "run", plan, jobs=1, limits=grown)
    assert finish(tmp_path / "run", plan).read == 30


# ---- killed at any moment -----------------------------------------------------------------------

JOB = """
import pickle, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import test_shards
from onrecord.engine import shards
folder = Path(sys.argv[1])
test_shards.read_plan(folder, shards.load_plan(folder))
"""


def job(folder: Path) -> subprocess.Popen[bytes]:
    code = JOB.format(tests=str(Path(__file__).parent))
    return subprocess.Popen([sys.executable, "-c", code, folder], start_new_session=True)


def workers_of(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task")
    try:
        return [int(pid) for t in tasks.iterdir() for pid in (t / "children").read_text().split()]
    except OSError:
        return []


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_kills_at_any_moment_lose_nothing_and_double_nothing(tmp_path):
    texts = [*["pause"] * 40, "fault", *["pause"] * 40, "leave", *["pause"] * 40]
    plan = plan_of(tmp_path / "calm", *texts)
    shutil.copytree(tmp_path / "calm", tmp_path / "killed")
    read_plan(tmp_path / "calm", plan)
    kills = 0
    while kills < 12:
        running = job(tmp_path / "killed")
        for moment in (0.55, 0.2, 0.3):
            time.sleep(moment + 0.037 * kills % 0.3)
            workers = workers_of(running.pid)
            if workers and moment != 0.3:
                os.kill(workers[kills % len(workers)], signal.SIGKILL)
                kills += 1
        running.kill()
        running.wait()
        kills += 1
    assert job(tmp_path / "killed").wait() == 0
    calm = finish(tmp_path / "calm", plan)
    assert finish(tmp_path / "killed", plan) == calm
    assert (calm.documents, calm.read, calm.failed, calm.quarantined) == (122, 120, 1, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_what_a_killed_write_left_behind_is_no_part(tmp_path):
    folder = tmp_path / "run"
    plan = plan_of(folder, "a")
    (folder / "out" / f"{shards.UNFINISHED}1").write_bytes(b'{"half')
    assert todo(folder, plan) == list(plan.shards)
    read_plan(folder, plan)
    finish(folder, plan)
    assert not (folder / "out").exists()


def test_a_full_disk_ends_the_run_clearly_and_keeps_what_is_done(tmp_path):
    """A file may grow to the size of a small part and no further, as on a full disk."""
    folder = tmp_path / "run"
    plan = plan_of(folder, "a", *["b"] * 30, size=1)
    large = shards.make_plan(tmp_path / "large", documents(*["b"] * 30), "v", "s", Size(30, 30))
    assert large
    read_plan(folder, plan)
    one = (folder / "out" / "00000.jsonl").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5 * one, hard))  # the workers inherit it
    try:
        with pytest.raises(RunError, match="a worker cannot go on: File too large"):
            read_plan(tmp_path / "large", large)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "large" / "out").iterdir()) == []
    assert len(outcomes_of(folder, plan)) == 31
    read_plan(tmp_path / "large", large)
    assert finish(tmp_path / "large", large).read == 30
