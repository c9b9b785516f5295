"""Lasting ties over many documents: who says that X backs Y, and who denies it.

    Reading, Relation ──▶ tie_key; Telling of one tie ──▶ merge_tie ──▶ Tie
    readings ──▶ merge_relations ──▶ Ties; readings, events of accounts ──▶ merge_links ──▶ Ties

Relations are one tie if they are of one type between the same two ends, by ids that mean the same
in every document; where it makes no difference which end stands first, in either order. An end that
only its document knows ("the group") is tied to nothing elsewhere. The values of a tie are held
against each other as those of an event (``compare``). A tie is named by its key, hashed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from onrecord.merge.compare import compare_field, origin_of
from onrecord.merge.event import EventField  # noqa: TC001  msgspec reads the annotations
from onrecord.merge.keys import OWN, Teller
from onrecord.merge.outlets import outlets_of
from onrecord.merge.said import UNTOLD, Mark, Sayer, Saying, shown_as
from onrecord.model import Reading, content_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from onrecord.model import Actor, Link, Relation

TIE_SCHEMA = "onrecord-tie/1"
#: Types of which it makes no difference which end stands first (ontology).
SYMMETRIC = frozenset({"alias_of", "allied_with", "opposes", "linked_to"})
#: Types whose other end may be a name or label instead of an actor or place.
VALUED = frozenset({"alias_of", "designated_as"})
RELATION, LINK = "relation", "link"
#: The field of a tie that says whether it holds at all.
HOLDS = "holds"
FIELDS = (HOLDS, "status", "as", "since", "until")

#: Type, both ends, authority: equal for relations that say the same.
TieKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a tie: an id that means the same in every document, and its neutral label.

    Both are empty where the words name nobody ("holds the village").
    """

    id: str
    name: str


class Tie(msgspec.Struct, frozen=True, omit_defaults=True):
    """What many documents say of one lasting tie, or of one step of an argument.

    No dataclass: what means nothing for a tie is left out of the JSON.

    Attributes:
        kind: ``relation`` or ``link``.
        verdict: of whether it holds: who asserts it against who denies it.
        fields: ``holds``, ``status``, ``as`` (in what way, which office), ``since``, ``until``.
        n_documents, n_outlets, n_origins: as of an event; origins are those who assert it.
        members: ids of the relations or links.
    """

    schema: str
    tie_id: str
    kind: str
    type: str
    subject: End
    object: End
    verdict: str
    fields: dict[str, EventField]
    n_documents: int
    n_outlets: int
    n_origins: int
    first_seen: str | None
    documents: tuple[str, ...]
    members: tuple[str, ...]
    authority: End | None = None
    copies: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What ties are merged with beside the readings.

    Attributes:
        teller: from the words of merging.
        sides: of each actor id the side that the user has confirmed.
        copies: groups of documents that share their text.
    """

    teller: Teller
    sides: Mapping[str, str]
    copies: Sequence[tuple[str, ...]] = ()


def encode_tie(tie: Tie) -> bytes:
    """A tie as one line of JSON without the line break."""
    return msgspec.json.encode(tie)


def tie_schema() -> dict[str, object]:
    """The JSON Schema of a tie, made from the classes above."""
    return msgspec.json.schema(Tie)


# ---- which relations are one tie ----------------------------------------------------------------


def tie_key(
    kind: str, ends: tuple[str, str | None], value: str | None, authority: str | None, own: str
) -> TieKey:
    """What relations have in common that say the same.

    Args:
        kind: type of the relation.
        ends: subject and object, as ids.
        value: what the words add: a label, an office, another name.
        authority: who gives a label.
        own: id of the relation: where an end has no name, it is like no other.
    """
    first, second = ends
    if second is None:
        second = f"={value.casefold()}" if value is not None and kind in VALUED else own
    elif kind in SYMMETRIC:
        first, second = sorted((first, second))
    return (kind, first, second, authority or "")


def key_of(relation: Relation) -> TieKey:
    """The key of a relation."""
    ends = relation.subject, relation.object
    return tie_key(relation.type, ends, relation.value, relation.authority, relation.relation_id)


def is_shared(key: TieKey) -> bool:
    """Whether another document could say the same: no end is known to one document only."""
    return not any(part.startswith((OWN, "r_")) for part in key[1:])


def tie_id(kind: str, key: TieKey) -> str:
    """The id of a tie."""
    return content_hash("t_", (kind, *key))


# ---- what is said of a tie ----------------------------------------------------------------------


def sayings_of(sayer: Sayer, relation: Relation) -> Iterator[Saying]:
    """All that one relation says of its tie, as often as statements say it.

    Who denies a tie says nothing of when it began or how it is.
    """
    published = sayer.reading.document.published
    realis = "planned" if relation.status == "future" else "actual"
    for key in relation.denied_by:
        if key in sayer.statements:
            what = Mark("yes"), shown_as("yes"), relation.spans
            yield sayer.saying(HOLDS, what, sayer.statements[key], "actual", denied=True)
    for key in relation.asserted_by:
        if key not in sayer.statements:
            continue
        for field, mark in _marks(relation, published):
            what = mark, shown_as(mark.key, as_of=mark.as_of), relation.spans
            yield sayer.saying(field, what, sayer.statements[key], realis, denied=False)


def _marks(relation: Relation, published: str | None) -> Iterator[tuple[str, Mark]]:
    yield HOLDS, Mark("yes")
    yield "status", Mark(relation.status, as_of=published)
    if relation.value is not None and relation.object is not None:
        yield "as", Mark(relation.value.casefold())
    if relation.since is not None:
        yield "since", Mark(relation.since)
    if relation.until is not None:
        yield "until", Mark(relation.until)


# ---- merging ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TieTelling:
    """One relation or link in its reading, with what it says of its tie."""

    reading: Reading
    member: str
    ends: tuple[End, End]
    authority: End | None
    sayings: tuple[Saying, ...]

    @property
    def doc_id(self) -> str:
        """The document it is told in."""
        return self.reading.document.doc_id


def told_of(sayer: Sayer, relation: Relation) -> TieTelling:
    """A relation made ready to be merged."""
    names = Names(sayer.reading)
    value = relation.value if relation.type in VALUED else None
    second = relation.object or value or ""
    ends = names.end(relation.subject), names.end(second)
    if relation.object is not None and relation.type in SYMMETRIC:
        ends = (ends[0], ends[1]) if relation.subject <= relation.object else (ends[1], ends[0])
    authority = names.end(relation.authority) if relation.authority else None
    sayings = tuple(sayings_of(sayer, relation))
    return TieTelling(sayer.reading, relation.relation_id, ends, authority, sayings)


class Names:
    """Neutral labels of the actors and places of one reading."""

    def __init__(self, reading: Reading) -> None:
        self.actors: dict[str, Actor] = {a.actor_id: a for a in reading.actors}
        self.places = {p.place_id: p.name for p in reading.places}

    def end(self, key: str) -> End:
        """An end of a tie; words that are no id stand for themselves."""
        actor = self.actors.get(key)
        return End(key, actor.label if actor else self.places.get(key, key))


def merge_tie(kind: str, key: TieKey, told: Sequence[TieTelling], context: Context) -> Tie:
    """Merge all that is told of one tie.

    Args:
        kind: ``relation`` or ``link``.
        key: what all of them have in common; names the tie.
        told: at least one; the order makes no difference.
        context: sides and copies.
    """
    told = sorted(told, key=_first)
    first = told[0]
    outlets = outlets_of({t.doc_id: t.reading.document.outlet for t in told}, context.copies)
    by_field: defaultdict[str, list[Saying]] = defaultdict(list)
    for saying in (s for t in told for s in t.sayings):
        by_field[saying.field].append(saying)
    fields = {
        name: compare_field(name, by_field[name], outlets, context.sides)
        for name in FIELDS
        if name in by_field
    }
    documents = tuple(dict.fromkeys(t.doc_id for t in told))
    days = [t.reading.document.published for t in told if t.reading.document.published]
    copies = (tuple(d for d in group if d in documents) for group in context.copies)
    return Tie(
        schema=TIE_SCHEMA,
        tie_id=tie_id(kind, key),
        kind=kind,
        type=key[0],
        subject=first.ends[0],
        object=first.ends[1],
        verdict=fields[HOLDS].verdict,
        fields=fields,
        n_documents=len(documents),
        n_outlets=len(set(outlets.values())),
        n_origins=len(_origins(by_field[HOLDS], outlets)),
        first_seen=min(days, default=None),
        documents=documents,
        members=tuple(t.member for t in told),
        authority=first.authority,
        copies=tuple(group for group in copies if len(group) > 1),
    )


def _first(told: TieTelling) -> tuple[str, str, str]:
    part = told.reading.document
    return part.published or "9999", part.doc_id, told.member


def _origins(sayings: Iterable[Saying], outlets: Mapping[str, str]) -> set[str]:
    named = (s for s in sayings if s.polarity == "+" and s.origin != "" and s.status not in UNTOLD)
    return {origin_of(saying, outlets) for saying in named}


def merge_relations(readings: Iterable[Reading], context: Context) -> tuple[Tie, ...]:
    """Merge the relations of many readings, in the order of their keys.

    Args:
        readings: a document that comes twice counts once.
        context: sides and copies.
    """
    groups: defaultdict[TieKey, list[TieTelling]] = defaultdict(list)
    for reading in _once(readings):
        sayer = Sayer(context.teller, reading, {})
        for relation in reading.relations:
            groups[key_of(relation)].append(told_of(sayer, relation))
    return tuple(merge_tie(RELATION, key, groups[key], context) for key in sorted(groups))


def _once(readings: Iterable[Reading]) -> Iterator[Reading]:
    seen: set[str] = set()
    for reading in readings:
        if reading.document.doc_id not in seen:
            seen.add(reading.document.doc_id)
            yield reading


# ---- links --------------------------------------------------------------------------------------


def merge_links(
    readings: Iterable[Reading], event_of: Callable[[str], End | None], context: Context
) -> tuple[Tie, ...]:
    """Merge steps of arguments whose both ends are events, ties, or actors that all know.

    Args:
        readings: a document that comes twice counts once.
        event_of: gives the event of an account id, with its title.
        context: sides and copies.
    """
    groups: defaultdict[TieKey, list[TieTelling]] = defaultdict(list)
    for reading in _once(readings):
        sayer = Sayer(context.teller, reading, {})
        ends = _Ends(reading, event_of)
        for link in reading.links:
            first, second = ends.of(link.from_), ends.of(link.to)
            if first is not None and second is not None and first.id != second.id:
                told = TieTelling(
                    reading, link.link_id, (first, second), None, tuple(_said(sayer, link))
                )
                groups[(link.type, first.id, second.id)].append(told)
    return tuple(merge_tie(LINK, key, groups[key], context) for key in sorted(groups))


def _said(sayer: Sayer, link: Link) -> Iterator[Saying]:
    for key in link.asserted_by:
        if key in sayer.statements:
            what = Mark("yes"), shown_as("yes"), link.spans
            yield sayer.saying(
                HOLDS, what, sayer.statements[key], "actual", denied=link.polarity == "-"
            )


class _Ends:
    """What the ends of the links of one reading are, where other documents can mean the same."""

    def __init__(self, reading: Reading, event_of: Callable[[str], End | None]) -> None:
        self.event_of = event_of
        self.names = Names(reading)
        self.about = {s.statement_id: s.about_accounts for s in reading.statements}
        self.relations = {r.relation_id: r for r in reading.relations}

    def of(self, key: str) -> End | None:
        """The event, tie or actor; a statement stands for the one event it tells of."""
        about = self.about.get(key, (key,))
        if len(about) != 1:
            return None
        relation = self.relations.get(about[0])
        if relation is not None:
            shared = key_of(relation)
            named = End(tie_id(RELATION, shared), relation.type)
            return named if is_shared(shared) else None
        if about[0] in self.names.actors:
            return None if about[0].startswith(OWN) else self.names.end(about[0])
        return self.event_of(about[0])
