"""Between which days a document was published, as far as that is known.

    Document ──▶ published_between ──▶ (first, last), or None

Certain: one day. Uncertain with evidence on both sides: an interval, so that "on Monday" is read
from both of its ends. Uncertain without: nothing, and what counts from publication stays a gap.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from onrecord.model import Document

#: ``published_precision`` of a day that is known. None is a caller's day without a word about it.
CERTAIN = (None, "day", "minute")
UNCERTAIN = "uncertain"
#: Key of the metadata under which an uncertain day has its first and last possible day.
BETWEEN = "published_between"
#: A longer interval says too little to count from.
LONGEST_DAYS = 31


class Between(NamedTuple):
    """First and last day on which a document may have been published."""

    first: date
    last: date


def published_between(document: Document) -> Between | None:
    """The days between which a document was published; both the same where the day is certain.

    >>> from onrecord.model import Document
    >>> str(published_between(Document("x", published="2024-12-04")).last)
    '2024-12-04'
    >>> between = {"published_between": ["2024-12-03", "2024-12-04"]}
    >>> document = Document("x", published_precision="uncertain", metadata=between)
    >>> [str(day) for day in published_between(document)]
    ['2024-12-03', '2024-12-04']
    """
    if document.published_precision in CERTAIN:
        day = _day(document.published)
        return Between(day, day) if day else None
    if document.published_precision != UNCERTAIN:
        return None
    given = document.metadata.get(BETWEEN)
    if not isinstance(given, (list, tuple)) or len(given) != len(Between._fields):
        return None
    first, last = _day(given[0]), _day(given[1])
    if first is None or last is None or not 0 <= (last - first).days < LONGEST_DAYS:
        return None
    return Between(first, last)


def certain_day(document: Document) -> str | None:
    """The day of publication if it is certain, as an ISO day, else None."""
    return document.published if document.published_precision in CERTAIN else None


def _day(written: object) -> date | None:
    if not isinstance(written, str):
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None
