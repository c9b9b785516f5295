"""Where an event is told to be when its own clause does not say: the scene of the report.

    accounts with the places of their clauses, scenes of sentences ──▶ set_scenes ──▶ with a basis

A report names the scene once and goes on telling. What names no place of its own stands in the
scene of its sentence, else of the nearest sentence before, else, at the head of a report, of the
first sentence that names one. Such a place says ``report`` as its basis: it tells the surroundings,
not the point. Scenes that do not lie in each other leave the place open.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.accounts.circumstances import NOTHING, Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.accounts.circumstances import Circumstances
    from onrecord.accounts.happening import Draft
    from onrecord.accounts.syntax import Syntax
    from onrecord.accounts.words import AccountWords
    from onrecord.found import Found

#: The scene of a report that begins without one is named in so many further sentences.
AHEAD = 12
#: The headline and the lead tell wider what the report then tells closer.
HEAD = 2
_VERBAL = frozenset({"VERB", "AUX"})
#: Countries and their parts are no scene: a report names many.
_TOO_WIDE = frozenset({"country", "region", "part_of_country"})
_NAMES = frozenset({"name", "abbreviation", "metonym", "demonym"})
_REAL = frozenset({"actual", "ongoing", "attempted", "did_not_happen"})


class Scenes:
    """The scenes of the sentences of one document."""

    def __init__(self, found: Found, words: AccountWords, circumstances: Circumstances) -> None:
        self.found = found
        self.words = words
        self.circumstances = circumstances
        self.syntax: Syntax = circumstances.syntax
        self.tokens = found.parse.tokens
        self.wide = {p.place_id for p in found.places.places if p.precision in _TOO_WIDE}
        self.lands = {p.place_id for p in found.places.places if p.precision == "country"}
        self.sources = frozenset(
            i for a in found.attributions.attributions for r in a.source for i in range(*r)
        )
        self.scenes = self._scenes()

    def _scenes(self) -> dict[int, list[str]]:
        """Places by the sentence that they set."""
        found: dict[int, list[str]] = {}
        for mention in self.found.places.index.mentions:
            if mention.id not in self.wide and self._sets(mention.head):
                found.setdefault(self.tokens[mention.head].sentence, []).append(mention.id)
        return found

    def _sets(self, i: int) -> bool:
        """Whether a place is where things happen, not somebody's name, origin, aim or doer."""
        actor = self.found.actors.index.at(i)
        if (actor is not None and actor.form in _NAMES) or i in self.sources:
            return False
        for here in (i, *self.found.parse.ancestors(i)):
            token = self.tokens[here]
            slot = self.syntax.slot(here)
            if slot.startswith("obl:") and slot != "obl:of":
                return slot in self.circumstances.locatives and not self._is_said(token.head)
            if slot == "obl:of" and self.found.actors.index.at(token.head) is not None:
                return False
            if slot == "nsubj":
                return False
            if token.pos in _VERBAL:
                return True
        return True

    def _is_said(self, verb: int) -> bool:
        """Whether a word only says who speaks, or where somebody has a seat."""
        if verb in self.found.attributions.cue_tokens:
            return True
        token = self.tokens[verb]
        described = self.found.actors.index.at(token.head)
        return token.dep == "acl" and described is not None

    def settle(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """The accounts, each with the place of its clause or else of its scene."""
        drafts = list(drafts)
        self._add_told(drafts)
        for draft in drafts:
            scene = self._scene(draft) if self._takes_place(draft) else NOTHING
            yield draft if scene == NOTHING else draft._replace(place=scene)

    def _add_told(self, drafts: Iterable[Draft]) -> None:
        """Let an event told with its place set the scene where nothing else does."""
        told: dict[int, list[str]] = {}
        for draft in drafts:
            kind = self.words.event_types[draft.hits[0].trigger.row.type]
            place = draft.place.value
            if kind.at_a_place and place is not None and place not in self.wide:
                told.setdefault(self.tokens[draft.hits[0].head].sentence, []).append(place)
        self.scenes = told | self.scenes

    def _takes_place(self, draft: Draft) -> bool:
        """Whether it is a deed told as real, without a place narrower than a part of a country."""
        kind = self.words.event_types[draft.hits[0].trigger.row.type]
        told = draft.place.value
        open_ = told is None or told in self.wide
        return open_ and kind.at_a_place and draft.realis in _REAL

    def _scene(self, draft: Draft) -> Choice:
        """The scene of the nearest sentence that has one; it must lie in what is told wider."""
        here = self.tokens[draft.hits[0].head].sentence
        wide = draft.place.value
        for sentence in self._order(here, told=wide):
            places = self.scenes.get(sentence, [])
            if wide is not None:
                places = [p for p in places if self.circumstances.agree(wide, p)]
            if places:
                return replace(self.circumstances.narrowest(places), basis="report")
        return NOTHING

    def _order(self, here: int, *, told: str | None) -> Iterable[int]:
        """Where to look: before, then ahead; an event "in Syria" is told closer only ahead."""
        ahead = range(here + 1, here + AHEAD + 1)
        if told in self.lands:
            return (here, *(ahead if here <= HEAD else ()))
        return (*range(here, -1, -1), *ahead)
