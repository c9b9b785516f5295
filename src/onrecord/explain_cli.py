"""``onrecord explain``: why a document was read as it was, sentence by sentence."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.console import Project, finish, say, show_all

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.reasons import Reasons


class Format(StrEnum):
    """How reasons are written."""

    text = "text"
    jsonl = "jsonl"


def explain(
    file: Annotated[str, typer.Argument(help="A text or JSONL file, or - .")],
    sentence: Annotated[
        int | None, typer.Option("--sentence", "-s", min=1, help="Only this sentence, from 1.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write.")] = Format.text,
    project: Project = None,
) -> None:
    """Say for each sentence which rule read what, and why nothing was read where nothing was.

    Which row of the words fired, who fills which role and through which slot, where place and time
    come from, who tells it; and of words that tell of events elsewhere, which condition failed.
    """
    from onrecord.api import explain as reasons_of
    from onrecord.collect import load_columns, read_documents
    from onrecord.errors import StageError
    from onrecord.model import Failure
    from onrecord.settings import load_settings

    counts = [0, 0]
    limit, columns = load_settings(project).max_bytes, load_columns(project)
    for document in read_documents([file], max_bytes=limit, mapping=columns):
        counts[isinstance(document, Failure)] += 1
        if isinstance(document, Failure):
            say(f"failed: {document.document} [{document.stage}] {document.reason}")
            continue
        try:
            _write(reasons_of(document, sentence=sentence, project=project), form, project)
        except StageError as error:
            counts[0], counts[1] = counts[0] - 1, counts[1] + 1
            say(f"failed: {document.id or document.doc_id} {error}")
    finish(*counts)


def _write(reasons: tuple[Reasons, ...], form: Format, project: Path | None) -> None:
    if form is Format.jsonl:
        import msgspec

        for one in reasons:
            sys.stdout.buffer.write(msgspec.json.encode(one) + b"\n")
        sys.stdout.buffer.flush()
        return
    from onrecord.api import data_folders
    from onrecord.export.explained import explained
    from onrecord.export.wording import load_wording

    words = load_wording(data_folders(project))
    for one in reasons:
        show_all(explained(one, words))
