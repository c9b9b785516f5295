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

from onrecord.accounts.circumstances import NAMED
from onrecord.accounts.nesting import NOTHING, Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.accounts.circumstances import Circumstances
    from onrecord.accounts.happening import Draft
    from onrecord.accounts.ontology import EventType
    from onrecord.accounts.syntax import Syntax
    from onrecord.accounts.triggers import Hit
    from onrecord.accounts.words import AccountWords
    from onrecord.found import Found
    from onrecord.parse.tree import Sentence

#: The scene of a report that begins without one is named in so many further sentences.
AHEAD = 12
#: The headline and the lead tell wider what the report then tells closer.
HEAD = 2
_VERBAL = frozenset({"VERB", "AUX"})
#: Types of events that tell whence and whither.
_MOVING = frozenset({"DISPLACE", "MOBILIZE", "RETREAT"})
#: Kind of a word with which another scene opens, among the first words of a sentence.
_BREAK, OPENING = "@elsewhere", 4
#: Kind of what shows the place that it comes from, and how that is told.
_SHOWN, _WHENCE = "@footage", "obl:from"
#: Kinds of what kills over years and in many places, and of words for others; the tag of several.
_WAR, _UNLIKE, _SEVERAL = "@war", "@unlike", "NNS"
_REAL = frozenset({"actual", "ongoing", "attempted", "did_not_happen"})


class Scenes:
    """The scenes of the sentences of one document."""

    def __init__(
        self, found: Found, words: AccountWords, circumstances: Circumstances, hits: Iterable[Hit]
    ) -> None:
        """Bind a document; ``hits`` are the triggers of its events."""
        self.found = found
        self.words = words
        self.circumstances = circumstances
        self.syntax: Syntax = circumstances.syntax
        self.tokens = found.parse.tokens
        self.nesting = circumstances.nesting
        self.wide = self.nesting.wide
        self.lands = self.nesting.countries
        self.sources = frozenset(
            i for a in found.attributions.attributions for r in a.source for i in range(*r)
        )
        self.words_said = frozenset(h.head for h in hits if not self._kind(h).at_a_place)
        self.scenes = self._scenes()
        self.told_lands = self._told_lands()
        sentences = enumerate(found.parse.sentences)
        self.breaks = frozenset(n for n, s in sentences if self._opens_another(s))

    def _opens_another(self, sentence: Sentence) -> bool:
        """Whether a sentence begins with a word that leads elsewhere."""
        opening = range(sentence.first, min(sentence.first + OPENING, sentence.last))
        return any(_BREAK in self.circumstances.senses.kinds(i) for i in opening)

    def _kind(self, hit: Hit) -> EventType:
        return self.words.event_types[hit.trigger.row.type]

    def _scenes(self) -> dict[int, list[str]]:
        """Places by the sentence that they set."""
        found: dict[int, list[str]] = {}
        topics: dict[int, list[str]] = {}
        for mention in self.nesting.spots.mentions:
            if mention.id not in self.wide and self._sets(mention.head):
                scenes = topics if self._is_topic(mention.head) else found
                scenes.setdefault(self.tokens[mention.head].sentence, []).append(mention.id)
        return found | topics

    def _told_lands(self) -> dict[int, set[str]]:
        """Countries by the sentences of which something there is told."""
        found: dict[int, set[str]] = {}
        for mention in self.nesting.spots.mentions:
            country = self.nesting.places[mention.id].country
            if country is not None and self._sets(mention.head):
                found.setdefault(self.tokens[mention.head].sentence, set()).add(country)
        return found

    def lands_of(self, draft: Draft) -> set[str]:
        """Countries in which the sentences of a telling are set."""
        told = {self.tokens[hit.head].sentence for hit in draft.hits}
        return {land for n in told for land in self.told_lands.get(n, ())}

    def _is_topic(self, i: int) -> bool:
        """Whether a sentence is about a place: "the base is where it began", not "it fired"."""
        token = self.tokens[i]
        return token.dep == "nsubj" and self.tokens[token.head].pos == "AUX"

    def _sets(self, i: int) -> bool:
        """Whether a place is where things happen, not somebody's name, origin, aim or doer."""
        if self._is_name(i) or self._is_shown(i):
            return not self._is_name(i)
        if i in self.sources:
            return False
        for here in (i, *self.found.parse.ancestors(i)):
            token = self.tokens[here]
            slot = self.syntax.slot(here)
            if slot.startswith("obl:") and slot != "obl:of":
                told = slot in self.circumstances.locatives and not self._is_told(here)
                return told and not self.circumstances.leads_away(token.head)
            if slot == "obl:of" and self.found.actors.index.at(token.head) is not None:
                return False
            if slot == "nsubj":
                return self._is_topic(i)
            if token.pos in _VERBAL:
                return True
        return True

    def _is_name(self, i: int) -> bool:
        """Whether a place stands in somebody's name."""
        actor = self.found.actors.index.at(i)
        return actor is not None and actor.form in NAMED

    def _is_shown(self, i: int) -> bool:
        """Whether a place is seen in what shows it: "footage from X showed people running"."""
        above = (i, *self.found.parse.ancestors(i))
        whence = [self.tokens[k].head for k in above if self.syntax.slot(k) == _WHENCE]
        return any(_SHOWN in self.circumstances.senses.kinds(k) for k in whence)

    def _is_told(self, i: int) -> bool:
        """Whether a place beside a verb is where somebody speaks, not where what he says is."""
        verb = self.tokens[i].head
        return self._is_said(verb) and not self.circumstances.is_reported(verb, i)

    def _is_said(self, verb: int) -> bool:
        """Whether a word only says who speaks or meets."""
        return verb in self.found.attributions.cue_tokens or verb in self.words_said

    def add(self, drafts: Iterable[Draft]) -> None:
        """Let tellings of events with a place set the scene where nothing else does."""
        told: dict[int, list[str]] = {}
        for draft in drafts:
            kind = self._kind(draft.hits[0])
            place = draft.place.value
            spot = kind.at_a_place and kind.id not in _MOVING
            if spot and place is not None and place not in self.wide:
                told.setdefault(self.tokens[draft.hits[0].head].sentence, []).append(place)
        self.scenes = told | self.scenes

    def settle(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """The accounts, each with the place of its clause or else of its scene."""
        for draft in drafts:
            scene = self._scene(draft) if self._takes_place(draft) else NOTHING
            yield draft if scene == NOTHING else draft._replace(place=scene)

    def _takes_place(self, draft: Draft) -> bool:
        """Whether it is a deed told as real, without a place narrower than a part of a country.

        What its own clauses tell of two places stays open.
        """
        told = draft.place.value
        if draft.place.candidates:
            return False
        open_ = told is None or told in self.wide
        if not open_ or any(self._is_spread(hit.head) for hit in draft.hits):
            return False
        return self._kind(draft.hits[0]).at_a_place and draft.realis in _REAL

    def _is_spread(self, i: int) -> bool:
        """Whether a word tells the toll of a war, or of other deeds: "the war has killed"."""
        kinds = self.circumstances.senses.kinds
        if any(_WAR in kinds(f.token) for f in self.syntax.subject(i)):
            return True
        others = (t.i for t in self.found.parse.kids(i, "amod", "det"))
        return self.tokens[i].tag == _SEVERAL and any(_UNLIKE in kinds(k) for k in others)

    def _scene(self, draft: Draft) -> Choice:
        """The scene of its sentences, else of the nearest; it must lie in what is told wider."""
        wide = draft.place.value
        told = list(dict.fromkeys(self.tokens[hit.head].sentence for hit in draft.hits))
        own = [self._at(sentence, wide) for sentence in told]
        settled = next((scene for scene in own if scene.value is not None), own[0])
        if settled != NOTHING:
            return settled
        around = (self._at(sentence, wide) for sentence in self._order(min(told), told=wide))
        return next((scene for scene in around if scene != NOTHING), NOTHING)

    def _at(self, sentence: int, wide: str | None) -> Choice:
        """The scene of one sentence."""
        places = self.scenes.get(sentence, [])
        if wide is not None:
            places = [p for p in places if self.nesting.agree(wide, p)]
        return replace(self.nesting.narrowest(places), basis="report") if places else NOTHING

    def of(self, draft: Draft) -> set[str]:
        """Where the first sentence of a telling is set, if it is set in one place."""
        scene = self._at(self.tokens[draft.hits[0].head].sentence, None)
        return {scene.value} if scene.value is not None else set()

    def _order(self, here: int, *, told: str | None) -> Iterator[int]:
        """Where to look: before, then ahead; an event "in Syria" is told closer only ahead.

        What begins with "elsewhere" is another scene.
        """
        if told not in self.lands and here not in self.breaks:
            for sentence in range(here - 1, -1, -1):
                yield sentence
                if sentence in self.breaks:
                    break
        if told in self.lands and here > HEAD:
            return
        for sentence in range(here + 1, here + AHEAD + 1):
            if sentence in self.breaks:
                return
            yield sentence
