"""A page or a text that was found somewhere becomes a document.

bytes + Found (where, address, …) ──▶ page_of | text_of ──▶ Collected | Failure
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from onrecord.collect.charset import decode_page
from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.plain import decode, plain_document
from onrecord.errors import DocumentError
from onrecord.model import Document, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onrecord.collect.source import How, Source
    from onrecord.collect.zones import Zones


@dataclass(frozen=True, slots=True)
class Found:
    """What the place says of the bytes that were found in it.

    Attributes:
        where: as in ``Collected``.
        by: as in ``Collected``.
        metadata: kept with the document.
        charset: of the bytes, as the server said.
        id: own id of the record; ``None`` where it has none.
    """

    where: str
    by: str
    metadata: dict[str, Any] = field(default_factory=dict)
    url: str | None = None
    charset: str | None = None
    media_type: str | None = None
    fetched: str | None = None
    id: str | None = None
    notes: tuple[str, ...] = ()


def read_plain(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The document of a plain text file."""
    raw = source.file.read(how.max_bytes + 1)
    if len(raw) > how.max_bytes:
        yield how.too_long(source.name)
    else:
        yield text_of(raw, Found(source.name, "plain", {"file": source.name}), how)


def read_html(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The document of a page."""
    raw = source.file.read(how.max_page + 1)
    if len(raw) > how.max_page:
        yield how.too_long(source.name, how.max_page)
    else:
        yield page_of(raw, Found(source.name, "html", {"file": source.name}), how)


def page_of(raw: bytes, found: Found, how: How) -> Collected | Failure:
    """The document of a page with markup."""
    make = partial(_page, zones=how.columns.zones)
    return _not_too_long(_attempt(raw, found, make, "text/html"), how)


def text_of(raw: bytes, found: Found, how: How) -> Collected | Failure:
    """The document of a plain text."""
    return _not_too_long(_attempt(raw, found, _text, "text/plain"), how)


def _not_too_long(outcome: Collected | Failure, how: How) -> Collected | Failure:
    if isinstance(outcome, Failure) or len(outcome.document.text) <= how.max_bytes:
        return outcome
    return how.too_long(outcome.where)


def _attempt(
    raw: bytes, found: Found, make: Callable[[bytes, Found], Document], media_type: str
) -> Collected | Failure:
    try:
        document = make(raw, found)
    except DocumentError as error:
        return Failure(found.where, STAGE, str(error))
    except Exception as error:  # noqa: BLE001  the border: one page never ends a run
        return Failure(found.where, STAGE, f"{type(error).__name__}: {error}")
    if found.id is not None:
        document = replace(document, id=found.id)
    kind = found.media_type or media_type
    return Collected(document, raw, kind, found.where, found.fetched, found.by, found.notes)


def _page(raw: bytes, found: Found, zones: Zones) -> Document:
    from onrecord.collect.html import html_document

    return html_document(
        raw, url=found.url, metadata=found.metadata, fetched=found.fetched, zones=zones
    )


def _text(raw: bytes, found: Found) -> Document:
    text, metadata = _decoded(raw, found)
    document = plain_document(text, found.where)
    return replace(document, url=found.url, metadata=metadata)


def _decoded(raw: bytes, found: Found) -> tuple[str, dict[str, Any]]:
    """The characters; what a server says of them is checked as for pages, and kept if it held."""
    if not found.charset:
        return decode(raw), found.metadata
    from onrecord.collect.html import refuse_nonsense

    decoded = decode_page(raw, f"charset={found.charset}")
    refuse_nonsense(decoded.text)
    return decoded.text, {"charset": decoded.encoding, **found.metadata}
