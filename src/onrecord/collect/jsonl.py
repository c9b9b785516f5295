"""JSONL: one document a line.

    file ──▶ lines_of ──▶ lines ──▶ read_pieces ──▶ documents

The fields are those of ``records``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.records import Origin, record_document
from onrecord.errors import DocumentError
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from onrecord.collect.source import How, Source

_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its number (from 1) and bytes, or ``None`` if it was too long to keep."""

    number: int
    raw: bytes | None


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one object of a file, or ``None`` if too many to keep, and where it lies."""

    place: str
    at: dict[str, Any]
    raw: bytes | None


@dataclass(frozen=True, slots=True)
class Form:
    """What a format is called, and one record of it."""

    name: str
    what: str


JSONL = Form("jsonl", "line")


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
    lines = lines_of(source.file, how.max_bytes)
    pieces = (Piece(f"{source.name}:{n.number}", {"line": n.number}, n.raw) for n in lines)
    return read_pieces(source, how, pieces, JSONL)


def read_pieces(
    source: Source, how: How, pieces: Iterable[Piece], form: Form
) -> Iterator[Collected | Failure]:
    """The documents of the objects of a file; what cannot be read, or is empty, is a failure."""
    columns = how.columns.of(source.name)
    empty = True
    for piece in pieces:
        empty = False
        if piece.raw is None:
            yield how.too_long(piece.place)
            continue
        try:
            origin = Origin(source.name, piece.at)
            document = record_document(json_object(piece.raw), origin, columns, what=form.what)
        except DocumentError as error:
            yield Failure(piece.place, STAGE, str(error))
        else:
            yield Collected(document, piece.raw, "application/json", piece.place, None, form.name)
    if empty:
        yield Failure(source.name, STAGE, f"empty: there is no {form.what} to read")


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
