"""Check the data files: every row, and every example read as a document.

    tables ──▶ check_tables ──▶ Fault, one for each row that is wrong

E is an error, W a warning:

* E1 a table or column is missing, a cell has the wrong type, an example is missing
* E2 an id is used twice in one file
* E3 the example does not contain the phrase
* E4 the example, when read, does not give this row
* E5 a row names an actor, type, mode, frame or word class that does not exist
* W1 one name leads to two actors at the same time: the text must decide, or nothing does
* W2 a row is used by no case (only where the cases are at hand)
* W3 no source is given for a fact about the world
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from onrecord.accounts.ontology import load_event_types
from onrecord.accounts.words import trigger_row
from onrecord.errors import LexiconError
from onrecord.model import Document
from onrecord.reading import assemble, default_reader

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from onrecord.found import Found
    from onrecord.lexicon import DataFolders
    from onrecord.reading import Reader

#: Examples are read as if published on this day, so that relative times have an anchor.
PUBLISHED = "2024-12-04"
#: Tables whose example must give the row, and the column that names what is then found: the row
#: itself, cited as the rule of a value, or the actor or category it leads to. Rows of other tables
#: only help to read.
GIVEN = {
    "bodies.csv": "id",
    "capitals.csv": "actor",
    "contexts.csv": "context",
    "cues.csv": "id",
    "generic_actors.csv": "id",
    "layouts.csv": "id",
    "links.csv": "id",
    "loaded.csv": "category",
    "offices.csv": "actor",
    "relations.csv": "id",
    "times.csv": "id",
    "triggers.csv": "id",
}
#: The same of the rows of a project, which are few: their names are read too.
GIVEN_OWN = {
    **GIVEN,
    "actor_periods.csv": "actor",
    "actors.csv": "id",
    "aliases.csv": "actor",
    "places.csv": "id",
}
#: Tables of names of actors, and the column of the name.
NAMING = {"actors.csv": "name", "aliases.csv": "phrase"}
PLACES = {"places.csv": "name"}
#: After any date.
LAST = "9999"
_CASE_TEXT = re.compile(r"^text: (.*(?:\n {6}.*)*)", re.MULTILINE)
#: A table with this column states facts about the world, which need a source.
DATED = "valid_from"
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: its code, where, and what."""

    code: str
    place: str
    message: str

    @property
    def is_error(self) -> bool:
        """Whether it must be mended, or only known."""
        return self.code.startswith("E")

    def __str__(self) -> str:
        """As it is told: code, place, what."""
        return f"{self.code} {self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as it stands in its file; ``own`` if that is a project's."""

    table: str
    place: str
    cells: dict[str, str]
    own: bool = False

    def cell(self, column: str) -> str:
        """What stands in a column; nothing where the table has no such column."""
        return self.cells.get(column) or ""


def check_tables(folders: DataFolders) -> Iterator[Fault]:
    """Check all tables of a language and of the project folders.

    Args:
        folders: where the tables lie; with projects, their rows are checked too.
    """
    try:
        reader = default_reader(folders)
    except LexiconError as error:
        yield _fault_of(error)
        return
    rows = list(table_rows(folders))
    for row in rows:
        yield from _check_row(row, reader)
    yield from _shared_names(rows)
    yield from check_types(folders, reader)


def check_own(folders: DataFolders, wanted: Container[tuple[str, str]]) -> Iterator[Fault]:
    """Check some rows of the project folders: what must hold before they are added.

    Args:
        folders: where the tables lie.
        wanted: (name of the table, id of the row).
    """
    try:
        reader = default_reader(folders)
    except LexiconError as error:
        yield _fault_of(error)
        return
    for row in table_rows(folders):
        if row.own and (row.table, row.cell("id")) in wanted:
            yield from _check_row(row, reader)


def _fault_of(error: LexiconError) -> Fault:
    """A fault of loading; its message begins with the code."""
    code, _, rest = str(error).partition(" ")
    place, _, message = rest.partition(": ")
    return Fault(code, place, message)


def unused_rows(folders: DataFolders, cases: Path) -> Iterator[Fault]:
    """Warn of rows that no case uses (W2).

    Args:
        folders: where the tables lie.
        cases: folder of case files, read for the texts in them.
    """
    reader = default_reader(folders)
    used: set[str] = set()
    for file in sorted(cases.glob("*.txt")):
        for text in _CASE_TEXT.findall(file.read_text(encoding="utf-8")):
            used |= cited(reader.find(_as_document(" ".join(text.split()))), reader)
    for row in table_rows(folders):
        if GIVEN.get(row.table) == "id" and row.cell("id") not in used:
            yield Fault("W2", row.place, f"{row.cell('id')} is used by no case")


def _shared_names(rows: list[TableRow]) -> Iterator[Fault]:
    """Names of two actors that are valid at the same time (W1)."""
    names: dict[str, list[TableRow]] = {}
    for row in rows:
        if row.table in NAMING:
            names.setdefault(row.cell(NAMING[row.table]), []).append(row)
    for name, sharing in names.items():
        for n, row in enumerate(sharing):
            rivals = {_actor(r) for r in sharing[:n] if _meet(r, row)} - {_actor(row)}
            if rivals:
                yield Fault(
                    "W1", row.place, f"{name!r} is also a name of {', '.join(sorted(rivals))}"
                )


def _actor(row: TableRow) -> str:
    return row.cell("actor") or row.cell("id")


def _meet(one: TableRow, other: TableRow) -> bool:
    """Whether the times of two rows overlap; an empty cell is open."""
    ends = one.cell("valid_to") or LAST, other.cell("valid_to") or LAST
    return one.cell("valid_from") <= ends[1] and other.cell("valid_from") <= ends[0]


def table_rows(folders: DataFolders) -> Iterator[TableRow]:
    """All rows of all tables, bundled ones first."""
    bundled = resources.files("onrecord") / "data"
    yield from _rows_in(bundled, "data")
    yield from _rows_in(bundled / "codes", "data/codes")
    yield from _rows_in(bundled / folders.language, f"data/{folders.language}")
    for project in folders.projects:
        for folder in (project / "lexicon", project / "lexicon" / "codes"):
            yield from _rows_in(folder, str(folder), own=True)
        yield from _rows_in(project, str(project), own=True)


def _rows_in(folder: Traversable | Path, label: str, *, own: bool = False) -> Iterator[TableRow]:
    if not folder.is_dir():
        return
    files = (file for file in folder.iterdir() if file.name.endswith(".csv"))
    for file in sorted(files, key=lambda file: file.name):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        reader = csv.DictReader(lines)
        for cells in reader:
            yield TableRow(file.name, f"{label}/{file.name}:{reader.line_num}", cells, own)


def _check_row(row: TableRow, reader: Reader) -> Iterator[Fault]:
    example = row.cell("example")
    if not example:
        yield Fault("E1", row.place, f"{row.cell('id')} has no example")
        return
    if DATED in row.cells and not row.cell("source"):
        yield Fault("W3", row.place, f"{row.cell('id')} has no source")
    phrase = _phrase(row)
    if row.own and row.table in NAMING | PLACES and not _has_phrase(phrase, example, reader):
        yield Fault("E3", row.place, f"the example lacks {phrase!r}: {example}")
        return
    given = (GIVEN_OWN if row.own else GIVEN).get(row.table)
    if given is not None:
        found = reader.find(_as_document(example, _day_of(row) if row.own else PUBLISHED))
        named = cited(found, reader) | (_undecided(found) if row.own else frozenset())
        if row.cell(given) not in named:
            yield Fault("E4", row.place, f"{row.cell('id')} is not read in: {example}")
    elif not _has_phrase(phrase, example, reader):
        yield Fault("E3", row.place, f"the example lacks {phrase!r}: {example}")


def check_types(folders: DataFolders, reader: Reader) -> Iterator[Fault]:
    """Read the examples in the files of event types: those of the type, and of its words.

    Args:
        folders: where the files lie, projects too.
        reader: the reader that was built with them.
    """
    for kind in load_event_types(folders).values():
        asked = [("examples", n, text) for n, text in enumerate(kind.examples)]
        asked += [("counterexamples", n, text) for n, text in enumerate(kind.counterexamples)]
        for key, n, text in asked:
            told = kind.id in _types_in(text, reader)
            if told != (key == "examples"):
                what = "is not read" if key == "examples" else "is read"
                yield Fault("E4", f"{kind.file}: {key}[{n}]", f"{kind.id} {what} in: {text}")
        for n, trigger in enumerate(kind.triggers):
            key = trigger_row(kind, trigger).id
            if key not in cited(reader.find(_as_document(trigger.example)), reader):
                place = f"{kind.file}: triggers[{n}].example"
                yield Fault("E4", place, f"{key} is not read in: {trigger.example}")


def _types_in(text: str, reader: Reader) -> frozenset[str]:
    return frozenset(a.type for a in reader.find(_as_document(text)).accounts.accounts)


def _phrase(row: TableRow) -> str:
    """What the example must contain, alternatives apart by ``|``: a phrase, or a known name."""
    if DATED in row.cells and "name" in row.cells:
        return "|".join(filter(None, (row.cell("name"), row.cell("alternate_names"))))
    return row.cell("phrase")


def _as_document(example: str, published: str = PUBLISHED) -> Document:
    return Document(
        example, published=published, published_precision="day", published_source="metadata"
    )


def _undecided(found: Found) -> frozenset[str]:
    """Candidates of names that the text leaves open: a name of two actors is read, too (W1)."""
    gaps = (*found.actors.gaps, *found.places.gaps)
    return frozenset(candidate for gap in gaps for candidate in gap.candidates)


def _day_of(row: TableRow) -> str:
    """A day on which a row holds, on which its example may have been written."""
    first, last = row.cell("valid_from"), row.cell("valid_to") or LAST
    if first <= PUBLISHED <= last:
        return PUBLISHED
    return _first_day(first if first > PUBLISHED else last)


def _first_day(when: str) -> str:
    """The first day of a year or month; a day as it is."""
    return when + "-01" * (2 - when.count("-"))


def _has_phrase(phrase: str, example: str, reader: Reader) -> bool:
    """Whether all words of one of the alternatives (``a|b``) occur, in any inflected form."""
    ways = phrase.lower().split("|")
    if any(way in example.lower() for way in ways):
        return True
    tokens = reader.begin(_as_document(example)).parse.tokens
    forms = {form for t in tokens for form in (t.lower, t.lemma.lower())}
    return any(set(_WORD.findall(way)) <= forms for way in ways)


def cited(found: Found, reader: Reader) -> frozenset[str]:
    """What a reading names as its rules (ids of rows), and its actors and loaded categories."""
    reading = assemble(found, reader.versions)
    groups = (reading.actors, reading.times, reading.statements, reading.accounts)
    rules: list[str] = [value.rule for values in groups for value in values]
    rules += [value.rule for values in (reading.relations, reading.links) for value in values]
    rules += [attribution.cue_row for attribution in found.attributions.attributions]
    rules += [actor.actor_id for actor in reading.actors]
    rules += [place.place_id for place in reading.places]
    rules += [loaded.category for loaded in reading.loaded]
    rules += [context for account in reading.accounts for context in account.contexts]
    names = [name for rule in rules for name in rule.split()]  # a value may come of several rows
    return frozenset((*names, *(name.rpartition(":")[2] for name in names)))
