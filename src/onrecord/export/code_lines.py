"""Coded accounts as a CSV table.

CodedAccount ──▶ code_lines ──▶ a table
"""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, fields
from typing import TYPE_CHECKING

from onrecord.export.codes import CodedAccount
from onrecord.export.spreadsheet import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = tuple(field.name for field in fields(CodedAccount))


def code_lines(rows: Iterable[CodedAccount]) -> Iterator[str]:
    """The lines of a CSV table with its head; empty cells are unknown.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    yield _line(COLUMNS)
    for row in rows:
        yield _line(tuple(harmless("" if value is None else str(value)) for value in astuple(row)))


def _line(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()
