"""Days that a reader sees: beside the author under the headline, or in words elsewhere.

    blocks, headline, first sentence ──▶ visible_days ──▶ Candidate, …

The byline is what stands between the headline and the first block of the main text, wherever the
page puts it and whatever it calls it. So a banner over the headline is no byline, nor is a comment.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from onrecord.collect.blocks import ENDS, INLINE, letters
from onrecord.collect.published import Candidate
from onrecord.collect.signs import (
    LONGEST,
    Headed,
    Spot,
    is_idle,
    is_of_page,
    label_before,
    standing,
)
from onrecord.collect.stamps import days_beside, load_page_words, stamp_days
from onrecord.lexicon import DataFolders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from lxml.html import HtmlElement

    from onrecord.collect.blocks import Block
    from onrecord.collect.facts import Facts
    from onrecord.collect.stamps import PageWords

#: More blocks between headline and text are no byline.
MOST_BLOCKS = 15
#: Lines at the head of a text that may sign it; letters that are little beside a day ("11.40 GMT").
SIGNATURE, LITTLE = 4, 8
#: What comes so often is an entry, a comment, a list: not the one byline.
OFTEN = 3
#: Characters around a day in which a time of day belongs to it.
CLOCK = 30


def without_signature(texts: Sequence[str], author: str | None) -> tuple[str, ...]:
    """A text without the lines of author and day at its head: they are kept as such."""
    words = load_page_words(DataFolders())
    start = 0
    while start < min(SIGNATURE, len(texts) - 1) and _signs(texts[start], author, words):
        start += 1
    return tuple(texts[start:])


def _signs(text: str, author: str | None, words: PageWords) -> bool:
    """Whether a line names the author, or the day with little else."""
    if len(text) > LONGEST or text == author:
        return text == author
    labelled = words.published.match(text) or words.changed.match(text) or words.by.match(text)
    if _is_day(text, words):
        return True
    return bool(labelled) and ENDS.search(text) is None


def visible_days(blocks: Sequence[Block], facts: Facts, text: Sequence[str]) -> Iterator[Candidate]:
    """Candidates of what is shown.

    Args:
        blocks: all blocks of the page.
        facts: with the number of the headline's block.
        text: blocks of the main text; the first one ends the byline.
    """
    headed = _headed(blocks, facts, text)
    region = _byline(blocks, facts.headline, text)
    often = Counter(_kind(block) for block in blocks if block.times)
    for i, block in enumerate(blocks):
        for element in block.times:
            if is_of_page(element, headed):
                yield from _of_time(element, block, headed, alone=False)
            elif i in region and often[_kind(block)] < OFTEN:
                yield from _of_time(element, block, headed, alone=often[_kind(block)] == 1)
    for i in region:
        yield from _of_block(blocks[i], headed)
    outside = (b for i, b in enumerate(blocks) if i not in region and _may_say(b))
    for block in outside:
        yield from _said(block, headed.words)


def _headed(blocks: Sequence[Block], facts: Facts, text: Sequence[str]) -> Headed:
    words = load_page_words(DataFolders())
    headline = None if facts.headline is None else blocks[facts.headline].element
    around = frozenset() if headline is None else frozenset(headline.iterancestors())
    chronicle = any(_is_day(block, words) for block in text)
    return Headed(words, facts.author, around, chronicle)


def _is_day(text: str, words: PageWords) -> bool:
    """Whether a line is a day, with little else."""
    if len(text) > LONGEST or not words.day.search(text):
        return False
    left = words.day.sub("", text)
    return is_idle(left, words) or len(letters(left)) <= LITTLE


def _byline(blocks: Sequence[Block], headline: int | None, text: Sequence[str]) -> range:
    """Numbers of the blocks between headline and text; none where either is unknown."""
    first = letters(text[0]) if text else ""
    if headline is None or not first:
        return range(0)
    ahead = range(headline + 1, min(headline + 2 + MOST_BLOCKS, len(blocks)))
    for i in ahead:
        if _same(letters(blocks[i].text), first):
            return range(headline + 1, i)
    return range(0)


def _same(shown: str, first: str) -> bool:
    """Whether a block is the first one of the text, or the better part of it."""
    return first in shown or (shown in first and 2 * len(shown) > len(first))


def _kind(block: Block) -> tuple[object, object]:
    return block.element.tag, block.element.get("class")


#: What a day is by its surroundings: how much it is worth.
_WORTH = {"published": "strong", "change": "change", "open": "weak"}


def _of_time(
    element: HtmlElement, block: Block, headed: Headed, *, alone: bool
) -> Iterator[Candidate]:
    """The day of a ``<time>``: that of its stamp, and that which is shown."""
    shown = " ".join((element.text_content() or "").split())
    before, _, after = block.text.partition(shown) if shown else (block.text, "", "")
    stamp = element.get("datetime") or ""
    days = stamp_days(stamp)
    seen = _shown_days(shown, days, headed.words, before[-CLOCK:] + shown + after[:CLOCK])
    if not (days or seen) or headed.words.today.search(before):
        return
    label = label_before(before + " " + shown, headed.words)
    own = is_of_page(element, headed)
    stands = standing(Spot(element, shown, before, after, alone), headed)
    if own and stands != "change":
        stands = label if label == "change" else "published"
    elif stands == "foreign" or (block.prose and label is None):
        return
    where = "time of the article" if own else "time in the byline"
    for found, words in ((days, stamp), (seen, shown)):
        if found:
            yield Candidate(found, "time", words, where, _WORTH[label or stands])


def _shown_days(
    shown: str, days: tuple[date, ...], words: PageWords, around: str
) -> tuple[date, ...]:
    """The days that are shown; without a year those of the stamp, or none."""
    written = next(words.days_in(shown), None)
    if written is not None:
        return days_beside(written.days, around)
    years = dict.fromkeys(day.year for day in days)
    whole = (w.days for year in years for w in words.days_in(f"{shown}, {year}"))
    return tuple(day for found in whole for day in found if day in days)


def _of_block(block: Block, headed: Headed) -> Iterator[Candidate]:
    """Days in words under the headline."""
    words = headed.words
    if words.today.search(block.text):
        return
    timed = [" ".join((e.text_content() or "").split()) for e in block.times]
    written = tuple(words.days_in(block.text))
    starts = (0, *(w.end for w in written))
    ends = (*(w.start for w in written[1:]), len(block.text))
    for found, start, end in zip(written, starts, ends, strict=False):
        shown = block.text[found.start : found.end]
        before, after = block.text[start : found.start], block.text[found.end : end]
        if any(shown in text for text in timed):
            continue  # its element has said it already
        if label_before(before, words) is None and (len(block.text) > LONGEST or block.prose):
            continue
        stands = standing(Spot(_innermost(block, shown), shown, before, after), headed)
        if stands != "foreign":
            days = days_beside(found.days, before[-CLOCK:] + after[:CLOCK])
            strength = _WORTH[stands]
            yield Candidate(days, "byline", block.text, "under the headline", strength)


def _innermost(block: Block, shown: str) -> HtmlElement:
    """The innermost element of a block that shows these words."""
    found = block.element
    for element in block.element.iter(*INLINE):
        if shown in " ".join(element.text_content().split())[:LONGEST]:
            found = element
    return found


def _may_say(block: Block) -> bool:
    return not block.beside and len(block.text) <= LONGEST


def _said(block: Block, words: PageWords) -> Iterator[Candidate]:
    """Days elsewhere, right behind words that say published or changed."""
    end = 0
    for written in words.days_in(block.text):
        label = label_before(block.text[end : written.start], words)
        end = written.end
        if label:
            strength = "change" if label == "change" else "strong"
            yield Candidate(written.days, "text", block.text, "words on the page", strength)
