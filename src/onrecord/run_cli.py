"""``onrecord run``: read and merge what is new in a project; ``jobs`` and ``log``.

onrecord run --project DIR    reads and merges; ended at any moment, the same command goes on
onrecord jobs --project DIR   the runs, how far they are, how fast they were
onrecord log --project DIR    what was done to the project, and whether the log is whole
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.console import FAULT, NOTHING, SOME_FAILED, ended_by_signals, say
from onrecord.merge_cli import merge_and_say
from onrecord.project_cli import HERE, Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from onrecord.engine.limits import Limits
    from onrecord.runs import Engine, Progress, Seen

#: Seconds between two lines of progress where no terminal is.
EVERY = 10.0
#: Reasons that are listed at the end; the log of the run has all.
REASONS = 10


class EngineName(StrEnum):
    """What reads."""

    local = "local"
    ray = "ray"


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (run, jobs, log):
        app.command()(command)


# ---- run ----------------------------------------------------------------------------------------


def run(
    *,
    project: Folder = HERE,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Processes here, or actors of Ray.")
    ] = EngineName.local,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=0, help="Workers; 0: one for each core.")
    ] = None,
    address: Annotated[
        str | None, typer.Option("--address", help="Of a Ray cluster, such as auto or HOST:6379.")
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="Read again what this reader failed on.")
    ] = False,
    merge: Annotated[
        bool, typer.Option("--merge/--no-merge", help="Merge accounts into events afterwards.")
    ] = True,
) -> None:
    """Read every document of a project that this reader has not read, and merge its accounts.

    End it as you like: what is done is kept, and the same command goes on. Exit codes: 0 all read;
    3 some documents gave no reading; 4 nothing to read; 130 and 143 interrupted.
    """
    from onrecord.api import reader
    from onrecord.engine.limits import Limits
    from onrecord.errors import SettingsError
    from onrecord.runs import Job
    from onrecord.runs import run as run_project
    from onrecord.settings import load_settings, load_table_of, with_jobs
    from onrecord.store import version_of

    if address and engine is not EngineName.ray:
        raise SettingsError("--address belongs to --engine ray")
    settings = with_jobs(load_settings(project), jobs)
    limits = load_table_of(project, "run", Limits)
    job = Job(project, version_of(reader(project).versions), limits, failed)
    workers = 0 if address and jobs is None else settings.workers  # 0: all of the cluster
    start = _engine(engine, project, limits, workers, address)
    with ended_by_signals(_interrupted), closing(run_project(job, start)) as steps:
        over = [step for step in _shown(steps) if step.over]
        if merge:
            merge_and_say(project)
    _report(over, project)


def _engine(
    name: EngineName, project: Path, limits: Limits, jobs: int, address: str | None
) -> Callable[[], Engine]:
    """What starts the engine, once there is something to read."""

    def start() -> Engine:
        import pickle

        from onrecord.api import reader

        packed = pickle.dumps(reader(project))
        if name is EngineName.ray:
            from onrecord.engine.ray import RayPool

            return RayPool(packed, limits, jobs, address)
        from onrecord.engine.pool import Pool
        from onrecord.parse.spacy_model import model_path

        model_path()  # say that the model is missing before workers start
        return Pool(packed, limits, jobs)

    return start


def _interrupted() -> str:
    return "onrecord: interrupted; what is done is kept, the same command goes on"


def _report(over: list[Progress], project: Path) -> None:
    """Say what became of every document, and leave with the exit code that fits."""
    if not over:
        say(f"onrecord: nothing to read: this reader has read everything in {project}")
        raise typer.Exit(NOTHING)
    for one in over:
        for reason, count in one.reasons.most_common(REASONS):
            say(f"failed: {count} × {reason}")
        say(
            f"onrecord: run {one.run}: {one.documents} documents = {one.read} read"
            f" + {one.failed} failed + {one.quarantined} quarantined"
        )
    if any(one.failed or one.quarantined for one in over):
        raise typer.Exit(SOME_FAILED)


# ---- progress -----------------------------------------------------------------------------------


def _shown(steps: Iterable[Progress]) -> Iterator[Progress]:
    return _with_bar(steps) if sys.stderr.isatty() else _with_lines(steps)


def _with_lines(steps: Iterable[Progress]) -> Iterator[Progress]:
    """Tell how far it is every few seconds, a line each."""
    clock, told = _Clock(), time.monotonic()
    for step in steps:
        clock.see(step)
        if time.monotonic() - told >= EVERY:
            told = time.monotonic()
            say(f"onrecord: run {step.run}: {clock.said(step)}")
        yield step


def _with_bar(steps: Iterable[Progress]) -> Iterator[Progress]:
    """A bar on standard error, and below it why documents fail."""
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    from onrecord.console import console_of

    clock = _Clock()
    bar = Bar(TextColumn("run {task.fields[run]}"), BarColumn(),
              TextColumn("{task.fields[said]}"), console=console_of(), transient=True)  # fmt: skip
    with bar:
        task = bar.add_task("", run="", said="starting", total=None)
        for step in steps:
            clock.see(step)
            bar.update(task, total=step.documents, completed=step.begun, run=step.run,
                       said=clock.said(step))  # fmt: skip
            yield step


class _Clock:
    """How fast a run is, and how long it will take; the start of the workers does not count."""

    def __init__(self) -> None:
        self.run = ""
        self.first = (0, 0.0)

    def see(self, step: Progress) -> None:
        """Begin to count with the first document that was begun in this sitting."""
        if step.run != self.run or step.begun <= self.first[0]:
            self.run, self.first = step.run, (step.begun, time.monotonic())

    def said(self, step: Progress) -> str:
        """Documents, rate, time that remains, failures by their most frequent reasons."""
        parts = [f"{step.begun} of {step.documents} documents"]
        seconds = time.monotonic() - self.first[1]
        if seconds > 1 and (rate := (step.begun - self.first[0]) / seconds) > 0:
            left = round((step.documents - step.begun) / rate)
            parts += [f"{rate:.1f}/s", f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"]
        parts += [f"{count} × {reason}" for reason, count in step.reasons.most_common(2)]
        return ", ".join(parts)


# ---- jobs, log ----------------------------------------------------------------------------------


def jobs(
    *,
    project: Folder = HERE,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
) -> None:
    """List the runs of a project: state, counts, rate."""
    from onrecord.runs import look
    from onrecord.store import open_store

    with open_store(project):  # says so if there is none
        found = list(look(project))
    if form is Format.jsonl:
        for one in found:
            _print_json(_row(one))
    elif found:
        _print_table([_row(one) for one in found])
    if not found:
        say(f"onrecord: no runs in {project}; start one: onrecord run --project {project}")
        raise typer.Exit(NOTHING)


def _row(one: Seen) -> dict[str, object]:
    progress = one.progress
    return {
        "run": progress.run,
        "state": one.state,
        "documents": progress.documents,
        "read": progress.read,
        "failed": progress.failed,
        "quarantined": progress.quarantined,
        "to do": progress.documents - progress.done,
        "a second": None if one.rate is None else round(one.rate, 1),
        "last": one.last,
        "reader": one.version,
    }


def log(
    *,
    project: Folder = HERE,
    last: Annotated[
        int | None, typer.Option("--last", "-n", min=1, help="Only so many entries.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
) -> None:
    """Show the log of a project, and whether it is whole: each entry holds the hash of the last."""
    from onrecord.store import open_store, verify_log
    from onrecord.store.journal import log_entries

    with open_store(project) as store:
        entries = list(log_entries(store, last))
        state = verify_log(store)
    if form is Format.jsonl:
        for entry in entries:
            _print_json(entry)
    else:
        _print_table([
            {"n": e.n, "at": e.written, "action": e.action, "subject": e.subject,
             "detail": ", ".join(f"{k}: {v}" for k, v in e.detail.items())} for e in entries
        ])  # fmt: skip
    if state.broken is not None:
        say(f"onrecord: the log was changed: entry {state.broken} does not fit to the one before")
        raise typer.Exit(FAULT)
    say(f"onrecord: {state.entries} entries, whole; the last has the hash {state.head}")


def _print_json(value: object) -> None:
    import msgspec

    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def _print_table(rows: list[dict[str, object]]) -> None:
    """Columns of plain text, whatever the width of the terminal: nothing is cut off."""
    from onrecord.export.terminal import plain

    lines = [list(rows[0]), *([_cell(cell) for cell in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        sys.stdout.write(plain("  ".join(cells).rstrip()) + "\n")
    sys.stdout.flush()


def _cell(value: object) -> str:
    return "-" if value is None else str(value)
