"""The words of a report for comparing: sentences around an account, words as numbers.

    Reading (+ Document) ──▶ text_of ──▶ text; text, span ──▶ sentence_around ──▶ word_numbers

A reading repeats every sentence of prose in its statements, so a text that was not kept is put
together again from their spans. A word is its first letters, folded: enough for "shelled" and
"shelling" to be one, in any language that inflects at the end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.model import Document, Reading, Span

#: Letters that tell a word.
STEM = 6
#: Shorter words are articles and the like in most languages; numbers always count.
SHORTEST = 3
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"[.!?…][\"'”’)\]]*\s|\n")


def text_of(reading: Reading, document: Document | None = None) -> str:
    """The text of a document, or what the spans of its statements repeat of it, at their places."""
    if document is not None:
        return document.text
    letters = [" "] * reading.document.n_chars
    for statement in reading.statements:
        for spans in (statement.content, statement.source, statement.cue):
            for span in spans:
                letters[span.start : span.end] = span.text
    return "".join(letters)


def words_of(text: str) -> frozenset[str]:
    """The words of a text, each by its first letters; numbers whole."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(w[:STEM] for w in words if len(w) >= SHORTEST or w.isdigit())


def numbers_of(words: Iterable[str]) -> frozenset[int]:
    """Words as 32-bit numbers, which are small and the same in every run (CRC-32)."""
    return frozenset(crc32(word.encode("utf-8", "surrogatepass")) for word in words)


def sentence_ends(text: str) -> tuple[int, ...]:
    """Where the sentences of a text end, roughly: after a stop and a space, at a line break."""
    return tuple(match.end() for match in _END.finditer(text))


def sentences_around(text: str, ends: tuple[int, ...], spans: Iterable[Span]) -> str:
    """The sentences that hold spans, each once, in the order of the text."""
    from bisect import bisect_right

    numbers = sorted({bisect_right(ends, span.start) for span in spans})
    limits = (0, *ends, len(text))
    return " ".join(text[limits[n] : limits[n + 1]] for n in numbers if n + 1 < len(limits))
