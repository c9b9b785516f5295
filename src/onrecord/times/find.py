"""Find when things happened: "On Monday", "27 November", "the past three weeks", "since 2011".

    Found ──▶ find_times ──▶ TimesFound: a Time for each expression, its tokens, gaps

Three passes of patterns (``times.csv``): words make times, times make longer times, and
prepositions open intervals. What cannot be placed keeps its words, has no days, and a gap tells
why; nothing is ever set to the day of publication for want of a better one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from re import Match
from typing import TYPE_CHECKING

from onrecord.found import MentionIndex, TimesFound, TokenMention
from onrecord.model import Gap, Span, Time, content_hash
from onrecord.publication import published_between
from onrecord.times.around import SENTENCES_BACK, Around
from onrecord.times.between import within
from onrecord.times.combine import on_day
from onrecord.times.dateline import Head, written_on
from onrecord.times.days import Days
from onrecord.times.events import with_events
from onrecord.times.pieces import Piece, Strip, cut, piece_at
from onrecord.times.readings import READINGS
from onrecord.times.shapes import FIRST_YEAR, LAST_YEAR
from onrecord.times.when import DOCUMENT, NO_PUBLICATION, OTHER_CALENDAR, Parts, When
from onrecord.times.words import Machine, TimeWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from onrecord.found import Found

#: Kinds of times that a preposition of time can mark.
ON_THE_CALENDAR = ("absolute", "absolute_no_year", "relative_weekday", "deictic")
PERSON = "PERSON"
#: Forms of mentions that are names.
NAMED = ("name", "abbreviation", "alias")
NO_DAY = "a time of day whose day the text around does not give"


def find_times(found: Found, words: TimeWords) -> TimesFound:
    """The expressions of time of a document, in the order of the text.

    Args:
        found: document (for the day of publication) and parse.
        words: the loaded words and patterns.

    Returns:
        Times, their tokens, and a gap for each that could not be placed.
    """
    between = published_between(found.document)
    if between is None or not FIRST_YEAR <= between.first.year <= between.last.year <= LAST_YEAR:
        return _counted(found, words, None)
    times = _counted(found, words, between.first)
    if between.first == between.last:
        return times
    return within(times, _counted(found, words, between.last))


def _counted(found: Found, words: TimeWords, published: date | None) -> TimesFound:
    """The times of a document, counted from a day of publication."""
    around, strip = _first_level(found, words, published)
    for machines in words.machines[1:]:
        strip = _run(strip, machines, around, words)
    made = [p for p in _made(strip) if not _is_name(p, found)]
    made = _with_days(made, around)
    done = [_with_preposition(piece, around) for piece in with_events(made, around)]
    return _result(done, found, around.head)


def _first_level(found: Found, words: TimeWords, published: date | None) -> tuple[Around, Strip]:
    """The times that words make, counted from the day at the head of the text if it has one."""
    around = Around(found.parse, words, published)
    strip = cut(found.parse, words)
    first = _run(strip, words.machines[0], around, words)
    head = written_on(_made(first), found, published, words)
    if head is None:
        return around, first
    around = Around(found.parse, words, head.day, head)
    return around, _run(strip, words.machines[0], around, words)


def _made(strip: Strip) -> list[Piece]:
    return [item for item in strip.items if isinstance(item, Piece) and item.when is not None]


def _is_name(piece: Piece, found: Found) -> bool:
    """Whether a time is part of a longer name ("April 6 Youth Movement", "April Lee")."""
    if piece.last - piece.first == 1 and _is_person(piece, found):
        return True
    mention = found.actors.index.at(piece.first)
    if mention is None or mention.form not in NAMED:
        return False
    inside = mention.first <= piece.first and piece.last <= mention.last
    return inside and mention.last - mention.first > piece.last - piece.first


def _is_person(piece: Piece, found: Found) -> bool:
    """Whether a word that may be a month or a day stands in a name of a person of more words."""
    tokens, i = found.parse.tokens, piece.first
    if tokens[i].entity != PERSON:
        return False
    beside = (tokens[j] for j in (i - 1, i + 1) if 0 <= j < len(tokens))
    return any(t.entity == PERSON and t.sentence == tokens[i].sentence for t in beside)


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
    present = set(strip.letters)
    for machine in machines:
        one, other = machine.needs
        if present.isdisjoint(one) or present.isdisjoint(other):
            continue
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
    anchor = when.anchor
    if anchor == DOCUMENT and around.head and not first.start <= around.head.offset < last.end:
        anchor = around.head.offset
    when = replace(when, kind=when.kind or row.kind, anchor=anchor)
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
    if when.gap == OTHER_CALENDAR:
        name = "CALENDARTIME"
    elif when.timex is not None and when.timex.startswith("T"):
        name = "CLOCKTIME" if ":" in when.timex else "PARTTIME"
    elif when.kind in ("duration", "set", "vague", "relative_event"):
        name = "OTHERTIME"
    elif when.precision == "day":
        name = "DAYTIME"
    else:
        name = "PERIOD" if when.precision not in ("hour", "minute", "vague") else "OTHERTIME"
    return frozenset((name, "TIME"))


def _with_days(made: list[Piece], around: Around) -> list[Piece]:
    """Give times of day their day: that of the sentence, of the ones before, or of the entry."""
    return [_with_day(piece, made, around) for piece in made]


def _with_day(piece: Piece, made: list[Piece], around: Around) -> Piece:
    when = piece.when
    if when is None or when.timex is None or not when.timex.startswith("T"):
        return piece
    if around.is_stamp(piece, piece):
        return piece._replace(when=_stamped(piece, when, made, around))
    for other, day in _days_near(piece, made, around):
        found = When(day, "day", None, other.start)
        return piece._replace(when=replace(on_day(when, found), kind="deictic"))
    return piece._replace(when=replace(when, gap=NO_DAY if around.published else NO_PUBLICATION))


def _days_near(piece: Piece, made: list[Piece], around: Around) -> Iterator[tuple[Piece, Days]]:
    """The one day of the sentence, else the one day of the nearest sentence before with days.

    A day on which something was said ("police said on Monday that …") is that of the saying.
    """
    here = around.sentence(piece)
    for back in range(SENTENCES_BACK + 1):
        days = {
            other.when.day: other
            for other in made
            if other.when is not None
            and other.when.day is not None
            and around.sentence(other) == here - back
            and not around.frames(other)
        }
        if days:
            yield from ((p, Days(d, d)) for d, p in days.items() if len(days) == 1)
            return


def _stamped(piece: Piece, when: When, made: list[Piece], around: Around) -> When:
    """The time of an entry: on the day that heads the entries above it, else of publication."""
    heads = (p for p in made if p.start < piece.start and p.when is not None and p.when.day)
    head = next((p for p in reversed(list(heads)) if around.is_stamp(p, p)), None)
    if head is not None and head.when is not None:
        return on_day(when, replace(head.when, anchor=head.start, kind="deictic"))
    if around.published is None:
        return replace(when, gap=NO_PUBLICATION)
    anchor = around.head.offset if around.head else DOCUMENT
    days = Days(around.published, around.published)
    return on_day(when, When(days, "day", None, anchor, kind="deictic"))


def _with_preposition(piece: Piece, around: Around) -> Piece:
    """The words of a time on the calendar, with the preposition that marks it ("on Monday")."""
    tokens, lemmas = around.parse.tokens, around.words.lemmas
    if piece.first == 0 or piece.when is None or piece.when.kind not in ON_THE_CALENDAR:
        return piece
    before = tokens[piece.first - 1]
    marks = before.lower in lemmas["MARK"] and before.pos == "ADP" and before.head > before.i
    if not marks or around.modifies(piece):
        return piece
    return piece._replace(first=before.i, start=before.start)


def _result(made: list[Piece], found: Found, head: Head | None) -> TimesFound:
    doc_id = found.document.doc_id
    ids = {p.start: content_hash("t_", (doc_id, p.start, p.end)) for p in made if not p.inner}
    times: list[Time] = []
    mentions: list[TokenMention] = []
    gaps: list[Gap] = []
    for piece in made:
        when = piece.when
        if when is None:
            continue
        span = Span(piece.start, piece.end, found.document.text[piece.start : piece.end])
        time_id = content_hash("t_", (doc_id, piece.start, piece.end))
        times.append(_time(piece, when, span, _anchor(when, made, ids), time_id))
        if not piece.inner:
            top = _head(piece, found)
            mentions.append(TokenMention(piece.first, piece.last, top, time_id))
        if when.gap is not None:
            gaps.append(Gap("times", span, when.gap, when.candidates))
        if head is not None and head.gap and piece.start <= head.offset < piece.end:
            gaps.append(Gap("times", span, head.gap, (found.document.published or "",)))
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
    return next((ids[p.start] for p in made if p.start <= offset < p.end and not p.inner), None)


def _head(piece: Piece, found: Found) -> int:
    """The token of the piece whose own head lies outside of it."""
    tokens = found.parse.tokens
    inside = range(piece.first, piece.last)
    return next(
        (i for i in inside if tokens[i].head not in inside or tokens[i].head == i), piece.last - 1
    )
