"""Whom a description means: "the officer", "the monitoring group", "The chairman, Fadel Ghani".

named actors, words of offices ──▶ Described ──▶ actor_id, or None where several fit
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onrecord.attribution.cues import CueWords
    from onrecord.found import Found, TokenMention
    from onrecord.model import Actor
    from onrecord.parse.tree import Parse

PERSONS = frozenset({"person", "person_unnamed"})
#: How many sentences after its last words a person may be meant by a description or a pronoun.
REACH = 3
#: Types of named actors that a description of a type may mean; of others the same type.
ALIKE = {
    "person_unnamed": frozenset({"person"}),
    "group_unspecified": frozenset({"civil_org", "intergovernmental_org", "medical_org"}),
}


class Described:
    """The named actors of one document, and what offices the text tells of them."""

    def __init__(self, found: Found, words: CueWords, actors: dict[str, Actor]) -> None:
        self.found = found
        self.words = words
        self.actors = actors

    def known(self, head: int) -> Actor | None:
        """The actor of a mention with this head."""
        mention = self.found.actors.index.headed(head)
        return None if mention is None else self.actors.get(mention.id)

    def maker(self, head: int) -> str | None:
        """Who speaks in a document: "A statement by the ministry said", "Amnesty's report says"."""
        parse, kinds = self.found.parse, self.words.sources
        if kinds.get(parse.tokens[head].lemma) != "document":
            return None
        for kid in parse.kids(head, "nmod:poss", "nmod", "obl:agent"):
            made = kid.dep != "nmod" or kinds.get(parse.case(kid.i)) == "maker"
            actor = self.known(kid.i) if made else None
            if actor is not None:
                return actor.actor_id
        return None

    def beside(self, head: int) -> str | None:
        """The person whose name stands beside an office: "The chairman, Fadel Ghani, said"."""
        if not self._is_described(head):
            return None
        tokens = self.found.parse.tokens
        for i in self.found.parse.subtree(head):
            actor = self.known(i) if tokens[i].dep == "appos" else None
            if actor is not None and actor.type == "person":
                near = self.known(tokens[i].head)
                somebody_else = near is not None and near.type in PERSONS
                return None if somebody_else and tokens[i].head != head else actor.actor_id
        return None

    def before(self, head: int, spoken: dict[str, int]) -> str | None:
        """The one named actor so far whom "the officer", "the monitoring group" can mean.

        A person must stand a few sentences before, with an office that the words cover; a body
        anywhere before. Those who have spoken come first; of several that fit nobody is meant.

        Args:
            head: head of the description.
            spoken: actor_id -> sentence in which the actor spoke last.
        """
        kinds = {self.words.sources.get(t.lower) for t in self.found.parse.kids(head, "det")}
        described = self.known(head)
        if described is None or "definite" not in kinds or not self._is_described(head):
            return None
        alike = ALIKE.get(described.type, frozenset({described.type}))
        first = self.found.parse.tokens[head].sentence - REACH if _is_person(described) else 0
        speakers = (a for a, sentence in spoken.items() if sentence >= first)
        for told in (speakers, self._named(head, first, alike)):
            fitting = {a for a in told if self._fits(a, alike, head)}
            if fitting:
                return fitting.pop() if len(fitting) == 1 else None
        return None

    def _is_described(self, head: int) -> bool:
        mention = self.found.actors.index.headed(head)
        return mention is not None and mention.form == "description"

    def _named(self, head: int, first: int, types: frozenset[str]) -> Iterable[str]:
        """Named actors that stand before a token; persons from a sentence on."""
        if "person" not in types:
            firsts = (self._bodies.get(kind, {}) for kind in types)
            return [a for bodies in firsts for a, place in bodies.items() if place < head]
        start = self.found.parse.sentences[max(first, 0)].first
        heads, ids = self._persons
        return ids[bisect_left(heads, start) : bisect_left(heads, head)]

    @cached_property
    def _persons(self) -> tuple[list[int], list[str]]:
        mentions = sorted((m.head, m.id) for m in self.found.actors.index.mentions)
        named = [(h, a) for h, a in mentions if a in self._names and self._names[a] == "person"]
        return [h for h, _ in named], [a for _, a in named]

    @cached_property
    def _bodies(self) -> dict[str, dict[str, int]]:
        """Type -> actor -> head of its first mention."""
        bodies: dict[str, dict[str, int]] = {}
        for head, actor_id in sorted((m.head, m.id) for m in self.found.actors.index.mentions):
            if actor_id in self._names:
                bodies.setdefault(self._names[actor_id], {}).setdefault(actor_id, head)
        return bodies

    @cached_property
    def _names(self) -> dict[str, str]:
        """Actors that the text names -> their types."""
        named = ("name", "abbreviation")
        return {
            a.actor_id: a.type
            for a in self.actors.values()
            if any(m.form in named for m in a.mentions)
        }

    def _fits(self, actor_id: str, types: frozenset[str], head: int) -> bool:
        """Whether an actor is of these types; a person must hold the office that is named."""
        if self._names.get(actor_id) not in types:
            return False
        lemma = self.found.parse.tokens[head].lemma
        wanted = self.words.roles.get(lemma, frozenset()) | {lemma}
        offices = self._offices.get(actor_id, frozenset())
        return self._names[actor_id] != "person" or not wanted.isdisjoint(offices)

    @cached_property
    def _offices(self) -> dict[str, frozenset[str]]:
        """Person -> the words around the name that may tell an office: titles, appositions."""
        offices: dict[str, set[str]] = {}
        for mention in self.found.actors.index.mentions:
            if self._names.get(mention.id) == "person":
                offices.setdefault(mention.id, set()).update(self._words_beside(mention))
        return {actor_id: frozenset(words) for actor_id, words in offices.items()}

    def _words_beside(self, mention: TokenMention) -> Iterator[str]:
        parse = self.found.parse
        tokens = parse.tokens
        beside = {*range(mention.first, mention.last)}
        for kid in parse.kids(mention.head, "compound", "appos", "amod", "obl:npmod"):
            beside |= {kid.i, *(t.i for t in parse.kids(kid.i, "compound", "conj"))}
        beside |= {t.i for t in parse.kids(tokens[mention.head].head, "attr")}
        if tokens[mention.head].dep == "appos":
            beside.add(tokens[mention.head].head)
        for i in beside:
            yield tokens[i].lemma
            yield tokens[i].lower


def is_own_text(parse: Parse, noun: int, kinds: Mapping[str, str]) -> bool:
    """Whether a noun means this article or an earlier version of it.

    Args:
        parse: the tokens.
        noun: head of the phrase.
        kinds: kinds of source words, by form.
    """
    if kinds.get(parse.tokens[noun].lower) != "own_text":
        return False
    around = {kinds.get(parse.tokens[i].lower) for i in parse.subtree(noun)}
    return not around.isdisjoint({"pointing", "earlier"})


def _is_person(actor: Actor) -> bool:
    return actor.type in PERSONS
