"""Files, folders and standard input, one document at a time, in bounded memory.

    paths ──▶ collect ──▶ Collected | Failure

A fault of one document is a ``Failure`` in its place; the rest is read.
"""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.collect.bounded import Budget, Counted
from onrecord.collect.collected import STAGE, Begun, Collected
from onrecord.collect.formats import HTML, JSONL, PLAIN, collected_from, format_of
from onrecord.collect.source import USUAL, How, Source, buffered
from onrecord.errors import DocumentError
from onrecord.model import Failure
from onrecord.settings import OF_PROJECT, PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from onrecord.collect.columns import ColumnRules
    from onrecord.model import Document

#: The name that stands for standard input.
STDIN = "-"


def read_documents(
    paths: Iterable[str | Path],
    *,
    max_bytes: int = 4_000_000,
    mapping: ColumnRules | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Document | Failure]:
    """As ``collect``, but the documents alone."""
    for outcome in collect(paths, max_bytes=max_bytes, mapping=mapping, stdin=stdin):
        yield outcome if isinstance(outcome, Failure) else outcome.document


def collect(
    paths: Iterable[str | Path],
    *,
    max_bytes: int = 4_000_000,
    mapping: ColumnRules | None = None,
    stdin: BinaryIO | None = None,
    left_out: Counter[tuple[str, str]] | None = None,
) -> Iterator[Collected | Failure]:
    """Yield the documents of files, folders (recursive, sorted by name) and standard input.

    Args:
        paths: files of any format that ``formats`` knows, folders, or ``"-"``.
        max_bytes: a longer text, line, row or message is a ``Failure``.
        mapping: which columns of foreign tables hold what.
        stdin: what ``"-"`` reads; the process's own standard input by default.
        left_out: counts what is neither document nor fault, by (file, reason): requests in a web
            archive, service messages in a chat, links in an archive.

    Yields:
        Documents in the order of the paths; a ``Failure`` with stage ``collect`` for each that
        cannot be used, named by its place.
    """
    for outcome in collect_by_file(paths, _how(max_bytes, mapping, left_out), stdin):
        if not isinstance(outcome, Begun):
            yield outcome


def _how(
    max_bytes: int, mapping: ColumnRules | None, left_out: Counter[tuple[str, str]] | None
) -> How:
    counted = Counter[tuple[str, str]]() if left_out is None else left_out
    return How(max_bytes, mapping or USUAL, counted)


def collect_by_file(
    paths: Iterable[str | Path], how: How, stdin: BinaryIO | None = None
) -> Iterator[Collected | Failure | Begun]:
    """As ``collect``, with a ``Begun`` before the outcomes of each file."""
    for path in paths:
        if str(path) == STDIN:
            yield Begun(STDIN)
            yield from _of_stream(stdin or sys.stdin.buffer, how)
        elif not str(path).strip():
            yield Failure('""', STAGE, "an empty path names no file; . is the current folder")
        else:
            is_folder = Path(path).is_dir()
            files = _files_below(Path(path), how.left_out) if is_folder else (Path(path),)
            for file in files:
                yield Begun(str(file))
                yield from _of_file(file, how)


def count_documents(paths: Iterable[str | Path]) -> int | None:
    """How many documents the paths hold, by a quick look; ``None`` where only reading can tell."""
    count = 0
    for path in map(Path, paths):
        if not path.is_file() and not path.is_dir():
            return None
        for file in _files_below(path, Counter()) if path.is_dir() else (path,):
            held = _documents_in(file)
            if held is None:
                return None
            count += held
    return count


def _documents_in(file: Path) -> int | None:
    try:
        with buffered(io.FileIO(file)) as stream:
            form = format_of(Source(str(file), stream, Budget()), USUAL.usual)
            if form == JSONL:
                return sum(1 for line in stream if line.strip())
            return 1 if form in (PLAIN, HTML) else None
    except (OSError, DocumentError):
        return 1  # its failure


def _files_below(folder: Path, left_out: Counter[tuple[str, str]]) -> Iterator[Path]:
    """Files, sorted; without hidden ones, the own files of a project, and links out of the folder.

    Links to folders are not followed.
    """
    home = folder.resolve()
    for file in _all_below(folder):
        if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(home):
            left_out[str(folder), "link that leads out of the folder"] += 1
        else:
            yield file


def _all_below(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        # Yield the folder itself: opening it fails with the reason, in its place.
        entries = []
        yield Path(error.filename or folder)
    own = OF_PROJECT if any(entry.name == PROJECT_FILE for entry in entries) else ()
    for entry in entries:
        if entry.name.startswith(".") or entry.name in own:
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _all_below(entry)
        elif entry.is_file() or entry.is_symlink():
            yield entry


def _of_file(file: Path, how: How) -> Iterator[Collected | Failure]:
    try:
        stream = buffered(io.FileIO(file))
        size = file.stat().st_size
    except OSError as error:
        yield Failure(str(file), STAGE, f"cannot be opened: {error.strerror or error}")
        return
    with stream:
        yield from collected_from(Source(str(file), stream, Budget(size), path=file), how)


def _of_stream(stream: BinaryIO, how: How) -> Iterator[Collected | Failure]:
    """Standard input has no ending and no size: both are told from what comes."""
    budget = Budget()
    yield from collected_from(Source(STDIN, buffered(Counted(stream, budget)), budget), how)
