"""The bundled gazetteer: a memory-mapped file of places and their names.

    folded name ──▶ Gazetteer.find ──▶ places of that name, as numbers and classes of the name

The file is opened on first use and shared by all processes of a machine; it is built by
``scripts/build_gazetteer.py``. Format and measurements: docs/decisions/0012-gazetteer-file.md.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from itertools import accumulate, pairwise
from math import cos, radians
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from onrecord.errors import LexiconError
from onrecord.places.distance import KM_PER_DEGREE
from onrecord.places.spelling import key, skeleton_key

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAGIC = b"ORGAZ001"
KINDS = ("country", "admin1", "admin2", "city")
#: No such place / no such coordinate.
NONE = 0xFFFFFFFF
NOWHERE = 0x7FFFFFFF
#: Classes of names: the gazetteer's own, another one, same consonants as a romanised one.
MAIN, ALTERNATE, ROMANISED = 0, 1, 2
#: The first 17 bits of a key lead to its bucket of about five keys.
BUCKET_SHIFT = 64 - 17
_NUMBER = 0x0FFFFFFF
#: Nearer to the poles than this cosine there are no towns.
SLIM = 0.1


class GazetteerPlace(NamedTuple):
    """A place of the gazetteer.

    Attributes:
        number: position in the file.
        id: ``geonames:<id>``, or ``iso:<ISO 3166-2 code>`` for areas without GeoNames id.
        kind: country, admin1, admin2 or city (any populated place).
        country: ISO 3166-1 alpha-3.
        population: of its populated places, for an area.
        lat, lon: degrees; for an area the mean of its populated places, never its location.
        admin1, admin2: numbers of the areas it lies in, or None.
    """

    number: int
    id: str
    name: str
    kind: str
    country: str
    population: int
    lat: float | None
    lon: float | None
    admin1: int | None
    admin2: int | None


class Hit(NamedTuple):
    """A place that bears a name; ``rank`` is ``MAIN``, ``ALTERNATE`` or ``ROMANISED``."""

    number: int
    rank: int


def pack_sections(
    magic: bytes, facts: Mapping[str, object], sections: Mapping[str, array[int]]
) -> bytes:
    """The file: magic, length of the head, head as JSON, sections aligned to 8 bytes."""
    if sys.byteorder != "little":
        raise LexiconError("the gazetteer file is little-endian; build it on such a machine")
    table: dict[str, tuple[str, int, int]] = {}
    body = bytearray()
    for name, values in sections.items():
        body += b"\0" * (-len(body) % 8)
        table[name] = (values.typecode, len(body), len(body) + len(values) * values.itemsize)
        body += values.tobytes()
    head = json.dumps({**facts, "sections": table}, sort_keys=True).encode()
    head += b" " * (-(len(magic) + 4 + len(head)) % 8)
    return magic + struct.pack("<I", len(head)) + head + bytes(body)


@dataclass(frozen=True)
class Gazetteer:
    """Places by name. Not slotted: the file is mapped on first use, and not pickled."""

    path: Path

    @cached_property
    def _file(self) -> _Mapped:
        return _Mapped(self.path)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        """Travel between processes as the path alone."""
        return Gazetteer, (self.path,)

    def find(self, folded: str) -> tuple[Hit, ...]:
        """Places of a folded name, in the order of the file."""
        return self._file.named(folded)

    def find_romanised(self, country: str, consonants: str) -> tuple[Hit, ...]:
        """Places of a country (ISO 3166-1 alpha-3) whose romanised name has these consonants."""
        return self._file.hits(skeleton_key(country, consonants))

    def place(self, number: int) -> GazetteerPlace:
        """The place with a number."""
        return self._file.place(number)

    @cached_property
    def countries(self) -> Mapping[str, int]:
        """Number of the place of each country, by ISO 3166-1 alpha-3 code."""
        return {self.place(n).country: n for n in range(*self._file.segments[0])}

    @property
    def capitals(self) -> Mapping[str, int]:
        """Number of each capital that is the only one, by ISO 3166-1 alpha-3 code."""
        return self._file.capitals

    def number_of(self, id_: str) -> int | None:
        """The number of the place with an id ``geonames:…``, or None."""
        return self._file.number_of(int(id_.partition(":")[2]))

    def towns_in(self, area: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Latitudes and longitudes of the populated places of a country or first-level area."""
        return self._file.towns_in(area)

    def areas_near(self, lat: float, lon: float, distance: float) -> tuple[set[str], set[int]]:
        """Countries and first-level areas of the towns in a square of twice a distance (km)."""
        return self._file.areas_near(lat, lon, distance)

    @property
    def size(self) -> int:
        """How many places there are."""
        return self._file.size


def bundled_gazetteer() -> Gazetteer:
    """The gazetteer that ships with onrecord.

    Raises:
        LexiconError: the package is zipped or the file is missing.
    """
    with resources.as_file(resources.files("onrecord") / "data" / "gazetteer.bin") as path:
        if not path.is_file():
            raise LexiconError(f"{path}: no gazetteer; run scripts/build_gazetteer.py")
        return Gazetteer(path)


class _Mapped:
    """The mapped sections as sequences of numbers."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        whole = memoryview(mapped)
        if bytes(whole[: len(MAGIC)]) != MAGIC or sys.byteorder != "little":
            raise LexiconError(f"{path}: not a gazetteer of this version; build it again")
        (length,) = struct.unpack_from("<I", whole, len(MAGIC))
        start = len(MAGIC) + 4 + length
        head = json.loads(bytes(whole[len(MAGIC) + 4 : start]))
        self._of = {
            name: whole[start + first : start + last].cast("B").cast(typecode)
            for name, (typecode, first, last) in head["sections"].items()
        }
        self._keys, self._postings = self._of["keys"], self._of["postings"]
        self._buckets = self._of["buckets"]
        self._countries: list[str] = head["countries"]
        self.capitals: dict[str, int] = head["capitals"]
        self.kinds = self._of["kind"]
        self.size = len(self.kinds)
        ends = accumulate(self.kinds.tobytes().count(kind) for kind in range(len(KINDS)))
        self.segments = tuple(pairwise((0, *ends)))
        # Names come back within and between documents; 65,536 answers take a few megabytes.
        self.named = lru_cache(1 << 16)(self._named)
        self.place = lru_cache(1 << 14)(self._place)

    def _named(self, folded: str) -> tuple[Hit, ...]:
        return self.hits(key(folded))

    def hits(self, hashed: int) -> tuple[Hit, ...]:
        bucket = hashed >> BUCKET_SHIFT
        first, last = self._buckets[bucket], self._buckets[bucket + 1]
        keys = self._keys[first:last].tolist()
        if hashed not in keys:
            return ()
        at = keys.index(hashed)
        found = self._postings[first + at : first + at + keys.count(hashed)]
        return tuple([Hit(posting & _NUMBER, posting >> 28) for posting in found])

    def towns_in(self, area: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        within = "country" if area < self.segments[0][1] else "admin1"
        value = self._of["country"][area] if within == "country" else area
        first, last = self.segments[-1]
        inside = np.asarray(self._of[within][first:last]) == value
        lat, lon = (np.asarray(self._of[axis][first:last])[inside] for axis in ("lat", "lon"))
        return lat / 1e5, lon / 1e5

    def areas_near(self, lat: float, lon: float, distance: float) -> tuple[set[str], set[int]]:
        first, last = self.segments[-1]
        reach = distance / KM_PER_DEGREE * 1e5
        north = np.abs(np.asarray(self._of["lat"][first:last]) - lat * 1e5) <= reach
        wide = reach / max(cos(radians(lat)), SLIM)
        east = np.abs(np.asarray(self._of["lon"][first:last]) - lon * 1e5) <= wide
        found = np.flatnonzero(north & east) + first
        areas = {self._of["admin1"][n] for n in found.tolist()} - {NONE}
        return {self._countries[self._of["country"][n]] for n in found.tolist()}, areas

    def number_of(self, geonames_id: int) -> int | None:
        ids = self._of["ids"]
        for first, last in self.segments:  # ids are sorted within a kind
            at = bisect_left(ids, geonames_id, first, last)
            if at < last and ids[at] == geonames_id:
                return at
        return None

    def _place(self, number: int) -> GazetteerPlace:
        of = self._of
        text = bytes(of["texts"][of["offsets"][number] : of["offsets"][number + 1]]).decode()
        name, _, code = text.partition("\t")
        geonames_id = of["ids"][number]
        return GazetteerPlace(
            number=number,
            id=f"geonames:{geonames_id}" if geonames_id else f"iso:{code}",
            name=name,
            kind=KINDS[of["kind"][number]],
            country=self._countries[of["country"][number]],
            population=of["population"][number],
            lat=_coordinate(of["lat"][number]),
            lon=_coordinate(of["lon"][number]),
            admin1=_other(of["admin1"][number]),
            admin2=_other(of["admin2"][number]),
        )


def _coordinate(value: int) -> float | None:
    return None if value == NOWHERE else value / 1e5


def _other(value: int) -> int | None:
    return None if value == NONE else value
