"""The tables of the places stage, and what is looked up in them.

    places.csv, en/place_words.csv, gazetteer.bin ──▶ load_place_words ──▶ PlaceWords

A row of ``places.csv`` adds a place that the gazetteer lacks, or, with an id ``geonames:…``, gives
a place of the gazetteer its usual English name, more spellings and its claimants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log10
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from onrecord.errors import LexiconError
from onrecord.lexicon import load_table
from onrecord.numbers import NumberWords, load_number_words
from onrecord.places.claims import Claims, is_listed, load_claims
from onrecord.places.extent import Extents
from onrecord.places.gazetteer import ALTERNATE, MAIN, Gazetteer, Hit, bundled_gazetteer
from onrecord.places.own_areas import OwnAreas, own_areas
from onrecord.places.spelling import ARABIC_SCRIPT, ARTICLES, fold, plain, skeleton, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.lexicon import DataFolders
    from onrecord.places.gazetteer import GazetteerPlace

Use = Literal[
    "preposition", "near_noun", "direction", "kind", "unit", "title", "common", "connector",
    "speech", "verb", "motion", "noun", "joined", "indefinite", "border", "again", "called",
    "definite", "kinds", "made",
]  # fmt: skip
#: Places whose number of inhabitants is not known count as the smallest that GeoNames lists.
SMALLEST = 500
#: Curated places are there because reports of conflicts name them: they count as towns of this
#: size, regions, seas and rivers as cities of the second.
CURATED_POINT, CURATED_AREA = 50_000, 5_000_000
#: So many candidates are remembered, a few megabytes; then memory begins anew.
MOST_MADE = 1 << 14
K = TypeVar("K")
GEONAMES, ISO, OWN = "geonames", "iso3166-2", "onrecord"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place that is added or described (``places.csv``; also a project's own).

    Attributes:
        alternate_names: separated by ``|``.
        country: ISO 3166-1 alpha-3; empty where it is disputed or there are several.
        claimants: all who claim it, separated by spaces: ISO codes, or ids of ``actors.csv`` for
            who has no code. Places in an area have its claimants, and no country unless the row
            of the area gives one.
        admin1: name of the first-level area, as the gazetteer writes it.
        lat, lon: of a point; of an area a point of reference only.
        precision: see ``ontology.json``; empty takes the gazetteer's.
        valid_from, valid_to: when the area existed; for readers, not for the program.
    """

    id: str
    name: str
    example: str
    source: str
    alternate_names: str | None = None
    kind: str | None = None
    country: str | None = None
    claimants: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the alternate names."""
        return (self.name, *filter(None, (self.alternate_names or "").split("|")))


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A word that tells where, or that no place is meant (``place_words.csv``)."""

    id: str
    phrase: str
    use: Use
    value: str | None
    example: str


class Candidate(NamedTuple):
    """A place that a name may mean.

    Attributes:
        weight: base-10 logarithm of the inhabitants, see ``SMALLEST`` and ``CURATED_POINT``.
        number, admin1, admin2: numbers in the gazetteer, of the place and of what it lies in.
        rank: class of the name, see ``places.gazetteer``.
        curated: whether the name stands in ``places.csv``.
    """

    id: str
    name: str
    kind: str
    precision: str
    country: str | None
    claimants: tuple[str, ...]
    weight: float
    lat: float | None
    lon: float | None
    number: int | None
    admin1: int | None
    admin2: int | None
    rank: int
    curated: bool
    gazetteer: str


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What the stage looks up. Pickles; the gazetteer travels as a path."""

    gazetteer: Gazetteer
    curated: Mapping[str, tuple[Candidate, ...]]
    curated_skeletons: Mapping[tuple[str, str], tuple[Candidate, ...]]
    described: Mapping[str, PlaceRow]
    own_areas: Mapping[int, Candidate]
    claims: Claims
    country_names: frozenset[str]
    extents: Extents
    heads: Mapping[str, int]
    numbers: NumberWords
    uses: Mapping[Use, Mapping[str, str]]
    #: candidates made so far by number and rank: places come back within and between documents
    made: dict[tuple[int, int], Candidate] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def known(self, folded: str) -> bool:
        """Whether any place bears a folded name."""
        return any(name in self.curated or self.gazetteer.find(name) for name in spellings(folded))

    def candidates(self, folded: str) -> tuple[Candidate, ...]:
        """All places of a folded name, curated ones first."""
        names = spellings(folded)
        curated = tuple(c for name in names for c in self.curated.get(name, ()))
        ids = {candidate.id for candidate in curated}
        hits = (hit for name in names for hit in self.gazetteer.find(name))
        found = (self.of_hit(hit) for hit in hits)
        return (*curated, *(candidate for candidate in found if candidate.id not in ids))

    def romanised(self, folded: str, country: str) -> tuple[Candidate, ...]:
        """Places of a country whose romanised name has the same consonants."""
        consonants = skeleton(folded)
        if consonants is None:
            return ()
        curated = self.curated_skeletons.get((country, consonants), ())
        ids = {candidate.id for candidate in curated}
        hits = self.gazetteer.find_romanised(country, consonants)
        found = (self.of_hit(hit) for hit in hits)
        return (*curated, *(candidate for candidate in found if candidate.id not in ids))

    def of_hit(self, hit: Hit) -> Candidate:
        """The candidate of a place of the gazetteer, as ``places.csv`` describes it."""
        return self.of_number(hit.number, hit.rank)

    def of_number(self, number: int, rank: int = MAIN) -> Candidate:
        """The candidate of a place of the gazetteer, or of a project's own area, by number."""
        if number in self.own_areas:
            return self.own_areas[number]
        made = self.made.get((number, rank))
        if made is None:
            place = self.gazetteer.place(number)
            made = self.claims.of(_candidate(place, rank, self.described.get(place.id)))
            if len(self.made) >= MOST_MADE:
                self.made.clear()
            self.made[number, rank] = made
        return made

    def country(self, code: str) -> Candidate | None:
        """The country of an ISO 3166-1 alpha-3 code."""
        number = self.gazetteer.countries.get(code)
        return None if number is None else self.of_number(number)


def _candidate(place: GazetteerPlace, rank: int, row: PlaceRow | None, least: int = 0) -> Candidate:
    precision = "point" if place.kind == "city" else place.kind
    country: str | None = place.country
    claimants: tuple[str, ...] = ()
    if row is not None:
        claimants = tuple((row.claimants or "").split())
        country = row.country or (None if len(claimants) > 1 else country)
    area = place.kind != "city"
    return Candidate(
        id=place.id,
        name=row.name if row else _shown(place),
        kind=(row and row.kind) or place.kind,
        precision=(row and row.precision) or precision,
        country=country,
        claimants=claimants,
        weight=log10(max(place.population, SMALLEST, least)),
        lat=place.lat,
        lon=place.lon,
        number=place.number,
        admin1=place.number if place.kind == "admin1" and area else place.admin1,
        admin2=place.number if place.kind == "admin2" and area else place.admin2,
        rank=rank,
        curated=least > 0,
        gazetteer=GEONAMES if place.id.startswith(GEONAMES) else ISO,
    )


def _shown(place: GazetteerPlace) -> str:
    return plain(place.name) if place.country in ARABIC_SCRIPT else place.name


def _own(row: PlaceRow, gazetteer: Gazetteer, rank: int, areas: OwnAreas) -> Candidate:
    area = row.precision not in ("point", "near")
    number = areas.numbers.get(row.id)
    return Candidate(
        id=row.id,
        name=row.name,
        kind=row.kind or "other",
        precision=row.precision or "region",
        country=row.country,
        claimants=tuple((row.claimants or "").split()),
        weight=log10(CURATED_AREA if area else CURATED_POINT),
        lat=row.lat,
        lon=row.lon,
        number=number,
        admin1=_admin1(row, gazetteer, areas) if number is None else number,
        admin2=None,
        rank=rank,
        curated=True,
        gazetteer=OWN,
    )


def _admin1(row: PlaceRow, gazetteer: Gazetteer, areas: OwnAreas) -> int | None:
    if row.admin1 is None:
        return None
    if (own := areas.by_name.get((fold(row.admin1), row.country))) is not None:
        return own
    for hit in gazetteer.find(fold(row.admin1)):
        place = gazetteer.place(hit.number)
        if place.kind == "admin1" and place.country == row.country:
            return place.number
    raise LexiconError(
        f"E5 places.csv: {row.id}: no area {row.admin1!r} in {row.country}; "
        "give it a row with the precision admin1, or leave the cell empty"
    )


def _curated(
    row: PlaceRow, gazetteer: Gazetteer, areas: OwnAreas
) -> tuple[tuple[str, Candidate], ...]:
    """(folded name, candidate) for all names of a row."""
    ranks = {fold(name): ALTERNATE for name in row.names} | {fold(row.name): MAIN}
    if not is_listed(row):
        return tuple((name, _own(row, gazetteer, rank, areas)) for name, rank in ranks.items())
    number = gazetteer.number_of(row.id)
    if number is None:
        raise LexiconError(f"places.csv: {row.id} is not in the gazetteer")
    place = gazetteer.place(number)
    least = CURATED_POINT if place.kind == "city" else CURATED_AREA
    return tuple((name, _candidate(place, rank, row, least)) for name, rank in ranks.items())


def load_place_words(folders: DataFolders) -> PlaceWords:
    """Load the gazetteer, the curated places and the words of a language.

    Raises:
        LexiconError: a table is wrong, or a row names an area or id that the gazetteer lacks.
    """
    gazetteer = bundled_gazetteer()
    rows = load_table(folders, "places.csv", PlaceRow)
    described = {row.id: row for row in rows}
    claims = load_claims(rows, gazetteer)
    areas = own_areas(rows, gazetteer.size)
    pairs = [pair for row in rows for pair in _curated(row, gazetteer, areas)]
    named = [(name, claims.of(candidate)) for name, candidate in pairs]
    curated = _grouped(named)
    uses: dict[Use, dict[str, str]] = defaultdict(dict)
    for word in load_table(folders, "place_words.csv", PlaceWord):
        phrase = word.phrase if word.use == "title" else word.phrase.lower()
        uses[word.use][phrase] = word.value or ""
    skeletons = _grouped(
        ((candidate.country, consonants), candidate)
        for name, candidate in named
        if candidate.country and (consonants := skeleton(name))
    )
    return PlaceWords(
        gazetteer=gazetteer,
        curated=curated,
        curated_skeletons=skeletons,
        described=described,
        own_areas={
            c.number: c for _, c in named if c.number is not None and c.number >= gazetteer.size
        },
        claims=claims,
        country_names=frozenset(
            fold(gazetteer.place(number).name) for number in gazetteer.countries.values()
        ),
        extents=Extents(gazetteer),
        heads=_heads(n for row in rows for n in row.names if _has_small(n, uses)),
        numbers=load_number_words(folders),
        uses=dict(uses),
    )


def _has_small(name: str, uses: Mapping[Use, Mapping[str, str]]) -> bool:
    """Whether a run of capitals may end within a name: "Syrian desert", "Damascus Countryside"."""
    rest = name.replace("-", " ").split()[1:]
    if rest and (rest[-1].lower() in uses["kind"] or rest[-1].lower() in uses["near_noun"]):
        return True
    return any(not word[0].isupper() and word not in ARTICLES for word in rest)


def _heads(names: Iterable[str]) -> dict[str, int]:
    """First words of names of several words, with the most tokens such a name may have."""
    longest: dict[str, int] = {}
    for name in names:
        first, _, rest = fold(name).partition(" ")
        if rest:
            longest[first] = max(longest.get(first, 0), 1 + 2 * len(rest.split()))
    return longest


def _grouped(pairs: Iterable[tuple[K, Candidate]]) -> dict[K, tuple[Candidate, ...]]:
    groups: dict[K, list[Candidate]] = defaultdict(list)
    for key, candidate in pairs:
        if all(candidate.id != other.id for other in groups[key]):
            groups[key].append(candidate)
    return {key: tuple(group) for key, group in groups.items()}
