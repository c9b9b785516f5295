"""Where a page says when it was published: each kind of evidence, and the traps of every page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
        between: markup between byline and text.
    """

    certain: bool
    head: str = ""
    byline: str = ""
    path: str = "/world/{slug}-48213"
    below: str = ""
    between: str = ""


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


#: An hour after which a report from the far west is written on the next day in universal time.
LATE = 14 * 60
FAR_WEST, FAR_EAST = -10, 14


def universal(story: Story, form: str = "%Y-%m-%dT%H:%M:00Z") -> str:
    """The moment of publication in universal time, where that is another day."""
    hours = FAR_WEST if story.minute >= LATE else FAR_EAST
    there = datetime.combine(story.day, time()) + timedelta(minutes=story.minute)
    return (there - timedelta(hours=hours)).strftime(form)


def _issued(written: str) -> str:
    return _meta("article:published_time", written)


def _older(story: Story) -> Evidence:
    head = _issued(_stamp(story, 3)) + _meta("article:modified_time", _stamp(story))
    return Evidence(certain=False, head=head)


#: Days between byline and text that are not that of publication.
LONG_AGO = date(2019, 5, 4)
AGO = '<time datetime="2019-05-04">4 May 2019</time>'
TRAPS = {
    "time in a caption": f"<figure><figcaption>Osk on {AGO}. Photo: A</figcaption></figure>",
    "caption by class": f'<div class="wp-caption"><p>The bridge, {AGO}</p></div>',
    "meta in a caption": (
        '<figure><img src="/c.jpg"><figcaption class="media-meta">Osk, 4 May 2019. Photo: A'
        "</figcaption></figure>"
    ),
    "credit with a name": '<p class="byline">By A. Smith. Photo taken 4 May 2019</p>',
    "earlier story": f'<div class="box"><a href="/x">Earlier: shelling kills ten</a> {AGO}</div>',
    "earlier stories": f'<ul><li><a href="/x">Rain</a> {AGO}</li></ul>',
    "teaser of an article": (
        '<div itemscope itemtype="https://schema.org/NewsArticle"><a href="/x">Rain stops play</a>'
        '<time itemprop="datePublished" datetime="2019-05-04">4 May 2019</time></div>'
    ),
    "film": f'<div class="player"><span>Watch:</span> {AGO} Explosion in Osk</div>',
    "running time": '<div class="video-runtime">Filmed 4 May 2019</div>',
    "timeline": '<div class="timeline-box">Timeline: 4 May 2019</div>',
    "candidate": '<div class="candidate">Election day 4 May 2019</div>',
    "event": '<div class="event-meta">Event: 4 May 2019, Osk</div>',
    "event day": '<p class="event-date">4 May 2019</p>',
    "next date": '<div class="update">Next debate: 4 May 2019</div>',
    "vote": f"<p>Day of the vote {AGO}</p>",
    "hour of an event": (
        '<div class="when">Peace Talks <time datetime="2019-05-04T19:00:00+02:00">4 May 2019'
        "</time></div>"
    ),
    "statement": "<blockquote>Statement, 4 May 2019</blockquote>",
}


def _trap(markup: str, *, head: bool = False) -> Callable[[Story], Evidence]:
    return lambda s: Evidence(certain=head, head=_issued(_stamp(s)) if head else "", between=markup)


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
    "universal": lambda s: Evidence(certain=False, head=_issued(universal(s))),
    "universal compact": lambda s: Evidence(
        certain=False, head=_meta("pubdate", universal(s, "%Y%m%dT%H%M00Z"), "name")
    ),
    "universal midnight": lambda s: Evidence(
        certain=False, head=_issued(f"{s.day + timedelta(days=1)}T00:00:00.000Z")
    ),
    "universal words": lambda s: Evidence(
        certain=False, byline=_by(universal(s, "%d %B %Y %H:%M GMT"))
    ),
    "universal and url": lambda s: Evidence(
        certain=True, head=_issued(universal(s)), path=f"/{s.day:%Y/%m/%d}/{{slug}}"
    ),
    "universal and byline": lambda s: Evidence(
        certain=True, head=_issued(universal(s)), byline=_by(british(s.day))
    ),
    "universal and time": lambda s: Evidence(
        certain=True,
        byline=f'<time class="entry-date" datetime="{universal(s)}">{american(s.day)}</time>',
    ),
    "older change": _older,
    "caption beside a stamp": _trap(TRAPS["time in a caption"], head=True),
    "event beside a stamp": _trap(TRAPS["event"], head=True),
    **{name: _trap(markup) for name, markup in TRAPS.items()},
}
