"""What a collector gives: a document together with the bytes it came from.

    file, line, member, record ──▶ Collected(document, original, where, …) | Failure

A fault is a ``Failure`` in its place. ``Begun`` says that a file or an address comes next.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Document

#: The stage that failures of collecting name.
STAGE = "collect"


@dataclass(frozen=True, slots=True)
class Begun:
    """What comes next is of this file or address; what was said of it before no longer holds."""

    place: str


@dataclass(frozen=True, slots=True)
class Collected:
    """One document and where it was found.

    Attributes:
        document: the text and what the source says of it.
        original: the bytes it was made from: the page, the line, the record, the whole file.
            Never changed; its hash is the evidence. A row of a table comes with its header.
        media_type: of the original, as in MIME (``text/html``).
        where: ``file``, ``file:line``, ``file!member``, ``file@offset`` (bytes), or a URL.
        fetched: ISO 8601 time of the fetch where the source states one (WARC-Date), else ``None``.
        by: which collector made it, by the name of its format (``html``, ``warc``, ``csv`` …).
        notes: what a user should know of how it was collected (cut by the crawler, …).
    """

    document: Document
    original: bytes
    media_type: str
    where: str
    fetched: str | None
    by: str
    notes: tuple[str, ...] = ()
