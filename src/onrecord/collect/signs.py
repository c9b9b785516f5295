"""Whether a day under the headline is that of publication: by what stands beside and around it.

    Spot, Headed ──▶ standing ──▶ ``published``, ``change``, ``open``, ``foreign``

A day counts only where something says what it is: a label ("Published"), the author, the name of
a class ("entry-date"), or that it stands there alone. A day with other words before it is that of
something else: "Event: 4 May", "Photo taken 4 May". So is one in a caption, or beside a link to
another story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.collect.blocks import HEADINGS, letters
from onrecord.collect.stamps import PageWords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: A longer block is a sentence, not a byline.
LONGEST = 160
#: Letters that are nothing beside a day.
LITTLE = 2
#: A link of so many words leads to a story, a shorter one to an author or a section.
STORY = 4
#: Words without capital in a name are no longer ("van", "and").
PARTICLE = 3
#: Schema.org's property; unambiguous where the element describes the page's article.
PROPERTY = "datepublished"
#: Words of names of classes under which pages put the day of publication.
_SIGN = re.compile(
    r"(?:article|entry|news|post|posted|pub|publish|published|publication|story)?"
    r"(?:date|datetime|time|timestamp|meta)|datum|dateline|byline|authors?|posted|published|"
    r"pub|publication|(?:date|time)?published(?:on|at|date|time)?"
)
#: Words of names of classes of what has a day of its own.
_VETO = frozenset(
    {
        "audio", "birth", "born", "calendar", "caption", "comment", "comments", "countdown",
        "deadline", "died", "due", "duration", "election", "event", "events", "expires", "expiry",
        "figure", "film", "fixture", "gallery", "game", "image", "img", "match", "media", "next",
        "photo", "photos", "picture", "podcast", "popular", "prev", "previous", "promo", "read",
        "reading", "recommended", "related", "runtime", "schedule", "sidebar", "slideshow",
        "teaser", "teasers", "timeline", "trending", "upcoming", "video", "widget",
    }
)  # fmt: skip
_AUTHOR = frozenset({"author", "authors", "by"})
_FOREIGN = frozenset({"aside", "blockquote", "figcaption", "figure", "footer", "form", "nav"})
_OUTER = frozenset({"html", "body", "main", "article"})
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_CLOCK = re.compile(
    r"\b\d{1,2}(?:[:.h]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?\s?m\b\.?)?|\s*[ap]\.?m\b\.?)"
    r"\s*(?:\(?\b(?-i:[A-Z]{2,5})\b\)?(?:\s*[+-]\d{1,2}(?::?\d\d)?)?)?",
    re.I,
)
_PART = re.compile(r"[,;|·•–—/\n()\[\]]|(?<!\b[A-Z])\.\s|\s-\s")
_WORD_BEHIND = re.compile(r"\s*([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Headed:
    """What the days of a page are held against.

    Attributes:
        around: the elements that hold the headline.
        chronicle: whether the main text is parted by days: the first of them is no byline.
    """

    words: PageWords
    author: str | None
    around: frozenset[Any]  # of HtmlElement
    chronicle: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a day stands.

    Attributes:
        element: the innermost element that holds it.
        shown: its words.
        before, after: the text of its block around it, up to the next day.
        alone: whether it is the only one of its kind, in an element for days.
    """

    element: Any  # an HtmlElement
    shown: str
    before: str
    after: str
    alone: bool = False


def standing(spot: Spot, headed: Headed) -> str:
    """What a day is by what stands beside and around it.

    Returns:
        ``published`` or ``change`` where it says so; ``foreign`` where it surely belongs to
        something else; ``open`` where nothing tells.
    """
    inner = tuple(_inside(spot.element, headed))
    if _is_foreign(inner, headed):
        return "foreign"
    named = (spot.element.get("itemprop") or "").lower()
    label = "change" if named == "datemodified" else label_before(spot.before, headed.words)
    if label:
        return label
    if headed.chronicle or any(e.tag in HEADINGS for e in inner):
        return "open"
    return "published" if _is_signed(spot, inner, headed) else "open"


def label_before(before: str, words: PageWords) -> str | None:
    """The label nearest before a day, with nothing else between: ``published`` or ``change``."""
    found = [(m.end(), "published") for m in words.published.finditer(before)]
    found += [(m.end(), "change") for m in words.changed.finditer(before)]
    if not found:
        return None
    end, label = max(found)
    rest = before[end:].lstrip(" :")
    return label if is_idle(rest, words) or _is_name(rest, words) else None


def is_idle(text: str, words: PageWords) -> bool:
    """Whether a text says nothing of a day: hours, days of the week, "on"."""
    rest = words.beside.sub("", _CLOCK.sub("", text))
    rest = words.published.sub("", words.changed.sub("", rest))
    return len(letters(rest)) <= LITTLE


def is_of_page(element: HtmlElement, headed: Headed) -> bool:
    """Whether a time is by its property that of the page's article, not of another work."""
    if (element.get("itemprop") or "").lower() != PROPERTY:
        return False
    scope = _scope(element)
    return scope is not None and _is_article(scope) and scope in headed.around


def _scope(element: HtmlElement) -> HtmlElement | None:
    return next((e for e in element.iterancestors() if e.get("itemtype")), None)


def _is_article(scope: HtmlElement) -> bool:
    return (scope.get("itemtype") or "").endswith("Article")


def _inside(element: HtmlElement, headed: Headed) -> Iterator[HtmlElement]:
    """The element and those around it that do not hold the headline, too."""
    found: HtmlElement | None = element
    while found is not None and found.tag not in _OUTER and found not in headed.around:
        yield found
        found = found.getparent()


def _is_foreign(inner: tuple[HtmlElement, ...], headed: Headed) -> bool:
    if any(e.tag in _FOREIGN or _VETO & _names(e) for e in inner):
        return True
    scope = _scope(inner[0]) if inner else None
    if scope is not None and scope in inner:
        return True
    return any(
        _leads_away(link, headed.author)
        for e in inner
        if len(_text(e)) <= LONGEST
        for link in e.iter("a")
    )


def _leads_away(link: HtmlElement, author: str | None) -> bool:
    """Whether a link leads to another story."""
    shown = _text(link)
    if link.get("rel") == "author" or (author and (shown in author or author in shown)):
        return False
    return link.get("href") is not None and len(shown.split()) >= STORY


def _is_signed(spot: Spot, inner: tuple[HtmlElement, ...], headed: Headed) -> bool:
    words = headed.words
    own = [e for e in inner if is_idle(_text(e).replace(spot.shown, "", 1), words)]
    if any(map(_has_sign, own)):
        return True
    if spot.alone and len(own) == len(inner):
        return True
    signed = any(_has_sign(e) for e in inner if len(_text(e)) <= LONGEST)
    named = bool(headed.author) and str(headed.author) in spot.before + spot.after
    by = words.by.match(spot.before)
    return bool(signed or named or by) and _is_free(spot, headed)


def _has_sign(element: HtmlElement) -> bool:
    attributes = element.attrib
    if "pubdate" in attributes or attributes.get("itemprop", "").lower() == PROPERTY:
        return True
    return any(map(_SIGN.fullmatch, _names(element)))


def _names(element: HtmlElement) -> frozenset[str]:
    """The words of class, id and property: ``entry-date``, ``publishDate``, ``wp_caption``."""
    attributes = element.attrib
    written = (attributes.get(key, "") for key in ("class", "id", "itemprop"))
    whole = " ".join(written)
    if not whole.strip():
        return frozenset()
    parts = re.split(r"[\W_\d]+", whole)
    small = {part.lower() for part in parts}
    return frozenset(small | {name.lower() for part in parts for name in _NAME.findall(part)})


def _is_free(spot: Spot, headed: Headed) -> bool:
    """Whether no word beside the day says that it is that of something else."""
    words, before = headed.words, spot.before
    for name in filter(None, (headed.author, *_authors(spot.element))):
        before = before.rpartition(name)[2]
    part = _PART.split(before)[-1]
    if not is_idle(part, words) and not _is_name(part, words):
        return False
    behind = _WORD_BEHIND.match(_CLOCK.sub("", spot.after))
    if behind is None or not behind[1][0].islower():
        return True
    known = (words.beside, words.by, words.changed, words.published)
    return any(pattern.match(behind[1]) for pattern in known)


def _authors(element: HtmlElement) -> Iterator[str]:
    """The texts beside an element whose class says that they name the author."""
    parent = element.getparent()
    if parent is not None and len(_text(parent)) <= LONGEST:
        for beside in parent:
            if beside is not element and _AUTHOR & _names(beside):
                yield _text(beside)


def _is_name(part: str, words: PageWords) -> bool:
    """Whether a text is "by" and a name."""
    part = _CLOCK.sub("", part).strip()
    found = words.by.match(part)
    if found is None or ":" in part:
        return False
    rest = part[found.end() :].split()
    return all(word[0].isupper() or len(word) <= PARTICLE for word in rest)


def _text(element: HtmlElement) -> str:
    return " ".join((element.text_content() or "").split())
