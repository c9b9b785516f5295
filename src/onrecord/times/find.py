"""Find when things happened: "On Monday", "27 November", "the past three weeks", "since 2011".

    Found ──▶ find_times ──▶ TimesFound: a Time for each expression, its tokens, gaps

Three passes of patterns (``times.csv``): words make times, times make longer times, and
prepositions open intervals. What cannot be placed keeps its words, has no days, and a gap tells
why; nothing is ever set to the day of publication for want of a better one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from re import Match
from typing import TYPE_CHECKING

from onrecord.found import MentionIndex, TimesFound, TokenMention
from onrecord.model import Gap, Span, Time, content_hash
from onrecord.times.around import Around
from onrecord.times.combine import on_day
from onrecord.times.pieces import Piece, Strip, cut, piece_at
from onrecord.times.readings import READINGS
from onrecord.times.shapes import FIRST_YEAR, LAST_YEAR
from onrecord.times.when import NO_PUBLICATION, Parts, When
from onrecord.times.words import Machine, TimeWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.found import Found

#: Kinds of times that a preposition of time can mark.
ON_THE_CALENDAR = ("absolute", "absolute_no_year", "relative_weekday", "deictic")
NO_DAY = "a time of day whose day the text around does not give"


def find_times(found: Found, words: TimeWords) -> TimesFound:
    """The expressions of time of a document, in the order of the text.

    Args:
        found: document (for the day of publication) and parse.
        words: the loaded words and patterns.

    Returns:
        Times, their tokens, and a gap for each that could not be placed.
    """
    around = Around(found.parse, words, _published(found))
    strip = cut(found.parse, words)
    for machines in words.machines:
        strip = _run(strip, machines, around, words)
    made = [item for item in strip.items if isinstance(item, Piece) and item.when is not None]
    made = _with_days(made, around)
    return _result([_with_preposition(piece, around) for piece in made], found)


def _published(found: Found) -> date | None:
    """The day of publication, if it is known to the day."""
    published = found.document.published
    if published is None or found.document.published_precision not in (None, "day", "minute"):
        return None
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A pattern that matches letters ``start:end``; its time stands at ``first:last``."""

    start: int
    end: int
    first: int
    last: int
    machine: Machine
    match: Match[str]


def _run(strip: Strip, machines: Iterable[Machine], around: Around, words: TimeWords) -> Strip:
    """Match the patterns of one level; the leftmost and longest that reads becomes a piece."""
    candidates = sorted(_candidates(strip, machines), key=_order)
    done = 0
    made: list[tuple[int, int, Piece]] = []
    for candidate in candidates:
        if candidate.first < done:
            continue
        piece = _read(strip, candidate, around, words)
        if piece is not None:
            done = candidate.last
            made.append((candidate.first, candidate.last, piece))
            around.remember(piece)
    return _replaced(strip, made)


def _order(candidate: _Candidate) -> tuple[int, int, int]:
    """Leftmost first, then the longest, then the one with more words around it."""
    return candidate.first, candidate.first - candidate.last, candidate.start - candidate.end


def _candidates(strip: Strip, machines: Iterable[Machine]) -> Iterator[_Candidate]:
    for machine in machines:
        marked = "span_" in machine.expression.groupindex
        for match in machine.expression.finditer(strip.letters):
            first, last = match.span("span_") if marked else match.span()
            yield _Candidate(match.start(), match.end(), first, last, machine, match)


def _replaced(strip: Strip, made: Iterable[tuple[int, int, Piece]]) -> Strip:
    letters: list[str] = []
    items: list[int | Piece | None] = []
    done = 0
    for first, last, piece in made:
        letters += (strip.letters[done:first], piece.letter)
        items += (*strip.items[done:first], piece)
        done = last
    letters.append(strip.letters[done:])
    items += strip.items[done:]
    return Strip("".join(letters), tuple(items))


def _read(strip: Strip, candidate: _Candidate, around: Around, words: TimeWords) -> Piece | None:
    row = candidate.machine.row
    first = piece_at(strip, candidate.first, around.parse)
    last = piece_at(strip, candidate.last - 1, around.parse)
    parts = Parts(
        {
            name: _value(piece_at(strip, candidate.match.start(name), around.parse), what, words)
            for name, what in candidate.machine.classes.items()
            if candidate.match.start(name) >= 0
        }
    )
    when = READINGS[row.reading](parts, around.scene(first, last))
    if when is None:
        return None
    when = replace(when, kind=when.kind or row.kind)
    letter = words.letters[_made_classes(when)]
    return Piece(letter, first.first, last.last, first.start, last.end, "", None, when, row.id)


def _value(piece: Piece, what: str, words: TimeWords) -> str | float | When | None:
    """What a caught piece is worth as a member of a class."""
    if piece.when is not None:
        return piece.when
    if what == "NUMBER":
        return piece.number
    rows = words.by_form.get(piece.key) or tuple(
        row
        for forms, row in words.phrases.get(piece.key.split(" ")[0], ())
        if " ".join(forms) == piece.key
    )
    row = next((row for row in rows if what in row.classes.split()), None)
    if row is not None:
        return row.value
    return piece.number if piece.number is not None and not piece.key.isdigit() else piece.key


def _made_classes(when: When) -> frozenset[str]:
    if when.timex is not None and when.timex.startswith("T"):
        name = "CLOCKTIME" if ":" in when.timex else "PARTTIME"
    elif when.kind in ("duration", "set", "vague"):
        name = "OTHERTIME"
    elif when.precision == "day":
        name = "DAYTIME"
    else:
        name = "PERIOD" if when.precision not in ("hour", "minute", "vague") else "OTHERTIME"
    return frozenset((name, "TIME"))


def _with_days(made: list[Piece], around: Around) -> list[Piece]:
    """Give times of day the one day of their sentence, else the nearest day before."""
    return [_with_day(piece, made, around) for piece in made]


def _with_day(piece: Piece, made: list[Piece], around: Around) -> Piece:
    when = piece.when
    if when is None or when.timex is None or not when.timex.startswith("T"):
        return piece
    here = around.sentence(piece)
    days = {
        other.when.day: other
        for other in made
        if other.when is not None and other.when.day and around.sentence(other) == here
    }
    if len(days) == 1:
        other = next(iter(days.values()))
        day = replace(other.when, anchor=other.start) if other.when else None
        return piece._replace(when=replace(on_day(when, day), kind="deictic") if day else when)
    before = None if days else around.previous(piece, "D")
    if before is None:
        gap = NO_DAY if around.published or days else NO_PUBLICATION
        return piece._replace(when=replace(when, gap=gap))
    day = When(before[0], "day", None, before[1], kind=when.kind)
    return piece._replace(when=on_day(when, day))


def _with_preposition(piece: Piece, around: Around) -> Piece:
    """The words of a time on the calendar, with the preposition that marks it ("on Monday")."""
    tokens, lemmas = around.parse.tokens, around.words.lemmas
    if piece.first == 0 or piece.when is None or piece.when.kind not in ON_THE_CALENDAR:
        return piece
    before = tokens[piece.first - 1]
    if before.lower not in lemmas["MARK"] or before.pos != "ADP" or around.modifies(piece):
        return piece
    return piece._replace(first=before.i, start=before.start)


def _result(made: list[Piece], found: Found) -> TimesFound:
    doc_id = found.document.doc_id
    ids = {piece.start: content_hash("t_", (doc_id, piece.start, piece.end)) for piece in made}
    times: list[Time] = []
    mentions: list[TokenMention] = []
    gaps: list[Gap] = []
    for piece in made:
        when = piece.when
        if when is None:
            continue
        span = Span(piece.start, piece.end, found.document.text[piece.start : piece.end])
        times.append(_time(piece, when, span, _anchor(when, made, ids), ids[piece.start]))
        head = _head(piece, found)
        mentions.append(TokenMention(piece.first, piece.last, head, ids[piece.start]))
        if when.gap is not None:
            gaps.append(Gap("times", span, when.gap, when.candidates))
    return TimesFound(tuple(times), MentionIndex(tuple(mentions)), tuple(gaps))


def _time(piece: Piece, when: When, span: Span, anchor: str | None, time_id: str) -> Time:
    start, end = when.days
    return Time(
        time_id,
        span,
        when.kind or "vague",
        start.isoformat() if start else None,
        end.isoformat() if end else None,
        when.precision,
        anchor,
        when.timex,
        piece.rule,
    )


def _anchor(when: When, made: list[Piece], ids: dict[int, str]) -> str | None:
    """The id of the time that holds the anchor's offset, or ``document``."""
    if not isinstance(when.anchor, int):
        return when.anchor
    offset = when.anchor
    return next((ids[p.start] for p in made if p.start <= offset < p.end), None)


def _head(piece: Piece, found: Found) -> int:
    """The token of the piece whose own head lies outside of it."""
    tokens = found.parse.tokens
    inside = range(piece.first, piece.last)
    return next(
        (i for i in inside if tokens[i].head not in inside or tokens[i].head == i), piece.last - 1
    )
