"""Times made of times: a day with its hour, a part of a period, a range, an open interval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onrecord.times.absolute import month, month_without_year, quarter, stated_year
from onrecord.times.days import Days, back_by, day_or_none, part_of, shift, unit_days
from onrecord.times.lengths import clock, clock_digits
from onrecord.times.timex import of_days
from onrecord.times.when import DOCUMENT, NO_PUBLICATION, PRECISION, When, placed, unplaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.times.when import Parts, Scene

#: Units that parts of a period are counted in.
COUNTED = frozenset(("D", "W", "M", "Q"))
#: What "from" says besides a start: that a thing is of a day.
DATING = "dating"
#: From fine to coarse; a range is as coarse as its coarser end.
COARSER = ("minute", "hour", "day", "week", "month", "year", "multi_year", "vague", "relative")
#: Precision of a part of a period: early 2016 is some months, early November some days.
FINER = {"multi_year": "year", "year": "month", "month": "week", "week": "day"}


def day_and_clock(parts: Parts, scene: Scene) -> When | None:
    """Monday at 10:40; the night of 27 November."""
    del scene
    return on_day(parts.when("c"), parts.when("t"))


def day_and_part(parts: Parts, scene: Scene) -> When | None:
    """Friday morning, 27 November at dawn: the day, with the letters of its part."""
    del scene
    day = parts.when("t")
    if day.day is None:
        return day
    letters = parts.word("q" if parts.has("q") else "p")
    return replace(day, timex=f"{day.day.isoformat()}T{letters}")


def digits_on_day(parts: Parts, scene: Scene) -> When | None:
    """3 December 2016 17:53; 1 October at 1459."""
    made = clock_digits(parts, scene) if parts.has("h") else clock(parts, scene)
    return None if made is None else on_day(made, parts.when("t"))


def part_of_named_day(parts: Parts, scene: Scene) -> When | None:
    """Late on Sunday, early Tuesday morning, earlier on Monday: that day."""
    return day_and_part(parts, scene) if parts.has("q") else parts.when("t")


def beside_other_calendar(parts: Parts, scene: Scene) -> When | None:
    """15 Shaban 1445 (25 February 2024): the day of the Gregorian date."""
    del scene
    return parts.when("t")


def units_of_month(parts: Parts, scene: Scene) -> When | None:
    """The first week of May 2023, the last three days of October."""
    whole = month(parts, scene) if parts.has("y") else month_without_year(parts, scene)
    return None if whole is None else _units_of(whole, parts)


def units_of_year(parts: Parts, scene: Scene) -> When | None:
    """The first six months of 2014."""
    whole = stated_year(parts, scene)
    return None if whole is None else _units_of(whole, parts)


def _units_of(whole: When, parts: Parts) -> When | None:
    """Some units of a period; the whole of it for a vague number ("the final days of 2023")."""
    start, end = whole.days
    if start is None or end is None or parts.has("v"):
        return whole
    unit = parts.word("k" if parts.has("k") else "u")
    count = parts.count("n") if parts.has("n") else 1.0
    order = parts.whole("o", 1)
    if not count or unit not in COUNTED or (parts.has("n") and order != 1):
        return None
    days = _last_units(end, unit, count) if parts.has("l") else _units(start, unit, count, order)
    if days.start is None or days.end is None or days.start < start or days.end > end:
        return None
    return replace(whole, days=days, precision=PRECISION[unit], timex=of_days(days))


def _units(start: date, unit: str, count: float, order: int) -> Days:
    first = back_by(start, unit, -(order - 1))
    after = None if first is None else back_by(first, unit, -count)
    return Days(first, shift(after, -1) if after else None)


def _last_units(end: date, unit: str, count: float) -> Days:
    after = end + timedelta(days=1)
    return Days(back_by(after, unit, count), end)


def on_day(hours: When, day: When) -> When:
    """A time of day put on its day."""
    if day.day is None:
        return day  # several days, or none that is known: the clock adds nothing sure
    timex = f"{day.day.isoformat()}{hours.timex}"
    precision = hours.precision if ":" in timex else "day"
    return replace(day, precision=precision, timex=timex)


def part_of_period(parts: Parts, scene: Scene) -> When | None:
    """Early 2016, the end of last month, late November: a third of the period.

    The word's value gives the fractions (``0 0.34``). The TIMEX3 value stays that of the period,
    as TimeML marks the part by a modifier. A day has no parts here ("late on Monday").
    """
    del scene
    whole = parts.when("t")
    if whole.days.start is None or whole.precision in ("day", "hour", "minute"):
        return whole
    first, last = parts.word("p").split()
    days = part_of(whole.days, float(first), float(last))
    precision = FINER.get(whole.precision, whole.precision)
    return replace(whole, days=days, precision=precision)


def part_of_this_unit(parts: Parts, scene: Scene) -> When | None:
    """The beginning of the year, the end of the month: of the one of publication."""
    return _of_this_unit(parts, scene, part_of_period)


def half_of_this_unit(parts: Parts, scene: Scene) -> When | None:
    """The first half of the year: of the one of publication."""
    return _of_this_unit(parts, scene, half_of_period)


def _of_this_unit(
    parts: Parts, scene: Scene, read: Callable[[Parts, Scene], When | None]
) -> When | None:
    unit = parts.word("u")
    if scene.published is None:
        return unplaced(unit, NO_PUBLICATION)
    whole = placed(unit_days(scene.published, unit), unit, DOCUMENT)
    return read(replace(parts, values={**parts.values, "t": whole}), scene)


def quarter_of_period(parts: Parts, scene: Scene) -> When | None:
    """The first quarter of last year."""
    whole = parts.when("t")
    if whole.precision != "year" or whole.days.start is None:
        return None
    values = {**parts.values, "y": str(whole.days.start.year)}
    found = quarter(replace(parts, values=values), scene)
    return None if found is None else replace(found, anchor=whole.anchor)


def week_of(parts: Parts, scene: Scene) -> When | None:
    """The week of 5 May: the calendar week of that day."""
    del scene
    whole = parts.when("t")
    if whole.day is None or parts.word("u") != "W":
        return None
    return replace(placed(unit_days(whole.day, "W"), "W", whole.anchor), kind=whole.kind)


def half_of_period(parts: Parts, scene: Scene) -> When | None:
    """The first half of 2012, the second half of November."""
    del scene
    whole, number = parts.when("t"), parts.whole("o")
    if number not in (1, 2) or whole.days.start is None:
        return None
    days = part_of(whole.days, (number - 1) / 2, number / 2)
    precision = FINER.get(whole.precision, whole.precision)
    return replace(whole, days=days, precision=precision, timex=of_days(days))


def span_of(parts: Parts, scene: Scene) -> When | None:
    """From Monday to Wednesday, between June and August 2012, 2009 to 2011.

    The first day of the first and the last day of the second; a first time without a year takes
    the year that puts it before the second.
    """
    del scene
    first, last = parts.when("a"), parts.when("b")
    if last.days.end is None or first.days.start is None:
        return None
    start, end = _same_year(first, last)
    if start is None or end is None or start >= end:
        return None
    days = Days(start, end)
    precision = max(first.precision, last.precision, key=COARSER.index)
    if first.precision == last.precision == "year":
        precision = "multi_year"
    return When(days, precision, of_days(days), last.anchor, kind=last.kind, loose=last.loose)


def _same_year(first: When, last: When) -> Days:
    """Start and end, the one without a year moved next to the one with it."""
    start, end = first.days.start, last.days.end
    if start is None or end is None:
        return Days(None, None)
    if first.loose:
        return Days(_in_years(start, (end.year, end.year - 1), Days(None, end)), end)
    if last.loose:
        return Days(start, _in_years(end, (start.year, start.year + 1), Days(start, None)))
    if start > end and first.kind == last.kind == "relative_weekday":
        start -= timedelta(days=7)
    return Days(start, end)


def _in_years(day: date, years: tuple[int, ...], within: Days) -> date | None:
    """The same day in the first of some years that puts it within an interval."""
    found = (day_or_none(year, day.month, day.day) for year in years)
    start, end = within.start or date.min, within.end or date.max
    return next((there for there in found if there and start <= there <= end), None)


def open_interval(parts: Parts, scene: Scene) -> When | None:
    """Since Monday, until 2011, before 27 November, after last week.

    The word's value tells which end is open: ``from`` keeps the start, ``to`` the end, ``after``
    begins with the day after, ``before`` ends with the day before. ``dating`` keeps the start if
    a verb takes it ("closed from Monday"); "a letter from 2013" only dates its noun.
    """
    way, when = parts.word("o"), parts.when("t")
    if scene.modifies() or (way == DATING and scene.dates()):
        return None
    start, end = when.days
    if start is None or end is None:
        return when
    days = {
        "from": Days(start, None),
        DATING: Days(start, None),
        "to": Days(None, end),
        "after": Days(end + timedelta(days=1), None),
        "before": Days(None, start - timedelta(days=1)),
    }[way]
    return replace(when, days=days)
