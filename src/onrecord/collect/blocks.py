"""The visible blocks of a page, in order: what they say, how much of it is links, where they stand.

    tree ──▶ blocks_of ──▶ Block, Block, …

A block is the text between two breaks of a block element, or between two ``<br><br>``. Blocks are
what the frame of the main text, the byline and the days on the page are looked for in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

#: Elements whose text nobody sees, or that hold controls.
UNSEEN = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "iframe", "object", "head", "select",
        "button", "textarea", "input", "option", "canvas", "audio", "video", "math", "datalist",
    }
)  # fmt: skip
#: Elements that do not break a line.
INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small",
        "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "picture",
        "source",
    }
)  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements beside the main text by their meaning in HTML.
ASIDE = frozenset({"nav", "aside", "footer", "form", "figure", "figcaption", "dialog", "menu"})
ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "dialog", "search"})
#: Words of class and id names that mark what stands beside the main text.
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|newsletter|subscri\w+|share\w*|sharing|social|promo|"
    r"ads?|advert\w*|sponsor\w*|comments?|disqus|respond|cookies?|consent|gdpr|breadcrumbs?|nav\w*|"
    r"menu|sidebar|footer|widget\w*|tags?|caption|credits?|author-?(?:box|bio|info)|bio|most-?read|"
    r"popular|trending|teasers?|masthead|toolbar|pagination|pager|login|paywall|modal|popup|"
    r"read-?more|see-?also|outbrain|taboola|skip-?link|byline|post-?meta|entry-?meta)(?:$|[\s_-])",
    re.I,
)
#: A block ends a sentence: with a stop, perhaps behind marks of quotation or brackets.
ENDS = re.compile(r"[.!?…。؟।:;][\"'”’»)\]]*\s*$")
#: Shorter text is no sentence.
SHORTEST = 15
#: Where more of a block is links, it is a list of links.
LINKS = 0.5


class Block(NamedTuple):
    """A piece of visible text.

    Attributes:
        text: white space collapsed, lines of a single ``<br>`` kept apart by a line break.
        linked: characters of it inside links.
        element: the block element it stands in.
        beside: whether it stands in an element that is not part of the main text.
        times: ``<time>`` elements in it.
        heading: whether it is a heading.
    """

    text: str
    linked: int
    element: HtmlElement
    beside: bool
    times: tuple[HtmlElement, ...]
    heading: bool

    @property
    def prose(self) -> bool:
        """Whether it is a sentence outside of lists of links and side matter."""
        return (
            not self.beside
            and len(self.text) >= SHORTEST
            and self.linked <= LINKS * len(self.text)
            and ENDS.search(self.text) is not None
        )


@dataclass(slots=True)
class _Run:
    """The text gathered since the last break."""

    pieces: list[str]
    linked: int
    times: list[Any]  # of HtmlElement


class _Walk:
    """One pass over the tree; not recursive, since trees are as deep as a page makes them."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.run = _Run([], 0, [])
        self.links = 0

    def text(self, text: str | None) -> None:
        """Text of an element, or after it."""
        if text:
            self.run.pieces.append(text)
            if self.links:
                self.run.linked += len(text.strip())

    def flush(self, element: HtmlElement, *, beside: bool) -> None:
        """End the blocks gathered so far; they stand in ``element``."""
        run, self.run = self.run, _Run([], 0, [])
        written = "".join(run.pieces)
        if written.isspace():
            return
        heading = element.tag in HEADINGS
        for text in paragraphs(written):
            shown = min(run.linked, len(text))
            self.blocks.append(Block(text, shown, element, beside, tuple(run.times), heading))


#: A line break of ``<br>`` within text; two of them begin a new paragraph.
BREAK = "\x1e"
_PARTS = re.compile(rf"{BREAK}\s*{BREAK}[\s{BREAK}]*")
_SPACE = re.compile(r"[ \t\r\f\v\n\u00a0\u2028\u2029\x85]+")
_LINES = re.compile(rf" ?{BREAK} ?")


def tidy(text: str) -> str:
    r"""White space as a browser shows it: one space, and a line break for each ``<br>``.

    >>> tidy(" On\n Monday  \x1e they left ")
    'On Monday\nthey left'
    """
    return _LINES.sub("\n", _SPACE.sub(" ", text)).strip()


def paragraphs(text: str) -> Iterator[str]:
    """The tidy paragraphs of a text with line breaks: two breaks end one."""
    return filter(None, map(tidy, _PARTS.split(text)))


def blocks_of(tree: HtmlElement) -> tuple[Block, ...]:
    """The visible blocks of a page in document order."""
    walk = _Walk()
    # (element, whether it is left now, whether what it holds stands beside the main text)
    stack: list[tuple[HtmlElement, bool, bool]] = [(tree, False, False)]
    while stack:
        element, leaving, beside = stack.pop()
        if leaving:
            _leave(walk, element, beside=beside)
            continue
        if not _is_seen(element):
            walk.text(element.tail)
            continue
        beside = _enter(walk, element, beside=beside)
        stack.append((element, True, beside))
        stack += [(child, False, beside) for child in reversed(element)]
    walk.flush(tree, beside=False)
    return tuple(walk.blocks)


def _is_seen(element: HtmlElement) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return False
    attributes = element.attrib
    return not attributes or (
        "hidden" not in attributes
        and "display:none" not in attributes.get("style", "").replace(" ", "")
    )


def _enter(walk: _Walk, element: HtmlElement, *, beside: bool) -> bool:
    """Take the text of an element; whether it stands beside the main text."""
    tag = element.tag
    if tag == "br":
        walk.run.pieces.append(BREAK)
    elif tag not in INLINE:
        if walk.run.pieces:
            parent = element.getparent()
            walk.flush(element if parent is None else parent, beside=beside)
        beside = beside or is_beside(element)
    elif tag == "a":
        walk.links += 1
    elif tag == "time":
        walk.run.times.append(element)
    walk.text(element.text)
    return beside


def _leave(walk: _Walk, element: HtmlElement, *, beside: bool) -> None:
    """End an element; the text after it belongs to its parent."""
    tag = element.tag
    if tag == "a":
        walk.links -= 1
    elif tag not in INLINE and tag != "br" and walk.run.pieces:
        walk.flush(element, beside=beside)
    walk.text(element.tail)


def is_beside(element: HtmlElement) -> bool:
    """Whether an element by tag, role or class stands beside the main text."""
    if element.tag in ASIDE:
        return True
    if element.tag in ("body", "html", "main", "article"):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.get("role") in ROLES or (len(names) > 1 and bool(_BESIDE.search(names)))


def ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    """The element and those around it, outwards."""
    yield element
    yield from element.iterancestors()


def letters(text: str) -> str:
    """Only letters and figures, for comparing texts that differ in white space and signs."""
    return "".join(filter(str.isalnum, text)).lower()


def joined(blocks: Iterable[str]) -> str:
    """Blocks as one text: a blank line between paragraphs."""
    return "\n\n".join(blocks)
