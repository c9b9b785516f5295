"""Lengths of time, what returns in time, and times of the day.

A length ("for three days", "four-year") is no date: it has a TIMEX3 value and no days.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.times.days import Days
from onrecord.times.timex import duration
from onrecord.times.when import When

if TYPE_CHECKING:
    from onrecord.times.when import Parts, Scene

NOWHERE = Days(None, None)
NOON = 12
DAY_HOURS = 24
#: Digits of a time of day without a colon.
FOUR = 4


def length(parts: Parts, scene: Scene) -> When:
    """Three days, four-year, several weeks, a month."""
    del scene
    count = parts.count("n") if parts.has("n") else 1.0
    if parts.has("h"):
        count = (count or 0.0) + 0.5 if parts.has("a") else 0.5
    return When(NOWHERE, "relative", duration(count, parts.word("u")))


def vague_length(parts: Parts, scene: Scene) -> When | None:
    """Years of war, decades-long, for weeks."""
    del scene
    return When(NOWHERE, "relative", duration(None, parts.word("u")))


def every_unit(parts: Parts, scene: Scene) -> When | None:
    """Every day, each year, every two weeks, per month, (twice) a week."""
    del scene
    count = parts.count("n") if parts.has("n") else 1.0
    return When(NOWHERE, "relative", duration(count, parts.word("u")))


def every_weekday(parts: Parts, scene: Scene) -> When | None:
    """Every Friday, on Fridays."""
    del scene
    return When(NOWHERE, "relative", f"XXXX-WXX-{parts.whole('w') + 1}")


def set_word(parts: Parts, scene: Scene) -> When | None:
    """Daily, weekly, annual: the word's value is the TIMEX3 value."""
    del scene
    return When(NOWHERE, "relative", parts.word("v"))


def every_day_part(parts: Parts, scene: Scene) -> When | None:
    """Every night, each morning."""
    del scene
    return When(NOWHERE, "relative", f"XXXX-XX-XXT{parts.word('p')}")


def clock(parts: Parts, scene: Scene) -> When | None:
    """10:40, 5 pm, 18:00 UTC: a time of a day that is found later (``combine``)."""
    del scene
    hour, _, minute = parts.word("c").partition(":")
    number = int(hour) if hour.isdigit() else parts.whole("c")
    if parts.has("a"):
        if not 1 <= number <= NOON:
            return None
        number = number % NOON + int(parts.word("a"))
    if number > DAY_HOURS:
        return None
    zone = parts.word("z") if parts.has("z") else ""
    timex = f"T{number:02}:{minute or '00'}{zone}"
    return When(NOWHERE, "minute" if minute else "hour", timex, kind="deictic")


def clock_digits(parts: Parts, scene: Scene) -> When | None:
    """1435 GMT, 0600 hours: a time of a day in four digits."""
    digits = parts.word("c")
    if len(digits) != FOUR:
        return None
    return clock(replace(parts, values={**parts.values, "c": f"{digits[:2]}:{digits[2:]}"}), scene)


def stamp(parts: Parts, scene: Scene) -> When | None:
    """14:35 alone at the head of a line: when an entry was written."""
    return clock(parts, scene) if scene.is_stamp() else None


def part_of_day(parts: Parts, scene: Scene) -> When | None:
    """At dawn, in the evening, at noon: a part of a day that is found later."""
    del scene
    return replace(When(NOWHERE, "hour", f"T{parts.word('p')}"), kind="deictic")
