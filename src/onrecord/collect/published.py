"""When a page was published: what it states, where, and whether that is certain.

    statements, blocks, address ──▶ candidates ──▶ publication_of ──▶ Publication

Evidence is strong (JSON-LD of the article, a meta element for publication, a time or day in the
byline, the address) or weak (other meta elements, words elsewhere). A day is certain where all
strong evidence can mean the same one day. Nothing else is: banners of today, days beside comments
and related stories, the time of an entry and of a change are no day of publication.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from onrecord.collect.days import iso_day
from onrecord.collect.facts import line
from onrecord.collect.stamps import is_universal, stamp_days
from onrecord.collect.structured import string_at
from onrecord.publication import BETWEEN, LONGEST_DAYS, UNCERTAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from onrecord.collect.structured import Statements

#: Meta elements that state publication; others ("date") are set by systems at any moment.
STRONG_METAS = (
    "article:published_time", "article:published", "og:article:published_time",
    "og:published_time", "datepublished", "publication_date", "publication-date",
    "publishdate", "publish-date", "publish_date", "published_time", "pubdate", "dc.date.issued",
    "dcterms.issued", "dcterms.date.issued", "citation_publication_date", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "article.published", "rnews:datepublished",
)  # fmt: skip
WEAK_METAS = ("date", "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "og:pubdate")
CHANGED_METAS = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")
_URL_DAY = re.compile(r"(?<!\d)(\d{4})([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_MONTH = re.compile(r"/(\d{4})/(0[1-9]|1[0-2])(?=/|$)")
#: An article with fewer of the title's words in its headline is another one.
SHARED = 0.3
_WORD = re.compile(r"\w+")
#: Words of the evidence that are kept, and candidates.
LONGEST_WORDS = 120
MOST_KEPT = 8
NOT_SURE = "the day of publication is uncertain"
#: In this order evidence is named as the source, the best first.
ORDER = ("metadata", "json-ld", "meta", "time", "byline", "url", "text")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A day that may be that of publication.

    Attributes:
        days: what the words can mean, in order; more than one for universal time, or 3/4/2031.
        source: ``json-ld``, ``meta``, ``time``, ``byline``, ``url`` or ``text``.
        words: as the page has them.
        where: element, key or part of the page.
        strength: ``strong`` evidence of publication, ``weak``, or of a later ``change``.
    """

    days: tuple[date, ...]
    source: str
    words: str
    where: str
    strength: str = "strong"


@dataclass(frozen=True, slots=True)
class Publication:
    """What is known of the day of publication.

    Attributes:
        day: only where it is certain: whoever overlooks ``precision`` then reads no wrong day.
        precision: ``day``, ``uncertain``, or None where nothing was found.
        source: of the best evidence.
        between: first and last possible day, where it is uncertain and both are known.
        candidates: all evidence.
    """

    day: date | None
    precision: str | None
    source: str
    between: tuple[date, date] | None
    candidates: tuple[Candidate, ...]

    @property
    def evidence(self) -> list[dict[str, str]]:
        """The candidates as they are kept in the metadata."""
        return [
            {
                "days": " or ".join(day.isoformat() for day in c.days),
                "source": c.source,
                "words": line(c.words[:LONGEST_WORDS]) or "",
                "where": c.where,
                "says": {"strong": "published", "weak": "perhaps", "change": "changed"}[c.strength],
            }
            for c in self.candidates[:MOST_KEPT]
        ]

    @property
    def metadata(self) -> dict[str, Any]:
        """What goes with the document: evidence, and the interval of an uncertain day."""
        kept: dict[str, Any] = {"published_evidence": self.evidence} if self.candidates else {}
        if self.between:
            kept[BETWEEN] = [day.isoformat() for day in self.between]
        return kept


def stated_days(said: Statements, title: str | None) -> Iterator[Candidate]:
    """Candidates of JSON-LD and meta elements."""
    for data in _main_articles(said, title):
        own = "strong" if _is_own(string_at(data, "headline"), title) else "weak"
        for key, strength in (
            ("datePublished", own),
            ("dateCreated", "weak"),
            ("dateModified", "change"),
        ):
            yield from _of_stamp(string_at(data, key), "json-ld", key, strength)
    metas = ((STRONG_METAS, "strong"), (WEAK_METAS, "weak"), (CHANGED_METAS, "change"))
    for names, strength in metas:
        for key, value in said.metas:
            if key in names:
                yield from _of_stamp(value, "meta", key, strength)


def _main_articles(said: Statements, title: str | None) -> Sequence[dict[str, Any]]:
    """The article whose headline is the title; all, where none is (they must agree then)."""
    if len(said.articles) > 1 and title:
        same = [d for d in said.articles if (line(string_at(d, "headline")) or "") == title]
        return same or said.articles
    return said.articles


def _is_own(headline: str | None, title: str | None) -> bool:
    """Whether a headline can be that of the page: search engines are often told another wording."""
    if headline is None or title is None:
        return True
    one, two = (set(_WORD.findall(text.lower())) for text in (headline, title))
    return len(one & two) >= SHARED * min(len(one), len(two))


def _of_stamp(value: str | None, source: str, where: str, strength: str) -> Iterator[Candidate]:
    days = stamp_days(value) if value else ()
    if value and days:
        yield Candidate(days, source, value, where, strength)


def address_days(url: str | None) -> Iterator[Candidate]:
    """The day, or the days of the month, in the path of an address.

    A day within the words of a path ("/ten-years-after-2014-05-02") may be that of an event.
    """
    path = urlsplit(url).path if url else ""
    found = _URL_DAY.search(path)
    if found:
        day = iso_day(f"{found[1]}-{found[3]}-{found[4]}")
        days = stamp_days(day) if day else ()
        if days:
            strength = "strong" if path[found.start() - 1] == "/" else "weak"
            yield Candidate(days, "url", found[0], "path of the address", strength)
        return
    month = _URL_MONTH.search(path)
    first = stamp_days(f"{month[1]}-{month[2]}-01") if month else ()
    if month and first:
        days = tuple(first[0] + timedelta(days=n) for n in range(LONGEST_DAYS))
        same = tuple(day for day in days if day.month == first[0].month)
        yield Candidate(same, "url", month[0], "path of the address")


def in_zone(candidates: Iterable[Candidate], zone: ZoneInfo) -> Iterator[Candidate]:
    """The same, with each stamp in universal time as the day that it is in a zone."""
    for one in candidates:
        days = stamp_days(one.words, zone) if is_universal(one.words) else ()
        yield replace(one, days=days) if days else one


def publication_of(candidates: Iterable[Candidate], fetched: str | None = None) -> Publication:
    """Decide: certain, uncertain (between days where both ends are known), or nothing.

    * certain: all strong evidence, and words that say "published", can mean one same day only;
      and no change is older than that day.
    * uncertain: strong evidence that differs or can mean several days; weak evidence alone.
    * no page is published after it was fetched.

    Args:
        candidates: in order of the page.
        fetched: ISO 8601 moment at which the page was fetched, where that is known.
    """
    limit = stamp_days(fetched)[-1] if fetched and stamp_days(fetched) else None
    kept = tuple(_until(limit, candidates))
    strong = [c for c in kept if c.strength == "strong"]
    if not strong:
        return _unsure(kept)
    best = min(strong, key=lambda c: (len(c.days), ORDER.index(c.source)))
    common = set(best.days).intersection(*(c.days for c in strong))
    changes = [c for c in kept if c.strength == "change"]
    common = {day for day in common if all(day <= c.days[-1] for c in changes)}
    alone = all(c.source == "text" for c in strong)
    if len(common) == 1 and not alone:
        return Publication(common.pop(), "day", best.source, None, kept)
    if not common:
        older = [c for c in changes if c.days[-1] < best.days[0]]
        common = {day for c in (*strong, *older) for day in c.days}
    return _between(common, best, kept, alone=alone)


def _until(limit: date | None, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates without the days after the fetch."""
    for candidate in candidates:
        days = tuple(day for day in candidate.days if limit is None or day <= limit)
        if days:
            yield replace(candidate, days=days)


def _between(
    days: set[date], best: Candidate, kept: tuple[Candidate, ...], *, alone: bool
) -> Publication:
    """An uncertain day, between the first and last one that the evidence can mean."""
    first, last = min(days), max(days)
    bounded = not alone and (last - first).days < LONGEST_DAYS
    return Publication(None, UNCERTAIN, best.source, (first, last) if bounded else None, kept)


def _unsure(kept: tuple[Candidate, ...]) -> Publication:
    """Weak evidence, or that of a change alone: nothing to count from."""
    order = ("weak", "change")
    best = min(kept, key=lambda c: (order.index(c.strength), ORDER.index(c.source)), default=None)
    if best is None:
        return Publication(None, None, "none", None, kept)
    return Publication(None, UNCERTAIN, best.source, None, kept)
