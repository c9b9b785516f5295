"""Attributions that no verb makes: a speaker before a colon, after a dash, above a text.

    paragraphs, actors, words ──▶ find_layouts ──▶ Laid: drafts, tokens of labels, gaps

"Army: 12 killed", "12 killed - army", "Statement by the ministry: …", "@ministry: …", "The
minister: We will not yield.", "“…” — Name, a resident", "The ministry said: ¶ …". A speaker must
be somebody (an actor), or a document that speaks; a place, a time, a field of a list is nobody.
The name of a country before a colon may be its subject: that is left open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.attribution.draft import COLON, Draft, is_mark
from onrecord.attribution.sources import source_of
from onrecord.attribution.speakers import LONGEST_LABEL, Speakers
from onrecord.model import Gap, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.attribution.cues import CueWords
    from onrecord.attribution.speakers import LayoutWord, Speaker
    from onrecord.found import Found
    from onrecord.parse.tree import Parse, Sentence, Token

#: Types of actors that a headline names as its subject.
TOPICS = frozenset({"state", "population", "civilians", "abstract"})
#: Words of a headline without a verb: "12 dead in raid"; fewer are a cell of a table.
_FIGURE_WORDS = 3
_COUNTED = frozenset({"NUM", "NOUN", "PROPN", "DET", "PRON"})
_WH = frozenset({"WP", "WRB", "WDT", "WP$"})
_VERBS = frozenset({"VERB", "AUX"})
#: Words of a headline; longer ones are texts without full stops.
LONGEST_HEADLINE = 25
#: With these no name at the end of a headline begins.
_NO_START = frozenset({"DET", "CCONJ", "NUM"})
_BULLETS = frozenset("-\u2013\u2014\u2022*")
_OPENING = frozenset({'"', "'", "``", "\u201c", "\u201d", "\u2018", "\u00ab", "\u201e"})
_CLOSING = frozenset({'"', "'", "''", "\u201d", "\u2019", "\u00bb", "\u201c"})
OPEN_TOPIC = "a country before a colon: it speaks, or is spoken of"


@dataclass(frozen=True, slots=True)
class Laid:
    """What layouts give.

    Attributes:
        drafts: those before or after a quotation have no content yet.
        labels: tokens that only say who speaks; part of nobody's content.
    """

    drafts: tuple[Draft, ...] = ()
    labels: frozenset[int] = frozenset()
    gaps: tuple[Gap, ...] = ()


def find_layouts(
    found: Found, words: CueWords, drafts: list[Draft], quoted: frozenset[int]
) -> Laid:
    """Find attributions by layout.

    Args:
        found: parse, layout, actors.
        words: cues, words of sources and of layouts.
        drafts: what verbs, nouns and interview labels attribute already.
        quoted: tokens inside quotation marks.
    """
    finder = _Finder(found, words, drafts, quoted)
    finder.release()
    for token in found.parse.tokens:
        if token.text in finder.last and token.i not in finder.passed:
            finder.mark(token)
    for sentence in found.parse.sentences:
        if found.layout.paragraphs[sentence.paragraph].heading:
            finder.inverted(sentence)
    return Laid(tuple(finder.found_drafts), frozenset(finder.labels), tuple(finder.gaps))


def without_labels(drafts: Iterable[Draft], laid: Laid) -> list[Draft]:
    """The drafts of verbs without the labels that the parser put into their contents."""
    if not laid.labels:
        return list(drafts)
    return [replace(d, content=d.content - laid.labels) for d in drafts]


def roots_of(parse: Parse, content: frozenset[int]) -> tuple[int, ...]:
    """Heads of the clauses of a content: tokens that hang on nothing in it.

    In a headline ("12 killed") the verb may hang on a nominal: it heads the clause, too.
    """
    tops = (parse.tokens[i] for i in sorted(content) if not is_mark(parse, i))
    roots = tuple(t.i for t in tops if t.head == t.i or t.head not in content)
    if any(parse.tokens[i].pos in _VERBS for i in roots):
        return roots
    verbs = (t.i for i in roots for t in parse.kids(i, "acl") if t.i in content)
    return roots + tuple(verbs)


class _Finder:
    """Reads the marks of one document. Mutable: it collects."""

    def __init__(
        self, found: Found, words: CueWords, drafts: list[Draft], quoted: frozenset[int]
    ) -> None:
        self.found, self.words, self.parse = found, words, found.parse
        self.tokens = found.parse.tokens
        self.first = words.layouts.rows.get("speaker_first", {})
        self.last = words.layouts.rows.get("speaker_last", {})
        makers = frozenset(w for w, kind in words.sources.items() if kind == "maker")
        self.speakers = Speakers(found, words.layouts, makers)
        self.said = {d.cue_head: d.content for d in drafts}
        labels = found.layout.labels
        self.passed = quoted | {i for a, b in labels for i in found.parse.tokens_between(a, b + 1)}
        self.blocks: dict[int, tuple[int, int]] = {}
        for s in found.parse.sentences:
            first = self.blocks.get(s.paragraph, (s.first, s.last))[0]
            self.blocks[s.paragraph] = (first, s.last)
        self.found_drafts: list[Draft] = []
        self.labels: set[int] = set()
        self.gaps: list[Gap] = []

    def release(self) -> None:
        """Read "Statement by the ministry" above a whole text: all that follows is its maker's."""
        heading = min(self.blocks, default=0)
        first, last = self.blocks.get(heading, (0, 0))
        if last == len(self.tokens) or not self.found.layout.paragraphs[heading].heading:
            return
        speaker = self.speakers.named(first, last)
        if speaker is None or speaker.row is None or not speaker.type:
            return
        content = frozenset(range(last, len(self.tokens)))
        if speaker.row.frame == "document" and self.tokens[speaker.head - 1].i > first:
            self._add(speaker, range(first, last), speaker.row, content, verbatim=True)

    def mark(self, mark: Token) -> None:
        """Read one colon or dash."""
        sentence = self.parse.sentences[mark.sentence]
        row = self.first.get(mark.text)
        if row is None or not self._before(mark, row, sentence):
            written = self.found.document.text[
                mark.start : mark.end
            ]  # a hyphen is parsed as a dash
            self._after(mark, self.last.get(written) or self.last[mark.text], sentence)

    def _before(self, mark: Token, row: LayoutWord, sentence: Sentence) -> bool:
        """Let the phrase before a colon speak: "Army: …", "The governor wrote on Telegram: …"."""
        if mark.i == sentence.first or mark.i - sentence.first > 3 * LONGEST_LABEL:
            return False
        verb = self._cue(sentence.first, mark.i)
        if verb is not None:
            return self._of_verb(verb, mark, sentence)
        speaker = self.speakers.named(sentence.first, mark.i)
        if speaker is None or self._is_attributed(range(sentence.first, mark.i)):
            return False
        if speaker.row is None and self._ends_block(mark, sentence):
            return False  # "Members of the council:" begins a letter
        content = self._content(mark, sentence)
        quoted = mark.i + 1 < len(self.tokens) and self._is_quoted(mark.i + 1)
        if not quoted and not self._is_said(speaker, mark, sentence, content):
            return False
        label = range(sentence.first, mark.i + 1)
        verbatim = self._is_first_person(content)
        self._add(speaker, label, speaker.row or row, content, verbatim=verbatim)
        return True

    def _is_attributed(self, label: range) -> bool:
        """Whether words of a label are a cue themselves ("According to the army: …")."""
        return any(i in label for i in self.said if i is not None)

    def _is_said(
        self, speaker: Speaker, mark: Token, sentence: Sentence, content: frozenset[int]
    ) -> bool:
        """Whether what follows a label is something said, not a subject's story or a figure."""
        if not content or not self._states(content) or self._is_list(sentence, mark):
            return False
        if self._is_first_person(content) or speaker.row is not None:
            return True
        if self.tokens[min(content)].tag in _WH:
            return False
        if speaker.type == "state":
            self.gaps.append(self._gap(sentence))
        return speaker.type not in TOPICS

    def _after(self, mark: Token, row: LayoutWord, sentence: Sentence) -> None:
        """Let the phrase after a dash or colon speak: "12 killed - army", "“…” — Name"."""
        last = sentence.last
        while last > mark.i + 1 and is_mark(self.parse, last - 1):
            last -= 1
        if last == mark.i + 1 or last - mark.i > LONGEST_LABEL:
            return
        label = range(mark.i, last)
        if row.phrase not in self.first and self._follows_quotation(mark.i):
            speaker = self.speakers.named(mark.i + 1, last) or self.speakers.name(mark.i + 1, last)
            if speaker is not None:
                self._add(speaker, label, row, frozenset(), verbatim=True)
            return
        content = frozenset(range(sentence.first, mark.i)) - self.labels
        heading = self.found.layout.paragraphs[sentence.paragraph].heading
        first = self.tokens[mark.i + 1]
        if not heading or first.pos in _NO_START or first.tag == "VBN" or not self._is_apart(mark):
            return
        speaker = None if len(content) > LONGEST_HEADLINE else self.speakers.named(first.i, last)
        if speaker is not None and speaker.type not in TOPICS and self._states(content):
            self._add(speaker, label, row, content)

    def inverted(self, sentence: Sentence) -> None:
        """Read "12 killed, says army" where the parser sees no clause before the comma."""
        for i in range(max(sentence.first + 1, sentence.last - LONGEST_LABEL), sentence.last):
            cue = self.words.verb(self.tokens[i])
            if cue is None or not cue.takes("quote") or self.tokens[i - 1].text != ",":
                continue
            content = frozenset(range(sentence.first, i - 1)) - self.labels
            speaker = self.speakers.named(i + 1, sentence.last)
            if not self.said.get(i) and speaker is not None and self._states(content):
                roots = roots_of(self.parse, content)
                self.found_drafts.append(Draft(cue.id, i, (i,), speaker.head, roots, content))

    def _add(
        self,
        speaker: Speaker,
        label: range,
        row: LayoutWord,
        content: frozenset[int],
        *,
        verbatim: bool = False,
    ) -> None:
        """Make a draft. Its cue is the word that names a document, or the mark."""
        marks = self.first.keys() | self.last.keys()
        cue_head = next((i for i in label if self.tokens[i].text in marks), label[0])
        named = speaker.row.phrase.split() if speaker.row and speaker.row.frame != "account" else ()
        cue = tuple(i for i in label if self.tokens[i].lower in named and i != speaker.head)
        self.labels |= set(label)
        cue, roots = cue or (cue_head,), roots_of(self.parse, content)
        self.found_drafts.append(
            Draft(row.id, cue_head, cue, speaker.head, roots, content, verbatim=verbatim)
        )

    def _cue(self, first: int, last: int) -> int | None:
        """The last verb of saying before a mark, if it has a source."""
        for i in range(last - 1, first - 1, -1):
            cue = self.words.verb(self.tokens[i])
            if cue is not None and cue.takes("quote", "that") and i not in self.passed:
                return i if source_of(self.parse, i, self.words) is not None else None
        return None

    def _of_verb(self, verb: int, mark: Token, sentence: Sentence) -> bool:
        """Read "The ministry said: ¶ …" and what else the parser saw no content in."""
        content = self._content(mark, sentence)
        cue = self.words.verb(self.tokens[verb])
        if not self._states(content) or cue is None or self.said.get(verb, frozenset()) & content:
            return True
        source = source_of(self.parse, verb, self.words)
        verbatim = self._is_first_person(content) or mark.i + 1 >= sentence.last
        roots = roots_of(self.parse, content)
        row, head = (cue.id, verb) if cue.polarity == "+" else (COLON, mark.i)
        self.found_drafts.append(
            Draft(row, head, (verb,), source, roots, content, verbatim=verbatim)
        )
        return True

    def _content(self, mark: Token, sentence: Sentence) -> frozenset[int]:
        """What stands after a colon: the sentence, all the paragraph if "we" speak, or the next.

        Words in quotation marks are left to those who give out quotations.
        """
        first, last = self.blocks[sentence.paragraph]
        if self._ends_block(mark, sentence):
            return frozenset(self._next_block(sentence.paragraph + 1))
        if self._is_quoted(mark.i + 1):
            return frozenset()
        whole = sentence.first == first and self._is_first_person(range(mark.i, last))
        return frozenset(range(mark.i + 1, last if whole else sentence.last))

    def _ends_block(self, mark: Token, sentence: Sentence) -> bool:
        """Whether nothing stands after a mark in its paragraph, nor a quotation in the next."""
        last = self.blocks[sentence.paragraph][1]
        return all(is_mark(self.parse, i) and not self._is_quoted(i) for i in range(mark.i, last))

    def _next_block(self, paragraph: int) -> Iterator[int]:
        """The paragraph after a colon, or all items of the list after it."""
        if paragraph not in self.blocks or self._is_quoted(self.blocks[paragraph][0]):
            return
        if not self._is_item(paragraph):
            yield from self._until_retold(*self.blocks[paragraph])
            return
        while self._is_item(paragraph):
            yield from range(*self.blocks[paragraph])
            paragraph += 1

    def _until_retold(self, first: int, last: int) -> range:
        """A paragraph up to where the article goes on: "They also said that …"."""
        for i in range(first, last):
            token = self.tokens[i]
            if token.head != i or self.words.verb(token) is None:
                continue
            sentence = self.parse.sentences[token.sentence]
            source = source_of(self.parse, i, self.words)
            kind = None if source is None else self.words.sources.get(self.tokens[source].lower)
            if sentence.first > first and kind in ("singular_person", "plural", "body"):
                return range(first, sentence.first)
        return range(first, last)

    def _is_item(self, paragraph: int) -> bool:
        first, last = self.blocks.get(paragraph, (0, 0))
        return last > first and self.tokens[first].text[:1] in _BULLETS

    def _is_quoted(self, i: int) -> bool:
        return self.tokens[i].text in _OPENING and i + 1 in self.passed

    def _is_apart(self, mark: Token) -> bool:
        """Whether a space stands after a mark, and before it unless it is a colon."""
        text = self.found.document.text
        before = mark.text in self.first or text[mark.start - 1 : mark.start].isspace()
        return before and text[mark.end : mark.end + 1].isspace()

    def _follows_quotation(self, i: int) -> bool:
        before = i - 1
        while before >= 0 and self.tokens[before].pos == "SPACE":
            before -= 1
        return before > 0 and self.tokens[before].text in _CLOSING and before - 1 in self.passed

    def _is_first_person(self, content: Iterable[int]) -> bool:
        kinds = (self.words.sources.get(self.tokens[i].lower) for i in content)
        return "first_person" in kinds

    def _states(self, content: Iterable[int]) -> bool:
        """Whether words tell something: they hold a verb, or a figure and what it counts."""
        tokens = [self.tokens[i] for i in content if not is_mark(self.parse, i)]
        if any(t.pos in _VERBS for t in tokens) and len(tokens) > 1:
            return True
        first = next((t.pos for t in tokens if t.pos in _COUNTED), "")
        counted = any(t.pos in ("NOUN", "ADJ") and t.text.isalpha() for t in tokens)
        return len(tokens) >= _FIGURE_WORDS and first == "NUM" and counted

    def _is_list(self, sentence: Sentence, mark: Token) -> bool:
        """Figures under labels, line by line: no line of a list is said by its label."""
        here = sentence.paragraph
        return self._is_figure(mark.i + 1) and any(
            self._is_figure(self._after_colon(k)) for k in (here - 1, here + 1)
        )

    def _after_colon(self, paragraph: int) -> int:
        first, last = self.blocks.get(paragraph, (0, 0))
        marks = (i for i in range(first, min(first + 5, last)) if self.tokens[i].text in self.first)
        return next(marks, -2) + 1

    def _is_figure(self, i: int) -> bool:
        return 0 <= i < len(self.tokens) and self.tokens[i].pos == "NUM"

    def _gap(self, sentence: Sentence) -> Gap:
        text = self.found.document.text[sentence.start : sentence.end]
        return Gap("attribution", Span(sentence.start, sentence.end, text), OPEN_TOPIC)
