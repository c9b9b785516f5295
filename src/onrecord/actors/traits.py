"""What an unnamed actor takes from its noun and from the actors beside it.

    generic noun, owners ──▶ type, sectors, state of a description

"Official" alone is of a government; a "Hamas official" is of Hamas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.actors.antecedents import GROUPS
from onrecord.actors.who import PEOPLE, PERSONS, Who

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.actors.rows import GenericRow
    from onrecord.found import TokenMention

#: Groups whose members, taken together, are the group.
ARMED = frozenset({"non_state_armed_group", "militia"})
#: What a description that belongs to these is, they do not tell.
_LENDING_NO_SECTOR = frozenset({"state", "population"}) | PERSONS


#: A noun for people who are no part of whom they belong to.
_APART = "apart"
#: Types of nouns that mean people, not an organisation.
_PEOPLE = PERSONS | PEOPLE | {"abstract"}


def is_organised(row: GenericRow) -> bool:
    """Whether a noun means an organisation or group, not people."""
    return row.type not in _PEOPLE


def codes(sectors: str | None) -> tuple[str, ...]:
    """PLOVER codes of a cell, as a tuple."""
    return tuple((sectors or "").split())


def sectors_of(owners: list[Who], modifiers: tuple[str, ...], row: GenericRow) -> tuple[str, ...]:
    """Sectors of a description: those of what it belongs to before those of the noun alone."""
    ours = codes(row.sectors)
    groups = (who for who in owners if who.type not in _LENDING_NO_SECTOR)
    theirs = tuple(s for who in groups for s in who.sectors)
    told = modifiers + theirs
    if told and ours == ("GOV",):  # "official" alone is of a government, "Hamas official" is not
        ours = ()
    return tuple(dict.fromkeys(ours + told))


def owners_for(owners: list[Who], row: GenericRow, adjectives: frozenset[str]) -> list[Who]:
    """Those that give a description its state and sectors.

    Whoever only stands beside somebody ("a supporter of Hamas", "Iran's critics") has nothing of
    them; an adjective says where people are from ("Iranian critics").
    """
    return owners if row.owner != _APART else [who for who in owners if who.id in adjectives]


def adjectives(names: Iterable[TokenMention], noun: int) -> frozenset[str]:
    """Ids of the actors that adjectives before a noun name."""
    return frozenset(m.id for m in names if m.form == "demonym" and m.last <= noun)


def one_state(owners: list[Who], row: GenericRow | None = None) -> str | None:
    """The state of those it belongs to; a person gives it only to who serves in an office.

    A minister's aide is of the minister's state, a minister's critic may be of any.
    """
    serves = row is None or "GOV" in codes(row.sectors)
    states = {who.state for who in owners if who.state and (serves or who.type not in PERSONS)}
    return states.pop() if len(states) == 1 else None


def can_be_apposition(who: Who, row: GenericRow, *, plural: bool) -> bool:
    """Whether an apposition can mean this actor: a person an office, a group a group."""
    if who.type == "person":
        return row.category in ("office", "crowd", "source") and not plural
    if row.category == "armed":
        return plural and who.type in ARMED
    return row.category in ("group", "unit") and who.type not in ("state", "population")


def can_stand_for(who: Who, row: GenericRow) -> bool:
    """Whether "the group", "the militia", "the newspaper" can stand for an actor."""
    if who.type in GROUPS:
        return row.type in GROUPS
    return who.type == row.type and who.type not in PERSONS


def unnamed_data(row: GenericRow) -> str:
    """An unnamed office holder is nobody's personal data; a source or victim is protected."""
    return "none" if row.personal_data in (None, "public_figure") else row.personal_data
