"""What a page says of itself to machines: meta elements and JSON-LD.

    tree ──▶ statements_of ──▶ Statements: meta values, the articles of the JSON-LD

Broken JSON says nothing; the rest of the page still does.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

#: Keys of JSON-LD under which other works are described, not the page's own article.
OTHERS = frozenset(
    {
        "itemListElement", "comment", "comments", "liveBlogUpdate", "hasPart", "relatedLink",
        "isRelatedTo", "mentions", "citation", "isBasedOn", "video", "image", "review", "about",
        "subjectOf", "associatedMedia", "isPartOf", "publisher", "author", "breadcrumb",
    }
)  # fmt: skip
#: Types of schema.org that are an article, besides those whose name ends in "Article".
POSTS = frozenset({"BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting"})
#: A longer script is no description of a page; deeper nesting is an attack.
LONGEST_SCRIPT = 1_000_000
DEEPEST = 20
#: Articles of one page that are looked at.
MOST = 50
_WRAPPER = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")


@dataclass(frozen=True, slots=True)
class Statements:
    """What a page says of itself.

    Attributes:
        metas: (name in lower case, content) of meta elements, in order.
        articles: JSON objects of the JSON-LD that describe an article, in order.
    """

    metas: tuple[tuple[str, str], ...]
    articles: tuple[dict[str, Any], ...]

    def meta(self, *names: str) -> str | None:
        """The first value that is not empty, in the order of the names."""
        for name in names:
            for key, value in self.metas:
                if key == name and value.strip():
                    return value
        return None


def statements_of(tree: HtmlElement) -> Statements:
    """Collect meta elements and JSON-LD of a page."""
    metas = tuple(
        (name.strip().lower(), element.get("content") or "")
        for element in tree.iter("meta")
        for name in (element.get("property") or element.get("name") or element.get("itemprop"),)
        if name
    )
    articles: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            articles += _articles_in(_parsed(script.text or ""), 0)
    return Statements(metas, tuple(articles[:MOST]))


def _parsed(written: str) -> Any:
    if len(written) > LONGEST_SCRIPT:
        return None
    try:
        return json.loads(_WRAPPER.sub("", written), strict=False)
    except (ValueError, RecursionError):
        return None


def _articles_in(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The articles that are the page's own: not those of its lists, comments, entries."""
    if depth > DEEPEST:
        return
    if isinstance(data, list):
        for part in data:
            yield from _articles_in(part, depth + 1)
    elif isinstance(data, dict):
        if is_article(data):
            yield data
        for key, part in data.items():
            if key not in OTHERS and isinstance(part, (list, dict)):
                yield from _articles_in(part, depth + 1)


def is_article(data: dict[str, Any]) -> bool:
    """Whether a JSON object is of a type of articles."""
    kinds = data.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(n, str) and (n.endswith("Article") or n in POSTS) for n in names)


def string_at(data: dict[str, Any], key: str) -> str | None:
    """A string under a key (or the first of a list), if there is one."""
    value = data.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) and value.strip() else None


def names_at(data: dict[str, Any], key: str) -> tuple[str, ...]:
    """Names of the persons or bodies under a key: strings, objects with a name, or a list."""
    value = data.get(key)
    parts = value if isinstance(value, list) else [value]
    found = (part.get("name") if isinstance(part, dict) else part for part in parts[:MOST])
    return tuple(name for name in found if isinstance(name, str) and name.strip())
