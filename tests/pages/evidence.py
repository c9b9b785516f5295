"""Where a page says when it was published: each kind of evidence, and the traps of every page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.stories import Story

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def british(day: date) -> str:
    """4 May 2031."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def american(day: date) -> str:
    """May 4, 2031."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a page says of its day of publication.

    Attributes:
        certain: whether a careful reader would be sure of the day.
        head: markup for the head of the page.
        byline: markup beside the author.
        path: of the address.
        below: markup under the text.
    """

    certain: bool
    head: str = ""
    byline: str = ""
    path: str = "/world/{slug}-48213"
    below: str = ""


def _stamp(story: Story, days: int = 0, zone: str = "+02:00") -> str:
    there = story.day + timedelta(days=days)
    return f"{there.isoformat()}T{story.minute // 60:02d}:{story.minute % 60:02d}:00{zone}"


def _json(data: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _meta(name: str, value: str, attribute: str = "property") -> str:
    return f'<meta {attribute}="{name}" content="{value}">'


def _article(story: Story, kind: str = "NewsArticle") -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": story.title,
        "datePublished": _stamp(story),
        "dateModified": _stamp(story, 2),
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "Organization", "name": story.outlet},
    }


def _graph(story: Story) -> Evidence:
    others = [
        {"@type": "ListItem", "item": {"@type": "NewsArticle", "datePublished": _stamp(story, n)}}
        for n in (3, 5)
    ]
    graph = [
        {"@type": "WebSite", "name": story.outlet, "datePublished": "2019-02-01"},
        {"@type": ["NewsArticle", "Article"], **_without_type(_article(story))},
        {"@type": "ItemList", "itemListElement": others},
    ]
    return Evidence(certain=True, head=_json({"@context": "https://schema.org", "@graph": graph}))


def _without_type(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if not key.startswith("@")}


def _conflict(story: Story) -> Evidence:
    head = _json(_article(story)) + _meta("article:published_time", _stamp(story, 4))
    return Evidence(certain=False, head=head)


def _modified(story: Story) -> Evidence:
    head = _meta("article:modified_time", _stamp(story, 1))
    byline = f'<span class="updated">Last updated {british(story.day + timedelta(days=1))}</span>'
    return Evidence(certain=False, head=head, byline=byline)


def _by(words: str) -> str:
    return f'<span class="date">{words}</span>'


def _time(story: Story, extra: str = "") -> str:
    return f'<time datetime="{_stamp(story)}"{extra}>{british(story.day)}</time>'


#: Kind of evidence: the day it states, and how.
KINDS: dict[str, Callable[[Story], Evidence]] = {
    "json-ld": lambda s: Evidence(certain=True, head=_json(_article(s))),
    "json-ld graph": _graph,
    "meta": lambda s: Evidence(
        certain=True,
        head=_meta("article:published_time", _stamp(s))
        + _meta("article:modified_time", _stamp(s, 1)),
    ),
    "meta dc": lambda s: Evidence(
        certain=True, head=_meta("DC.date.issued", s.day.isoformat(), "name")
    ),
    "time": lambda s: Evidence(certain=True, byline=_time(s)),
    "time property": lambda s: Evidence(
        certain=True, byline=_time(s, ' itemprop="datePublished"') + " Updated: 1 day later"
    ),
    "url": lambda s: Evidence(certain=True, path=f"/{s.day:%Y/%m/%d}/{{slug}}"),
    "byline": lambda s: Evidence(certain=True, byline=_by(f"Published {american(s.day)}, 11.40")),
    "byline bare": lambda s: Evidence(certain=True, byline=_by(british(s.day))),
    "text below": lambda s: Evidence(
        certain=False, below=f"<p>This article was first published on {british(s.day)}.</p>"
    ),
    "none": lambda _: Evidence(certain=False),
    "conflict": _conflict,
    "modified": _modified,
    "figures": lambda s: Evidence(certain=s.day.day > 12, byline=_by(f"{s.day:%d/%m/%Y}")),
    "month url": lambda s: Evidence(certain=False, path=f"/{s.day:%Y/%m}/{{slug}}"),
}
