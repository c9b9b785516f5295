"""CSV and TSV: one row is one document; the first row names the columns.

    file ──▶ dialect of the header ──▶ rows ──▶ record_document ──▶ Document

A row that cannot be told from its neighbours (an open quotation mark, too few cells) is a failure;
reading goes on with the next line, so that one stray mark does not swallow the file.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.columns import Columns
from onrecord.collect.plain import encoding_of
from onrecord.collect.records import KEYS, Origin, check_columns, keys_of, record_document
from onrecord.collect.source import too_long
from onrecord.errors import DocumentError
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.collect.source import How, Source

#: What may stand between cells, the likelier first where the header does not tell.
_DELIMITERS = (",", "\t", ";", "|")
#: Media type of a row with its header (RFC 4180).
_MEDIA_TYPE = "text/csv; header=present"
_UTF8 = "utf-8"
_BLANK = frozenset({"\n", "\r\n", "\r"})
_OPEN = "a quotation mark may be open"


class LongRowError(DocumentError):
    """A row is longer than a document may be; the next one is read."""


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is written."""

    name: str
    header: tuple[str, ...]
    delimiter: str
    line: str
    columns: Columns


def read_table(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The documents of a table."""
    lines = _Lines(source, how.max_bytes)
    try:
        yield from _read(lines, source, how)
    finally:
        lines.release()


def _read(lines: _Lines, source: Source, how: How) -> Iterator[Collected | Failure]:
    try:
        table = table_of(lines.take_line(), source.name, how.columns.of(source.name))
    except (DocumentError, UnicodeDecodeError, StopIteration) as error:
        reason = "empty: there is no header" if isinstance(error, StopIteration) else str(error)
        yield Failure(source.name, STAGE, reason)
        return
    empty = True
    for outcome in _rows(lines, table):
        empty = False
        yield outcome
    if empty:
        yield Failure(source.name, STAGE, "empty: there is no row below the header")


def table_of(line: str, name: str, columns: Columns) -> Table:
    """How a table is written, by its first line.

    Raises:
        DocumentError: no column of the header holds the text, or two hold the same field.
    """
    cut = {d: _cells(line, d) for d in _DELIMITERS}
    keys = keys_of("text", columns)
    fits = [d for d in _DELIMITERS if _key_in(cut[d], keys)]
    delimiter = fits[0] if fits else max(_DELIMITERS, key=lambda d: len(cut[d]))
    header = _header(cut[delimiter], columns)
    check_columns(header, columns)
    return Table(name, header, delimiter, line, columns)


def looks_like_table(line: str, columns: Columns) -> bool:
    """Whether a first line is a header of several columns, one of them that of the text."""
    keys = keys_of("text", columns)
    cuts = (_cells(line, d) for d in _DELIMITERS)
    return any(len(cells) > 1 and _key_in(cells, keys) for cells in cuts)


def _key_in(cells: list[str], keys: tuple[str, ...]) -> bool:
    return bool({cell.casefold() for cell in cells} & {key.casefold() for key in keys})


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True))]
    except (csv.Error, StopIteration):
        return []


def _header(cells: list[str], columns: Columns) -> tuple[str, ...]:
    """The names of the columns: known ones as the fields are called, each name once."""
    known = {key.casefold(): key for name in KEYS for key in keys_of(name, columns)}
    exact = set(cells) & set(known.values())
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        key = known.get(cell.casefold(), cell)
        name = (cell if key in exact else key) or f"column {number}"
        if name in names and name in known.values():
            raise DocumentError(f'two columns "{name}"; rename one')
        names.append(f"{name} {number}" if name in names else name)
    return tuple(names)


def _rows(lines: _Lines, table: Table) -> Iterator[Collected | Failure]:
    reader = csv.reader(lines, delimiter=table.delimiter, strict=True)
    while True:
        lines.begin()
        try:
            cells = _next_row(reader, lines.limit)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            reason = f"not {error.encoding}; nothing behind it can be read"
            yield Failure(f"{table.name}:{lines.at}", STAGE, reason)
            return
        except (csv.Error, LongRowError) as error:
            cells = lines.cells_of_first(table.delimiter)
            if len(cells) != len(table.header):
                yield Failure(f"{table.name}:{lines.at}", STAGE, f"no row: {error}; {_OPEN}")
                lines.give_back()
                continue
            lines.give_back()
        if cells:
            yield _row(cells, lines, table)


def _next_row(reader: Iterator[list[str]], limit: int) -> list[str]:
    """The next row. The limit of the csv module holds for the process: set for this call alone."""
    before = csv.field_size_limit(limit)
    try:
        return next(reader)
    finally:
        csv.field_size_limit(before)


def _row(cells: list[str], lines: _Lines, table: Table) -> Collected | Failure:
    place = f"{table.name}:{lines.at}"
    width = len(table.header)
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) != width:
        plain = lines.cells_of_first(table.delimiter)
        lines.give_back()
        if len(plain) == width:
            return _row(plain, lines, table)
        reason = f"{len(cells)} cells where the header has {width}; {_OPEN}"
        return Failure(place, STAGE, reason)
    written = "".join(lines.taken)
    try:
        original = (table.line + written).encode()
        given = {key: cell for key, cell in zip(table.header, cells, strict=True) if cell}
        origin = Origin(table.name, {"line": lines.at})
        document = record_document(given, origin, table.columns, what="row")
    except UnicodeEncodeError:
        return Failure(place, STAGE, "not UTF-8; convert the file")
    except DocumentError as error:
        return Failure(place, STAGE, str(error))
    return Collected(document, original, _MEDIA_TYPE, place, None, "table")


class _Lines:
    """Lines for the csv module, which remember those of the current row. Mutable: it reads.

    Attributes:
        taken: the lines of the current row.
        at: number of its first line, from 1.
        limit: the longest row, in bytes of UTF-8 or less.
    """

    def __init__(self, source: Source, limit: int) -> None:
        self.limit = limit
        self.taken: list[str] = []
        self.at = 1
        encoding = encoding_of(source.head(4))
        errors = "surrogateescape" if encoding.startswith(_UTF8) else "strict"
        self._text = io.TextIOWrapper(source.file, encoding, errors, newline="")
        self._waiting: deque[str] = deque()
        self._number = 0
        self._size = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._next()
        while not self.taken and line in _BLANK:  # between rows: passed over, however many
            self._number += 1
            self.at += 1
            line = self._next()
        if not line:
            raise StopIteration
        self._number += 1
        self._size += len(line)
        if len(line) > self.limit:
            while line and not line.endswith(("\n", "\r")):
                line = self._text.readline(self.limit)
        self.taken.append(line)
        if self._size > self.limit:
            raise LongRowError(too_long(self.limit))
        return line

    def release(self) -> None:
        """Leave the file open: it belongs to whoever opened it."""
        self._text.detach()

    def _next(self) -> str:
        return self._waiting.popleft() if self._waiting else self._text.readline(self.limit + 1)

    def take_line(self) -> str:
        """The first line; it belongs to no row."""
        return next(self)

    def begin(self) -> None:
        """A new row begins."""
        self.taken = []
        self._size = 0
        self.at = self._number + 1

    def give_back(self) -> None:
        """Read all lines of the row but its first once more."""
        self._waiting.extendleft(reversed(self.taken[1:]))
        self._number -= len(self.taken) - 1
        del self.taken[1:]

    def cells_of_first(self, delimiter: str) -> list[str]:
        """The cells of the first line where tabs part them and quotation marks are plain."""
        if delimiter != "\t" or not self.taken:
            return []
        return self.taken[0].rstrip("\r\n").split(delimiter)
