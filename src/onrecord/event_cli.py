"""One event of a project: ``show``, ``split``, ``lock``, ``undo``, ``decisions``, and ``diff``.

Decisions are kept with who and why, and the project is merged again at once, what they touch only.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.console import NOTHING, say, show_all
from onrecord.deciding_cli import Reviewer, heads_of, opened, say_decided, signed, wording_of
from onrecord.events_cli import Format
from onrecord.merge_cli import merge_and_say
from onrecord.project_cli import HERE, Folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from onrecord.merge import Event
    from onrecord.model import Document, Reading
    from onrecord.project import Project
    from onrecord.store.diff import EventChange

#: Events of each kind that the table of ``diff`` shows.
SHOWN = 20
_ID = re.compile(r"([dea])_[0-9a-f]{16}")

EventId = Annotated[str, typer.Argument(metavar="EVENT", help="e_…, also one it had before.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept with the decision.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (split, lock, undo, decisions, diff):
        app.command()(command)


# ---- decisions ----------------------------------------------------------------------------------


def split(
    event: EventId,
    members: Annotated[
        list[str],
        typer.Argument(metavar="ACCOUNT...", help="a_… of it, or d_…: all of a document."),
    ],
    reason: Reason,
    project: Folder = HERE,
    by: Reviewer = None,
) -> None:
    """Split accounts off an event: from now on they are one by themselves, in every merging."""
    with opened(project) as here:
        number = here.split(event, members, signed(by, reason))
        say_decided(here, number)
    merge_and_say(project)


def lock(event: EventId, reason: Reason, project: Folder = HERE, by: Reviewer = None) -> None:
    """Lock an event: merging takes no account away from it and adds none; people still may."""
    with opened(project) as here:
        number = here.lock(event, signed(by, reason))
        say_decided(here, number)
    merge_and_say(project)


def undo(
    decision: Annotated[int, typer.Argument(metavar="NUMBER", help="See `onrecord decisions`.")],
    reason: Reason,
    project: Folder = HERE,
    by: Reviewer = None,
) -> None:
    """Take back a decision about events; both stay written."""
    with opened(project) as here:
        number = here.undo(decision, signed(by, reason))
        say(f"onrecord: decision {number}: decision {decision} does not hold any more")
    merge_and_say(project)


def decisions(
    project: Folder = HERE,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
) -> None:
    """List what people decided about events, and what of it holds."""
    from onrecord.export.decision_table import decision_lines, decision_table

    with opened(project) as here:
        found = here.decisions_and_state()
    if form is Format.jsonl:
        _write(decision_lines(found))
    else:
        show_all(decision_table(found))
    if not found:
        say("onrecord: nobody has decided anything about events")
        raise typer.Exit(NOTHING)


# ---- what changed -------------------------------------------------------------------------------


def diff(
    since: Annotated[
        str, typer.Argument(metavar="SINCE", help="A day, a moment, or the number of a merging.")
    ],
    project: Folder = HERE,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.table,
) -> None:
    """List events that are new, changed, merged, split or withdrawn since then, and why."""
    from onrecord.export.diff_table import change_lines, change_table

    with opened(project) as here:
        found: Iterable[EventChange] = here.diff(since)
        if form is Format.jsonl:
            number = _write(change_lines(found))
        else:
            changes = list(found)
            number = len(changes)
            show_all(*change_table(changes, wording_of(project), SHOWN))
    if not number:
        say(f"onrecord: no event has changed since {since}")
        raise typer.Exit(NOTHING)


# ---- one event ----------------------------------------------------------------------------------


def is_id(name: str) -> bool:
    """Whether a name is the id of an event, account or document."""
    return _ID.fullmatch(name) is not None


def show_event(name: str, folder: Path, *, accounts: bool, form: Format) -> None:
    """Show an event by its id, or that of an account in it."""
    from onrecord.errors import StoreError

    with opened(folder) as here:
        event_id = here.event_of(name) if name.startswith("a_") else name
        if event_id is None:
            raise StoreError(f"{folder} has no account {name} in an event")
        found = here.find(event_id)
        if found.reason:
            say(f"onrecord: {found.asked} is {found.event_id} now: {found.reason}")
        for other in found.others:
            say(f"onrecord: others of its accounts are in {other}")
        event = here.event(event_id)
        if form is Format.jsonl:
            from onrecord.merge import encode_event

            _write([encode_event(event)])
        else:
            _show(here, event, name if name.startswith("a_") else None, accounts=accounts)


def _show(project: Project, event: Event, only: str | None, *, accounts: bool) -> None:
    from dataclasses import replace

    from onrecord.export.event_table import EventPage

    page = EventPage(event, heads_of(project, event), wording_of(project.folder))
    if only is None:
        show_all(*page.parts())
    if only is not None or accounts:
        members = tuple(a for a in event.accounts if only in (None, a.account_id))
        readings = {doc_id: found for doc_id in dict.fromkeys(a.doc_id for a in members)
                    if (found := _read(project, doc_id))}  # fmt: skip
        part = EventPage(replace(event, accounts=members), page.heads, page.wording)
        show_all(*part.accounts(readings))
    if only is not None:
        show_all(page.of_event())


def _read(project: Project, doc_id: str) -> tuple[Reading, Document] | None:
    reading, document = project.reading(doc_id), project.document(doc_id)
    return (reading, document) if reading is not None and document is not None else None


def _write(lines: Iterable[bytes]) -> int:
    number = 0
    for line in lines:
        sys.stdout.buffer.write(line + b"\n")
        number += 1
    sys.stdout.buffer.flush()
    return number
