"""Arithmetic of days: calendar units as intervals, both ends included.

Weeks run from Monday to Sunday (ISO 8601). All functions are pure; an impossible date is None.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

MONTHS_A_YEAR = 12
YEARS_A_DECADE = 10
YEARS_A_CENTURY = 100
SATURDAY = 5


class Days(NamedTuple):
    """The days from ``start`` to ``end``, both included; ``None`` = open."""

    start: date | None
    end: date | None


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none.

    >>> day_or_none(2024, 2, 30) is None
    True
    """
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift(day: date, days: int) -> date | None:
    """The day so many days later, or None outside the calendar (years 1 to 9999).

    >>> shift(date(2024, 12, 1), -1)
    datetime.date(2024, 11, 30)
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def month_days(year: int, month: int) -> Days:
    """All days of a month.

    >>> str(month_days(2024, 2).end)
    '2024-02-29'
    """
    start = date(year, month, 1)
    year, month = months_later(year, month, 1)
    return Days(start, date(year, month, 1) - timedelta(days=1))


def months_later(year: int, month: int, months: int) -> tuple[int, int]:
    """The month so many months later, as (year, month).

    >>> months_later(2024, 12, -12), months_later(2024, 1, -1), months_later(2024, 12, 1)
    ((2023, 12), (2023, 12), (2025, 1))
    """
    count = year * MONTHS_A_YEAR + month - 1 + months
    return count // MONTHS_A_YEAR, count % MONTHS_A_YEAR + 1


def year_days(first: int, last: int | None = None) -> Days:
    """All days of one year, or of several.

    >>> str(year_days(1990, 1999).end)
    '1999-12-31'
    """
    return Days(date(first, 1, 1), date(first if last is None else last, 12, 31))


def week_days(day: date, weeks: int = 0) -> Days:
    """Monday to Sunday of the week of a day, or of one so many weeks later.

    >>> [str(d) for d in week_days(date(2024, 12, 4), -1)]
    ['2024-11-25', '2024-12-01']
    """
    monday = day + timedelta(days=7 * weeks - day.weekday())
    return Days(monday, monday + timedelta(days=6))


def weekend_days(day: date, weeks: int = 0) -> Days:
    """Saturday and Sunday of the week of a day, or of one so many weeks later.

    >>> [str(d) for d in weekend_days(date(2024, 12, 4))]
    ['2024-12-07', '2024-12-08']
    """
    monday = day + timedelta(days=7 * weeks - day.weekday())
    return Days(monday + timedelta(days=SATURDAY), monday + timedelta(days=SATURDAY + 1))


def decade_days(day: date, decades: int = 0) -> Days:
    """The decade of a day, or one so many decades later.

    >>> str(decade_days(date(2024, 12, 4), -1).start)
    '2010-01-01'
    """
    first = day.year - day.year % YEARS_A_DECADE + YEARS_A_DECADE * decades
    return year_days(first, first + YEARS_A_DECADE - 1)


def century_days(number: int) -> Days:
    """The days of a century: the 19th is 1801 to 1900 (ISO 8601 and common reckoning).

    >>> [str(d) for d in century_days(19)]
    ['1801-01-01', '1900-12-31']
    """
    last = number * YEARS_A_CENTURY
    return year_days(last - YEARS_A_CENTURY + 1, last)


def quarter_days(year: int, quarter: int) -> Days:
    """The days of a quarter of a year.

    >>> [str(d) for d in quarter_days(2024, 4)]
    ['2024-10-01', '2024-12-31']
    """
    return Days(
        month_days(year, quarter * 3 - 2).start,
        month_days(year, quarter * 3).end,
    )


def unit_days(day: date, unit: str, count: int = 0) -> Days:
    """The calendar unit that holds a day, or the one ``count`` units later.

    Args:
        day: where to start.
        unit: ``D`` day, ``WE`` weekend, ``W`` week, ``FN`` fortnight (two weeks), ``M`` month,
            ``Q`` quarter, ``Y`` year, ``DE`` decade, ``CE`` century.
        count: how many units later; negative = earlier.

    >>> [str(d) for d in unit_days(date(2024, 12, 4), "M", -1)]
    ['2024-11-01', '2024-11-30']
    >>> [str(d) for d in unit_days(date(2024, 12, 4), "Q", 1)]
    ['2025-01-01', '2025-03-31']
    """
    if unit in ("D", "W", "WE", "FN"):
        return _short_unit(day, unit, count)
    if unit in ("M", "Q"):
        months = count if unit == "M" else 3 * count
        year, month = months_later(day.year, day.month, months)
        return month_days(year, month) if unit == "M" else quarter_days(year, (month + 2) // 3)
    if unit == "Y":
        return year_days(day.year + count)
    if unit == "DE":
        return decade_days(day, count)
    return century_days((day.year - 1) // YEARS_A_CENTURY + 1 + count)


def _short_unit(day: date, unit: str, count: int) -> Days:
    if unit == "D":
        there = day + timedelta(days=count)
        return Days(there, there)
    if unit == "WE":
        return weekend_days(day, count)
    return week_days(day, count if unit == "W" else 2 * count)


def back_by(day: date, unit: str, count: float) -> date | None:
    """The day that lies ``count`` units before a day; negative counts lie after it.

    Months and years keep the day of the month where the month has it, else its last day.

    >>> str(back_by(date(2024, 3, 31), "M", 1)), str(back_by(date(2024, 12, 4), "W", 2))
    ('2024-02-29', '2024-11-20')
    """
    days = {"D": 1, "W": 7, "FN": 14}.get(unit)
    if days is not None:
        return shift(day, -round(count * days))
    months = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}[unit]
    year, month = months_later(day.year, day.month, -round(count * months))
    if not 1 <= year < 9999:  # noqa: PLR2004
        return None
    last = month_days(year, month).end
    return date(year, month, min(day.day, last.day if last else day.day))


def weekday_near(day: date, weekday: int, direction: int) -> date:
    """The latest such weekday up to a day (direction -1), or the first one from it on (+1).

    >>> wednesday = date(2024, 12, 4)
    >>> str(weekday_near(wednesday, 0, -1)), str(weekday_near(wednesday, 2, -1))
    ('2024-12-02', '2024-12-04')
    >>> str(weekday_near(wednesday, 0, 1))
    '2024-12-09'
    """
    if direction < 0:
        return day - timedelta(days=(day.weekday() - weekday) % 7)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def day_near(day: date, month: int, number: int, direction: int) -> date | None:
    """The day of a month nearest to ``day``: up to it (-1) or from it on (+1).

    >>> december = date(2024, 12, 4)
    >>> str(day_near(december, 11, 27, -1)), str(day_near(december, 1, 20, 1))
    ('2024-11-27', '2025-01-20')
    """
    # 29 February exists in one year of four (of eight around 1900 and 2100): look as far as that.
    days = [day_or_none(year, month, number) for year in range(day.year - 8, day.year + 9)]
    fitting = [there for there in days if there and (there - day).days * direction >= 0]
    return min(fitting, key=lambda there: abs((there - day).days), default=None)


def part_of(days: Days, first: float, last: float) -> Days:
    """A part of an interval, as fractions of its length: the early third is (0, 1/3).

    Whole months are cut where the interval is made of years, whole days elsewhere.

    >>> [str(d) for d in part_of(year_days(2016), 0, 1 / 3)]
    ['2016-01-01', '2016-04-30']
    >>> [str(d) for d in part_of(month_days(2024, 11), 2 / 3, 1)]
    ['2024-11-21', '2024-11-30']
    """
    if days.start is None or days.end is None:
        return days
    length = (days.end - days.start).days + 1
    if days.start.day == 1 and days.start.month == 1 and days.end.month == MONTHS_A_YEAR:
        months = (days.end.year - days.start.year + 1) * MONTHS_A_YEAR
        begin = months_later(days.start.year, 1, round(months * first))
        close = months_later(days.start.year, 1, round(months * last) - 1)
        return Days(month_days(*begin).start, month_days(*close).end)
    start = days.start + timedelta(days=round(length * first))
    end = days.start + timedelta(days=max(round(length * last) - 1, round(length * first)))
    return Days(start, end)
