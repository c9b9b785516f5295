"""Whether two values of a field can both be so.

    two Marks ──▶ held_against ──▶ "same", "fits", "against" or "apart" (not comparable)

Figures are held as intervals: "at least 23" and 27 fit, 23 and 27 do not; figures of other people,
or counted since another day, are not comparable; the lower of two counts of different days fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.merge.signs import days_between, places_held

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.merge.said import Mark

SAME, FITS, AGAINST, OTHER = "same", "fits", "against", "apart"
#: "Rebels" and "soldiers" may be meant for one, but nobody says so.
CAMPS = {"state", "armed"}
CURRENT, FORMER = "current", "former"
#: Signs of two places, and what they mean for agreement.
_PLACES = {
    "same_place": SAME,
    "same_area": SAME,
    "place_within": FITS,
    "near_place": FITS,
    "near_town": AGAINST,
    "elsewhere": AGAINST,
}


def held_against(field: str, one: Mark, other: Mark) -> str:
    """How two values of a field stand to each other; the order makes no difference."""
    if one.key == other.key:
        return SAME
    return _RULES.get(field, _figures)(one, other)


def _dates(one: Mark, other: Mark) -> str:
    return AGAINST if days_between(one.days, other.days) else FITS


def _places(one: Mark, other: Mark) -> str:
    if one.spot is None or other.spot is None:
        return OTHER
    held = places_held(one.spot, other.spot)
    if held == "near_town" and (one.vague or other.vague):
        return FITS
    return _PLACES.get(held, OTHER)


def _actors(one: Mark, other: Mark) -> str:
    if one.ids & other.ids:
        return FITS
    if not (one.vague or other.vague):
        return AGAINST
    if one.named and other.named:  # groups that no list knows: who has another name is another
        return FITS if one.named & other.named else AGAINST
    return OTHER if {one.camp, other.camp} == CAMPS else FITS


def _parties(one: Mark, other: Mark) -> str:
    """Several may suffer: others beside them are no contradiction."""
    return FITS if one.ids & other.ids else OTHER


def _words(one: Mark, other: Mark) -> str:
    del one, other
    return OTHER


def _figures(one: Mark, other: Mark) -> str:
    if one.scope != other.scope or one.total != other.total:
        return OTHER
    if (one.low, one.high) == (other.low, other.high):
        return SAME
    if _meet(one, other):
        return FITS
    return FITS if _rises(one, other) else AGAINST


def _meet(one: Mark, other: Mark) -> bool:
    pairs = ((one.low, other.high), (other.low, one.high))
    return all(low is None or high is None or low <= high for low, high in pairs)


def _rises(one: Mark, other: Mark) -> bool:
    """Whether both say of what day they count, and the later count is the higher."""
    if not one.as_of or not other.as_of or one.as_of == other.as_of:
        return False
    early, late = (one, other) if one.as_of < other.as_of else (other, one)
    return (early.high or early.low or 0) <= (late.low or late.high or 0)


def _states(one: Mark, other: Mark) -> str:
    """Whether a tie holds or held: what is told to be over, later than it was told to hold, fits.

    What is still to come is held against nothing.
    """
    told = {one.key: one.as_of, other.key: other.as_of}
    if told.keys() != {CURRENT, FORMER}:
        return OTHER
    over, held = told[FORMER], told[CURRENT]
    return FITS if over is None or held is None or over > held else AGAINST


def _bounds(one: Mark, other: Mark) -> str:
    """Since or until when: as exact as the less exact of both days."""
    exact = min(len(_stated(one.key)), len(_stated(other.key)))
    return FITS if one.key[:exact] == other.key[:exact] else AGAINST


def _stated(day: str) -> str:
    """The part of a day that was stated: the first or last of a year stands for all of it.

    >>> _stated("2018-01-01")
    '2018'
    """
    return day.removesuffix("-12-31").removesuffix("-01").removesuffix("-01")


_RULES: dict[str, Callable[[Mark, Mark], str]] = {
    "date": _dates,
    "place": _places,
    "actor": _actors,
    "recipient": _parties,
    "victims": _parties,
    "supporter": _parties,
    "mediator": _parties,
    "mode": _words,
    "means": _words,
    "happened": _words,
    "holds": _words,
    "as": _words,
    "status": _states,
    "since": _bounds,
    "until": _bounds,
}
