"""The rows of the actor tables: who exists, how they are called, how they are described."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What a generic head does with a name or a number beside it.
Category = Literal["armed", "group", "unit", "office", "source", "crowd", "text", "title"]
#: What a word of ``actor_grammar.csv`` is for.
Role = Literal[
    "definite", "person", "male", "female", "many", "thing",
    "owner_person", "owner_many", "owner_thing",
    "part_of", "some", "locative", "direction", "transfer", "tie", "tie_place", "belong",
    "ethnic", "family_ending", "byname", "byname_mark", "or", "article",
    "deal", "dealing", "owning", "party_mark", "as", "other_time",
    "among", "creed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor of ``actors.csv``; its name is an alias too.

    Attributes:
        type: one of the ontology's actor types.
        state: ISO 3166 code of the state it belongs to or comes from.
        sectors: PLOVER codes, separated by spaces.
        parent: the actor it is a part of, or speaks for.
        valid_from: when it began to exist, or the day it took the office: a day (ISO 8601), or
            the month or year where no more is known; ``valid_to`` likewise.
        source: the public source of these facts.
        gender: of a person, so that "she" is not taken for a man.
    """

    id: str
    name: str
    label: str
    type: str
    state: str | None
    sectors: str | None
    parent: str | None
    valid_from: str | None
    valid_to: str | None
    example: str
    source: str
    gender: Literal["male", "female"] | None = None


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """What an actor was in one period: ``actor_periods.csv`` overrides type, state and sectors."""

    id: str
    actor: str
    type: str
    state: str | None
    sectors: str | None
    valid_from: str
    valid_to: str | None
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office one person held without a break: a row of ``offices.csv``.

    Attributes:
        id: person, office and year of the first day: ``barack_obama@president@2009``.
        actor: the person, an id of ``actors.csv``.
        office: id of the noun of ``generic_actors.csv`` whose phrase is its label, so that other
            spellings ("defense minister") lead to it by their label.
        of: code of the state, or id of the body or group, whose office it is.
        valid_from: first day in office (ISO 8601), empty if not known.
        valid_to: last day in office, empty if the public record knows of none.
        source: the public source of these facts.
    """

    id: str
    actor: str
    office: str
    of: str
    valid_from: str | None
    valid_to: str | None
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class AliasRow:
    """Another name, abbreviation, demonym or metonym of an actor.

    ``actor`` is an id of ``actors.csv``, or a state's code and a kind of body (``SYR-MIL``).
    """

    id: str
    actor: str
    phrase: str
    form: Literal["name", "abbreviation", "demonym", "metonym"]
    lang: str
    script: str
    valid_from: str | None
    valid_to: str | None
    example: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class CapitalRow:
    """A city whose name stands for its state's government when it speaks or decides."""

    id: str
    actor: str
    phrase: str
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of state body; ``label`` is neutral and has ``{state}`` in it, ``noun`` has not."""

    id: str
    type: str
    sectors: str
    noun: str
    label: str
    example: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A phrase that with a state names one of its bodies: "army" and Syria give ``SYR-MIL``.

    Attributes:
        number: whether the phrase is singular (``one``) or plural (``many``).
        part: ``part`` if, counted or indefinite, it means only some ("five troops").
        loaded: category of judgement if the word judges.
    """

    id: str
    phrase: str
    kind: str
    number: Literal["one", "many"]
    part: Literal["whole", "part"]
    loaded: str | None
    example: str


@dataclass(frozen=True, slots=True)
class GenericRow:
    """A noun for unnamed people or groups: "fighter", "official", "witness".

    Attributes:
        phrase: the singular; ``plural``: the plural form.
        label: the neutral word the system itself uses, ``label_plural`` likewise.
        loaded: category of judgement if the noun judges.
        category: ``group`` may stand for any group named before ("the movement"), ``unit`` only
            for one whose name has the word ("the coalition").
        personal_data: what a name beside it is known to be.
        gender: of the one person it means, where the word says so.
        owner: ``apart`` if it is no part of who it belongs to: a supporter or victim of Hamas is
            not Hamas, and not of its country.
        held: ``one`` if a state or body has one holder of this office at a time.
    """

    id: str
    phrase: str
    plural: str | None
    category: Category
    type: str
    type_plural: str
    sectors: str | None
    label: str
    label_plural: str
    loaded: str | None
    personal_data: str | None
    gender: Literal["male", "female"] | None
    example: str
    owner: Literal["apart"] | None = None
    held: Literal["one"] | None = None


@dataclass(frozen=True, slots=True)
class ModifierRow:
    """A word before a generic noun that says what kind: "rebel group", "army officer"."""

    id: str
    phrase: str
    sectors: str | None
    type: str | None
    label: str
    loaded: str | None
    example: str


@dataclass(frozen=True, slots=True)
class VerbRow:
    """A verb whose subject speaks or decides, so that a capital as its subject is a government."""

    id: str
    phrase: str
    example: str


@dataclass(frozen=True, slots=True)
class OrgWordRow:
    """A word in the name of an organisation that tells what it is."""

    id: str
    phrase: str
    type: str
    sectors: str | None
    example: str


@dataclass(frozen=True, slots=True)
class SpellingRow:
    """A given name with spellings that general rules do not make equal ("Mohamed").

    ``variants`` are separated by spaces, folded: in lower case, without accents.
    """

    id: str
    phrase: str
    variants: str
    example: str


@dataclass(frozen=True, slots=True)
class GrammarRow:
    """A function word the grammar of actors needs."""

    id: str
    phrase: str
    role: Role
    example: str
