"""JSON that is not one object a line: an array of objects, or one object over several lines.

file ──▶ values_of ──▶ object ──▶ record_document ──▶ Document
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.json_values import values_of
from onrecord.collect.jsonl import json_object
from onrecord.collect.records import Origin, record_document
from onrecord.errors import DocumentError
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.collect.source import How, Source


def read_json(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The documents of a file of JSON objects."""
    columns = how.columns.of(source.name)
    empty = True
    for value in values_of(source.file, how.max_bytes):
        empty = False
        place = f"{source.name}@{value.offset}"
        if value.raw is None:
            yield how.too_long(place)
            continue
        try:
            origin = Origin(source.name, {"offset": value.offset})
            document = record_document(json_object(value.raw), origin, columns, what="object")
        except DocumentError as error:
            yield Failure(place, STAGE, str(error))
        else:
            yield Collected(document, value.raw, "application/json", place, None, "json")
    if empty:
        yield Failure(source.name, STAGE, "empty: there is no object to read")
