"""``onrecord merge``: merge the accounts of a project into events, as ``run`` does at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.console import say
from onrecord.project_cli import HERE, Folder

if TYPE_CHECKING:
    from pathlib import Path

    import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(merge)


def merge(*, project: Folder = HERE) -> None:
    """Merge what changed in a project since the last time: new, read anew, withdrawn, judged."""
    merge_and_say(project)


def merge_and_say(project: Path) -> None:
    """Merge a project and tell how far it is, on standard error."""
    from onrecord.api import data_folders
    from onrecord.merge import load_merge_words
    from onrecord.merge.sides import load_sides
    from onrecord.merges import merge_project
    from onrecord.store import open_store

    words, sides = load_merge_words(data_folders(project)), load_sides(project)
    with open_store(project) as store:
        for step in merge_project(store, words, sides):
            say(f"onrecord: {step.stage}: {step.done} of {step.of}")
