"""Times counted from the day of publication or from a time named before.

Nothing is counted from publication that the words do not count from it: without a day of
publication, or without a time before, the time has no days and a gap says why.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.times.days import Days, back_by, shift, unit_days, week_days, weekday_near
from onrecord.times.lengths import every_weekday, length
from onrecord.times.timex import duration, of_days
from onrecord.times.when import (
    ANY_SUCH_DAY,
    DOCUMENT,
    NO_PUBLICATION,
    PRECISION,
    When,
    placed,
    unplaced,
)

if TYPE_CHECKING:
    from datetime import date

    from onrecord.times.when import Parts, Scene

NOTHING_BEFORE = "counts from a time that the text around does not give"
TODAY_HOURS = 24
#: A day of which only the order is told ("hours later").
SOME_DAY = "XXXX-XX-XX"
REFERENCES = {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}


def day_from_today(parts: Parts, scene: Scene) -> When | None:
    """Today, yesterday, tomorrow, tonight, overnight, last night, with a part of the day.

    The word's value is ``days`` or ``days letters``: "last night" is ``-1 NI``.
    """
    by, _, letters = parts.word("t").partition(" ")
    if scene.published is None:
        return unplaced("D", NO_PUBLICATION)
    there = shift(scene.published, int(by))
    if there is None:
        return None
    letters = parts.word("p") if parts.has("p") else letters
    found = placed(Days(there, there), "D", DOCUMENT)
    return replace(found, timex=f"{there.isoformat()}{'T' + letters if letters else ''}")


def weekday_or_set(parts: Parts, scene: Scene) -> When | None:
    """On Fridays: what returns; "Fridays attack", as some texts drop the apostrophe: that day."""
    found = weekday(parts, scene) if scene.modifies() else None
    if found is not None:
        return replace(found, kind="relative_weekday")
    return every_weekday(parts, scene)


def over_night_of(parts: Parts, scene: Scene) -> When | None:
    """Overnight into Tuesday: the night before it; overnight on Monday: the night after it.

    The night after the day of publication is not yet told of: then it is the one before.
    """
    when = weekday(parts, scene)
    if when is None or when.day is None:
        return when
    back = parts.has("i") or when.day == scene.published
    first = shift(when.day, -1) if back else when.day
    last = when.day if back else shift(when.day, 1)
    timex = f"{first.isoformat()}TNI" if first else None
    return replace(when, days=Days(first, last), timex=timex)


def over_night(parts: Parts, scene: Scene) -> When | None:
    """Overnight: the night between the day before publication and its day."""
    del parts
    if scene.published is None:
        return unplaced("D", NO_PUBLICATION)
    before = shift(scene.published, -1)
    if before is None:
        return None
    days = Days(before, scene.published)
    return When(days, "day", f"{before.isoformat()}TNI", DOCUMENT)


def weekday(parts: Parts, scene: Scene) -> When | None:
    """A weekday: the latest up to publication, in a planned clause the first one from it on."""
    if scene.is_any():
        return unplaced("D", ANY_SUCH_DAY, timex=f"XXXX-WXX-{parts.whole('w') + 1}")
    if scene.published is None:
        return unplaced("D", NO_PUBLICATION)
    direction = 1 if scene.direction() == "future" else -1
    there = weekday_near(scene.published, parts.whole("w"), direction)
    return placed(Days(there, there), "D", DOCUMENT)


def weekday_shifted(parts: Parts, scene: Scene) -> When | None:
    """Last Wednesday: strictly before publication; next Friday: strictly after; this: as bare."""
    by = parts.whole("s")
    if by == 0 or scene.published is None:
        return weekday(parts, scene)
    from_day = shift(scene.published, by)
    if from_day is None:
        return None
    there = weekday_near(from_day, parts.whole("w"), by)
    return placed(Days(there, there), "D", DOCUMENT)


def weekday_in_week(parts: Parts, scene: Scene) -> When | None:
    """Friday last week; last week on Friday."""
    if scene.published is None:
        return unplaced("D", NO_PUBLICATION)
    monday = week_days(scene.published, parts.whole("s")).start
    there = None if monday is None else shift(monday, parts.whole("w"))
    return None if there is None else placed(Days(there, there), "D", DOCUMENT)


def weekday_from_before(parts: Parts, scene: Scene) -> When | None:
    """The previous Monday, the following Friday: counted from the time named before."""
    found = scene.previous("D")
    if found is None or found[0].start is None:
        return unplaced("D", NOTHING_BEFORE)
    by = parts.whole("s")
    from_day = shift(found[0].start, by)
    if from_day is None:
        return None
    there = weekday_near(from_day, parts.whole("w"), by or -1)
    return placed(Days(there, there), "D", found[1])


def unit_shifted(parts: Parts, scene: Scene) -> When | None:
    """Last week, this month, next year: the whole calendar unit."""
    unit = parts.word("u")
    if scene.published is None:
        return unplaced(unit, NO_PUBLICATION)
    if unit not in ("D", "WE", "W", "M", "Q", "Y", "DE", "CE"):
        return None
    return placed(unit_days(scene.published, unit, parts.whole("s")), unit, DOCUMENT)


def weekend(parts: Parts, scene: Scene) -> When | None:
    """The weekend: the latest that has begun, in a planned clause the first one to end."""
    if scene.published is None:
        return unplaced("WE", NO_PUBLICATION)
    days = unit_days(scene.published, "WE")
    begun = days.start is not None and days.start <= scene.published
    if scene.direction() != "future" and not begun:
        days = unit_days(scene.published, "WE", -1)
    if parts.has("s") and parts.whole("s"):
        days = unit_days(scene.published, "WE", parts.whole("s") if not begun else 0)
    return placed(days, "WE", DOCUMENT)


def rolling(parts: Parts, scene: Scene) -> When | None:
    """The past 24 hours, the next four years, the past week: counted back or on from publication.

    A vague number ("the past few days", "the past days") leaves the far end open.
    """
    unit, by = parts.word("v" if parts.has("v") else "u"), parts.whole("s") or 1
    count = parts.count("n") if parts.has("n") else None if parts.has("v") else 1.0
    timex = duration(count, unit)
    if scene.published is None:
        return unplaced(unit, NO_PUBLICATION, timex=timex)
    far = None if count is None else _away(scene.published, unit, count * by)
    if count is not None and far is None:
        return None
    days = Days(scene.published, far) if by > 0 else Days(far, scene.published)
    precision = "vague" if count is None else PRECISION[unit]
    return When(days, precision, timex, DOCUMENT)


def _away(day: date, unit: str, count: float) -> date | None:
    """The day ``count`` units later; hours reach into the day they touch."""
    if unit in ("H", "MIN", "S"):
        hours = count / {"H": 1, "MIN": 60, "S": 3600}[unit]
        whole = math.ceil(abs(hours) / TODAY_HOURS)
        return shift(day, whole if hours > 0 else -whole)
    return back_by(day, unit, -count)


def ago(parts: Parts, scene: Scene) -> When | None:
    """Two weeks ago, a year ago: the calendar unit that lies so far back.

    The precision is that of the unit: "a year ago" is a year, no day.
    """
    unit = parts.word("u")
    count = parts.count("n") if parts.has("n") else 1.0
    if count is None:
        return When(Days(None, None), "vague", "PAST_REF", kind="vague")
    if scene.published is None:
        return unplaced(unit, NO_PUBLICATION)
    return units_away(scene.published, unit, -count, DOCUMENT)


def ahead(parts: Parts, scene: Scene) -> When | None:
    """In two weeks' time, three days from now."""
    unit, count = parts.word("u"), parts.count("n") if parts.has("n") else 1.0
    if count is None:
        return When(Days(None, None), "vague", "FUTURE_REF", kind="vague")
    if scene.published is None:
        return unplaced(unit, NO_PUBLICATION)
    return units_away(scene.published, unit, count, DOCUMENT)


def ahead_or_length(parts: Parts, scene: Scene) -> When | None:
    """In two weeks: what is planned lies so far ahead; what was, took so long."""
    if scene.direction() == "future":
        return ahead(parts, scene)
    return replace(length(parts, scene), kind="duration")


def units_away(day: date, unit: str, count: float, anchor: str | int) -> When | None:
    """The calendar unit so many units away from a day; hours and minutes reach from it."""
    there = _away(day, unit, count)
    if there is None:
        return None
    if unit in ("H", "MIN", "S"):
        days = Days(there, day) if count < 0 else Days(day, there)
        return When(days, PRECISION[unit], of_days(days), anchor)
    if count != int(count):
        return placed(unit_days(there, "D" if unit in ("D", "W", "FN") else "M"), "M", anchor)
    return placed(unit_days(there, "W" if unit == "FN" else unit), unit, anchor)


def vague_ago(parts: Parts, scene: Scene) -> When | None:
    """Years ago, in recent weeks, in the coming days: no interval, only a direction."""
    del scene
    return When(Days(None, None), "vague", REFERENCES[parts.whole("s", -1)])


def reference(parts: Parts, scene: Scene) -> When | None:
    """Now, recently, soon: the word's value is the TIMEX3 reference."""
    del scene
    return When(Days(None, None), "vague", parts.word("v"))


def rest_of_unit(parts: Parts, scene: Scene) -> When | None:
    """Earlier this month (up to publication), later this year (from it on)."""
    unit = parts.word("u")
    if scene.published is None:
        return unplaced(unit, NO_PUBLICATION)
    days, earlier = unit_days(scene.published, unit, parts.whole("s")), parts.whole("e") < 0
    timex = of_days(days)
    if not parts.whole("s"):
        days = Days(days.start if earlier else scene.published, scene.published)
        end = unit_days(scene.published, unit).end
        days = days if earlier else Days(scene.published, end)
    return When(days, PRECISION[unit], timex, DOCUMENT)


def steps_from_before(parts: Parts, scene: Scene) -> When | None:
    """Two days later, a week earlier: counted from the time named before."""
    unit, by = parts.word("v" if parts.has("v") else "u"), parts.whole("s")
    count = parts.count("n") if parts.has("n") else None if parts.has("v") else 1.0
    found = scene.previous(unit)
    if count is None:
        return When(Days(None, None), "vague", SOME_DAY, kind="vague")
    if found is None or found[0].start is None:
        return unplaced(unit, NOTHING_BEFORE)
    return units_away(found[0].start, unit, count * by, found[1])


def unit_from_before(parts: Parts, scene: Scene) -> When | None:
    """The next day, the previous week, the same month, that year."""
    unit = parts.word("u")
    found = scene.previous(unit)
    if found is None or found[0].start is None or unit in ("H", "MIN", "S"):
        return unplaced(unit, NOTHING_BEFORE)
    return placed(unit_days(found[0].start, unit, parts.whole("s")), unit, found[1])


def day_part_from_before(parts: Parts, scene: Scene) -> When | None:
    """The next morning, that night: a part of a day counted from the time named before."""
    found = scene.previous("D")
    if found is None or found[0].start is None:
        return unplaced("D", NOTHING_BEFORE)
    there = shift(found[0].start, parts.whole("s"))
    if there is None:
        return None
    return When(Days(there, there), "day", f"{there.isoformat()}T{parts.word('p')}", found[1])


def steps_beside(parts: Parts, scene: Scene) -> When | None:
    """Two days before, a week after, with nothing that follows: from the time named before."""
    by = {"before": "-1", "after": "1"}[parts.word("s")]
    return steps_from_before(replace(parts, values={**parts.values, "s": by}), scene)


def beside_event(parts: Parts, scene: Scene) -> When | None:
    """A day after the attack: counted from the event, which is looked for later (``events``)."""
    del scene
    count = parts.count("n") if parts.has("n") else None if parts.has("v") else 1.0
    timex = duration(count, parts.word("v" if parts.has("v") else "u"))
    return When(Days(None, None), "relative", timex)


def unit_beside(parts: Parts, scene: Scene) -> When | None:
    """The day before, the week after, with nothing that follows: beside the time named before."""
    unit, by = parts.word("u"), {"before": -1, "after": 1}[parts.word("s")]
    found = scene.previous(unit)
    if found is None or found[0].start is None or unit in ("H", "MIN", "S"):
        return unplaced(unit, NOTHING_BEFORE)
    return placed(unit_days(found[0].start, unit, by), unit, found[1])
