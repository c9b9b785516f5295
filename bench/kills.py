"""Kill the workers and the whole job at random moments; nothing may be lost, doubled or changed.

a project, copied ──▶ read in peace
──▶ read under kill -9, again and again, until it is done ──▶ compare

python bench/kills.py                 100 kills, readers that wait 20 ms for each document
python bench/kills.py --real 20       20 kills, the real reader
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import light

from onrecord.collect import collect
from onrecord.collect.collected import Collected
from onrecord.engine.pool import Pool
from onrecord.model import Document
from onrecord.runs import Job, look, run
from onrecord.store import add_documents, create_project, open_store, verify_log, version_of
from onrecord.store.readings import lines

#: Documents of the light project, some of them refused, one of them poison.
MANY = 1500
#: Share of the kills that hit the whole job; the others hit one worker.
JOBS = 0.3
SEED = 6


def make_project(folder: Path, *, real: bool) -> None:
    """A project with documents that were not read."""
    create_project(folder)
    with resources.as_file(resources.files("onrecord") / "demo" / "sample.jsonl") as file:
        found: list[Any] = list(collect([file], max_bytes=10**7)) * 4 if real else []
    for n in range(0 if real else MANY):
        text = "poison" if n == MANY // 2 else "refused" if n % 100 == 3 else f"text {n}"
        document = Document(text, id=str(n))
        found.append(Collected(document, text.encode(), "text/plain", str(n), None, "bench", ()))
    with open_store(folder) as store:
        add_documents(store, [_numbered(one, n) for n, one in enumerate(found)])


def _numbered(one: Collected, number: int) -> Collected:
    from dataclasses import replace

    return replace(one, document=replace(one.document, id=f"{number} {one.document.id}"))


def work(folder: Path, *, real: bool) -> None:
    """The job that is killed."""
    from onrecord.reading import default_reader

    reader = default_reader() if real else None
    versions = reader.versions if reader else light.VERSIONS
    job = Job(folder, version_of(versions))
    for _ in run(job, lambda: Pool(pickle.dumps(reader or light.waiting), job.limits, 2)):
        pass


def start(folder: Path, *, real: bool) -> subprocess.Popen[bytes]:
    """The job in a process of its own."""
    return subprocess.Popen([sys.executable, __file__, "--work", folder, *["--real"] * real])


def outcome(folder: Path) -> tuple[str, dict[str, int]]:
    """Hash of everything that was read, and of the record of the run; and its counts."""
    digest = hashlib.sha256()
    with open_store(folder) as store:
        count = 0
        for line in lines(store):
            digest.update(line)
            count += 1
        sql = "SELECT document, stage, reason FROM failures ORDER BY document"
        failures = store.connection.execute(sql).fetchall()
        digest.update(repr(failures).encode())
        (kept,) = store.connection.execute("SELECT count(*) FROM readings").fetchone()
        if verify_log(store).broken is not None or kept != count:
            raise SystemExit("the log is broken, or a reading was kept twice")
    digest.update((folder / "runs" / "0001" / "committed.json").read_bytes())
    return digest.hexdigest(), {"read": count, "failed": len(failures)}


def children(process: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(pid) for pid in task.read_text(encoding="ascii").split()]
        except OSError:
            continue
    return found


def kill_until_done(folder: Path, wanted: int, dice: random.Random, *, real: bool) -> list[int]:
    """Kill while the job works, until it is done; gives kills of workers and of jobs."""
    kills = [0, 0]
    while True:
        job = start(folder, real=real)
        while job.poll() is None:
            time.sleep(dice.uniform(0.02, 12.0 if real else 2.0))
            if sum(kills) >= wanted:
                job.wait()
            elif dice.random() < JOBS:
                kills[1] += job.poll() is None
                job.kill()
                job.wait()
            elif workers := children(job.pid):
                os.kill(dice.choice(workers), signal.SIGKILL)
                kills[0] += 1
        if [seen.state for seen in look(folder)] == ["done"]:
            return kills


def main() -> int:
    """Compare the outcome under kills with that in peace."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("kills", nargs="?", type=int, default=100)
    parser.add_argument("--real", action="store_true", help="the real reader")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work(asked.work, real=asked.real)
        return 0
    dice, workers, jobs, laps, wrong = random.Random(SEED), 0, 0, 0, 0
    with TemporaryDirectory() as name:
        fresh, calm = Path(name, "fresh"), Path(name, "calm")
        make_project(fresh, real=asked.real)
        shutil.copytree(fresh, calm)
        start(calm, real=asked.real).wait()
        expected = outcome(calm)
        while workers + jobs < asked.kills:
            killed = Path(name, f"killed{laps}")
            shutil.copytree(fresh, killed)
            some = kill_until_done(killed, asked.kills - workers - jobs, dice, real=asked.real)
            workers, jobs, laps = workers + some[0], jobs + some[1], laps + 1
            wrong += outcome(killed) != expected
            print(f"lap {laps}: {some[0]} workers, {some[1]} jobs killed; wrong so far: {wrong}",
                  file=sys.stderr, flush=True)  # fmt: skip
    print(f"{workers} kills of workers, {jobs} of the job, in {laps} runs of"
          f" {sum(expected[1].values())} documents: {laps - wrong} of {laps} outcomes are equal"
          f" to the undisturbed run ({expected[1]['read']} read, {expected[1]['failed']} without"
          " a reading)")  # fmt: skip
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
