"""A file or a document of a project, read and held against the project.

file | d_…, folder, Store ──▶ check_source ──▶ Check
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.api import only_document, reader
from onrecord.collect.days import iso_day
from onrecord.comparing.check import check
from onrecord.comparing.opened import sources_of
from onrecord.errors import DocumentError, StoreError
from onrecord.store.connection import row
from onrecord.store.documents import get_document
from onrecord.store.readings import get_reading

if TYPE_CHECKING:
    from onrecord.comparing.check import Check
    from onrecord.model import Document, Reading
    from onrecord.store import Store


def check_source(
    folder: Path, store: Store, source: str | Path, origin: tuple[str | None, str | None]
) -> Check:
    """Check a document against a project.

    Args:
        folder: of the project.
        store: its database.
        source: a file that holds one document, or a ``doc_id`` of the project.
        origin: day and outlet of a file that does not state them.

    Raises:
        DocumentError: the file holds no or several documents, or the day is none.
        StoreError: no such document, or it was withdrawn or not read.
    """
    if isinstance(source, str) and source.startswith("d_") and not Path(source).exists():
        document, reading = _kept(store, source)
    else:
        document = _dated(only_document(Path(source), folder), *origin)
        reading = get_reading(store, document.doc_id) or reader(folder)(document)
    return check(sources_of(folder, store), reading, document)


def _kept(store: Store, doc_id: str) -> tuple[Document, Reading]:
    document = get_document(store, doc_id)
    if document is None:
        gone = row(store, "SELECT written FROM tombstones WHERE doc_id = ?", (doc_id,))
        if gone:
            raise StoreError(f"{doc_id} was withdrawn on {gone[0][:10]}; its text is gone")
        raise StoreError(f"{store.folder} has no document {doc_id}")
    reading = get_reading(store, doc_id)
    if reading is None:
        raise StoreError(f"{doc_id} is not read; first: onrecord run --project {store.folder}")
    return document, reading


def _dated(document: Document, published: str | None, outlet: str | None) -> Document:
    """The document with the day and the outlet that the user gives for it."""
    if published is not None and iso_day(published) != published:
        raise DocumentError(f"{published!r} is no ISO 8601 day such as 2024-12-04")
    if published is not None:
        document = replace(
            document, published=published, published_precision="day", published_source="argument"
        )
    return document if outlet is None else replace(document, outlet=outlet)
