"""The events that the database of a project keeps, for comparing.

Store ──▶ Kept ──▶ of_document, event, joined
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from onrecord.merges import would_join
from onrecord.store.connection import row, rows
from onrecord.store.events import get_event
from onrecord.store.merging import accounts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onrecord.merge import Event, MergeWords
    from onrecord.model import Document, Reading
    from onrecord.store import Store

#: Events that are held at a time.
HELD = 256


class Kept:
    """Events of a merged project; nothing is merged again and nothing is written."""

    def __init__(self, store: Store, words: MergeWords) -> None:
        self.store = store
        self.words = words
        self._event = lru_cache(maxsize=HELD)(partial(get_event, store))

    def of_document(self, doc_id: str) -> Mapping[str, str]:
        """Of each account of a document of the project its event."""
        found = row(self.store, "SELECT n FROM documents WHERE doc_id = ?", (doc_id,))
        if found is None:
            return {}
        sql = (
            "SELECT t.account_id, e.event_id FROM told t JOIN events e ON e.n = t.event"
            " WHERE t.n >= ? AND t.n < ?"
        )
        return dict(rows(self.store, sql, accounts_of(found[0])))

    def event(self, event_id: str) -> Event | None:
        """An event by its id."""
        return self._event(event_id)

    def joined(self, reading: Reading, document: Document | None) -> Mapping[str, str]:
        """Of accounts of another reading the events that they would join."""
        return would_join(self.store, self.words, reading, document)
