"""A file to collect from, wherever it lies, and how to collect.

path, member of an archive, standard input ──▶ Source ──▶ (one collector a format)
"""

from __future__ import annotations

import io
import shutil
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from onrecord.collect.bounded import CHUNK, Budget
from onrecord.collect.collected import STAGE
from onrecord.collect.columns import ColumnRules
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Generator

#: Columns under their usual names.
USUAL = ColumnRules()
#: Archives may lie in archives this deep: pages in a tar in a zip.
DEEPEST = 2
#: A page is mostly markup: it may be so many times as long as a text.
MARKUP = 5


@dataclass(frozen=True, slots=True)
class How:
    """How to collect.

    Attributes:
        max_bytes: the longest text of a document.
        columns: the names that the user gave to the fields of tables.
        left_out: counts what is no document and no fault, by (file, reason). Mutable: it collects.
    """

    max_bytes: int = 4_000_000
    columns: ColumnRules = USUAL
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def max_page(self) -> int:
        """The longest page or feed, in bytes."""
        return MARKUP * self.max_bytes

    def too_long(self, where: str, limit: int | None = None) -> Failure:
        """The failure of what is longer than a text, or than ``limit`` bytes."""
        return Failure(where, STAGE, too_long(limit or self.max_bytes))


@dataclass(frozen=True, slots=True)
class Source:
    """One file, read forward only.

    Attributes:
        name: how failures and documents name it: ``file`` or ``archive!member``.
        file: its bytes.
        budget: how much may be unpacked of it.
        depth: how many archives it lies in.
        path: where it lies on the disk as it is, if it does.
        packed: whether it came right out of a gzip file: a tar in it is the same archive.
    """

    name: str
    file: io.BufferedReader
    budget: Budget
    depth: int = 0
    path: Path | None = None
    packed: bool = False

    @property
    def ending(self) -> str:
        """The ending of its name, in small letters: ``.csv``; that before ``.gz`` if unpacked."""
        name = PurePath(self.name.rpartition("!")[2].lower())
        while self.packed and name.suffix == ".gz":
            name = name.with_suffix("")
        return name.suffix

    def head(self, size: int = 8192) -> bytes:
        """The first bytes, which stay to be read."""
        return self.file.peek(size)[:size]


def buffered(raw: io.RawIOBase) -> io.BufferedReader:
    """A stream that can be looked into ahead."""
    return io.BufferedReader(raw, CHUNK)


@contextmanager
def on_disk(source: Source) -> Generator[Path]:
    """The file on disk, for formats that are read from their end; copied there if need be."""
    if source.path is not None:
        yield source.path
        return
    with NamedTemporaryFile(prefix="onrecord-") as copy:
        shutil.copyfileobj(source.file, copy, CHUNK)
        copy.flush()
        yield Path(copy.name)


def too_long(limit: int) -> str:
    """What to say of a text over the limit, in bytes."""
    return (
        f"longer than {limit / 1_000_000:g} MB; split it, or raise max_megabytes in onrecord.toml"
    )
