"""Cut a text at the borders of everything that was read in it: flat runs, for pages.

    text + layers + notes ──▶ paragraphs ──▶ paragraphs of runs

A run carries the kinds and the anchors of all that covers it, so that overlapping and nested
values need no nested marks. Runs and gaps together give the text again, character for character.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Characters that turn or hide writing, or that no page can hold: controls but line ends and tabs,
#: direction marks, line and paragraph separators, lone surrogates, noncharacters. (Unicode 15,
#: UAX #9 and the HTML standard, "control" and "noncharacter".)
_STEERING = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
#: What stands for one such character.
MARK = "\N{REPLACEMENT CHARACTER}"
_WHITE = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Layer:
    """Characters ``start:end`` belong to a value: its kind and its anchor on the page."""

    start: int
    end: int
    kind: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that no border cuts.

    Attributes:
        text: its characters, safe to show.
        start: where it begins in the document.
        kinds, anchors: of all layers that cover it, without repetition.
        notes: numbers of the statements whose words end here.
        linked: whether something on the page leads here.
    """

    text: str
    start: int
    kinds: tuple[str, ...]
    anchors: tuple[str, ...]
    notes: tuple[int, ...]
    linked: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The runs of a paragraph and the white space behind it."""

    runs: tuple[Run, ...]
    behind: str


def shown(text: str) -> str:
    r"""Text as a page can show it: steering characters become a mark, one for one.

    >>> shown("a\x00b\u202ec") == f"a{MARK}b{MARK}c"
    True
    """
    return _STEERING.sub(MARK, text)


def paragraphs(
    text: str, layers: Sequence[Layer], notes: Mapping[int, tuple[int, ...]]
) -> tuple[Paragraph, ...]:
    """Cut a text into paragraphs and runs.

    Args:
        text: the whole text of the document.
        layers: what covers which characters, in any order, overlapping freely.
        notes: numbers to be set behind the character before an offset.
    """
    pieces = tuple(_paragraphs(text))
    cuts = {offset for start, end, _ in pieces for offset in (start, end)}
    runs = deque(_runs(text, layers, {_back(text, at): n for at, n in notes.items()}, cuts))
    found: list[Paragraph] = []
    for start, end, behind in pieces:
        while runs and runs[0].start < start:
            runs.popleft()
        inside: list[Run] = []
        while runs and runs[0].start < end:
            inside.append(runs.popleft())
        found.append(Paragraph(tuple(inside), shown(behind)))
    return tuple(found)


def first_word(text: str, start: int) -> int:
    """The first character at or after ``start`` that is no white space: where anchors stand."""
    after = start
    while after < len(text) and text[after].isspace():
        after += 1
    return after if after < len(text) else start


def _back(text: str, offset: int) -> int:
    while offset > 1 and text[offset - 1].isspace():
        offset -= 1
    return offset


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of each paragraph, and the white space behind it."""
    start = 0
    for white in _WHITE.finditer(text):
        at_border = white.start() == 0 or white.end() == len(text)
        if at_border or white.group().count("\n") > 1:
            yield start, white.start(), white.group()
            start = white.end()
    if start < len(text):
        yield start, len(text), ""


def _runs(
    text: str, layers: Sequence[Layer], notes: Mapping[int, tuple[int, ...]], cuts: set[int]
) -> Iterator[Run]:
    starts = {first_word(text, layer.start) for layer in layers}
    begin: dict[int, list[Layer]] = {}
    for layer in layers:
        begin.setdefault(layer.start, []).append(layer)
    borders = {0, len(text), *cuts, *starts, *begin, *notes, *(layer.end for layer in layers)}
    over: list[Layer] = []
    for left, right in pairwise(sorted(b for b in borders if 0 <= b <= len(text))):
        over = [layer for layer in (*over, *begin.get(left, ())) if layer.end > left]
        yield Run(
            text=shown(text[left:right]),
            start=left,
            kinds=_once(layer.kind for layer in over),
            anchors=_once(layer.anchor for layer in over),
            notes=notes.get(right, ()),
            linked=left in starts,
        )


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
