"""Words that judge, each in the mouth of the one who says it.

    Found ──▶ find_loaded ──▶ Loaded, in the order of the text

Words of ``loaded.csv`` and scare quotes. A word belongs to the holder of the innermost statement
over it, so that what stands in somebody's quotation is never charged to the article. Parts of
names ("Martyrs' Brigade") and legal labels with a named authority ("Canada designated the group a
terrorist organisation") are no loaded words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.lexicon import load_table
from onrecord.model import Loaded, Span
from onrecord.phrases import PARTS, by_first_word, is_part, pieces, stands_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import Found
    from onrecord.lexicon import DataFolders
    from onrecord.parse.tree import Parse, Token
    from onrecord.quotations import Quotation

#: Scare quotes hold a word or a short phrase (attribution study, section 5); longer ones quote.
SCARE_WORDS = 3
#: Kind of naming words after which words are only mentioned.
MENTION = "mention"
#: Parts of speech of words that are plain elsewhere: nouns loaded only where they are said of
#: something ("called it a joke") or of somebody ("called them dogs"), and verbs loaded only where
#: somebody is their object ("eliminate the rebels").
SAID, SAID_OF_ACTOR, ON_ACTOR = "said", "said_of_actor", "on_actor"
#: Category of words of the lexicon in short quotation marks; of short quotations of nobody.
QUOTED, SCARE = "quoted_label", "scare_quotes"
#: Tokens before a quotation among which a naming word may stand; tokens before a word of which
#: one may make it plain; the word and heads above it of which one may give it as a legal label.
_NAMING_REACH, _PLAIN_REACH, _LEGAL_REACH = 4, 2, 5
#: Words of a title that are written small have at most this many letters.
_SHORT = 4
_MODIFIERS = frozenset({"amod", "compound"})
#: Relations of what is said of a subject ("is a hero"), and of an object ("called him a hero").
_SAID_OF_SUBJECT = frozenset({"attr", "acomp"})
_SAID_OF_OBJECT = frozenset({"xcomp", "oprd"})
_SUBJECTS = ("nsubj", "csubj", "ccomp")
#: Dependents that may make a word plain, wherever they stand.
_NEAR = ("nsubj", "nsubj:pass", "obj", "obl", "nmod", "amod", "compound")
#: Forms of mentions that are names; loaded descriptions of actors are read as loaded.
_NAMES = frozenset({"name", "abbreviation"})
#: Names in which a loaded word is only a part (OntoNotes labels).
_TITLES = frozenset({"ORG", "FAC", "LAW", "WORK_OF_ART", "EVENT", "PRODUCT"})


@dataclass(frozen=True, slots=True)
class LoadedRow:
    """One loaded word.

    Attributes:
        phrase: lemma, or words as they stand.
        pos: noun, adj, verb or adv, several separated by spaces; any for phrases; said,
            said_of_actor and on_actor for words that are plain elsewhere.
        category: one of the ontology's loaded_categories.
        neutral: wording that does not judge, for the reader of a list; never put into a text.
        unless: words beside it that make it a plain term; with ``-`` at the end, only just before
            it ("sanctions regime", but not "regime sanctions").
        legal: verbs that make it a legal label when somebody is named who gives it.
    """

    id: str
    phrase: str
    pos: str
    category: str
    neutral: str | None
    unless: str | None
    legal: str | None
    example: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class NamingWord:
    """A word before words that are mentioned or given as a name, not used.

    Attributes:
        phrase: lemma.
        kind: ``mention`` (what follows is spoken of as a word: "the term regime") or ``name``
            ("they call the ridge “the saddle”"), which is no scare quote but may judge.
    """

    id: str
    phrase: str
    kind: str
    example: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with its words split as the parser splits them."""

    row: LoadedRow
    words: tuple[str, ...]
    pos: frozenset[str]
    unless: frozenset[str]
    legal: frozenset[str]


@dataclass(frozen=True, slots=True)
class LoadedWords:
    """Rows by their first word, longest first; lemmas of naming words, of those that mention."""

    entries: dict[str, tuple[Entry, ...]]
    naming: frozenset[str]
    mentioning: frozenset[str]


def load_loaded_words(folders: DataFolders) -> LoadedWords:
    """Load ``loaded.csv`` and ``naming_words.csv``."""
    entries = (
        Entry(row, pieces(row.phrase), *(_set(cell) for cell in (row.pos, row.unless, row.legal)))
        for row in load_table(folders, "loaded.csv", LoadedRow)
    )
    naming = load_table(folders, "naming_words.csv", NamingWord)
    return LoadedWords(
        by_first_word(entries),
        frozenset(row.phrase for row in naming),
        frozenset(row.phrase for row in naming if row.kind == MENTION),
    )


def _set(cell: str | None) -> frozenset[str]:
    return frozenset((cell or "").split())


def find_loaded(found: Found, words: LoadedWords) -> tuple[Loaded, ...]:
    """Find the loaded words of a document.

    Args:
        found: parse, actors, attributions and statements are read.
        words: the lexicon.

    Returns:
        One value for each word or scare quote, in the order of the text.
    """
    search = _Search(found, words)
    quoted = tuple(search.scare_quotes())
    taken = {i for first, last in quoted for i in range(first, last)}
    hits = [search.value(first, last, SCARE) for first, last in quoted]
    hits += [
        search.value(first, last, category)
        for first, last, category in search.listed()
        if taken.isdisjoint(range(first, last))
    ]
    return tuple(sorted((h for h in hits if h), key=lambda h: (h.span.start, h.span.end)))


class _Search:
    """Looks through one document."""

    def __init__(self, found: Found, words: LoadedWords) -> None:
        self.found = found
        self.words = words
        self.parse = found.parse
        self.tokens = found.parse.tokens
        #: token -> the narrowest quotation around it
        self.quotations: dict[int, Quotation] = {}
        for quotation in sorted(found.layout.quotations, key=lambda q: q.start - q.end):
            inside = self.parse.tokens_between(quotation.start + 1, quotation.end)
            self.quotations |= dict.fromkeys(inside, quotation)

    def listed(self) -> Iterator[tuple[int, int, str]]:
        """Words of the lexicon: (first token, end, category)."""
        end = 0
        for token in self.tokens:
            rows = self._entries(token) if token.i >= end else ()
            if rows:
                for entry in rows:
                    if self._stands(entry, token):
                        end = token.i + len(entry.words)
                        yield token.i, end, self._category(entry, token)
                        break

    def _entries(self, token: Token) -> tuple[Entry, ...]:
        rows = self.words.entries.get(token.lower, ())
        if token.lemma != token.lower:
            rows += self.words.entries.get(token.lemma.lower(), ())
        return rows

    def _stands(self, entry: Entry, token: Token) -> bool:
        if len(entry.words) == 1:
            if not (is_part(token, entry.pos) or self._is_placed(entry, token)):
                return False
        elif not stands_at(self.tokens, token.i, entry.words):
            return False
        return not (
            self._in_name(token.i, len(entry.words))
            or self._is_mentioned(token.i)
            or self._is_plain(entry, token)
            or (entry.legal and self._is_legal(entry, token))
        )

    def _is_placed(self, entry: Entry, token: Token) -> bool:
        """Whether a word that is plain elsewhere stands where it judges."""
        part = PARTS.get(token.pos)
        if ON_ACTOR in entry.pos and part == "verb":
            hit = (kid.i for kid in self.parse.kids(token.i, "obj", "nsubj:pass"))
            return any(self._is_somebody(i) for i in hit)
        if part != "noun" or entry.pos.isdisjoint((SAID, SAID_OF_ACTOR)):
            return False
        said_of = (*subjects(self.found, token.i), *appositions(self.parse, token.i))
        return any(SAID in entry.pos or self._is_somebody(i) for i in said_of)

    def _is_somebody(self, i: int) -> bool:
        return self.found.actors.index.headed(i) is not None

    def _in_name(self, i: int, length: int) -> bool:
        token = self.tokens[i]
        if not token.text[0].isupper():
            return False
        mention = self.found.actors.index.at(i)
        if mention is not None and mention.form in _NAMES and mention.last - mention.first > length:
            return True
        return token.entity in _TITLES and self._is_inner(i, length)

    def _is_inner(self, i: int, length: int) -> bool:
        """Whether the name goes on before or after the word."""
        around = (i - 1, i + length)
        label = self.tokens[i].entity
        return any(
            0 <= k < len(self.tokens)
            and self.tokens[k].entity == label
            and self.tokens[k].text[0].isupper()
            for k in around
        )

    def _is_mentioned(self, i: int) -> bool:
        """Whether the words are spoken of as words: "the term “regime”"."""
        before = i - 1
        while before >= 0 and self.tokens[before].pos in ("PUNCT", "DET"):
            before -= 1
        return before >= 0 and self.tokens[before].lemma in self.words.mentioning

    def _is_plain(self, entry: Entry, token: Token) -> bool:
        """Whether a word beside it makes it a plain term."""
        if not entry.unless:
            return False
        end = token.i + len(entry.words)
        if token.i and self.tokens[token.i - 1].lower + "-" in entry.unless:
            return True
        near = {*range(max(0, token.i - _PLAIN_REACH), min(len(self.tokens), end + 1))}
        near |= {kid.i for i in range(token.i, end) for kid in self.parse.kids(i, *_NEAR)}
        return any(
            self.tokens[k].lower in entry.unless or self.tokens[k].lemma in entry.unless
            for k in near
            if k != token.i
        )

    def _is_legal(self, entry: Entry, token: Token) -> bool:
        """Whether somebody named gives it as a legal label."""
        above = [token.i, *self.parse.ancestors(token.i)][:_LEGAL_REACH]
        verbs = [i for i in above if self.tokens[i].lemma in entry.legal]
        verbs += [k.i for i in above[:2] for k in self.parse.kids(i, "amod", "acl")
                  if k.lemma in entry.legal]  # fmt: skip
        givers = ("nsubj", "obl:agent", "obl:npmod", "compound", "obl", "nmod:poss")
        given = any(self.parse.kid(verb, *givers) is not None for verb in verbs)
        return given or (bool(verbs) and any(self.parse.kid(i, "nmod") for i in above[:2]))

    def _category(self, entry: Entry, token: Token) -> str:
        quotation = self.quotations.get(token.i)
        short = quotation is not None and self._word_count(quotation) <= SCARE_WORDS
        return QUOTED if short else entry.row.category

    def _word_count(self, quotation: Quotation) -> int:
        return len(self.found.document.text[quotation.inner_start : quotation.inner_end].split())

    def scare_quotes(self) -> Iterator[tuple[int, int]]:
        """Short quotations that quote nobody: (first token, end)."""
        for quotation in self.found.layout.quotations:
            if quotation.closed and self._word_count(quotation) <= SCARE_WORDS:
                inside = self.parse.tokens_between(quotation.inner_start, quotation.inner_end)
                while len(inside) and self.tokens[inside[-1]].pos == "PUNCT":
                    inside = inside[:-1]
                if len(inside) and self._is_scare(inside):
                    yield inside[0], inside[-1] + 1

    def _is_scare(self, inside: range) -> bool:
        first = self.tokens[inside[0]]
        if first.i in self.found.attributions.innermost or first.pos in ("NUM", "PUNCT", "INTJ"):
            return False
        if self._is_title(inside) or self._is_whole(inside) or self._is_explained(inside):
            return False
        if any(e.legal and self._is_legal(e, first) for e in self._entries(first)):
            return False
        start = max(self.parse.sentences[first.sentence].first, first.i - _NAMING_REACH)
        return not any(t.lemma in self.words.naming for t in self.tokens[start : first.i])

    def _is_title(self, inside: range) -> bool:
        """Whether the words are written like a name or title: "Contract with Rivia"."""
        texts = [self.tokens[i].text for i in inside]
        if any(character.isdigit() for text in texts for character in text):
            return True
        long = [text for text in texts if len(text) > _SHORT]
        return texts[0][0].isupper() and all(text[0].isupper() for text in long)

    def _is_explained(self, inside: range) -> bool:
        """Whether brackets after the quotation say what it means."""
        after = self.tokens[inside[-1] + 1 : inside[-1] + 3]
        return any(token.text == "(" for token in after)

    def _is_whole(self, inside: range) -> bool:
        """Whether the quotation is a sentence of its own, an answer or an outcry."""
        sentence = self.parse.sentences[self.tokens[inside[0]].sentence]
        words = [i for i in range(sentence.first, sentence.last) if self.tokens[i].pos != "PUNCT"]
        return words[0] >= inside[0] and words[-1] <= inside[-1]

    def value(self, first: int, last: int, category: str) -> Loaded | None:
        """The value of some tokens; None where no statement says them."""
        statement = self.found.statements.at(first)
        if statement is None:
            return None
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        span = Span(start, end, self.found.document.text[start:end])
        return Loaded(span, category, statement.statement_id, self._target(last - 1))

    def _target(self, i: int) -> str | None:
        """The actor whom the word is said of, names or describes."""
        index = self.found.actors.index
        top = noun_of(self.parse, i)
        for place in (*subjects(self.found, top), *appositions(self.parse, top)):
            mention = index.headed(place)
            if mention is not None:
                return mention.id
        named = index.at(i) or index.headed(top)
        return named.id if named else None


def noun_of(parse: Parse, i: int) -> int:
    """The noun that a word modifies, or the word itself."""
    token = parse.tokens[i]
    while token.dep in _MODIFIERS or (token.dep == "conj" and token.pos == "ADJ"):
        token = parse.tokens[token.head]
    return token.i


def subjects(found: Found, i: int) -> Iterator[int]:
    """What a noun or adjective is said of: "X is a hero", "they called X a hero"; heads."""
    parse, token = found.parse, found.parse.tokens[i]
    if token.dep in _SAID_OF_SUBJECT:
        yield from (kid.i for kid in parse.kids(token.head, *_SUBJECTS))
    elif (token.dep in _SAID_OF_OBJECT and token.pos != "VERB") or is_description(found, i):
        yield from (kid.i for kid in parse.kids(token.head, "obj", "iobj", "nsubj:pass"))
        yield from (kid.i for kid in parse.kids(i, "nsubj"))


def is_description(found: Found, i: int) -> bool:
    """Whether a nominal is what somebody is said to be: "described the raid as a crime"."""
    return found.parse.tokens[i].dep == "obl" and i in found.attributions.described


def appositions(parse: Parse, i: int) -> Iterator[int]:
    """What a noun stands beside: "Osk, a nest of rebels"; heads."""
    if parse.tokens[i].dep == "appos":
        yield parse.tokens[i].head
