"""Who stands in the slots of a tie's words: tokens to actors and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.accounts.syntax import Syntax

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.syntax import Control
    from onrecord.found import Found, MentionIndex, TokenMention

#: Relation types whose object is a place (ontology: actor-place, place-place).
OF_PLACES = frozenset({"has_forces_in", "controls", "located_in"})
_PERSONS = frozenset({"person", "person_unnamed", "persons_unnamed"})
_PEOPLE = frozenset({"civilians", "population"})
_STATES = frozenset({"state"})
#: Actor types that cannot be the subject or the object of a relation type: one does not belong
#: to a person, and to support civilians is aid, not backing.
_NOT_SUBJECT = {"led_by": _PERSONS | _PEOPLE, "part_of": _PERSONS}
_NOT_OBJECT = {
    "member_of": _PERSONS | _PEOPLE | _STATES,
    "part_of": _PERSONS | _PEOPLE,
    "represents": _PERSONS | _PEOPLE,
    "led_by": _PEOPLE | {"persons_unnamed"},
    "backs": _PEOPLE,
    "arms": _PEOPLE,
    "funds": _PEOPLE,
    "opposes": _PEOPLE,
    "allied_with": _PEOPLE,
}
_NAMED = frozenset({"name", "abbreviation"})
_BESIDE = frozenset({"appos", "compound", "nmod", "amod", "flat"})
#: Slots that list candidates for one party, best first, not parties side by side.
_FIRST_ONLY = frozenset({"self", "compound", "demonym"})
_BEFORE = ("compound", "amod", "nmod", "nmod:poss")


class Party(NamedTuple):
    """One end of a tie: the token it is read at, and the id of an actor or place."""

    token: int
    id: str


class Parties:
    """Finds the parties of ties in one document."""

    def __init__(self, found: Found, control: Control) -> None:
        self.found = found
        self.parse = found.parse
        self.tokens = found.parse.tokens
        self.syntax = Syntax(found.parse, control)
        actors = found.actors.actors
        self.types = {a.actor_id: a.type for a in actors}
        self._states = {a.state: a.actor_id for a in actors if a.type == "state"}
        self._countries = {
            p.place_id: p.country for p in found.places.places if p.kind == "country"
        }

    def slot(self, i: int, name: str) -> list[int]:
        """Tokens in one slot of a word."""
        if name == "agent":
            return [f.token for f in self.syntax.subject(i)]
        if name == "patient":
            return [f.token for f in self.syntax.object(i)]
        if name == "iobj":
            return [f.token for f in self.syntax.fill(i, ("iobj",))]
        if name == "poss":
            return [f.token for f in self.syntax.fill(i, ("nmod:poss",))]
        if name == "self":
            return self.said_of(i)
        if name in ("compound", "demonym"):
            demonym = name == "demonym"
            return [t for t in self.before(i) if self._is_demonym(t) == demonym]
        if name == "next":
            return self.next_name(i)
        return [f.token for f in self.syntax.fill(i, (f"obl:{name}",))]

    def find(self, i: int, slots: tuple[str, ...], kind: str) -> list[Party]:
        """The parties in the first slot that holds any.

        Args:
            i: the word of the tie.
            slots: slots, best first.
            kind: ``actor`` or ``place``.
        """
        for name in slots:
            parties = [p for t in self.slot(i, name) if (p := self.party(t, kind))]
            if parties:
                return parties[:1] if name in _FIRST_ONLY else parties
        return []

    def index(self, kind: str) -> MentionIndex:
        """The mentions of actors or of places."""
        return self.found.places.index if kind == "place" else self.found.actors.index

    def party(self, i: int, kind: str) -> Party | None:
        """The actor or place that a token heads, or that covers it as a name."""
        index = self.index(kind)
        mention = index.headed(i)
        if mention is None:
            around = index.at(i)
            mention = around if around is not None and self._is_within(around, i) else None
        if mention is None:
            return self._state(i) if kind == "actor" else None
        return Party(i, mention.id)

    def _state(self, i: int) -> Party | None:
        """The state of a country that the actors left to the places, if it acts elsewhere."""
        mention = self.found.places.index.headed(i)
        country = self._countries.get(mention.id) if mention else None
        return Party(i, self._states[country]) if country in self._states else None

    def _is_demonym(self, i: int) -> bool:
        mention = self.found.actors.index.headed(i)
        return mention is not None and mention.form == "demonym"

    def may_be(self, relation: str, subject: Party, other: Party) -> bool:
        """Whether two actors are of kinds that can have a relation."""
        of = self.types
        return of.get(subject.id) not in _NOT_SUBJECT.get(relation, ()) and of.get(
            other.id
        ) not in _NOT_OBJECT.get(relation, ())

    def _is_within(self, mention: TokenMention, i: int) -> bool:
        """Whether a name goes on beyond the token the parser hung the slot on."""
        return mention.form in _NAMED and mention.first <= i < mention.last

    def said_of(self, i: int) -> list[int]:
        """Whom a noun is said of: the name beside it, the subject of "is", or the noun itself."""
        token = self.tokens[i]
        found = list(self._beside(i))
        if token.dep == "attr":
            found += [f.token for f in self.syntax.surface(token.head)]
        elif token.dep in ("nsubj", "nsubj:pass"):
            found += [k.i for k in self.parse.kids(token.head, "attr")]
        elif token.dep == "xcomp":
            found += [k.i for k in self.parse.kids(token.head, "obj", "nsubj:pass")]
        elif token.dep == "conj" and self.tokens[token.head].dep in ("attr", "appos"):
            found += self.said_of(token.head)
        return [*found, i]

    def _beside(self, i: int) -> Iterator[int]:
        """Names in apposition to a noun, or that it stands before as a title."""
        token = self.tokens[i]
        mention = self.found.actors.index.at(i)
        if mention is not None and mention.head != i and mention.form in _NAMED:
            yield mention.head
        if token.dep in _BESIDE and token.head > i and token.dep != "nmod":
            yield token.head
        if token.dep == "appos":
            yield token.head
        yield from (k.i for k in self.parse.kids(i, "appos"))

    def before(self, i: int) -> list[int]:
        """Nouns and adjectives before a noun, or before the name it is the title of."""
        own = [k.i for k in self.parse.kids(i, *_BEFORE) if k.i < i]
        token = self.tokens[i]
        if token.dep in _BESIDE and token.head > i:
            own += [k.i for k in self.parse.kids(token.head, *_BEFORE) if k.i < i]
        return sorted((k for k in own if self.parse.kid(k, "case") is None), reverse=True)

    def next_name(self, i: int) -> list[int]:
        """The name after a title and a comma: "Ann Olin, commander, Northern Fleet"."""
        if i + 2 >= len(self.tokens) or self.tokens[i + 1].text != ",":
            return []
        mention = self.found.actors.index.at(i + 2)
        named = mention is not None and mention.first == i + 2 and mention.form in _NAMED
        return [mention.head] if mention is not None and named else []

    def mention(self, party: Party, kind: str) -> tuple[int, int]:
        """First token and end of the mention a party is read at."""
        index = self.index(kind)
        mention = index.headed(party.token) or index.at(party.token)
        return (party.token, party.token + 1) if mention is None else (mention.first, mention.last)

    def text(self, first: int, last: int) -> str:
        """The words of tokens ``first:last``."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return self.found.document.text[start:end]
