"""Who stands in the slots of a tie's words: tokens to actors and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.accounts.syntax import Syntax

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.control import Control
    from onrecord.found import Found, MentionIndex, TokenMention
    from onrecord.relations.words import RelationRow

#: Relation types whose object is a place (ontology: actor-place, place-place).
OF_PLACES = frozenset({"has_forces_in", "controls", "located_in"})
_PERSONS = frozenset({"person", "person_unnamed", "persons_unnamed"})
_PEOPLE = frozenset({"civilians", "population"})
_STATES = frozenset({"state"})
#: Actor types that cannot be the subject or the object of a relation type: one does not belong
#: to a person, and to support civilians is aid, not backing.
_UNARMED = _PEOPLE | {"person", "media", "civil_org", "medical_org", "company"}
_NOT_SUBJECT = {
    "led_by": _PERSONS | _PEOPLE,
    "part_of": _PERSONS,
    "has_forces_in": _UNARMED,
    "represents": frozenset({"media"}),
}
_NOT_OBJECT = {
    "member_of": _PERSONS | _PEOPLE | _STATES,
    "part_of": _PERSONS | _PEOPLE,
    "represents": _PERSONS | _PEOPLE,
    "led_by": _PEOPLE | {"persons_unnamed", "media"},
    "backs": _PEOPLE,
    "arms": _PEOPLE,
    "funds": _PEOPLE,
    "opposes": _PEOPLE,
    "allied_with": _PEOPLE,
}
_NO_BODY = _PERSONS | _PEOPLE | {"state", "demonstrators", "abstract", "group_unspecified"}
_NAMED = frozenset({"name", "abbreviation"})
_BESIDE = frozenset({"appos", "compound", "nmod", "amod", "flat"})
#: Slots that list candidates for one party, best first, not parties side by side.
_FIRST_ONLY = frozenset({"self", "compound", "demonym"})
#: Slots with a fixed way through the parse; coordinated parties included.
_OWN = {
    "agent": ("nsubj",), "patient": ("obj",), "iobj": ("iobj",), "poss": ("nmod:poss",),
    "adverb": ("advmod",), "up": ("up",),
}  # fmt: skip
#: Beginning of the slots that lead to whose act a word hangs on.
_ABOVE = "above_"
#: Beginning of the slots that lead to whom a phrase is said of.
_ABOUT = "about_"
#: Beginning of the slots in the clause that a noun is the subject of.
_CLAUSE = "clause_"
HYPHENS = frozenset("-\u2010\u2011\u2013")
_VERBAL = frozenset({"VERB", "AUX"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_OBJECTS = frozenset({"obj", "nsubj:pass"})
_BEFORE = ("compound", "amod", "nmod", "nmod:poss")


class Party(NamedTuple):
    """One end of a tie: the token it is read at, and the id of an actor or place."""

    token: int
    id: str


class Tie(NamedTuple):
    """A tie as its words say it, before it is known who tells it."""

    row: RelationRow
    trigger: int
    subject: Party
    object: Party | None
    words: tuple[int, ...]
    value: str | None = None
    authority: str | None = None


def tail(word: str) -> str | None:
    """The common word behind the hyphen of a compound in one token ("U.S.-backed")."""
    if word.isalnum():
        return None
    parts = [word.rpartition(h)[2] for h in HYPHENS if h in word]
    last = min(parts, key=len, default="")
    return last if last.isalpha() and last.islower() else None


class Parties:
    """Finds the parties of ties in one document."""

    def __init__(self, found: Found, control: Control, own: frozenset[str]) -> None:
        """Bind a document; ``own`` are the possessives that may mean the subject ("its")."""
        self._own = own
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
        self._stepped: dict[tuple[int, str], list[int]] = {}
        self._special = {
            "self": self.said_of, "next": self.next_name,
            "compound": self._compound, "demonym": self._demonym,
        }  # fmt: skip

    def slot(self, i: int, name: str) -> list[int]:
        """Tokens in one slot of a word; steps joined by ``>`` lead on. Not to be changed."""
        step, _, further = name.partition(">")
        found = self._step(i, step)
        return [t for f in found for t in self.slot(f, further)] if further else found

    def _step(self, i: int, name: str) -> list[int]:
        known = self._stepped.get((i, name))
        if known is None:
            known = self._stepped[i, name] = self._look(i, name)
        return known

    def _look(self, i: int, name: str) -> list[int]:
        own = _OWN.get(name)
        if own is not None:
            found = [f.token for f in self.syntax.fill(i, own)]
            if name == "agent":
                return found or self._planners(i)
            return self._owners(i, found) if name == "poss" else found
        if name in self._special:
            return self._special[name](i)
        leads = ((_ABOVE, self._above), (_ABOUT, self._about), (_CLAUSE, self._clause))
        for prefix, lead in leads:
            if name.startswith(prefix):
                return lead(i, name.removeprefix(prefix))
        return self._behind(i, name)

    def _behind(self, i: int, preposition: str) -> list[int]:
        """What a preposition leads to; with a title, also behind the name it stands before."""
        slot = (f"obl:{preposition}",)
        found = self.syntax.fill(i, slot)
        if not found and self._is_title(i):
            found = self.syntax.fill(self.tokens[i].head, slot)
        return [f.token for f in found]

    def _planners(self, i: int) -> list[int]:
        """Whose plan an infinitive is that completes a noun: "X efforts to defeat Y"."""
        token = self.tokens[i]
        if token.dep == "conj":
            return self._planners(token.head) if token.head < i else []
        return self._compound(token.head) if (token.dep, token.tag) == ("acl", "VB") else []

    def _owners(self, i: int, found: list[int]) -> list[int]:
        """Whose a thing is; "their" without a name is the subject: "X held their positions"."""
        if not found or any(
            self.tokens[t].lower not in self._own or self.party(t, "actor") for t in found
        ):
            return found
        above = self.tokens[i].head
        if self.tokens[i].dep == "conj":  # "the army and its allies"
            return [above] if self.tokens[above].pos in _NOUNS else []
        return self._doers(above) if self.tokens[i].dep == "obj" else []

    def _compound(self, i: int) -> list[int]:
        return [t for t in self.before(i) if not self._is_demonym(t)]

    def _demonym(self, i: int) -> list[int]:
        """A demonym before a noun, unless it has an owner: "its Lebanese ally" is not Lebanon's."""
        owned = self.parse.kid(i, "nmod:poss") is not None
        return [] if owned else [t for t in self.before(i) if self._is_demonym(t)]

    def _is_title(self, i: int) -> bool:
        """Whether a noun stands before a name it is the title of."""
        token = self.tokens[i]
        return token.dep == "compound" and token.head > i and token.pos in _NOUNS

    def _clause(self, i: int, preposition: str) -> list[int]:
        """What a preposition leads to in the clause a noun is the subject of: "X is in Y"."""
        token = self.tokens[i]
        if token.dep != "nsubj" or self.tokens[token.head].pos != "AUX":
            return []
        if self.parse.kid(token.head, "acomp", "attr") is not None:
            return []
        return self._step(token.head, preposition)

    def _above(self, i: int, preposition: str) -> list[int]:
        """Who does what a word hangs on by a preposition: X of "X attacked in support of Y"."""
        token = self.tokens[i]
        if self.syntax.slot(i) != f"obl:{preposition}":
            return []
        return self._doers(token.head)

    def _about(self, i: int, preposition: str) -> list[int]:
        """Of whom a phrase with a preposition is said: X of "X served as", "named X as"."""
        above = self.tokens[i].head
        if self.syntax.slot(i) != f"obl:{preposition}" or self.tokens[above].pos not in _VERBAL:
            return []
        return [f.token for f in self.syntax.object(above) or self.syntax.surface(above)]

    def _doers(self, i: int) -> list[int]:
        """Whose act a verb or noun is: "X left", "X's raid", "the raid by X", "X led a raid"."""
        if self.tokens[i].pos in _VERBAL:
            return [f.token for f in self.syntax.fill(i, ("nsubj",))]
        slots = ("poss", "by", "demonym", "compound")
        owner = next((found for s in slots if (found := self._step(i, s))), None)
        if owner is not None or self.tokens[i].dep not in _OBJECTS:
            return owner or []
        return [f.token for f in self.syntax.fill(self.tokens[i].head, ("nsubj",))]

    def find(self, i: int, slots: tuple[str, ...], kind: str) -> list[Party]:
        """The parties in the first slot that holds any.

        Args:
            i: the word of the tie.
            slots: slots, best first.
            kind: ``actor`` or ``place``.
        """
        for name in slots:
            tokens = [n for t in self.slot(i, name) for n in self._by_name(t)]
            parties = [p for t in tokens if (p := self.party(t, kind))]
            if parties and name.rpartition(">")[2] in _FIRST_ONLY:
                return self._beside_it(i, parties[0], kind) if name == "self" else parties[:1]
            if parties:
                return parties
        return []

    def _by_name(self, i: int) -> list[int]:
        """The names behind a description ("our ally Norway"), else the word itself."""
        mention = self.found.actors.index.headed(i)
        if mention is None or mention.form in _NAMED:
            return [i]
        names = [k.i for k in self.parse.kids(i, "appos") if k.i > i and self._is_named(k.i)]
        return [n for k in names for n in self._list(k)] or [i]

    def _is_named(self, i: int) -> bool:
        mention = self.found.actors.index.headed(i)
        return mention is not None and mention.form in _NAMED

    def _beside_it(self, i: int, first: Party, kind: str) -> list[Party]:
        """All whom a plural noun is said of: "X's allies Y and Z"."""
        if not self.is_plural(i) or first.token == i:
            return [first]
        listed = [first.token, *self.listed_with(first.token)]
        return [p for t in listed if (p := self.party(t, kind))]

    def listed_with(self, i: int) -> list[int]:
        """The nouns in one list with a noun, from the left."""
        top = i
        while self.tokens[top].dep == "conj" and self.tokens[self.tokens[top].head].pos in _NOUNS:
            top = self.tokens[top].head
        return [t for t in self._list(top) if t != i]

    def _list(self, top: int) -> list[int]:
        below = [k.i for k in self.parse.kids(top, "conj") if k.pos in _NOUNS]
        return [top, *(t for k in below for t in self._list(k))]

    def is_plural(self, i: int) -> bool:
        """Whether a noun means several."""
        return self.tokens[i].tag in ("NNS", "NNPS")

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

    def may_be_of(self, body: Party) -> bool:
        """Whether a person can be one of an actor: a body of people, not a state or a crowd."""
        return self.types.get(body.id) not in _NO_BODY

    def _is_within(self, mention: TokenMention, i: int) -> bool:
        """Whether a name goes on beyond the token the parser hung the slot on."""
        return mention.form in _NAMED and mention.first <= i < mention.last

    def said_of(self, i: int) -> list[int]:
        """Whom a noun is said of: the name beside it, the subject of "is", or the noun itself."""
        token = self.tokens[i]
        if token.pos not in _NOUNS:
            return self._described_by(i)
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

    def _described_by(self, i: int) -> list[int]:
        """Whom an adjective is said of: the noun it stands at, or the subject of "is"."""
        token = self.tokens[i]
        if token.dep in ("amod", "acl", "appos"):
            return [token.head]
        if token.dep == "conj":
            return self._described_by(token.head) if token.head < i else []
        if token.dep in ("acomp", "xcomp", "attr"):
            return [f.token for f in self.syntax.surface(token.head)]
        return []

    def _beside(self, i: int) -> Iterator[int]:
        """Names in apposition to a noun, or that it stands before as a title."""
        token = self.tokens[i]
        mention = self.found.actors.index.at(i)
        if mention is not None and mention.head != i and mention.form in _NAMED:
            yield mention.head
        if token.dep in _BESIDE and token.head > i and self.parse.kid(i, "case") is None:
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
        return sorted((k for k in own if self._is_bare(k)), reverse=True)

    def _is_bare(self, i: int) -> bool:
        """Whether a word before a noun is neither behind a preposition nor part of a compound."""
        following = self.tokens[i + 1].text if i + 1 < len(self.tokens) else ""
        hyphened = following in HYPHENS or tail(self.tokens[i].text) is not None
        loose = i > 0 and (self.tokens[i - 1].pos, self.tokens[i - 1].dep) == ("ADP", "advmod")
        return self.parse.kid(i, "case") is None and not hyphened and not loose

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
