"""Small projects of invented reports, for tests of what is held against what."""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING

import onrecord
from onrecord.collect import Collected
from onrecord.interchange import encode_reading
from onrecord.lexicon import DataFolders
from onrecord.merge import load_merge_words
from onrecord.merges import merge_project
from onrecord.model import Document
from onrecord.reading import Reader, default_reader
from onrecord.store import add_documents, keep_readings, version_of
from stories import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from onrecord.project import Project

WORDS = FOLDER / "project"
#: Two parties of one kind; each text below may have them the other way round.
A, B = "Eastern Accord", "Sarrin Front"


@cache
def reader(_project: object = None) -> Reader:
    """A reader that knows the parties and towns of the stories."""
    return default_reader(DataFolders(projects=(WORDS,)))


def report(key: str, text: str, published: str | None = "2031-03-12", **more: str) -> Document:
    """A report with its outlet, which by default is its own."""
    given = {"outlet": f"{key} Post", "title": f"Report {key}", "language": "en"} | more
    return Document(text, id=key, published=published, **given)  # type: ignore[arg-type]


def collected(document: Document) -> Collected:
    return Collected(
        document, document.text.encode(), "text/plain", f"{document.id}.txt", None, "plain", ()
    )


def make_project(folder: Path, documents: Iterable[Document]) -> Project:
    """A project that has read these documents."""
    shutil.copytree(WORDS, folder)
    project = onrecord.open(folder, create=True)
    found = list(documents)
    add_documents(project.store, map(collected, found))
    version = version_of(reader().versions)
    keep_readings(project.store, version, [encode_reading(reader()(d)) for d in found])
    return project


def merged(project: Project) -> Project:
    """The project after ``onrecord merge``."""
    words = load_merge_words(DataFolders(projects=(WORDS,)))
    for _ in merge_project(project.store, words, {}):
        pass
    return project


def swapped(text: str) -> str:
    """The same text with the parties the other way round."""
    return text.replace(A, "\0").replace(B, A).replace("\0", B)
