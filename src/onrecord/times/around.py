"""What the text around a time tells: is its clause planned, is a number a year, what was before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from onrecord.parse.tree import Parse
from onrecord.times.dateline import Head
from onrecord.times.pieces import Piece
from onrecord.times.shapes import FIRST_YEAR
from onrecord.times.tense import NOMINAL, VERBAL, direction
from onrecord.times.when import PRECISION, Direction, Scene
from onrecord.times.words import TimeWords

if TYPE_CHECKING:
    from onrecord.parse.tree import Token
    from onrecord.times.days import Days

#: How many sentences back a time may stand that another counts from.
SENTENCES_BACK = 2
#: So many words back the article of a day may stand ("on a rainy Friday").
ADJECTIVES = 3
#: A number after a name is a year if it lies so near to publication.
EDITION_YEARS = 2
#: Bare numbers of this range can be years without the model calling them a date.
USUAL_YEARS = range(1900, 2050)
#: From fine to coarse, for times that are counted from others.
ORDER = ("minute", "hour", "day", "week", "month", "year", "multi_year")


@dataclass(frozen=True, slots=True)
class Around:
    """One document, seen from its times; ``before`` grows as times are made, in text order."""

    parse: Parse
    words: TimeWords
    published: date | None
    #: the day at the head of the text, where it beats that of publication
    head: Head | None = None
    before: list[Piece] = field(default_factory=list)

    def remember(self, piece: Piece) -> None:
        """Note a time that later ones may count from."""
        if piece.when is not None and piece.when.days.start is not None:
            self.before.append(piece)

    def scene(self, first: Piece, last: Piece) -> Scene:
        """What a reading may ask about the words from one piece to another."""
        return Scene(
            self.published,
            partial(self.direction, first, last),
            partial(self.previous, first),
            partial(self.modifies, last),
            partial(self.dates, first, last),
            partial(self.is_year, last),
            partial(self.is_any, first, last),
            partial(self.is_stamp, first, last),
        )

    def sentence(self, piece: Piece) -> int:
        """The number of the sentence of a piece."""
        return self.parse.tokens[piece.first].sentence

    def previous(self, piece: Piece, unit: str) -> tuple[Days, int] | None:
        """The nearest time before, a few sentences back at most, at least as fine as a unit."""
        here = self.sentence(piece)
        finest = ORDER.index(PRECISION[unit])
        for other in sorted(self.before, key=lambda p: -p.start):
            if other.start >= piece.start or other.when is None:
                continue
            there = self.sentence(other)
            if here - there > SENTENCES_BACK:
                return None
            precision = other.when.precision
            if precision in ORDER and ORDER.index(precision) <= max(finest, 2):
                return other.when.days, other.start
        return None

    def direction(self, first: Piece, last: Piece) -> Direction:
        """Whether the clause of a time tells of what was or of what is planned."""
        return direction(self.parse, self.words, range(first.first, last.last))

    def modifies(self, piece: Piece) -> bool:
        """Whether a time only describes a noun after it ("the 2011 uprising")."""
        head = self.parse.tokens[self.parse.tokens[piece.last - 1].head]
        return head.i >= piece.last and head.pos in NOMINAL

    def dates(self, first: Piece, last: Piece) -> bool:
        """Whether a time hangs on a noun before it, or on a copula ("the letter is from 2013")."""
        top = self.top(last)
        head = self.parse.tokens[self.parse.tokens[top].head]
        if head.i >= first.first:
            return False
        return head.pos in NOMINAL or head.lower in self.words.lemmas["BE"]

    def is_year(self, piece: Piece) -> bool:
        """Whether a number of four digits is a year: by the words before and after it."""
        tokens, i = self.parse.tokens, piece.first
        token, number = tokens[i], int(piece.key)
        before = tokens[i - 1].lower if i else ""
        if before in self.words.lemmas["NOYEAR"] or number < FIRST_YEAR:
            return False
        dated = token.entity == "DATE"
        if self._counts(token):
            # "the 2011 protests" but not "the 2000 fighters": armies are counted in round numbers.
            described = before in self.words.lemmas["THE"] and number % 100 != 0
            return described or (dated and before in self.words.lemmas["YEARPREP"])
        if self._is_edition(token, number):
            return True
        if number not in USUAL_YEARS:
            return dated and before in self.words.lemmas["YEARPREP"]
        if dated:
            return True
        return before in self.words.lemmas["YEARPREP"] or self._modifies(token)

    def _is_edition(self, token: Token, number: int) -> bool:
        """Whether a year near publication follows the name of what returns ("Expo 2020")."""
        before = self.parse.tokens[token.i - 1] if token.i else token
        near = self.published is not None and abs(number - self.published.year) <= EDITION_YEARS
        return near and before.pos == "PROPN" and before.tag in ("NNP", "NNPS")

    def _counts(self, token: Token) -> bool:
        head = self.parse.tokens[token.head]
        return head.i > token.i and head.tag in ("NNS", "NNPS")

    def _modifies(self, token: Token) -> bool:
        head = self.parse.tokens[token.head]
        return head.i > token.i and head.pos in NOMINAL

    def is_any(self, first: Piece, last: Piece) -> bool:
        """Whether an article makes it any such day ("on a Friday afternoon")."""
        tokens, inside = self.parse.tokens, range(first.first, last.last + 1)
        articles = self.words.lemmas["A"]
        # the article stands before the day and hangs on it or on the part of the day after it
        before = (i for i in range(max(0, first.first - ADJECTIVES), first.first))
        return any(
            tokens[i].lower in articles
            and tokens[i].dep == "det"
            and tokens[i].head in inside
            and self._is_day_or_part(tokens[i].head, last)
            for i in before
        )

    def _is_day_or_part(self, i: int, last: Piece) -> bool:
        return i < last.last or self.parse.tokens[i].lower in self.words.lemmas["DAYPART"]

    def is_stamp(self, first: Piece, last: Piece) -> bool:
        """Whether the words stand alone at the head of a paragraph."""
        sentence = self.parse.sentences[self.sentence(first)]
        if sentence.first != first.first:
            return False
        others = self.parse.sentences
        number = self.sentence(first)
        heads = number == 0 or others[number - 1].paragraph != sentence.paragraph
        return heads and (last.last == sentence.last or self._begins(last.last))

    def _begins(self, i: int) -> bool:
        """Whether what follows a stamp begins anew: with a capital, a dash or a colon."""
        token = self.parse.tokens[i]
        return token.text[:1].isupper() or token.pos == "PUNCT"

    def frames(self, piece: Piece) -> bool:
        """Whether a time says when something was said ("police said on Monday that …")."""
        top = self.top(piece)
        for i in self.parse.ancestors(top):
            if self.parse.tokens[i].pos in VERBAL:
                said = self.parse.kid(i, "ccomp") is not None
                return said and not self._is_put_in(i, piece)
        return False

    def _is_put_in(self, verb: int, piece: Piece) -> bool:
        """Whether a verb stands between commas after a time ("on Monday, police said, …")."""
        after = self.parse.tokens[verb + 1] if verb + 1 < len(self.parse.tokens) else None
        return piece.last <= verb and after is not None and after.pos == "PUNCT"

    def top(self, piece: Piece) -> int:
        """The token of a piece whose head lies outside of it."""
        inside = range(piece.first, piece.last)
        tokens = self.parse.tokens
        return next((i for i in inside if tokens[i].head not in inside), piece.first)
