"""What values are called where people see them: page and terminal use the same words.

    data/<language>/interface/words.toml ──▶ load_wording ──▶ Wording

The words lie in a folder of their own, so that a change of them does not change the version of the
words that read.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from onrecord.accounts.ontology import own_event_types
from onrecord.errors import LexiconError
from onrecord.lexicon import DataFolders

if TYPE_CHECKING:
    from onrecord.model import Quantity, Statement, Time

WORDS = "interface/words.toml"
#: Tables that a project cannot add keys to: a new key there is a slip.
_CLOSED = ("heading", "about", "page", "layer", "date", "compare")
#: Acts that call for something or leave it open; that they do not commit need not be said.
_OPEN_ACTS = frozenset({"demand", "call_to_action", "question"})
_CALLS = frozenset({"demand", "call_to_action"})
_AHEAD = frozenset({"promise", "threat", "prediction"})
_SURE = "certain"


@dataclass(frozen=True, slots=True)
class How:
    """How a holder stands to the words: ``sort`` for the sign, ``words`` for people.

    ``sort`` is one of denied, called, asked, ahead, opinion, negative, open, asserted.
    """

    sort: str
    words: str


@dataclass(frozen=True)
class Wording:
    """The words of one language, by table and key."""

    language: str
    tables: dict[str, dict[str, str]]

    def __call__(self, table: str, key: str | None, **parts: object) -> str:
        """The words for a value; a value nobody gave words to is named by its own code.

        >>> load_wording()("place_precision", "admin1")
        'somewhere in a province'
        >>> load_wording()("event", "OWN_TYPE")
        'OWN TYPE'
        """
        if key is None:
            return ""
        words = self.tables.get(table, {}).get(key)
        if words is None:
            return key.replace("_", " ")
        return words.format(**parts) if parts else words

    def has(self, table: str, key: str) -> bool:
        """Whether a value has words that differ from its code."""
        return key in self.tables.get(table, {})

    def how(self, statement: Statement) -> How:
        """What the innermost holder does with the words, and how sure they are."""
        act = self("act", statement.speech_act)
        degree = self("degree", _degree(statement))
        return How(_sort(statement), f"{act}, {degree}" if degree else act)

    def day(self, iso: str, *, weekday: bool = False) -> str:
        """An ISO 8601 day as people write it.

        >>> load_wording().day("2024-03-12", weekday=True)
        'Tuesday 12 March 2024'
        """
        day = date.fromisoformat(iso)
        parts = {
            "day": day.day,
            "month": self("month", str(day.month)),
            "year": day.year,
            "weekday": self("weekday", str(day.isoweekday())),
        }
        return self("date", "day_long" if weekday else "day", **parts)

    def days(self, time: Time) -> str:
        """The days of a time, no more precise than its words.

        Whole months and years are named as such; an open end stays open.
        """
        if time.start is None or time.end is None:
            return self._half_open(time)
        if time.start == time.end:
            return self.day(time.start, weekday=True)
        start, end = date.fromisoformat(time.start), date.fromisoformat(time.end)
        unit = _unit(start, end)
        first, last = self._by(unit, start), self._by(unit, end)
        return first if first == last else self("date", "interval", start=first, end=last)

    def _half_open(self, time: Time) -> str:
        unit = time.precision if time.precision in {"month", "year"} else "day"
        if time.start is not None:
            start = self._by(unit, date.fromisoformat(time.start))
            return self("date", "since", start=start)
        if time.end is not None:
            return self("date", "until", end=self._by(unit, date.fromisoformat(time.end)))
        return self("date", "open")

    def _by(self, unit: str, day: date) -> str:
        month = self("month", str(day.month))
        return self("date", unit, day=day.day, month=month, year=day.year)

    def figure(self, quantity: Quantity) -> str:
        """A figure with its bounds.

        >>> from onrecord.model import Quantity, Span
        >>> rest = ("at_least", None, None, None, None, None)
        >>> words = Span(0, 11, "At least 14")
        >>> load_wording().figure(Quantity("q_", words, "injured", "persons", 14, 14, None, *rest))
        'at least 14'
        """
        named = {"low": quantity.low, "best": quantity.best, "high": quantity.high}
        numbers = {name: f"{value:,}" for name, value in named.items() if value is not None}
        words = self.tables["bound"].get(quantity.bound, "{best}")
        try:
            return words.format(**numbers)
        except KeyError:  # the bound needs a number that the words do not give
            return " – ".join(dict.fromkeys(numbers.values())) or self("bound", "vague")


@cache
def load_wording(folders: DataFolders | None = None) -> Wording:
    """Load the words people see, bundled first; a project's file replaces single keys.

    Raises:
        LexiconError: a file is no TOML (E1), or names a key that is never shown (E1).
    """
    language = ""
    tables: dict[str, dict[str, str]] = {}
    for label, file in (folders or DataFolders()).tables(WORDS):
        given = _read(label, file.read_text(encoding="utf-8"))
        for table, words in given.tables.items():
            known = tables.setdefault(table, {})
            unknown = set(words) - set(known) if language and table in _CLOSED else set[str]()
            if unknown:
                raise LexiconError(f"E1 {label}: [{table}] has no key {min(unknown)!r}")
            known |= words
        language = given.language or language
    if not tables:
        raise LexiconError(f"E1 {WORDS}: no such file for this language")
    if folders is not None and folders.projects:  # types that only a project knows
        for kind in own_event_types(folders):
            tables.setdefault("event", {}).setdefault(kind.id, kind.name)
    return Wording(language, tables)


def _read(label: str, text: str) -> Wording:
    try:
        given = tomllib.loads(text)
        language = msgspec.convert(given.pop("language", ""), str)
        return Wording(language, msgspec.convert(given, dict[str, dict[str, str]]))
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise LexiconError(f"E1 {label}: {error}") from error


def is_denial(statement: Statement) -> bool:
    """Whether the holder denies the words; a negative assertion ("there was no …") is none."""
    return statement.speech_act == "denial"


def _degree(statement: Statement) -> str:
    act, commitment = statement.speech_act, statement.commitment
    said_by_act = act == "denial" and commitment == _SURE
    if said_by_act or (act in _OPEN_ACTS and commitment == "none"):
        return f"{_SURE} +"
    return f"{commitment} {statement.polarity}"


def _sort(statement: Statement) -> str:
    by_act = _sort_by_act(statement)
    if by_act is not None:
        return by_act
    if statement.commitment != _SURE or statement.polarity == "u":
        return "open"
    if statement.polarity == "-":
        return "negative"
    return "opinion" if statement.kind == "opinion" else "asserted"


def _sort_by_act(statement: Statement) -> str | None:
    act = statement.speech_act
    sorts = {"denial": "denied", "question": "asked", "evaluation": "opinion"}
    sorts |= dict.fromkeys(_CALLS, "called") | dict.fromkeys(_AHEAD, "ahead")
    return sorts.get(act)


def _unit(start: date, end: date) -> str:
    """The unit an interval is made of: whole years, whole months, or days."""
    year_ends = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if year_ends:
        return "year"
    month_ends = end == date.max or date.fromordinal(end.toordinal() + 1).day == 1
    return "month" if start.day == 1 and month_ends else "day"
