"""Which events of a project the accounts of another document belong to.

reading ──▶ slices ──▶ matches with the accounts of the project ──▶ groups ──▶ event of each account
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from onrecord.merge.blocks import slices_of
from onrecord.merge.cluster import Matching
from onrecord.merge.locks import settle
from onrecord.merge.packed import slice_number
from onrecord.merges.grouping import Groups, many
from onrecord.merges.recall import Recall
from onrecord.store.connection import row, rows
from onrecord.store.decisions import load_decisions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.merge import MergeWords
    from onrecord.merge.blocks import Slice
    from onrecord.merge.told import Told
    from onrecord.model import Document, Reading
    from onrecord.store import Store


def would_join(
    store: Store, words: MergeWords, reading: Reading, document: Document | None = None
) -> Mapping[str, str]:
    """Which events of the project the accounts of a reading would join; nothing is written.

    Args:
        store: the project, merged.
        words: from ``load_merge_words``.
        reading: of a document that need not be in the project.
        document: with its text, if there is one.

    Returns:
        Of each ``account_id`` of the reading that would join an event its ``event_id``. Of a
        document that the project has merged, the events its accounts are in.
    """
    if known := _known(store, reading.document.doc_id):
        return known
    told = words.teller(reading, document)
    return _Joining(store, words, told).found() if told else {}


def _known(store: Store, doc_id: str) -> dict[str, str]:
    sql = (
        "SELECT t.account_id, e.event_id FROM documents d JOIN merged m ON m.document = d.n"
        " JOIN told t ON t.n >> 24 = d.n JOIN events e ON e.n = t.event WHERE d.doc_id = ?"
    )
    return dict(rows(store, sql, (doc_id,)))


class _Joining:
    """The accounts of one document held against a project."""

    def __init__(self, store: Store, words: MergeWords, told: Sequence[Told]) -> None:
        self.recall = Recall(store)
        self.words = words
        #: Numbers that no account of the project has.
        self.own = {-1 - n: one for n, one in enumerate(told)}

    def found(self) -> dict[str, str]:
        """Of each account that joins an event the event."""
        locks = settle(load_decisions(self.recall.store))
        groups = Groups(self.recall, self.words, locks, self.own, self._matches())
        events: dict[str, str] = {}
        for group in groups.of(self.own):
            event = self._event([n for n in group if n >= 0])
            if event is not None:
                events |= {self.own[n].account_id: event for n in group if n < 0}
        return events

    def _matches(self) -> dict[int, list[tuple[int, float]]]:
        """Matches of the accounts with each other and with those of the project."""
        slices: dict[Slice, list[int]] = {}
        for n, told in self.own.items():
            for each in slices_of(told):
                slices.setdefault(each, []).append(n)
        matching = Matching(self.words.matcher)
        found: dict[int, list[tuple[int, float]]] = {}
        for each, own in slices.items():
            there = [
                (n, t) for n, t in self.recall.slice(slice_number(each)) if each in slices_of(t)
            ]
            members = sorted([*there, *((n, self.own[n]) for n in own)], key=lambda one: one[1].key)
            mine = {at for at, (n, _) in enumerate(members) if n < 0}
            for a, b, score in matching.matches(each, [t for _, t in members], mine).pairs:
                for one, other in ((members[a][0], members[b][0]), (members[b][0], members[a][0])):
                    found.setdefault(one, []).append((other, score))
        return found

    def _event(self, numbers: Sequence[int]) -> str | None:
        """The event that most of the accounts are in; of equals the one that was seen first."""
        sql = "SELECT n, event FROM told WHERE n IN ({})"
        counts = Counter(
            event for _, event in many(self.recall.store, sql, list(numbers)) if event is not None
        )
        if not counts:
            return None
        most = [event for event, count in counts.items() if count == max(counts.values())]
        sql = (
            f"SELECT event_id FROM events WHERE n IN ({', '.join('?' * len(most))})"
            " ORDER BY ifnull(first_seen, '9999'), event_id"
        )
        found = row(self.recall.store, sql, most)
        return found[0] if found else None
