"""Commands of a project: init, add, withdraw, prune, search, snapshot, sql.

Documents go in by ``add``; nothing leaves the machine. Exit codes are those of the command line.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.console import NOTHING, SOME_FAILED, ended_by_signals, say, show_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.collect import Begun, Collected
    from onrecord.model import Failure
    from onrecord.store.analysis import Answer
    from onrecord.store.documents import Added
    from onrecord.store.snapshot import Since

    Outcome = Collected | Failure | Begun

#: Rows that a table on the screen shows.
SHOWN = 200

Folder = Annotated[
    Path,
    typer.Option("--project", help="Project folder.", file_okay=False, show_default="here"),
]
HERE = Path()


class Format(StrEnum):
    """How the answer of a query is written."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (init, add, withdraw, prune, search, snapshot, sql):
        app.command()(command)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a project folder: settings, folders for own words, the database."""
    from onrecord.store import create_project

    create_project(folder)
    say(f"onrecord: project in {folder}; add documents: onrecord add PATH --project {folder}")


def add(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH|URL...", help="Files, folders, addresses, or - .")
    ],
    *,
    project: Folder = HERE,
    again: Annotated[
        bool, typer.Option("--again", help="Add also what was withdrawn before.")
    ] = False,
) -> None:
    """Add documents to a project, with the bytes they came from; what is there stays as it is."""
    from onrecord.project import gather
    from onrecord.store import Tally, add_documents, open_store

    left_out: Counter[tuple[str, str]] = Counter()
    tally = Tally()
    with ended_by_signals(lambda: _kept(tally.added)), open_store(project) as store:
        found = _told(gather(project, paths, left_out))
        added = add_documents(store, found, again=again, tally=tally)
    failed = sum(added.failed.values())
    say(f"onrecord: {added.new} new, {added.already} already there, {failed} failed")
    many = {reason: number for reason, number in added.failed.items() if number > 1}
    for reason, number in sorted(many.items(), key=lambda one: (-one[1], one[0])):
        say(f"  {number} x {reason}")
    for (file, kind), number in sorted(left_out.items()):
        say(f"  left out of {file}: {number} x {kind}")
    if added.unsure:
        say(
            f"onrecord: {added.unsure} new ones have no certain day of publication; where their"
            " outlets publish belongs in onrecord.toml, [collect.zones]"
        )
    if added.withdrawn:
        say(f"onrecord: {added.withdrawn} were withdrawn before and not added; --again adds them")
    if failed:
        raise typer.Exit(SOME_FAILED)
    if not added.new + added.already:
        raise typer.Exit(NOTHING)


def _kept(added: Added) -> str:
    kept = f"{added.new} new documents are kept" if added.new else "no document was new so far"
    return f"onrecord: interrupted; {kept}, the same command goes on"


def _told(found: Iterable[Outcome]) -> Iterator[Outcome]:
    """The same, with each failure told."""
    from onrecord.model import Failure

    for outcome in found:
        if isinstance(outcome, Failure):
            say(f"failed: {outcome.document} [{outcome.stage}] {outcome.reason}")
        yield outcome


def withdraw(
    document: Annotated[str, typer.Argument(metavar="DOC", help="Its doc_id, or your own id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept, so name nobody.")],
    project: Folder = HERE,
) -> None:
    """Delete a document: text, original, readings and words; a tombstone and the log stay."""
    from onrecord.runs import take_out
    from onrecord.store import open_store

    with open_store(project) as store:
        done = take_out(store, document, reason)
    say(f"onrecord: {done.doc_id} is withdrawn")
    for other in done.same_text:
        say(f"onrecord: {other} has the same text and stays; withdraw it too if it must go")
    for other in done.same_original:
        say(f"onrecord: {other} was made of the same bytes; they stay until it is withdrawn too")
    for place in done.elsewhere:
        say(f"onrecord: {place} was written before and may hold a copy; delete it if it must go")
    if done.events:
        say(
            f"onrecord: {done.events} events told of it: empty until onrecord merge makes them anew"
        )
    if not done.rewritten:
        say("onrecord: the file could not be written anew, and its unused parts may hold words of"
            " it; free room for two copies of it, then: onrecord prune --rewrite")  # fmt: skip
    if not done.emptied:
        say("onrecord: another program has the project open; the rest goes when it ends")


def prune(
    *,
    project: Folder = HERE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be deleted.")
    ] = False,
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help="Then write the file anew, so that it shrinks.")
    ] = False,
) -> None:
    """Delete readings of earlier versions of the reader; those that are shown stay."""
    from onrecord.errors import StoreError
    from onrecord.store import open_store
    from onrecord.store.readings import old_readings
    from onrecord.store.readings import prune as prune_readings
    from onrecord.store.withdraw import rewrite as write_anew

    with open_store(project) as store:
        old = old_readings(store) if dry_run else prune_readings(store)
        if rewrite and not dry_run and not write_anew(store):
            raise StoreError("the file could not be written anew: free room for two copies of it,"
                             " and try again when nobody else writes")  # fmt: skip
    done = "would be deleted" if dry_run else "deleted"
    say(f"onrecord: {old.readings} older readings {done} ({old.bytes / 1e6:.1f} MB)")
    if not (old.readings or rewrite):
        raise typer.Exit(NOTHING)


def search(
    text: Annotated[str, typer.Argument(help='Words; "a phrase"; begin* .')],
    project: Folder = HERE,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many documents.")] = 20,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
) -> None:
    """Find documents that hold all the words, in title or text."""
    from onrecord.store import open_store
    from onrecord.store.analysis import Answer
    from onrecord.store.search import search as search_in

    with open_store(project) as store:
        hits = search_in(store, text, limit)
    columns = ("doc_id", "published", "outlet", "title", "start", "passage")
    cells = [
        (h.doc_id, h.published, h.outlet, h.title, h.passage.start, h.passage.text) for h in hits
    ]
    _write(Answer(columns, iter(cells)), form)
    if not hits:
        say(f"onrecord: no document holds {text!r}")
        raise typer.Exit(NOTHING)


def snapshot(
    project: Folder = HERE,
    outlet: Annotated[
        list[str] | None, typer.Option("--outlet", help="Only of this outlet; may be repeated.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Published on this day or earlier.")] = None,
) -> None:
    """Write the tables as Parquet files, for analysis."""
    from onrecord.store import open_store
    from onrecord.store.snapshot import Scope, take_snapshot

    with open_store(project) as store:
        done = take_snapshot(store, Scope(tuple(outlet or ()), since, until))
    for table, number in done.counts.items():
        say(f"  {number:>9} {table}")
    typer.echo(done.folder)


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT statement.")],
    *,
    project: Folder = HERE,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
    seconds: Annotated[float, typer.Option(help="Stop the query after this time.", min=0.1)] = 60.0,
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV: leave cells that a spreadsheet would run.")
    ] = False,
) -> None:
    """Ask the newest whole snapshot and the small tables with SQL; read only."""
    from onrecord.store import open_store
    from onrecord.store.analysis import ask
    from onrecord.store.snapshot import since_snapshot

    with open_store(project) as store:
        found = since_snapshot(store)
        if found:
            _say_which(found)
        with ask(store, query, seconds) as answer:
            _write(answer, form, raw=raw)


def _say_which(asked: Since) -> None:
    """Say which snapshot is asked, and how far it is behind the project."""
    part = "; ".join(
        f"{name} {', '.join(value) if isinstance(value, list) else value}"
        for name, value in asked.part.items()
    )
    say(f"onrecord: snapshot of {asked.at}: {f'only {part}' if part else 'all documents'}")
    later = {"documents added": asked.added, "readings kept": asked.read,
             "documents withdrawn": asked.withdrawn}  # fmt: skip
    told = ", ".join(f"{number} {what}" for what, number in later.items() if number)
    if told:
        say(f"onrecord: since then {told}; for these: onrecord snapshot")


# ---- writing ------------------------------------------------------------------------------------


def _write(answer: Answer, form: Format, *, raw: bool = False) -> None:
    if form is Format.jsonl:
        import msgspec

        for cells in answer.rows:
            line = msgspec.json.encode(dict(zip(answer.columns, cells, strict=True)))
            sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    elif form is Format.csv:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(answer.columns)
        rows.writerows(cells if raw else map(_harmless, cells) for cells in answer.rows)
    else:
        _show(answer)


def _harmless(cell: Any) -> Any:
    """The same, if a text that a spreadsheet would take for a formula with a mark before it."""
    from onrecord.export.spreadsheet import harmless

    return harmless(cell) if isinstance(cell, str) else cell


def _show(answer: Answer) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from onrecord.export.terminal import plain

    table = Table(*answer.columns, box=box.SIMPLE_HEAD)
    for cells in islice(answer.rows, SHOWN):
        table.add_row(*(Text("" if cell is None else plain(str(cell))) for cell in cells))
    show_all(table)
    if next(answer.rows, None) is not None:
        say(f"onrecord: the first {SHOWN} rows; all of them with --format csv or jsonl")
