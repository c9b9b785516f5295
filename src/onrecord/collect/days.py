"""The day of publication: an ISO 8601 day or date and time, or nothing. Never guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

from onrecord.collect.stamps import is_universal, stamp_days, universal_days

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: Extended format only: 20241204 and 2024-W49 are ISO too, but more often something else.
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s?(?:Z|[+-]\d\d(?::?\d\d)?)?)?"
)
#: RFC 822 with a year of four digits: two would leave the century open.
_MAIL = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9}),?\s+)?"
    r"(?P<rest>\d{1,2}\s+[a-z]{3,9}\s+\d{4}\s+\d\d:\d\d(?::\d\d)?(?:\s+(?:[a-z]{1,5}|[+-]\d{4}))?)",
    re.I | re.A,
)
_SECONDS = re.compile(r"-?\d{1,12}(?:\.\d+)?")
_START = datetime(1970, 1, 1, tzinfo=UTC)


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


def day_written(written: str, form: str | None) -> str | None:
    """The day as the user says that it is written; ISO 8601 where nothing is said.

    Args:
        written: the cell.
        form: as for ``strptime``, or ``unix`` for seconds since 1970, UTC.

    >>> day_written("04/12/2024", "%d/%m/%Y"), day_written("1733307630", "unix")
    ('2024-12-04', '2024-12-04')
    >>> day_written("2024-12-04", "%d/%m/%Y")
    """
    if form is None:
        return iso_day(written)
    try:
        if form != "unix":
            return datetime.strptime(written.strip(), form).date().isoformat()
        return unix_time(written)[:10] if _SECONDS.fullmatch(written.strip()) else None
    except (ValueError, OverflowError):
        return None


def unix_time(seconds: str) -> str:
    """The time of so many seconds since 1970, in UTC.

    Raises:
        ValueError: no number.
        OverflowError: beyond the years 1 to 9999.

    >>> unix_time("1733307630")
    '2024-12-04T10:20:30+00:00'
    """
    return (_START + timedelta(seconds=int(float(seconds)))).isoformat()


def written_days(
    written: str, form: str | None = None, zone: ZoneInfo | None = None
) -> tuple[date, ...]:
    """The days that a record may mean; several for a moment in universal time.

    Args:
        written: the cell.
        form: as for ``day_written``.
        zone: where it was published, if that is known: a moment is then one day.

    >>> [day.day for day in written_days("2024-12-04T23:30:00Z")]
    [4, 5]
    >>> [day.day for day in written_days("04/12/2024", "%d/%m/%Y")]
    [4]
    >>> [day.day for day in written_days("04/12/2024 23:30Z", "%d/%m/%Y %H:%MZ")]
    [4, 5]
    """
    day = day_written(written, form)
    if day is None:
        return ()
    if form == "unix":
        moment = datetime.fromisoformat(unix_time(written)).replace(tzinfo=None)
        return universal_days(moment, zone)
    if form is not None and ("%z" in form or is_universal(written)):
        moment = datetime.strptime(written.strip(), form)
        if not moment.utcoffset():
            return universal_days(moment.replace(tzinfo=None), zone)
    if form is None and is_universal(written):
        return stamp_days(written, zone) or (date.fromisoformat(day),)
    return (date.fromisoformat(day),)


def mail_days(written: str, zone: ZoneInfo | None = None) -> tuple[date, ...]:
    """The days that a date as in e-mail may mean; several in universal time or without a zone.

    ``zone`` is where it was published, if that is known: a moment in universal time is then one
    day. Without a zone in the words it may be a time anywhere.

    >>> [day.day for day in mail_days("Wed, 04 Dec 2024 23:30:00 GMT")]
    [4, 5]
    >>> [day.day for day in mail_days("Wed, 04 Dec 2024 23:30:00 +0300")]
    [4]
    """
    if mail_day(written) is None:
        return ()
    rest: str = _MAIL.fullmatch(written.strip())["rest"]  # type: ignore[index]
    moment = parsedate_to_datetime(rest)
    if moment.utcoffset():
        return (moment.date(),)
    stated = moment.tzinfo is not None or rest.endswith("-0000")  # "-0000": in universal time
    return universal_days(moment.replace(tzinfo=None), zone if stated else None)


def mail_day(written: str) -> str | None:
    """The day of a date as in e-mail and RSS (RFC 822), as written; its weekday must agree.

    >>> mail_day("Wed, 04 Dec 2024 23:30:00 +0300"), mail_day("4 Dec 2024 10:00 GMT")
    ('2024-12-04', '2024-12-04')
    >>> mail_day("Mon, 04 Dec 2024 23:30:00 GMT"), mail_day("04 Dec 24 10:00 GMT")
    (None, None)
    """
    found = _MAIL.fullmatch(written.strip())
    if not found:
        return None
    try:
        day = parsedate_to_datetime(found["rest"])
    except (ValueError, TypeError, OverflowError):
        return None
    weekday = (found["weekday"] or "")[:3].lower()
    if weekday and weekday != format_datetime(day)[:3].lower():
        return None
    return day.date().isoformat()
