"""Which places of a document lie in which, and what several of them come to.

    places of one event ──▶ Nesting.narrowest ──▶ the one that tells most, or a tie

The gazetteer says what lies in what; words do, too: "Idlib, near Aleppo" is Idlib.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.found import MentionIndex
from onrecord.places.datelines import DATELINE
from onrecord.places.distance import apart
from onrecord.places.spelling import ARTICLES, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.syntax import Syntax
    from onrecord.found import Found, TokenMention
    from onrecord.model import Place

#: Kilometres within which a town may lie in what is told as "rural X" or "near X" of its province.
AROUND = 100
#: The same where the province is another.
BESIDE = 25
#: Kilometres from the middle of a town within which its quarters and sides lie.
IN_TOWN = 20
_FINITE = frozenset({"VBZ", "VBP", "VBD"})
_WITHIN = "obl:in"
_VAST = frozenset({"country", "part_of_country"})
_TOWNS = frozenset({"city", "village", "camp"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What was found for one field: a value, or the candidates of a tie.

    ``basis`` is "clause" for what stands in the event's own clause, "report" for the scene.
    """

    value: str | None = None
    candidates: tuple[str, ...] = ()
    basis: str = "clause"


NOTHING = Choice()


class Nesting:
    """The places of one document by what they lie in.

    Attributes:
        wide: places too wide to be where something happens: countries, parts of them, and what
            crosses provinces.
        countries: countries.
    """

    def __init__(self, found: Found, syntax: Syntax) -> None:
        places = found.places.places
        self.places = {p.place_id: p for p in places}
        self.inside = {p.place_id: p.located_in for p in places}
        self.countries = {p.place_id for p in places if p.precision == "country"}
        #: Borders, rivers and roads of no one country: they only tell what a town lies at.
        self.lines = {p.place_id for p in places if p.precision == "region" and not p.country}
        #: Parts of countries and provinces, by which of them: "northern Syria".
        self.parts = {
            p.place_id: (p.country, p.admin1) for p in places if p.precision == "part_of_country"
        }
        crossing = {p.place_id for p in places if p.precision == "region" and p.admin1 is None}
        vast = {p for p, (_, admin1) in self.parts.items() if admin1 is None}
        self.wide = self.countries | vast | crossing
        self.spots = spots(found)
        self.told_in = frozenset(_told_in(self.spots, syntax))
        self._outer: dict[str, list[str]] = {}

    def narrowest(self, places: list[str]) -> Choice:
        """The one place, the narrowest of places in each other, or what several lie in."""
        if not places:
            return NOTHING
        if len(places) == 1:
            return Choice(places[0])
        places = list(dict.fromkeys(places))
        inner = [p for p in places if not any(self._contains(p, q) for q in places if q != p)]
        inner = inner or places
        if len(inner) == 1:
            return Choice(inner[0])
        around = [k for k in self._up(inner[0]) if all(k in self._up(p) for p in inner)]
        if around and around[0] not in self.countries:
            return Choice(around[0])
        holding = self._holding(inner)
        return Choice(None, tuple(inner)) if holding is None else Choice(holding)

    def _holding(self, places: list[str]) -> str | None:
        """The town or else the province of the document that all of several places lie in."""
        towns = [k for k, p in self.places.items() if p.kind == "city" and p.gazetteer is not None]
        in_town = (k for k in towns if all(self._is_part_of(p, k) for p in places))
        held = next(in_town, None)
        areas = {(self.places[p].country, self.places[p].admin1) for p in places}
        if held is not None or len(areas) > 1:
            return held
        named = ((k, p) for k, p in self.places.items() if p.kind == "admin1")
        return next((k for k, p in named if {(p.country, p.admin1)} == areas), None)

    def _is_part_of(self, part: str, town: str) -> bool:
        """Whether a quarter, a side or the surroundings of a town are told, or the town itself."""
        one, two = self.places[part], self.places[town]
        ends = _point(one), _point(two)
        if part == town or ends[0] is None or ends[1] is None:
            return part == town
        return one.kind not in _TOWNS and apart(ends[0], ends[1]) <= IN_TOWN

    def together(self, places: list[str]) -> Choice:
        """The narrowest of the places told of one happening; a province by its capital is wide."""
        places = list(dict.fromkeys(places))
        wider = {p for p in places if any(self._is_seat_of(p, q) for q in places if q != p)}
        return self.narrowest([p for p in places if p not in wider] or places)

    def agree(self, one: str, two: str) -> bool:
        """Whether two places may be one: the same, or one in the other."""
        if one == two or self._contains(one, two) or self._contains(two, one):
            return True
        return self._is_seat_of(one, two) or self._is_seat_of(two, one)

    def _is_seat_of(self, outer: str, inner: str) -> bool:
        """Whether a town bears the name of the province that another place lies in.

        "Killed in Homs" may be told of the province. Quarters and surroundings of towns are none.
        """
        one, two = self.places[outer], self.places[inner]
        if one.kind != "city" or one.gazetteer is None or one.admin1 is None:
            return False
        same = (one.country, one.admin1) == (two.country, two.admin1)
        return same and two.precision == "point" and _bare(one.name) == _bare(one.admin1)

    def _up(self, place: str) -> list[str]:
        """What a place lies in, from the nearest outwards; not to be changed."""
        found = self._outer.get(place)
        if found is None:
            found = self._outer[place] = []
            here = self.inside.get(place)
            while here is not None and here not in found:
                found.append(here)
                here = self.inside.get(here)
        return found

    def _contains(self, outer: str, inner: str) -> bool:
        """Whether a place lies in another; any place of a country may lie in a part of it."""
        if outer in self.parts and self._may_be_in_part(inner, *self.parts[outer]):
            narrower = inner not in self.parts or (inner not in self.wide and outer in self.wide)
            return narrower and inner not in self._up(outer)
        if outer in self.lines:
            return inner not in self.lines and inner not in self.countries
        if outer in self._up(inner) or (inner, outer) in self.told_in:
            return True
        return inner not in self._up(outer) and self._is_around(outer, inner)

    def _may_be_in_part(self, place: str, country: str | None, admin1: str | None) -> bool:
        """Whether a place lies in the country and province of which a part is told."""
        one = self.places[place]
        same = country is not None and one.country == country
        return same and (admin1 is None or one.admin1 == admin1)

    def _is_around(self, outer: str, inner: str) -> bool:
        """Whether a point lies in the surroundings that other words tell: "rural X", "near X"."""
        one, two = self.places.get(outer), self.places.get(inner)
        if one is None or two is None or two.gazetteer is None:
            return False
        own = one.gazetteer is not None
        small = own and one.kind == "region" and one.admin1 and outer not in self.parts
        if own and not small:
            return False
        ends = _point(one), _point(two)
        if two.precision != "point" or ends[0] is None or ends[1] is None:
            return False
        together = (
            not small
            and one.admin1 is not None
            and (one.country, one.admin1) == (two.country, two.admin1)
        )
        return apart(ends[0], ends[1]) <= (AROUND if together else BESIDE)


def spots(found: Found) -> MentionIndex:
    """Mentions of places where something may happen.

    Not those that say where the report was written, nor those that speak; "X near Y" is X.
    """
    places = {p.place_id: p for p in found.places.places}
    tokens, ends = found.parse.tokens, dict[int, str]()
    kept: list[TokenMention] = []
    for mention in sorted(found.places.index.mentions, key=lambda m: (m.first, -m.last)):
        if mention.form == DATELINE or _goes_on(found, mention.head):
            continue
        place, before = places[mention.id], mention.first
        while before and tokens[before - 1].pos == "PUNCT":
            before -= 1
        told = ends.get(before) if place.gazetteer is None and place.precision == "near" else None
        if told is not None and places[told].precision not in _VAST:
            kept.append(replace(mention, id=told))
        else:
            kept.append(mention)
            ends[mention.last] = mention.id
    return MentionIndex(tuple(kept))


def _told_in(index: MentionIndex, syntax: Syntax) -> Iterator[tuple[str, str]]:
    """Pairs of a place and what the text says it lies in: "Jobar in Eastern Ghouta"."""
    for mention in index.mentions:
        above = index.at(syntax.tokens[mention.head].head)
        if above is not None and above.id != mention.id and syntax.slot(mention.head) == _WITHIN:
            yield above.id, mention.id


def _goes_on(found: Found, i: int) -> bool:
    """Whether a name at the end of a list begins the next clause: "… and X has accused Y"."""
    tokens = found.parse.tokens
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if tokens[i].dep != "conj" or after is None or after.tag not in _FINITE:
        return False
    verb = tokens[after.head] if after.pos == "AUX" else after
    return verb.pos in ("VERB", "AUX") and found.parse.kid(verb.i, "nsubj") is None


def _bare(name: str) -> list[str]:
    """A name without case and articles."""
    return [word for word in fold(name).split() if word not in ARTICLES]


def _point(place: Place) -> tuple[float, float] | None:
    """Where a place lies, for comparing."""
    if place.lat is not None and place.lon is not None:
        return place.lat, place.lon
    return place.reference_point
