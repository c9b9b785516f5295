"""Steps of arguments over many documents: who says that one event brought about another.

Sources ──▶ links ──▶ Ties of kind ``link``, those of most documents first
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from onrecord.comparing.tie_rows import copy_groups
from onrecord.merge.ties import Context, End, merge_links
from onrecord.store.filters import Selection
from onrecord.store.query import select
from onrecord.store.values import LinkRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from onrecord.comparing.sources import Sources
    from onrecord.merge.ties import Tie
    from onrecord.model import Reading


def links(sources: Sources, kind: str | None = None) -> tuple[Tie, ...]:
    """Merge the links of a project whose both ends are events, ties, or actors that all know.

    Args:
        sources: the project.
        kind: type of the link, such as ``causes``.
    """
    filters = (("type", (kind,)),) if kind is not None else ()
    found = (LinkRow(*cells) for cells in select(sources.store, Selection("links", filters)))
    documents = tuple(dict.fromkeys(row.doc_id for row in found))
    event_of = _event_of(sources, documents)
    context = Context(sources.words.teller, sources.sides)
    ties = merge_links(_readings(sources, documents), event_of, context)
    shared = {d for tie in ties if tie.n_documents > 1 for d in tie.documents}
    if copies := copy_groups(sources, shared):
        context = Context(sources.words.teller, sources.sides, copies)
        ties = merge_links(_readings(sources, documents), event_of, context)
    wanted = (tie for tie in ties if kind is None or tie.type == kind)
    return tuple(sorted(wanted, key=lambda tie: (-tie.n_documents, tie.tie_id)))


def _readings(sources: Sources, documents: Iterable[str]) -> Iterator[Reading]:
    found = (sources.reading(doc_id) for doc_id in documents)
    return (reading for reading in found if reading is not None)


def _event_of(sources: Sources, documents: Iterable[str]) -> Callable[[str], End | None]:
    """Of an account of these documents its event, with the title."""
    events = {a: e for d in documents for a, e in sources.events.of_document(d).items()}

    @cache
    def end(event_id: str) -> End:
        event = sources.events.event(event_id)
        return End(event_id, event.title if event is not None else event_id)

    def of(account: str) -> End | None:
        return end(events[account]) if account in events else None

    return of
