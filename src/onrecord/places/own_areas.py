"""First-level areas that the gazetteer lacks: of invented states, of new divisions.

    rows of places.csv ──▶ own_areas ──▶ OwnAreas: a number for each, as the gazetteer gives

With a number of its own, an area of a project holds its towns as an area of the gazetteer does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.places.claims import is_listed
from onrecord.places.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.places.words import PlaceRow

#: Rows of this precision are first-level areas.
AREA = "admin1"


@dataclass(frozen=True, slots=True)
class OwnAreas:
    """Numbers of areas, by the id of their row, and by folded name and country."""

    numbers: Mapping[str, int]
    by_name: Mapping[tuple[str, str | None], int]


def own_areas(rows: Iterable[PlaceRow], first: int) -> OwnAreas:
    """Number the areas among the rows.

    Args:
        rows: of ``places.csv``, all files.
        first: the first number that the gazetteer does not use.
    """
    areas = [row for row in rows if row.precision == AREA and not is_listed(row)]
    numbers = {row.id: first + n for n, row in enumerate(areas)}
    named = {(fold(name), row.country): numbers[row.id] for row in areas for name in row.names}
    return OwnAreas(numbers, named)
