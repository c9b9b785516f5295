"""Days that a reader sees: beside the author under the headline, or in words elsewhere.

    blocks, headline, first sentence ──▶ visible_days ──▶ Candidate, …

The byline is what stands between the headline and the first block of the main text, wherever the
page puts it and whatever it calls it. So a banner over the headline is no byline, nor is a comment.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from onrecord.collect.blocks import ENDS, INLINE, letters
from onrecord.collect.published import Candidate
from onrecord.collect.stamps import load_page_words, stamp_days
from onrecord.lexicon import DataFolders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from onrecord.collect.blocks import Block
    from onrecord.collect.facts import Facts
    from onrecord.collect.stamps import PageWords

#: More blocks between headline and text are no byline.
MOST_BLOCKS = 15
#: A longer block is a sentence, not a byline.
LONGEST = 160
#: Lines at the head of a text that may sign it; letters that are little beside a day ("11.40 GMT").
SIGNATURE, LITTLE = 4, 8
#: What comes so often is an entry, a comment, a list: not the one byline.
OFTEN = 3
#: Names of classes and properties under which pages put days and authors.
_SIGN = re.compile(r"dat(?:e|um)|time|publi|posted|byline|author|dateline|(?:^|[\s_-])meta", re.I)
#: Schema.org's property; unambiguous where the element describes an article.
PROPERTY = "datepublished"


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
    left = letters(words.published.sub("", words.changed.sub("", words.day.sub("", text))))
    if words.day.search(text) and len(left) <= LITTLE:
        return True
    return bool(labelled) and ENDS.search(text) is None


def visible_days(blocks: Sequence[Block], facts: Facts, text: Sequence[str]) -> Iterator[Candidate]:
    """Candidates of what is shown.

    Args:
        blocks: all blocks of the page.
        facts: with the number of the headline's block.
        text: blocks of the main text; the first one ends the byline.
    """
    words = load_page_words(DataFolders())
    region = _byline(blocks, facts.headline, text)
    often = Counter(_kind(block) for block in blocks if block.times)
    for i, block in enumerate(blocks):
        for element in block.times:
            single = i in region and often[_kind(block)] < OFTEN
            if single or _of_article(element):
                yield from _of_time(element, block, words)
    for i in region:
        yield from _of_block(blocks[i], facts.author, words)
    outside = (b for i, b in enumerate(blocks) if i not in region and _may_say(b))
    for block in outside:
        yield from _said(block, words)


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


def _of_article(element: HtmlElement) -> bool:
    """Whether a time is by its property that of an article, not of a comment or a list."""
    if (element.get("itemprop") or "").lower() != PROPERTY:
        return False
    kinds = (e.get("itemtype") for e in element.iterancestors())
    kind = next(filter(None, kinds), None)
    return kind is not None and kind.endswith("Article")


def _of_time(element: HtmlElement, block: Block, words: PageWords) -> Iterator[Candidate]:
    shown = " ".join((element.text_content() or "").split())
    stamp = element.get("datetime")
    days = stamp_days(stamp) if stamp else ()
    if not days:
        written = next(words.days_in(shown), None)
        days = written.days if written else ()
    named = (element.get("itemprop") or "").lower()
    before = block.text.partition(shown)[0] if shown else ""
    changed = named == "datemodified" or _last_label(before + " " + shown, words) == "change"
    if days and not words.today.search(before):
        where = "time in the byline" if named != PROPERTY else "time of the article"
        yield Candidate(days, "time", stamp or shown, where, "change" if changed else "strong")


def _of_block(block: Block, author: str | None, words: PageWords) -> Iterator[Candidate]:
    """Days in words under the headline, beside a label, an author or a telling class."""
    if block.element.tag in ("figure", "figcaption") or words.today.search(block.text):
        return
    timed = [" ".join((e.text_content() or "").split()) for e in block.times]
    end = 0
    for written in words.days_in(block.text):
        shown = block.text[written.start : written.end]
        label = _last_label(block.text[end : written.start], words)
        end = written.end
        if any(shown in text for text in timed):
            continue  # its element has said it already
        if label is None and (len(block.text) > LONGEST or block.prose):
            continue
        signed = label or _is_signed(block, shown, author, words)
        strength = "change" if label == "change" else "strong" if signed else "weak"
        yield Candidate(written.days, "byline", block.text, "under the headline", strength)


def _is_signed(block: Block, shown: str, author: str | None, words: PageWords) -> bool:
    if (author and author in block.text) or words.by.match(block.text):
        return True
    around = [block.element, *(e for e in block.element.iter() if e.tag in INLINE)]
    names = (
        f"{e.get('class', '')} {e.get('id', '')} {e.get('itemprop', '')}"
        for e in around
        if shown in " ".join(e.text_content().split())[:LONGEST]
    )
    return any(map(_SIGN.search, names))


def _last_label(before: str, words: PageWords) -> str | None:
    """The label nearest before a day: ``published``, ``change``, or None."""
    found = [(m.end(), "published") for m in words.published.finditer(before)]
    found += [(m.end(), "change") for m in words.changed.finditer(before)]
    return max(found)[1] if found else None


def _may_say(block: Block) -> bool:
    return not block.beside and len(block.text) <= LONGEST


def _said(block: Block, words: PageWords) -> Iterator[Candidate]:
    """Days elsewhere, right behind words that say published or changed."""
    end = 0
    for written in words.days_in(block.text):
        label = _label_right_before(block.text[end : written.start], words)
        end = written.end
        if label:
            strength = "change" if label == "change" else "strong"
            yield Candidate(written.days, "text", block.text, "words on the page", strength)


#: Words between a label and its day: "first published on", "last updated at 11.40 on".
NEAR = 20


def _label_right_before(before: str, words: PageWords) -> str | None:
    return _last_label(before[-NEAR:], words)
