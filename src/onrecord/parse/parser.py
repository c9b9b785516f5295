"""Parse the paragraphs of a text.

    Layout ──▶ Parser ──▶ Parse

The parser keeps the sentence boundaries of the layout, sees the repaired text (same length), and
cuts very long paragraphs at sentence ends, so that memory stays bounded.
"""

from __future__ import annotations

from itertools import accumulate, compress
from typing import TYPE_CHECKING, Any, NamedTuple

from onrecord.parse.commas import COMMA, give_commas
from onrecord.parse.dependencies import Tree, to_universal
from onrecord.parse.lists import Columns, mend_lists
from onrecord.parse.possessives import (
    Piece,
    cut_possessives,
    ends_of,
    has_apostrophes,
    keep_ends,
    whole_words,
)
from onrecord.parse.speech import Columns as Speech
from onrecord.parse.speech import mend_speakers, mend_speech
from onrecord.parse.tolls import Columns as Tolls
from onrecord.parse.tolls import mend_tolls
from onrecord.parse.tree import Entity, Parse, Sentence, Token
from onrecord.parse.truecase import (
    Dictionary,
    is_capitals,
    is_title,
    load_names,
    names_in,
    soften_lead_in,
    soften_title,
    truecase,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

    from onrecord.parse.commas import SpeakerWords
    from onrecord.parse.possessives import Owners
    from onrecord.text import Layout

#: Characters given to the parser at once; a page. Longer paragraphs are cut at sentence ends.
PIECE = 4000
#: Pieces parsed together; more gives no speed (nlp measurements: 9,850 words/s at 64).
BATCH = 32
#: One sentence longer than this is cut at a space: no parser reads it, memory must hold.
LONGEST_SENTENCE = 6000
#: The headline is one of so many sentences at the head of a text.
TITLES = 3


class Parser:
    """Parses layouts with spaCy. Holds the model, loaded on first use; pickles without it."""

    def __init__(
        self,
        names: Iterable[str] = (),
        owners: Owners | None = None,
        terms: frozenset[str] = frozenset(),
        speech: frozenset[str] = frozenset(),
        speakers: SpeakerWords | None = None,
    ) -> None:
        """Take known names, whose capitals a text in capitals hides, and names of owners.

        ``terms``: words of the subject that the model's dictionary may lack, in lower case.
        ``speech``: lemmas of verbs of speech. ``speakers``: words around those who speak.
        """
        self._speakers = speakers
        self._speech = speech
        self._terms = terms
        self._names = load_names(names)
        self._owners = owners
        self._nlp: Language | None = None
        self._dictionary: Dictionary | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Travel to a worker without the model; the worker loads its own."""
        return self.__dict__ | {"_nlp": None, "_dictionary": None}

    @property
    def nlp(self) -> Language:
        """The model; raises ``ModelError`` when it is not installed."""
        if self._nlp is None:
            from onrecord.parse.spacy_model import load_model

            self._nlp = load_model()
        return self._nlp

    @property
    def dictionary(self) -> Dictionary:
        """Common words of the language, from the tables of the model's lemmatizer."""
        if self._dictionary is None:
            from onrecord.parse.spacy_model import read_dictionary

            self._dictionary = read_dictionary(self.nlp)
        return self._dictionary

    def is_common(self, word: str) -> bool:
        """Whether the model's dictionary has a lower-case word, or a base form of it."""
        return word in self.dictionary

    def _is_word(self, word: str) -> bool:
        """As ``is_common``, terms of the subject and their plurals in ``s`` included."""
        return word in self._terms or word.removesuffix("s") in self._terms or self.is_common(word)

    def _is_small(self, word: str) -> bool:
        """Whether a word is one of the language's smallest: "in", "of"."""
        return bool(self.nlp.vocab[word].is_stop)

    def __call__(self, layout: Layout) -> Parse:
        """Parse a whole layout."""
        pieces = list(_pieces(layout))
        text = self._repair(layout)
        docs = list(self._docs(text, pieces))
        parsed = self.nlp.pipe(docs, batch_size=BATCH)
        placed = ((doc, a) for doc, (a, _, _) in zip(parsed, pieces, strict=True))
        return _join(placed, layout, self._speech)

    def _repair(self, layout: Layout) -> str:
        text = layout.repaired
        capitals = is_capitals(text)
        pieces, here = [], 0
        for paragraph in layout.paragraphs:
            block = text[paragraph.start : paragraph.end]
            if capitals or is_capitals(block):
                block = truecase(block, self.is_common, self._names)
            else:
                block = soften_lead_in(block, self.is_common)
            pieces += [text[here : paragraph.start], block]
            here = paragraph.end
        return self._soften_titles("".join([*pieces, text[here:]]), layout)

    def _soften_titles(self, text: str, layout: Layout) -> str:
        """Headlines at the head of a text that capitalise every word, as sentences."""
        spans = [(a, b) for a, b, _ in layout.sentences]
        titles = [
            s for s in spans[:TITLES] if is_title(text[slice(*s)], self._is_word, self._is_small)
        ]
        if not titles:
            return text
        kept = names_in(text[a:b] for a, b in spans if (a, b) not in titles)
        for a, b in titles:
            softened = soften_title(text[a:b], self._is_word, self._names, kept)
            text = text[:a] + softened + text[b:]
        return text

    def _docs(self, text: str, pieces: Iterable[tuple[int, int, frozenset[int]]]) -> Iterator[Doc]:
        """The words of each piece, with what a text lost: all its apostrophes, all its commas."""
        lost = self._owners is not None and not has_apostrophes(text)
        owners = self._owners.of(text) if lost and self._owners is not None else None
        speakers = self._speakers if COMMA not in text else None
        for start, end, starts in pieces:
            doc = self.nlp.make_doc(text[start:end])
            if owners is not None or speakers is not None:
                own = frozenset(first - start for first in starts)
                piece = (
                    whole_words(doc)
                    if owners is None
                    else cut_possessives(doc, owners, self.is_common)
                )
                if speakers is not None:
                    piece = give_commas(piece, own, speakers)
                doc = self._made(piece)
            yield _mark_starts(doc, start, starts)

    def _made(self, piece: Piece) -> Doc:
        from spacy.tokens import Doc

        return keep_ends(Doc(self.nlp.vocab, words=piece.words, spaces=piece.spaces), piece)


def _mark_starts(doc: Doc, offset: int, starts: frozenset[int]) -> Doc:
    """Tell the parser where sentences start."""
    import numpy as np

    marks = [1 if start + offset in starts else -1 for start, _ in ends_of(doc)]
    marks[:1] = [1][: len(marks)]
    column: Any = np.array(marks, dtype=np.int64).astype(np.uint64)
    return doc.from_array(["SENT_START"], column)


def _pieces(layout: Layout) -> Iterator[tuple[int, int, frozenset[int]]]:
    """(start, end, starts of sentences) of what is parsed at once: a paragraph or part of it."""
    here: list[tuple[int, int]] = []
    number = -1
    for start, end, paragraph in layout.sentences:
        for a, b in _cut(layout.text, start, end):
            if here and (paragraph != number or b - here[0][0] > PIECE):
                yield here[0][0], here[-1][1], frozenset(first for first, _ in here)
                here = []
            number = paragraph
            here.append((a, b))
    if here:
        yield here[0][0], here[-1][1], frozenset(first for first, _ in here)


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts = []
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = space if space > start else start + LONGEST_SENTENCE
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]


def _join(docs: Iterator[tuple[Doc, int]], layout: Layout, speech: frozenset[str]) -> Parse:
    """All pieces as one parse, with token numbers and offsets of the document."""
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    entities: list[Entity] = []
    paragraph_of = {start: number for start, _, number in layout.sentences}
    paragraph = 0
    for doc, offset in docs:
        base = len(tokens)
        shown = list(ends_of(doc))
        kept = [a < b for a, b in shown]  # a comma that was given has no width
        place = list(accumulate(kept, initial=0))
        ends = [span for span in shown if span[0] < span[1]]
        bounds = [(place[a], place[b]) for a, b in _bounds(doc)]
        for first, last in bounds:
            start, end = ends[first][0] + offset, ends[last - 1][1] + offset
            paragraph = paragraph_of.get(start, paragraph)
            sentences.append(Sentence(base + first, base + last, start, end, paragraph))
        named = [e for e in doc.ents if place[e.start] < place[e.end]]
        entities += [Entity(base + place[e.start], base + place[e.end], e.label_) for e in named]
        numbers = [
            n for n, (a, b) in enumerate(bounds, len(sentences) - len(bounds)) for _ in range(a, b)
        ]
        columns = _columns(doc, speech)
        words = list(doc)
        if not all(kept):
            columns, words = _kept(columns, kept, place), list(compress(words, kept))
        spans = ((a + offset, b + offset) for a, b in ends)
        tokens += _tokens(words, columns, spans, base, numbers)
    return Parse(tuple(tokens), tuple(sentences), tuple(entities))


def _bounds(doc: Doc) -> list[tuple[int, int]]:
    starts = [t.i for t in doc if t.is_sent_start or t.i == 0]
    return list(zip(starts, [*starts[1:], len(doc)], strict=True))


class _Columns(NamedTuple):
    """Parts of speech, heads and relations of a piece."""

    pos: list[str]
    heads: list[int]
    deps: list[str]


def _columns(doc: Doc, speech: frozenset[str]) -> _Columns:
    """The tree of a piece in UD style, mended."""
    words = list(doc)
    heads = [t.head.i for t in words]
    pos = [t.pos_ for t in words]
    heads, deps = to_universal(Tree(heads, [t.dep_ for t in words], pos))
    tags = [t.tag_ for t in words]
    mend_lists(Columns(heads, deps, tags))
    counts = [t.pos_ == "NUM" or t.ent_type_ == "CARDINAL" for t in words]
    mend_tolls(Tolls(heads, deps, tags, pos, counts))
    speakers = Speech(heads, deps, tags, pos, [t.lemma_ for t in words])
    mend_speech(speakers, speech)
    mend_speakers(speakers, speech)
    return _Columns(pos, heads, deps)


def _kept(columns: _Columns, kept: list[bool], place: list[int]) -> _Columns:
    """The columns without given commas; what hangs on one hangs on what it hangs on."""
    heads, deps = list(columns.heads), list(columns.deps)
    for gone in (i for i, stays in enumerate(kept) if not stays):
        below = [i for i, head in enumerate(heads) if head == gone and i != gone]
        above = heads[gone]
        if above == gone and below:  # it was the root of its sentence
            above, deps[below[0]] = below[0], deps[gone]
        for i in below:
            heads[i] = above
    pos, deps = list(compress(columns.pos, kept)), list(compress(deps, kept))
    return _Columns(pos, [place[head] for head in compress(heads, kept)], deps)


def _tokens(
    doc: Iterable[SpacyToken],
    columns: _Columns,
    spans: Iterable[tuple[int, int]],
    base: int,
    sentences: list[int],
) -> Iterator[Token]:
    rows = zip(doc, *columns, spans, sentences, strict=True)
    for i, (t, p, head, dep, (start, end), sentence) in enumerate(rows, base):
        yield Token(
            i, start, end, t.text, t.lower_, t.lemma_, p, t.tag_,
            dep, head + base, sentence, t.ent_type_,
        )  # fmt: skip
