"""Whether a span may name a place where actors have names.

    actors ──▶ Taken ──▶ verdict on a span

Descriptions hold places ("the mayor of Homs", "residents of Goma"); names of the lexicon do not
("Islamic State of Iraq"). The longer name wins ("Sea of Azov", not the brigade). A name that only
the model saw is doubtful: it may be a town.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from onrecord.found import TokenMention
from onrecord.model import Actor
from onrecord.parse.tree import Token

if TYPE_CHECKING:
    from onrecord.found import Found

#: Forms of mentions that name an actor; within the others stand names of places.
_NAMES = frozenset({"name", "abbreviation", "demonym", "metonym"})
#: Ids of actors that stand in no lexicon begin so (``actors/names.py``).
_SEEN_BY_MODEL = "n_"
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_PERSONS = frozenset({"person", "person_unnamed", "persons_unnamed"})


class Verdict(Enum):
    """Whether a span is free, is also the name of an actor of the lexicon, or belongs to one."""

    FREE = 0
    SHARED = 1
    TAKEN = 2


@dataclass(frozen=True, slots=True)
class Taken:
    """The actors' names of one document."""

    tokens: Sequence[Token]
    actors: Mapping[str, Actor]
    names: Mapping[int, TokenMention]

    @classmethod
    def of(cls, found: Found) -> Taken:
        """The names that the actors stage found."""
        index = found.actors.index
        covered = {i for m in index.mentions if m.form in _NAMES for i in range(m.first, m.last)}
        narrowest = ((i, index.at(i)) for i in covered)
        names = {i: m for i, m in narrowest if m is not None and m.form in _NAMES}
        return cls(found.parse.tokens, found.actors.by_id(), names)

    def may_begin(self, i: int) -> bool:
        """Whether a name of a place may begin at a token: not in the midst of an actor's name."""
        mention = self.names.get(i)
        return mention is None or mention.first == i or self._holds_place(mention, i)

    def verdict(self, first: int, last: int) -> Verdict:
        """Whether tokens ``first:last`` may be a place."""
        verdict = Verdict.FREE
        for i in range(first, last):
            mention = self.names.get(i)
            if mention is None or self._holds_place(mention, i):
                continue
            if mention.first < first or mention.last > last:
                return Verdict.TAKEN
            if mention.last - mention.first == last - first and not self._is_doubtful(mention):
                verdict = Verdict.SHARED
        return verdict

    def _is_doubtful(self, mention: TokenMention) -> bool:
        return mention.id.startswith(_SEEN_BY_MODEL)

    def _holds_place(self, mention: TokenMention, i: int) -> bool:
        """Whether a place stands behind a preposition in a phrase like "the mayor of X, Name"."""
        tokens = self.tokens
        actor = self.actors.get(mention.id)
        if actor is None or actor.type not in _PERSONS or tokens[i].entity not in _PLACE_LABELS:
            return False
        return any(tokens[j].pos == "ADP" for j in range(mention.first, i))
