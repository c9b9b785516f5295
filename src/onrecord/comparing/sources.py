"""Where comparing takes its readings and events from: the database of a project, read only.

    Store ──▶ Sources.reading, .document, .part; Kept.of_document, .event, .joined

Readings are decoded when they are asked for and some are held; nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from onrecord.merge.said import Sayer
from onrecord.store.connection import row, rows
from onrecord.store.documents import get_document
from onrecord.store.readings import get_reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onrecord.merge import Event, MergeWords
    from onrecord.merge.said import Saying
    from onrecord.model import Account, Document, Reading
    from onrecord.store import Store

#: Readings that are held at a time.
HELD = 256
GAP = " … "


class Events(Protocol):
    """What is known of the events of a project."""

    def of_document(self, doc_id: str) -> Mapping[str, str]:
        """Of each account of a document of the project its event."""
        ...

    def event(self, event_id: str) -> Event | None:
        """An event by its id."""
        ...

    def joined(self, reading: Reading, document: Document | None) -> Mapping[str, str]:
        """Of accounts of another reading the events that they would join."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """Which document: what a list of sources says of it."""

    doc_id: str
    id: str | None
    outlet: str | None
    published: str | None
    title: str | None


class Sources:
    """The readings of a project, as they are asked for."""

    def __init__(
        self,
        store: Store,
        words: MergeWords,
        events: Events,
        sides: Mapping[str, str],
        unmerged: int = 0,
    ) -> None:
        self.store = store
        self.unmerged = unmerged
        self.words = words
        self.events = events
        self.sides = sides
        self.reading = lru_cache(maxsize=HELD)(self._reading)
        self.told = lru_cache(maxsize=HELD)(self._told)

    def _reading(self, doc_id: str) -> Reading | None:
        return get_reading(self.store, doc_id)

    def _told(self, doc_id: str) -> Telling | None:
        reading = self.reading(doc_id)
        return None if reading is None else Telling(self.words, reading)

    def document(self, doc_id: str) -> Document | None:
        """A document with its text."""
        return get_document(self.store, doc_id)

    def of_text(self, content_id: str) -> tuple[str, ...]:
        """The documents that have this text."""
        sql = "SELECT doc_id FROM documents WHERE content_id = ? ORDER BY doc_id"
        return tuple(found[0] for found in rows(self.store, sql, (content_id,)))

    def count(self) -> int:
        """How many documents were read."""
        found = row(self.store, "SELECT count(*) FROM shown")
        return int(found[0]) if found else 0

    def outlet(self, doc_id: str) -> str | None:
        """The outlet of a document."""
        found = row(self.store, "SELECT outlet FROM documents WHERE doc_id = ?", (doc_id,))
        return found[0] if found else None

    def report(self, doc_id: str) -> Report:
        """What a list of sources says of a document."""
        sql = "SELECT doc_id, id, outlet, published, title FROM documents WHERE doc_id = ?"
        found = row(self.store, sql, (doc_id,))
        return Report(*found) if found else Report(doc_id, None, None, None, None)


class Telling:
    """A reading whose accounts and relations can say what they say."""

    def __init__(
        self, words: MergeWords, reading: Reading, document: Document | None = None
    ) -> None:
        self.reading = reading
        self.accounts: dict[str, Account] = {a.account_id: a for a in reading.accounts}
        self.told = {told.account_id: told for told in words.teller(reading, document)}
        spots = {t.spot.id: t.spot for t in self.told.values() if t.spot is not None}
        self.sayer = Sayer(words.teller, reading, spots)

    def sayings(self, accounts: Iterable[str]) -> Sequence[Saying]:
        """All that these accounts say; those of other documents are passed over."""
        known = (self.accounts[a] for a in accounts if a in self.accounts)
        return [
            self.marked(saying, account.account_id)
            for account in known
            for saying in self.sayer.of(account)
        ]

    def marked(self, saying: Saying, member: str) -> Saying:
        """The same with the account or relation it belongs to, and all its statement says."""
        statement = self.sayer.statements[saying.statement]
        content = GAP.join(span.text for span in statement.content)
        return replace(saying, account=member, content=content)
