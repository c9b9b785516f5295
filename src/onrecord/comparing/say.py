"""All that one holder asserts or denies, and what others say to it.

    holder id, Sources ──▶ say ──▶ Said: Topics, newest first, and every statement

Topics are the events and ties that the holder's statements tell, in whatever documents: its values
beside those of all other holders, also of those in the same documents. Nothing is weighed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.comparing.near import nearest
from onrecord.comparing.sources import GAP, Report
from onrecord.comparing.tie_rows import copy_groups, rows_like, told_in
from onrecord.comparing.topics import Ours, event_head, event_topic, marked, tie_head, tie_topic
from onrecord.merge.held import Topic
from onrecord.merge.outlets import outlets_of
from onrecord.merge.ties import RELATION, End, is_shared, key_of, tie_id, told_of
from onrecord.model import Statement
from onrecord.store.filters import Selection
from onrecord.store.query import select
from onrecord.store.values import StatementRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onrecord.comparing.sources import Sources, Telling
    from onrecord.merge.said import Saying
    from onrecord.merge.ties import TieKey

SCHEMA = "onrecord-said/1"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One statement of the holder.

    Attributes:
        holders: from the document (``DOC``) to the holder, by neutral labels.
        topics: ids of the events and ties it tells.
    """

    statement: Statement
    doc_id: str
    outlet: str | None
    published: str | None
    holders: tuple[str, ...]
    words: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a holder says.

    Attributes:
        topics: events and ties, those it spoke of last first; without what it leaves out.
        statements: all it says, newest first.
        others: the documents that are named.
        unmerged: documents of the project whose events are not known yet (``onrecord merge``).
    """

    schema: str
    holder: End
    topics: tuple[Topic, ...]
    statements: tuple[Spoken, ...]
    others: tuple[Report, ...]
    unmerged: int


@dataclass(frozen=True, slots=True)
class Period:
    """Days of publication, both included; ``None`` is open."""

    since: str | None = None
    until: str | None = None


def say(sources: Sources, holder: str, period: Period, limit: int | None = None) -> Said:
    """Gather what a holder says.

    Args:
        sources: the project.
        holder: id of an actor that means the same in every document.
        period: only statements of documents of these days.
        limit: so many topics at most, those it spoke of last.
    """
    speaking = _Speaking(sources, holder)
    selection = Selection("statements", (("holder", (holder,)),), None, period.since, period.until)
    said: defaultdict[str, list[str]] = defaultdict(list)
    for cells in select(sources.store, selection):
        found = StatementRow(*cells)
        said[found.doc_id].append(found.statement_id)
    order = sorted(said, key=lambda d: (sources.report(d).published or "", d), reverse=True)
    spoken = [one for doc_id in order for one in speaking.hear(doc_id, said[doc_id])]
    topics = tuple(speaking.topics(limit))
    named = dict.fromkeys(d for t in topics for d in (*_documents(t), *t.documents))
    named |= dict.fromkeys(one.doc_id for one in spoken)
    reports = sorted(
        (sources.report(d) for d in named), key=lambda r: (r.published or "", r.doc_id)
    )
    name = next((one.holders[-1] for one in spoken), holder)
    end, unmerged = End(holder, name), sources.unmerged
    return Said(SCHEMA, end, topics, tuple(spoken), tuple(reports), unmerged)


def _documents(topic: Topic) -> Iterable[str]:
    return (voice.doc_id for point in topic.points for voice in point.voices)


class _Speaking:
    """A holder while its statements are gathered."""

    def __init__(self, sources: Sources, holder: str) -> None:
        self.sources = sources
        self.holder = holder
        #: Of events the accounts, of ties the relations that the holder tells: (document, id).
        self.events: dict[str, list[tuple[str, str]]] = {}
        self.ties: dict[TieKey, list[tuple[str, str]]] = {}

    def hear(self, doc_id: str, statements: Sequence[str]) -> Iterator[Spoken]:
        """The statements of one document, and what they tell."""
        telling = self.sources.told(doc_id)
        if telling is None:
            return
        part = telling.reading.document
        events = self.sources.events.of_document(doc_id)
        known = telling.sayer.statements
        found = (known[s] for s in statements if s in known)
        for statement in sorted(found, key=lambda s: s.content[0].start):
            topics = tuple(self._told(telling, statement, events))
            words = GAP.join(span.text for span in statement.content)
            chain = telling.sayer.chain(statement)
            where = doc_id, part.outlet, part.published
            yield Spoken(statement, *where, chain, words, topics)

    def _told(
        self, telling: Telling, statement: Statement, events: Mapping[str, str]
    ) -> Iterator[str]:
        doc_id = telling.reading.document.doc_id
        for account in telling.reading.accounts:
            if statement.statement_id not in (*account.asserted_by, *account.denied_by):
                continue
            event = events.get(account.account_id)
            if event is not None:
                self.events.setdefault(event, []).append((doc_id, account.account_id))
                yield event
        for relation in telling.reading.relations:
            if statement.statement_id in (*relation.asserted_by, *relation.denied_by):
                key = key_of(relation)
                self.ties.setdefault(key, []).append((doc_id, relation.relation_id))
                yield tie_id(RELATION, key)

    def topics(self, limit: int | None) -> Iterator[Topic]:
        """What the holder tells, that of its last documents first."""
        events = list(self.events.items())[:limit]
        left = None if limit is None else max(0, limit - len(events))
        for topic in (self._event(*one) for one in events):
            yield replace(topic, left_out=(), unheard=())
        for topic in (self._tie(*one) for one in list(self.ties.items())[:left]):
            yield replace(topic, left_out=(), unheard=())

    def _event(self, key: str, mine: Sequence[tuple[str, str]]) -> Topic:
        ours = dict.fromkeys(mine)
        event = self.sources.events.event(key)
        refs: defaultdict[str, list[str]] = defaultdict(list)
        for ref in event.accounts if event is not None else ():
            if (ref.doc_id, ref.account_id) not in ours:
                refs[ref.doc_id].append(ref.account_id)
        own = [(t, a) for d, a in ours if (t := self.sources.told(d)) is not None]
        near = nearest(self.sources, [t.told[a] for t, a in own], refs)
        sayings = [*near.sayings, *(s for t, a in own for s in t.sayings((a,)))]
        head = event_head(self.sources, key, [t.accounts[a] for t, a in own], ())
        return event_topic(head, sayings, self._ours(sayings), near.may)

    def _tie(self, key: TieKey, mine: Sequence[tuple[str, str]]) -> Topic:
        ours = [
            (telling, told_of(telling.sayer, relation), relation)
            for doc_id, relation_id in dict.fromkeys(mine)
            if (telling := self.sources.told(doc_id)) is not None
            for relation in telling.reading.relations
            if relation.relation_id == relation_id
        ]
        head = tie_head(key, [(told, relation) for _, told, relation in ours])
        found = (
            list(told_in(self.sources, rows_like(self.sources.store, key)))
            if is_shared(key)
            else [(telling, told) for telling, told, _ in ours]
        )
        sayings = [saying for telling, told in found for saying in marked(telling, told)]
        return tie_topic(head, sayings, self._ours(sayings))

    def _ours(self, sayings: Iterable[Saying]) -> Ours:
        documents = {s.doc_id: s.outlet for s in sayings}
        outlets = outlets_of(documents, copy_groups(self.sources, documents))
        return Ours(lambda s: s.origin == self.holder, outlets)
