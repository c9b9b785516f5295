"""The frame of the main text: the smallest part of a page that holds nearly all of its sentences.

    blocks ──▶ frame_of ──▶ Frame: the blocks of the text

A second opinion on the extractor's: where both agree, its text is taken; where the extractor kept
one entry of a live blog, or the menu of a layout made of tables, the frame tells.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.collect.blocks import LINKS, Block, ancestors, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

#: A part is entered while it holds this share of the sentences of what is around it.
NEARLY_ALL = 0.85
#: Elements that hold a part of a text, never all of it.
PARTS = frozenset({"p", "blockquote", "li", "ul", "ol", "dl", "dd", "q", "pre", "cite", "details"})
#: A frame with fewer sentences, or fewer characters in them, proves nothing.
FEWEST, LEAST = 3, 250
#: A block of a kind that comes so often is part of the text's build (entries of a live blog).
OFTEN = 3
#: A block that is a time of day and little more: "14:05", "2.05 p.m. GMT".
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d\b.{0,20}$")


@dataclass(frozen=True, slots=True)
class Frame:
    """The blocks of the main text.

    Attributes:
        texts: all of them.
        prose: the sentences alone; ``kinds``: the sort of block of each.
        stamps: how many blocks are times of day.
    """

    texts: tuple[str, ...]
    prose: tuple[str, ...]
    kinds: tuple[tuple[object, ...], ...] = ()
    stamps: int = 0

    @property
    def convincing(self) -> bool:
        """Whether there is enough text to set it against an extractor's."""
        return len(self.prose) >= FEWEST and sum(map(len, self.prose)) >= LEAST

    @property
    def live(self) -> bool:
        """Whether it is a run of entries, each under its time."""
        return self.convincing and self.stamps >= OFTEN


def frame_of(blocks: Sequence[Block], headline: int | None = None) -> Frame:
    """The frame of a page; empty where no block is a sentence.

    Args:
        blocks: of the page.
        headline: number of the block that shows the title; nothing before it is main text.
    """
    blocks = blocks if headline is None else blocks[headline + 1 :]
    prose = [block for block in blocks if block.prose]
    if not prose:
        return Frame((), ())
    top = _narrowed(prose)
    within = set(top.iter())
    inside = [block for block in blocks if block.element in within]
    kept = _between(inside)
    stamps = sum(_CLOCK.match(block.text) is not None for block in kept)
    sentences = [block for block in kept if block.prose]
    return Frame(
        tuple(block.text for block in kept),
        tuple(block.text for block in sentences),
        tuple(map(_kind, sentences)),
        stamps,
    )


def _narrowed(prose: Iterable[Block]) -> HtmlElement:
    """From the root inwards, as long as one child holds nearly all sentences."""
    weights: Counter[HtmlElement] = Counter()
    root: HtmlElement | None = None
    for block in prose:
        for element in ancestors(block.element):
            weights[element] += len(block.text)
            root = element
    if root is None:
        raise ValueError("no sentences to look for")
    while True:
        child = max(root, key=weights.__getitem__, default=None)
        if child is None or child.tag in PARTS:
            return root
        if weights[child] < NEARLY_ALL * weights[root]:
            return root
        root = child


def _between(inside: Sequence[Block]) -> list[Block]:
    """From the first to the last sentence, without lists of links and side matter."""
    places = [i for i, block in enumerate(inside) if block.prose]
    first, last = places[0], places[-1]
    kinds = Counter(map(_kind, inside))
    while first and kinds[_kind(inside[first - 1])] >= OFTEN and not inside[first - 1].beside:
        first -= 1
    return [b for b in inside[first : last + 1] if not b.beside and b.linked <= LINKS * len(b.text)]


def _kind(block: Block) -> tuple[object, ...]:
    """What sort of block it is by its element and the one around it."""
    around = block.element.getparent()
    outer = (None, None) if around is None else (around.tag, around.get("class"))
    return block.element.tag, block.element.get("class"), *outer


def agreement(texts: Sequence[str], frame: Frame) -> tuple[float, float]:
    """How far a text and a frame hold the same.

    Returns:
        The share of the frame's sentences (of kinds that occur in the text) that the text has,
        and the share of the text that stands in the frame; both by characters.
    """
    found, framed = letters(" ".join(texts)), letters(" ".join(frame.texts))
    return _share(_alike(frame, found), found), _share(texts, framed)


def _alike(frame: Frame, found: str) -> list[str]:
    """Sentences of the kinds of block that the text has too; all, if it has none.

    Comments that nothing marks as such stand in a frame, but are built unlike the paragraphs.
    """
    pairs = list(zip(frame.prose, frame.kinds, strict=True))
    held = {kind for text, kind in pairs if letters(text) in found}
    return [text for text, kind in pairs if not held or kind in held]


def _share(parts: Iterable[str], whole: str) -> float:
    held = total = 0
    for part in map(letters, parts):
        total += len(part)
        held += len(part) if part in whole else 0
    return held / total if total else 0.0
