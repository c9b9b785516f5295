"""Which places a name alone brings to mind: countries, curated ones, and towns of some size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.places.spelling import fold

if TYPE_CHECKING:
    from onrecord.places.words import PlaceWords

#: Inhabitants (logarithm) from which a town is known by its name alone.
LARGE = 4.9


def is_curated(words: PlaceWords, name: str) -> bool:
    """Whether a name is that of a country or of a place that reports of conflicts name."""
    folded = fold(name)
    return folded in words.curated or folded in words.country_names


def is_large(words: PlaceWords, name: str) -> bool:
    """Whether a name is that of a first-level area or of a town of some size."""
    return any(c.kind == "admin1" or c.weight >= LARGE for c in words.candidates(fold(name)))
