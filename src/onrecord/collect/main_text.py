"""The main text of a page, as blocks, and who found it.

    page, tree ──▶ main_text ──▶ MainText

trafilatura's fast pass; its standard pass where the frame of the page disagrees; the frame where
both do; and where all find nothing: resiliparse, then the page without its tags.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.collect.blocks import BREAK, Block, letters, paragraphs, tidy
from onrecord.collect.frame import Frame, agreement, frame_of
from onrecord.collect.markup import stripped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from onrecord.collect.facts import Facts

#: Text and frame agree where each holds this share of the other.
AGREED = 0.9
#: Elements that do not end a block in what the extractor returns.
_WITHIN = frozenset({"hi", "ref", "del", "graphic", "lb", "span", "done"})
#: Elements deeper than this make resiliparse slow (0.1 s; ten times as deep 2.3 s, then hangs).
RESCUE_DEPTH = 2000


@dataclass(frozen=True, slots=True)
class MainText:
    """Blocks of text, and which way of looking found them."""

    blocks: tuple[str, ...]
    by: str


def main_text(tree: HtmlElement, blocks: Sequence[Block], facts: Facts) -> MainText | None:
    """The main text, or None where no way of looking finds any.

    Args:
        tree: the page; not changed.
        blocks: its visible blocks.
        facts: the title is left out where the text begins with it.
    """
    title = facts.title
    frame = frame_of(blocks, facts.headline)
    if frame.live:  # the extractor keeps one entry, or all without their times
        return MainText(_without_title(frame.texts, title), "frame")
    best: MainText | None = None
    for by, fast in (("fast", True), ("standard", False)):
        found = _without_title(_extracted(tree, fast=fast), title)
        if found and _holds(found, frame):
            return MainText(found, by)
        best = MainText(found, by) if found else best
    framed = _without_title(frame.texts, title)
    if framed and (frame.convincing or best is None or _is_heap(best.blocks, frame)):
        return MainText(framed, "frame")
    return best


def _holds(found: Sequence[str], frame: Frame) -> bool:
    """Whether there is no reason to doubt a text."""
    if _is_heap(found, frame):
        return False
    return not frame.convincing or min(agreement(found, frame)) >= AGREED


def _is_heap(found: Sequence[str], frame: Frame) -> bool:
    """Whether all blocks were thrown together, as the extractor does with short pages."""
    half = len(letters(found[0])) / 2
    return len(found) == 1 < len(frame.prose) and len(letters("".join(frame.prose))) >= half


def rescued(page: str, depth: int) -> MainText | None:
    """The text of a page that no tree can be made of, or in whose tree nothing is found.

    Args:
        page: the decoded page.
        depth: elements open at once, at most.
    """
    if depth <= RESCUE_DEPTH:
        from resiliparse.extract.html2text import extract_plain_text

        written: str = extract_plain_text(page, main_content=True, alt_texts=False)
        found = tuple(text for part in written.split("\n\n") if (text := tidy(part)))
        if found:
            return MainText(found, "resiliparse")
    left = stripped(page)
    return MainText(left, "tags removed") if left else None


def _extracted(tree: HtmlElement, *, fast: bool) -> tuple[str, ...]:
    """What trafilatura takes for the main text; nothing where it fails."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(tree, fast=fast, include_comments=False)
    except Exception:  # noqa: BLE001 - any fault of the extractor on a broken page: look elsewhere
        return ()
    body = getattr(found, "body", None)
    return () if body is None else tuple(_blocks_of(body))


def _blocks_of(body: Any) -> Iterator[str]:
    """The blocks of what the extractor returns."""
    pieces: list[str] = []
    _gather(body, pieces)
    for block in "".join(pieces).split(_END):
        yield from filter(None, (text.strip(" |") for text in paragraphs(block)))


_END = "\x1d"


def _gather(element: Any, pieces: list[str]) -> None:
    """The text of an element with its breaks; cells of a row stay in one line."""
    for child in element:
        tag = child.tag
        if tag == "lb":
            pieces.append(BREAK)
        elif tag == "cell":
            pieces.append(" | ")
        elif tag not in _WITHIN:
            pieces.append(_END)
        pieces.append(child.text or "")
        _gather(child, pieces)
        if tag not in _WITHIN and tag != "cell":
            pieces.append(_END)
        pieces.append(child.tail or "")


def _without_title(blocks: Sequence[str], title: str | None) -> tuple[str, ...]:
    """The text without its headline, which is kept as the title."""
    if title and blocks and letters(blocks[0]) == letters(title):
        return tuple(blocks[1:])
    return tuple(blocks)
