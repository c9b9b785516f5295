"""How far two points are apart, where "40 km south of Homs" is, and how surely.

(point, direction, kilometres) ──▶ moved ──▶ a point, with its uncertainty in kilometres

A wind of eight covers 45 degrees, so the place may lie 22.5 degrees to either side: 0.38 of the
distance; a round distance is right to a tenth. Both together give 0.4, and two kilometres for the
extent of the town that is measured from. Reasons: docs/decisions/0017-relative-places.md.
"""

from __future__ import annotations

from math import asin, cos, hypot, radians, sin, sqrt

#: What "near" means where no distance is told: UCDP codes it "within about 25 km".
NEAR_KM = 25.0
#: Error of a bearing of eight winds together with that of a round distance; extent of a town.
SHARE, EXTENT_KM = 0.4, 2.0
#: Kilometres of a degree of latitude, and from the middle of the earth (mean radius).
KM_PER_DEGREE, RADIUS_KM = 111.2, 6371.0
_NORTH, _EAST = {"N": 1, "S": -1}, {"E": 1, "W": -1}


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two points (latitude, longitude) in kilometres, by haversine.

    >>> round(apart((36.2, 37.16), (34.73, 36.71)))
    168
    """
    a, b = radians(one[0]), radians(other[0])
    across = radians(other[1] - one[1])
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(across / 2) ** 2
    return 2 * RADIUS_KM * asin(min(1.0, sqrt(h)))


def uncertainty(distance: float) -> float:
    """Kilometres around the point that ``moved`` gives."""
    return round(SHARE * distance + EXTENT_KM, 1)


def moved(point: tuple[float, float], direction: str, distance: float) -> tuple[float, float]:
    """The point at a distance in a direction, on a plane that touches the earth at the start.

    Args:
        point: latitude and longitude in degrees.
        direction: letters of N, S, E, W.
        distance: kilometres; the plane errs by less than 1 % up to 200 km below 70 degrees.

    >>> moved((34.73, 36.71), "S", 40)
    (34.3703, 36.71)
    """
    north = sum(_NORTH.get(letter, 0) for letter in direction)
    east = sum(_EAST.get(letter, 0) for letter in direction)
    scale = distance / (hypot(north, east) or 1.0) / KM_PER_DEGREE
    lat, lon = point
    return round(lat + north * scale, 4), round(lon + east * scale / cos(radians(lat)), 4)
