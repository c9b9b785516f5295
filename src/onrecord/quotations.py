"""Quotation marks of every kind, paired, nested, reopened and unbalanced.

    text, paragraphs ──▶ find_quotations ──▶ Quotation, in the order of the text

A mark that reopens a paragraph continues the quotation before it. A mark that nothing closes
holds to the end of its paragraph (``closed`` is false) if it is double or the next paragraph
reopens it; another single one is an apostrophe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

#: Opening mark -> its closing marks. Straight marks open and close alike.
PAIRS: dict[str, tuple[str, ...]] = {
    "\u201c": ("\u201d", "\u201c", '"', "\u2019\u2019"),
    "\u201d": ("\u201d",),
    "\u201e": ("\u201c", "\u201d", '"'),
    "\u00ab": ("\u00bb",),
    "\u2018": ("\u2019",),
    "\u2039": ("\u203a",),
    '"': ('"', "\u201d"),
    "'": ("'", "\u2019"),
    "``": ("''", '"'),
    "''": ("''",),
    "\u2018\u2018": ("\u2019\u2019",),
}
#: Marks written with two characters.
DOUBLED = frozenset({"``", "''", "\u2018\u2018", "\u2019\u2019"})
#: Every mark; a doubled one comes before the single one it begins with.
_MARKS = re.compile(
    "|".join(sorted({*DOUBLED, *PAIRS, *(m for ms in PAIRS.values() for m in ms)}, reverse=True))
)
SINGLE = "\u2018'\u2039"
_BEFORE_OPENING = " \t\n\r\u00a0([{-\u2013\u2014/\u201c\u2018\u00ab\u201e\"':"
_LONGEST_SINGLE = 600
#: Paragraphs after an opening mark in which its closing mark is looked for: sentence by sentence.
REACH = 6
#: Quotations inside quotations beyond this are stray marks.
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters between marks: ``start:end`` with the marks, ``inner_start:inner_end`` without.

    Attributes:
        depth: 0 for an outer quotation, 1 for one inside it.
        closed: whether a closing mark was found.
        continues: whether it goes on with the quotation of the paragraph before.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    mark: str
    depth: int = 0
    closed: bool = True
    continues: bool = False


def find_quotations(text: str, blocks: tuple[tuple[int, int], ...]) -> tuple[Quotation, ...]:
    """Pair the quotation marks of each paragraph.

    Args:
        text: the text as given.
        blocks: (start, end) of the paragraphs.
    """
    found: list[Quotation] = []
    open_before = False
    carried: dict[int, Quotation] = {}
    for n, (start, end) in enumerate(blocks):
        reopened = text[blocks[n + 1][0]] if n + 1 < len(blocks) else ""
        block = _in_block(text, (start, end), reopened)
        if n in carried:
            block = [carried[n], *(q for q in block if q.start >= carried[n].end)]
        elif open_before and block and block[0].start == start:
            block[0] = replace(block[0], continues=True)
        outer = [q for q in block if q.depth == 0]
        open_before = bool(outer) and not outer[-1].closed
        if open_before and n not in carried and outer[-1].mark not in SINGLE:
            carried = _carried(text, blocks[n + 1 : n + 1 + REACH], outer[-1].mark, n + 1)
        found += block
    return tuple(found)


def _carried(
    text: str, blocks: tuple[tuple[int, int], ...], opening: str, number: int
) -> dict[int, Quotation]:
    """What an open quotation reaches over, by paragraph, if a mark closes it before one opens."""
    found: dict[int, Quotation] = {}
    for n, (start, end) in enumerate(blocks, number):
        marks = (m.start() for m in _MARKS.finditer(text, start, end))
        place = next((i for i in marks if _is_mark_of(text, i, opening)), end)
        if place < end and not _closes(text, place, _mark(text, place), [(start, opening)], start):
            return {}
        length = len(_mark(text, place)) if place < end else 0
        found[n] = Quotation(
            start, place + length, start, place, opening, closed=place < end, continues=True
        )
        if place < end:
            return found
    return {}


def _is_mark_of(text: str, i: int, opening: str) -> bool:
    mark = _mark(text, i)
    return mark == opening or mark in PAIRS[opening]


def _mark(text: str, i: int) -> str:
    """The mark, or other character, at a place."""
    return text[i : i + 2] if text[i : i + 2] in DOUBLED else text[i]


def _in_block(text: str, block: tuple[int, int], reopened: str) -> list[Quotation]:
    """The quotations of one paragraph; ``reopened`` is the mark that begins the next one."""
    start, end = block
    found: list[Quotation] = []
    stack: list[tuple[int, str]] = []
    for match in _MARKS.finditer(text, start, end):
        i, mark = match.start(), match[0]
        if stack and _closes(text, i, mark, stack, start):
            _close(found, stack, i, mark)
        elif mark in PAIRS and len(stack) < DEEPEST and _opens(text, i, block, reopened):
            stack.append((i, mark))
    for depth, (place, mark) in enumerate(stack):
        if mark not in SINGLE or mark == reopened:
            inner = place + len(mark)
            found.append(Quotation(place, end, inner, end, mark, depth, closed=False))
            break
    return sorted(found, key=lambda q: (q.start, -q.end))


def _close(found: list[Quotation], stack: list[tuple[int, str]], i: int, mark: str) -> None:
    while stack:
        place, opening = stack.pop()
        if mark in PAIRS[opening]:
            inner = place + len(opening)
            depth = len(stack)
            found.append(Quotation(place, i + len(mark), inner, i, opening, depth))
            return


def _closes(text: str, i: int, mark: str, stack: list[tuple[int, str]], start: int) -> bool:
    """Whether the mark ends one of the open quotations (not merely looks like an apostrophe)."""
    openings = [m for _, m in stack if mark in PAIRS[m]]
    if not openings or i == start:
        return False
    before = text[i - 1]
    after = text[i + len(mark)] if i + len(mark) < len(text) else " "
    if mark in ("\u2019", "'"):
        return not after.isalnum() and not _is_plural_possessive(text, i, stack)
    if mark in '"\u201c':
        return not (before.isspace() and not after.isspace() and after.isalnum())
    return True


def _is_plural_possessive(text: str, i: int, stack: list[tuple[int, str]]) -> bool:
    """Tell "the rebels' positions" from the end of a quotation: a later mark closes it."""
    after = text[i + 1 : i + 2]
    if text[i - 1] not in "sS" or after != " ":
        return False
    opening = stack[-1][1]
    if opening not in SINGLE:
        return True
    rest = text[i + 1 : i + 1 + _LONGEST_SINGLE].split("\n", 1)[0]
    later = next((k for k, c in enumerate(rest) if c in PAIRS[opening] and _ends_word(rest, k)), 0)
    between = rest[:later]
    one_clause = not any(c in between for c in f".;:!?,{opening}")
    return later > 0 and one_clause and rest[1:2].islower()


def _ends_word(text: str, k: int) -> bool:
    return k > 0 and not text[k + 1 : k + 2].isalnum() and not text[k - 1].isspace()


def _opens(text: str, i: int, block: tuple[int, int], reopened: str) -> bool:
    start, end = block
    mark = _mark(text, i)
    before = text[i - 1] if i > start else " "
    after = text[i + len(mark)] if i + len(mark) < end else " "
    if mark in ("``", "\u2018\u2018", "\u201c", "\u201e", "\u00ab", "\u2039"):
        return True
    if after.isspace() or before not in _BEFORE_OPENING:
        return False
    return mark in ('"', "''", reopened) or _has_end(text, i, mark, end)


def _has_end(text: str, i: int, mark: str, end: int) -> bool:
    """Whether a single or a closing mark finds a partner; without one it opens nothing."""
    reach = _LONGEST_SINGLE if mark in SINGLE else end
    for k in range(i + 1, min(end, i + reach)):
        if _mark(text, k) in PAIRS[mark] and _ends_word(text, k):
            return True
    return False
