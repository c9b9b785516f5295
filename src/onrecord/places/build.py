"""Places of the reading, with all their mentions.

mentions with what they mean ──▶ build_places ──▶ places, and the index from tokens to them
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from onrecord.found import MentionIndex, TokenMention
from onrecord.model import Place, Span
from onrecord.places.around import bare
from onrecord.places.datelines import DATELINE
from onrecord.places.names import written
from onrecord.places.resolve import TOWN_KINDS, kilometres
from onrecord.places.shape import shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onrecord.found import Found
    from onrecord.places.around import Around
    from onrecord.places.shape import Shape
    from onrecord.places.told import Told
    from onrecord.places.words import Candidate, PlaceWords

#: A kind of place that lies in a town, at most so many kilometres from its middle.
QUARTER = "district"
TOWN_KM = 20
#: The countryside of a town holds the towns of its province so near.
RING_KM = 25


def build_places(
    found: Found,
    accepted: Sequence[tuple[Around, Candidate]],
    told: Sequence[Told],
    words: PlaceWords,
    datelines: frozenset[int] = frozenset(),
) -> tuple[tuple[Place, ...], MentionIndex]:
    """The places, in the order of their first mention.

    Args:
        found: the parse and the text.
        accepted: names with their surroundings and what they mean, in the order of the text.
        told: places told by others; the names within them are mentions of their own places, but
            the index leads from their tokens to what is told.
        words: the gazetteer, and where the parts of areas lie.
        datelines: first tokens of names that say where the report was written.
    """
    shapes: dict[str, Shape] = {}
    mentions: dict[str, list[TokenMention]] = defaultdict(list)
    within = {i for t in told for i in range(t.first, t.last)}
    hidden: set[TokenMention] = set()
    surroundings: set[str] = set()
    for around, base in accepted:
        is_within = around.name.first in within
        seen = (
            bare(around)._replace(first=around.name.first, relation="plain")
            if is_within
            else around
        )
        made = shape_of(found, (seen, base), words)
        shapes.setdefault(made.id, made)
        if seen.relation == "round":
            surroundings.add(made.id)
        form = DATELINE if around.name.first in datelines else "name"
        head = _head(found, seen.first, seen.last)
        mention = TokenMention(seen.first, seen.last, head, made.id, form)
        mentions[made.id].append(mention)
        if is_within:
            hidden.add(mention)
    for first, last, made in told:
        shapes.setdefault(made.id, made)
        mention = TokenMention(first, last, _head(found, first, last), made.id)
        mentions[made.id].append(mention)
    numbers = {s.base.number: s.id for s in shapes.values() if s.is_base}
    countries = {s.base.country: s.id for s in shapes.values() if s.kind == "country"}
    rings = [shapes[k] for k in sorted(surroundings)]
    containers = {s.id: _container(s, shapes, numbers, countries, rings) for s in shapes.values()}
    places = tuple(
        _place(found, s, mentions[s.id], containers[s.id], words)
        for s in sorted(shapes.values(), key=lambda s: min(map(_position, mentions[s.id])))
    )
    shown = (m for group in mentions.values() for m in group if m not in hidden)
    index = sorted(shown, key=_position)
    return places, MentionIndex(tuple(index))


def shape_of(found: Found, named: tuple[Around, Candidate], words: PlaceWords) -> Shape:
    """What a name that means a place of the gazetteer tells with the words around it."""
    around, base = named
    return shape(around, base, _called(found, around, base), words.extents)


def _called(found: Found, around: Around, base: Candidate) -> str:
    """The name of a place told by another: its words in small letters around the other's name."""
    tokens, name = found.parse.tokens, around.name
    before = written(tokens, around.first, name.first + 1).removesuffix(tokens[name.first].text)
    after = written(tokens, name.last - 1, around.last).removeprefix(tokens[name.last - 1].text)
    return before.lower() + base.name + after.lower()


def _position(mention: TokenMention) -> tuple[int, int]:
    return mention.first, mention.last


def _head(found: Found, first: int, last: int) -> int:
    """The token of a mention whose head lies outside, else the last."""
    tokens = found.parse.tokens
    for i in range(last - 1, first - 1, -1):
        head = tokens[i].head
        if head == i or not first <= head < last:
            return i
    return last - 1


def _container(
    made: Shape,
    shapes: Mapping[str, Shape],
    numbers: Mapping[int | None, str],
    countries: Mapping[str | None, str],
    rings: Sequence[Shape],
) -> str | None:
    """The nearest place around this one that the document names, or None."""
    town = _town_around(made, shapes.values()) if made.kind == QUARTER else None
    for id_ in (town,) if town else _around(made, numbers, countries):
        if id_ is not None and id_ != made.id and id_ in shapes:
            ring = _ring(made, rings) if shapes[id_].kind == "country" else None
            return ring or id_
    return _ring(made, rings)


def _ring(made: Shape, rings: Sequence[Shape]) -> str | None:
    """The countryside of a town near by that a town lies in: "X and Y in rural Aleppo"."""
    if not made.is_base or made.kind not in TOWN_KINDS or made.base.admin1 is None:
        return None
    towns = (r for r in rings if r.base.kind in TOWN_KINDS and r.base.id != made.base.id)
    others = (r for r in towns if r.base.admin1 == made.base.admin1)
    far = ((kilometres(made.base, r.base), r.id) for r in others)
    near = min(((km, k) for km, k in far if km is not None), default=None)
    return near[1] if near is not None and near[0] <= RING_KM else None


def _town_around(made: Shape, shapes: Iterable[Shape]) -> str | None:
    """The town that a quarter lies in, if the document names it."""
    towns = [s for s in shapes if s.kind == "city" and s.is_base and s.id != made.id]
    near = [(km, s.id) for s in towns if (km := kilometres(made.base, s.base)) is not None]
    closest = min(near, default=None)
    return closest[1] if closest is not None and closest[0] <= TOWN_KM else None


def _around(
    made: Shape, numbers: Mapping[int | None, str], countries: Mapping[str | None, str]
) -> Iterator[str | None]:
    base = made.base
    if not made.is_base:
        yield base.id
    for number in (base.admin2, base.admin1):
        if number is not None and (number != base.number or not made.is_base):
            yield numbers.get(number)
    if base.country is not None and base.kind != "country":
        yield countries.get(base.country)


def _place(
    found: Found,
    made: Shape,
    mentions: Sequence[TokenMention],
    container: str | None,
    words: PlaceWords,
) -> Place:
    gazetteer, gazetteer_id = made.gazetteer
    area = made.base.admin1
    return Place(
        place_id=made.id,
        name=made.name,
        kind=made.kind,
        country=made.base.country,
        precision=made.precision,
        lat=made.point[0] if made.point else None,
        lon=made.point[1] if made.point else None,
        gazetteer=gazetteer,
        gazetteer_id=gazetteer_id,
        reference_point=made.reference,
        located_in=container,
        mentions=tuple(span_of(found, m.first, m.last) for m in mentions),
        admin1=None if area is None else words.of_number(area).name,
        claimants=made.base.claimants,
        uncertainty_km=made.uncertainty,
    )


def span_of(found: Found, first: int, last: int) -> Span:
    """The characters of tokens ``first:last``."""
    start, end = found.parse.tokens[first].start, found.parse.tokens[last - 1].end
    return Span(start, end, found.document.text[start:end])
