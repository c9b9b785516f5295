"""The command line: parse arguments, call one function, print.

Data goes to standard output, everything said about it to standard error. Exit codes:
0 done; 1 unexpected fault; 2 wrong usage; 3 done, but some documents failed; 4 nothing to do;
6 a needed part is missing; 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from onrecord import (
    __version__,
    check_cli,
    event_cli,
    events_cli,
    merge_cli,
    project_cli,
    run_cli,
    show_cli,
    voices_cli,
)
from onrecord.actors_cli import actors_app
from onrecord.console import FAULT, MISSING, USAGE, Paths, Project, finish, say
from onrecord.errors import ModelError, OnrecordError
from onrecord.explain_cli import explain

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from onrecord.model import Failure

app = typer.Typer(
    name="onrecord",
    help="Reads conflict news and keeps who says what, each value with its exact words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(actors_app)
app.command()(explain)
app.command()(events_cli.events)
event_cli.register(app)
show_cli.register(app)
check_cli.register(app)
voices_cli.register(app)
project_cli.register(app)
run_cli.register(app)
merge_cli.register(app)


class Format(StrEnum):
    """How readings are written."""

    jsonl = "jsonl"


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        app()
    except ModelError as error:
        _leave(MISSING, error)
    except OnrecordError as error:
        _leave(USAGE, error)
    except BrokenPipeError:  # the reader of our output had enough, as in `onrecord … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _leave(code: int, error: Exception) -> None:
    say(f"onrecord: {error}")
    sys.exit(code)


def _version(asked: bool) -> None:
    if asked:
        print(f"onrecord {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Reads conflict news and keeps who says what, each value with its exact words."""


# ---- read ---------------------------------------------------------------------------------------


@app.command()
def read(
    paths: Paths,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.jsonl,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=0, help="Worker processes; 0: one a core.")
    ] = None,
    project: Project = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="File to write to.")
    ] = None,
) -> None:
    """Read documents; print one reading a line (schema: onrecord schema)."""
    del form  # one format so far; the option is there so that scripts may name it
    from onrecord.api import reader
    from onrecord.collect import load_columns, read_documents
    from onrecord.engine.local import read_lines
    from onrecord.parse.spacy_model import model_path
    from onrecord.settings import load_settings, with_jobs

    settings = with_jobs(load_settings(project), jobs)
    model_path()  # say that the model is missing once, not for every document
    columns = load_columns(project)
    documents = read_documents(paths, max_bytes=settings.max_bytes, mapping=columns)
    lines = read_lines(documents, reader(project), jobs=settings.workers)
    with _written_to(output, paths) as file:
        finish(*_write(_shown(lines, paths), file))


def _write(lines: Iterable[bytes | Failure], file: BinaryIO) -> tuple[int, int]:
    """Write the readings, tell the failures; gives how many of each."""
    from onrecord.model import Failure

    done = failed = 0
    for line in lines:
        if isinstance(line, Failure):
            failed += 1
            say(f"failed: {line.document} [{line.stage}] {line.reason}")
        else:
            done += 1
            file.write(line + b"\n")
            file.flush()
    return done, failed


@contextmanager
def _written_to(output: Path | None, paths: list[str]) -> Generator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        return
    if any(Path(path).resolve() == output.resolve() for path in paths):
        raise typer.BadParameter(f"{output} is also read; give another file", param_hint="--output")
    try:
        with output.open("wb") as file:
            yield file
    except OSError as error:
        reason = f"{output} cannot be written: {error.strerror}"
        raise typer.BadParameter(reason, param_hint="--output") from error


def _shown(lines: Iterator[bytes | Failure], paths: list[str]) -> Iterator[bytes | Failure]:
    """The same lines, with a bar on standard error where somebody looks at it."""
    if not sys.stderr.isatty():
        yield from lines
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from onrecord.collect.paths import count_documents
    from onrecord.console import console_of

    bar = Progress("reading", BarColumn(), MofNCompleteColumn(), "{task.fields[rate]}",
                   TimeRemainingColumn(), console=console_of(), transient=True)  # fmt: skip
    with bar:
        task = bar.add_task("", total=count_documents(paths), rate="")
        for line in lines:
            yield line
            speed = bar.tasks[0].speed
            bar.update(task, advance=1, rate=f"{speed:.1f}/s" if speed else "")


# ---- codes --------------------------------------------------------------------------------------


@app.command()
def codes(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Documents, or readings that `read` wrote."),
    ],
    project: Project = None,
) -> None:
    """Print every event as told in the codes of other data sets, one row each (CSV).

    ISO, Correlates of War, PLOVER, ACLED inter, precision of UCDP and ACLED, GeoNames. An empty
    cell is not determined; ? stands for one of several that is not. It is no ACLED or UCDP data.
    """
    from onrecord.api import data_folders, readings
    from onrecord.export.code_lines import code_lines
    from onrecord.export.code_tables import load_code_tables
    from onrecord.export.codes import coded
    from onrecord.model import Failure

    tables = load_code_tables(data_folders(project))
    counts = [0, 0]
    head, *_ = code_lines(())
    print(head, end="")
    for outcome in readings(paths, project=project):
        counts[isinstance(outcome, Failure)] += 1
        if isinstance(outcome, Failure):
            say(f"failed: {outcome.document} [{outcome.stage}] {outcome.reason}")
            continue
        _, *rows = code_lines(coded(outcome[1], tables))
        print(*rows, sep="", end="")
    finish(*counts)


# ---- data, model, schema ------------------------------------------------------------------------


@app.command("check-data")
def check_data(
    project: Project = None,
    warnings: Annotated[bool, typer.Option("--warnings", help="List warnings too.")] = False,
    cases: Annotated[
        Path | None, typer.Option("--cases", help="Folder of cases: also warn of unused rows.")
    ] = None,
) -> None:
    """Check every row of the words by its example; name each row that is wrong.

    E1 table, column, cell or example missing or wrong · E2 id used twice · E3 the example lacks
    the phrase · E4 the example, when read, does not give the row · E5 unknown actor, type or class
    · W1 a name of two actors · W2 a row no case uses · W3 a fact without a source.
    """
    from onrecord.checks import check_tables, unused_rows
    from onrecord.lexicon import DataFolders

    folders = DataFolders(projects=(project,) if project else ())
    faults = list(check_tables(folders))
    faults += unused_rows(folders, cases) if cases else ()
    for fault in faults:
        if fault.is_error or warnings:
            print(fault)
    errors = sum(fault.is_error for fault in faults)
    say(f"onrecord: {errors} errors, {len(faults) - errors} warnings")
    if errors:
        raise typer.Exit(FAULT)


@app.command()
def doctor(
    install: Annotated[bool, typer.Option("--install", help="Add the language model.")] = False,
) -> None:
    """Look whether everything is there that reading needs, as it was tested."""
    from onrecord.doctor import examine, install_model

    if install:
        install_model()
    ill = 0
    for finding in examine():
        ill += not finding.well
        print(f"{'ok  ' if finding.well else 'FAIL'}  {finding.name}: {finding.found}")
        if not finding.well:
            print(f"      {finding.advice}")
    if ill:
        raise typer.Exit(MISSING)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a reading."""
    import json

    from onrecord.interchange import reading_schema

    print(json.dumps(reading_schema(), indent=2, ensure_ascii=False))
