"""A page: its main text, title, author, outlet, address and day of publication.

    bytes ──▶ decode_page ──▶ read_page ──▶ Document

Offsets refer to the stored text: paragraphs with a blank line between them. Whatever the page,
the answer comes in bounded time and memory: a text, or a ``DocumentError`` that says why not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onrecord.collect.apart import Order, read_apart, read_ordered
from onrecord.collect.charset import decode_page
from onrecord.collect.collected import STAGE
from onrecord.collect.main_text import MainText
from onrecord.collect.markup import extent_of, stripped
from onrecord.collect.page import PageRead, clean, with_text
from onrecord.collect.published import NOT_SURE
from onrecord.collect.zones import NOWHERE, Zones
from onrecord.errors import DocumentError
from onrecord.model import Document, Gap
from onrecord.publication import UNCERTAIN

if TYPE_CHECKING:
    from collections.abc import Callable

#: A longer page is refused: reports are below 1 MB, 5 MB are a long live blog.
MOST_BYTES = 20_000_000
#: Pages with more tags or characters are read in a process of their own. Extraction takes time by
#: the square of the tags: below this a second or two at worst, five times as many half a minute.
MANY_TAGS = 10_000
LONG = 3_000_000
#: With more tags, no parser is tried: the text is what is left without the tags.
TOO_MANY_TAGS = 200_000
#: Characters at its beginning that such a page's title and day of publication are looked for in.
HEAD = 30_000
#: A "page" with a larger share of signs that mean nothing, among its first, is some other file.
NONSENSE = 0.05
SAMPLE = 100_000
_NONSENSE = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\ufffd]")


def html_document(
    raw: bytes,
    *,
    url: str | None,
    metadata: dict[str, Any],
    fetched: str | None = None,
    zones: Zones = NOWHERE,
) -> Document:
    r"""The document of a page.

    Args:
        raw: the page, decompressed, in any encoding.
        url: where it was fetched from, or None; a canonical address in the page wins.
        metadata: kept with the document; ``content_type`` may state the charset.
        fetched: when, as ISO 8601, if it is known: no page is published later.
        zones: where outlets publish, as far as the project says so.

    Raises:
        DocumentError: there is no text in it, it is no page, or it is too large.

    >>> page = b"<title>Raid</title><p>Troops entered Orsk on Monday.</p><p>No one was hurt.</p>"
    >>> html_document(page, url=None, metadata={}).text
    'Troops entered Orsk on Monday.\n\nNo one was hurt.'
    """
    if len(raw) > MOST_BYTES:
        size, most = len(raw) / 1e6, MOST_BYTES / 1e6
        raise DocumentError(f"a page of {size:.0f} MB; the longest that is read has {most:.0f} MB")
    stated = metadata.get("content_type")
    decoded = decode_page(raw, stated if isinstance(stated, str) else None)
    refuse_nonsense(decoded.text)
    read = _read(clean(decoded.text), lambda page, depth: Order(page, depth, url, fetched, zones))
    if not read.text.strip():
        what = "only markup or scripts" if b"<" in raw else "nothing"
        raise DocumentError(f"no text in the page: it holds {what}")
    found = {"charset": decoded.encoding, "text_by": read.by, **read.metadata}
    return Document(
        read.text,
        title=read.title,
        author=read.author,
        outlet=read.outlet,
        url=read.url,
        published=read.published,
        published_precision=read.precision,
        published_source=read.source,
        metadata={**found, **metadata},
        gaps=_gaps(read),
    )


def refuse_nonsense(text: str) -> None:
    """Refuse what was decoded and is no text.

    Raises:
        DocumentError: too much of it are characters that no text has.
    """
    nonsense = len(_NONSENSE.findall(text[:SAMPLE]))
    if nonsense > NONSENSE * len(text[:SAMPLE]):
        raise DocumentError("too much of it is no text in any encoding known here")


def _read(page: str, read_as: Callable[[str, int], Order]) -> PageRead:
    """Choose the way of reading by how much markup there is."""
    extent = extent_of(page)
    order = read_as(page, extent.depth)
    if extent.tags <= MANY_TAGS and len(page) <= LONG:
        return read_ordered(order)
    read = read_apart(order) if extent.tags <= TOO_MANY_TAGS else None
    if read is not None and read.text:
        return read
    left = stripped(page)
    read = read or read_ordered(read_as(page[:HEAD], extent.depth))
    return with_text(read, MainText(left, "tags removed") if left else None)


def _gaps(read: PageRead) -> tuple[Gap, ...]:
    """What was seen of the day of publication where it is not certain."""
    if read.precision != UNCERTAIN:
        return ()
    evidence = read.metadata.get("published_evidence", ())
    days = dict.fromkeys(entry["days"] for entry in evidence)
    return (Gap(STAGE, None, NOT_SURE, tuple(days)),)
