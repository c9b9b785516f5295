"""JSONL: one document a line.

    line ──▶ jsonl_document ──▶ Document

``text`` is required. ``id``, ``published`` or ``date``, ``title``, ``outlet`` or ``source``,
``author``, ``url``, ``language`` and ``genre`` are understood; other keys are kept as metadata.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from onrecord.collect.days import iso_day
from onrecord.errors import DocumentError
from onrecord.model import Document, Gap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

#: Field of a document: the keys it may stand under, the first that is given wins.
_KEYS = {
    "id": ("id",),
    "title": ("title",),
    "outlet": ("outlet", "source"),
    "author": ("author",),
    "url": ("url",),
    "genre": ("genre",),
    "language": ("language",),
}
_DAY_KEYS = ("published", "date")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its number (from 1) and bytes, or ``None`` if it was too long to keep."""

    number: int
    raw: bytes | None


def lines_of(file: BinaryIO, max_bytes: int) -> Iterator[Line]:
    """The lines that are not blank, in bounded memory: a line over the limit is passed over."""
    number = 0
    while raw := file.readline(max_bytes + 1):
        number += 1
        if len(raw) > max_bytes and not raw.endswith(b"\n"):
            while (rest := file.readline(max_bytes)) and not rest.endswith(b"\n"):
                pass
            yield Line(number, None)
        elif raw.strip():
            yield Line(number, raw)


def jsonl_document(raw: bytes, file: str, number: int) -> Document:
    """The document of one line.

    Args:
        raw: the line, UTF-8.
        file: the file as the caller named it; kept as metadata where the line has no id.
        number: of the line, from 1; kept with ``file``.

    Raises:
        DocumentError: no JSON object, no text, or a field of the wrong kind.

    >>> jsonl_document(
    ...     b'{"text": "Rebels advanced.", "date": "2024-12-04"}', "a.jsonl", 1
    ... ).published
    '2024-12-04'
    """
    given = _decode(raw)
    text = given.pop("text", None)
    if not isinstance(text, str) or not text.strip():
        raise DocumentError('no text: the line needs "text" with the characters of the document')
    known = {name: _take(given, keys) for name, keys in _KEYS.items()}
    written = _take(given, _DAY_KEYS)
    day = iso_day(written) if written else None
    gaps: tuple[Gap, ...] = ()
    if written and day is None:
        reason = "the day of publication is no ISO 8601 day"
        gaps = (Gap("collect", None, reason, (written,)),)
    if known["id"] is None:
        given = {"file": file, "line": number} | given
    return Document(
        text,
        id=known["id"],
        title=known["title"],
        outlet=known["outlet"],
        author=known["author"],
        url=known["url"],
        genre=known["genre"],
        language=known["language"],
        published=day,
        published_precision="day" if day else None,
        published_source="metadata" if day else None,
        metadata=given,
        gaps=gaps,
    )


def _decode(raw: bytes) -> dict[str, object]:
    try:
        given = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"not UTF-8 at byte {error.start} of a string; convert the file"
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        hint = "one JSON object a line, no unpaired surrogates"
        raise DocumentError(f"no JSON: {error}; expected {hint}") from error
    if not isinstance(given, dict):
        raise DocumentError('no JSON object; expected {"text": …}')
    return given


def _take(given: dict[str, object], keys: tuple[str, ...]) -> str | None:
    """The first non-empty value under one of the keys; a later key stays metadata."""
    for key in keys:
        value = given.get(key)
        if value is None or value == "":
            given.pop(key, None)
        elif isinstance(value, str):
            del given[key]
            return value
        elif isinstance(value, int) and not isinstance(value, bool):
            del given[key]
            return str(value)
        else:
            raise DocumentError(f'"{key}" must be a string, not {type(value).__name__}')
    return None
