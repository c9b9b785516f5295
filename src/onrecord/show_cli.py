"""``onrecord show``, ``onrecord demo``: a document, an event, the bundled sample."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.console import Project, finish, say, show_all
from onrecord.event_cli import is_id, show_event
from onrecord.events_cli import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.export.wording import Wording
    from onrecord.model import Document, Reading
    from onrecord.reasons import Reasons


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (show, demo):
        app.command()(command)


def show(
    file: Annotated[str, typer.Argument(metavar="FILE|ID", help="A file, - , e_…, a_… or d_… .")],
    html: Annotated[
        Path | None, typer.Option("--html", dir_okay=False, help="Write a page instead.")
    ] = None,
    why: Annotated[
        bool, typer.Option("--explain", help="On the page: why each sentence was read so.")
    ] = False,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="Of an event: also what each report tells.")
    ] = False,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="Of an event: how to write.")
    ] = Format.table,
    project: Project = None,
) -> None:
    """Show a document: its text marked, who says what, events, ties, gaps; or an event.

    An event (e_…) shows its values side by side, each with who says it, and what is disputed; an
    account (a_…) what one report tells of it. Ids are those of the project.
    """
    known = is_id(file) and not Path(file).exists()
    if known and not file.startswith("d_"):
        show_event(file, project or Path(), accounts=accounts, form=form)
        return
    from onrecord.api import data_folders
    from onrecord.export.terminal import rendered
    from onrecord.export.view import look
    from onrecord.export.wording import load_wording

    counts = [0, 0]
    pairs = _of_project(file, project, counts) if known else _read_here([file], project, counts)
    words = load_wording(data_folders(project))
    if html:
        shown = list(pairs)
        reasons = _reasons_of(shown, project) if why else {}
        _write_page(html, shown, words, reasons)
    else:
        for document, reading in pairs:
            show_all(*rendered(look(reading, document.text, words)))
    finish(*counts)


def _of_project(
    doc_id: str, project: Path | None, counts: list[int]
) -> Iterator[tuple[Document, Reading]]:
    """A document of a project with the reading that is shown."""
    from onrecord.errors import StoreError
    from onrecord.project import open as open_project

    with open_project(project or Path()) as opened:
        document, reading = opened.document(doc_id), opened.reading(doc_id)
    if document is None:
        raise StoreError(f"the project has no document {doc_id}")
    if reading is None:
        raise StoreError(f"{doc_id} was not read yet: onrecord run")
    counts[0] += 1
    yield document, reading


def _reasons_of(
    pairs: list[tuple[Document, Reading]], project: Path | None
) -> dict[str, tuple[Reasons, ...]]:
    from onrecord.api import explain as reasons

    return {document.doc_id: reasons(document, project=project) for document, _ in pairs}


def _write_page(
    file: Path,
    pairs: list[tuple[Document, Reading]],
    words: Wording,
    reasons: dict[str, tuple[Reasons, ...]] | None = None,
) -> None:
    from onrecord.export.html import render_pages

    if not pairs:
        return
    shown = [(reading, document.text) for document, reading in pairs]
    page = render_pages(shown, words, reasons)
    try:
        file.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be written: {error.strerror}") from error
    say(f"onrecord: page written to {file}")


def _read_here(
    paths: list[str], project: Path | None, counts: list[int]
) -> Iterator[tuple[Document, Reading]]:
    """Documents with their readings; failures are told and counted (counts: done, failed)."""
    from onrecord.api import reader
    from onrecord.collect import load_columns, read_documents
    from onrecord.engine.local import read_all
    from onrecord.model import Failure
    from onrecord.settings import load_settings

    read_one = reader(project)
    limit, columns = load_settings(project).max_bytes, load_columns(project)
    for document in read_documents(paths, max_bytes=limit, mapping=columns):
        (outcome,) = read_all([document], read_one)
        counts[isinstance(outcome, Failure)] += 1
        if isinstance(outcome, Failure):
            say(f"failed: {outcome.document} [{outcome.stage}] {outcome.reason}")
        elif not isinstance(document, Failure):
            yield document, outcome


# ---- demo ---------------------------------------------------------------------------------------


def demo(
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    keep: Annotated[
        Path | None, typer.Option("--keep", dir_okay=False, help="Where to write the page.")
    ] = None,
) -> None:
    """Read the bundled sample: ten invented reports on one conflict, two notes on real events."""
    from importlib import resources
    from tempfile import mkdtemp

    from onrecord.api import data_folders
    from onrecord.export.terminal import overview, summary
    from onrecord.export.view import look
    from onrecord.export.wording import load_wording

    counts = [0, 0]
    with resources.as_file(resources.files("onrecord") / "demo") as folder:
        project = folder / "project"
        pairs = list(_read_here([str(folder / "sample.jsonl")], project, counts))
        words = load_wording(data_folders(project))
    if pairs:
        document, reading = pairs[0]
        show_all(*overview(look(reading, document.text, words)))
        show_all(summary([reading for _, reading in pairs], words))
        page = keep or Path(mkdtemp(prefix="onrecord-demo-")) / "sample.html"
        _write_page(page, pairs, words)
        _open(page, wanted=browser)
    finish(*counts)


def _open(page: Path, *, wanted: bool) -> None:
    """Open a page in the browser, where somebody sits before a screen."""
    screen = sys.platform == "darwin" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if wanted and screen and sys.stdout.isatty():
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
