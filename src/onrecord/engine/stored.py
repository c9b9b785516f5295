"""Readings from wherever they are: documents read now, or readings that were kept.

    paths ──▶ all_readings ──▶ (Document | None, Reading) | Failure, in order

A file of readings is one that ``onrecord read`` wrote: each line begins with the schema.
"""

from __future__ import annotations

from itertools import groupby, tee
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from onrecord.collect import read_documents
from onrecord.collect.collected import STAGE
from onrecord.collect.jsonl import lines_of
from onrecord.engine.local import read_all
from onrecord.interchange import decode_reading
from onrecord.model import SCHEMA, Document, Failure, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: How a line of a kept reading begins; msgspec writes the fields in their order.
_HEAD = f'{{"schema":"{SCHEMA}"'.encode()
#: A reading is many times as long as its document.
LONGEST = 1_000_000_000

Pair: TypeAlias = tuple[Document | None, Reading]


def all_readings(
    paths: Iterable[str | Path],
    reader: Callable[[Document], Reading],
    *,
    jobs: int = 1,
    documents: Callable[[Iterable[str | Path]], Iterator[Document | Failure]] = read_documents,
) -> Iterator[Pair | Failure]:
    """Read the documents among the paths, take the readings as they are.

    Args:
        paths: files, folders, ``"-"``; a file of readings is known by its first line.
        reader: gives the reading of one document.
        jobs: worker processes, as for ``read_all``.
        documents: collects the documents of paths.

    Yields:
        A reading with its document, or with ``None`` if it was kept without; or a ``Failure``.
    """
    for kept, group in groupby(paths, key=holds_readings):
        if kept:
            for path in group:
                yield from _kept(Path(path))
        else:
            taken, again = tee(documents(group))
            outcomes = read_all(taken, reader, jobs=jobs)
            for document, outcome in zip(again, outcomes, strict=True):
                yield outcome if isinstance(outcome, Failure) else (_only(document), outcome)


def holds_readings(path: str | Path) -> bool:
    """Whether a file holds readings, by its first line."""
    file = Path(path)
    if not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            return stream.read(len(_HEAD)) == _HEAD
    except OSError:
        return False  # read_documents tells the reason


def _only(document: Document | Failure) -> Document | None:
    return None if isinstance(document, Failure) else document


def _kept(file: Path) -> Iterator[Pair | Failure]:
    with file.open("rb") as stream:
        for line in lines_of(stream, LONGEST):
            name = f"{file}:{line.number}"
            try:
                yield None, decode_reading(line.raw or b"")
            except (msgspec.DecodeError, ValueError) as error:
                yield Failure(name, STAGE, f"no reading of {SCHEMA}: {error}")
