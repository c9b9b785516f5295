"""Ids made of what they name: hashes of content, no counter, no clock, no chance."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Made once: ``json.dumps`` would make an encoder for each of the hundreds of ids of a document.
_pack = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def content_hash(prefix: str, parts: Iterable[object]) -> str:
    """An id made of what it names: ``prefix`` + 16 hex digits of SHA-256 of JSON-able ``parts``.

    Source: content-hash identity as in git; 64 bits make a clash among 10^8 ids unlikely (3e-4).
    >>> content_hash("x_", ["a", 1])
    'x_135f17a475a61afd'
    """
    packed = _pack(list(parts))
    return prefix + hashlib.sha256(packed.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=8)  # every id of a document asks for it
def sha256_of(text: str) -> str:
    """SHA-256 of the UTF-8 bytes of a text, as hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=8)  # as often
def document_hash(text: str, *origin: str | None) -> str:
    """``d_`` + hash of a text and its origin: one text printed twice is two documents."""
    return content_hash("d_", (f"c_{sha256_of(text)[:16]}", *origin))
