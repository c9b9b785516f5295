"""The types of events: definitions, modes, and the rules that give codes of other codebooks."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from onrecord.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from onrecord.lexicon import DataFolders


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
class EventType:
    """One type of event, as its file in ``data/ontology`` defines it.

    ``at_a_place`` types happen on the spot, so that the scene of a report is theirs.
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


def load_event_types(folders: DataFolders) -> dict[str, EventType]:
    """Load all event types, bundled first; a project's file with a known id replaces the type.

    Raises:
        LexiconError: a file is no TOML or lacks a field (E1).
    """
    found: dict[str, EventType] = {}
    for file in _files(folders):
        try:
            kind = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), EventType)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise LexiconError(f"E1 ontology/{file.name}: {error}") from error
        found[kind.id] = kind
    return found


def _files(folders: DataFolders) -> Iterator[Traversable]:
    bundled = resources.files("onrecord") / "data" / "ontology"
    for folder in (bundled, *(project / "ontology" for project in folders.projects)):
        if folder.is_dir():
            tables = (f for f in folder.iterdir() if f.name.endswith(".toml"))
            yield from sorted(tables, key=lambda f: f.name)
