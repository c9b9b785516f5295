"""What the text around a time tells: is its clause planned, is a number a year, what was before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from onrecord.parse.tree import Parse
from onrecord.times.pieces import Piece
from onrecord.times.shapes import FIRST_YEAR
from onrecord.times.when import PRECISION, Direction, Scene
from onrecord.times.words import TimeWords

if TYPE_CHECKING:
    from onrecord.parse.tree import Token
    from onrecord.times.days import Days

#: How many sentences back a time may stand that another counts from.
SENTENCES_BACK = 2
#: Bare numbers of this range can be years without the model calling them a date.
USUAL_YEARS = range(1900, 2050)
NOMINAL = ("NOUN", "PROPN")
VERBAL = ("VERB", "AUX")
#: From fine to coarse, for times that are counted from others.
ORDER = ("minute", "hour", "day", "week", "month", "year", "multi_year")


@dataclass(frozen=True, slots=True)
class Around:
    """One document, seen from its times; ``before`` grows as times are made, in text order."""

    parse: Parse
    words: TimeWords
    published: date | None
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
            partial(self.is_year, last),
        )

    def sentence(self, piece: Piece) -> int:
        """The number of the sentence of a piece."""
        return self.parse.tokens[piece.first].sentence

    def previous(self, piece: Piece, unit: str) -> tuple[Days, int] | None:
        """The nearest time before, in the same paragraph, at least as fine as a unit."""
        sentences = self.parse.sentences
        here = self.sentence(piece)
        finest = ORDER.index(PRECISION[unit])
        for other in sorted(self.before, key=lambda p: -p.start):
            if other.start >= piece.start or other.when is None:
                continue
            there = self.sentence(other)
            if here - there > SENTENCES_BACK or (
                sentences[there].paragraph != sentences[here].paragraph
            ):
                return None
            precision = other.when.precision
            if precision in ORDER and ORDER.index(precision) <= max(finest, 2):
                return other.when.days, other.start
        return None

    def direction(self, first: Piece, last: Piece) -> Direction:
        """Whether the clause of a time tells of what was or of what is planned.

        Walks up from the time to the first verb that shows it: words like "will" or "scheduled"
        (classes FUTURE and PLAN) mean planned, a past tense past; a time inside a noun phrase
        ("the 5 December summit") says nothing by the past tense of the clause around.
        """
        inside = range(first.first, last.last)
        tokens = self.parse.tokens
        top = next((i for i in inside if tokens[i].head not in inside), None)
        if top is None:
            return "unknown"
        nominal, infinitive = False, False
        for i in self.parse.ancestors(top):
            token = tokens[i]
            if self._plans(token, infinitive):
                return "future"
            if token.pos in VERBAL:
                shown = self._tense(token)
                if shown != "unknown":
                    return "unknown" if shown == "past" and nominal else shown
                infinitive = self._is_infinitive(token)
            elif token.pos in NOMINAL:
                nominal = True
        return "unknown"

    def _plans(self, token: Token, infinitive: bool) -> bool:  # noqa: FBT001
        """Scheduled, due, expected; "agreed to", "is to" over an infinitive."""
        lemmas = self.words.lemmas
        if infinitive:
            return token.lower in lemmas["BE"] or token.lemma in lemmas["PLANVERB"]
        return token.lower in lemmas["PLAN"] and token.tag != "VBD"

    def _is_infinitive(self, token: Token) -> bool:
        return any(k.tag == "TO" for k in self.parse.kids(token.i))

    def _tense(self, token: Token) -> Direction:
        """What the verb and its auxiliaries show by themselves."""
        kids = [k for k in self.parse.kids(token.i) if k.dep.startswith("aux")]
        if self._is_infinitive(token):
            # "an event to be held on Friday"
            return "future" if token.dep.startswith("acl") else "unknown"
        if any(k.lower in self.words.lemmas["FUTURE"] for k in kids):
            return "past" if any(k.lemma in self.words.lemmas["HAVE"] for k in kids) else "future"
        if token.tag == "VBD" or any(k.tag == "VBD" for k in kids):
            return "past"
        # "has been killed"; a participle alone ("people killed on Monday") shows nothing.
        return "past" if token.tag == "VBN" and kids else "unknown"

    def modifies(self, piece: Piece) -> bool:
        """Whether a time only describes a noun after it ("the 2011 uprising")."""
        head = self.parse.tokens[self.parse.tokens[piece.last - 1].head]
        return head.i >= piece.last and head.pos in NOMINAL

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
        if dated or number not in USUAL_YEARS:
            return dated
        return before in self.words.lemmas["YEARPREP"] or self._modifies(token)

    def _counts(self, token: Token) -> bool:
        head = self.parse.tokens[token.head]
        return head.i > token.i and head.tag in ("NNS", "NNPS")

    def _modifies(self, token: Token) -> bool:
        head = self.parse.tokens[token.head]
        return head.i > token.i and head.pos in NOMINAL
