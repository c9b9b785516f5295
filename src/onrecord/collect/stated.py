"""The day of publication that a record, an entry or a message states.

    what may be meant, its words, the address ──▶ stated_publication ──▶ fields of a document

A day alone, or a moment with its own zone, is that day. A moment in universal time may be several:
it is uncertain, unless the address tells which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.collect.collected import STAGE
from onrecord.collect.published import NOT_SURE, Candidate, address_days, publication_of
from onrecord.model import Gap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

METADATA = "metadata"


def stated_publication(
    days: Sequence[date], written: str, url: str | None = None
) -> tuple[dict[str, Any], dict[str, Any], tuple[Gap, ...]]:
    """What is kept of a stated day: fields of the document, metadata, gaps.

    >>> from datetime import date
    >>> two = (date(2031, 5, 4), date(2031, 5, 5))
    >>> stated_publication(two, "2031-05-04T14:30Z")[1]
    {'published_between': ['2031-05-04', '2031-05-05']}
    >>> stated_publication(two, "…Z", "https://a.example/2031/05/05/raid")[0]["published"]
    '2031-05-05'
    """
    if not days:
        return {}, {}, ()
    addressed = (*address_days(url),) if len(days) > 1 else ()
    found = publication_of((Candidate(tuple(days), METADATA, written, METADATA), *addressed))
    day = found.day.isoformat() if found.day else None
    fields = {
        "published": day,
        "published_precision": found.precision,
        "published_source": METADATA,
    }
    kept = {key: value for key, value in found.metadata.items() if key != "published_evidence"}
    if found.day:
        return fields, {}, ()
    meant = tuple(one.isoformat() for one in days)
    return fields, kept, (Gap(STAGE, None, NOT_SURE, meant),)
