"""Add an actor to a project's own words, after checking it as ``check-data`` does.

    NewActor ──▶ add_actor ──▶ rows in lexicon/actors.csv and lexicon/aliases.csv, or a LexiconError

Everything is checked on a copy first; then each file is replaced as a whole. What is there already
is not written again, so that the same command may be run twice.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from onrecord.actors.rows import ActorRow, AliasRow
from onrecord.actors.short_names import is_abbreviation
from onrecord.actors.spelling import fold
from onrecord.actors.words import load_actor_words
from onrecord.checks import check_own
from onrecord.errors import LexiconError
from onrecord.export.wording import load_wording
from onrecord.lexicon import DataFolders
from onrecord.overlay.lint import lint
from onrecord.overlay.lookup import Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ACTORS, ALIASES = "actors.csv", "aliases.csv"
COLUMNS = {
    ACTORS: tuple(field.name for field in fields(ActorRow)),
    ALIASES: tuple(field.name for field in fields(AliasRow)),
}
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_SCRIPT = "Latn"

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class NewActor:
    """An actor as somebody gives it; the fields are those of ``actors.csv``.

    Attributes:
        aliases: other names and abbreviations.
        id: its id; made of the name by default.
        also: whether a second actor of a known name is meant.
    """

    name: str
    type: str
    source: str
    state: str = ""
    sectors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    example: str = ""
    id: str = ""
    also: bool = False


class Row(NamedTuple):
    """A row to write, and into which table."""

    table: str
    cells: Cells


class Added(NamedTuple):
    """What became of it: the rows that were written and those that were there."""

    written: tuple[Row, ...]
    already: tuple[Row, ...]


def add_actor(folder: Path, new: NewActor, language: str = "en") -> Added:
    """Write an actor and its other names into a project folder.

    Args:
        folder: the project folder; made if it is not there.
        new: the actor.
        language: ISO 639-1 code of the words.

    Raises:
        LexiconError: something about it is wrong; the message says what to do, and nothing was
            written.
    """
    folders = DataFolders(language, (folder,))
    lint(new, folders)
    rows = tuple(_rows(new, folders))
    own = {row.table: _own_rows(folder / "lexicon" / row.table) for row in rows}
    already = tuple(row for row in rows if _is_there(row, own[row.table]))
    missing = tuple(row for row in rows if row not in already)
    if not missing:
        return Added((), already)
    if not new.also:
        mine = {rows[0].cells["id"]} & set(own[ACTORS])
        _refuse_known(new, mine, folders)
    _refuse_taken(missing, folders, own)
    _check(folder, missing, language)
    for table in (ACTORS, ALIASES):  # an alias needs its actor
        _write(folder / "lexicon" / table, [r.cells for r in missing if r.table == table])
    return Added(missing, already)


# ---- the rows -----------------------------------------------------------------------------------


def slug(name: str) -> str:
    """A name as an id.

    >>> slug("Lions of al-Öskar")
    'lions_of_al_oskar'
    """
    return _NO_LETTER.sub("_", fold(name)).strip("_")


def _rows(new: NewActor, folders: DataFolders) -> Iterator[Row]:
    example = load_wording(folders)
    actor = new.id or slug(new.name)
    if not actor:
        raise LexiconError(f"--name {new.name!r} gives no id in Latin letters; give one by --id")
    yield Row(
        ACTORS,
        {
            "id": actor,
            "name": new.name,
            "label": new.name,
            "type": new.type,
            "state": new.state,
            "sectors": " ".join(new.sectors),
            "valid_from": new.valid_from,
            "valid_to": new.valid_to,
            "example": new.example or example("example", "actor", name=new.name),
            "source": new.source,
        },
    )
    for alias in dict.fromkeys(new.aliases):
        yield Row(
            ALIASES,
            {
                "id": f"{actor}.{slug(alias)}",
                "actor": actor,
                "phrase": alias,
                "form": "abbreviation" if is_abbreviation(alias) else "name",
                "lang": folders.language,
                "script": _SCRIPT,
                "example": example("example", "actor", name=alias),
                "source": new.source,
            },
        )


def _own_rows(file: Path) -> dict[str, Cells]:
    """Rows of a file of the project, by id."""
    if not file.is_file():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return {row["id"]: row for row in csv.DictReader(lines) if row.get("id")}


def _is_there(row: Row, own: dict[str, Cells]) -> bool:
    """Whether the file has the row, all cells alike; the example may be another."""
    there = own.get(row.cells["id"])
    if there is None:
        return False
    given = {column: value for column, value in row.cells.items() if column != "example"}
    return all((there.get(column) or "") == value for column, value in given.items())


# ---- refusals -----------------------------------------------------------------------------------


def _refuse_known(new: NewActor, mine: set[str], folders: DataFolders) -> None:
    lexicon = Lexicon(folders, load_actor_words(folders))
    for name in (new.name, *new.aliases):
        others = [k for k in lexicon.look_up(name) if k.id not in mine]
        if others:
            told = "; ".join(f"{k.id} ({k.label}, {_place(k.row)})" for k in others)
            raise LexiconError(
                f"{name!r} is already a name of {told}. Nothing was written. If another actor of"
                " the same name is meant, say so with --also"
            )


def _place(row: object) -> str:
    return str(getattr(row, "place", "a body of its state"))


def _refuse_taken(
    rows: Iterable[Row], folders: DataFolders, own: dict[str, dict[str, Cells]]
) -> None:
    """An id stands for one row; what differs is for people to mend."""
    for row in rows:
        key = row.cells["id"]
        if key in own[row.table]:
            raise LexiconError(
                f"{folders.projects[0] / 'lexicon' / row.table}: {key} is there with other cells."
                " Nothing was written. Change that row by hand, or give another --id"
            )
        if row.table == ACTORS and key in load_actor_words(folders).actors:
            raise LexiconError(
                f"data/{ACTORS} has an actor {key}, which this row would replace. Nothing was"
                " written. Give another --id"
            )


def _check(folder: Path, rows: tuple[Row, ...], language: str) -> None:
    """Write the rows into a copy of the words, and read their examples there."""
    with TemporaryDirectory() as place:
        copy = Path(place) / "project"
        (copy / "lexicon").mkdir(parents=True)
        if (folder / "lexicon").is_dir():
            shutil.copytree(folder / "lexicon", copy / "lexicon", dirs_exist_ok=True)
        for file in folder.glob("*.csv"):
            shutil.copy(file, copy)
        for table in (ACTORS, ALIASES):
            _write(copy / "lexicon" / table, [r.cells for r in rows if r.table == table])
        wanted = {(row.table, row.cells["id"]) for row in rows}
        faults = [f for f in check_own(DataFolders(language, (copy,)), wanted) if f.is_error]
        if faults:
            told = "\n".join(map(str, faults)).replace(str(copy), str(folder))
            remedy = "Nothing was written. Mend the options, or give another sentence by --example"
            raise LexiconError(f"{told}\n{remedy}")


# ---- files --------------------------------------------------------------------------------------


def _write(file: Path, rows: list[Cells]) -> None:
    """Add rows to a file, which is replaced as a whole; made with its head if it is not there."""
    if not rows:
        return
    try:
        before = file.read_bytes().decode("utf-8") if file.is_file() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        beside.write_bytes(_with_rows(file.name, before, rows).encode("utf-8"))
        beside.replace(file)
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{file} cannot be written: {error}. Nothing was written") from error


def _with_rows(table: str, before: str, rows: list[Cells]) -> str:
    """The text of a table with further rows, in its own columns and line ends."""
    end = "\r\n" if "\r\n" in before else "\n"
    buffer = io.StringIO()
    head = next(csv.reader(before.lstrip("\ufeff").splitlines()), None)
    columns = head or COLUMNS[table]
    writer = csv.DictWriter(buffer, columns, restval="", extrasaction="ignore", lineterminator=end)
    if not before.strip():
        writer.writeheader()
    writer.writerows(rows)
    joint = "" if not before.strip() or before.endswith("\n") else end
    return (before if before.strip() else "") + joint + buffer.getvalue()
