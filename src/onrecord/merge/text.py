"""The words of a report for comparing: sentences around an account, words as numbers.

    Reading (+ Document) ──▶ text_of ──▶ text; text, span ──▶ sentence_around ──▶ word_numbers

A reading repeats every sentence of prose in its statements, so a text that was not kept is put
together again from their spans. A word is its first letters, folded: enough for "shelled" and
"shelling" to be one, in any language that inflects at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.model import Document, Reading, Span

#: Letters that tell a word.
STEM = 6
#: Shorter words are articles and the like in most languages; numbers always count.
SHORTEST = 3
#: Words of a run; it counts as close so many words before or after.
RUN, BESIDE = 3, 6
#: What stands where the text is not known; no text of a reading has it.
_UNKNOWN = "\ue000"
_GAP = re.compile(f"{_UNKNOWN}+(?=(.))")
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"[.!?…][\"'”’)\]]*\s+|\n+")


def text_of(reading: Reading, document: Document | None = None) -> str:
    """The text of a document, or what the spans of its statements repeat of it, at their places."""
    if document is not None:
        return document.text
    letters = [_UNKNOWN] * reading.document.n_chars
    for statement in reading.statements:
        for spans in (statement.content, statement.source, statement.cue):
            for span in spans:
                letters[span.start : span.end] = span.text
    return _GAP.sub(_bridge, "".join(letters)).replace(_UNKNOWN, " ")


def _bridge(gap: re.Match[str]) -> str:
    """What no statement repeats: a stop, if what follows begins like a sentence."""
    length = gap.end() - gap.start()
    return ("." if length > 1 and not gap[1].islower() else " ").ljust(length)


def words_of(text: str) -> frozenset[str]:
    """The words of a text, each by its first letters; numbers whole."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(w[:STEM] for w in words if len(w) >= SHORTEST or w.isdigit())


def numbers_of(words: Iterable[str]) -> frozenset[int]:
    """Words as 32-bit numbers, which are small and the same in every run (CRC-32)."""
    return frozenset(crc32(_bytes(word)) for word in words)


class Runs:
    """The runs of a few words of a text, by the numbers of their words' first letters."""

    def __init__(self, text: str) -> None:
        found = list(_WORD.finditer(text))
        self._starts = [word.start() for word in found]
        folded = [word.group().casefold()[:STEM] for word in found]
        many = range(len(folded) - RUN + 1)
        self._runs = [crc32(_bytes(" ".join(folded[n : n + RUN]))) for n in many]

    def beside(self, spans: Iterable[Span]) -> frozenset[int]:
        """The runs that hold, or stand close to, the words of spans."""
        found: set[int] = set()
        for span in spans:
            first = bisect_right(self._starts, span.start) - 1
            found.update(self._runs[max(0, first - BESIDE) : first + BESIDE - RUN + 2])
        return frozenset(found)


def _bytes(words: str) -> bytes:
    return words.encode("utf-8", "surrogatepass")


def sentence_ends(text: str) -> tuple[int, ...]:
    """Where the sentences of a text end, roughly: after a stop and a space, at a line break."""
    return tuple(match.end() for match in _END.finditer(text))


def sentences_around(text: str, ends: tuple[int, ...], spans: Iterable[Span]) -> str:
    """The sentences that hold spans, each once, in the order of the text."""
    numbers = sorted({bisect_right(ends, span.start) for span in spans})
    limits = (0, *ends, len(text))
    return " ".join(text[limits[n] : limits[n + 1]] for n in numbers if n + 1 < len(limits))
