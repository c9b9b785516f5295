"""How fast a project takes readings in and answers, at a given number of accounts.

    invented documents ──▶ project ──▶ queries, snapshot ──▶ a table of CPU milliseconds

    python bench/store.py --accounts 1000000
    python bench/store.py --accounts 100000 --folder DIR      keep the project; made once
    python bench/store.py --readings FILE                     only ingest, of real readings

CPU time of the process (user + system) of the best of several passes, for other programs only add
to it. A unit beside it, so that machines can be compared: the compression of the same lines.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import sys
import tempfile
import time
import zlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

from invented_corpus import ACCOUNTS, VERSIONS, Corpus, invent, make_corpus

import onrecord
from onrecord.collect import Collected
from onrecord.interchange import decode_reading
from onrecord.model import Document
from onrecord.store import add_documents, batches, keep_readings, version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onrecord.project import Project

STEP = 2_000
#: Seconds of a transaction while a project is filled, but for the last step: nobody waits.
FILLING = 1.0
ROUNDS = 5
IDS = re.compile(rb'"([a-z]_)([0-9a-f]{16})')


def cpu(step: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU milliseconds of the best round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        step()
        best = min(best, time.process_time() - start)
    return best * 1000


def fill(project: Project, corpus: Corpus, documents: int) -> Iterator[tuple[int, float, float]]:
    """Add documents and readings; yields how many, and CPU and wall seconds of their readings."""
    version, pace = version_of(VERSIONS), batches.TARGET
    for start in range(project.documents().count(), documents, STEP):
        batches.TARGET = FILLING if start + STEP < documents else pace
        made = [invent(corpus, number) for number in range(start, min(start + STEP, documents))]
        add_documents(project.store, [found for found, _ in made])
        lines = [line for _, line in made]
        before, began = time.process_time(), time.perf_counter()
        keep_readings(project.store, version, lines)
        yield len(lines), time.process_time() - before, time.perf_counter() - began


def real_readings(file: Path, rounds: int = 6) -> None:
    """Ingest of readings that ``onrecord read`` wrote, each time with other ids."""
    lines = file.read_bytes().splitlines()
    unit = cpu(lambda: [zlib.compress(line, 6) for line in lines]) / len(lines)
    best = float("inf")
    with tempfile.TemporaryDirectory() as folder, onrecord.open(folder, create=True) as project:
        version = version_of(decode_reading(lines[0]).versions)
        for turn in range(rounds):
            changed = dict(_changed(line, turn, number) for number, line in enumerate(lines))
            documents = [_collected(line, doc_id) for doc_id, line in changed.items()]
            add_documents(project.store, documents)
            ready = [
                line.replace(doc_id.encode(), found.document.doc_id.encode())
                for (doc_id, line), found in zip(changed.items(), documents, strict=True)
            ]
            start = time.process_time()
            kept = keep_readings(project.store, version, ready)
            best = min(best, (time.process_time() - start) / kept.new)
    print(f"real readings: {best * 1000:.2f} CPU ms each, {1 / best:.0f} a CPU second;"
          f" {best * 1000 / unit:.2f} x their compression (zlib 6: {unit:.2f} ms)")  # fmt: skip


def _changed(line: bytes, turn: int, number: int) -> tuple[str, bytes]:
    mark = f"{turn:x}{number:03x}".encode()[-4:]
    made = IDS.sub(lambda m: b'"' + m[1] + mark + m[2][4:], line)
    return decode_reading(made).document.doc_id, made


def _collected(line: bytes, name: str) -> Collected:
    part = decode_reading(line).document
    document = replace(Document(" ".join(["word"] * 290)), id=name, published=part.published)
    return Collected(document, b"page", "text/plain", name, None, "bench")


@dataclass(frozen=True)
class Words:
    """Words and an id that the corpus has."""

    rare: str
    frequent: str
    second: str
    statement: str


#: What is asked: the table and the filters; the newest 50 rows are wanted.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "documents": ("documents", {}),
    "documents of an outlet": ("documents", {"outlet": "Outlet 0"}),
    "documents with an actor": ("documents", {"actor": "ACT300"}),
    "documents with the most frequent actor": ("documents", {"actor": "ACT0"}),
    "documents with a frequent word": ("documents", {"text": "{frequent}"}),
    "statements": ("statements", {}),
    "statements of a rare holder": ("statements", {"holder": "ACT500"}),
    "statements of the most frequent holder": ("statements", {"holder": "ACT0"}),
    "its denials": ("statements", {"holder": "ACT0", "speech_act": "denial"}),
    "statements of an actor in a month": (
        "statements", {"actor": "ACT0", "since": "2016-06-01", "until": "2016-06-30"}),
    "statements with a rare word and an actor": ("statements", {"text": "{rare}", "actor": "ACT3"}),
    "statements with a frequent word": ("statements", {"text": "{frequent}"}),
    "one statement by its id": ("statements", {"statement_id": "{statement}"}),
    "accounts of a type": ("accounts", {"type": "ASSAULT"}),
    "accounts of a type at a place": ("accounts", {"type": "ASSAULT", "place": "geo:0"}),
    "accounts of the most frequent actor": ("accounts", {"actor": "ACT0"}),
}  # fmt: skip
SEARCHES = {
    "search, a frequent word": "{frequent}",
    "search, a rare word": "{rare}",
    "search, two frequent words": "{frequent} {second}",
}
PAIRS = {
    "pair by month, most frequent": ("ACT0", "ACT1"),
    "pair by month, rare": ("ACT200", "ACT100"),
}
OVER_SNAPSHOT = {
    "accounts by month and type": "SELECT begins[:7] m, type, count(*) FROM accounts GROUP BY ALL",
    "pair by month": "SELECT month, count(*) FROM pairs WHERE actor = 'ACT0' AND recipient = 'ACT1'"
    " GROUP BY 1",
    "the twenty most frequent pairs": "SELECT actor, recipient, count(*) n FROM pairs GROUP BY ALL"
    " ORDER BY n DESC LIMIT 20",
    "denials by holder": "SELECT holder, count(*) n FROM statements WHERE speech_act = 'denial'"
    " GROUP BY 1 ORDER BY n DESC LIMIT 20",
}


def words_of(project: Project) -> Words:
    """A rare and two frequent words, and the id of a statement."""
    first = next(iter(project.statements()))
    counts = {word: project.documents(text=word).count() for word in set(first.content.split())}
    rare, *_, second, frequent = sorted(counts, key=lambda word: counts[word])
    print(f"a rare word: {counts[rare]} documents; frequent: {counts[frequent]}, {counts[second]}")
    return Words(rare, frequent, second, first.statement_id)


def ask_all(project: Project) -> None:
    """Time every query, and print a table."""
    words = words_of(project)
    put = {name: getattr(words, name) for name in ("rare", "frequent", "second", "statement")}
    print("| query | CPU ms | wall ms, mean |\n|---|---|---|")
    for name, (table, filters) in LISTS.items():
        given = {key: value.format(**put) for key, value in filters.items()}
        _tell(name, getattr(project, table)(**given).newest)
    for name, text in SEARCHES.items():
        _tell(name, partial(project.search, text.format(**put)))
    for name, sides in PAIRS.items():
        _tell(name, partial(project.pair_by_month, *sides))


def _tell(name: str, step: Callable[[], object]) -> None:
    start = time.perf_counter()
    spent = cpu(step)
    wall = (time.perf_counter() - start) / ROUNDS * 1000
    print(f"| {name} | {spent:.1f} | {wall:.1f} |", flush=True)


def ask_snapshot(project: Project) -> None:
    """Time aggregates over a snapshot."""
    start = time.process_time()
    made = project.snapshot()
    size = sum(file.stat().st_size for file in made.folder.rglob("*.parquet"))
    print(f"| snapshot of {sum(made.counts.values())} rows, {size / 1e6:.0f} MB |"
          f" {(time.process_time() - start) * 1000:.0f} | |")  # fmt: skip
    with project.duckdb() as connection:
        for name, query in OVER_SNAPSHOT.items():
            _tell(f"snapshot: {name}", partial(_fetched, connection, query))


def _fetched(connection: Any, query: str) -> object:
    return connection.execute(query).fetchall()


def main() -> None:
    """Fill a project, ask it, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--readings", type=Path)
    given = parser.parse_args()
    if given.readings:
        real_readings(given.readings)
        return
    folder = given.folder or Path(tempfile.mkdtemp(prefix="onrecord-bench-"))
    corpus, documents = make_corpus(), given.accounts // ACCOUNTS
    with onrecord.open(folder, create=True) as project:
        done = 0
        for number, spent, wall in fill(project, corpus, documents):
            done += number
            rate = f"{spent / number * 1000:.2f} CPU ms each, {number / wall:.0f} a second"
            print(f"{done:>8} readings: {rate}", file=sys.stderr, flush=True)
        size = os.path.getsize(folder / "onrecord.db")  # noqa: PTH202
        print(f"{project.documents().count()} documents, {size / 1e6:.0f} MB")
        ask_all(project)
        ask_snapshot(project)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")
    if not given.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
