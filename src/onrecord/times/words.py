"""The words and patterns of time, and how a pattern becomes a machine.

    time_words.csv, times.csv ──▶ load_time_words ──▶ TimeWords

Each word has *classes* (MONTH, UNIT, AGO …). A text becomes a string with one letter a piece, the
letter standing for the set of classes of the piece; a pattern of ``times.csv`` is a sequence of
classes and becomes a regular expression over such letters. So the grammar is data, and looking for
all patterns costs one pass over a short string for each.

A pattern is written with class names separated by spaces:
``d=DAY OF? m=MONTH (COMMA? y=YEAR)?``; ``name=`` catches a value, ``?`` makes optional, ``( | )``
groups, ``[ ]`` marks the words of the time where they are fewer than those of the pattern,
``!CLASS`` forbids a class after, ``^CLASS`` forbids one before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from onrecord.errors import LexiconError
from onrecord.lexicon import load_table
from onrecord.numbers import NumberWords, load_number_words
from onrecord.times.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.lexicon import DataFolders

Kind = Literal[
    "absolute", "absolute_no_year", "relative_weekday", "deictic",
    "duration", "relative_event", "set", "vague",
]  # fmt: skip

#: The letter of a piece without any class, and of a boundary between paragraphs.
PLAIN = " "
BOUNDARY = "\n"
#: Classes of pieces that patterns of lower levels made; each also has the class TIME.
MADE = ("DAYTIME", "PERIOD", "CLOCKTIME", "PARTTIME", "CALENDARTIME", "OTHERTIME")
_FIRST_LETTER = 0x4E00
_NEEDS_MET = ((), ("lower",), ("capital",), ("capital", "name"))
#: The tokenizer parts it from its noun, rows write it as the text does.
_POSSESSIVE = re.compile(r"(?<=\w)(['\u2019]s)\b")
_ELEMENT = re.compile(r"(?:([a-z]+)=)?([A-Z_]+|[!^][A-Z_]+|\(|\)|\||\[|\])(\?)?$")


@dataclass(frozen=True, slots=True)
class TimeWord:
    """A row of ``time_words.csv``.

    Attributes:
        phrase: forms, lower case, separated by ``|``; a form may have several tokens.
        classes: what the word can be in a pattern, separated by spaces.
        value: month or weekday number, unit, amount, TIMEX3 letters; by class.
        need: ``capital`` = only with a capital letter, ``name`` = only if parsed as a name,
            ``lower`` = only without a capital letter.
    """

    id: str
    phrase: str
    classes: str
    example: str
    value: str | None = None
    need: Literal["capital", "name", "lower"] | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class TimePattern:
    """A row of ``times.csv``.

    Attributes:
        level: patterns of level 1 read words; those of 2 and 3 join what lower levels found.
        pattern: see the head of this module.
        reading: name of the function that turns the caught values into days.
    """

    id: str
    level: int
    pattern: str
    reading: str
    kind: Kind
    example: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A pattern made ready: expression over letters, and the class of each caught value.

    ``needs``: two sets of letters of which a text must have one each for it to match.
    """

    row: TimePattern
    expression: re.Pattern[str]
    classes: Mapping[str, str]
    needs: tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Everything the stage looks up; built once, picklable."""

    rows: tuple[TimeWord, ...]
    patterns: tuple[TimePattern, ...]
    machines: tuple[tuple[Machine, ...], ...]
    #: form -> row(s): one token, or the first token of longer forms (longest first)
    by_form: dict[str, tuple[TimeWord, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], TimeWord], ...]]
    letters: dict[frozenset[str], str]
    numbers: NumberWords
    #: lower-case token -> letter, for the words that need no look at the token
    plain_letters: dict[str, str] = field(default_factory=dict)
    #: lemmas by class, for the classes that are looked up in the parse
    lemmas: dict[str, frozenset[str]] = field(default_factory=dict)


def load_time_words(folders: DataFolders) -> TimeWords:
    """Load ``time_words.csv``, ``times.csv`` and the numbers.

    Raises:
        LexiconError: a row is wrong, or a pattern names a class that no word has.
    """
    rows = load_table(folders, "time_words.csv", TimeWord)
    patterns = load_table(folders, "times.csv", TimePattern)
    singles, phrases = _by_form(rows)
    letters = _letters(singles, phrases)
    levels = sorted({row.level for row in patterns})
    return TimeWords(
        rows,
        patterns,
        tuple(tuple(_machine(p, letters) for p in patterns if p.level == n) for n in levels),
        singles,
        phrases,
        letters,
        load_number_words(folders),
        _plain_letters(singles, letters),
        _lemmas(rows),
    )


def _by_form(
    rows: Iterable[TimeWord],
) -> tuple[
    dict[str, tuple[TimeWord, ...]], dict[str, tuple[tuple[tuple[str, ...], TimeWord], ...]]
]:
    singles: dict[str, list[TimeWord]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], TimeWord]]] = {}
    for row in rows:
        for form in row.phrase.split("|"):
            words = tuple(_POSSESSIVE.sub(r" \1", form).split())
            if len(words) == 1:
                singles.setdefault(form, []).append(row)
            else:
                phrases.setdefault(words[0], []).append((words, row))
    return (
        {form: tuple(found) for form, found in singles.items()},
        {form: tuple(sorted(found, key=lambda f: -len(f[0]))) for form, found in phrases.items()},
    )


def _letters(
    singles: Mapping[str, tuple[TimeWord, ...]],
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], TimeWord], ...]],
) -> dict[frozenset[str], str]:
    sets = set(SHAPES) | {frozenset((made, "TIME")) for made in MADE}
    sets |= {frozenset(row.classes.split()) for found in phrases.values() for _, row in found}
    for rows in singles.values():
        sets |= {classes_of_rows(rows, frozenset(met)) for met in _NEEDS_MET}
    sets.discard(frozenset())
    return {classes: chr(_FIRST_LETTER + i) for i, classes in enumerate(sorted(sets, key=sorted))}


def classes_of_rows(rows: Iterable[TimeWord], met: frozenset[str]) -> frozenset[str]:
    """What a token can be, given which needs it meets."""
    return frozenset(
        name for row in rows if row.need is None or row.need in met for name in row.classes.split()
    )


def _plain_letters(
    singles: Mapping[str, tuple[TimeWord, ...]], letters: Mapping[frozenset[str], str]
) -> dict[str, str]:
    return {
        form: letters[classes_of_rows(rows, frozenset())]
        for form, rows in singles.items()
        if not any(row.need for row in rows)
    }


def _lemmas(rows: Iterable[TimeWord]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        for name in row.classes.split():
            found.setdefault(name, set()).update(row.phrase.split("|"))
    return {name: frozenset(forms) for name, forms in found.items()}


def _machine(row: TimePattern, letters: Mapping[frozenset[str], str]) -> Machine:
    parts: list[str] = []
    classes: dict[str, str] = {}
    needs: list[frozenset[str]] = []
    depth = 0
    for element in row.pattern.replace("(", " ( ").replace(")", " ) ").split():
        if element == "?":
            parts.append("?")
            continue
        match = _ELEMENT.match(element)
        if match is None:
            raise LexiconError(f"E1 times.csv: row {row.id}: cannot read {element!r}")
        name, what, optional = match.groups()
        parts.append(_expression(row, name, what, letters) + (optional or ""))
        depth += {"(": 1, ")": -1}.get(what, 0)
        if name:
            classes[name] = what
        if depth == 0 and not optional and what.isupper() and what[0].isalpha():
            needs.append(frozenset(_letters_of(what, letters)))
    first, second = _rarest(needs or [frozenset(letters.values())])
    return Machine(row, re.compile("".join(parts)), classes, (first, second))


def _rarest(needs: list[frozenset[str]]) -> tuple[frozenset[str], frozenset[str]]:
    """The two classes with the fewest letters; the same one twice, if there is but one."""
    ranked = sorted(needs, key=lambda need: (len(need), sorted(need)))
    return ranked[0], ranked[min(1, len(ranked) - 1)]


def _letters_of(what: str, letters: Mapping[frozenset[str], str]) -> str:
    return "".join(letter for classes, letter in letters.items() if what in classes)


def _expression(
    row: TimePattern, name: str | None, what: str, letters: Mapping[frozenset[str], str]
) -> str:
    if what in "()|":
        return "(?:" if what == "(" else what
    if what in "[]":
        return "(?P<span_>" if what == "[" else ")"
    wanted = what.lstrip("!^")
    found = _letters_of(wanted, letters)
    if not found:
        raise LexiconError(f"E5 times.csv: row {row.id}: no word has the class {wanted!r}")
    if what[0] in "!^":
        return f"(?![{found}])" if what[0] == "!" else f"(?<![{found}])"
    return f"(?P<{name}>[{found}])" if name else f"[{found}]"
