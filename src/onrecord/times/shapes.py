"""What digits can be: a day, a year, a time of day, a decade, a numeric date.

one token with a digit ──▶ shape_of ──▶ (classes, value)
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Years that news writes as four digits; others are read only from words around them.
FIRST_YEAR, LAST_YEAR = 1000, 2100
_NUMBER = frozenset(("NUMBER",))
_SMALL = frozenset(("NUMBER", "DAY", "HOUR", "TWO"))
_WORD_HOUR = frozenset(("NUMBER", "HOUR"))
_DAY = frozenset(("NUMBER", "DAY", "TWO"))
_TWO = frozenset(("NUMBER", "TWO"))
_YEAR = frozenset(("NUMBER", "YEAR"))
_YEAR_OR_HOURS = frozenset(("NUMBER", "YEAR", "HHMM"))
_HOURS = frozenset(("NUMBER", "HHMM"))
_ORDINAL_DAY = frozenset(("DAY", "ORDINAL"))
_ORDINAL = frozenset(("ORDINAL",))
_CLOCK = frozenset(("CLOCK",))
_DOT_CLOCK = frozenset(("NUMBER", "DOTCLOCK"))
_DECADE = frozenset(("DECADE",))
_SHORT_DECADE = frozenset(("SHORTDECADE",))
_NUMDATE = frozenset(("NUMDATE",))
#: Every set of classes that a shape can have.
SHAPES = (
    _NUMBER, _SMALL, _WORD_HOUR, _DAY, _TWO, _YEAR, _ORDINAL_DAY, _ORDINAL,
    _CLOCK, _DOT_CLOCK, _DECADE, _SHORT_DECADE, _NUMDATE, _YEAR_OR_HOURS, _HOURS,
)  # fmt: skip

_SHAPE = re.compile(
    r"(?P<plain>\d+)"
    r"|(?P<ordinal>\d{1,2})(?:st|nd|rd|th)"
    r"|(?P<clock>\d{1,2}:\d\d)"
    r"|(?P<dotclock>\d{1,2}\.\d\d)"
    r"|(?P<decade>(?:\d\d)?\d0)'?s"
    r"|(?P<numdate>\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4}|\d\d?/\d\d?/\d\d)"
)
HOURS, MINUTES = 24, 60
LAST_DAY = 31


class Shape(NamedTuple):
    """What a token of digits can be, and its value as text."""

    classes: frozenset[str]
    value: str


def shape_of(lower: str) -> Shape | None:
    """The classes of a token of digits, or None if it has no shape of time.

    >>> sorted(shape_of("27").classes), sorted(shape_of("2011").classes)
    (['DAY', 'NUMBER', 'TWO'], ['HHMM', 'NUMBER', 'YEAR'])
    >>> shape_of("1990s"), shape_of("10:40").value, shape_of("99:99") is None
    (Shape(classes=frozenset({'DECADE'}), value='1990'), '10:40', True)
    """
    match = _SHAPE.fullmatch(lower)
    if match is None:
        return None
    kind, value = next((k, v) for k, v in match.groupdict().items() if v is not None)
    if kind == "plain":
        return Shape(_plain(value), value)
    if kind == "ordinal":
        return Shape(_ORDINAL_DAY if 1 <= int(value) <= LAST_DAY else _ORDINAL, value)
    if kind in ("clock", "dotclock"):
        return _clock(kind, value)
    if kind == "decade":
        return Shape(_DECADE if len(value) > 2 else _SHORT_DECADE, value)  # noqa: PLR2004
    return Shape(_NUMDATE, value)


def number_classes(value: float | None) -> frozenset[str]:
    """The classes of a number in words: any number counts, a small one may be an hour."""
    return _WORD_HOUR if value is not None and 1 <= value <= HOURS // 2 else _NUMBER


def _plain(value: str) -> frozenset[str]:
    number, digits = int(value), len(value)
    if digits == 4:  # noqa: PLR2004
        hours = number // 100 < HOURS and number % 100 < MINUTES
        if FIRST_YEAR <= number <= LAST_YEAR:
            return _YEAR_OR_HOURS if hours else _YEAR
        return _HOURS if hours else _NUMBER
    if digits > 2:  # noqa: PLR2004
        return _NUMBER
    if 1 <= number <= HOURS:
        return _SMALL
    if 1 <= number <= LAST_DAY:
        return _DAY
    return _TWO if digits == 2 else _NUMBER  # noqa: PLR2004


def _clock(kind: str, value: str) -> Shape | None:
    hour, minute = value.replace(".", ":").split(":")
    if int(hour) > HOURS or int(minute) >= MINUTES:
        return None if kind == "clock" else Shape(_NUMBER, value)
    return Shape(_CLOCK if kind == "clock" else _DOT_CLOCK, value.replace(".", ":"))
