"""The events of readings that were merged at once, where no database keeps them.

readings ──▶ Whole ──▶ of_document, event, joined
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.merge import merge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.merge import Event, MergeWords
    from onrecord.model import Document, Reading


class Whole:
    """Events of a small set of readings; another one is merged with all of them."""

    def __init__(self, pairs: Sequence[tuple[Reading, Document | None]], words: MergeWords) -> None:
        self.pairs = tuple(pairs)
        self.words = words
        self.events = {e.event_id: e for e in merge(self.pairs, words).events}
        self.of = {a.account_id: e.event_id for e in self.events.values() for a in e.accounts}

    def of_document(self, doc_id: str) -> Mapping[str, str]:
        """Of each account of a document its event."""
        found = (e for e in self.events.values() if any(a.doc_id == doc_id for a in e.accounts))
        return {a.account_id: e.event_id for e in found for a in e.accounts if a.doc_id == doc_id}

    def event(self, event_id: str) -> Event | None:
        """An event by its id."""
        return self.events.get(event_id)

    def joined(self, reading: Reading, document: Document | None) -> Mapping[str, str]:
        """Of accounts of another reading the events that they would join."""
        own = reading.document.doc_id
        found: dict[str, str] = {}
        for event in merge((*self.pairs, (reading, document)), self.words).events:
            known = [self.of[a.account_id] for a in event.accounts if a.account_id in self.of]
            if known:
                joins = max(sorted(set(known)), key=known.count)
                found |= {a.account_id: joins for a in event.accounts if a.doc_id == own}
        return found
