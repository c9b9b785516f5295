"""Places told by two others, or by a border: "between Hama and Homs", "the Turkish border".

names with their places ──▶ find_told ──▶ what lies between or along them

Such a place has no coordinates. Two towns give a point of reference halfway and say how far off it
may be; a border gives none, and nobody knows on which side of it the place is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from onrecord.model import content_hash
from onrecord.places.distance import NEAR_KM
from onrecord.places.gazetteer import MAIN
from onrecord.places.names import written
from onrecord.places.resolve import kilometres
from onrecord.places.shape import Shape
from onrecord.places.words import OWN, Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.found import Found
    from onrecord.parse.tree import Token
    from onrecord.places.around import Around
    from onrecord.places.words import PlaceWords

#: Farther apart, two towns tell no place between them.
FARTHEST_KM = 300.0
BOTH_SIDES = 2
_DASHES = frozenset("-‐‑–")  # noqa: RUF001
Named = tuple["Around", Candidate]


class Told(NamedTuple):
    """A place told by others: its tokens ``first:last`` and what it is."""

    first: int
    last: int
    shape: Shape


def find_told(found: Found, accepted: Sequence[Named], words: PlaceWords) -> tuple[Told, ...]:
    """Places between two named towns, and borders.

    Args:
        found: the parse, and the actors, whose demonyms name borders.
        accepted: names with their places, in the order of the text.
        words: the words of borders, roads and prepositions.
    """
    tokens = found.parse.tokens
    between = [told for pair in pairwise(accepted) if (told := _between(tokens, *pair, words))]
    return (*between, *_borders(found, accepted, words))


# ---- between two towns ---------------------------------------------------------------------------


def _between(tokens: Sequence[Token], one: Named, other: Named, words: PlaceWords) -> Told | None:
    (left, start), (right, end) = one, other
    if tokens[left.name.first].sentence != tokens[right.name.first].sentence:
        return None
    apart = kilometres(start, end)
    if apart is None or not 0 < apart <= FARTHEST_KM or not _are_points(one, other):
        return None
    span = _joined(tokens, left, right, words)
    return None if span is None else Told(span[0], right.last, _middle(tokens, one, other, span))


def _are_points(*pair: Named) -> bool:
    return all(a.relation == "plain" and p.precision in ("point", "near") for a, p in pair)


def _joined(
    tokens: Sequence[Token], left: Around, right: Around, words: PlaceWords
) -> tuple[int, bool] | None:
    """First token of "between X and Y", "the road from X to Y", "the X-Y road"; whether a road."""
    gap = tokens[left.name.last : right.name.first]
    if not gap or len(gap) > 1:
        return None
    first, prepositions = left.begins, words.uses["preposition"]
    opening = prepositions.get(tokens[first].lower)
    is_road = first > 0 and words.uses["kind"].get(tokens[first - 1].lower) == "road"
    if opening == "between" and gap[0].pos == "CCONJ":
        return (first - is_road, is_road)
    if opening == "from" and prepositions.get(gap[0].lower) == "weak":
        return (first - 1, True) if is_road else None
    if gap[0].text in _DASHES and right.kind == "road":
        return left.name.first, True
    return None


def _middle(tokens: Sequence[Token], one: Named, other: Named, span: tuple[int, bool]) -> Shape:
    start, end = one[1], other[1]
    half = round((kilometres(start, end) or 0.0) / 2, 1)
    country = start.country if start.country == end.country else None
    admin1 = start.admin1 if start.admin1 == end.admin1 else None
    ids = sorted((start.id, end.id))
    made = content_hash("p_", ("between", *ids))
    base = start._replace(
        id=made, country=country, claimants=(), admin1=admin1, admin2=None, number=None
    )
    wide = "region" if country is None else "part_of_country"
    lat, lon = (((a or 0.0) + (b or 0.0)) / 2 for a, b in zip(_at(start), _at(end), strict=True))
    return Shape(
        id=made,
        name=written(tokens, span[0], other[0].last),
        kind="road" if span[1] else "other",
        precision="near" if half <= NEAR_KM else wide,
        base=base,
        is_base=False,
        point=None,
        reference=(round(lat, 4), round(lon, 4)),
        uncertainty=half,
    )


def _at(place: Candidate) -> tuple[float | None, float | None]:
    return place.lat, place.lon


# ---- borders -------------------------------------------------------------------------------------


def _borders(found: Found, accepted: Sequence[Named], words: PlaceWords) -> Iterator[Told]:
    tokens, nouns = found.parse.tokens, words.uses["border"]
    marked = [t for t in tokens if t.lower in nouns]
    ends = [t.i for t in marked if nouns[t.lower] == "noun"]
    states = _states(found, accepted) if ends else {}
    for i in ends:
        if tokens[i].dep == "compound":  # "border town"
            continue
        last, right = _right(tokens, i, states, words)
        first, left = _left(tokens, i, states, words)
        if 0 < len(left | right) <= BOTH_SIDES:
            yield Told(first, last, _border(written(tokens, first, last), sorted(left | right)))


def _states(found: Found, accepted: Sequence[Named]) -> dict[int, str]:
    """Tokens that name countries, as places, as states or by demonyms, with their codes."""
    actors = found.actors.by_id()
    states: dict[int, str] = {}
    for mention in found.actors.index.mentions:
        actor = actors.get(mention.id)
        if actor is None or actor.state is None:
            continue
        if mention.form == "demonym" or (mention.form == "name" and actor.type == "state"):
            states |= dict.fromkeys(range(mention.first, mention.last), actor.state)
    for around, place in accepted:
        if place.kind == "country" and place.country is not None:
            states |= dict.fromkeys(range(around.name.first, around.name.last), place.country)
    return states


def _left(
    tokens: Sequence[Token], i: int, states: Mapping[int, str], words: PlaceWords
) -> tuple[int, set[str]]:
    """First token and countries of "Turkish border", "the Turkey-Syria border"."""
    first, codes, j = i, set[str](), i - 1
    directions = words.uses["direction"]
    while j >= 0 and (tokens[j].pos == "PART" or tokens[j].lower in directions):
        j -= 1
    while j in states:
        first, code = j, states[j]
        codes.add(code)
        while states.get(first - 1) == code:
            first -= 1
        j = first - 1
        if j >= 0 and (tokens[j].text in _DASHES or tokens[j].pos == "CCONJ"):
            j -= 1
    return first, codes


def _right(
    tokens: Sequence[Token], i: int, states: Mapping[int, str], words: PlaceWords
) -> tuple[int, set[str]]:
    """Last token and countries of "border with Turkey", "border between Syria and Turkey"."""
    last, codes, j = i + 1, set[str](), i + 1
    if j >= len(tokens) or words.uses["border"].get(tokens[j].lower) != "link":
        return last, codes
    while j + 1 < len(tokens) and (j + 1 in states or tokens[j + 1].pos in ("DET", "CCONJ")):
        j += 1
        if j in states:
            codes.add(states[j])
            last = j + 1
    return last, codes


def _border(name: str, codes: Sequence[str]) -> Shape:
    made = content_hash("p_", ("border", *codes))
    base = Candidate(
        *(made, name, "region", "region", None, (), 0.0, None, None, None, None, None),
        *(MAIN, False, OWN),
    )
    return Shape(made, name, "region", "region", base, is_base=False, point=None, reference=None)
