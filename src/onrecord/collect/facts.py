"""Title, author, outlet and address of a page: what it states, never what it makes likely.

    tree, blocks, statements ──▶ facts_of ──▶ Facts

An outlet that is not named is not guessed from the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from onrecord.collect.blocks import letters, tidy
from onrecord.collect.structured import names_at, string_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from onrecord.collect.blocks import Block
    from onrecord.collect.structured import Statements

#: A title, name or address that is longer is none.
LONGEST = 500
#: A heading is the headline if it makes up this share of the page's title.
SHARE = 0.4
#: Between title and outlet in the title of a page.
_SEPARATOR = re.compile(r"\s*(?:[|•·»«–—:]|\s-\s|::)\s*")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page states of itself; ``headline`` is the number of the block that shows the title.

    Attributes:
        title: as shown; the outlet's name at its end is cut off where it is known.
    """

    title: str | None
    author: str | None
    outlet: str | None
    url: str | None
    headline: int | None


def facts_of(
    tree: HtmlElement, blocks: Sequence[Block], said: Statements, url: str | None
) -> Facts:
    """Collect what a page states of itself."""
    outlet = _outlet(said)
    stated = _stated_title(tree, said)
    headline = _headline(blocks, stated, outlet)
    title = blocks[headline].text if headline is not None else _cut(stated, outlet)
    return Facts(
        line(title), _author(tree, said, outlet), outlet, _address(tree, said, url), headline
    )


def line(text: str | None) -> str | None:
    r"""One line without control characters, or None.

    >>> line(" Two\x00 \n dead "), line(" ")
    ('Two dead', None)
    """
    if text is None:
        return None
    shown = tidy(_CONTROLS.sub("", text)).replace("\n", " ")
    return shown[:LONGEST].strip() or None


def _outlet(said: Statements) -> str | None:
    names = (name for data in said.articles for name in names_at(data, "publisher"))
    return line(said.meta("og:site_name") or next(names, None))


def _stated_title(tree: HtmlElement, said: Statements) -> str | None:
    shown = line(next((e.text_content() for e in tree.iter("title")), None))
    headlines = [h for data in said.articles if (h := line(string_at(data, "headline")))]
    same = (h for h in headlines if shown is None or letters(h) in letters(shown))
    return said.meta("og:title") or next(same, None) or shown


def _headline(blocks: Sequence[Block], stated: str | None, outlet: str | None) -> int | None:
    """The heading that the stated title repeats: the longest one, the first of these.

    Without a stated title the only ``<h1>`` is the headline.
    """
    headings = [i for i, block in enumerate(blocks) if block.heading]
    if stated is None:
        tops = [i for i in headings if blocks[i].element.tag == "h1"]
        return tops[0] if len(tops) == 1 else None
    whole, name = letters(stated), letters(outlet or "")
    if name and whole != name:
        whole = whole.removesuffix(name)
    fitting = [
        i
        for i in headings
        if (shown := letters(blocks[i].text)) in whole
        and shown != name
        and len(shown) >= SHARE * len(whole)
    ]
    return max(fitting, key=lambda i: (len(letters(blocks[i].text)), -i), default=None)


def _cut(stated: str | None, outlet: str | None) -> str | None:
    """A title without the outlet's name before or behind a separator."""
    if stated is None or outlet is None:
        return stated
    parts = _SEPARATOR.split(stated)
    for name, rest in ((parts[-1], stated[: -len(parts[-1])]), (parts[0], stated[len(parts[0]) :])):
        if len(parts) > 1 and name and letters(name) == letters(outlet):
            return rest.strip(" |•·»«–—:-\n\t")
    return stated


def _author(tree: HtmlElement, said: Statements, outlet: str | None) -> str | None:
    """Names of the authors, by comma; an address or the outlet itself is no author."""
    for names in _author_names(tree, said):
        clean = dict.fromkeys(filter(None, map(line, names)))
        kept = [n for n in clean if "://" not in n and not n.startswith("@") and n != outlet]
        if kept:
            return line(", ".join(kept))
    return None


def _author_names(tree: HtmlElement, said: Statements) -> Iterator[Iterable[str]]:
    for data in said.articles:
        yield names_at(data, "author")
    for name in ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator"):
        yield (value for key, value in said.metas if key == name)
    yield (e.text_content() for e in tree.iter("a") if e.get("rel") == "author")
    marked = (e for e in tree.iter("span", "a", "div", "p", "address") if e.get("itemprop"))
    yield (e.text_content() for e in marked if e.get("itemprop") == "author" and not _of_comment(e))


def _of_comment(element: HtmlElement) -> bool:
    return any((e.get("itemtype") or "").endswith("Comment") for e in element.iterancestors())


def _address(tree: HtmlElement, said: Statements, url: str | None) -> str | None:
    """The canonical address; else the one given. A canonical front page is a slip of the page."""
    links = (
        e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"
    )
    for stated in (next(links, None), said.meta("og:url")):
        whole = web_address(stated, url)
        if whole and (urlsplit(whole).path.strip("/") or url is None):
            return whole
    return url


def web_address(stated: str | None, base: str | None) -> str | None:
    """An absolute http(s) address, or None.

    >>> web_address("/a", "https://example.org/b"), web_address("javascript:x", None)
    ('https://example.org/a', None)
    """
    shown = line(stated)
    if shown is None:
        return None
    try:
        whole = urljoin(base or "", shown)
        parts = urlsplit(whole)
    except ValueError:
        return None
    fits = parts.scheme in ("http", "https") and parts.netloc and " " not in whole
    return whole if fits else None
