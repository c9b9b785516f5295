"""Which sides the documents suggest, each with its evidence; only the user sets sides.

    Sources ──▶ suggest_sides ──▶ Suggested: groups, what opposes them, what was not used and why

Who opposes or accuses whom sets two parties apart; who is allied with, backs, arms, funds, shelters
whom puts two together. A tie that somebody denies, or that one stranger alone tells, puts nobody
together: an accusation of alliance is no alliance. Only parties that can take a side are set apart
(states, armed and political groups, not observers or media); by accusations only if both accuse
each other or two outlets tell it. What would put on one side who oppose each other
is not used. Parts of a state or body count as the whole.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.comparing.tie_rows import copy_groups, groups_of, rows_of, told_in
from onrecord.merge.keys import NAMED_BY_TEXT, OF_STATE, OWN
from onrecord.merge.outlets import outlets_of
from onrecord.merge.said import FORETOLD
from onrecord.merge.ties import HOLDS, End, is_shared
from onrecord.store.filters import Selection
from onrecord.store.query import newest, select
from onrecord.store.values import ActorRow, PairRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onrecord.comparing.sources import Sources
    from onrecord.comparing.tie_rows import TieRow
    from onrecord.merge.said import Saying

SCHEMA = "onrecord-sides/1"
TOGETHER = ("allied_with", "arms", "backs", "funds", "shelters")
APART = "opposes"
ACCUSES = "ACCUSE"
#: Why evidence is not used.
DENIED, STRANGER, OPPOSED, ONCE = "denied", "one_stranger", "would_join_opposed", "told_once"
#: Types of actors that can take a side; who watches, helps or reports takes none by accusing.
TAKING = OF_STATE | {
    "non_state_armed_group", "non_state_political", "non_state_police", "militia", "political_org",
}  # fmt: skip
#: Sectors of persons who act for a state.
IN_OFFICE = frozenset({"GOV", "MIL", "COP"})
#: Documents named as evidence of one kind between two parties.
NAMED = 5
#: Documents that are looked at to see whether they are of more than one outlet.
COUNTED = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """What documents say of two parties.

    Attributes:
        type: of the relation, or ``ACCUSE``.
        subject, object: as the documents name them; ``whole`` are the parties they are parts of.
        documents: up to five that say so; ``n_documents`` is how many there are.
        asserted_by, denied_by: holders, by neutral labels.
        unused: why it is not used: ``denied``, ``one_stranger``, ``would_join_opposed``,
            ``told_once``; else ``None``.
    """

    type: str
    subject: End
    object: End
    whole: tuple[str, str]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    documents: tuple[str, ...]
    n_documents: int
    unused: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """A suggested side: a name made of its first member's label, and its members."""

    name: str
    members: tuple[End, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Suggested sides; nothing of it is set.

    Attributes:
        sides: groups that others oppose or accuse.
        apart: what sets them apart; ``together``: what puts their members together.
        unused: what was said and not used.
        unopposed: pairs of sides of which no document says that they oppose each other.
    """

    schema: str
    sides: tuple[Side, ...]
    apart: tuple[Evidence, ...]
    together: tuple[Evidence, ...]
    unused: tuple[Evidence, ...]
    unopposed: tuple[tuple[str, str], ...]


def suggest_sides(sources: Sources) -> Suggested:
    """Gather what documents say of who stands against and with whom."""
    parties = _Parties(sources)
    found = [*_ties(sources, parties), *_accusations(sources, parties)]
    apart = [one for one in found if one.type in (APART, ACCUSES) and one.unused is None]
    opposed = {frozenset(one.whole) for one in apart}
    groups = _Groups(opposed)
    together: list[Evidence] = []
    unused = [one for one in found if one.unused is not None]
    ties = [one for one in found if one.type in TOGETHER and one.unused is None]
    for one in sorted(ties, key=lambda e: (-e.n_documents, e.whole, e.type)):
        if groups.join(*one.whole):
            together.append(one)
        else:
            unused.append(_unused(one, OPPOSED))
    sides = _sides(groups, opposed, parties)
    involved = {member.id for side in sides for member in side.members}
    return Suggested(
        SCHEMA,
        sides,
        tuple(apart),
        tuple(one for one in together if set(one.whole) <= involved),
        tuple(unused),
        tuple(_unopposed(sides, opposed)),
    )


# ---- parties ------------------------------------------------------------------------------------


class _Parties:
    """Whom an actor belongs to, and what it is called."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.parents = sources.words.teller.parents
        self.known: dict[str, ActorRow | None] = {}

    def whole(self, actor: str) -> str | None:
        """The state or body that an actor is a part of; ``None`` for whom one document knows."""
        if actor.startswith((OWN, NAMED_BY_TEXT)):
            return None
        while True:
            found = self._look_up(actor)
            if found is not None and found.state is not None and _acts_for_state(found):
                return found.state
            if actor not in self.parents:
                return actor
            actor = self.parents[actor]

    def end(self, actor: str) -> End:
        """An actor with its label."""
        found = self._look_up(actor)
        return End(actor, actor if found is None else found.label)

    def takes_sides(self, actor: str) -> bool:
        """Whether an actor, or the whole it is a part of, is of a kind that can take a side."""
        known = (self._look_up(one) for one in (actor, self.whole(actor) or actor))
        return any(found is not None and found.type in TAKING for found in known)

    def _look_up(self, actor: str) -> ActorRow | None:
        if actor not in self.known:
            selection = Selection("actors", (("actor", (actor,)),))
            rows = (ActorRow(*cells) for cells in newest(self.sources.store, selection, 1))
            self.known[actor] = next(rows, None)
        return self.known[actor]


def _acts_for_state(actor: ActorRow) -> bool:
    in_office = actor.type == "person" and bool(IN_OFFICE & set(actor.sectors.split()))
    return in_office or actor.type in OF_STATE


# ---- evidence -----------------------------------------------------------------------------------


def _ties(sources: Sources, parties: _Parties) -> Iterator[Evidence]:
    found = rows_of(sources.store, (("type", (*TOGETHER, APART)),))
    for key, rows in groups_of(found).items():
        wholes = parties.whole(key[1]), parties.whole(key[2])
        able = key[0] in TOGETHER or all(parties.takes_sides(end) for end in key[1:3])
        if is_shared(key) and able and None not in wholes and wholes[0] != wholes[1]:
            one = _tie(sources, parties, (str(wholes[0]), str(wholes[1])), rows)
            yield from (one,) if one is not None else ()


def _tie(
    sources: Sources, parties: _Parties, wholes: tuple[str, str], rows: Sequence[TieRow]
) -> Evidence | None:
    said = [s for _, told in told_in(sources, rows) for s in told.sayings if s.field == HOLDS]
    live = [s for s in said if s.status not in ("retracted", FORETOLD)]
    asserted = [s for s in live if s.polarity == "+"]
    denied = [s for s in live if s.polarity == "-"]
    if not asserted:
        return None
    kind, first, second, *_ = rows[0].key
    documents = tuple(dict.fromkeys(s.doc_id for s in asserted))
    origins = {s.origin or f"outlet {s.outlet or s.doc_id}" for s in asserted}
    is_told = kind == APART or len(origins) > 1 or _is_own(asserted, set(wholes), parties)
    unused = DENIED if denied else None if is_told else STRANGER
    return Evidence(
        kind, parties.end(first), parties.end(second), wholes, _names(asserted), _names(denied),
        documents[:NAMED], len(documents), unused,
    )  # fmt: skip


def _is_own(sayings: Iterable[Saying], wholes: set[str], parties: _Parties) -> bool:
    """Whether one of both parties says so itself."""
    holders = {i for s in sayings for i in s.holder_ids}
    return any(parties.whole(holder) in wholes for holder in holders)


def _names(sayings: Iterable[Saying]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.holders[-1] for s in sayings))


def _accusations(sources: Sources, parties: _Parties) -> Iterator[Evidence]:
    """Who accuses whom, as documents tell; that somebody accuses is no word of what is true."""
    documents: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for cells in select(sources.store, Selection("pairs", (("type", (ACCUSES,)),))):
        found = PairRow(*cells)
        if found.asserted:
            documents[found.actor, found.recipient][found.doc_id] = None
    wholes = {pair: (parties.whole(pair[0]), parties.whole(pair[1])) for pair in documents}
    for (actor, recipient), named in sorted(documents.items()):
        one, other = wholes[actor, recipient]
        if one is None or other is None or one == other:
            continue
        if not (parties.takes_sides(actor) and parties.takes_sides(recipient)):
            continue
        is_told = (other, one) in wholes.values() or _outlets(sources, tuple(named)) > 1
        ends = parties.end(actor), parties.end(recipient)
        ids, by = tuple(named), (ends[0].name,)
        unused = None if is_told else ONCE
        yield Evidence(ACCUSES, *ends, (one, other), by, (), ids[:NAMED], len(ids), unused)


def _outlets(sources: Sources, documents: tuple[str, ...]) -> int:
    """How many outlets the first of some documents are of, copies of one text counted once."""
    some = documents[:COUNTED]
    return len(set(outlets_of({d: sources.outlet(d) for d in some},
                              copy_groups(sources, some)).values()))  # fmt: skip


def _unused(one: Evidence, why: str) -> Evidence:
    return Evidence(
        one.type, one.subject, one.object, one.whole, one.asserted_by, one.denied_by,
        one.documents, one.n_documents, why,
    )  # fmt: skip


# ---- groups -------------------------------------------------------------------------------------


class _Groups:
    """Parties that are put together, never two that oppose each other."""

    def __init__(self, opposed: set[frozenset[str]]) -> None:
        self.opposed = opposed
        self.of: dict[str, set[str]] = {p: {p} for pair in opposed for p in pair}

    def join(self, one: str, other: str) -> bool:
        """Put two parties together; ``False`` if any of both groups oppose each other."""
        a, b = self.of.setdefault(one, {one}), self.of.setdefault(other, {other})
        if a is b:
            return True
        if any(frozenset((x, y)) in self.opposed for x in a for y in b):
            return False
        a |= b
        self.of |= dict.fromkeys(b, a)
        return True


def _sides(groups: _Groups, opposed: set[frozenset[str]], parties: _Parties) -> tuple[Side, ...]:
    against = {party for pair in opposed for party in pair}
    found = {tuple(sorted(group)) for group in groups.of.values() if group & against}
    members = (tuple(parties.end(p) for p in group) for group in sorted(found))
    return tuple(Side(_name(group), group) for group in members)


def _name(group: Sequence[End]) -> str:
    """A key of TOML: the first label, with what such a key cannot hold as ``_``."""
    return "".join(c if c.isalnum() and c.isascii() else "_" for c in group[0].name.lower())


def _unopposed(sides: Sequence[Side], opposed: set[frozenset[str]]) -> Iterator[tuple[str, str]]:
    for n, one in enumerate(sides):
        for other in sides[n + 1 :]:
            pairs = (frozenset((a.id, b.id)) for a in one.members for b in other.members)
            if not any(pair in opposed for pair in pairs):
                yield one.name, other.name


def as_toml(sides: Iterable[Side]) -> Mapping[str, tuple[str, ...]]:
    """The lines of ``[sides]``: names and ids."""
    return {side.name: tuple(member.id for member in side.members) for side in sides}
