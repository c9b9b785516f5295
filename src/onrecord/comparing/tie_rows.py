"""Which relations of a project are one tie, from the rows of the table.

Selection ──▶ groups_of ──▶ key of a tie → its relations; Sources ──▶ tie_of ──▶ Tie
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.merge.copies import copies_of, imprint
from onrecord.merge.text import text_of
from onrecord.merge.ties import RELATION, Context, TieKey, merge_tie, tie_key, told_of
from onrecord.store.filters import Selection
from onrecord.store.query import select
from onrecord.store.values import RelationRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.comparing.sources import Sources, Telling
    from onrecord.merge.ties import Tie, TieTelling
    from onrecord.store import Store


@dataclass(frozen=True, slots=True)
class TieRow:
    """One relation of a document, as far as it says which tie it is."""

    key: TieKey
    doc_id: str
    relation_id: str
    asserted: bool
    denied: bool


def rows_of(store: Store, filters: Iterable[tuple[str, tuple[str, ...]]] = ()) -> Iterator[TieRow]:
    """The relations of a project; filters are those of the table ``relations``."""
    for cells in select(store, Selection("relations", tuple(filters))):
        found = RelationRow(*cells)
        ends = found.subject, found.object
        key = tie_key(found.type, ends, found.value, found.authority, found.relation_id)
        yield TieRow(key, found.doc_id, found.relation_id, found.asserted > 0, found.denied > 0)


def rows_like(store: Store, key: TieKey) -> list[TieRow]:
    """All relations of one tie; empty where no other document can say the same."""
    kind, first, *_ = key
    named = (("type", (kind,)), ("actor", (first,)))
    return [found for found in rows_of(store, named) if found.key == key]


def groups_of(found: Iterable[TieRow]) -> dict[TieKey, list[TieRow]]:
    """Relations by their tie: those of most documents first, then by key."""
    groups: defaultdict[TieKey, list[TieRow]] = defaultdict(list)
    for one in found:
        groups[one.key].append(one)
    order = sorted(groups, key=lambda key: (-len({r.doc_id for r in groups[key]}), key))
    return {key: groups[key] for key in order}


def told_in(sources: Sources, found: Iterable[TieRow]) -> Iterator[tuple[Telling, TieTelling]]:
    """The relations of rows, each with its reading."""
    for one in sorted(found, key=lambda r: (r.doc_id, r.relation_id)):
        telling = sources.told(one.doc_id)
        for relation in telling.reading.relations if telling is not None else ():
            if telling is not None and relation.relation_id == one.relation_id:
                yield telling, told_of(telling.sayer, relation)


def tie_of(sources: Sources, key: TieKey, found: Iterable[TieRow]) -> Tie | None:
    """The tie of rows; ``None`` if none of their readings is there any more."""
    told = [one for _, one in told_in(sources, found)]
    if not told:
        return None
    groups = copy_groups(sources, {t.doc_id for t in told})
    context = Context(sources.words.teller, sources.sides, groups)
    return merge_tie(RELATION, key, told, context)


def copy_groups(sources: Sources, documents: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Which of some documents share their text."""
    readings = [r for d in sorted(documents) if (r := sources.reading(d)) is not None]
    if len(readings) < 2:  # noqa: PLR2004  a copy has an original
        return ()
    parts = ((r.document, text_of(r)) for r in readings)
    found = copies_of(imprint(p.doc_id, text, p.published, p.outlet) for p, text in parts)
    return tuple(group.members for group in found)
