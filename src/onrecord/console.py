"""What all commands share: exit codes, options, and how they talk.

Data goes to standard output, everything said about it to standard error.
"""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from rich.console import Console, RenderableType

#: A process that SIGTERM ended: 128 + its number.
TERMINATED = 128 + signal.SIGTERM
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


class _Ended(BaseException):
    """A signal asks us to end."""


@contextmanager
def ended_by_signals(told: Callable[[], str]) -> Generator[None]:
    """Let SIGTERM end what runs inside as Ctrl-C does: cleanly, with an exit code that says so.

    Args:
        told: what to say then: what is kept, and how it goes on.
    """

    def end(_number: int, _frame: object) -> None:
        raise _Ended

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        say(told())
        raise typer.Exit(INTERRUPTED) from None
    except _Ended:
        say(told())
        raise typer.Exit(TERMINATED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def finish(done: int, failed: int) -> None:
    """Say what was done and leave with the exit code that fits."""
    if not done + failed:
        say("onrecord: nothing to read: no documents in the given paths")
        raise typer.Exit(NOTHING)
    if failed:
        say(f"onrecord: {done} documents read, {failed} failed")
        raise typer.Exit(SOME_FAILED)
