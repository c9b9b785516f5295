"""What one side says of a happening or tie, held against what all others say of the same.

    sayings, which are ours ──▶ topic_of ──▶ Topic: Points (here, also, otherwise), LeftOut, Unheard

"Ours" are the sayings of one document (``check``) or of one holder (``say``). Every value of it is
a point; beside it stand the values of others that are the same or fit it, and those that cannot be
so too, each with who gives it, in which document and words. What others tell and ours does not is
left out. Nothing here is weighed: no value is right, and no side is better.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.merge.compare import LIVE, between, narrowest, origin_of, settle, values_of, voice_of
from onrecord.merge.event import Value
from onrecord.merge.keys import VAGUE
from onrecord.merge.said import UNTOLD, Saying
from onrecord.merge.ties import End
from onrecord.merge.verdicts import AGAINST, FITS, SAME, held_against

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.merge.said import Mark

#: How a value of others stands to ours.
DENIES, ASSERTS = "denies", "asserts"
ALSO = frozenset({SAME, FITS})
#: Fields of which nothing is said to be left out: no words give them.
DERIVED = frozenset({"mode"})
#: Fields of which somebody without a name is no value of its own.
PARTIES = frozenset({"recipient", "victims", "supporter", "mediator"})
GAP = " … "


@dataclass(frozen=True, slots=True)
class Voice:
    """Who gives a value: one statement of one document.

    Attributes:
        holders: from the document (``DOC``) to the innermost holder, by neutral labels.
        origin: who stands behind it: equal for one holder in all documents, and for all outlets
            that printed one text; "" where nobody is named.
        statement: id of the statement.
        words: of the document that give the value; "" where the text around gives it.
        said: all that the statement says.
        status: live, superseded, retracted or foretold.
    """

    holders: tuple[str, ...]
    origin: str
    doc_id: str
    outlet: str | None
    statement: str
    words: str
    said: str
    status: str


@dataclass(frozen=True, slots=True)
class Held:
    """A value of others beside one of ours.

    Attributes:
        how: ``same``, ``fits`` (both can be so), ``against`` (both cannot), ``denies`` (they deny
            what is asserted here), ``asserts`` (they assert what is denied here).
        here: whether ours give this value, too: one document with both sides.
        repeated: whether only holders give it who give our value, too: one origin in several
            documents, not several origins.
        n_documents, n_outlets, n_origins: documents; outlets, copies of one text once; distinct
            innermost holders. They are never added up.
    """

    value: Value
    how: str
    here: bool
    repeated: bool
    voices: tuple[Voice, ...]
    n_documents: int
    n_outlets: int
    n_origins: int


@dataclass(frozen=True, slots=True)
class Point:
    """One value of ours, and what others say to it.

    Attributes:
        voices: who gives it here.
        also: the same, or what fits it.
        otherwise: what cannot be so if this is.
    """

    field: str
    value: Value
    voices: tuple[Voice, ...]
    also: tuple[Held, ...]
    otherwise: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A value of others to which ours have nothing.

    Attributes:
        whole_field: ours say nothing of the field at all.
    """

    field: str
    whole_field: bool
    value: Value
    voices: tuple[Voice, ...]
    n_documents: int
    n_outlets: int
    n_origins: int


@dataclass(frozen=True, slots=True)
class Unheard:
    """A holder who speaks elsewhere, and not in ours."""

    name: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What a topic is.

    Attributes:
        kind: ``event`` or ``relation``.
        id: of event or tie.
        title: type, place and day of an event; the ends of a tie.
        start: character where ours first tell it; words: the words that do.
        members: ids of our accounts or relations.
        because: why they were taken for the same, the weightiest sign first.
        ends: subject and object of a tie.
    """

    kind: str
    id: str
    type: str
    title: str
    start: int
    words: str
    members: tuple[str, ...]
    because: tuple[str, ...] = ()
    ends: tuple[End, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A happening or tie that ours tell, point by point.

    Attributes:
        documents: of others, who tell it too.
        n_outlets, n_origins: of those documents; see ``Held``. Who only plans, threatens or
            denies it is no origin.
    """

    head: Head
    points: tuple[Point, ...]
    left_out: tuple[LeftOut, ...]
    unheard: tuple[Unheard, ...]
    documents: tuple[str, ...]
    n_outlets: int
    n_origins: int

    @property
    def is_alone(self) -> bool:
        """Whether nobody else tells it."""
        return not self.documents


@dataclass(frozen=True, slots=True)
class Rules:
    """How the sayings of a topic are told apart and held.

    Attributes:
        fields: names of fields, in the order of showing; others follow by name.
        happens: the field that says whether it is so at all.
        is_ours: which sayings are ours.
        outlets: of each document the outlet, or group of outlets with one text, it counts for.
        may: whether a value of others may be held against one of ours in a way (``Held.how``):
            an event may hold accounts of several happenings.
    """

    fields: tuple[str, ...]
    happens: str
    is_ours: Callable[[Saying], bool]
    outlets: Mapping[str, str]
    may: Callable[[str, Saying, Saying], bool]


def topic_of(head: Head, sayings: Iterable[Saying], rules: Rules) -> Topic:
    """Hold what is ours against what others say, field by field."""
    by_field: defaultdict[str, list[Saying]] = defaultdict(list)
    for saying in sayings:
        by_field[saying.field].append(saying)
    names = [f for f in rules.fields if f in by_field]
    names += sorted(by_field.keys() - set(rules.fields))
    points: list[Point] = []
    left_out: list[LeftOut] = []
    theirs: list[Saying] = []
    ours: list[Saying] = []
    for name in names:
        settled = settle(name, by_field[name], rules.outlets)
        mine = [s for s in settled if rules.is_ours(s)]
        others = [s for s in settled if not rules.is_ours(s)]
        field = _Field(name, mine, others, rules, _opposed(name, settled, rules))
        points += field.points()
        left_out += field.left_out()
        ours, theirs = ours + mine, theirs + others
    documents = tuple(dict.fromkeys(s.doc_id for s in theirs))
    said = [s for s in theirs if s.field == rules.happens and s.polarity == "+"]
    told = [s for s in said if s.status not in UNTOLD]
    return Topic(
        head, tuple(points), tuple(left_out), tuple(_unheard(ours, theirs)), documents,
        _counts(told or theirs, rules.outlets)[1], _counts(told, rules.outlets)[2],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a topic."""

    name: str
    ours: Sequence[Saying]
    theirs: Sequence[Saying]
    rules: Rules
    opposed: frozenset[tuple[str, str]]  #: pairs of voices whose values cannot all be so

    def points(self) -> Iterator[Point]:
        """Every value of ours."""
        others = _groups(self.theirs)
        mine = _groups(self.ours)
        for group in mine:
            held = [self._held(group, other, here=False) for other in others]
            inside = [self._held(group, other, here=True) for other in mine if other is not group]
            found = [h for h in held if h is not None]
            otherwise = [h for h in found if h.how not in ALSO]
            otherwise += [h for h in inside if h is not None and h.how not in ALSO]
            yield Point(
                self.name,
                values_of(group)[0],
                tuple(self._voices(group)),
                tuple(h for h in found if h.how in ALSO),
                tuple(otherwise),
            )

    def left_out(self) -> Iterator[LeftOut]:
        """What still stands of others and is beside no value of ours."""
        if self.name in DERIVED:
            return
        mine = _groups(self.ours)
        for other in _groups(s for s in self.theirs if s.status == LIVE):
            if _says_nothing(self.name, other[0]):
                continue
            if not any(self._held(one, other, here=False) for one in mine):
                voices = tuple(self._voices(other))
                counts = _counts(other, self.rules.outlets)
                yield LeftOut(self.name, not mine, values_of(other)[0], voices, *counts)

    def _held(self, ours: Sequence[Saying], other: Sequence[Saying], *, here: bool) -> Held | None:
        how = _how(self.name, ours[0], other[0])
        other = [s for s in other if how and any(self._may(how, own, s) for own in ours)]
        if how is None or not other:
            return None
        mark, polarity = other[0].mark.key, other[0].polarity
        same = any(s.mark.key == mark and s.polarity == polarity for s in self.ours)
        origins = {origin_of(s, self.rules.outlets) for s in ours}
        repeated = all(origin_of(s, self.rules.outlets) in origins for s in other) and not here
        said = tuple(self._voices(other))
        counts = _counts(other, self.rules.outlets)
        return Held(values_of(other)[0], how, here or same, repeated, said, *counts)

    def _may(self, how: str, ours: Saying, other: Saying) -> bool:
        voices = tuple(voice_of(s, self.rules.outlets) for s in (ours, other))
        return (how != AGAINST or voices in self.opposed) and self.rules.may(how, ours, other)

    def _voices(self, group: Iterable[Saying]) -> Iterator[Voice]:
        for s in group:
            words = GAP.join(span.text for span in s.words)
            origin = origin_of(s, self.rules.outlets)
            named = s.holders, origin, s.doc_id, s.outlet, s.statement
            yield Voice(*named, words, s.content, s.status)


def _groups(sayings: Iterable[Saying]) -> list[list[Saying]]:
    """Sayings of one value, one way and one status together, in the order of the first."""
    found: defaultdict[tuple[str, str, str], list[Saying]] = defaultdict(list)
    for saying in sayings:
        found[saying.mark.key, saying.polarity, saying.status].append(saying)
    return list(found.values())


def _opposed(field: str, sayings: Iterable[Saying], rules: Rules) -> frozenset[tuple[str, str]]:
    """Pairs of voices that contradict: who names two parties contradicts nobody who names one."""
    said: defaultdict[tuple[str, bool], dict[str, Mark]] = defaultdict(dict)
    for s in sayings:
        if s.polarity == "+":
            said[voice_of(s, rules.outlets), rules.is_ours(s)][s.mark.key] = s.mark
    marks = {key: narrowest(field, list(found.values())) for key, found in said.items()}
    return frozenset(
        (one, other)
        for (one, mine), a in marks.items()
        for (other, theirs), b in marks.items()
        if (one, mine) != (other, theirs) and between(field, a, b) == AGAINST
    )


def _how(field: str, ours: Saying, other: Saying) -> str | None:
    """How a value of others stands to one of ours; ``None``: both are of different things."""
    held = held_against(field, ours.mark, other.mark)
    if held == FITS and not _are_one(field, ours.mark, other.mark):
        return None
    if ours.polarity == other.polarity:
        if held in ALSO:
            return held
        return AGAINST if held == AGAINST and ours.polarity == "+" else None
    if held in ALSO:
        return DENIES if other.polarity == "-" else ASSERTS
    return None


def _are_one(field: str, one: Mark, other: Mark) -> bool:
    """Whether values that can both be so are of one thing: an actor must not be just anybody."""
    return field != "actor" or bool(one.ids & other.ids)


def _says_nothing(field: str, saying: Saying) -> bool:
    """Whether a value adds nothing by itself: "12 people" beside the figure of the dead."""
    kind, _, name = saying.mark.key.partition(":")
    return field in PARTIES and bool(name) and kind in VAGUE


def _counts(sayings: Iterable[Saying], outlets: Mapping[str, str]) -> tuple[int, int, int]:
    """Documents, outlets, origins; an article is no second origin for what it quotes."""
    said = list(sayings)
    documents = {s.doc_id for s in said}
    quoting = {s.doc_id for s in said if s.origin}
    named = (s for s in said if s.origin or (s.origin is None and s.doc_id not in quoting))
    origins = {origin_of(s, outlets) for s in named}
    return len(documents), len({outlets[d] for d in documents}), len(origins)


def _unheard(ours: Iterable[Saying], theirs: Iterable[Saying]) -> Iterator[Unheard]:
    """Holders with a name who speak of the topic elsewhere, in the order they first do."""
    heard = {s.origin for s in ours}
    found: dict[str, tuple[str, dict[str, None]]] = {}
    for s in theirs:
        if s.origin and s.origin not in heard:
            _, documents = found.setdefault(s.origin, (s.holders[-1], {}))
            documents[s.doc_id] = None
    yield from (Unheard(name, tuple(documents)) for name, documents in found.values())
