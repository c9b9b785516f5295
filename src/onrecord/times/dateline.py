"""The day a text says it was written on: its dateline, or a date that stands alone at its head.

    first times of a document ──▶ written_on ──▶ Head: the day, and where it stands

"Monday" counts from that day, not from the day on which somebody printed the text again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from onrecord.times.days import day_near

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.found import Found
    from onrecord.times.pieces import Piece
    from onrecord.times.words import TimeWords

#: So many characters into the prose a date alone can be that of the text.
HEAD = 400
#: A bare date this far from publication is the day of something else (anniversaries).
FAR_DAYS = 400
#: A dateline without a year lies this near to publication.
NEAR_DAYS = 183
EITHER = "the date at the head can be read in two ways, and neither is the day of publication"
CONTRADICTED = "the text is dated later than its day of publication"


class Head(NamedTuple):
    """The day a text was written on (None: not to be told), and where the words stand."""

    day: date | None
    offset: int
    gap: str | None = None


def written_on(
    pieces: Iterable[Piece], found: Found, published: date | None, words: TimeWords
) -> Head | None:
    """The day at the head of a text, where it differs from that of publication."""
    for piece in pieces:
        if piece.start > found.document.prose_start + HEAD:
            break
        day = _day(piece, found, published, words)
        if day is None and _is_open(piece, found, published, words):
            return Head(None, piece.start, EITHER)
        if day is None:
            continue
        if day == published:
            return None
        late = published is not None and day > published
        return Head(day, piece.start, CONTRADICTED if late else None)
    return None


def _day(piece: Piece, found: Found, published: date | None, words: TimeWords) -> date | None:
    when = piece.when
    if when is None or when.precision != "day":
        return None
    if any(a <= piece.start < b for a, b in found.layout.datelines):
        return _full(when.timex, published) if when.kind == "absolute_no_year" else when.day
    if when.kind != "absolute" or when.day is None or not _alone(piece, found, words):
        return None
    near = published is None or abs((when.day - published).days) <= FAR_DAYS
    return when.day if near else None


def _is_open(piece: Piece, found: Found, published: date | None, words: TimeWords) -> bool:
    """Whether a date alone can be read in two ways, neither of them the day of publication."""
    when = piece.when
    if when is None or when.kind != "absolute" or not when.candidates or published is None:
        return False
    days = map(date.fromisoformat, when.candidates)
    near = any(abs((day - published).days) <= FAR_DAYS for day in days)
    return near and _alone(piece, found, words)


def _full(timex: str | None, published: date | None) -> date | None:
    """A day and month in the year that puts it nearest to publication."""
    if timex is None or published is None:
        return None
    month, number = int(timex[5:7]), int(timex[8:10])
    days = (day_near(published, month, number, way) for way in (-1, 1))
    near = [there for there in days if there and abs((there - published).days) <= NEAR_DAYS]
    return min(near, key=lambda there: abs((there - published).days), default=None)


def _alone(piece: Piece, found: Found, words: TimeWords) -> bool:
    """Whether a date belongs to no sentence: a line of its own, or put between two others."""
    tokens, lemmas = found.parse.tokens, words.lemmas
    before = tokens[piece.first - 1] if piece.first else None
    after = tokens[piece.last] if piece.last < len(tokens) else None
    text = found.document.text
    starts = before is None or "\n" in text[before.end : piece.start]
    ends = after is None or "\n" in text[piece.end : after.start]
    anew = after is not None and (after.text[:1].isupper() or after.text[:1].isdigit())
    if starts:
        return ends or anew or (after is not None and after.lower in lemmas["AT"])
    if before is None or before.pos in ("ADP", "PUNCT", "DET"):
        return False
    named = {"WEEKDAY", "SHORTDAY"}
    rows = words.by_form.get(tokens[piece.first].lower, ())
    dated = any(named & set(row.classes.split()) for row in rows)
    return ends or (anew and (dated or before.lower in lemmas["PUBLICATION"]))
