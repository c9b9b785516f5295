"""From what a name means and the words around it to a place of the reading.

    (around, candidate) ──▶ shape ──▶ what kind of place, how precise, with which coordinates

"Near Homs", "northern Syria" and "Homs airport" are places of their own: their ids are made from
the place they are told by. An area never gets coordinates, only a point of reference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.model import content_hash
from onrecord.places.distance import NEAR_KM, moved, uncertainty
from onrecord.places.resolve import AREA_KINDS, TOWN_KINDS
from onrecord.places.words import GEONAMES, ISO, Candidate

if TYPE_CHECKING:
    from onrecord.places.around import Around
    from onrecord.places.extent import Extents

#: Kinds of things that are named after the town they lie at.
_SITE_KINDS = frozenset(
    {"airport", "base", "camp", "crossing", "facility", "road", "mountain", "river", "region"}
)
#: Things that may leave the town they are named after far behind.
_LONG_KINDS = frozenset({"road", "river", "mountain", "region"})
#: Inhabitants (logarithm) from which a town is no village, neighbourhood or camp.
CITY = 4.75
_POINTS = frozenset({"point", "near"})
#: "The Jobar district" is Jobar; "Masisi territory", of which only the town is known, is near it.
_PARTS_OF_TOWNS = frozenset({"district", "camp"})
_AREA_AROUND = {"admin1": "region", "admin2": "admin2"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A place without its mentions; ``base`` is the place of the gazetteer it is told by.

    A place that is not known to lie in its base has a ``base`` without country and areas.
    """

    id: str
    name: str
    kind: str
    precision: str
    base: Candidate
    is_base: bool
    point: tuple[float, float] | None
    reference: tuple[float, float] | None
    uncertainty: float | None = None

    @property
    def gazetteer(self) -> tuple[str | None, str | None]:
        """Name of the gazetteer and the id there; a place told by another has none."""
        if not self.is_base:
            return None, None
        source = self.base.gazetteer
        own = self.base.id.partition(":")[2] if source in (GEONAMES, ISO) else self.base.id
        return source, own


def shape(around: Around, base: Candidate, words: str, extents: Extents) -> Shape:
    """What the words mean.

    Args:
        around: the name and its surroundings.
        base: what the name means.
        words: the words of the mention, which name a place told by another.
        extents: where the parts of areas lie.
    """
    plain = _plain(around, base, extents)
    is_point = base.precision in _POINTS
    if around.relation == "off":
        return _beside(plain, "off", words, kind="sea", precision="water_air")
    if is_point:
        return _at_town(around, plain, words, extents)
    if around.relation == "part" or (around.relation == "near" and around.direction):
        return _part(around, plain, words, extents)  # "to the east of Ukraine" is in Ukraine
    if around.relation == "near" and base.precision != "water_air":
        return _beside(plain, "near", words, kind="region", precision="region")
    if around.kind in _SITE_KINDS and not _is_such(base, around.kind):
        return _told_by(plain, (around.kind, words.lower()), words, kind=around.kind or "other")
    return plain


def _at_town(around: Around, plain: Shape, words: str, extents: Extents) -> Shape:
    """A town, its surroundings, its parts, and what lies in it."""
    base, kind = plain.base, around.kind or "other"
    if around.relation == "part":
        return _part(around, plain, words, extents)
    if around.relation != "plain":
        return _near(around, plain, words, extents)
    if kind in AREA_KINDS and base.kind not in _PARTS_OF_TOWNS:
        return _told_by(plain, (kind,), words, kind=_AREA_AROUND[kind])
    if _too_big(around, base):
        return _told_by(plain, (kind,), words, kind=kind)
    if kind in _SITE_KINDS and not _is_such(base, kind):
        made = _told_by(plain, (kind, words.lower()), words, kind=kind)
        return replace(made, point=None) if kind in _LONG_KINDS else made
    return plain


def _near(around: Around, plain: Shape, words: str, extents: Extents) -> Shape:
    """Near a town; with a distance and a direction, where these lead."""
    made = _told_by(plain, ("near", around.direction), words, kind="other")
    distance, start = around.distance, plain.point
    if distance is None or start is None:
        return replace(made, uncertainty=NEAR_KM)
    made = replace(made, id=_made_id(plain, ("near", around.direction, distance)))
    if around.direction is None:  # somewhere on a circle
        is_near = distance <= NEAR_KM
        base = extents.where(plain.base, start, distance)._replace(id=made.id)
        made = replace(made, base=base)
        return replace(made, uncertainty=distance) if is_near else _vague(made, start)
    point, error = moved(start, around.direction, distance), uncertainty(distance)
    base = extents.where(plain.base, point, error)._replace(id=made.id)
    made = replace(made, base=base, point=point, reference=None, uncertainty=error)
    return made if error <= NEAR_KM else _vague(made, point)


def _vague(made: Shape, reference: tuple[float, float]) -> Shape:
    """Too far from a known place for a point."""
    precision = "region" if made.base.country is None else "part_of_country"
    return replace(made, precision=precision, point=None, reference=reference, uncertainty=None)


def _beside(plain: Shape, how: str, words: str, kind: str, precision: str) -> Shape:
    """Near an area or at sea, in nobody knows which country."""
    made = _made_id(plain, (how,))
    base = plain.base._replace(
        id=made, country=None, claimants=(), admin1=None, admin2=None, number=None
    )
    return Shape(
        made, words, kind, precision, base, is_base=False, point=None, reference=plain.point
    )


def _is_such(base: Candidate, kind: str | None) -> bool:
    return base.kind == kind or (kind in ("region", "camp") and base.precision != "point")


def _too_big(around: Around, base: Candidate) -> bool:
    """Whether a village or neighbourhood *of* a town is told, not the town."""
    return around.kind in ("village", "district", "camp") and base.weight >= CITY


def _plain(around: Around, base: Candidate, extents: Extents) -> Shape:
    town = base.kind in TOWN_KINDS and around.kind in TOWN_KINDS and not _too_big(around, base)
    point = None if base.lat is None or base.lon is None else (base.lat, base.lon)
    is_point = base.precision in _POINTS
    return Shape(
        id=base.id,
        name=base.name,
        kind=around.kind if town and around.kind else base.kind,
        precision=base.precision,
        base=base,
        is_base=True,
        point=point if is_point else None,
        reference=None if is_point else extents.middle(base) or point,
    )


def _told_by(plain: Shape, parts: tuple[str | None, ...], words: str, kind: str) -> Shape:
    """A place at or near another: it takes the other's point, known to be only near."""
    made = replace(
        plain, id=_made_id(plain, parts), name=words, kind=kind, precision="near", is_base=False
    )
    return replace(made, reference=plain.point or plain.reference)


def _part(around: Around, plain: Shape, words: str, extents: Extents) -> Shape:
    base = plain.base
    direction = around.direction or ""
    if base.precision in _POINTS:
        return _told_by(plain, ("part", direction), words, kind="district")
    within = base.precision in AREA_KINDS
    precision = base.precision if within or base.country is None else "part_of_country"
    return replace(
        plain,
        id=_made_id(plain, ("part", direction)),
        name=words,
        kind="region",
        precision=precision,
        is_base=False,
        reference=extents.part(base, direction) if direction else None,
    )


def _made_id(plain: Shape, parts: tuple[str | float | None, ...]) -> str:
    return content_hash("p_", (plain.id, *parts))
