"""Names and rows in the terminal.

UnknownName, KnownActor ──▶ tables and lines for people
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from onrecord.export.terminal import CELL, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.checks import TableRow
    from onrecord.overlay.lookup import KnownActor
    from onrecord.overlay.unknown import Context, UnknownName

_COUNTS = ("documents", "mentions")
_HEADS = ("name", "documents", "mentions", "type guessed", "where it stands")


def unknown_table(names: Iterable[UnknownName]) -> Table:
    """A line for each name: how often, all its forms, where it stands."""
    table = Table(box=SIMPLE_HEAD)
    for head in _HEADS:
        table.add_column(head, justify="right" if head in _COUNTS else "left", overflow="fold")
    for name in names:
        forms = [form for form in name.forms if form != name.name]
        called = "\n  ".join((name.name, *forms))
        places = Text("\n").join(_context(context) for context in name.contexts)
        counts = (str(name.documents), str(name.mentions))
        table.add_row(Text(plain(called)), *counts, Text(plain(name.type)), places)
    return table


def _context(context: Context) -> Text:
    """The document and the sentence, the words marked; a long sentence around its words."""
    sentence = " ".join(plain(context.sentence).split())
    words = " ".join(plain(context.words).split())
    at = max(sentence.find(words), 0)
    first = max(0, min(at + len(words) // 2 - CELL // 2, len(sentence) - CELL))
    shown = ("…" if first else "") + sentence[first : first + CELL]
    shown += "…" if first + CELL < len(sentence) else ""
    text = Text(f"{plain(context.document)}: ", style="dim")
    text.append(Text(shown, style="not dim"))
    text.highlight_words([words], "bold")
    return text


def known_lines(known: KnownActor) -> Iterator[str]:
    """What the rows say of an actor, one line for each row."""
    codes = " ".join(filter(None, (known.type, known.state, *known.sectors)))
    yield f"{known.id}  {known.label} — {codes}"
    if known.row is None:
        yield "    made of a state and a kind of body: body_kinds.csv, bodies.csv"
    else:
        parent = known.row.cell("parent")
        yield from _line(known.row, "", f"part of {parent}" if parent else "")
    for row in known.names:
        yield from _line(row, row.cell("phrase"))
    for row in known.more:
        told = (row.cell("office"), row.cell("of"), row.cell("type"), row.cell("sectors"))
        yield from _line(row, " ".join(filter(None, told)))


def _line(row: TableRow, *first: str) -> Iterator[str]:
    dates = (row.cell("valid_from"), row.cell("valid_to"))
    when = " to ".join(day or "…" for day in dates) if any(dates) else ""
    cells = (*first, row.cell("form"), when, row.cell("source"), row.place)
    yield "    " + " · ".join(plain(cell) for cell in cells if cell)
