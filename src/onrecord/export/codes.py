"""Accounts in the codes of other data sets: ISO, COW, PLOVER, ACLED, UCDP, GeoNames.

    Reading ──▶ coded ──▶ one CodedAccount for each account ──▶ code_lines ──▶ a table

Each code follows from one stated rule over the values of the reading, the same for every actor;
the rules and their sources: docs/decisions/0018-export-codes.md. What a rule does not determine is
``None``, an empty cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from onrecord.export.code_tables import CodeTables, load_code_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.export.code_tables import InterRow
    from onrecord.model import Account, Actor, Place, Reading, Time

#: Joins several values in one cell, as ACLED does.
JOINT = "; "
#: UCDP and ACLED codes of a first-level area: the scene of a report is never told closer.
UCDP_AREA, ACLED_AREA = 4, 3
REPORT = "report"
#: Bodies that PLOVER writes in the place of a country.
BODIES = ("IGO", "NGO")
#: Precisions whose interval is no claim about the days.
_LOOSE = frozenset({"vague", "relative"})
#: The sub-event in which each side is in the role "actor".
_BOTH_SIDES = "sideAB"
_GEONAMES = "geonames"


@dataclass(frozen=True, slots=True)
class CodedAccount:
    """One account in codes; several values of a cell are joined by ``; ``.

    Attributes:
        asserted_by, denied_by: whose word the row is, and who denies it: innermost holders, each
            once. ``own_voice`` is the article, ``reported`` somebody whom nobody names.
        plover: type in PLOVER, where ours is an extension; empty if PLOVER has none.
        plover_score: the score that the PLOVER manual gives the type, from cooperation (10) to
            conflict (-10), in the manner of Goldstein (1992); a convention, no measurement.
        cameo_code: CAMEO code below the root, where the mode determines one.
        inter1, inter2: ACLED inter codes of those who act and of those who are acted on, in the
            order of ``actors`` and ``recipients``; ``?`` stands for one that is not determined.
        interaction: ACLED's pair of both, the lower first; needs one code on each side.
        country: ISO 3166-1 alpha-3 of the place; empty where several claim it.
        place_basis: "clause" if the event's own clause says where, "report" for the scene.
        date_start, date_end: ISO 8601 days, both included; empty = not told.
    """

    doc_id: str
    document: str | None
    published: str | None
    account_id: str
    trigger: str
    asserted_by: str
    denied_by: str
    type: str
    modes: str
    realis: str
    contexts: str
    quad: str
    plover: str | None
    plover_score: float | None
    cameo_root: str | None
    cameo_code: str | None
    acled_event: str | None
    acled_sub_event: str | None
    actors: str
    actor_codes: str
    inter1: str
    recipients: str
    recipient_codes: str
    inter2: str
    interaction: int | None
    place: str | None
    country: str | None
    iso_numeric: str | None
    iso_alpha2: str | None
    cow: int | None
    geonames_id: str | None
    place_basis: str | None
    ucdp_where_prec: int | None
    acled_geo_precision: int | None
    date_start: str | None
    date_end: str | None
    ucdp_date_prec: int | None
    acled_time_precision: int | None


class Precision(NamedTuple):
    """The codes of UCDP and ACLED for how precise a place or time is."""

    ucdp: int | None
    acled: int | None


NO_PRECISION = Precision(None, None)


class Scene(NamedTuple):
    """What the inter code of a participant depends on besides the actor: role, event, place."""

    role: str
    acled: str
    country: str | None


def coded(reading: Reading, tables: CodeTables | None = None) -> tuple[CodedAccount, ...]:
    """Every account of a reading in codes, in the order of the reading.

    Args:
        reading: any reading, also one that was stored.
        tables: the tables of codes; the bundled ones by default.
    """
    tables = tables or load_code_tables()
    actors = {actor.actor_id: actor for actor in reading.actors}
    places = {place.place_id: place for place in reading.places}
    times = {time.time_id: time for time in reading.times}
    return tuple(
        _row(
            reading,
            account,
            _Circumstances(
                actors,
                places.get(account.place_id or ""),
                times.get(account.time_id or ""),
                tables,
            ),
        )
        for account in reading.accounts
    )


class _Circumstances(NamedTuple):
    actors: dict[str, Actor]
    place: Place | None
    time: Time | None
    tables: CodeTables


class _Side(NamedTuple):
    """One side of an event: names, PLOVER codes and inter codes, one of each for an actor."""

    names: tuple[str, ...] = ()
    codes: tuple[str | None, ...] = ()
    inter: tuple[int | None, ...] = ()


def _row(reading: Reading, account: Account, around: _Circumstances) -> CodedAccount:
    place, time, tables = around.place, around.time, around.tables
    country = tables.countries.get((place and place.country) or "")
    where = place_precision(place, account.place_basis, tables)
    when = date_precision(time, tables)
    event, sub_event = acled_types(account.codes.acled, tables)
    first, second = _sides(account, around)
    kind = tables.types.get(account.type)
    listed = place is not None and place.gazetteer == _GEONAMES
    return CodedAccount(
        doc_id=reading.document.doc_id,
        document=reading.document.id,
        published=reading.document.published,
        account_id=account.account_id,
        trigger=JOINT.join(span.text for span in account.trigger),
        asserted_by=_holders(reading, account.asserted_by),
        denied_by=_holders(reading, account.denied_by),
        type=account.type,
        modes=JOINT.join(account.modes),
        realis=account.realis,
        contexts=JOINT.join(account.contexts),
        quad=account.codes.quad,
        plover=plover_type(account, tables),
        plover_score=kind.plover_score if kind else None,
        cameo_root=account.codes.cameo_root,
        cameo_code=cameo_code(account, tables),
        acled_event=event,
        acled_sub_event=sub_event,
        actors=JOINT.join(first.names),
        actor_codes=_joined(first.codes),
        inter1=_joined(first.inter),
        recipients=JOINT.join(second.names),
        recipient_codes=_joined(second.codes),
        inter2=_joined(second.inter),
        interaction=interaction(first.inter, second.inter),
        place=place.name if place else None,
        country=place.country if place else None,
        iso_numeric=country.numeric if country else None,
        iso_alpha2=country.alpha2 if country else None,
        cow=country.cow if country else None,
        geonames_id=place.gazetteer_id if place and listed else None,
        place_basis=account.place_basis,
        ucdp_where_prec=where.ucdp,
        acled_geo_precision=where.acled,
        date_start=time.start if time else None,
        date_end=time.end if time else None,
        ucdp_date_prec=when.ucdp,
        acled_time_precision=when.acled,
    )


def plover_type(account: Account, tables: CodeTables) -> str | None:
    """The type in PLOVER: by the first row that holds, else as the type's own file says."""
    roles = {participant.role for participant in account.participants}
    for row in tables.plover:
        if row.type == account.type and (row.role is None or row.role in roles):
            return row.code
    kind = tables.types.get(account.type)
    return kind.plover if kind else None


def cameo_code(account: Account, tables: CodeTables) -> str | None:
    """The CAMEO code below the root: the first row of the type and one of its modes."""
    root = account.codes.cameo_root
    for row in tables.cameo:
        fits = row.type == account.type and row.mode in account.modes
        if fits and root is not None and row.code.startswith(root):
            return row.code
    return None


def acled_types(code: str | None, tables: CodeTables) -> tuple[str | None, str | None]:
    """Event type and sub-event type of an ACLED code; both names may hold a slash.

    >>> acled_types("Explosions/Remote violence/Grenade", load_code_tables())
    ('Explosions/Remote violence', 'Grenade')
    """
    for event in tables.events:
        if code is not None and code.startswith(event + "/"):
            return event, code.removeprefix(event + "/")
    return None, None


def _joined(values: tuple[object, ...]) -> str:
    """One cell; what is not determined keeps its place, unless nothing is."""
    if all(value is None for value in values):
        return ""
    return JOINT.join("?" if value is None else str(value) for value in values)


def _holders(reading: Reading, statements: Iterable[str]) -> str:
    """Who makes some statements: the innermost holders, by neutral labels."""
    wanted = set(statements)
    labels = {actor.actor_id: actor.label for actor in reading.actors}
    said = (s for s in reading.statements if s.statement_id in wanted)
    found = (labels.get(s.holder_chain[-1], s.voice) for s in said)
    return JOINT.join(dict.fromkeys(found))


# ---- who ----------------------------------------------------------------------------------------


def plover_code(actor: Actor) -> str | None:
    """Country and first sector, in the manner of CAMEO and PLOVER: ``SYRREB``, ``IGOMIL``.

    A body of several states stands as IGO, a charity as NGO, in the place of a country. Whoever
    has neither has the sector alone.
    """
    body = next((code for code in BODIES if code in actor.sectors), "")
    sector = next((code for code in actor.sectors if code not in BODIES), "")
    return (actor.state or body) + sector or None


def inter_code(actor: Actor, scene: Scene, tables: CodeTables) -> int | None:
    """The ACLED inter code of an actor in an event, by the first rule that holds.

    Args:
        actor: who; type, sectors and state count, never the name.
        scene: role, ACLED code of the account ("" for none), country of its place.
        tables: the rules, ``acled_inter.csv``.
    """
    for row in tables.inter:
        if _is_of(row, actor, scene):
            if row.where == "any":
                return row.code
            where = _where(actor, scene)
            if where is None:
                return None  # whether at home or abroad is not known: neither is guessed
            if where == row.where:
                return row.code
    return None


def _is_of(row: InterRow, actor: Actor, scene: Scene) -> bool:
    sectors = set(actor.sectors)
    return (
        (row.types is None or actor.type in row.types.split())
        and (row.sectors is None or not sectors.isdisjoint(row.sectors.split()))
        and (row.without is None or sectors.isdisjoint(row.without.split()))
        and row.role in (None, scene.role)
        and (row.scene is None or scene.acled.startswith(row.scene))
    )


def _where(actor: Actor, scene: Scene) -> str | None:
    if actor.state is None or scene.country is None:
        return None
    return "home" if actor.state == scene.country else "abroad"


def interaction(first: tuple[int | None, ...], second: tuple[int | None, ...]) -> int | None:
    """ACLED's two digits for who meets whom, the lower first; needs one code on each side.

    >>> interaction((8,), (2, 2))
    28
    >>> interaction((6,), (0,))
    60
    """
    sides = set(first), set(second)
    if any(len(side) != 1 for side in sides) or None in first + second:
        return None
    low, high = sorted(code for side in sides for code in side if code is not None)
    return high * 10 if low == 0 else low * 10 + high


def _sides(account: Account, around: _Circumstances) -> tuple[_Side, _Side]:
    """Those who act, and those who are acted on: recipients, or else those who suffer."""
    acting = _in_role(account, "actor", around)
    met = _in_role(account, "recipient", around) or _in_role(account, "victim", around)
    if not met and _BOTH_SIDES in account.modes and len(acting) == len(("one", "other")):
        acting, met = acting[:1], acting[1:]
    first, second = _side(account, acting, around), _side(account, met, around)
    if not met and (alone := _alone(account.codes.acled or "", around.tables)) is not None:
        second = second._replace(inter=(alone,))
    return first, second


def _in_role(account: Account, role: str, around: _Circumstances) -> list[tuple[str, Actor]]:
    found = (p for p in account.participants if p.role == role and p.actor_id in around.actors)
    return [(role, around.actors[p.actor_id]) for p in found if p.actor_id is not None]


def _side(account: Account, parties: list[tuple[str, Actor]], around: _Circumstances) -> _Side:
    country = around.place.country if around.place else None
    scenes = [Scene(role, account.codes.acled or "", country) for role, _ in parties]
    pairs = [(actor, scene) for (_, actor), scene in zip(parties, scenes, strict=True)]
    return _Side(
        tuple(actor.label for actor, _ in pairs),
        tuple(plover_code(actor) for actor, _ in pairs),
        tuple(inter_code(actor, scene, around.tables) for actor, scene in pairs),
    )


def _alone(acled: str, tables: CodeTables) -> int | None:
    """The code of the missing other side, where an event has but one."""
    return next((r.code for r in tables.inter if r.code == 0 and r.scene == acled), None)


# ---- where and when -----------------------------------------------------------------------------


def place_precision(place: Place | None, basis: str | None, tables: CodeTables) -> Precision:
    """UCDP ``where_prec`` and ACLED ``geo_precision``.

    The scene of a report (basis ``report``) is never more precise than a first-level area.
    """
    row = tables.places.get(place.precision) if place else None
    if row is None:
        return NO_PRECISION
    if basis != REPORT:
        return Precision(row.ucdp, row.acled)
    acled = None if row.acled is None else max(row.acled, ACLED_AREA)
    return Precision(max(row.ucdp, UCDP_AREA), acled)


def date_precision(time: Time | None, tables: CodeTables) -> Precision:
    """UCDP ``date_prec`` and ACLED ``time_precision``, by the days that the words leave open."""
    if time is None or time.start is None or time.end is None or time.precision in _LOOSE:
        return NO_PRECISION
    days = (date.fromisoformat(time.end[:10]) - date.fromisoformat(time.start[:10])).days + 1
    row = next((row for row in tables.dates if row.min_days <= days <= row.max_days), None)
    return Precision(row.ucdp, row.acled) if row else NO_PRECISION
