"""``onrecord merge``: merge the accounts of a project into events, as ``run`` does at its end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.console import say
from onrecord.deciding_cli import Reviewer, opened, say_decided, show_explained, signed
from onrecord.events_cli import Format
from onrecord.project_cli import HERE, Folder

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from onrecord.merges import MergeCounts, Step

#: Seconds between two lines of progress.
EVERY = 10.0


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(merge)


def merge(
    events: Annotated[
        list[str] | None, typer.Argument(metavar="[EVENT...]", help="To be made one, by hand.")
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="EVENT", help="Why it is one; merge nothing.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="With EVENT...: why; it is kept.")
    ] = None,
    project: Folder = HERE,
    by: Reviewer = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="Of --explain.")] = Format.table,
) -> None:
    """Merge what changed in a project since the last time: new, read anew, withdrawn, judged.

    End it as you like: what is done is kept, and the same command goes on. With two or more events
    all their accounts are one event from now on, in every merging; --explain shows which signs made
    an event, and what keeps the nearest others out.
    """
    if explain is not None:
        if events or reason is not None:
            what = "it merges nothing; leave EVENT... and --reason away, or --explain"
            raise typer.BadParameter(what, param_hint="--explain")
        show_explained(project, explain, form)
        return
    if events:
        with opened(project) as here:
            say_decided(here, here.join(events, signed(by, reason or "")))
    merge_and_say(project)


def merge_and_say(project: Path) -> MergeCounts:
    """Merge a project, and tell how far it is and what was done on standard error."""
    from onrecord.api import data_folders
    from onrecord.merge import load_merge_words
    from onrecord.merge.sides import load_sides
    from onrecord.merges import merge_project
    from onrecord.store import open_store
    from onrecord.voices import unknown_actors

    words, sides = load_merge_words(data_folders(project)), load_sides(project)
    with open_store(project) as store:
        for actor in unknown_actors(project, store, sides) if sides else ():
            say(f"onrecord: [sides] {actor}: no such actor, so it stands on no side")
        done = _told(merge_project(store, words, sides))
    if not done.run:
        say("onrecord: nothing to merge: no document and no decision is new")
        return done
    say(
        f"onrecord: merging {done.run}: {done.documents} documents, {done.accounts} accounts"
        f" grouped, {done.events} events new or changed"
    )
    if done.crowded:
        say(f"onrecord: {done.crowded} blocks were too large: only neighbours were compared there")
    return done


def _told(steps: Generator[Step, None, MergeCounts]) -> MergeCounts:
    """Go through all steps; say why everything is merged anew, and every few seconds how far."""
    told, why = time.monotonic(), ""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            done: MergeCounts = end.value
            return done
        if step.why != why:
            why = step.why
            say(f"onrecord: everything is merged anew: {why}")
        if time.monotonic() - told >= EVERY:
            told = time.monotonic()
            say(f"onrecord: merging: {step.done} of {step.of} {step.stage}")
