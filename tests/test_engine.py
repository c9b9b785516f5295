"""The engine keeps order and bytes whatever the number of workers, and survives its workers."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord.engine.local import read_all, read_lines
from onrecord.engine.worker import name_of
from onrecord.errors import ModelError
from onrecord.model import Document, Failure
from plain_reader import documents, named, read_plainly


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_keep_the_order_of_the_documents(jobs):
    given = [
        *documents("slow", "a", "b", "stage", "fault", "slow"),
        Failure("x", "collect", "gone"),
    ]
    assert named(read_all(given, read_plainly, jobs=jobs)) == [
        "0 slow",
        "1 a",
        "2 b",
        Failure("3 stage", "times", "broken"),
        Failure("4 fault", "reading", "ValueError: unforeseen"),
        "5 slow",
        Failure("x", "collect", "gone"),
    ]


def test_lines_are_the_same_bytes_with_any_number_of_workers():
    texts = [f"text {n}" for n in range(100)]
    alone = list(read_lines(documents(*texts), read_plainly, jobs=1))
    assert alone == list(read_lines(documents(*texts), read_plainly, jobs=3))


def test_a_killed_worker_is_reported_for_its_document_and_replaced():
    outcomes = list(read_all(documents("a", "kill", "b", "leave", "c"), read_plainly, jobs=2))
    assert named(outcomes) == [
        "0 a",
        Failure("1 kill", "engine", "the worker process ended while reading it (signal SIGKILL)"),
        "2 b",
        Failure("3 leave", "engine", "the worker process ended while reading it (exit code 7)"),
        "4 c",
    ]


def test_a_missing_model_ends_the_run():
    with pytest.raises(ModelError):
        list(read_all(documents("model"), read_plainly))


def test_documents_are_taken_no_faster_than_outcomes():
    taken = []

    def source():
        for n in range(1000):
            taken.append(n)
            yield Document(f"text {n}", id=str(n))

    outcomes = read_lines(source(), read_plainly, jobs=2)
    next(outcomes)
    assert len(taken) < 100
    outcomes.close()


STANDING_ELSEWHERE = """
import sys
sys.path.insert(0, {tests!r})
from onrecord.engine import worker
from onrecord.engine.local import read_all
from plain_reader import documents, named, read_plainly
if __name__ == "__main__":
    if {unguarded}:
        worker.NOT_HERE = ()
    print(named(read_all(documents("a"), read_plainly, jobs=2)))
"""


@pytest.mark.parametrize("unguarded", [False, True])
@pytest.mark.parametrize("module", ["selectors.py", "socket.py", "pickle.py", "struct.py"])
def test_a_module_in_the_current_folder_is_not_run(tmp_path, module, unguarded):
    """Somebody reads what a stranger sent, standing in its folder.

    These are what a worker needs before it hears from its parent where to look for modules. Without
    the guard they are run: so the folder is one that could do harm.
    """
    script, here = tmp_path / "program" / "read.py", tmp_path / "here"
    script.parent.mkdir()
    here.mkdir()
    (here / module).write_text("open('harm', 'w').close()\nraise SystemExit('a stranger')")
    tests = str(Path(__file__).parent)
    script.write_text(STANDING_ELSEWHERE.format(tests=tests, unguarded=unguarded))
    done = subprocess.run(
        [sys.executable, script], cwd=here, capture_output=True, text=True, check=False
    )
    assert (here / "harm").exists() is unguarded
    assert (done.stdout == "['0 a']\n") is not unguarded


def test_nothing_gives_nothing():
    assert list(read_all([], read_plainly, jobs=2)) == []


def test_a_document_without_an_id_is_named_by_its_file():
    assert name_of(Document("a", metadata={"file": "f.txt"})) == "f.txt"
    assert name_of(Document("a", metadata={"file": "f.jsonl", "line": 3})) == "f.jsonl:3"
    assert name_of(Document("a")).startswith("d_")


ORPHANS = """
import sys, time
sys.path.insert(0, {tests!r})
from onrecord.engine.local import read_all
from plain_reader import documents, read_plainly
if __name__ == "__main__":
    outcomes = read_all(documents(*"abcdef", *["slow"] * 1000), read_plainly, jobs=2)
    next(outcomes)
    import pathlib
    tasks = pathlib.Path("/proc/self/task")
    print(*[(task / "children").read_text() for task in tasks.iterdir()], flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_workers_die_with_their_parent(tmp_path):
    script = tmp_path / "run.py"
    script.write_text(ORPHANS.format(tests=str(Path(__file__).parent)))
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    children = parent.stdout.readline().split()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(_alive(child) for child in children):
        time.sleep(0.05)
    assert len(children) == 2
    assert not any(_alive(child) for child in children)


def _alive(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
