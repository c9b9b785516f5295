"""What other documents have from a text: those words are not another voice.

Reading, documents ──▶ copied_in ──▶ Shared: Copied documents, groups of copies, what to pass over
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.merge.copies import contained, copies_of, imprint
from onrecord.merge.text import text_of
from onrecord.model import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.comparing.sources import Sources
    from onrecord.merge.copies import Imprint
    from onrecord.merge.said import Saying
    from onrecord.model import Document, Reading


#: Without a common sentence so much must be shared: short reports of one happening share phrases.
REWRITTEN = 0.7


@dataclass(frozen=True, slots=True)
class Copied:
    """A document that shares text with the one that is checked.

    Attributes:
        shared: how many sentences of the document stand in it word by word.
        is_original: whether it is taken for the original of the group.
    """

    doc_id: str
    shared: int
    is_original: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """Copies among the documents of a topic.

    Attributes:
        copies: those of the document that is checked.
        groups: all groups of documents that share text, the original first.
        passages: of each copy the characters that are shared.
        statements: of each copy its statements by id.
    """

    copies: tuple[Copied, ...]
    groups: tuple[tuple[str, ...], ...]
    passages: Mapping[str, tuple[tuple[int, int], ...]]
    statements: Mapping[str, Mapping[str, Statement]]

    def holds(self, saying: Saying, ours: Sequence[Saying]) -> bool:
        """Whether a saying of another document is only ours again."""
        if saying.doc_id not in self.passages:
            return False
        known = ((s.field, s.mark.key, s.polarity) for s in ours)
        if (saying.field, saying.mark.key, saying.polarity) in known:
            return True
        statement = self.statements[saying.doc_id].get(saying.statement)
        spans = saying.words or (statement.content if statement is not None else ())
        at = spans[0].start if spans else 0
        return any(start <= at < end for start, end in self.passages[saying.doc_id])


def copied_in(
    sources: Sources, checked: tuple[Reading, Document | None], documents: Iterable[str]
) -> Shared:
    """Find what other documents share with one.

    Args:
        sources: the project.
        checked: the document, with its reading.
        documents: ids of the others.
    """
    own = _imprint(*checked)
    others = {
        d: _imprint(reading, sources.document(d))
        for d in documents
        if (reading := sources.reading(d)) is not None
    }
    found = copies_of((own, *others.values()))
    group = next((g for g in found if own.doc_id in g.members), None)
    members = [
        d
        for d in (group.members if group is not None else ())
        if d != own.doc_id and (_both(own, others[d]) or contained(own, others[d]) >= REWRITTEN)
    ]
    copies = tuple(
        Copied(d, len(_both(own, others[d])), group is not None and d == group.original)
        for d in members
    )
    return Shared(
        copies,
        tuple(g.members for g in found),
        {d: tuple(others[d].sentences[s] for s in _both(own, others[d])) for d in members},
        {d: _statements(sources, d) for d in members},
    )


def _imprint(reading: Reading, document: Document | None) -> Imprint:
    part = reading.document
    return imprint(part.doc_id, text_of(reading, document), part.published, part.outlet)


def _both(one: Imprint, other: Imprint) -> list[int]:
    return sorted(one.sentences.keys() & other.sentences.keys())


def _statements(sources: Sources, doc_id: str) -> dict[str, Statement]:
    reading = sources.reading(doc_id)
    return {s.statement_id: s for s in reading.statements} if reading is not None else {}
