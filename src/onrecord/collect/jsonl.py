"""JSONL: one document a line.

    file ──▶ lines_of ──▶ line ──▶ jsonl_document ──▶ Document

The fields are those of ``records``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.records import USUAL, Origin, record_document
from onrecord.errors import DocumentError
from onrecord.model import Document, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from onrecord.collect.columns import Columns
    from onrecord.collect.source import How, Source

_MARK = b"\xef\xbb\xbf"


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


def read_jsonl(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The documents of a file with one JSON object a line."""
    columns = how.columns.of(source.name)
    empty = True
    for line in lines_of(source.file, how.max_bytes):
        empty = False
        place = f"{source.name}:{line.number}"
        if line.raw is None:
            yield how.too_long(place)
            continue
        try:
            document = jsonl_document(line.raw, source.name, line.number, columns)
        except DocumentError as error:
            yield Failure(place, STAGE, str(error))
        else:
            yield Collected(document, line.raw, "application/json", place, None, "jsonl")
    if empty:
        yield Failure(source.name, STAGE, "empty: there is no line to read")


def jsonl_document(raw: bytes, file: str, number: int, columns: Columns = USUAL) -> Document:
    """The document of one line.

    Args:
        raw: the line, UTF-8.
        file: the file as the caller named it; kept as metadata where the line has no id.
        number: of the line, from 1; kept with ``file``.
        columns: the names that the user gave to fields.

    Raises:
        DocumentError: no JSON object, no text, or a field of the wrong kind.

    >>> jsonl_document(
    ...     b'{"text": "Rebels advanced.", "date": "2024-12-04"}', "a.jsonl", 1
    ... ).published
    '2024-12-04'
    """
    return record_document(json_object(raw), Origin(file, {"line": number}), columns)


def json_object(raw: bytes) -> dict[str, Any]:
    """The object that some bytes hold.

    Raises:
        DocumentError: they hold none, or are not UTF-8.
    """
    try:
        given = msgspec.json.decode(raw.removeprefix(_MARK))
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
