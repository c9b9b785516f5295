"""What the engines cost: workers against each other, Ray against processes, memory of all.

    shards of the bundled sample ──▶ each engine in a process of its own, in turns ──▶ a table

Every engine reads once before the clock starts, so that all models are loaded. Wall seconds tell of
scaling only on a quiet machine; so the same is measured with readers that wait instead of reading
(what the engine itself loses), and in CPU seconds of all its processes (what it costs).

    python bench/engines.py                  everything but memory, as a table
    python bench/engines.py memory 100000    peak memory of the coordinating process, tiny documents
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import light

from onrecord.collect import read_documents
from onrecord.collect.collected import Collected
from onrecord.engine.limits import Limits
from onrecord.engine.pool import Pool
from onrecord.engine.shards import Size, make_plan
from onrecord.model import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.runs import Engine

#: The sample is read this often: 12 documents each time.
COPIES = 8
#: Documents of a shard here: few, so that workers end at about the same time.
SHARD = 4
ROUNDS = 3
MIB = 1024 * 1024
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """What reading took: wall seconds, CPU seconds of all processes, peak memory of a worker."""

    wall: float
    cpu: float
    worker_mib: float


def sample() -> list[Document]:
    """The bundled sample, repeated under other ids."""
    with resources.as_file(resources.files("onrecord") / "demo" / "sample.jsonl") as file:
        once = [d for d in read_documents([file]) if isinstance(d, Document)]
    return [replace(d, id=f"{d.id}-{n}") for n in range(COPIES) for d in once]


def engine_of(name: str, jobs: int, packed: bytes) -> Engine:
    """An engine with so many workers."""
    if name == "local":
        return Pool(packed, Limits(), jobs)
    from onrecord.engine.ray import RayPool

    return RayPool(packed, Limits(), jobs, None)


def measured(name: str, jobs: int, kind: str) -> Spent:
    """Read the sample once to warm up and once by the clock."""
    from onrecord.reading import default_reader

    packed = pickle.dumps(default_reader() if kind == "real" else light.waiting)
    engine = engine_of(name, jobs, packed)
    documents = sample()
    with TemporaryDirectory() as folder:
        try:
            for part, of in (("warm", documents[: 12 * jobs]), ("timed", documents)):
                plan = make_plan(Path(folder, part), of, "v", "s", Size(SHARD, SHARD))
                cpu, wall = tree_cpu(os.getpid()), time.perf_counter()
                for _ in engine.run(Path(folder, part), plan.shards if plan else ()):
                    pass
                spent = time.perf_counter() - wall, tree_cpu(os.getpid()) - cpu
            peak = max(map(peak_of, tree(os.getpid())[1:]))
        finally:
            engine.close()
    return Spent(*spent, worker_mib=peak)


def tree(process: int) -> list[int]:
    """A process and all that it started."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [process]
    for one in found:
        found.extend(parents.get(one, ()))
    return found


def tree_cpu(process: int) -> float:
    """CPU seconds of a process and all that it started and that still live."""
    return sum(map(_cpu, tree(process)))


def _cpu(process: int) -> float:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_of(process: int) -> float:
    """Peak resident memory of a process, in MiB."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0


def memory(many: int) -> dict[str, float]:
    """Run a project of so many tiny documents; peak memory of the coordinating process."""
    from onrecord.runs import Job, run
    from onrecord.store import add_documents, create_project, open_store, version_of

    def tiny() -> Iterator[Collected]:
        for n in range(many):
            document = Document(f"text {n}", id=str(n))
            raw = document.text.encode()
            yield Collected(document, raw, "text/plain", str(n), None, "bench", ())

    with TemporaryDirectory() as name:
        project = Path(name)
        create_project(project)
        with open_store(project) as store:
            add_documents(store, tiny())
        job, start = Job(project, version_of(light.VERSIONS)), time.perf_counter()
        done = [
            step.read
            for step in run(job, lambda: Pool(pickle.dumps(light.empty), job.limits, 2))
            if step.over
        ]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MIB
    seconds = time.perf_counter() - start
    return {"documents": sum(done), "peak_mib": round(peak, 1), "a_second": sum(done) / seconds}


# ---- the table ----------------------------------------------------------------------------------


def asked(*words: str) -> dict[str, Any]:
    """Measure one configuration in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *words], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(*words, found, file=sys.stderr, flush=True)
    return found


def table() -> str:
    """All configurations in turns, and the ratios."""
    which = [("local", "1"), ("local", "2"), ("ray", "2")]
    rows = ["| reader | what | bar | measured |", "|---|---|---|---|"]
    for kind, what in (("waits", "waits 20 ms"), ("real", "reads")):
        turns = [[Spent(**asked(*one, kind)) for one in which] for _ in range(ROUNDS)]
        one, two, ray = (list(column) for column in zip(*turns, strict=True))
        wall = [median(spent.wall for spent in column) for column in (one, two, ray)]
        cpu = [median(spent.cpu for spent in column) for column in (one, two, ray)]
        rows += [
            f"| {what} | 2 workers against 1, wall | ≥ 1.8 × | {wall[0] / wall[1]:.2f} × |",
            f"| {what} | ray against local, wall | ≥ 0.9 × | {wall[1] / wall[2]:.2f} × |",
        ]
        if kind == "real":
            peak = max(spent.worker_mib for spent in (*one, *two))
            rows += [
                f"| {what} | 2 workers against 1, CPU | | {cpu[1] / cpu[0]:.2f} × |",
                f"| {what} | ray against local, CPU | ≤ 1.1 × | {cpu[2] / cpu[1]:.2f} × |",
                f"| {what} | peak memory of a worker | ≤ 1,024 MiB | {peak:,.0f} MiB |",
            ]
    return "\n".join(rows)


def main() -> int:
    """One configuration as JSON, or the table."""
    words = sys.argv[1:]
    if words[:1] == ["memory"]:
        print(json.dumps(memory(int(words[1]))))
    elif words:
        spent = measured(words[0], int(words[1]), words[2])
        print(json.dumps({"wall": spent.wall, "cpu": spent.cpu, "worker_mib": spent.worker_mib}))
    else:
        print(table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
