"""Paragraphs, sentences and quotations of a text; offsets always into the original.

    text ──▶ lay_out ──▶ Layout

Nothing is changed: what the parser should not see (line breaks inside a paragraph, control and
direction characters) is replaced one for one in ``Layout.repaired``, which has the length of the
text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from onrecord.lexicon import DataFolders, load_table
from onrecord.openings import CalendarRow, date_pattern, find_run_ins
from onrecord.quotations import Quotation, find_quotations

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Lines of at most this many characters, most of them ended in mid-sentence, were wrapped by hand
#: or machine (wire printers and mail: 65-80 columns; editors: up to 120).
WRAP_WIDTH = 130
#: A shorter line before a line break is a heading, an entry's time, a signature.
SHORTEST_WRAPPED = 35
_BREAK = re.compile(r"\n[ \t\r\f\v\u00a0]*\n\s*|[\u2029\f]\s*")
_SENTENCE_END = re.compile(r"[.!?\u2026:;\"'\u201d\u2019)\]]\s*$")
_INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff\ufffd]"
)
#: What is left of a lost character that was saved once more in a wrong encoding.
_LOST = "\u00ef\u00bf\u00bd"
_STOP = re.compile(r"(?:[.!?\u2026\u061f\u3002]+)([\"'\u201d\u2019\u00bb)\]]*)\s+(?=(\S))")
#: "GENEVA, 4 Dec (Agency) -- ", "Homs – ": place in capitals or before an agency, then a dash.
_AGENCY = r"\([^()\n]{2,50}\)"
_CAPITALS = r"[A-Z][A-Z.'\u2019]+(?:[ -][A-Z.'\u2019]+)*"
_REST = r"(?:[,/][^()\n\u2013\u2014]{0,50})?"
_DATELINE = re.compile(
    rf"(?:{_CAPITALS}(?:\s?{_AGENCY})?{_REST}(?:\s?{_AGENCY})?"
    rf"|[A-Z][^()\n\u2013\u2014-]{{2,50}}{_AGENCY})"
    r"\s*(?:--?|\u2013|\u2014)\s+(?:\[(?:[^\]\n]|\n(?!\s*\n)){2,160}\]\s+)*(?=[^\sa-z])"
)
#: "Kaerlin: " at the head of a paragraph: who speaks in it, if the label comes back.
_LABEL = re.compile(r"([^\W\d_](?:[^\n:.!?,;()]|(?<=\b\w\w)\.|(?<=\b\w\w\w)\.){0,40}?):\s+(?=\S)")
#: The time above or before an entry: "14:05 Police say …".
_STAMP = re.compile(r"((?:[01]?\d|2[0-3]):[0-5]\d)(?=\s+[^\W\d_a-z])")
#: What stands for a dash: a bar, a hyphen between spaces or before a name after a quotation.
_HYPHEN = re.compile(
    r"\u2015|(?<=\s)-(?=\s)|(?<=[\"\u201d\u2019\u00bb]\s)-(?=[^\W\d_])|(?<=[\"\u201d\u2019\u00bb])-(?=[^\W\d_])"
)
#: Kinds of labels that name nobody.
NOTE = "note"
#: What stands before the date of a report: "published".
_DATED = "dated"
_NO_NAMES = (NOTE, "field", "end", _DATED)
_NO_DATE = re.compile(r"(?!)")
_OPENERS = "\"'\u201c\u2018\u00ab\u201e([-\u2013\u2014\u2022"


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A word that ends in a full stop and rarely ends a sentence (``may_end`` says: it can)."""

    id: str
    phrase: str
    may_end: bool
    example: str


@dataclass(frozen=True, slots=True)
class ParagraphLabel:
    """A word before a colon that is no name of a speaker.

    ``kind``: ``note`` of the editors ("Correction: …"), ``field`` of a form or a list,
    ``question`` or ``answer``, ``end`` of a release; ``dated`` what stands before a date.
    """

    id: str
    phrase: str
    kind: str
    example: str


@dataclass(frozen=True, slots=True)
class TextWords:
    """What text layout knows of a language.

    Attributes:
        abbreviations: by lower-case form, and whether each may also end a sentence.
        labels: kinds of paragraph labels by lower-case form.
        dates: finds full dates.
    """

    abbreviations: dict[str, bool]
    labels: dict[str, str] = field(default_factory=dict)
    dates: re.Pattern[str] = field(default=_NO_DATE)


def load_text_words(folders: DataFolders) -> TextWords:
    """Load what text layout needs to know of a language."""
    rows = load_table(folders, "abbreviations.csv", Abbreviation)
    labels = load_table(folders, "paragraph_labels.csv", ParagraphLabel)
    return TextWords(
        {row.phrase.lower(): row.may_end for row in rows},
        {row.phrase.lower(): row.kind for row in labels},
        date_pattern(
            load_table(folders, "time_words.csv", CalendarRow),
            (row.phrase for row in labels if row.kind == _DATED),
        ),
    )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Characters ``start:end``; ``heading`` if it is a line without the end of a sentence."""

    start: int
    end: int
    heading: bool


@dataclass(frozen=True)
class Layout:
    """The blocks of a text. Not slotted: the repaired text is made once, on first use."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    #: (start, end, number of the paragraph)
    sentences: tuple[tuple[int, int, int], ...]
    quotations: tuple[Quotation, ...]
    #: "GENEVA, 4 Dec (Agency) -- ": (start, end); a sentence of its own that states nothing
    datelines: frozenset[tuple[int, int]] = frozenset()
    #: labels of speakers in an interview: (start, end without the colon); sentences of their own
    labels: tuple[tuple[int, int], ...] = ()
    #: labels of notes ("Correction:") and times of entries ("14:05"); they state nothing
    notes: tuple[tuple[int, int], ...] = ()

    @cached_property
    def repaired(self) -> str:
        """The text as the parser should see it: same length, no line breaks or controls."""
        text = self.text.replace(_LOST, " " * len(_LOST))
        return _HYPHEN.sub("\u2013", _INVISIBLE.sub(" ", text))


def lay_out(text: str, words: TextWords, start: int = 0) -> Layout:
    """Find paragraphs, sentences and quotations.

    Args:
        text: the text as given.
        words: abbreviations of the language.
        start: offset of the first prose (after a metadata line).
    """
    paragraphs = tuple(_paragraphs(text, start))
    blocks = tuple((p.start, p.end) for p in paragraphs)
    heads = (_DATELINE.match(text, *block) for block in blocks)
    datelines = frozenset(_trim(text, *match.span()) for match in heads if match)
    labels = _labels(text, blocks, words)
    run_ins = tuple(find_run_ins(text, start, words.dates))
    first_parts = dict(datelines) | {a: b + 1 for a, b in labels}
    whole = [
        (first, last, number)
        for number, paragraph in enumerate(paragraphs)
        for a, b in _sentences(text, paragraph, words, first_parts.get(paragraph.start))
        for first, last in _cut(text, a, b, run_ins)
    ]
    notes = {a: end for a, b, _ in whole if (end := _note_end(text, a, b, words)) is not None}
    notes |= run_ins
    sentences = tuple(part for sentence in whole for part in _without_note(text, sentence, notes))
    quotations = find_quotations(text, blocks)
    return Layout(text, paragraphs, sentences, quotations, datelines, labels, tuple(notes.items()))


def _cut(
    text: str, start: int, end: int, run_ins: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, int]]:
    """The parts of a sentence that stand before, in and after what runs into it."""
    for first, last in run_ins:
        if start <= first and last < end:
            if start < first:
                yield _trim(text, start, first)
            yield first, last
            start = _trim(text, last, end)[0]
    yield start, end


def _note_end(text: str, start: int, end: int, words: TextWords) -> int | None:
    """Where a note of the editors ("Correction:") or the time of an entry ends, or None."""
    stamp = _STAMP.match(text, start, end)
    if stamp is not None:
        return stamp.end(1)
    label = _LABEL.match(text, start, end)
    if label is None or words.labels.get(label[1].lower()) != NOTE:
        return None
    return label.end(1) + 1


def _without_note(
    text: str, sentence: tuple[int, int, int], notes: dict[int, int]
) -> Iterator[tuple[int, int, int]]:
    first, last, number = sentence
    if first in notes:
        yield first, notes[first], number
        first = _trim(text, notes[first], last)[0]
    if first < last:
        yield first, last, number


def _labels(
    text: str, blocks: tuple[tuple[int, int], ...], words: TextWords
) -> tuple[tuple[int, int], ...]:
    """Labels of speakers, which begin in capitals as names do.

    A label that comes back is one if mostly sentences follow it. In what is clearly an interview
    (a labelled question, and another label after it), one that stands once is one, too.
    """
    found: dict[int, re.Match[str]] = {}
    for n, block in enumerate(blocks):
        match = _LABEL.match(text, *block)
        if match and match[1][0].isupper() and words.labels.get(match[1].lower()) not in _NO_NAMES:
            found[n] = match
    often = Counter(m[1] for m in found.values())
    ended = Counter(m[1] for n, m in found.items() if _SENTENCE_END.search(text, *blocks[n]))
    sure = {n for n, m in found.items() if often[m[1]] > 1 and 2 * ended[m[1]] >= often[m[1]]}
    for n, match in found.items():
        asked = text[blocks[n][1] - 1] == "?"
        if asked and n + 1 in found and found[n + 1][1] != match[1]:
            sure |= {n, n + 1}
    sure |= {n for n in found if n - 1 in sure and n + 1 in sure}
    if not any("?" in text[slice(*blocks[n])] for n in sure):  # reports from places, one by one
        sure = {n for n in sure if not found[n][1].isupper()}
    return tuple(found[n].span(1) for n in sorted(sure))


def _paragraphs(text: str, start: int) -> list[Paragraph]:
    blocks, here = [], start
    for match in _BREAK.finditer(text, start):
        blocks.append((here, match.start()))
        here = match.end()
    blocks.append((here, len(text)))
    if not _is_wrapped(text, blocks):
        blocks = [line for block in blocks for line in _lines(text, *block)]
    trimmed = (_trim(text, *block) for block in blocks)
    return [
        Paragraph(a, b, heading=not _SENTENCE_END.search(text, a, b)) for a, b in trimmed if b > a
    ]


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines, here = [], start
    for match in re.finditer(r"\r\n|\n|\r|\x85|\u2028", text[start:end]):
        lines.append((here, start + match.start()))
        here = start + match.end()
    return [*lines, (here, end)]


def _is_wrapped(text: str, blocks: list[tuple[int, int]]) -> bool:
    """Whether line breaks inside blocks are only wrapping: short lines cut in mid-sentence."""
    cut = whole = 0
    for block in blocks:
        for a, b in _lines(text, *_trim(text, *block))[:-1]:
            line = text[a:b]
            if len(line) > WRAP_WIDTH:
                return False
            cut += len(line) >= SHORTEST_WRAPPED and not _SENTENCE_END.search(line)
            whole += 1
    return whole > 0 and cut > 0.6 * whole


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or _INVISIBLE.match(text[start])):
        start += 1
    while end > start and (text[end - 1].isspace() or _INVISIBLE.match(text[end - 1])):
        end -= 1
    return start, end


def _sentences(
    text: str, paragraph: Paragraph, words: TextWords, first_part: int | None
) -> list[tuple[int, int]]:
    """The sentences of a paragraph; a dateline or label ends its first part."""
    found, here = [], paragraph.start
    if first_part is not None:
        found.append((here, first_part))
        here = _trim(text, first_part, paragraph.end)[0]
    for match in _STOP.finditer(text, here, paragraph.end):
        if _is_end(text, here, match, words):
            found.append((here, match.end(1)))
            here = match.end()
    if here < paragraph.end:
        found.append((here, paragraph.end))
    return found


def _is_end(text: str, here: int, match: re.Match[str], words: TextWords) -> bool:
    following = match[2]
    if following.islower() or following in ",;)":
        return False
    if match[0][0] != "." or match[1]:
        return True
    first = stop = match.start() + 1
    while first > here and not text[first - 1].isspace():
        first -= 1
    bare = text[first:stop].lstrip(_OPENERS).lower()
    if len(bare) == len("J.") and bare[0].isalpha():  # an initial: "J. Smith"
        return False
    may_end = words.abbreviations.get(bare)
    return may_end is None or (may_end and following in _OPENERS)
