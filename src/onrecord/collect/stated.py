"""The day of publication that a record, an entry or a message states.

    what may be meant, its words, the address ──▶ stated_publication ──▶ fields of a document

A day alone, or a moment with its own zone, is that day. A moment in universal time may be several:
it is uncertain, unless the address tells which.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from onrecord.collect.collected import STAGE
from onrecord.collect.published import NOT_SURE, Candidate, address_days, publication_of
from onrecord.model import Gap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

METADATA = "metadata"
#: Nothing was counted in the zone of an outlet.
NOT_COUNTED: Mapping[str, Any] = MappingProxyType({})


def stated_publication(
    days: Sequence[date],
    written: str,
    url: str | None = None,
    counted: Mapping[str, Any] = NOT_COUNTED,
) -> tuple[dict[str, Any], dict[str, Any], tuple[Gap, ...]]:
    """What is kept of a stated day: fields of the document, metadata, gaps.

    Args:
        days: that may be meant.
        written: the words.
        url: of the document; its path may hold the day.
        counted: metadata that say in which zone a moment was counted (``zones.counted_in``); the
            address must not contradict that.

    >>> from datetime import date
    >>> two = (date(2031, 5, 4), date(2031, 5, 5))
    >>> stated_publication(two, "2031-05-04T14:30Z")[1]
    {'published_between': ['2031-05-04', '2031-05-05']}
    >>> stated_publication(two, "…Z", "https://a.example/2031/05/05/raid")[0]["published"]
    '2031-05-05'
    """
    if not days:
        return {}, {}, ()
    addressed = (*address_days(url),) if len(days) > 1 or counted else ()
    found = publication_of((Candidate(tuple(days), METADATA, written, METADATA), *addressed))
    day = found.day.isoformat() if found.day else None
    fields = {
        "published": day,
        "published_precision": found.precision,
        "published_source": METADATA,
    }
    kept = {key: value for key, value in found.metadata.items() if key != "published_evidence"}
    if found.day:
        return fields, dict(counted), ()
    others = (day for one in addressed if len(one.days) == 1 for day in one.days)
    meant = tuple(day.isoformat() for day in dict.fromkeys((*days, *others)))
    return fields, {**kept, **counted}, (Gap(STAGE, None, NOT_SURE, meant),)
