"""What all commands share: exit codes, options, and how they talk.

Data goes to standard output, everything said about it to standard error.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

FAULT, USAGE, SOME_FAILED, NOTHING, MISSING, INTERRUPTED = 1, 2, 3, 4, 6, 130

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Text or JSONL files, folders, or - .")
]
Project = Annotated[
    Path | None,
    typer.Option("--project", help="Folder with onrecord.toml and own words.", file_okay=False),
]


def say(message: str) -> None:
    """Tell people something, on standard error."""
    from onrecord.export.terminal import plain

    print(plain(message), file=sys.stderr, flush=True)


def show_all(*parts: RenderableType) -> None:
    """Put tables and marked texts on standard output."""
    console = console_of(stderr=False)
    for part in parts:
        console.print(part)


def console_of(*, stderr: bool = True) -> Console:
    """A console that takes no text for markup."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def finish(done: int, failed: int) -> None:
    """Say what was done and leave with the exit code that fits."""
    if not done + failed:
        say("onrecord: nothing to read: no documents in the given paths")
        raise typer.Exit(NOTHING)
    if failed:
        say(f"onrecord: {done} documents read, {failed} failed")
        raise typer.Exit(SOME_FAILED)
