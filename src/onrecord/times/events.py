"""Times counted from an event: "two days after the attack", "the day before the fall of the town".

The event's own day is taken from the words that hang on it ("the attack on Monday"); without such
words the time has no days and a gap says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.times.relative import units_away
from onrecord.times.tense import NOMINAL, VERBAL
from onrecord.times.timex import counted
from onrecord.times.when import PRECISION, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.times.around import Around
    from onrecord.times.pieces import Piece

NO_DAY_OF_EVENT = "counts from an event whose day the text does not give"
#: A time so many words behind an event belongs to something else.
REACH = 12
#: From fine to coarse.
ORDER = ("minute", "hour", "day", "week", "month", "year")


def with_events(made: list[Piece], around: Around) -> Iterator[Piece]:
    """The times, those counted from events with their days, and the lengths named in them."""
    for piece in made:
        if piece.when is None or piece.when.kind != "relative_event":
            yield piece
            continue
        length = _length(piece, around)
        if length is not None:
            yield length
        yield _counted(piece, made, around)


def _length(piece: Piece, around: Around) -> Piece | None:
    """The length in it ("two days"), which is a time of its own; not "the day", not "days"."""
    if piece.when is None or not any(c.isdigit() for c in piece.when.timex or ""):
        return None
    first = around.parse.tokens[piece.first]
    if first.lower in around.words.lemmas["THE"]:
        return None
    end = around.parse.tokens[piece.last - 2].end
    when = replace(piece.when, kind="duration")
    return piece._replace(last=piece.last - 1, end=end, when=when, rule="length", inner=True)


def _counted(piece: Piece, made: list[Piece], around: Around) -> Piece:
    tokens, when = around.parse.tokens, piece.when
    if when is None:
        return piece
    mark = tokens[piece.last - 1]
    event = tokens[mark.head]
    inside = event.i >= piece.last and event.pos in (*NOMINAL, *VERBAL)
    if inside and event.sentence == mark.sentence:
        piece = piece._replace(last=event.i + 1, end=event.end)
    else:
        event = mark
    steps, unit = counted(when.timex)
    days = [p for p in made if p.first > mark.i and _dates(p, event.i, around, unit)]
    if len({p.when.days for p in days if p.when}) != 1 or steps is None:
        gap = None if steps is None else NO_DAY_OF_EVENT
        return piece._replace(when=replace(when, gap=gap, timex=None))
    sign = -1 if mark.lower in around.words.lemmas["BEFORE"] else 1
    start = days[0].when.days.start if days[0].when else None
    found = units_away(start, unit, sign * steps, days[0].start) if start else None
    return piece if found is None else piece._replace(when=replace(found, kind=when.kind))


def _dates(day: Piece, event: int, around: Around, unit: str) -> bool:
    """Whether a time stands under an event and is at least as fine as the unit."""
    when: When | None = day.when
    if when is None or when.days.start is None or day.first > event + REACH:
        return False
    fine = max(ORDER.index(PRECISION[unit]), ORDER.index("day"))
    if when.precision not in ORDER or ORDER.index(when.precision) > fine:
        return False
    top = around.top(day)
    return top == event or event in around.parse.ancestors(top)
