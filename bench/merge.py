"""How merging a project grows: CPU for each account, memory, and what a few new reports cost.

    python bench/merge.py 10000 100000                  a corpus that grows in time, as news does
    python bench/merge.py 10000 100000 --dense          the same days, ever more reports a day

Reports are invented (``merge_corpus.py``), ten accounts each, put into a project and merged as
``onrecord merge`` does: accounts made comparable, slices compared, accounts grouped, events made
and kept. Then ten reports are added. Filling the project is not counted. Each size runs in
processes of its own; compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from merge_corpus import A_DAY, ACCOUNTS, VERSIONS, Corpus

from onrecord.lexicon import DataFolders
from onrecord.merge import load_merge_words
from onrecord.merges import MergeCounts, merge_project
from onrecord.store import (
    Store,
    add_documents,
    batches,
    create_project,
    keep_readings,
    open_store,
    version_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

#: Days of a dense corpus.
DAYS_ALL = 300
#: Reports that are put into the project at once, and that are added in the end.
STEP, MORE = 2_000, 10
#: Seconds of a transaction while a project is filled: nobody waits.
FILLING = 1.0
MEBI = 1024


class Stage(NamedTuple):
    """CPU seconds of each stage of a merging (``Step.stage``), and its counts."""

    cpu: dict[str, float]
    counts: MergeCounts

    @property
    def seconds(self) -> float:
        """All stages together."""
        return sum(self.cpu.values())


class Measured(NamedTuple):
    """One size: what merging all cost, what ten reports more; mebibytes at most, on the disk."""

    accounts: int
    events: int
    whole: Stage
    more: Stage
    memory: float
    database: float


def fill(folder: Path, corpus: Corpus, numbers: Iterable[int]) -> None:
    """Put reports into a project."""
    source = map(corpus.report, numbers)
    with open_store(folder) as store:
        while some := list(islice(source, STEP)):
            add_documents(store, [found for found, _ in some])
            kept = keep_readings(store, version_of(VERSIONS), [line for _, line in some])
            assert kept.new == len(some), kept


def make(folder: Path, corpus: Corpus) -> None:
    """A project with all reports but the last ten."""
    batches.TARGET = FILLING
    create_project(folder)
    fill(folder, corpus, range(corpus.reports - MORE))


def merge(store: Store) -> Stage:
    """Merge a project, and say what each stage cost."""
    cpu: dict[str, float] = {}
    steps = merge_project(store, load_merge_words(DataFolders()), {})
    begin = time.process_time()
    while True:
        try:
            stage = next(steps).stage
        except StopIteration as end:
            return Stage(cpu, end.value)
        finally:
            now = time.process_time()
        cpu[stage] = cpu.get(stage, 0.0) + now - begin
        begin = now


def measure(folder: Path, corpus: Corpus) -> Measured:
    """Merge the project, then ten reports more."""
    with open_store(folder) as store:
        whole = merge(store)
        fill(folder, corpus, range(corpus.reports - MORE, corpus.reports))
        more = merge(store)
        count = "SELECT (SELECT count(*) FROM told), (SELECT count(*) FROM events)"
        accounts, events = store.connection.execute(count).fetchone()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBI
    database = (folder / "onrecord.db").stat().st_size / MEBI / MEBI
    return Measured(accounts, events, whole, more, memory, database)


def _apart(work: Callable[..., Any], *given: object) -> Any:
    """Do something in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def measured(accounts: int, dense: int | None) -> Measured:
    """One size, from the first report to the last."""
    reports = accounts // ACCOUNTS
    corpus = (reports, dense or max(30, reports // A_DAY))
    with tempfile.TemporaryDirectory() as folder:
        _apart(make, Path(folder) / "p", Corpus(*corpus))
        found: Measured = _apart(measure, Path(folder) / "p", Corpus(*corpus))
    return found


def report(found: Sequence[Measured]) -> Iterator[str]:
    """Lines of two tables; the first size is 1.00."""
    yield (
        "accounts  µs/account  ratio  (documents  slices  groups  events)  pairs/account  events"
        "  MiB  database MiB"
    )
    first = found[0].whole.seconds / found[0].accounts
    for m in found:
        each = [m.whole.cpu.get(name, 0.0) / m.accounts * 1e6
                for name in ("documents", "slices", "accounts", "events")]  # fmt: skip
        yield (
            f"{m.accounts:8d}  {sum(each):10.0f}  {sum(each) / first / 1e6:5.2f}"
            f"  {each[0]:10.0f}  {each[1]:6.0f}  {each[2]:6.0f}  {each[3]:6.0f}  "
            f"{m.whole.counts.compared / m.accounts:14.1f}  {m.events:6d}  {m.memory:.0f}"
            f"  {m.database:.0f}"
        )
    yield ""
    yield f"{MORE} reports more: CPU s  share  slices  pairs  accounts grouped  share  events"
    for m in found:
        more = m.more.counts
        yield (
            f"{m.accounts:8d}  {m.more.seconds:18.2f}  {m.more.seconds / m.whole.seconds:5.2%}"
            f"  {more.slices:6d}  {more.compared:5d}  {more.accounts:16d}"
            f"  {more.accounts / m.accounts:5.2%}  {more.events:6d}"
        )


def main() -> None:
    """Measure the sizes given, smallest first."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("accounts", nargs="+", type=int)
    parser.add_argument("--dense", action="store_true", help="the same days for every size")
    args = parser.parse_args()
    found = [measured(n, DAYS_ALL if args.dense else None) for n in sorted(args.accounts)]
    for line in report(found):
        print(line)


if __name__ == "__main__":
    main()
