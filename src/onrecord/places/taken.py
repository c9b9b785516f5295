"""Which tokens belong to the name of an actor, and so to no place.

    actors ──▶ Taken ──▶ is a token taken? may a span stand here?

Descriptions hold places ("the mayor of Homs", "residents of Goma"); names of the lexicon do not
("Islamic State of Iraq"). A name that only the model saw is doubtful: it may be a town.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.found import Found
from onrecord.model import Actor

if TYPE_CHECKING:
    from onrecord.found import TokenMention

#: Forms of mentions that name an actor; within the others stand names of places.
_NAMES = frozenset({"name", "abbreviation", "demonym", "metonym"})
#: How the actors stage marks a name that only the model saw.
_SEEN_BY_MODEL = "ner:"
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_PERSONS = frozenset({"person", "person_unnamed", "persons_unnamed"})


@dataclass(frozen=True, slots=True)
class Taken:
    """The actors' names of one document."""

    found: Found
    actors: Mapping[str, Actor]

    @classmethod
    def of(cls, found: Found) -> Taken:
        """The names that the actors stage found."""
        return cls(found, found.actors.by_id())

    def at(self, i: int) -> bool:
        """Whether a token surely belongs to an actor's name."""
        mention = self.found.actors.index.at(i)
        if mention is None or mention.form not in _NAMES:
            return False
        actor = self.actors.get(mention.id)
        if actor is None or actor.rule.startswith(_SEEN_BY_MODEL):
            return False
        return actor.type not in _PERSONS or not self._is_office_place(mention, i)

    def _is_office_place(self, mention: TokenMention, i: int) -> bool:
        """Whether a place stands behind a preposition in a phrase like "the mayor of X, Name"."""
        tokens = self.found.parse.tokens
        if tokens[i].entity not in _PLACE_LABELS:
            return False
        return any(tokens[j].pos == "ADP" for j in range(mention.first, i))

    def allows(self, first: int, last: int) -> bool:
        """Whether a span is not just a part of a name that the model saw."""
        return not any(self._is_inside(first, last, i) for i in range(first, last))

    def _is_inside(self, first: int, last: int, i: int) -> bool:
        mention = self.found.actors.index.at(i)
        if mention is None or mention.form not in _NAMES:
            return False
        if first <= mention.first and mention.last <= last:
            return False
        actor = self.actors.get(mention.id)
        return actor is not None and actor.rule.startswith(_SEEN_BY_MODEL)
