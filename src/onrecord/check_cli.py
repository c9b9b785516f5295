"""``onrecord check``: one report against everything else that is there."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.console import NOTHING, show_all
from onrecord.console import say as tell

if TYPE_CHECKING:
    from onrecord.comparing.check import Check


class Format(StrEnum):
    """How the answer is written."""

    table = "table"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(check)


def check(
    file: Annotated[
        str, typer.Argument(metavar="FILE|DOC", help="A report, or d_… of one in the project.")
    ],
    project: Annotated[
        Path,
        typer.Option("--against", "--project", help="Project folder.", file_okay=False),
    ] = Path(),
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
    published: Annotated[
        str | None, typer.Option("--published", help="Day of a plain text, 2024-12-04.")
    ] = None,
    outlet: Annotated[
        str | None, typer.Option("--outlet", help="Who published a plain text.")
    ] = None,
    words: Annotated[
        bool, typer.Option("--words", help="Quote also those who say the same.")
    ] = False,
) -> None:
    """Hold one report against a project: who else says so, who says otherwise, what it leaves out.

    For every event and tie it tells: its values and their holders, who else gives them, who gives
    others or denies them, and what the other reports tell that it does not ("none in this
    document"). Its copies are named and not counted. There is no verdict on the report; nothing is
    written to the project.
    """
    from onrecord.project import open as open_project

    with open_project(project) as opened:
        found = opened.check(file, published=published, outlet=outlet)
    tell_unmerged(found.unmerged, project)
    if form is Format.jsonl:
        _write(found)
    else:
        from onrecord.api import data_folders
        from onrecord.export.check_table import checked
        from onrecord.export.wording import load_wording

        show_all(*checked(found, load_wording(data_folders(project)), words=words))
    if not found.topics:
        raise typer.Exit(NOTHING)


def tell_unmerged(documents: int, project: Path) -> None:
    """Say that some documents are not compared, and what to do."""
    if documents:
        tell(
            f"onrecord: {documents} documents are not merged, and their events not compared; first:"
            f" onrecord merge --project {project}"
        )


def _write(found: Check) -> None:
    from onrecord.export.check_lines import lines_of

    for line in lines_of(found):
        sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
