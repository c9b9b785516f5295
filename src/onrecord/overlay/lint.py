"""Whether what somebody gives of an actor can be right; each refusal says what is allowed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.actors.spelling import fold
from onrecord.actors.words import until
from onrecord.collect.days import iso_day
from onrecord.errors import LexiconError
from onrecord.export.code_tables import load_code_tables
from onrecord.export.wording import load_wording

if TYPE_CHECKING:
    from onrecord.lexicon import DataFolders
    from onrecord.overlay.add import NewActor

#: What makes a first day of a year ("2024") or a month ("2024-12").
_FIRST = "YYYY-01-01"
_LENGTHS = frozenset({len("2024"), len("2024-12"), len("2024-12-04")})
#: ISO 3166-1 sets these codes aside for users: states that are invented or have no code.
_OF_USERS = re.compile(r"X[A-Z]{2}")


def lint(new: NewActor, folders: DataFolders) -> None:
    """Check all options.

    Raises:
        LexiconError: the first that is wrong, and what is allowed.
    """
    _names(new)
    _codes(new, folders)
    _dates(new)
    if not new.source.strip():
        raise LexiconError("--source is empty; say who says that the actor is this")
    if new.example and fold(new.name) not in fold(new.example):
        raise LexiconError(f"--example does not contain the name {new.name!r}")


def _names(new: NewActor) -> None:
    for name in (new.name, *new.aliases):
        if not name.strip() or name != " ".join(name.split()):
            raise LexiconError(f"the name {name!r} is empty or has needless spaces")
        if not any(letter.isalpha() for letter in name):
            raise LexiconError(f"the name {name!r} has no letters")


def _codes(new: NewActor, folders: DataFolders) -> None:
    types = load_wording(folders).tables["actor_type"]
    tables = load_code_tables(folders)
    if new.type not in types:
        raise LexiconError(f"--type {new.type!r} is none of {', '.join(sorted(types))}")
    for sector in new.sectors:
        if sector not in tables.sectors:
            allowed = ", ".join(sorted(tables.sectors))
            raise LexiconError(f"--sectors has {sector!r}, which is none of {allowed}")
    if new.state and new.state not in tables.countries and not _OF_USERS.fullmatch(new.state):
        raise LexiconError(
            f"--state {new.state!r} is no ISO 3166-1 alpha-3 code such as SYR; for a state without"
            " one take a code from XAA to XZZ"
        )


def _dates(new: NewActor) -> None:
    for option, day in (("--valid-from", new.valid_from), ("--valid-to", new.valid_to)):
        if day and not _is_date(day):
            raise LexiconError(f"{option} {day!r} is no ISO 8601 day, month or year: 2024-12-04")
    if new.valid_from and new.valid_to and not until(new.valid_from, new.valid_to):
        raise LexiconError(f"--valid-to {new.valid_to} lies before --valid-from {new.valid_from}")


def _is_date(when: str) -> bool:
    """Whether it is a day, a month or a year."""
    full = when + _FIRST[len(when) :]
    return len(when) in _LENGTHS and iso_day(full) == full
