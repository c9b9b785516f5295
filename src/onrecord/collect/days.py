"""The day of publication: an ISO 8601 day or date and time, or nothing. Never guessed."""

from __future__ import annotations

import re
from datetime import datetime

#: Extended format only: 20241204 and 2024-W49 are ISO too, but more often something else.
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?"
)


def iso_day(written: str) -> str | None:
    """The calendar day of an ISO day or date and time, as written (no change of time zone).

    >>> iso_day("2024-12-04"), iso_day("2024-12-04T23:30:00Z")
    ('2024-12-04', '2024-12-04')
    >>> iso_day("2024-02-30"), iso_day("04/12/2024"), iso_day("2024-12")
    (None, None, None)
    """
    text = written.strip()
    if not _ISO.fullmatch(text):
        return None
    try:
        return (
            datetime.fromisoformat(text.replace(",", ".").replace(" ", "T", 1).replace(" ", ""))
            .date()
            .isoformat()
        )
    except ValueError:
        return None
