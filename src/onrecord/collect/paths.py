"""Files, folders and standard input, one document at a time, in bounded memory.

    paths ──▶ read_documents ──▶ Document | Failure

A fault of one document is a ``Failure`` in its place; the rest is read.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.jsonl import Line, jsonl_document, lines_of
from onrecord.collect.plain import decode, plain_document
from onrecord.errors import DocumentError
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from onrecord.model import Document

#: Endings of files with one JSON object a line; everything else is tried as plain text.
JSONL_ENDINGS = frozenset({".jsonl", ".ndjson"})
#: Endings of tables, which as prose would be nonsense.
TABLE_ENDINGS = frozenset({".csv", ".tsv"})
#: How a JSON object begins.
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*(?:[\"}]|$)")
#: The name that stands for standard input.
STDIN = "-"


def read_documents(
    paths: Iterable[str | Path], *, max_bytes: int = 4_000_000, stdin: BinaryIO | None = None
) -> Iterator[Document | Failure]:
    """As ``collect``, but the documents alone.

    Args:
        paths: files, folders, or ``"-"``.
        max_bytes: a longer text file, or line of a JSONL file, is a ``Failure``.
        stdin: what ``"-"`` reads; the process's own standard input by default.
    """
    for outcome in collect(paths, max_bytes=max_bytes, stdin=stdin):
        yield outcome if isinstance(outcome, Failure) else outcome.document


def collect(
    paths: Iterable[str | Path], *, max_bytes: int = 4_000_000, stdin: BinaryIO | None = None
) -> Iterator[Collected | Failure]:
    """Yield the documents of files, folders (recursive, sorted by name) and standard input.

    Args:
        paths: files, folders, or ``"-"``.
        max_bytes: a longer text file, or line of a JSONL file, is a ``Failure``.
        stdin: what ``"-"`` reads; the process's own standard input by default.

    Yields:
        Documents in the order of the paths; a ``Failure`` with stage ``collect`` for each that
        cannot be used, named by its place.
    """
    for path in paths:
        if str(path) == STDIN:
            yield from _of_stream(stdin or sys.stdin.buffer, max_bytes)
        elif Path(path).is_dir():
            for file in _files_below(Path(path)):
                yield from _of_file(file, max_bytes)
        else:
            yield from _of_file(Path(path), max_bytes)


def count_documents(paths: Iterable[str | Path]) -> int | None:
    """How many documents the paths hold, by a quick look; ``None`` where only reading can tell."""
    count = 0
    for path in map(Path, paths):
        if not path.is_file() and not path.is_dir():
            return None
        for file in _files_below(path) if path.is_dir() else (path,):
            count += _lines_in(file) if file.suffix.lower() in JSONL_ENDINGS else 1
    return count


def _lines_in(file: Path) -> int:
    try:
        with file.open("rb") as stream:
            return sum(1 for line in stream if line.strip())
    except OSError:
        return 1  # its failure


def _files_below(folder: Path) -> Iterator[Path]:
    """Files, sorted; hidden ones are left out, links to folders are not followed."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        # Yield the folder itself: opening it fails with the reason, in its place.
        entries = []
        yield Path(error.filename or folder)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _files_below(entry)
        elif entry.is_file() or entry.is_symlink():
            yield entry


def _of_file(file: Path, max_bytes: int) -> Iterator[Collected | Failure]:
    if file.suffix.lower() in TABLE_ENDINGS:
        reason = "a table, not plain text; write one JSON object a line (.jsonl)"
        yield Failure(str(file), STAGE, reason)
        return
    try:
        with file.open("rb") as stream:
            if file.suffix.lower() in JSONL_ENDINGS:
                yield from _of_lines(lines_of(stream, max_bytes), str(file), max_bytes)
            else:
                yield _of_text(stream.read(max_bytes + 1), str(file), max_bytes)
    except OSError as error:
        yield Failure(str(file), STAGE, f"cannot be opened: {error.strerror or error}")


def _of_stream(stream: BinaryIO, max_bytes: int) -> Iterator[Collected | Failure]:
    """Standard input has no ending: what begins like a JSON object is taken for JSONL."""
    first = stream.readline(max_bytes + 1)
    if _OBJECT.match(first):
        rest = _Rejoined(first, stream)
        yield from _of_lines(lines_of(rest, max_bytes), STDIN, max_bytes)
    else:
        raw = first + stream.read(max_bytes + 1 - len(first))
        yield _of_text(raw, STDIN, max_bytes)


class _Rejoined(BytesIO):
    """A stream whose first line was read already."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        super().__init__(first)
        self._stream = stream

    def readline(self, size: int | None = -1, /) -> bytes:
        """The first line, then those of the stream."""
        return super().readline(size) or self._stream.readline(-1 if size is None else size)


def _of_text(raw: bytes, name: str, max_bytes: int) -> Collected | Failure:
    if len(raw) > max_bytes:
        return _too_long(name, max_bytes)
    try:
        document = plain_document(decode(raw), name)
    except DocumentError as error:
        return Failure(name, STAGE, str(error))
    return Collected(document, raw, "text/plain", name, None, "plain")


def _of_lines(lines: Iterable[Line], name: str, max_bytes: int) -> Iterator[Collected | Failure]:
    empty = True
    for line in lines:
        empty = False
        place = f"{name}:{line.number}"
        if line.raw is None:
            yield _too_long(place, max_bytes)
            continue
        try:
            document = jsonl_document(line.raw, name, line.number)
        except DocumentError as error:
            yield Failure(place, STAGE, str(error))
        else:
            yield Collected(document, line.raw, "application/json", place, None, "jsonl")
    if empty:
        yield Failure(name, STAGE, "empty: there is no line to read")


def _too_long(place: str, max_bytes: int) -> Failure:
    limit = max_bytes / 1_000_000
    reason = f"longer than {limit:g} MB; split it, or raise max_megabytes in onrecord.toml"
    return Failure(place, STAGE, reason)
