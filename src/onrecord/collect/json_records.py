"""JSON that is not one object a line: an array of objects, or one object over several lines.

file ──▶ values_of ──▶ objects ──▶ read_pieces ──▶ documents
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.collect.json_values import values_of
from onrecord.collect.jsonl import Form, Piece, read_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.collect.collected import Collected
    from onrecord.collect.source import How, Source
    from onrecord.model import Failure

JSON = Form("json", "object")


def read_json(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The documents of a file of JSON objects."""
    values = values_of(source.file, how.max_bytes)
    pieces = (Piece(f"{source.name}@{v.offset}", {"offset": v.offset}, v.raw) for v in values)
    return read_pieces(source, how, pieces, JSON)
