"""What an event is called: its type, place and day, and nothing else.

Who did it, whom, how many are what somebody says; a title says it to nobody's charge. Where the
day or the place is disputed, it is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.merge.event import EventField, Value

SEPARATOR = " · "
_UNSURE = frozenset({"disputed", "retracted_only", "not_comparable"})


def title_of(kind: str, fields: Mapping[str, EventField]) -> str:
    """The title of an event.

    Args:
        kind: neutral name of its type.
        fields: its fields; only place and date are looked at.
    """
    place, day = _first(fields.get("place")), _first(fields.get("date"))
    parts = (kind, place and place.name, day and _interval(day))
    return SEPARATOR.join(part for part in parts if part)


def _first(field: EventField | None) -> Value | None:
    if field is None or field.verdict in _UNSURE:
        return None
    return next((v for v in field.values if v.polarity == "+" and v.status == "live"), None)


def _interval(day: Value) -> str | None:
    if day.start is None or day.end is None or day.start == day.end:
        return day.start or day.end
    return f"{day.start}–{day.end}"
