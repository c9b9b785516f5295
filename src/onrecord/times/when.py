"""What a pattern of time amounts to, and what a reading may ask about the text around it.

values caught by a pattern (Parts) + the text around (Scene) ──▶ reading ──▶ When
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onrecord.times.days import Days
from onrecord.times.timex import of_days

#: Whether a clause tells of what was, of what is planned, or does not show it.
Direction = Literal["past", "future", "unknown"]

#: Calendar units and the precision of a time of that unit.
PRECISION = {
    "S": "minute",
    "MIN": "minute",
    "H": "hour",
    "D": "day",
    "WE": "week",
    "W": "week",
    "FN": "week",
    "M": "month",
    "Q": "month",
    "Y": "year",
    "DE": "multi_year",
    "CE": "multi_year",
}
DOCUMENT = "document"
NO_PUBLICATION = "counts from the day of publication, which is unknown"
OTHER_CALENDAR = "a date of another calendar, without a Gregorian one beside it"
ANY_SUCH_DAY = "one of several such days; the text does not say which"


@dataclass(frozen=True, slots=True)
class When:
    """An interval with its precision and what it was counted from.

    Attributes:
        days: first and last day; None = open or unknown.
        precision: a value of ``date_precision``.
        timex: TIMEX3 value.
        anchor: ``document``, the character offset of the time it counts from, or None.
        kind: kind of time where it is not that of the pattern's row.
        gap: why it could not be placed; candidates: what it could have been.
        loose: the words name no year.
    """

    days: Days
    precision: str
    timex: str | None
    anchor: str | int | None = None
    kind: str | None = None
    gap: str | None = None
    candidates: tuple[str, ...] = ()
    loose: bool = False

    @property
    def day(self) -> date | None:
        """The day, if it is a single one."""
        return self.days.start if self.days.start == self.days.end else None


@dataclass(frozen=True, slots=True)
class Parts:
    """The values a pattern caught, by name."""

    values: Mapping[str, str | float | When | None]

    def has(self, name: str) -> bool:
        """Whether the pattern caught it."""
        return name in self.values

    def word(self, name: str) -> str:
        """A value as text; it must have been caught."""
        value = self.values[name]
        return value if isinstance(value, str) else ""

    def whole(self, name: str, absent: int = 0) -> int:
        """A value as an integer, or ``absent`` if it was not caught."""
        value = self.values.get(name)
        if isinstance(value, float):
            return int(value)
        return int(value) if isinstance(value, str) else absent

    def count(self, name: str) -> float | None:
        """A number, or None for a vague one ("several")."""
        value = self.values[name]
        return value if isinstance(value, float) else None

    def when(self, name: str) -> When:
        """A time that a pattern of a lower level made."""
        value = self.values[name]
        if not isinstance(value, When):
            raise TypeError(f"{name} caught no time")
        return value


@dataclass(frozen=True, slots=True)
class Scene:
    """What a reading may ask about the text around its words.

    Attributes:
        published: day of publication, or None.
        direction: whether the clause tells of what was or of what is planned.
        previous: the nearest time before, of at least a precision, and its offset.
        modifies: whether the time only describes a noun after it ("since the 2011 uprising").
        dates: whether the time only dates a noun before it ("a letter from 2013").
        is_year: whether a number of four digits is a year here.
        is_any: whether an article makes it any such day ("on a Friday").
        is_stamp: whether the words stand at the head of a line, as the times of entries do.
    """

    published: date | None
    direction: Callable[[], Direction]
    previous: Callable[[str], tuple[Days, int] | None]
    modifies: Callable[[], bool]
    dates: Callable[[], bool]
    is_year: Callable[[], bool]
    is_any: Callable[[], bool]
    is_stamp: Callable[[], bool]


def placed(days: Days, unit: str, anchor: str | int | None = None, kind: str | None = None) -> When:
    """A time of a calendar unit, with the TIMEX3 value of its days."""
    return When(days, PRECISION[unit], of_days(days), anchor, kind)


def unplaced(unit: str, gap: str, *candidates: str, timex: str | None = None) -> When:
    """A time that was seen but not placed, and why."""
    return When(Days(None, None), PRECISION[unit], timex, gap=gap, candidates=candidates)
