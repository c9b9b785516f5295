"""The tables of codes that other data sets use; a change of them changes no reading.

    data/codes/*.csv ──▶ load_code_tables ──▶ CodeTables

They lie in a folder of their own, so that the version of the words that read does not depend on
them. A project may add or replace rows in ``lexicon/codes/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from onrecord.accounts.ontology import EventType, load_event_types
from onrecord.lexicon import DataFolders, R, load_table

#: Whether state forces act in their own state; "any" where it does not matter.
Where = Literal["any", "home", "abroad"]


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country: ``id`` is its ISO 3166-1 alpha-3 code.

    Attributes:
        alpha2: ISO 3166-1 alpha-2.
        numeric: ISO 3166-1 numeric, three digits; empty for codes that ISO has not assigned.
        cow: Correlates of War state number; empty for what is no member of that state system.
    """

    id: str
    phrase: str
    alpha2: str
    numeric: str | None
    cow: int | None
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class InterRow:
    """A rule for an ACLED inter code; the first row that holds gives the code.

    Attributes:
        types: actor types, separated by spaces; empty for all.
        sectors: one of these PLOVER sectors is needed; empty for none needed.
        without: none of these sectors may be there.
        role: role in the account; empty for all.
        scene: what the ACLED code of the account begins with; empty for all.
        where: whether the actor's state is that of the place.
        code: 1 to 8; 0 for who is no actor of such an event.
    """

    id: str
    types: str | None
    sectors: str | None
    without: str | None
    role: str | None
    scene: str | None
    where: Where
    code: int
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class PlacePrecisionRow:
    """UCDP ``where_prec`` (1 to 7) and ACLED ``geo_precision`` (1 to 3) of a precision."""

    id: str
    ucdp: int
    acled: int | None
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class DatePrecisionRow:
    """UCDP ``date_prec`` (1 to 5), ACLED ``time_precision`` (1 to 3) of so many days."""

    id: str
    min_days: int
    max_days: int
    ucdp: int
    acled: int | None
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class SectorRow:
    """A PLOVER sector, or one of the bodies that PLOVER writes in the place of a country."""

    id: str
    phrase: str
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event type of ACLED; some have a slash in their name, as sub-event types have."""

    id: str
    phrase: str
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class CameoRow:
    """A CAMEO code below the root: of a type in one mode, if the account has the code's root."""

    id: str
    type: str
    mode: str
    code: str
    label: str
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class PloverRow:
    """The PLOVER type of a type of ours that PLOVER has not; the first row that holds.

    Attributes:
        role: somebody must be in this role; empty for nobody needed.
        code: empty where the account has none.
    """

    id: str
    type: str
    role: str | None
    code: str | None
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class CodeTables:
    """All tables. ``countries`` by alpha-3 code, ``places`` by precision, ``types`` by name."""

    countries: Mapping[str, CountryRow]
    inter: tuple[InterRow, ...]
    places: Mapping[str, PlacePrecisionRow]
    dates: tuple[DatePrecisionRow, ...]
    sectors: Mapping[str, SectorRow]
    events: tuple[str, ...]
    cameo: tuple[CameoRow, ...]
    plover: tuple[PloverRow, ...]
    types: Mapping[str, EventType]


@cache
def load_code_tables(folders: DataFolders | None = None) -> CodeTables:
    """Load the tables of codes and a project's rows.

    Raises:
        LexiconError: a row is wrong.
    """
    folders = folders or DataFolders()
    inter = load_table(folders, "codes/acled_inter.csv", InterRow)
    places = load_table(folders, "codes/place_precision.csv", PlacePrecisionRow)
    return CodeTables(
        countries={r.id: r for r in load_table(folders, "codes/countries.csv", CountryRow)},
        inter=tuple(sorted(inter, key=lambda row: row.id)),
        places={row.id: row for row in places},
        dates=load_table(folders, "codes/date_precision.csv", DatePrecisionRow),
        sectors={r.id: r for r in load_table(folders, "codes/sectors.csv", SectorRow)},
        events=tuple(r.phrase for r in load_table(folders, "codes/acled_events.csv", EventRow)),
        cameo=_by_id(load_table(folders, "codes/cameo.csv", CameoRow)),
        plover=_by_id(load_table(folders, "codes/plover_events.csv", PloverRow)),
        types=load_event_types(folders),
    )


def _by_id(rows: tuple[R, ...]) -> tuple[R, ...]:
    return tuple(sorted(rows, key=lambda row: row.id))
