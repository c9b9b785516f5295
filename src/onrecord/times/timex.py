"""TIMEX3 values of intervals, durations and sets.

Source: TimeML annotation guidelines 1.2.1 (timeml.org): ISO 8601 dates cut at their precision,
``2024-W48`` weeks, ``2012-SP`` seasons, ``P3D`` durations, ``PAST_REF`` and the like; an interval
that is no calendar unit is given as ISO 8601 ``start/end``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.times.days import (
    Days,
    century_days,
    decade_days,
    month_days,
    quarter_days,
    week_days,
    weekend_days,
    year_days,
)

if TYPE_CHECKING:
    from datetime import date

_DURATION = re.compile(r"P(?P<clock>T)?(?P<count>X|[\d.]+)(?P<letters>S|M|H|D|WE|W|Q|Y)")
#: Units of a duration: what stands before and after the number; a decade is ten years.
UNITS = {
    "S": ("PT", "S", 1),
    "MIN": ("PT", "M", 1),
    "H": ("PT", "H", 1),
    "D": ("P", "D", 1),
    "WE": ("P", "WE", 1),
    "W": ("P", "W", 1),
    "FN": ("P", "W", 2),
    "M": ("P", "M", 1),
    "Q": ("P", "Q", 1),
    "Y": ("P", "Y", 1),
    "DE": ("P", "Y", 10),
    "CE": ("P", "Y", 100),
}
#: Half a unit, where it has a whole number of a smaller one.
HALVES = {"H": ("PT", "M", 30), "Y": ("P", "M", 6), "D": ("PT", "H", 12), "MIN": ("PT", "S", 30)}
HALF = 0.5


def duration(count: float | None, unit: str) -> str:
    """The value of a duration; an unknown count is ``X``.

    >>> duration(4, "Y"), duration(2.5, "Y"), duration(None, "D"), duration(24, "H")
    ('P4Y', 'P2.5Y', 'PXD', 'PT24H')
    >>> duration(0.5, "H"), duration(3, "DE"), duration(None, "DE")
    ('PT30M', 'P30Y', 'PXDE')
    """
    before, after, times = UNITS[unit]
    if count is None:
        return f"PX{unit}" if unit in ("DE", "CE") else f"{before}X{after}"
    if count == HALF and unit in HALVES:
        before, after, times = HALVES[unit]
        count = 1
    return f"{before}{count * times:g}{after}"


def counted(timex: str | None) -> tuple[float | None, str]:
    """Count and unit of the value of a duration, as ``duration`` makes it.

    >>> counted("P2D"), counted("PT20M"), counted("PXY"), counted(None)
    ((2.0, 'D'), (20.0, 'MIN'), (None, 'Y'), (None, 'D'))
    """
    match = _DURATION.fullmatch(timex or "")
    if match is None:
        return None, "D"
    unit = match["letters"]
    if match["clock"]:
        unit = {"M": "MIN"}.get(unit, unit)
    return (None if match["count"] == "X" else float(match["count"])), unit


def of_days(days: Days) -> str | None:
    """The value of an interval: its calendar unit if it is one, else start and end.

    >>> from datetime import date
    >>> of_days(month_days(2024, 11)), of_days(year_days(1990, 1999)), of_days(year_days(2011))
    ('2024-11', '199', '2011')
    >>> of_days(week_days(date(2024, 12, 4))), of_days(weekend_days(date(2024, 12, 4)))
    ('2024-W49', '2024-W49-WE')
    >>> of_days(Days(date(2024, 11, 27), date(2024, 11, 29)))
    '2024-11-27/2024-11-29'
    >>> of_days(Days(date(2024, 11, 27), None))
    '2024-11-27'
    """
    if days.start is None or days.end is None:
        edge = days.start or days.end
        return edge.isoformat() if edge else None
    if days.start == days.end:
        return days.start.isoformat()
    return _unit(days, days.start) or f"{days.start.isoformat()}/{days.end.isoformat()}"


def _unit(days: Days, start: date) -> str | None:
    year, week, _ = start.isocalendar()
    names = (
        (month_days(start.year, start.month), f"{start.year:04}-{start.month:02}"),
        (year_days(start.year), f"{start.year:04}"),
        (week_days(start), f"{year:04}-W{week:02}"),
        (weekend_days(start), f"{year:04}-W{week:02}-WE"),
        (quarter_days(start.year, (start.month + 2) // 3), _quarter(start)),
        (decade_days(start), f"{start.year // 10:03}"),
        (century_days((start.year - 1) // 100 + 1), f"{(start.year - 1) // 100:02}"),
        (Days(year_days(start.year).start, month_days(start.year, 6).end), f"{start.year:04}-H1"),
        (Days(month_days(start.year, 7).start, year_days(start.year).end), f"{start.year:04}-H2"),
    )
    return next((name for unit, name in names if unit == days), None)


def _quarter(start: date) -> str:
    return f"{start.year:04}-Q{(start.month + 2) // 3}"
