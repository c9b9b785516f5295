"""Which place a name means: by the countries the text speaks of, by what contains what, by size.

    names with surroundings ──▶ resolve ──▶ a place, or the candidates of a tie

Every candidate is weighed: the logarithm of its inhabitants, plus points for the context. The best
one wins only if it leads by ``MARGIN``, that is, if it counts for at least twenty times the next;
otherwise nobody wins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log10, sqrt
from typing import TYPE_CHECKING, NamedTuple

from onrecord.places.distance import KM_PER_DEGREE, apart
from onrecord.places.gazetteer import ALTERNATE, MAIN, ROMANISED
from onrecord.places.words import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


#: A winner counts for twenty times the next candidate (log10 20).
MARGIN = 1.3
#: A curated place already has its points; it needs only a small lead.
CURATED_MARGIN = 0.5
#: Points by the class of the name: an alternate name is rarely meant.
RANK_POINTS = {MAIN: 0.0, ALTERNATE: -1.0, ROMANISED: -1.0}
#: And a county or district is rarely named without that word.
COUNTY_POINTS = -1.0
#: Points for a place that reports of conflicts are known to name (``places.csv``).
CURATED_POINTS = 1.5
#: Points for the country a text speaks of most; others get less, by the root of their share.
FOCUS_POINTS = 2.5
#: A country with so many points is one that the text speaks of.
IN_FOCUS = 0.75
#: A state that acts in a text says less about where things happen than a place does.
STATE_SHARE = 0.25
#: Points for a neighbour in the same first-level area, or so near.
NEAR_POINTS, NEAR_KM = 1.0, 150.0
#: A country is meant rather than a town of its name.
COUNTRY_POINTS = 2.0
#: A town and an area of its name so near are kin ("Kyiv" and the oblast around it).
KIN_KM = 300.0
#: A town stands for the area around it, unless it is smaller than this share of it.
TOWN_SHARE = 0.05

#: Only the best candidates are compared; a tie shows among them.
MOST_CONSIDERED = 12

TOWN_KINDS = frozenset({"city", "village", "district", "camp"})
AREA_KINDS = {"admin1": ("admin1", "admin2", "region"), "admin2": ("admin2", "admin1")}


class Choice(NamedTuple):
    """A winner, or the candidates of a tie, best first."""

    winner: Candidate | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a document says about where it is.

    Attributes:
        countries: ISO 3166-1 alpha-3 codes with the weight of their mentions.
        settled: places already decided, which draw names to their surroundings.
    """

    countries: Mapping[str, float]
    settled: tuple[Candidate, ...] = ()

    def points(self, candidate: Candidate) -> float:
        """Points for the countries of a candidate."""
        codes = (candidate.country, *candidate.claimants)
        count = max((self.countries.get(code, 0.0) for code in codes if code), default=0.0)
        if not count:
            return 0.0
        return FOCUS_POINTS * sqrt(count / max(self.countries.values()))

    def is_about(self, candidate: Candidate) -> bool:
        """Whether the text speaks of a candidate's country or of a place nearby."""
        return self.points(candidate) >= IN_FOCUS or self.near_points(candidate) > 0

    def near_points(self, candidate: Candidate) -> float:
        """Points for a settled place nearby."""
        return NEAR_POINTS if any(is_near(candidate, other) for other in self.settled) else 0.0

    def without(self, candidates: Iterable[Candidate]) -> Context:
        """The context that the candidates of one name have not made themselves."""
        own = {candidate.id for candidate in candidates}
        return replace(self, settled=tuple(c for c in self.settled if c.id not in own))


def choose(candidates: Sequence[Candidate], kind: str | None, context: Context) -> Choice:
    """The place a name means.

    Args:
        candidates: all places of the name.
        kind: value of a kind word next to it, or None.
        context: what the rest of the document says.
    """
    fitting = of_kind(candidates, kind)
    if len(fitting) <= 1:
        return Choice(fitting[0] if fitting else None, tuple(fitting))
    context = context.without(fitting)
    weighed = sorted(
        ((_weigh(candidate, context), n) for n, candidate in enumerate(fitting)),
        key=lambda pair: (-pair[0], pair[1]),
    )
    ranked = tuple(fitting[n] for _, n in weighed)
    family, rival = _family(ranked[:MOST_CONSIDERED])
    weights = {fitting[n].id: weight for weight, n in weighed}
    margin = CURATED_MARGIN if ranked[0].curated else MARGIN
    if rival is not None and weights[ranked[0].id] - weights[rival.id] < margin:
        return Choice(None, ranked)
    return Choice(_head_of(family), ranked)


def of_kind(candidates: Sequence[Candidate], kind: str | None) -> list[Candidate]:
    """Candidates that a kind word allows; all, if it allows none."""
    wanted: tuple[str, ...] = AREA_KINDS.get(kind or "", ())
    for area in wanted:
        if found := [c for c in candidates if c.kind == area]:
            return found
    if kind in TOWN_KINDS and (found := [c for c in candidates if c.kind in TOWN_KINDS]):
        return found
    return list(candidates)


def _weigh(candidate: Candidate, context: Context) -> float:
    is_country = candidate.kind == "country" and candidate.rank == MAIN
    points = candidate.weight + COUNTRY_POINTS * is_country
    points += CURATED_POINTS if candidate.curated else RANK_POINTS[candidate.rank]
    points += COUNTY_POINTS * (candidate.kind == "admin2" and candidate.rank == ALTERNATE)
    return points + context.points(candidate) + context.near_points(candidate)


def _family(ranked: Sequence[Candidate]) -> tuple[list[Candidate], Candidate | None]:
    """The best candidate with towns and areas of its name around it, and the best of the rest."""
    family, rival = [ranked[0]], None
    for candidate in ranked[1:]:
        if any(_are_kin(candidate, other) for other in family):
            family.append(candidate)
        elif rival is None:
            rival = candidate
    return family, rival


def _are_kin(one: Candidate, other: Candidate) -> bool:
    """Whether one is a town or area and the other the area in or around which it lies."""
    if lies_in(one, other) or lies_in(other, one):
        return True
    if one.country != other.country or one.country is None:
        return False
    if one.kind in TOWN_KINDS and other.kind in TOWN_KINDS:
        return False
    return _within(one, other, KIN_KM)


def _head_of(family: list[Candidate]) -> Candidate:
    """The member meant by the bare name: curated, country, town, area; a tiny town is not."""
    for test in (_is_curated, _is_country):
        if found := next((c for c in family if test(c)), None):
            return found
    areas = [c for c in family if c.kind in AREA_KINDS]
    towns = [c for c in family if c.kind in TOWN_KINDS]
    if not towns or not areas:
        return family[0]
    town, area = max(towns, key=_size), max(areas, key=_size)
    return area if town.weight < area.weight + log10(TOWN_SHARE) else town


def _is_curated(candidate: Candidate) -> bool:
    return candidate.curated


def _is_country(candidate: Candidate) -> bool:
    return candidate.kind == "country"


def _size(candidate: Candidate) -> tuple[float, str]:
    return candidate.weight, candidate.id


def lies_in(inner: Candidate, outer: Candidate) -> bool:
    """Whether the gazetteer says that one place lies in the other."""
    if inner.id == outer.id:
        return False
    if outer.kind == "country":
        return outer.country is not None and outer.country in (inner.country, *inner.claimants)
    return outer.number is not None and outer.number in (inner.admin1, inner.admin2)


def is_near(one: Candidate, other: Candidate) -> bool:
    """Whether two different places share a first-level area or lie within ``NEAR_KM``."""
    if one.id == other.id:
        return False
    if one.admin1 is not None and one.admin1 == other.admin1:
        return True
    return _within(one, other, NEAR_KM)


def _within(one: Candidate, other: Candidate, distance: float) -> bool:
    if one.lat is None or other.lat is None:
        return False
    if abs(one.lat - other.lat) * KM_PER_DEGREE > distance:
        return False
    between = kilometres(one, other)
    return between is not None and between <= distance


def kilometres(one: Candidate, other: Candidate) -> float | None:
    """Great-circle distance, None without coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return apart((one.lat, one.lon), (other.lat, other.lon))


def contained(inner: Sequence[Candidate], outer: Sequence[Candidate]) -> list[Candidate]:
    """The inner candidates that lie in one of the outer ones."""
    return [c for c in inner if any(lies_in(c, other) for other in outer)]


def count_countries(candidates: Iterable[Candidate], states: Iterable[str]) -> dict[str, float]:
    """Weight of the mentions of countries: by places that lie in them, and by states that act."""
    counts: defaultdict[str, float] = defaultdict(float)
    for state in states:
        counts[state] += STATE_SHARE
    for candidate in candidates:
        for code in (candidate.country,) if candidate.country else candidate.claimants:
            counts[code] += 1.0
    return dict(counts)
