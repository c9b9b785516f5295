"""Load the data files that a political scientist edits, and check every row.

    folders of CSV files ──▶ load_table ──▶ tuple of frozen rows, one dataclass a file

Language-independent tables (actors, places) lie in ``data/``, those of a language in
``data/<language>/``. A project folder may hold the same files in ``lexicon/`` (and ``places.csv``
at its top): its rows are added, and a row with a known id replaces the bundled one. There is no
other way to extend or override words.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import MISSING, dataclass, fields
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

import msgspec

from onrecord.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable


class Row(Protocol):
    """A row of a data file: a frozen dataclass whose fields are the columns."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """What values cite as the rule that read them."""
        ...

    @property
    def example(self) -> str:
        """A sentence that, when read, gives this row."""
        ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class DataFolders:
    """Where the words of one language come from: the bundled data, then project folders.

    Attributes:
        language: ISO 639-1 code; a folder of that name holds the language's tables.
        projects: project folders whose ``lexicon/`` (and ``places.csv``) add or override rows.
    """

    language: str = "en"
    projects: tuple[Path, ...] = ()

    def tables(self, name: str) -> Iterator[tuple[str, Traversable]]:
        """The files of one table, bundled first: (name for messages, file)."""
        data = resources.files("onrecord") / "data"
        for folder, label in ((data, "data"), (data / self.language, f"data/{self.language}")):
            if (folder / name).is_file():
                yield f"{label}/{name}", folder / name
        for project in self.projects:
            for file in (project / "lexicon" / name, project / name):
                if file.is_file():
                    yield str(file), file

    def digest(self) -> str:
        """``sha`` + 16 hex digits over all tables and overlays: the version of the words."""
        seen = hashlib.sha256()
        data = resources.files("onrecord") / "data"
        files = [*_files(data), *_files(data / "ontology"), *_files(data / self.language)]
        for project in self.projects:
            files += [*_files(project / "lexicon"), *_files(project, "places.csv")]
            files += _files(project / "ontology")
        for file in files:
            seen.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return "sha" + seen.hexdigest()[:16]


def _files(folder: Traversable, only: str | None = None) -> list[Traversable]:
    if not folder.is_dir():
        return []
    tables = (
        f for f in folder.iterdir() if f.is_file() and f.name.endswith((".csv", ".toml", ".bin"))
    )
    return sorted((f for f in tables if only in (None, f.name)), key=lambda f: f.name)


def load_table(folders: DataFolders, name: str, row_type: type[R]) -> tuple[R, ...]:
    """Read a table and its overlays; later files add rows or replace those of the same id.

    Args:
        folders: where to look.
        name: file name, such as ``"triggers.csv"``.
        row_type: frozen dataclass whose fields are the columns; fields with a default may be
            missing from an overlay. An empty cell is ``None`` where the field allows it.

    Returns:
        The rows by id, in the order of the files.

    Raises:
        LexiconError: no such table (E1), a wrong column or cell (E1), an id twice in a file (E2),
            an example without the phrase (E3).
    """
    rows: dict[str, R] = {}
    found = False
    for label, file in folders.tables(name):
        found = True
        rows |= _read_file(label, file, row_type)
    if not found:
        raise LexiconError(f"E1 {name}: no such table for language {folders.language!r}")
    return tuple(rows.values())


def _read_file(label: str, file: Traversable, row_type: type[R]) -> dict[str, R]:
    rows: dict[str, R] = {}
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    reader = csv.DictReader(lines, strict=True)
    _check_columns(label, reader.fieldnames or (), row_type)
    for cells in reader:
        row = _read_row(f"{label}:{reader.line_num}", cells, row_type)
        if row.id in rows:
            raise LexiconError(f"E2 {label}:{reader.line_num}: id {row.id} is used twice")
        rows[row.id] = row
    return rows


def _check_columns(label: str, found: object, row_type: type[R]) -> None:
    columns = set(found) if isinstance(found, (list, tuple)) else set()
    needed = {
        f.name for f in fields(row_type) if f.default is MISSING and f.default_factory is MISSING
    }
    allowed = {f.name for f in fields(row_type)}
    if not needed <= columns or not columns <= allowed:
        raise LexiconError(f"E1 {label}: the columns must be {', '.join(sorted(allowed))}")


def _read_row(place: str, cells: dict[str | None, str | None], row_type: type[R]) -> R:
    if None in cells or None in cells.values():
        raise LexiconError(f"E1 {place}: more or fewer cells than columns")
    given = {name: (value.strip() or None) if value else None for name, value in cells.items()}
    try:
        row = msgspec.convert(_absent_out(given, row_type), row_type, strict=False)
    except msgspec.ValidationError as error:
        raise LexiconError(f"E1 {place}: {error}") from error
    phrase = getattr(row, "phrase", None)
    if isinstance(phrase, str) and getattr(row, "example", None) is None:
        raise LexiconError(f"E3 {place}: the row of {phrase!r} has no example")
    return row


def _absent_out(given: dict[str | None, str | None], row_type: type[R]) -> dict[str, str | None]:
    """Leave out empty cells of fields that have a default, so that the default holds."""
    defaults = {f.name for f in fields(row_type) if f.default is not MISSING}
    return {
        name: value
        for name, value in given.items()
        if name is not None and not (value is None and name in defaults)
    }
