"""Whom a label names: the phrase before a colon, after a dash, above a text.

tokens, actors, words ──▶ Speakers.named ──▶ Speaker, or None
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.attribution.draft import is_mark
from onrecord.lexicon import DataFolders, load_table
from onrecord.text import load_text_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.found import Found, TokenMention
    from onrecord.parse.tree import Token

#: Words of a label; longer phrases are sentences.
LONGEST_LABEL = 14
#: Tokens of the name of an account: "@", name.
_HANDLE = 2
#: Tags of verbs that make a clause: a phrase that holds one names nobody.
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
#: Parts of speech that may stand before a name without naming anybody else.
_BEFORE_NAME = frozenset({"DET", "ADJ", "NUM", "PUNCT", "SPACE"})
_NAMES = frozenset({"PROPN", "NOUN"})
#: A name of this type may be a title, where it stands nowhere else ("Health over Wealth: …"), or
#: in capitals the place of a report.
_TITLE = "group_unspecified"
#: What ends the name in "Rana Olin, a resident" and "Rana Olin (42)".
_ENDS_NAME = frozenset({",", "(", "["})


@dataclass(frozen=True, slots=True)
class LayoutWord:
    """A mark or word that attributes by its place.

    ``frame``: ``speaker_first`` and ``speaker_last`` (marks), ``document`` (it speaks, or its
    maker does), ``maker`` (before a name), ``account`` (begins the name of an account).
    """

    id: str
    phrase: str
    class_: str
    frame: str
    example: str


@dataclass(frozen=True, slots=True)
class LayoutWords:
    """Rows by frame, then by lower-case phrase; kinds of labels that are no names by phrase."""

    rows: dict[str, dict[str, LayoutWord]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def row(self, frame: str, phrase: str) -> LayoutWord | None:
        """The row of a phrase in a frame, or None."""
        return self.rows.get(frame, {}).get(phrase)


def load_layout_words(folders: DataFolders) -> LayoutWords:
    """Load the marks and words that attribute by their place."""
    rows: dict[str, dict[str, LayoutWord]] = {}
    for row in load_table(folders, "layouts.csv", LayoutWord):
        rows.setdefault(row.frame, {})[row.phrase] = row
    return LayoutWords(rows, load_text_words(folders).labels)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a label names.

    Attributes:
        head: head of the source phrase.
        row: the word that makes the label one ("statement", "from"), or None.
        type: type of the actor; "" for a document that speaks itself.
    """

    head: int
    row: LayoutWord | None = None
    type: str = ""


class Speakers:
    """Looks up labels among the actors of one document."""

    def __init__(self, found: Found, words: LayoutWords, makers: frozenset[str]) -> None:
        """Take what was found, the words, and the prepositions before the maker of a document."""
        self.parse = found.parse
        self.tokens = found.parse.tokens
        self.words = words
        self.makers = makers
        self.types = {a.actor_id: a.type for a in found.actors.actors}
        self.titles = {
            a.actor_id
            for a in found.actors.actors
            if a.type == _TITLE
            and (a.name.isupper() or (len(a.mentions) == 1 and a.mentions[0].form == "name"))
        }
        self.mentions = found.actors.index

    def named(self, first: int, last: int) -> Speaker | None:
        """Whom the tokens ``first:last`` name and nothing else."""
        texts = [t.text for t in self.tokens[first:last]]
        if texts.count("(") != texts.count(")"):
            return None
        while first < last and self.tokens[first].pos in ("DET", "PUNCT", "SPACE"):
            first += 1
        while last > first and is_mark(self.parse, last - 1):
            last -= 1
        phrase = self.tokens[first:last]
        if not 0 < len(phrase) <= LONGEST_LABEL or any(t.tag in _FINITE for t in phrase):
            return None
        account = self.words.row("account", phrase[0].text[:1])
        if account is not None:
            return Speaker(last - 1, account, "media_account") if len(phrase) <= _HANDLE else None
        maker = self.words.row("maker", phrase[0].lower)
        if maker is not None:
            return self._with(maker, self._actor(first + 1, last))
        return self._document(first, last) or self._actor(first, last)

    def name(self, first: int, last: int) -> Speaker | None:
        """A name after a quotation, known or not: "“…” — Rana Olin, a resident"."""
        end = self._end_of_name(first, last)
        name = self.tokens[first:end]
        if not name or len(name) > LONGEST_LABEL or name[0].pos not in ("PROPN", "NOUN", "DET"):
            return None
        names = [t for t in name if t.pos in _NAMES and t.text[:1].isupper()]
        if not names or any(t.tag in _FINITE for t in self.tokens[first:last]):
            return None
        return Speaker(names[-1].i)

    def _document(self, first: int, last: int) -> Speaker | None:
        """Read "Report", "Army statement", "Statement by the army"."""
        for i in range(first, last):
            row = self._noun(i, first)
            if row is None:
                continue
            start = i - row.phrase.count(" ")
            if i + 1 < last and self.tokens[i + 1].lower in self.makers:
                return self._with(row, self._actor(i + 2, last))
            if i + 1 < last:
                return None
            if all(t.pos in _BEFORE_NAME or t.tag == "VBN" for t in self.tokens[first:start]):
                return Speaker(i, row)
            owner = start - 1 if self.tokens[start - 1].tag == "POS" else start
            return self._with(row, self._actor(first, owner) or self._noun_before(first, owner))
        return None

    def _noun(self, i: int, first: int) -> LayoutWord | None:
        two = f"{self.tokens[i - 1].lower} {self.tokens[i].lower}" if i > first else ""
        return self.words.row("document", two) or self.words.row("document", self.tokens[i].lower)

    def _noun_before(self, first: int, last: int) -> Speaker | None:
        """Read the noun of "army statement", which alone names no actor."""
        nouns = [t for t in self.tokens[first:last] if t.pos in _NAMES]
        return Speaker(nouns[-1].i) if len(nouns) == last - first else None

    def _with(self, row: LayoutWord, maker: Speaker | None) -> Speaker | None:
        return None if maker is None else Speaker(maker.head, row, maker.type)

    def _actor(self, first: int, last: int) -> Speaker | None:
        """An actor whose phrase fills the tokens, but for what describes it."""
        end = self._end_of_name(first, last)
        while first < end and self.tokens[first].pos == "DET":
            first += 1
        inside = [m for i in range(first, end) if (m := self._mention(i, first, end)) is not None]
        if not inside:
            return None
        mention = min(inside, key=lambda m: (m.first, -m.last))
        head = mention.head
        if mention.id in self.titles:
            return None
        around = {*self.parse.subtree(head), *range(mention.first, mention.last)}
        rest = (t for t in self.tokens[first:end] if t.i not in around)
        if any(t.pos not in _BEFORE_NAME or t.i > head for t in rest):
            return None
        return Speaker(head, None, self.types.get(mention.id, ""))

    def _mention(self, i: int, first: int, end: int) -> TokenMention | None:
        """A mention whose head stands in the phrase; a parser may join it over the mark before."""
        for mention in (self.mentions.headed(i), self.mentions.at(i)):
            if mention is not None and first <= mention.head and mention.last <= end:
                return mention
        return None

    def _end_of_name(self, first: int, last: int) -> int:
        phrase: Iterable[Token] = self.tokens[first:last]
        return next((t.i for t in phrase if t.text in _ENDS_NAME and t.i > first), last)
