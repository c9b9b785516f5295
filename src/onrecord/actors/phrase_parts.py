"""The parts of a noun phrase that describes an actor: "two Syrian army officers in the town".

    known noun ──▶ Reader.read ──▶ NounPhrase: edges, modifiers, names within ──▶ shown_name

Relative clauses are left out of a phrase; a part headed by "of" or "for" belongs to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from onrecord.actors.rows import BodyRow, ModifierRow
from onrecord.actors.ties import TieReader
from onrecord.found import TokenMention
from onrecord.parse.tree import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.actors.phrases import Hit
    from onrecord.actors.who import Draft

#: Relations that stand at the left edge of a nominal without being part of the phrase.
_OUTSIDE = frozenset({"case", "punct", "cc", "mark", "cc:preconj", "advmod"})
#: A phrase does not reach over these.
_TIMES = frozenset({"DATE", "TIME"})
_BRACKETS = frozenset('()[]"“”')
_QUOTES = frozenset("\"”'’")
_CLOSED = frozenset(")]") | _QUOTES
_COMPOUNDS = frozenset({"compound", "nmod"})
#: A description longer than this to the left is cut to what stands next to its head.
_LONGEST = 14


class Noun(NamedTuple):
    """A known noun in the text: tokens ``first:last``, its head, the row that says what it is."""

    first: int
    last: int
    head: int
    row_id: str
    plural: bool


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A description of an actor.

    Attributes:
        first: first token, determiner included; last: end, with a part headed by "of" or "for".
        names: mentions of named actors that belong to the head ("Syrian", "of Hamas").
        beside: a name directly before the noun ("the Hamas movement").
        modifiers: rows of the words before the noun, by token.
        definite: whether a definite determiner stands before it.
        counted: whether a number or an indefinite word does ("two", "a", "several").
        bare: whether nothing but a determiner stands beside the noun.
        defined: whether a clause behind the noun says which one ("the group that …").
        body: the state body it speaks or acts for ("spokesman for the army").
        owner: a possessive pronoun ("its forces"), if there is one.
        tie: tokens behind the noun that tie it to somebody ("backed by Iran").
        tied: whether it is tied to somebody there or before the noun ("Iran-backed").
    """

    first: int
    last: int
    noun: Noun
    names: tuple[TokenMention, ...]
    beside: TokenMention | None
    modifiers: dict[int, ModifierRow]
    definite: bool
    counted: bool
    bare: bool
    defined: bool
    body: BodyRow | None
    owner: Token | None
    tie: tuple[int, int] | None
    tied: bool


class Reader:
    """Reads noun phrases of one document; knows the hits of the lexicon by token."""

    def __init__(self, draft: Draft, hits: list[Hit]) -> None:
        self.draft = draft
        self.tokens = draft.found.parse.tokens
        self.ties = TieReader(draft)
        self.modifiers = self._modifiers(hits)
        self.bodies = self._bodies(hits)

    def _modifiers(self, hits: list[Hit]) -> dict[int, ModifierRow]:
        rows = self.draft.words.modifiers
        return {
            i: rows[entry.id]
            for hit in hits
            for entry in hit.entries
            if entry.what == "actor_modifiers" and not self.ties.has_tie_word(hit.last)
            for i in range(hit.first, hit.last)
        }

    def _bodies(self, hits: list[Hit]) -> dict[int, BodyRow]:
        rows = self.draft.words.bodies
        return {
            hit.last - 1: rows[entry.id]
            for hit in hits
            for entry in hit.entries
            if entry.what == "bodies"
        }

    def read(self, noun: Noun) -> NounPhrase:
        """The phrase around a known noun."""
        first = self._left_edge(noun)
        part = self._part(noun)
        names = self._names_before(first, noun) or self._name_in_brackets(first)
        names += self._names_after(part)
        tie = self.ties.behind(noun.head, noun.last)
        words = [self.tokens[i] for i in range(first, noun.first)]
        modifiers = {i: self.modifiers[i] for i in range(first, noun.first) if i in self.modifiers}
        modifiers = {i: row for i, row in modifiers.items() if i not in self.draft.covered}
        return NounPhrase(
            first=first,
            last=noun.last if part is None else part[1],
            noun=noun,
            names=names + self.ties.owners(noun.head, noun.last),
            beside=self._beside(noun),
            modifiers=modifiers,
            definite=any(w.lower in self.draft.words.roles["definite"] for w in words[:1]),
            counted=self._is_counted(noun, words),
            bare=all(w.dep == "det" for w in words) and part is None and tie is None,
            defined=self.ties.is_defined(noun.head, noun.last),
            body=self.bodies.get(part[0]) if part else None,
            owner=next((w for w in words if self._is_owner(w, noun)), None),
            tie=tie,
            tied=tie is not None or any(self.ties.shown(w.i, self.bodies) for w in words),
        )

    def _left_edge(self, noun: Noun) -> int:
        first = min(self.draft.found.parse.edges[noun.head][0], noun.first)
        if noun.first - first > _LONGEST:
            return noun.first
        for i in range(noun.first - 1, first - 1, -1):
            if self.tokens[i].text in _BRACKETS:
                return i + 1
        while first < noun.first and self._is_outside(self.tokens[first]):
            first += 1
        return self._own_part(first, noun.first)

    def _own_part(self, first: int, last: int) -> int:
        """Where the last part of "X and rebel forces" begins; "X and Y forces" are both's."""
        joins = [i for i in range(first, last) if self.tokens[i].pos == "CCONJ"]
        if not joins:
            return first
        behind = (self.draft.covered.get(i) for i in range(joins[-1], last))
        if any(m is not None and not self.ties.is_tied(m) for m in behind):
            return first
        named = any(i in self.draft.covered for i in range(first, joins[-1]))
        return joins[-1] + 1 if named else first

    def _is_outside(self, token: Token) -> bool:
        return token.dep in _OUTSIDE or token.entity in _TIMES

    def _part(self, noun: Noun) -> tuple[int, int] | None:
        """Head and end of the nominal joined to the noun by "of" or "for", when it follows."""
        parse = self.draft.found.parse
        for child in parse.kids(noun.head, "nmod"):
            case = parse.kid(child.i, "case")
            if child.i < noun.last or case is None or case.i != noun.last:
                continue
            if case.lower in self.draft.words.roles["part_of"]:
                mention = self.draft.covered.get(child.i)
                return child.i, mention.last if mention else child.i + 1
        return None

    def _names_before(self, first: int, noun: Noun) -> tuple[TokenMention, ...]:
        found: list[TokenMention] = []
        for i in range(first, noun.first):
            mention = self.draft.covered.get(i)
            if mention and mention not in found and not self.ties.is_tied(mention):
                found.append(mention)
        return tuple(found)

    def _name_in_brackets(self, first: int) -> tuple[TokenMention, ...]:
        """The name right before a noun: "the Front (PF) fighters", "“Popular Front” fighters"."""
        mention = self.draft.covered.get(first - 2)
        if mention is None or mention.last != first - 1:
            return ()
        if self.tokens[first - 1].text not in _CLOSED:
            return ()
        return (mention,)

    def _names_after(self, part: tuple[int, int] | None) -> tuple[TokenMention, ...]:
        if part is None:
            return ()
        here = self.draft.covered.get(part[0])
        if here is not None:
            return (here,)
        edge = self.draft.found.parse.edges[part[0]][0]
        found = {m for i in range(edge, part[0]) if (m := self.draft.covered.get(i))}
        return tuple(m for m in sorted(found, key=lambda m: m.first) if self._is_of(m, part[0]))

    def _is_of(self, mention: TokenMention, head: int) -> bool:
        """Whether a name says whose the noun is: "for Syria's army", not "of X's policies"."""
        token = self.tokens[mention.head]
        state = self.draft.who[mention.id].type == "state"
        return token.head == head and (state or token.dep != "nmod:poss")

    def _beside(self, noun: Noun) -> TokenMention | None:
        i = noun.first - 1
        while i >= 0 and i in self.modifiers and i not in self.draft.covered:
            i -= 1
        i -= i > 0 and self.tokens[i].text in _QUOTES  # "the “Popular Front” movement"
        mention = self.draft.covered.get(i)
        same = mention is not None and self.tokens[i].dep in (*_COMPOUNDS, "amod")
        return mention if same else None

    def _is_counted(self, noun: Noun, words: list[Token]) -> bool:
        some = self.draft.words.roles["some"]
        if any(_counts(w, noun) or w.lower in some for w in words):
            return True
        head = self.tokens[noun.head]
        above = self.tokens[head.head]
        return head.dep == "nmod" and (above.lower in some or above.pos == "NUM")

    def _is_owner(self, word: Token, noun: Noun) -> bool:
        if word.dep != "nmod:poss" or word.head != noun.head:
            return False
        roles = self.draft.words.roles
        kinds = (roles["owner_thing"], roles["owner_many"], roles["owner_person"])
        return any(word.lower in words for words in kinds)


def _counts(word: Token, noun: Noun) -> bool:
    return word.dep == "nummod" and word.head == noun.head


def shown_names(reader: Reader, phrase: NounPhrase, label: str) -> tuple[str, str]:
    """A neutral name for a description: names, known modifiers, ties, and the noun's own label.

    Free adjectives are left out, because they may judge ("brutal soldiers").

    Returns:
        The name, and the same without ties, which are what somebody says of an actor.
    """
    before = tuple(_words_before(reader, phrase))
    words = [word for word, _ in before]
    untied = [word for word, is_tie in before if not is_tie]
    after = _part_words(reader, phrase)
    tie = phrase.tie is not None and phrase.tie[0] < phrase.tie[1]
    behind = [reader.draft.seen(*phrase.tie)] if phrase.tie is not None and tie else []
    return _joined([*words, label, *behind, *after]), _joined([*untied, label, *after])


def _words_before(reader: Reader, phrase: NounPhrase) -> Iterator[tuple[str, bool]]:
    """The words before the noun that a name shows, each with whether it is a tie."""
    i = phrase.first
    while i < phrase.noun.first:
        tie = reader.ties.shown(i, reader.bodies)
        word, i = tie or (_shown_word(reader, phrase, i), i + 1)
        if word:
            yield word, tie is not None


def _shown_word(reader: Reader, phrase: NounPhrase, i: int) -> str:
    """A word before the noun as a name shows it, "" if it is left out."""
    token = reader.tokens[i]
    row = phrase.modifiers.get(i)
    if row is not None:
        return row.label if phrase.modifiers.get(i - 1) is not row else ""
    mention = reader.draft.covered.get(i)
    if mention is not None and mention in phrase.names:
        return _as_name(reader, token, mention)
    noun = token.dep == "compound" and token.pos in ("NOUN", "PROPN")
    if _counts(token, phrase.noun) or noun:
        return _neutral(reader.draft, token)
    return token.text if token.tag in ("POS", "CC") and i - 1 in reader.draft.covered else ""


def _part_words(reader: Reader, phrase: NounPhrase) -> list[str]:
    tokens, noun = reader.tokens, phrase.noun
    if phrase.last <= noun.last:
        return []
    head = tokens[phrase.last - 1]
    if phrase.body is not None:
        return [tokens[noun.last].text, *_body_words(reader, phrase, phrase.body)]
    mention = reader.draft.covered.get(head.i)
    if mention is not None:
        return [tokens[noun.last].text, reader.draft.seen(mention.first, mention.last)]
    if head.pos == "PROPN":
        return [tokens[noun.last].text, head.text]
    return []


def _body_words(reader: Reader, phrase: NounPhrase, body: BodyRow) -> list[str]:
    """The words "Syria's army" in "a spokesman for Syria's army", or neutral ones."""
    noun = reader.draft.words.kinds[body.kind].noun if body.loaded else body.phrase
    names = [m for m in phrase.names if m.first >= phrase.noun.last]
    words = [_as_name(reader, reader.tokens[i], m) for m in names for i in range(m.first, m.last)]
    owner = bool(names) and reader.tokens[names[-1].last].tag == "POS"
    return [*words, *([reader.tokens[names[-1].last].text] if owner else []), noun]


def _as_name(reader: Reader, token: Token, mention: TokenMention) -> str:
    """A name; in a text all in capitals the parser may have seen it in lower case."""
    if not token.text.islower():
        return token.text
    name = reader.draft.who[mention.id].name
    if mention.form == "abbreviation" or name.lower() == token.text:
        return reader.draft.text(token.i, token.i + 1)
    return token.text.capitalize()


def _neutral(draft: Draft, token: Token) -> str:
    """A compound noun, or the neutral word for it if it judges."""
    row = draft.words.generic_row(token.lower)
    return row.label if row is not None and row.loaded else token.text


def _joined(words: list[str]) -> str:
    """Words as a text: no space before 's and around hyphens."""
    text = " ".join(words)
    for mark in (" 's", " ’s"):
        text = text.replace(mark, mark[1:])
    return text.replace(" - ", "-")
