"""Invented documents and readings in any number, for tests of the store."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from invented_reading import DOCUMENT, READING
from onrecord.collect import Collected
from onrecord.interchange import encode_reading
from onrecord.store import version_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.model import Document

VERSION = version_of(READING.versions)
NEWER = replace(READING.versions, lexicon="sha9999")
_IDS = re.compile(rb'"([asrl]_[a-z]+)"')


def document(number: int = 0, **changes: object) -> Document:
    """The invented document, with an id of its own."""
    return replace(DOCUMENT, **({"id": f"doc{number}"} | changes))  # type: ignore[arg-type]


def collected(number: int = 0, **changes: object) -> Collected:
    """It as a collector gives it."""
    made = document(number, **changes)
    raw = f"<p>{made.text}</p><!-- {made.id} -->".encode()
    return Collected(made, raw, "text/html", f"pages/{number}.html", "2024-06-05T10:00:00Z", "html")


def several(count: int, first: int = 0) -> Iterator[Collected]:
    """So many of them."""
    return (collected(number) for number in range(first, first + count))


@cache
def _parts(newer: bool) -> tuple[bytes, bytes]:  # noqa: FBT001
    reading = replace(READING, versions=NEWER) if newer else READING
    whole = encode_reading(reading)
    cut = whole.index(b'"actors"')
    return whole[:cut], whole[cut:]


def line(number: int = 0, *, newer: bool = False, **changes: object) -> bytes:
    """A reading of the document, with ids of its own."""
    made = document(number, **changes)
    part = replace(READING.document, doc_id=made.doc_id, content_id=made.content_id, id=made.id,
                   sha256=made.sha256, outlet=made.outlet, published=made.published)  # fmt: skip
    reading = replace(READING, document=part)
    head = encode_reading(reading)
    head = head[: head.index(b'"actors"')]
    return head + _IDS.sub(rb'"\1_%d"' % number, _parts(newer)[1])


def lines(count: int, first: int = 0) -> Iterator[bytes]:
    """So many readings."""
    return (line(number) for number in range(first, first + count))
