"""Values and voices of many documents in words: what tables of ``check`` and ``say`` are made of.

    Value ──▶ value_words; Voices, numbers of documents ──▶ voices_words; Topic ──▶ topic_rows

Documents are named by number; a list below the tables says which they are. What is quoted stands in
quotation marks; nothing else of these words is from a document but names and figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.export.wording import Wording
from onrecord.merge.held import ASSERTS, DENIES, Point, Voice
from onrecord.merge.verdicts import SAME
from onrecord.model import Quantity, Span, Time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.merge.event import Value
    from onrecord.merge.held import Held, LeftOut, Topic, Unheard
    from onrecord.merge.ties import End

#: Longest quotation in a table.
QUOTED = 70
LIVE = "live"
#: Fields that no words of a document give; the JSON lines have them.
HIDDEN = frozenset({"mode"})
#: Fields that are shown only where somebody says otherwise.
QUIET = frozenset({"status"})
PARTIES = frozenset({"recipient", "victims", "supporter", "mediator"})
TELLING = frozenset({"happened", "holds"})
DAYS = frozenset({"date", "since", "until"})
#: Fields whose values are words of documents.
QUOTING = frozenset({"means", "as"})


@dataclass(frozen=True, slots=True)
class Style:
    """How tables are written.

    Attributes:
        wording: the words.
        numbers: of documents, by id.
        name: how whoever gives a value of ours is named: by holder, or by document.
        words: whether the words of those who say the same are quoted, too.
    """

    wording: Wording
    numbers: Mapping[str, int]
    name: Callable[[Voice], str]
    words: bool = False

    def __call__(self, key: str, **parts: object) -> str:
        """A word of the tables."""
        return self.wording("compare", key, **parts)

    def field(self, name: str) -> str:
        """What a field is called."""
        table = "compare_field" if self.wording.has("compare_field", name) else "quantity"
        return self.wording(table, name)


# ---- values -------------------------------------------------------------------------------------


def value_words(field: str, value: Value, wording: Wording) -> str:
    """A value as people write it; a denial says that it is one."""
    words = _plain_words(field, value, wording)
    if value.polarity != "-":
        return words
    return wording("compare", "not_so", value=words) if words else wording("compare", "not_at_all")


def _plain_words(field: str, value: Value, wording: Wording) -> str:
    if field in DAYS:
        return _days(field, value, wording)
    if field == "status":
        return wording("tie_state", str(value.value))
    if field == "mode":
        return wording("event_mode", str(value.value))
    if value.bound is not None:
        return _figure(value, wording)
    if field in QUOTING:
        return f"“{value.value}”"
    return value.name or ("" if field in TELLING else str(value.value))


def _days(field: str, value: Value, wording: Wording) -> str:
    start, end, precision = value.start, value.end, value.precision or "day"
    if field != "date":  # the first or last day of a year stands for the year
        day = str(value.value)
        precision = "year" if day.endswith(("-01-01", "-12-31")) else "day"
        if precision == "year":
            return day[:4]
        start = end = day
    span = Span(0, 0, "")
    return wording.days(Time("", span, "", start, end, precision, None, None, ""))


def _figure(value: Value, wording: Wording) -> str:
    bound, whom = value.bound or "", value.of
    numbers = value.low, value.best, value.high
    quantity = Quantity(
        "", Span(0, 0, ""), "", "", *numbers, bound, whom, value.as_of, None, None, None
    )
    words = wording.figure(quantity)
    said = f"{words} {wording('figure_of', whom)}" if whom and whom != "people" else words
    day = value.as_of
    return f"{said} ({wording('page', 'as_of')} {wording.day(day)})" if day else said


def quoted(voices: Iterable[Voice]) -> str:
    """The words of the first voice that has some, in quotation marks."""
    words = next((v.words for v in voices if v.words), "")
    return f"“{cut(words)}”" if words else ""


def said_by(voices: Iterable[Voice]) -> str:
    """What the first voice says, in quotation marks."""
    words = next((v.said for v in voices if v.said), "")
    return f"“{cut(words)}”" if words else ""


def cut(words: str) -> str:
    """Words in one line, as many as a table takes."""
    flat = " ".join(words.split())
    return flat if len(flat) <= QUOTED else f"{flat[: QUOTED - 1]}…"


# ---- voices -------------------------------------------------------------------------------------


def holder_of(voice: Voice, style: Style, own: str) -> str:
    """Who speaks: the holders after the document, or who nobody names, or its own voice."""
    if len(voice.holders) > 1:
        return " > ".join(voice.holders[1:])
    return style(own) if voice.origin else style("nobody")


def by_document(voice: Voice, numbers: Mapping[str, int]) -> str:
    """A voice of ours where one holder is asked for: who passes it on, and the document."""
    return f"{' > '.join(voice.holders[1:-1])} [{numbers.get(voice.doc_id, '?')}]".strip()


def voices_words(voices: Iterable[Voice], style: Style) -> str:
    """Holders, each once, with the numbers of their documents.

    Documents are in the order of their numbers, holders in that of the voices.
    """
    documents: dict[str, set[int]] = {}
    for voice in voices:
        name = holder_of(voice, style, "own_voice")
        documents.setdefault(name, set()).add(style.numbers.get(voice.doc_id, 0))
    named = (f"{name} [{', '.join(map(str, sorted(n)))}]" for name, n in documents.items())
    return "; ".join(named)


def ours_words(voices: Iterable[Voice], style: Style) -> str:
    """Who gives a value of ours, each once."""
    return "; ".join(dict.fromkeys(style.name(voice) for voice in voices))


# ---- rows ---------------------------------------------------------------------------------------

#: What it is about, what ours say, lines of others: (what they do, their words).
Row = tuple[str, str, tuple[tuple[str, str], ...]]


def topic_rows(topic: Topic, style: Style) -> Iterator[Row]:
    """The rows of a topic, field by field: points, then what is left out; last who is not heard."""
    left_out = _by_field(topic.left_out)
    points: dict[str, list[Point]] = {}
    for point in topic.points:
        points.setdefault(point.field, []).append(point)
    for field in dict.fromkeys((*points, *left_out)):
        name = style.field(field)
        for point in filter(is_shown, points.get(field, ())):
            yield name, _here(topic, point, style), _others(point, style)
            name = ""
        if field in left_out:
            lines = tuple((style("left_out"), _left_out(one, style)) for one in left_out[field])
            yield name, style("none_here"), lines
    if topic.unheard:
        words = "; ".join(_unheard(one, style) for one in topic.unheard)
        yield style("voices"), style("none_here"), ((style("left_out"), words),)


def is_shown(point: Point) -> bool:
    """Whether a point has a row: not where it repeats what another row says."""
    if point.field in HIDDEN or (point.field in QUIET and not point.otherwise):
        return False
    is_anybody = point.field in PARTIES and str(point.value.value).startswith("person")
    return not is_anybody or bool(point.also or point.otherwise)


def _here(topic: Topic, point: Point, style: Style) -> str:
    value = value_words(point.field, point.value, style.wording)
    words = _own_words(topic, point)
    parts = (value, words, _status(point.value, style))
    said = " ".join(part for part in parts if part)
    return f"{said} – {ours_words(point.voices, style)}"


def _own_words(topic: Topic, point: Point) -> str:
    if point.field in QUOTING:  # the value itself
        return ""
    return f"“{cut(topic.head.words)}”" if point.field in TELLING else quoted(point.voices)


def _others(point: Point, style: Style) -> tuple[tuple[str, str], ...]:
    also = (_held(point.field, held, style) for held in point.also)
    otherwise = [h for h in point.otherwise if h.value.status == LIVE]
    found = (*also, *(_held(point.field, held, style) for held in otherwise))
    return found or ((style("only_here"), ""),)


def _held(field: str, held: Held, style: Style) -> tuple[str, str]:
    inside = all(v.doc_id not in style.numbers for v in held.voices)
    acts = {"same": "also", "fits": "fits", DENIES: "denied", ASSERTS: "asserted"}
    act = style(acts.get(held.how, "otherwise"))
    if held.repeated:
        act = f"{act} ({style('again')})"
    parts = []
    if held.how in (DENIES, ASSERTS):
        parts += [said_by(held.voices)]
    elif held.how == SAME:
        parts += [quoted(held.voices)] if style.words else []
    else:
        parts += [value_words(field, held.value, style.wording), quoted(held.voices)]
    who = ours_words(held.voices, style) if inside else voices_words(held.voices, style)
    what = " ".join(part for part in (*parts, _status(held.value, style)) if part)
    what = f"{what} – {who}" if what else who
    return act, f"{what}, {style('inside')}" if inside else what


def _left_out(left: LeftOut, style: Style) -> str:
    value = value_words(left.field, left.value, style.wording)
    said = "" if left.field in QUOTING else quoted(left.voices)
    words = " ".join(part for part in (value, said) if part)
    return f"{words} – {voices_words(left.voices, style)}"


def _by_field(left_out: Iterable[LeftOut]) -> dict[str, list[LeftOut]]:
    found: dict[str, list[LeftOut]] = {}
    for left in left_out:
        found.setdefault(left.field, []).append(left)
    return found


def _unheard(one: Unheard, style: Style) -> str:
    numbers = sorted(style.numbers.get(d, 0) for d in one.documents)
    return f"{one.name} [{', '.join(map(str, numbers))}]"


def _status(value: Value, style: Style) -> str:
    return "" if value.status == LIVE else f"({style(value.status)})"


def ends_words(topic: Topic, wording: Wording) -> str:
    """A tie as a clause: subject, what ties them, object."""
    ends = (end_words(end, wording) for end in topic.head.ends)
    return f" {wording('relation', topic.head.type)} ".join(ends)


def end_words(end: End, wording: Wording) -> str:
    """An end of a tie by its neutral label; a label or name that somebody gives, in quotes."""
    if not end.name:
        return wording("compare", "not_named")
    return end.name if end.name != end.id else f"“{end.name}”"
