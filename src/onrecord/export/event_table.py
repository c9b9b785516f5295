"""An event in the terminal: its values side by side, each with who says it; its accounts.

    Event, reports ──▶ event_parts ──▶ rich renderables, from top to bottom

Documents are named by number; a list below the table says which they are. The title is made of
type, place and day; all else is somebody's, and stands with who says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.box import HORIZONTALS
from rich.table import Table
from rich.text import Text

from onrecord.export.compared import HIDDEN, LIVE, Style, value_words
from onrecord.export.terminal import account_card, plain
from onrecord.export.view import look
from onrecord.merge.event import told_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from onrecord.export.wording import Wording
    from onrecord.merge import Event, EventField
    from onrecord.merge.event import AccountRef, Value
    from onrecord.model import Document, Reading

#: Table of the words.
WORDS = "event_page"


@dataclass(frozen=True, slots=True)
class Head:
    """A document as far as a list names it; ``number`` is its number on the page."""

    number: int
    doc_id: str
    id: str | None = None
    outlet: str | None = None
    published: str | None = None
    title: str | None = None


class EventPage:
    """Makes the parts of one event."""

    def __init__(self, event: Event, heads: Sequence[Head], wording: Wording) -> None:
        self.event = event
        self.heads = heads
        self.wording = wording
        self.numbers: Mapping[str, int] = {head.doc_id: head.number for head in heads}
        self.style = Style(wording, self.numbers, str)

    def parts(self) -> Iterator[RenderableType]:
        """Title, counts, values field by field, copies, documents."""
        event = self.event
        how = told_as(event)
        mark = "" if how == LIVE else f" ({self._word(f'told_{how}')})"
        yield Text(plain(event.title + mark), "bold")
        told = self._word("told", documents=event.n_documents, outlets=event.n_outlets,
                          origins=event.n_origins)  # fmt: skip
        day = event.first_seen and self._word("first", day=self.wording.day(event.first_seen))
        yield _dim("; ".join(part for part in (event.event_id, told, day) if part))
        yield self._table()
        for group in event.copies:
            yield _dim(f"{self._word('copies')}: {self._documents(group)}")
        for head in self.heads:
            yield Text(plain(self.head_words(head)))
        yield _dim(self._word("no_verdict"))

    def of_event(self) -> Text:
        """Which event it is, in one line."""
        event = self.event
        return Text(plain(f"{self._word('account_of')} {event.event_id}: {event.title}"))

    def accounts(
        self, readings: Mapping[str, tuple[Reading, Document]]
    ) -> Iterator[RenderableType]:
        """What each document tells: who says it, in which words."""
        yield Text()
        yield Text(self._word("accounts"), "bold")
        for ref in self.event.accounts:
            head = next(h for h in self.heads if h.doc_id == ref.doc_id)
            yield _dim(f"{self.head_words(head)}, {ref.account_id}")
            yield self._card(ref, readings.get(ref.doc_id))
            yield Text()

    def head_words(self, head: Head) -> str:
        """``[1] Plain Wire, 5 June 2024, “Shells hit …”, oska, d_…``."""
        day = self.wording.day(head.published) if head.published else None
        title = f"“{head.title}”" if head.title else None
        named = (head.outlet, day, title, head.id, head.doc_id)
        return f"[{head.number}] {', '.join(one for one in named if one)}"

    def _card(self, ref: AccountRef, found: tuple[Reading, Document] | None) -> Text:
        if found is None:
            return _dim(self._word("document_gone"))
        reading, document = found
        view = look(reading, document.text, self.wording)
        account = next((a for a in reading.accounts if a.account_id == ref.account_id), None)
        return account_card(view, account) if account else _dim(self._word("document_gone"))

    def _table(self) -> Table:
        table = Table(box=HORIZONTALS, expand=True, show_edge=False, pad_edge=False)
        for key, ratio in (("field", 3), ("value", 5), ("who", 7), ("verdict", 3)):
            table.add_column(self._word(f"column_{key}"), ratio=ratio)
        for name, field in self.event.fields.items():
            if name not in HIDDEN:
                for cells in self._rows(name, field):
                    table.add_row(*(Text(plain(cell)) for cell in cells))
        return table

    def _rows(self, name: str, field: EventField) -> Iterator[tuple[str, ...]]:
        verdict = self.wording("verdict", field.verdict)
        if field.hostile_side_agreement:
            verdict = f"{verdict}; {self._word('hostile')}"
        first = self.style.field(name)
        for value in field.values:
            yield first, self._value(name, value), self._who(value), verdict
            first = verdict = ""

    def _value(self, name: str, value: Value) -> str:
        words = value_words(name, value, self.wording)
        status = "" if value.status == LIVE else f"({self.style(value.status)})"
        return " ".join(part for part in (words, status) if part)

    def _who(self, value: Value) -> str:
        return f"{'; '.join(self._holders(value))} {self._documents(value.documents)}"

    def _holders(self, value: Value) -> Iterable[str]:
        own = self.style("own_voice")
        return dict.fromkeys(" > ".join(chain[1:]) or own for chain in value.holders)

    def _documents(self, documents: Iterable[str]) -> str:
        numbers = sorted(self.numbers[d] for d in dict.fromkeys(documents) if d in self.numbers)
        return f"[{', '.join(map(str, numbers))}]"

    def _word(self, key: str, **parts: object) -> str:
        return self.wording(WORDS, key, **parts)


def _dim(words: str) -> Text:
    return Text(plain(words), "dim")
