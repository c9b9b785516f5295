"""One document against a project: who else says so, who says otherwise, what it leaves out.

    Reading (+ Document), Sources ──▶ check ──▶ Check: Topics in the order of the text

Events and ties of the document are held against those of the project's documents, value by value
(``merge.held``). Documents with the same text are not others; of a document that took over parts of
it only what it tells beyond is compared. Statements about no event or tie are listed, not compared.
The document gets no mark and no verdict, and nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from onrecord.comparing.copied import Copied, copied_in
from onrecord.comparing.near import nearest
from onrecord.comparing.sources import GAP, Report, Telling
from onrecord.comparing.tie_rows import rows_like, told_in
from onrecord.comparing.topics import Ours, event_head, event_topic, marked, tie_head, tie_topic
from onrecord.merge.events import group
from onrecord.merge.held import Held, Topic
from onrecord.merge.outlets import outlets_of
from onrecord.merge.ties import is_shared, key_of, told_of
from onrecord.model import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onrecord.comparing.sources import Sources
    from onrecord.merge.said import Saying
    from onrecord.merge.ties import TieKey
    from onrecord.model import Document, DocumentPart, Reading, Relation

SCHEMA = "onrecord-check/1"
ALSO, OTHERWISE, ALONE, OPEN = "asserted_elsewhere", "contradicted", "only_here", "not_compared"


@dataclass(frozen=True, slots=True)
class StatementFound:
    """A statement of the document, and what was found of it.

    Attributes:
        found: ``asserted_elsewhere``, ``contradicted`` (some value of it), ``only_here`` (none of
            its values elsewhere), ``not_compared`` (about no event or tie).
        topics: ids of the topics that hold its values.
    """

    statement_id: str
    holders: tuple[str, ...]
    words: str
    start: int
    found: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A document held against a project.

    Attributes:
        itself: documents of the project with exactly its text.
        copies: documents that share parts of its text.
        compared: how many documents of the project it was held against.
        unmerged: documents of the project whose events are not known yet (``onrecord merge``).
        topics: its events, then its ties, each in the order of the text.
        others: the documents that topics name.
        gaps: what reading could not do, such as a language that no reader supports.
    """

    schema: str
    document: Report
    itself: tuple[str, ...]
    copies: tuple[Copied, ...]
    compared: int
    unmerged: int
    topics: tuple[Topic, ...]
    statements: tuple[StatementFound, ...]
    others: tuple[Report, ...]
    gaps: tuple[str, ...]


def check(sources: Sources, reading: Reading, document: Document | None = None) -> Check:
    """Hold a document against the other documents of a project.

    Args:
        sources: the project.
        reading: of the document, which need not be in the project.
        document: with its text, if there is one.
    """
    part = reading.document
    itself = sources.of_text(part.content_id)
    checking = _Checking(sources, reading, document, frozenset((*itself, part.doc_id)))
    topics = (*checking.events(), *checking.ties())
    named = dict.fromkeys(d for topic in topics for d in topic.documents)
    copies = tuple(c for c in checking.copies.values() if c.doc_id not in itself)
    shown = dict.fromkeys((*named, *(c.doc_id for c in copies), *itself))
    return Check(
        schema=SCHEMA,
        document=_report(part),
        itself=itself,
        copies=copies,
        compared=sources.count() - sum(sources.reading(d) is not None for d in itself),
        unmerged=sources.unmerged,
        topics=topics,
        statements=tuple(_statements(checking.own, topics)),
        others=tuple(sources.report(d) for d in shown if d != part.doc_id),
        gaps=tuple(gap.reason for gap in reading.gaps if gap.span is None),
    )


def _report(part: DocumentPart) -> Report:
    """What is said of the document itself; without an own id the name of its file."""
    file = part.metadata.get("file")
    name = part.id or (PurePath(file).name if isinstance(file, str) else None)
    return Report(part.doc_id, name, part.outlet, part.published, part.title)


class _Checking:
    """One document while it is held against the others."""

    def __init__(
        self,
        sources: Sources,
        reading: Reading,
        document: Document | None,
        itself: frozenset[str],
    ) -> None:
        self.sources = sources
        self.reading = reading
        self.document = document
        self.itself = itself
        self.own = Telling(sources.words, reading, document)
        self.copies: dict[str, Copied] = {}
        self.groups: dict[frozenset[str], tuple[tuple[str, ...], ...]] = {}

    # ---- events ---------------------------------------------------------------------------------

    def events(self) -> Iterator[Topic]:
        """What the document tells, happening by happening."""
        doc_id = self.reading.document.doc_id
        joined = dict(self.sources.events.of_document(doc_id)) or dict(
            self.sources.events.joined(self.reading, self.document)
        )
        found = [self._event(key, mine) for key, mine in self._topics(joined)]
        yield from sorted(found, key=lambda topic: (topic.head.start, topic.head.id))

    def _topics(self, joined: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
        """Events with our accounts of each, by id.

        What our document by itself tells as two happenings is held apart, also where reports of
        others are joined to both.
        """
        told = sorted(self.own.told.values(), key=lambda t: t.key)
        for same in group(told, self.sources.words).groups if told else ():
            ids = [told[n].account_id for n in same.members]
            known = [joined[a] for a in ids if a in joined]
            alone = known[0] if known else content_hash("e_", (ids[0],))
            topics: defaultdict[str, list[str]] = defaultdict(list)
            for account in ids:
                topics[joined.get(account, alone)].append(account)
            yield from topics.items()

    def _event(self, key: str, mine: Sequence[str]) -> Topic:
        event = self.sources.events.event(key)
        refs: defaultdict[str, list[str]] = defaultdict(list)
        for ref in event.accounts if event is not None else ():
            if ref.doc_id not in self.itself:
                refs[ref.doc_id].append(ref.account_id)
        near = nearest(self.sources, [self.own.told[a] for a in mine], refs)
        ours = self.own.sayings(mine)
        accounts = sorted((self.own.accounts[a] for a in mine), key=lambda a: a.trigger[0].start)
        head = event_head(self.sources, key, accounts, near.because)
        return event_topic(head, *self._both(ours, near.sayings), near.may)

    # ---- ties -----------------------------------------------------------------------------------

    def ties(self) -> Iterator[Topic]:
        """The lasting ties that the document tells."""
        mine: defaultdict[TieKey, list[Relation]] = defaultdict(list)
        for relation in sorted(self.reading.relations, key=lambda r: r.spans[0].start):
            mine[key_of(relation)].append(relation)
        found = [self._tie(key, relations) for key, relations in mine.items()]
        yield from sorted(found, key=lambda topic: (topic.head.start, topic.head.id))

    def _tie(self, key: TieKey, relations: Sequence[Relation]) -> Topic:
        ours = [(told_of(self.own.sayer, relation), relation) for relation in relations]
        known = rows_like(self.sources.store, key) if is_shared(key) else []
        others = (row for row in known if row.doc_id not in self.itself)
        theirs = [s for one in told_in(self.sources, others) for s in marked(*one)]
        mine = [saying for told, _ in ours for saying in marked(self.own, told)]
        return tie_topic(tie_head(key, ours), *self._both(mine, theirs))

    # ---- both -----------------------------------------------------------------------------------

    def _both(self, ours: Sequence[Saying], theirs: Sequence[Saying]) -> tuple[list[Saying], Ours]:
        """Ours and what others say beyond it; copies are named, and say nothing again."""
        own = self.reading.document.doc_id
        documents = {s.doc_id: s.outlet for s in theirs}
        copied = copied_in(self.sources, (self.reading, self.document), documents)
        self.copies |= {c.doc_id: c for c in copied.copies}
        outlets = outlets_of(documents | {own: self.reading.document.outlet}, copied.groups)
        beyond = [s for s in theirs if not copied.holds(s, ours)]
        return [*ours, *beyond], Ours(lambda s: s.doc_id == own, outlets)


# ---- statements ---------------------------------------------------------------------------------


def _statements(own: Telling, topics: Iterable[Topic]) -> Iterator[StatementFound]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    of: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for topic in topics:
        for point in topic.points:
            said = {v.statement: None for v in point.voices}
            others = any(not _is_only_here(held, own) for held in point.otherwise)
            for statement in said:
                of[statement][topic.head.id] = None
                found[statement] |= {ALSO: None} if point.also else {}
                found[statement] |= {OTHERWISE: None} if others else {}
    for s in sorted(own.reading.statements, key=lambda s: (s.content[0].start, s.statement_id)):
        key = s.statement_id
        kinds = tuple(k for k in (ALSO, OTHERWISE) if k in found[key])
        alone = (ALONE,) if key in of else (OPEN,)
        yield StatementFound(
            key, own.sayer.chain(s), GAP.join(c.text for c in s.content), s.content[0].start,
            kinds or alone, tuple(of[key]),
        )  # fmt: skip


def _is_only_here(held: Held, own: Telling) -> bool:
    return all(voice.doc_id == own.reading.document.doc_id for voice in held.voices)
