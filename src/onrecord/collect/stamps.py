"""Days as pages write them: time stamps for machines, and days in words and figures.

    "2031-05-04T22:30:00Z" ──▶ stamp_days ──▶ the days it may be where it was published
    "Published 4 May 2031" ──▶ PageWords.days_in ──▶ Written, Written, …

What can mean two days gives both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from onrecord.lexicon import DataFolders, load_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match
    from zoneinfo import ZoneInfo

#: A stamp in universal time may belong to an outlet anywhere people live: from Samoa (UTC-11) to
#: Kiritimati (UTC+14). So every moment is two days, or three.
WEST, EAST = timedelta(hours=-11), timedelta(hours=14)
#: The web, and nothing on it, is older.
FIRST_YEAR = 1990
LAST_YEAR = 2100
LAST_HOUR, LAST_MINUTE, FARTHEST_ZONE = 23, 59, 14
_STAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::\d\d(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$"
)
_COMPACT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(?:\d\d)?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$"
)
#: A time of day in universal time, beside a day in words.
_UNIVERSAL_CLOCK = re.compile(
    r"\b(\d{1,2})[:.](\d\d)(?:[:.]\d\d)?\s*(?:([ap])\.?\s?m\b\.?)?\s*\(?(?:GMT|UTC|Z)\b(?!\s*[+-]\d)",
    re.I,
)
NOON = 12
MIDNIGHT = time()
_IN_UNIVERSAL = re.compile(r"\d\s*(?:Z|UTC|GMT|[+-]00(?::?00)?)$")
_UNIVERSAL = ("Z", "UTC", "GMT", "+0000", "-0000", "+00", "-00")


@dataclass(frozen=True, slots=True)
class PageWord:
    """A row of ``page_words.csv``: words that stand beside a day on a page.

    ``kind``: ``month`` (``value`` 1 to 12), ``published``, ``changed``, ``today``, ``by``,
    ``ordinal`` (endings of figures), ``of`` (between day and month), ``beside`` (says nothing).
    """

    id: str
    phrase: str
    kind: str
    value: str | None
    example: str


@dataclass(frozen=True, slots=True)
class Written:
    """A day written at ``start:end`` of a text, and the days it can mean (3/4/2031 means two)."""

    start: int
    end: int
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of one language, as patterns."""

    months: dict[str, int]
    day: re.Pattern[str]
    published: re.Pattern[str]
    changed: re.Pattern[str]
    today: re.Pattern[str]
    by: re.Pattern[str]
    beside: re.Pattern[str]

    def days_in(self, text: str) -> Iterator[Written]:
        """The days written in a text, in order."""
        for match in self.day.finditer(text):
            days = tuple(d for d in self._days(match) if FIRST_YEAR <= d.year <= LAST_YEAR)
            if days:
                yield Written(match.start(), match.end(), days)

    def _days(self, match: Match[str]) -> Iterator[date]:
        part = match.groupdict()
        if part["iso_y"]:
            yield from _real((int(part["iso_y"]), int(part["iso_m"]), int(part["iso_d"])))
        elif part["month"] or part["month2"]:
            month = self.months[(part["month"] or part["month2"]).lower().rstrip(".")]
            yield from _real(
                (int(part["year"] or part["year2"]), month, int(part["d"] or part["d2"]))
            )
        else:
            one, two, year = int(part["one"]), int(part["two"]), int(part["year3"])
            orders = ((year, two, one), (year, one, two))  # either may come first
            yield from dict.fromkeys(day for order in orders for day in _real(order))


def _real(parts: tuple[int, int, int]) -> Iterator[date]:
    try:
        yield date(*parts)
    except ValueError:
        return


@lru_cache(maxsize=4)
def load_page_words(folders: DataFolders) -> PageWords:
    """Load ``page_words.csv`` of a language."""
    rows = load_table(folders, "page_words.csv", PageWord)
    kinds: dict[str, list[str]] = {}
    months: dict[str, int] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).extend(row.phrase.split("|"))
        if row.kind == "month":
            months |= {form.lower(): int(row.value or 0) for form in row.phrase.split("|")}
    month = rf"(?:{_any(kinds['month'])})\.?"
    ends = rf"(?:{_any(kinds['ordinal'])})?"
    link = rf"(?:(?:{_any(kinds['of'])})\s+)?"
    day = (
        r"(?<![\d/.-])(?P<iso_y>\d{4})[-/](?P<iso_m>\d\d)[-/](?P<iso_d>\d\d)(?!\d)"
        rf"|(?<![\d.])(?P<d>\d{{1,2}}){ends}\s+{link}"
        rf"(?P<month>{month}),?\s+(?P<year>\d{{4}})(?!\d)"
        rf"|\b(?P<month2>{month})\s+(?P<d2>\d{{1,2}}){ends},?\s+(?P<year2>\d{{4}})(?!\d)"
        r"|(?<![\d/.-])(?P<one>\d{1,2})(?P<sign>[./-])(?P<two>\d{1,2})(?P=sign)"
        r"(?P<year3>\d{4})(?![\d/-])"
    )
    return PageWords(
        months,
        re.compile(day, re.I),
        *(_words(kinds[kind]) for kind in ("published", "changed", "today", "by", "beside")),
    )


def _any(phrases: list[str]) -> str:
    return "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))


def _words(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any(phrases)})\b", re.I)


def stamp_days(written: str, zone: ZoneInfo | None = None) -> tuple[date, ...]:
    """The days that a stamp for machines may be at the place of publication.

    One day, if it is a day alone or carries a local time. A moment in universal time says nothing
    of the place: it gives all days that it is anywhere. So does midnight, although many a system
    writes a day alone that way; others write the day before in Beirut, and both look alike.
    ``zone`` is that of the place of publication, where it is known.

    >>> [str(d) for d in stamp_days("2031-05-04T22:30:00+02:00")]
    ['2031-05-04']
    >>> [str(d) for d in stamp_days("2031-05-04T22:30:00Z")]
    ['2031-05-04', '2031-05-05']
    >>> stamp_days("yesterday"), stamp_days("2031-02-30")
    ((), ())
    """
    text = written.strip()
    match = _COMPACT.match(text) or _STAMP.match(text)
    if match is None:
        return ()
    days = [d for d in _real((int(match[1]), int(match[2]), int(match[3]))) if _is_web(d)]
    if match[4] is None or not days:
        return tuple(days)
    there = (match[6] or "").replace(":", "")
    found = _at_hour(days[0], int(match[4]), int(match[5]), there)
    if zone is None or there not in _UNIVERSAL or not found:
        return found
    hour, minute = int(match[4]), int(match[5])
    return universal_days(datetime(days[0].year, days[0].month, days[0].day, hour, minute), zone)


def is_universal(written: str) -> bool:
    """Whether a stamp is a moment in universal time.

    >>> is_universal("2031-05-04T22:30:00Z"), is_universal("2031-05-04T22:30:00+02:00")
    (True, False)
    """
    return _IN_UNIVERSAL.search(written.strip()) is not None


def universal_days(moment: datetime, zone: ZoneInfo | None = None) -> tuple[date, ...]:
    """The days that a moment in universal time is, in a zone, or anywhere on earth.

    Midnight is also its own day in any zone: it may be a day written as a moment.

    >>> [day.day for day in universal_days(datetime(2031, 5, 4, 10, 30))]
    [3, 4, 5]
    >>> from zoneinfo import ZoneInfo
    >>> [day.day for day in universal_days(datetime(2031, 5, 4, 22, 30), ZoneInfo("Asia/Beirut"))]
    [5]
    """
    if zone is None:
        days = {(moment + WEST).date(), moment.date(), (moment + EAST).date()}
    else:
        days = {moment.replace(tzinfo=UTC).astimezone(zone).date()}
        days |= {moment.date()} if moment.time() == MIDNIGHT else set()
    return tuple(sorted(filter(_is_web, days)))


def days_beside(days: tuple[date, ...], beside: str) -> tuple[date, ...]:
    """The days of a day in words, by the time of day beside it: "22:10 GMT" may be the next one.

    >>> [day.day for day in days_beside((date(2031, 5, 4),), ", 10.10 pm GMT")]
    [4, 5]
    """
    clock = _UNIVERSAL_CLOCK.search(beside)
    if clock is None:
        return days
    hour = int(clock[1])
    if clock[3]:
        hour = hour % NOON + NOON * (clock[3].lower() == "p")
    moments = (_at_hour(day, hour, int(clock[2]), "Z") for day in days)
    return tuple(sorted({day for found in moments for day in found})) or days


def _at_hour(day: date, hour: int, minute: int, zone: str) -> tuple[date, ...]:
    """The days of a moment; none for an hour or a zone that no clock shows."""
    far = zone[:1] in "+-" and int(zone[1:3] or 0) > FARTHEST_ZONE
    if hour > LAST_HOUR or minute > LAST_MINUTE or far:
        return ()
    if zone not in _UNIVERSAL:
        return (day,)
    return universal_days(datetime(day.year, day.month, day.day, hour, minute))


def _is_web(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR
