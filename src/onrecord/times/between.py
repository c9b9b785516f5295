"""Times of a document whose day of publication lies between two days.

    times read from the first day, times read from the last ──▶ within ──▶ TimesFound

What both give stands ("on Monday", if neither day is a Monday apart). What differs becomes the
interval that holds both, for times move on with the day they are counted from. What one of them
cannot place stays open, with a gap.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from onrecord.found import TimesFound
from onrecord.model import Gap

if TYPE_CHECKING:
    from onrecord.model import Time

NOT_SURE = "counts from the day of publication, which is uncertain"
#: Precision of an interval of so many days at most.
PRECISIONS = ((1, "day"), (7, "week"), (31, "month"), (366, "year"))


def within(first: TimesFound, last: TimesFound) -> TimesFound:
    """The times that hold whichever day between the two is that of publication.

    Args:
        first: times counted from the first possible day.
        last: the same document, counted from the last one.
    """
    others = {time.time_id: time for time in last.times}
    times = tuple(_joined(time, others.get(time.time_id)) for time in first.times)
    gaps = dict.fromkeys((*first.gaps, *last.gaps))
    told = {gap.span for gap in gaps}
    for before, after in zip(first.times, times, strict=True):
        if _is_open(after) and not _is_open(before) and after.span not in told:
            gaps[Gap("times", after.span, NOT_SURE)] = None
    return TimesFound(times, first.index, tuple(gaps))


def _is_open(time: Time) -> bool:
    return time.start is None and time.end is None


def _joined(time: Time, other: Time | None) -> Time:
    if time == other:
        return time
    if other is None or _is_open(time) or _is_open(other):
        return replace(time, start=None, end=None, timex=None)
    start = min(time.start, other.start) if time.start and other.start else None
    end = max(time.end, other.end) if time.end and other.end else None
    timex = time.timex if time.timex == other.timex else None
    return replace(
        time, start=start, end=end, precision=_precision(start, end, time.precision), timex=timex
    )


def _precision(start: str | None, end: str | None, precision: str) -> str:
    """That of the interval; a time that is open at one end keeps its own."""
    if start is None or end is None:
        return precision
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    return next((name for most, name in PRECISIONS if days <= most), "multi_year")
