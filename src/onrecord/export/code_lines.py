"""Coded accounts as a CSV table.

CodedAccount ──▶ code_lines ──▶ a table
"""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, fields
from typing import TYPE_CHECKING

from onrecord.export.codes import CodedAccount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A cell that begins so is a formula to a spreadsheet (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
COLUMNS = tuple(field.name for field in fields(CodedAccount))


def code_lines(rows: Iterable[CodedAccount]) -> Iterator[str]:
    """The lines of a CSV table with its head; empty cells are unknown.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    yield _line(COLUMNS)
    for row in rows:
        yield _line(tuple(safe(value) for value in astuple(row)))


def safe(value: str | int | None) -> str:
    """The text of a cell, which no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe(None), safe(28)
    ("'=1+1", '', '28')
    """
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(_FORMULA) else text


def _line(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()
