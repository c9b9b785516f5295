"""Who claims a place because it lies in an area that several claim.

    rows with claimants ──▶ load_claims ──▶ Claims ──▶ of(candidate)

A town of a disputed area is as disputed as the area. It has a country only where the row of the
area gives one; onrecord does not decide whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.places.gazetteer import Gazetteer
    from onrecord.places.words import Candidate, PlaceRow


@dataclass(frozen=True, slots=True)
class Claims:
    """Areas that several claim: number in the gazetteer, country or None, claimants."""

    areas: Mapping[int, tuple[str | None, tuple[str, ...]]]
    countries: Mapping[str, tuple[str | None, tuple[str, ...]]]

    def of(self, candidate: Candidate) -> Candidate:
        """The candidate with the claimants of what it lies in, unless it has its own."""
        if candidate.claimants or candidate.country is None:
            return candidate
        for number in (candidate.admin2, candidate.admin1):
            if number is not None and number in self.areas:
                country, claimants = self.areas[number]
                return candidate._replace(country=country, claimants=claimants)
        if candidate.country in self.countries:
            country, claimants = self.countries[candidate.country]
            return candidate._replace(country=country, claimants=claimants)
        return candidate


def load_claims(rows: Iterable[PlaceRow], gazetteer: Gazetteer) -> Claims:
    """Countries and areas of the gazetteer whose rows name claimants."""
    areas: dict[int, tuple[str | None, tuple[str, ...]]] = {}
    countries: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    for row in rows:
        number = gazetteer.number_of(row.id) if row.claimants and is_listed(row) else None
        if number is None:
            continue
        claim = row.country, tuple((row.claimants or "").split())
        place = gazetteer.place(number)
        if place.kind == "country":
            countries[place.country] = claim
        elif place.kind != "city":
            areas[number] = claim
    return Claims(areas, countries)


def is_listed(row: PlaceRow) -> bool:
    """Whether a row describes a place of the gazetteer."""
    return row.id.startswith("geonames:")
