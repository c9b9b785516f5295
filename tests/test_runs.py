"""Runs of a project: everything read once, whatever breaks; what they say and how they end."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from functools import partial
from importlib import resources
from pathlib import Path

import pytest

import onrecord
from onrecord.collect import collect, read_documents
from onrecord.collect.collected import Collected
from onrecord.engine import shards
from onrecord.engine.lease import held, holder
from onrecord.engine.limits import Limits
from onrecord.engine.local import read_lines
from onrecord.engine.pool import Pool
from onrecord.engine.shards import Size
from onrecord.errors import RunError, StoreError
from onrecord.model import Document
from onrecord.runs import LOCK, RUNS, Job, Progress, look, run
from onrecord.store import add_documents, create_project, open_store, unread, verify_log, version_of
from onrecord.store.journal import log_entries
from onrecord.store.readings import lines
from plain_reader import MARKS, VERSIONS, read_plainly

HERE = Path(__file__).parent
PACKED = pickle.dumps(read_plainly)
VERSION = version_of(VERSIONS)
LIMITS = Limits(seconds=1.0, megabytes=300)
linux = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")


def collected(*texts: str, start: int = 0) -> list[Collected]:
    found = [Document(text, id=f"{start + n} {text[:20]}") for n, text in enumerate(texts)]
    return [
        Collected(d, d.text.encode(), "text/plain", d.id or "", None, "test", ()) for d in found
    ]


def project_of(folder: Path, *texts: str) -> Path:
    create_project(folder)
    with open_store(folder) as store:
        add_documents(store, collected(*texts))
    return folder


def job_of(project: Path, **other) -> Job:
    return Job(project, VERSION, LIMITS, size=Size(5, 5), **other)


def pool() -> Pool:
    return Pool(PACKED, LIMITS, 2)


def read(project: Path, **other) -> list[Progress]:
    return [step for step in run(job_of(project, **other), pool) if step.over]


def lines_of(project: Path) -> list[bytes]:
    with open_store(project) as store:
        return list(lines(store))


def failures_of(project: Path) -> list[tuple[str, str]]:
    with open_store(project) as store:
        return store.connection.execute(
            "SELECT d.id, f.reason FROM failures f JOIN documents d ON d.n = f.document ORDER BY 1"
        ).fetchall()


# ---- what is read -------------------------------------------------------------------------------


def test_everything_is_read_once(tmp_path):
    project = project_of(tmp_path, *["a"] * 12)
    (over,) = read(project)
    assert (over.run, over.documents, over.read, over.done) == ("0001", 12, 12, 12)
    assert [json.loads(line)["document"]["id"] for line in lines_of(project)] == [
        f"{n} a" for n in range(12)
    ]
    assert read(project) == []


def test_only_what_was_added_later_is_read_by_the_next_run(tmp_path):
    project = project_of(tmp_path, "a", "b")
    read(project)
    with open_store(project) as store:
        add_documents(store, collected("c", start=2))
    (over,) = read(project)
    assert (over.run, over.documents, over.read) == ("0002", 1, 1)
    assert len(lines_of(project)) == 3


def test_what_goes_in_is_read_or_failed_or_quarantined(tmp_path):
    project = project_of(tmp_path, "a", "fault", "leave", "stage", "b")
    (over,) = read(project)
    assert (over.documents, over.read, over.failed, over.quarantined) == (5, 2, 2, 1)
    assert over.reasons == {
        "reading: ValueError": 1,
        "times: broken": 1,
        "engine: the worker process ended while reading it (exit code 7)": 1,
    }
    assert failures_of(project) == [
        ("1 fault", "ValueError: unforeseen"),
        ("2 leave", "the worker process ended while reading it (exit code 7)"),
        ("3 stage", "broken"),
    ]


def test_what_failed_is_read_again_only_if_asked(tmp_path):
    project = project_of(tmp_path, "a", "fault")
    read(project)
    assert read(project) == []
    (again,) = read(project, failed=True)
    assert (again.documents, again.failed) == (1, 1)


def test_much_is_read_in_several_runs(tmp_path):
    project = project_of(tmp_path, *["a"] * 12, "fault")
    runs = read(project, most=5, failed=True)
    assert [(one.run, one.documents) for one in runs] == [("0001", 5), ("0002", 5), ("0003", 3)]


def test_progress_comes_while_documents_are_read(tmp_path):
    project = project_of(tmp_path, *["pause"] * 20)
    steps = list(run(job_of(project), pool))
    assert sorted({step.begun for step in steps})[-1] == 20
    assert len({step.begun for step in steps}) > 10
    assert all(step.begun >= step.done for step in steps)


def test_a_folder_that_is_no_project_is_refused(tmp_path):
    with pytest.raises(StoreError, match="is no project"):
        read(tmp_path)


def test_the_log_says_what_was_run(tmp_path):
    project = project_of(tmp_path, "a", "fault")
    read(project)
    with open_store(project) as store:
        (entry,) = [entry for entry in log_entries(store) if entry.action == "run"]
        assert verify_log(store).broken is None
    assert entry.subject == "0001"
    assert entry.detail == {"how": "done", "documents": 2, "read": 1, "failed": 1, "quarantined": 0}


@pytest.mark.slow
def test_a_run_gives_the_readings_that_read_gives(tmp_path, reader):
    """The real reader over the bundled sample."""
    with resources.as_file(resources.files("onrecord") / "demo" / "sample.jsonl") as file:
        found = list(collect([file], max_bytes=10**6))
        direct = list(read_lines(read_documents([file]), reader))
    create_project(tmp_path)
    with open_store(tmp_path) as store:
        add_documents(store, found)
    job = Job(tmp_path, version_of(reader.versions), size=Size(3, 3))
    (over,) = [
        step for step in run(job, lambda: Pool(pickle.dumps(reader), job.limits, 2)) if step.over
    ]
    assert (over.read, over.failed, over.quarantined) == (len(found), 0, 0)
    assert lines_of(tmp_path) == direct


# ---- interrupted --------------------------------------------------------------------------------


def interrupted(project: Path, done: int = 10) -> Progress:
    with closing(run(job_of(project), pool)) as steps:
        return next(step for step in steps if step.done >= done)


def test_what_is_done_when_it_is_interrupted_is_kept_and_the_same_run_goes_on(tmp_path):
    texts = [*["pause"] * 30, "fault"]
    calm, project = project_of(tmp_path / "calm", *texts), project_of(tmp_path / "other", *texts)
    read(calm)
    stopped = interrupted(project)
    assert len(lines_of(project)) >= stopped.read
    (over,) = read(project)
    assert (over.run, over.documents, over.read, over.failed) == ("0001", 31, 30, 1)
    assert over.before >= 10
    assert lines_of(project) == lines_of(calm)
    records = [(p / RUNS / "0001" / shards.COMMITTED).read_bytes() for p in (calm, project)]
    assert records[0] == records[1]


def test_another_reader_does_not_go_on_with_the_run_but_reads_everything(tmp_path):
    project = project_of(tmp_path, *["pause"] * 30)
    interrupted(project)
    other = Job(project, "v_other", LIMITS)
    with open_store(project) as store:
        waiting = len(list(unread(store, "v_other")))
    steps = run(other, pool)
    first = next(steps)
    steps.close()
    assert (first.run, first.documents, waiting) == ("0002", 30, 30)
    assert [seen.state for seen in look(project)] == ["abandoned", "interrupted"]
    assert not (project / RUNS / "0001" / "in").exists()


def test_a_damaged_plan_is_given_up_and_its_documents_are_planned_anew(tmp_path):
    project = project_of(tmp_path, *["pause"] * 30)
    interrupted(project)
    (project / RUNS / "0001" / shards.PLAN).write_bytes(b"{")
    (over,) = read(project)
    assert over.run == "0002"
    assert len(lines_of(project)) == 30


def test_a_withdrawn_document_leaves_no_text_in_an_unfinished_run(tmp_path):
    project = project_of(tmp_path, *["pause secret"] * 30)
    interrupted(project)
    with onrecord.open(project) as opened:
        withdrawn = opened.withdraw("29 pause secret", "asked for")
        assert [e.action for e in opened.log(2)] == ["abandon", "withdraw"]
    assert withdrawn.elsewhere == ()
    files = [file for file in (project / RUNS).rglob("*") if file.is_file()]
    assert not [file for file in files if b"pause secret" in file.read_bytes()]
    assert [seen.state for seen in look(project)] == ["abandoned"]
    (over,) = read(project)
    assert over.run == "0002"
    assert len(lines_of(project)) == 29


def test_withdrawing_what_is_not_there_ends_no_run(tmp_path):
    project = project_of(tmp_path, *["pause"] * 30)
    interrupted(project)
    with onrecord.open(project) as opened, pytest.raises(StoreError, match="no document d_typo"):
        opened.withdraw("d_typo", "x")
    assert [seen.state for seen in look(project)] == ["interrupted"]


def test_nothing_is_withdrawn_while_a_run_is_planned(tmp_path):
    """Its texts would stay in the plan."""
    project = project_of(tmp_path, "a")
    with held(project / RUNS / LOCK), onrecord.open(project) as opened:
        with pytest.raises(RunError, match="another run"):
            opened.withdraw("0 a", "x")
        assert opened.documents().count() == 1


def test_who_looks_at_a_lock_does_not_hold_it(tmp_path):
    """As ``jobs`` does; it must not make a ``run`` fail that starts just then."""
    (tmp_path / LOCK).touch()
    looks = os.open(tmp_path / LOCK, os.O_RDONLY)
    fcntl.flock(looks, fcntl.LOCK_SH)
    assert holder(tmp_path / LOCK) is None  # two may look at once
    timer = threading.Timer(0.1, os.close, (looks,))
    timer.start()
    with held(tmp_path / LOCK):
        timer.join()


def test_two_runs_on_one_project_are_refused_with_who_works_on_it(tmp_path):
    project = project_of(tmp_path, *["pause"] * 10)
    steps = run(job_of(project), pool)
    next(steps)
    with pytest.raises(RunError, match=rf"another run works on .*process {os.getpid()} on "):
        read(project)
    assert [seen.state for seen in look(project)] == ["running"]
    with onrecord.open(project) as opened, pytest.raises(RunError, match="another run"):
        opened.withdraw("9 pause", "no text may stay in what is planned")
    steps.close()
    assert len(read(project)) == 1


def test_a_lock_of_a_dead_process_means_nothing(tmp_path):
    project = project_of(tmp_path, "a")
    (project / RUNS / LOCK).write_text('{"process":1,"host":"x","since":"2024-01-01"}')
    assert len(read(project)) == 1
    with held(project / RUNS / LOCK):
        pass


def test_a_line_that_a_killed_run_cut_off_is_no_obstacle(tmp_path):
    project = project_of(tmp_path, "a")
    read(project)
    with (project / RUNS / "0001" / "sittings.jsonl").open("ab") as stream:
        stream.write(b'{"process":1,"ho')
    (seen,) = look(project)
    assert (seen.state, seen.progress.read) == ("done", 1)
    assert seen.rate


# ---- the command line ---------------------------------------------------------------------------


def command(*words: object) -> list[str]:
    return [sys.executable, str(HERE / "plain_cli.py"), *map(str, words)]


def called(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, check=False)


def test_the_command_says_what_became_of_every_document(tmp_path):
    project = project_of(tmp_path, "a", "fault", "leave")
    done = called("run", "--project", project)
    assert done.returncode == 3
    assert "run 0001: 3 documents = 1 read + 1 failed + 1 quarantined" in done.stderr
    assert "failed: 1 × reading: ValueError" in done.stderr
    assert done.stdout == ""
    again = called("run", "--project", project)
    assert again.returncode == 4
    assert "nothing to read" in again.stderr
    jobs = called("jobs", "--project", project, "--format", "jsonl")
    row = json.loads(jobs.stdout)
    assert (row["run"], row["state"], row["documents"], row["to do"]) == ("0001", "done", 3, 0)
    assert "quarantined" in called("jobs", "--project", project).stdout
    log = called("log", "--project", project)
    assert log.returncode == 0
    assert "whole; the last has the hash" in log.stderr
    assert "documents: 3" in log.stdout


def test_a_changed_log_is_told(tmp_path):
    project = project_of(tmp_path, "a")
    with open_store(project) as store:
        store.connection.execute("DROP TRIGGER log_stays")
        store.connection.execute("UPDATE log SET subject = 'x' WHERE n = 2")
    done = called("log", "--project", project)
    assert done.returncode == 1
    assert "the log was changed: entry 2" in done.stderr


def test_all_read_is_exit_code_0_and_no_run_is_4(tmp_path):
    project = project_of(tmp_path, "a")
    assert called("jobs", "--project", project).returncode == 4
    nowhere = called("jobs", "--project", project / "nowhere")
    assert nowhere.returncode == 2
    assert "is no project" in nowhere.stderr
    assert called("run", "--project", project, "--jobs", 2).returncode == 0


def test_an_address_belongs_to_ray(tmp_path):
    done = called("run", "--project", project_of(tmp_path, "a"), "--address", "auto")
    assert done.returncode == 2
    assert "--address belongs to --engine ray" in done.stderr


def test_limits_come_from_the_project(tmp_path):
    project = project_of(tmp_path, "a", "loop")
    (project / "onrecord.toml").write_text("[run]\nseconds = 1\nmegabytes = 300\n")
    done = called("run", "--project", project)
    assert "took more than 1 s of CPU time" in done.stderr
    (project / "onrecord.toml").write_text("[run]\nminutes = 1\n")
    assert "[run] has no 'minutes'" in called("run", "--project", project).stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_cleanly(tmp_path, number, code):
    project = project_of(tmp_path, *["pause"] * 300)
    going = subprocess.Popen(
        command("run", "--project", project), stderr=subprocess.PIPE, text=True
    )
    wait_for(lambda: next(iter(look(project)), None) is not None)
    wait_for(lambda: next(iter(look(project))).progress.read >= 8)
    going.send_signal(number)
    _, said = going.communicate()
    assert going.returncode == code
    assert "Traceback" not in said
    assert "interrupted; what is done is kept" in said
    (seen,) = look(project)
    assert seen.state == "interrupted"
    assert 8 <= len(lines_of(project)) < 300
    assert seen.rate
    assert called("run", "--project", project, "--jobs", 2).returncode == 0
    assert len(lines_of(project)) == 300


def wait_for(true) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@linux
def test_kills_of_workers_and_of_the_job_lose_nothing_and_double_nothing(tmp_path, monkeypatch):
    """At random moments of reading; some hit a worker with a document in its hands."""
    texts = [*["pause"] * 90, "fault", *["pause"] * 90, "leave", *["pause"] * 90]
    calm, killed = project_of(tmp_path / "calm", *texts), project_of(tmp_path / "killed", *texts)
    again = ("--jobs", 2, "--no-merge")
    assert called("run", "--project", calm, *again).returncode == 3
    chance = random.Random(8)
    workers = jobs = 0
    for turn in range(6):
        marks = tmp_path / f"marks{turn}"
        marks.mkdir()
        monkeypatch.setenv(MARKS, str(marks))
        going = subprocess.Popen(command("run", "--project", killed, *again))
        wait_for(partial(reading, going.pid, marks))
        time.sleep(chance.random() * 0.1)
        workers += killed_while_reading(chance.choice(workers_of(going.pid)), marks)
        time.sleep(chance.random() * 0.15)
        left = workers_of(going.pid)
        going.kill()
        going.wait()
        jobs += sum(ended_while_reading(worker, marks) for worker in left) > 0
    assert workers
    assert jobs
    assert next(look(killed)).state == "interrupted"
    monkeypatch.delenv(MARKS)
    assert called("run", "--project", killed, *again).returncode == 3
    assert lines_of(killed) == lines_of(calm)
    assert failures_of(killed) == failures_of(calm)
    records = [(p / RUNS / "0001" / shards.COMMITTED).read_bytes() for p in (calm, killed)]
    assert records[0] == records[1]
    with open_store(killed) as store:
        assert verify_log(store).broken is None


def reading(job: int, marks: Path) -> bool:
    """Whether a worker of a job reads a document just now."""
    return any((marks / str(worker)).exists() for worker in workers_of(job))


def killed_while_reading(worker: int, marks: Path) -> bool:
    """Kill a worker; whether it had a document in its hands."""
    os.kill(worker, signal.SIGKILL)
    return ended_while_reading(worker, marks)


def ended_while_reading(worker: int, marks: Path) -> bool:
    """Wait for the end of a worker; whether it had a document in its hands."""
    wait_for(lambda: not is_alive(worker))
    return (marks / str(worker)).exists()


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def workers_of(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task")
    try:
        return [int(pid) for t in tasks.iterdir() for pid in (t / "children").read_text().split()]
    except OSError:
        return []


# ---- disks --------------------------------------------------------------------------------------

FULL = """
set -e
mount -t tmpfs -o size=24m none {disk}
cp -r {project}/. {disk}
head -c 100m /dev/zero >{disk}/ballast 2>/dev/null || true
truncate -s -{free} {disk}/ballast
set +e
{run}
echo "code $?"
rm {disk}/ballast
{run}
echo "code $?"
cp -r {disk}/. {kept}
"""


def in_own_mounts(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script that may mount what nobody else sees, or skip the test."""
    own = ["unshare", "--user", "--map-root-user", "--mount"]
    trial = "mount -t tmpfs none /mnt"
    if (
        not shutil.which("unshare")
        or subprocess.run([*own, "sh", "-c", trial], check=False).returncode
    ):
        pytest.skip("the system lets nobody mount a disk of its own")
    return subprocess.run([*own, "sh", "-c", script], capture_output=True, text=True, check=False)


@linux
@pytest.mark.parametrize("free", ["100K", "1000K", "2000K", "3000K"])
def test_a_full_disk_is_told_and_after_freeing_space_the_same_command_goes_on(tmp_path, free):
    project = project_of(tmp_path / "project", *[f"much {n} " + "a" * 1000 for n in range(300)])
    (tmp_path / "disk").mkdir()
    (tmp_path / "kept").mkdir()
    run_it = " ".join(command("run", "--project", tmp_path / "disk"))
    done = in_own_mounts(
        FULL.format(disk=tmp_path / "disk", project=project, free=free, run=run_it,
                    kept=tmp_path / "kept")
    )  # fmt: skip
    assert done.stdout.split() == ["code", "2", "code", "0"], done.stderr
    assert "Traceback" not in done.stderr
    assert any(w in done.stderr for w in ("No space left on device", "disk is full")), done.stderr
    assert len(lines_of(tmp_path / "kept")) == 300


@linux
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    project = project_of(tmp_path / "project", "a")
    run_it = " ".join(command("run", "--project", project))
    done = in_own_mounts(
        f"mount --bind {project} {project} && mount -o remount,bind,ro {project}; {run_it}"
    )
    assert done.returncode == 2
    assert "read-only" in done.stderr.lower()
    assert "Traceback" not in done.stderr
