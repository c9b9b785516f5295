"""The types of events: definitions, modes, and the rules that give codes of other codebooks.

    ontology/*.toml ──▶ load_event_types ──▶ EventType, one a file

A project may hold types of its own, with their words and examples in the same file: a codebook is
a folder of such files.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from onrecord.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from onrecord.lexicon import DataFolders

#: Quad classes of PLOVER.
QUADS = (
    "verbal_cooperation",
    "material_cooperation",
    "verbal_conflict",
    "material_conflict",
)
_ID = re.compile(r"[A-Z][A-Z0-9_]*")
#: The field that no file has: it is the file.
_FILE = "file"


@dataclass(frozen=True, slots=True)
class CodeRule:
    """Codes for accounts that meet every condition given; an empty condition always holds.

    Attributes:
        modes, weapons, triggers: one of these modes, rows of weapons, rows of triggers.
        actor, recipient: one participant in the role (victims count as recipients) is of one of
            these actor types or ``@kinds`` of words.
    """

    modes: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    cameo: str | None = None
    acled: str | None = None


@dataclass(frozen=True, slots=True)
class TypeTrigger:
    """Words of a type in its own file: a row of ``triggers.csv`` with lists for its cells."""

    phrase: str
    pos: Literal["verb", "noun", "adjective"]
    frame: str
    example: str
    id: str = ""
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event, as its file in ``data/ontology`` defines it.

    Attributes:
        examples: sentences that, when read, tell of this type; ``counterexamples`` must not.
        at_a_place: whether it happens on the spot, so that the scene of a report is its place.
        triggers: words of a project's own type.
        file: where it is defined, for messages.
    """

    id: str
    name: str
    definition: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    examples: tuple[str, ...]
    quad: str
    at_a_place: bool = False
    plover: str | None = None
    plover_score: float | None = None
    cameo_roots: tuple[str, ...] = ()
    acled: tuple[str, ...] = ()
    modes: dict[str, str] = field(default_factory=dict)
    codes: tuple[CodeRule, ...] = ()
    counterexamples: tuple[str, ...] = ()
    triggers: tuple[TypeTrigger, ...] = ()
    file: str = ""


def load_event_types(folders: DataFolders) -> dict[str, EventType]:
    """Load all event types, bundled first; a project's file with a known id replaces the type.

    Raises:
        LexiconError: a file is no TOML, lacks a key or has one too many (E1), or a value is none
            of those allowed (E5); the message names file and key.
    """
    found: dict[str, EventType] = {}
    for label, file in _files(folders):
        kind = _read(label, file.read_text(encoding="utf-8"))
        found[kind.id] = kind
    return found


def own_event_types(folders: DataFolders) -> tuple[EventType, ...]:
    """The types that project folders define, in the order of their files."""
    bundled = {label for label, _ in _files(replace(folders, projects=()))}
    return tuple(k for k in load_event_types(folders).values() if k.file not in bundled)


def _files(folders: DataFolders) -> Iterator[tuple[str, Traversable]]:
    """The files of all types with their names for messages, bundled first."""
    bundled = resources.files("onrecord") / "data" / "ontology"
    yield from (("data/ontology/" + f.name, f) for f in _tables(bundled))
    for project in folders.projects:
        yield from ((str(project / "ontology" / f.name), f) for f in _tables(project / "ontology"))


def _tables(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    found = (f for f in folder.iterdir() if f.name.endswith(".toml"))
    return sorted(found, key=lambda f: f.name)


def _read(label: str, text: str) -> EventType:
    try:
        given = tomllib.loads(text)
        _refuse_unknown(label, given)
        kind = msgspec.convert(given, EventType)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"E1 {label}: no TOML: {error}") from error
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        key = where.strip(".`") or "file"
        raise LexiconError(f"E1 {label}: {key}: {what}") from error
    _check(label, kind)
    return replace(kind, file=label)


def _refuse_unknown(label: str, given: dict[str, Any]) -> None:
    """A key that no field has is a slip of the pen, and would be lost without a word."""
    parts: list[tuple[str, Any, Any]] = [("", given, EventType)]
    below: tuple[tuple[str, Any], ...] = (("triggers", TypeTrigger), ("codes", CodeRule))
    for name, row in below:
        items = given.get(name, [])
        if isinstance(items, list):
            parts += [(f"{name}[{n}].", item, row) for n, item in enumerate(items)]
    for prefix, table, row in parts:
        known = {f.name for f in fields(row)} - {_FILE}
        unknown = sorted(set(table) - known) if isinstance(table, dict) else []
        if unknown:
            keys = ", ".join(sorted(known))
            raise LexiconError(f"E1 {label}: {prefix}{unknown[0]}: no such key; there are {keys}")


def _check(label: str, kind: EventType) -> None:
    """Whether values are of those allowed."""
    if not _ID.fullmatch(kind.id):
        raise LexiconError(f"E5 {label}: id: {kind.id!r} is no name in capitals such as LAND_CLAIM")
    if kind.quad not in QUADS:
        raise LexiconError(f"E5 {label}: quad: {kind.quad!r} is none of {', '.join(QUADS)}")
    groups = [(f"triggers[{n}].modes", t.modes) for n, t in enumerate(kind.triggers)]
    groups += [(f"codes[{n}].modes", rule.modes) for n, rule in enumerate(kind.codes)]
    for key, modes in groups:
        unknown = sorted(set(modes) - kind.modes.keys())
        if unknown:
            known = ", ".join(kind.modes) or "none"
            raise LexiconError(f"E5 {label}: {key}: no mode {unknown[0]!r}; [modes] has {known}")
