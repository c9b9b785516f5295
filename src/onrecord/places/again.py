"""Places that a text names again without their names: "the city", "the capital", "there".

names with their places ──▶ find_again ──▶ more mentions of these places, and gaps for ties

A noun means the nearest place of its kind named before it, in its sentence or one of the few
before. If another place of the kind stands beside that one, nobody knows which is meant, and it is
a gap; if the nearest is a name that the gazetteer does not have, it stays unread.
Nouns with anything that tells them apart ("the nearby town", "the city where …") mean no place
named before. Words and kinds are data (``place_words.csv``).
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from onrecord.model import Gap, Span
from onrecord.places.around import SAID, Around
from onrecord.places.names import NameSpan
from onrecord.places.resolve import lies_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.found import Found
    from onrecord.parse.tree import Token
    from onrecord.places.words import Candidate, PlaceWords

STAGE = "places"
TIE = "one of several places named before"
#: How many sentences back a noun may reach; adverbs reach none.
REACH, ADVERB_REACH = 3, 0
#: Inhabitants (logarithm) that a town, village or city may have.
_SIZES: Mapping[str, tuple[float, float]] = {
    "city": (4.0, 9.0),
    "town": (0.0, 5.0),
    "village": (0.0, 4.75),
}
#: Relations of words that tell one place of a kind from another.
_TELLING = frozenset(
    {"amod", "acl", "acl:relcl", "nmod", "nummod", "compound", "appos", "nmod:poss"}
)
_SINGULAR = "NN"
#: Kind of which a report that named one means that one, however far back.
_WIDE = "admin1"
Named = tuple[Around, "Candidate"]


class Before(NamedTuple):
    """A place named before: at which token, in which sentence, and what it is, if known."""

    token: int
    sentence: int
    place: Candidate | None
    kind: str | None


def find_again(
    found: Found, accepted: Sequence[Named], arounds: Sequence[Around], words: PlaceWords
) -> tuple[list[Named], list[Gap]]:
    """Mentions without names.

    Args:
        found: the parse, the layout and the actors.
        accepted: names with their places, in the order of the text.
        arounds: all names, also those that surely are places but are not known.
        words: the words and their kinds, and the capitals.
    """
    search = _Search(found, accepted, words)
    search.mark_unknown(arounds)
    return search.run()


class _Search:
    """The search in one document."""

    def __init__(self, found: Found, accepted: Sequence[Named], words: PlaceWords) -> None:
        self.found = found
        self.tokens = found.parse.tokens
        self.words = words
        self.inside = {i for a, _ in accepted for i in range(a.begins, max(a.last, a.name.last))}
        self.before: list[Before] = []
        for around, place in accepted:
            if not self._says(around.name.last - 1):
                self._name(around.name.first, place, around.kind)
        self.actors = found.actors.by_id()
        self.mentions: list[Named] = []
        self.gaps: list[Gap] = []

    def _says(self, i: int) -> bool:
        """Whether a name stands for who governs there: "Cairo and Damascus say"."""
        token = self.tokens[i]
        while token.dep == "conj" and self.tokens[token.head].pos == "PROPN":
            token = self.tokens[token.head]
        return token.dep == "nsubj" and self.tokens[token.head].lemma in self.words.uses["speech"]

    def _name(self, token: int, place: Candidate | None, kind: str | None) -> None:
        self.before.append(Before(token, self.tokens[token].sentence, place, kind))

    def mark_unknown(self, arounds: Sequence[Around]) -> None:
        """Remember names that the gazetteer does not have: a noun may mean them."""
        known = {before.token for before in self.before}
        for around in arounds:
            if around.level == SAID and around.name.first not in known and not around.name.shared:
                self._name(around.name.first, None, around.kind)

    def run(self) -> tuple[list[Named], list[Gap]]:
        kinds = self.words.uses["again"]
        for token in [t for t in self.tokens if t.lower in kinds]:
            i, kind = token.i, kinds[token.lower]
            if i in self.inside or self.found.actors.index.at(i) is not None:
                continue
            first = self._first(token, kind)
            if first is not None:
                self._settle(first, i, kind)
        return self.mentions, self.gaps

    def _first(self, token: Token, kind: str) -> int | None:
        """First token of the phrase if it can mean a place named before."""
        if kind in ("there", "here"):
            return token.i if self._is_adverb(token) else None
        if token.tag != _SINGULAR or token.dep == "compound" or not token.i:
            return None
        first = self._owner(token)[0] if kind == "capital" else token.i
        if not first or self.tokens[first - 1].lower not in self.words.uses["definite"]:
            return None
        return None if self._is_told_apart(token, first) else first - 1

    def _owner(self, token: Token) -> tuple[int, str | None]:
        """First token and state of "Syrian" before "capital"; the token itself without it."""
        mention = self.found.actors.index.at(token.i - 1)
        if mention is None or mention.form != "demonym" or mention.last != token.i:
            return token.i, None
        return mention.first, self.actors[mention.id].state

    def _is_adverb(self, token: Token) -> bool:
        if token.pos != "ADV" or token.dep != "advmod":
            return False
        after = self.tokens[token.i + 1].pos if token.i + 1 < len(self.tokens) else ""
        return after not in ("ADP", "AUX")  # "there in the hills", "here is the news"

    def _is_told_apart(self, token: Token, first: int) -> bool:
        if token.i + 1 < len(self.tokens) and self.tokens[token.i + 1].pos in ("PROPN", "NOUN"):
            return True
        kids = self.found.parse.kids(token.i)
        return any(kid.dep in _TELLING and not first <= kid.i < token.i for kid in kids)

    def _settle(self, first: int, i: int, kind: str) -> None:
        places = self._meant(i, kind)
        if len(places) == 1:
            self._add(first, i, places[0], kind)
        elif places:
            start, end = self.tokens[first].start, self.tokens[i].end
            span = Span(start, end, self.found.document.text[start:end])
            listed = tuple(f"{p.id} {p.name} ({p.kind}, {p.country})" for p in places)
            self.gaps.append(Gap(STAGE, span, TIE, listed))

    def _add(self, first: int, i: int, place: Candidate, kind: str) -> None:
        name = NameSpan(first, i + 1, place.name, known=True)
        around = Around(name, first, i + 1, SAID, begins=first, located=True)
        self.mentions.append((around, place))
        self._name(first, place, kind)

    def _meant(self, i: int, kind: str) -> list[Candidate]:
        """The places that the word may mean, by what was named before it."""
        if kind == "here":
            return self._of_dateline(i)
        if kind == "there":
            return self._innermost(self._nearest(i, kind, ADVERB_REACH))
        if kind == "country":
            return self._country(i)
        if kind == "capital":
            return self._capital(i)
        return self._nearest(i, kind, REACH) or self._only(i, kind)

    def _only(self, i: int, kind: str) -> list[Candidate]:
        """The only province named so far, however far back."""
        named = [b.place for b in self.before if b.token < i and kind == _WIDE and _fits(b, kind)]
        places = [] if None in named else _unique(p for p in named if p is not None)
        return places if len(places) == 1 else []

    def _nearest(self, i: int, kind: str, reach: int) -> list[Candidate]:
        """Fitting places of the nearest sentence that has any."""
        here = self.tokens[i].sentence
        fitting = [b for b in self.before if b.token < i and b.sentence >= here - reach]
        fitting = [b for b in fitting if _fits(b, kind)]
        if not fitting:
            return []
        nearest = max(b.sentence for b in fitting)
        places = [b.place for b in fitting if b.sentence == nearest]
        return [] if None in places else _unique(p for p in places if p is not None)

    def _innermost(self, places: list[Candidate]) -> list[Candidate]:
        return [p for p in places if not any(lies_in(other, p) for other in places)]

    def _country(self, i: int) -> list[Candidate]:
        """The country in focus: the only state of this sentence and the ones before."""
        code = self._focus(i)
        place = self.words.country(code) if code else None
        before = (b.place for b in self.before if b.token < i)
        is_named = any(p is not None and p.country == code for p in before)
        return [place] if place is not None and is_named else []

    def _capital(self, i: int) -> list[Candidate]:
        code = self._owner(self.tokens[i])[1] or self._focus(i)
        number = self.words.gazetteer.capitals.get(code) if code else None
        return [] if number is None else [self.words.of_number(number)]

    @cached_property
    def states(self) -> list[tuple[int, str]]:
        """Tokens that name a country or something in it, or its state or people."""
        return _states(self.found, self.before)

    def _focus(self, i: int) -> str | None:
        """The only state of the sentence so far, or of those before if the text is about it."""
        here = self.tokens[i].sentence
        for reach in (0, 1, REACH):
            codes = {c for k, c in self.states if k < i and here - reach <= self.tokens[k].sentence}
            if codes:
                code = codes.pop()
                return code if not codes and (not reach or code == self._most(i)) else None
        return None

    def _most(self, i: int) -> str | None:
        """The state that the text has named most so far; of several none."""
        counts = Counter(code for k, code in self.states if k < i)
        most = [code for code, n in counts.items() if n == max(counts.values())]
        return most[0] if len(most) == 1 else None

    def _of_dateline(self, i: int) -> list[Candidate]:
        """Where the report was written, in its own voice."""
        at = self.tokens[i].start
        if any(q.start <= at < q.end for q in self.found.layout.quotations):
            return []
        lines = self.found.layout.datelines
        starts = ((self.tokens[b.token].start, b.place) for b in self.before)
        return _unique(p for at, p in starts if p and any(a <= at < z for a, z in lines))


def _states(found: Found, before: Sequence[Before]) -> list[tuple[int, str]]:
    """Tokens that name a country, a state or its people, or lie in a country, with its code."""
    actors = found.actors.by_id()
    named = ((m.first, actors[m.id].state) for m in found.actors.index.mentions if m.id in actors)
    places = ((b.token, b.place.country) for b in before if b.place is not None)
    return sorted({(i, code) for i, code in (*named, *places) if code})


def _unique(places: Iterator[Candidate]) -> list[Candidate]:
    return list({place.id: place for place in places}.values())


def _fits(before: Before, kind: str) -> bool:
    """Whether a place named before can be called by a kind word."""
    place = before.place
    if place is not None and kind == "there":
        return place.precision != "region"
    if place is None:
        return kind in _SIZES or kind in ("there", before.kind)
    if kind in _SIZES:
        low, high = _SIZES[kind]
        is_town = place.kind == "city" or (place.kind == "village" and kind != "city")
        told = before.kind != "village" or kind == "village"
        return is_town and told and low <= place.weight <= high
    return place.kind == kind or (kind == "district" and before.kind == kind)
