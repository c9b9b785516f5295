"""Markup without a parser: how much there is of it, how deep it goes, and the text under it.

Parsers are native code that cannot be interrupted: they cut pages that nest too deeply, or hang on
them. What is here looks at every character once, whatever the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from onrecord.collect.blocks import BREAK, INLINE, UNSEEN, paragraphs

#: libxml2 stops at 256 open elements and drops what is deeper, without a word.
DEEPEST = 250
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
#: Elements without an end, or whose end is implied by the next one: they do not nest.
_FLAT = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr", "p", "li", "td", "th", "tr", "dd", "dt", "option", "thead",
        "tbody", "tfoot", "html", "head", "body",
    }
)  # fmt: skip
#: Elements whose content is no markup; it ends at their closing tag only.
_RAW = frozenset({"script", "style", "textarea", "title", "noscript", "template", "iframe", "xmp"})


@dataclass(frozen=True, slots=True)
class Extent:
    """How much markup a page has: tags, and elements open at once (at most, as written)."""

    tags: int
    depth: int


def extent_of(page: str) -> Extent:
    """Count tags and depth in one pass, an upper bound: tags inside scripts count too.

    >>> extent_of("<div><p>One<p>Two</div>")
    Extent(tags=4, depth=1)
    """
    tags = depth = deepest = 0
    for slash, name in _TAG.findall(page):
        tags += 1
        if name in _FLAT or name.lower() in _FLAT:
            continue
        depth = max(depth - 1, 0) if slash else depth + 1
        deepest = max(deepest, depth)
    return Extent(tags, deepest)


def stripped(page: str) -> tuple[str, ...]:
    """The text of a page without its tags, as blocks: the last rescue, in linear time.

    >>> stripped("<p>On <b>Monday</b><script>x('<p>')</script><p>they left &amp; hid<!-- <p> -->")
    ('On Monday', 'they left & hid')
    """
    pieces: list[str] = []
    place, gone = 0, set[str]()
    while (start := page.find("<", place)) >= 0:
        pieces.append(page[place:start])
        place = _after(page, start, pieces, gone)
    pieces.append(page[place:])
    written = unescape("".join(pieces))
    return tuple(text for block in written.split(_BLOCK) for text in paragraphs(block))


#: Stands where a block element begins or ends; no page holds it (controls are removed before).
_BLOCK = "\x1d"


def _after(page: str, start: int, pieces: list[str], gone: set[str]) -> int:
    """Where the text goes on behind the tag or comment at ``start``; adds the break it makes."""
    tag = _TAG.match(page, start)
    if tag is None:
        return _after_sign(page, start, pieces, gone)
    end = _find(page, ">", tag.end(), gone)
    name = tag[2].lower()
    if name == "br":
        pieces.append(BREAK)
    elif name not in INLINE:
        pieces.append(_BLOCK)
    if not tag[1] and name in _RAW and name in UNSEEN | {"title", "xmp"}:
        return _find(page, f"</{tag[2]}", end, gone)
    return end


def _after_sign(page: str, start: int, pieces: list[str], gone: set[str]) -> int:
    """Behind a comment or declaration; a lone sign is text."""
    if page.startswith("<!--", start):
        return _find(page, "-->", start + 4, gone)
    if page.startswith(("<!", "<?", "</"), start):
        return _find(page, ">", start, gone)
    pieces.append("<")
    return start + 1


def _find(page: str, what: str, start: int, gone: set[str]) -> int:
    """The place behind ``what``; the end of the page where there is none any more.

    What was once not found is not looked for again: or every open comment would cost a pass.
    """
    if what in gone:
        return len(page) if what == ">" else start
    end = page.find(what, start)
    if end < 0:
        gone.add(what)
        return len(page) if what == ">" else start
    return end + len(what) if not what.startswith("</") else end
