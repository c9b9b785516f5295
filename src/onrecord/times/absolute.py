"""Dates that name a day, month, year, season, decade or century.

A date without a year is the latest such day up to publication, in a clause about what is planned
the first one from publication on. Where no verb tells and the next such day is less than a month
away, both readings stand and a gap keeps them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from onrecord.times.days import (
    YEARS_A_CENTURY,
    Days,
    century_days,
    day_near,
    day_or_none,
    decade_days,
    month_days,
    months_later,
    quarter_days,
    unit_days,
    year_days,
)
from onrecord.times.shapes import FIRST_YEAR, LAST_YEAR
from onrecord.times.timex import of_days
from onrecord.times.when import (
    DOCUMENT,
    NO_PUBLICATION,
    OTHER_CALENDAR,
    When,
    placed,
    unplaced,
)

if TYPE_CHECKING:
    from onrecord.times.when import Parts, Scene

#: A date that no verb places may be meant ahead if it is no farther away than this.
SOON_DAYS = 31
TWO_YEARS = "the date fits last year and this one, and no verb tells which"
NO_CENTURY = "a year of two digits, and the day of publication is unknown"
NOT_ITS_WEEKDAY = "the day of the week is not that of the date"


def day(parts: Parts, scene: Scene) -> When | None:
    """A day with its year, of two digits in a dateline."""
    year = parts.whole("y")
    if year < YEARS_A_CENTURY and scene.published is None:
        return unplaced("D", NO_CENTURY)
    there = day_or_none(_full_year(year, scene.published), parts.whole("m"), parts.whole("d"))
    return None if there is None else _checked(there, parts, scene)


def day_without_year(parts: Parts, scene: Scene) -> When | None:
    """A day and month: in the year that fits publication and clause (and the weekday, if named)."""
    month, number = parts.whole("m"), parts.whole("d")
    if day_or_none(2024, month, number) is None:
        return None
    timex = f"XXXX-{month:02}-{number:02}"
    if scene.published is None:
        return replace(unplaced("D", NO_PUBLICATION, timex=timex), loose=True)
    direction = scene.direction()
    there = day_near(scene.published, month, number, 1 if direction == "future" else -1)
    if direction == "unknown" and not parts.has("w"):
        ahead = day_near(scene.published, month, number, 1)
        if there and ahead and there < ahead and (ahead - scene.published).days <= SOON_DAYS:
            return unplaced("D", TWO_YEARS, there.isoformat(), ahead.isoformat(), timex=timex)
    if there is not None and parts.has("w") and there.weekday() != parts.whole("w"):
        there = _year_of_weekday(scene.published, there, parts.whole("w"))
    if there is None:
        return unplaced("D", NOT_ITS_WEEKDAY, timex=timex)
    return replace(placed(Days(there, there), "D", DOCUMENT), loose=True)


def _checked(there: date, parts: Parts, scene: Scene) -> When:
    del scene
    if parts.has("w") and there.weekday() != parts.whole("w"):
        return unplaced("D", NOT_ITS_WEEKDAY, there.isoformat(), timex=there.isoformat())
    return placed(Days(there, there), "D")


def _year_of_weekday(published: date, there: date, weekday: int) -> date | None:
    """The year next to ``there``'s in which its day falls on the weekday, if there is just one."""
    years = (there.year - 1, there.year + 1)
    days = [d for y in years if (d := day_or_none(y, there.month, there.day))]
    fitting = [d for d in days if d.weekday() == weekday and abs((d - published).days) <= 366]  # noqa: PLR2004
    return fitting[0] if len(fitting) == 1 else None


def numeric_day(parts: Parts, scene: Scene) -> When | None:
    """A date in digits; day and month must not be exchangeable, or one order is publication's."""
    digits = "-".join(parts.word(name) for name in ("d", "m", "y") if parts.has(name))
    numbers = [int(n) for n in digits.replace("/", "-").replace(".", "-").split("-")]
    if max(numbers) > LAST_YEAR:
        return None
    if numbers[0] >= FIRST_YEAR:
        there = day_or_none(numbers[0], numbers[1], numbers[2])
        return None if there is None else placed(Days(there, there), "D")
    first, second, year = numbers
    if year < FIRST_YEAR and scene.published is None:
        return unplaced("D", NO_CENTURY)
    year = _full_year(year, scene.published)
    found = {day_or_none(year, first, second), day_or_none(year, second, first)} - {None}
    days = sorted(there for there in found if there is not None)
    if not days:
        return None
    if len(days) > 1 and scene.published not in days:
        texts = [there.isoformat() for there in days]
        return unplaced("D", "day and month can be exchanged", *texts)
    there = days[0] if len(days) == 1 or scene.published is None else scene.published
    return placed(Days(there, there), "D")


def _full_year(year: int, published: date | None) -> int:
    """The year of two digits that lies nearest to publication; others stand as they are."""
    if year >= YEARS_A_CENTURY or published is None:
        return year
    years = (published.year - published.year % YEARS_A_CENTURY + n + year for n in (-100, 0, 100))
    return min(years, key=lambda there: abs(there - published.year))


def days_of_month(parts: Parts, scene: Scene) -> When | None:
    """From one day to another of the same month."""
    first, last = parts.whole("a"), parts.whole("b")
    if parts.has("pair") and last != first + 1:
        return None
    if parts.has("y"):
        start = day_or_none(parts.whole("y"), parts.whole("m"), first)
        base = None if start is None else placed(Days(start, start), "D")
    else:
        values = {"m": str(parts.whole("m")), "d": str(first)}
        base = day_without_year(replace(parts, values=values), scene)
    if base is None or first >= last or base.days.start is None:
        return base if base is not None and base.gap else None
    end = day_or_none(base.days.start.year, base.days.start.month, last)
    if end is None:
        return None
    days = Days(base.days.start, end)
    return replace(base, days=days, timex=of_days(days))


def month(parts: Parts, scene: Scene) -> When | None:
    """A month with its year."""
    del scene
    return placed(month_days(parts.whole("y"), parts.whole("m")), "M")


def month_without_year(parts: Parts, scene: Scene) -> When | None:
    """A month: the latest up to publication, or in a planned clause the first one from it on."""
    number = parts.whole("m")
    if scene.published is None:
        return replace(unplaced("M", NO_PUBLICATION, timex=f"XXXX-{number:02}"), loose=True)
    back = (scene.published.month - number) % 12
    ahead = (number - scene.published.month) % 12
    months = ahead if scene.direction() == "future" else -back
    there = months_later(scene.published.year, scene.published.month, months)
    return replace(placed(month_days(*there), "M", DOCUMENT), loose=True)


def month_in_year(parts: Parts, scene: Scene) -> When | None:
    """January of this year, March last year; with ``d`` a day of it."""
    if scene.published is None:
        return replace(unplaced("D" if parts.has("d") else "M", NO_PUBLICATION), kind="deictic")
    if parts.word("u") != "Y":
        return None
    year, month = scene.published.year + parts.whole("s"), parts.whole("m")
    if not parts.has("d"):
        return placed(month_days(year, month), "M", DOCUMENT)
    there = day_or_none(year, month, parts.whole("d"))
    return None if there is None else placed(Days(there, there), "D", DOCUMENT)


def month_shifted(parts: Parts, scene: Scene) -> When | None:
    """Last November, next May, this March."""
    if scene.published is None:
        return replace(unplaced("M", NO_PUBLICATION), kind="deictic")
    number, by = parts.whole("m"), parts.whole("s")
    if by == 0:
        return placed(month_days(scene.published.year, number), "M", DOCUMENT, "deictic")
    gap = (number - scene.published.month) * by % 12 or 12
    there = months_later(scene.published.year, scene.published.month, gap * by)
    return placed(month_days(*there), "M", DOCUMENT, "deictic")


def year(parts: Parts, scene: Scene) -> When | None:
    """A year, where the words around show that the number is one."""
    return placed(year_days(parts.whole("y")), "Y") if scene.is_year() else None


def stated_year(parts: Parts, scene: Scene) -> When | None:
    """A year that the pattern itself shows to be one."""
    del scene
    return placed(year_days(parts.whole("y")), "Y")


def years(parts: Parts, scene: Scene) -> When | None:
    """From one year to another; the second may be cut to two digits ("2010-11")."""
    del scene
    first = parts.whole("y")
    last = parts.whole("z") if parts.has("z") else first - first % 100 + parts.whole("t")
    if not first < last <= first + 100:
        return None
    days = year_days(first, last)
    return When(days, "multi_year", f"{first}/{last}")


def decade(parts: Parts, scene: Scene) -> When | None:
    """The 1990s; the '90s are those of the last hundred years."""
    first = parts.whole("d")
    if first % 10:
        return None
    if first < 100:  # noqa: PLR2004
        if scene.published is None:
            return unplaced("DE", NO_PUBLICATION)
        century = scene.published.year - scene.published.year % 100
        first += century if century + first <= scene.published.year else century - 100
    return placed(decade_days(date(first, 1, 1)), "DE")


def century(parts: Parts, scene: Scene) -> When | None:
    """The 19th century."""
    del scene
    number = parts.whole("o")
    return placed(century_days(number), "CE") if 1 <= number <= 21 else None  # noqa: PLR2004


def quarter(parts: Parts, scene: Scene) -> When | None:
    """The first quarter of a year."""
    del scene
    number = parts.whole("o")
    if not 1 <= number <= 4:  # noqa: PLR2004
        return None
    return placed(quarter_days(parts.whole("y"), number), "Q")


def season(parts: Parts, scene: Scene) -> When | None:
    """A season of a year, or the last, this or the next one.

    The word's value gives TIMEX3 letters, first and last day (``SP 03-01 06-20``).
    """
    letters, first, last = parts.word("n").split()
    if parts.has("y"):
        return _season_of(parts.whole("y"), letters, first, last)
    if scene.published is None:
        return replace(unplaced("M", NO_PUBLICATION), kind="deictic")
    by = parts.whole("s")
    years = [scene.published.year + n for n in (-2, -1, 0, 1, 2)]
    found = [_season_of(y, letters, first, last) for y in years]
    day = scene.published
    if by < 0:
        fitting = [w for w in found if w.days.end is not None and w.days.end < day]
        return replace(fitting[-1], anchor=DOCUMENT, kind="deictic")
    fitting = [w for w in found if w.days.start is not None and w.days.start > day]
    if by > 0:
        return replace(fitting[0], anchor=DOCUMENT, kind="deictic")
    same = [w for w in found if w.days.start is not None and w.days.start.year == day.year]
    return replace(same[0], anchor=DOCUMENT, kind="deictic")


def _season_of(year: int, letters: str, first: str, last: str) -> When:
    start = date.fromisoformat(f"{year:04}-{first}")
    end = date.fromisoformat(f"{year + (last < first):04}-{last}")
    return When(Days(start, end), "month", f"{year:04}-{letters}")


def fiscal_year(parts: Parts, scene: Scene) -> When | None:
    """A fiscal year: where it begins differs by country and firm, so it has no days."""
    del scene
    number = parts.whole("y")
    return unplaced("Y", "a fiscal year, whose first month is not given", timex=f"FY{number:04}")


def feast(parts: Parts, scene: Scene) -> When | None:
    """A feast with a fixed day of the year; the word's value is ``12-25``."""
    month, _, number = parts.word("d").partition("-")
    values = {**parts.values, "m": month, "d": number}
    if parts.has("y"):
        return day(replace(parts, values=values), scene)
    return day_without_year(replace(parts, values=values), scene)


def other_calendar(parts: Parts, scene: Scene) -> When | None:
    """A date of another calendar; only a Gregorian one beside it gives its days."""
    del scene
    return unplaced("D" if parts.has("d") else "M", OTHER_CALENDAR)


def named_day(parts: Parts, scene: Scene) -> When | None:
    """A day known by a name; the date and its source stand in the word's row."""
    del scene
    there = date.fromisoformat(parts.word("d"))
    return placed(unit_days(there, "D"), "D")
