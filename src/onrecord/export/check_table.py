"""A check, or what one holder says, in the terminal: a table for each event and tie.

    Check ──▶ checked; Said ──▶ told_by_one ──▶ rich renderables, from top to bottom

Three columns fit a page of 80 characters: what it is about, what ours say, what the others say and
how that stands to it. What others tell and ours do not has "none in this document" in the middle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import HORIZONTALS
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from onrecord.export.compared import (
    Style,
    ends_words,
    holder_of,
    ours_words,
    quoted,
    topic_rows,
)
from onrecord.export.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from onrecord.comparing.check import Check
    from onrecord.comparing.copied import Copied
    from onrecord.comparing.sources import Report
    from onrecord.export.wording import Wording
    from onrecord.merge.held import Topic, Voice

OPEN = ("not_compared",)
#: Signs shown of why accounts were taken for one.
SIGNS = 3
TITLE = 60
FIELD = 12


def checked(check: Check, wording: Wording, *, words: bool = False) -> Iterator[RenderableType]:
    """A check from top to bottom: the report, its events and ties, what nobody else tells."""
    numbers = {report.doc_id: n for n, report in enumerate(check.others, 1)}
    style = Style(wording, numbers, _Named(wording), words)
    yield from _head(check, style)
    for topic in check.topics:
        if not topic.is_alone:
            yield from topic_table(topic, style, style("this_document"))
    alone = [topic for topic in check.topics if topic.is_alone]
    if alone:
        yield _alone(alone, style)
    yield from _foot(check, style)


class _Named:
    """Names the holder of a voice of the document that is checked."""

    def __init__(self, wording: Wording) -> None:
        self.style = Style(wording, {}, str)

    def __call__(self, voice: Voice) -> str:
        return holder_of(voice, self.style, "the_article")


# ---- head and foot ------------------------------------------------------------------------------


def _head(check: Check, style: Style) -> Iterator[RenderableType]:
    report = check.document
    yield Rule(Text(plain(f"{style('report')}: {report.title or report.id or report.doc_id}")))
    parts = [report.outlet, style.wording.day(report.published) if report.published else None]
    yield _dim(" · ".join(part for part in (*parts, report.doc_id, _against(check, style)) if part))
    if check.itself:
        yield _dim(f"{style('itself')} {', '.join(check.itself)}")
    if check.copies:
        found = "; ".join(_copy(copy, style) for copy in check.copies)
        yield _dim(f"{style('copies')}: {found}")
    for gap in check.gaps:
        yield _dim(f"{style('nothing_read')}: {gap}")
    yield Text()


def _against(check: Check, style: Style) -> str:
    if check.compared == 1:
        return style("against_one")
    return style("against", n=check.compared) if check.compared else style("against_none")


def _copy(copy: Copied, style: Style) -> str:
    shares = style("shares", n=copy.shared) if copy.shared else style("shares_some")
    original = f", {style('is_original')}" if copy.is_original else ""
    return f"[{style.numbers.get(copy.doc_id, '?')}] {shares}{original}"


def _foot(check: Check, style: Style) -> Iterator[RenderableType]:
    left = sum(statement.found == OPEN for statement in check.statements)
    if not check.topics and not check.gaps:
        yield Text(style("no_accounts", n=len(check.statements)))
    elif left and check.topics:
        yield _dim(style("not_compared", n=left))
    yield from listed(check.others, style)
    yield _dim(style("no_verdict"))


def listed(reports: Sequence[Report], style: Style) -> Iterator[RenderableType]:
    """Which document each number stands for."""
    if not reports:
        return
    yield Text()
    yield Text(style("documents"), "italic")
    for report in reports:
        day = style.wording.day(report.published) if report.published else None
        title = f"“{report.title}”" if report.title else None
        parts = (report.outlet, day, title, report.id, report.doc_id)
        words = ", ".join(part for part in parts if part)
        yield Text(plain(f"[{style.numbers[report.doc_id]}] {words}"))
    yield Text()


def _dim(words: str) -> Text:
    return Text(plain(words), "dim")


# ---- topics -------------------------------------------------------------------------------------


def topic_table(topic: Topic, style: Style, ours: str) -> Iterator[RenderableType]:
    """One event or tie."""
    yield Text(plain(title_of(topic, style.wording)), "bold")
    head = topic.head
    counts = {"outlets": topic.n_outlets, "origins": topic.n_origins}
    told = style("told_by", documents=len(topic.documents), **counts)
    because = style("because", signs=", ".join(head.because[:SIGNS])) if head.because else ""
    yield _dim("; ".join(part for part in (told, because) if part))
    table = Table(box=HORIZONTALS, expand=True, show_edge=False, pad_edge=False)
    table.add_column(style("column_field"), ratio=2)
    table.add_column(ours, ratio=5)
    table.add_column(style("others"), ratio=7)
    for field, here, others in topic_rows(topic, style):
        table.add_row(Text(plain(field)), Text(plain(here)), _lines(others))
    yield table
    yield Text()


def title_of(topic: Topic, wording: Wording) -> str:
    """An event by type, place and day; a tie as a clause."""
    if topic.head.ends:
        return ends_words(topic, wording)
    return topic.head.title


def _lines(others: Iterable[tuple[str, str]]) -> Text:
    text = Text()
    for act, words in others:
        text.append("\n" if text else "")
        text.append(f"{act}: " if words else act, "italic").append(plain(words))
    return text


def _alone(topics: Sequence[Topic], style: Style) -> Table:
    title = Text(style("alone"), "bold")
    table = Table(
        box=HORIZONTALS, expand=True, show_edge=False, pad_edge=False, title=title,
        title_justify="left", show_header=False,
    )  # fmt: skip
    table.add_column(ratio=4)
    table.add_column(ratio=6)
    table.add_column(ratio=4)
    for topic in topics:
        first = topic.points[0].voices if topic.points else ()
        words = quoted(first) or f"“{topic.head.words}”"
        cells = (title_of(topic, style.wording), words, ours_words(first, style))
        table.add_row(*(Text(plain(cell)) for cell in cells))
    return table


def numbered(reports: Iterable[Report]) -> Mapping[str, int]:
    """Numbers of documents, from 1."""
    return {report.doc_id: n for n, report in enumerate(reports, 1)}
