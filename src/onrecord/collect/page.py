"""Read a decoded page: text, facts and day of publication, as values that travel to a process.

    page ──▶ read_page ──▶ PageRead

Nothing of the parser leaves: the tree is left behind in the process that made it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from onrecord.collect.blocks import blocks_of, joined
from onrecord.collect.byline import visible_days, without_signature
from onrecord.collect.facts import Facts, facts_of
from onrecord.collect.main_text import MainText, main_text, rescued
from onrecord.collect.markup import DEEPEST
from onrecord.collect.published import address_days, in_zone, publication_of, stated_days
from onrecord.collect.structured import statements_of
from onrecord.collect.zones import COUNTED_IN, NOWHERE, Zones

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from onrecord.collect.published import Publication

#: Signs that no text holds: controls but for white space, halves of pairs, non-characters.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: Controls of Latin-1 that pages use for the signs of Windows-1252 (``&#146;`` for ’).
_WINDOWS = {n: bytes([n]).decode("cp1252", "ignore") for n in range(0x80, 0xA0)}
_LATIN_CONTROLS = re.compile(r"[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class PageRead:
    """What was read from a page; ``by`` is what found the text (None: there is none)."""

    text: str = ""
    by: str | None = None
    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    precision: str | None = None
    source: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


def clean(text: str) -> str:
    r"""The text without controls; direction marks and zero width signs stay, as written.

    >>> clean("On\x00 Monday\x92s raid")
    'On Monday’s raid'
    """
    text = _CONTROLS.sub("", text)
    return text.translate(_WINDOWS) if _LATIN_CONTROLS.search(text) else text


def read_page(
    page: str, depth: int, url: str | None, fetched: str | None, zones: Zones = NOWHERE
) -> PageRead:
    """Read a page, by its tree where a tree holds it, else by its text alone.

    Args:
        page: decoded, without controls.
        depth: elements open at once, at most.
        url: where it was fetched from, or None.
        fetched: when, as ISO 8601, or None.
        zones: where outlets publish, as far as the project says so.
    """
    tree = _tree(page)
    if tree is None:
        return with_text(PageRead(url=url), rescued(page, depth))
    cut = depth > DEEPEST and _deepest(tree) >= DEEPEST
    return _read_tree(_Whole(page, tree, depth, cut), url, fetched, zones)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A page, its tree, how deep it nests, and whether the tree lost what is deeper."""

    page: str
    tree: Any  # an HtmlElement
    depth: int
    cut: bool


def _read_tree(whole: _Whole, url: str | None, fetched: str | None, zones: Zones) -> PageRead:
    blocks = blocks_of(whole.tree)
    said = statements_of(whole.tree)
    facts = facts_of(whole.tree, blocks, said, url)
    found = None if whole.cut else main_text(whole.tree, blocks, facts)
    found = found or rescued(whole.page, whole.depth)
    text = without_signature(found.blocks, facts.author) if found else ()
    candidates = (
        *stated_days(said, facts.title),
        *visible_days(blocks, facts, text),
        *address_days(url or facts.url),
    )
    zone = zones.of(facts.outlet, facts.url or url)
    there = tuple(in_zone(candidates, zone)) if zone else candidates
    counted = {COUNTED_IN: zone.key} if zone and there != candidates else {}
    read = _of_facts(facts, publication_of(there, fetched), counted)
    return with_text(read, replace(found, blocks=text) if found else None)


def _of_facts(facts: Facts, publication: Publication, counted: dict[str, str]) -> PageRead:
    return PageRead(
        title=facts.title,
        author=facts.author,
        outlet=facts.outlet,
        url=facts.url,
        published=publication.day.isoformat() if publication.day else None,
        precision=publication.precision,
        source=publication.source,
        metadata=publication.metadata | counted,
    )


def with_text(read: PageRead, found: MainText | None) -> PageRead:
    """The same with a main text, if there is one."""
    if found is None:
        return read
    kept = (block for part in found.blocks if (block := clean(part).strip()))
    return replace(read, text=joined(kept), by=found.by)


def _tree(page: str) -> HtmlElement | None:
    """The tree of a page; None where the parser finds no element in it."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None


def _deepest(tree: HtmlElement) -> int:
    """How deep the tree goes."""
    deepest = 0
    level = [tree]
    while level:
        deepest += 1
        level = [child for element in level for child in element]
    return deepest
