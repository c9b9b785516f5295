"""What the commands about single events share: who decides, what it beats, why it is one event."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.console import say, show_all
from onrecord.events_cli import Format

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.export.event_table import Head
    from onrecord.export.wording import Wording
    from onrecord.merge import Event
    from onrecord.project import Project
    from onrecord.store.decisions import Signed

Reviewer = Annotated[
    str | None, typer.Option("--by", help="Who decides.", show_default="your user name")
]


def signed(by: str | None, reason: str) -> Signed:
    """Who decides, and why."""
    from getpass import getuser

    from onrecord.store.decisions import Signed

    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")
    try:
        return Signed(by or getuser(), reason)
    except (OSError, KeyError) as error:  # no such user: in a container
        raise typer.BadParameter("say who decides", param_hint="--by") from error


def say_decided(project: Project, number: int) -> None:
    """Say that a decision is kept, and which earlier ones it beats."""
    say(f"onrecord: decision {number} is kept")
    for earlier, accounts in project.overruled_by(number):
        say(
            f"onrecord: it beats decision {earlier.n} ({earlier.kind}, {earlier.reviewer},"
            f" {earlier.written[:10]}: {earlier.reason}) for {', '.join(accounts)}; both are kept"
        )


def heads_of(project: Project, event: Event) -> tuple[Head, ...]:
    """The documents of an event, numbered in their order."""
    from onrecord.export.event_table import Head

    found = []
    for number, doc_id in enumerate(dict.fromkeys(a.doc_id for a in event.accounts), 1):
        one = next(iter(project.documents(document=doc_id)), None)
        named = (one.id, one.outlet, one.published, one.title) if one else ()
        found.append(Head(number, doc_id, *named))
    return tuple(found)


def show_explained(folder: Path, event_id: str, form: Format) -> None:
    """Show why accounts are one event, and what keeps the nearest others out."""
    from onrecord.export.explained_table import explained_line, explained_parts

    with opened(folder) as project:
        found = project.find(event_id)
        if found.reason:
            say(f"onrecord: {found.asked} is {found.event_id} now: {found.reason}")
        event = project.event(event_id)
        near = project.nearest(event)
        if form is Format.jsonl:
            sys.stdout.buffer.write(explained_line(event, near) + b"\n")
            sys.stdout.buffer.flush()
            return
        decisions = {one.n: one for one in project.decisions()}
        heads = heads_of(project, event)
        show_all(*explained_parts(event, near, (heads, decisions), wording_of(folder)))


def opened(folder: Path) -> Project:
    """The project in a folder; use it in a ``with`` statement."""
    from onrecord.project import open as open_project

    return open_project(folder)


def wording_of(folder: Path) -> Wording:
    """The words that people see, with those of the project."""
    from onrecord.api import data_folders
    from onrecord.export.wording import load_wording

    return load_wording(data_folders(folder))
