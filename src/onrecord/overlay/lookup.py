"""Which rows know a name.

names ──▶ look_up ──▶ KnownActor: everything the tables say of an actor of that name
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.actors.spelling import fold
from onrecord.actors.who import known
from onrecord.actors.words import split_id
from onrecord.checks import NAMING, TableRow, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.actors import ActorWords
    from onrecord.lexicon import DataFolders

#: Tables of names, the column of the name and that of the actor.
_NAMES = {
    "actors.csv": (NAMING["actors.csv"], "id"),
    "aliases.csv": (NAMING["aliases.csv"], "actor"),
    "capitals.csv": ("phrase", "actor"),
}
#: Tables that tell more of an actor.
_MORE = ("actor_periods.csv", "offices.csv")


@dataclass(frozen=True, slots=True)
class KnownActor:
    """An actor that bears a name, as the rows tell of it.

    Attributes:
        row: the row of ``actors.csv``; ``None`` for a body that state and kind make (SYR-MIL).
        names: rows of other names, of all forms.
        more: rows of its periods and offices.
    """

    id: str
    label: str
    type: str
    state: str | None
    sectors: tuple[str, ...]
    row: TableRow | None
    names: tuple[TableRow, ...]
    more: tuple[TableRow, ...]


class Lexicon:
    """The rows of all tables of actors, the last of each id. Built once for many questions."""

    def __init__(self, folders: DataFolders, words: ActorWords) -> None:
        tables = (*_NAMES, *_MORE)
        kept = {(r.table, r.cell("id")): r for r in table_rows(folders) if r.table in tables}
        self.words = words
        self.rows = tuple(kept.values())
        self.ids = {row.cell("id") for row in self.rows if row.table == "actors.csv"}

    def look_up(self, name: str) -> tuple[KnownActor, ...]:
        """The actors of a name or id, in any spelling of it, in the order of their ids."""
        ids = {name} if self._is_actor(name) else set()
        ids |= {actor for actor, called in self._named() if self._same(called, name)}
        return tuple(self._known(actor) for actor in sorted(ids))

    def _is_actor(self, actor: str) -> bool:
        return actor in self.words.actors or split_id(self.words, actor) is not None

    def _named(self) -> Iterator[tuple[str, str]]:
        for row in self.rows:
            if row.table in _NAMES:
                column, actor = _NAMES[row.table]
                yield row.cell(actor), row.cell(column)

    def _same(self, one: str, other: str) -> bool:
        """Whether two names are written alike; one of several words in any romanisation."""
        if fold(one) == fold(other):
            return True
        keys = self.words.spelling(one), self.words.spelling(other)
        return " " in keys[0] and keys[0] == keys[1]

    def _known(self, actor: str) -> KnownActor:
        who = known(self.words, actor, "", None)
        of = [row for row in self.rows if row.cell("actor") == actor]
        own = (r for r in self.rows if r.table == "actors.csv" and r.cell("id") == actor)
        return KnownActor(
            id=actor,
            label=who.label,
            type=who.type,
            state=who.state,
            sectors=who.sectors,
            row=next(own, None),
            names=tuple(row for row in of if row.table in _NAMES),
            more=tuple(row for row in of if row.table in _MORE),
        )
