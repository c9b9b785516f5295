"""Read numbers in words and digits: "2,000", "twenty-five", "two dozen", "tens of thousands".

    lower-case tokens ──▶ find_numbers ──▶ Number, one for each number phrase

The words lie in ``numbers.csv``; the grammar of their roles is below, one letter a role. Times and
quantities both count with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from onrecord.lexicon import load_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.lexicon import DataFolders

#: What a word does in a number phrase; ``glued`` words count only right after digits ("5k").
Role = Literal[
    "unit", "ten", "hundred", "scale", "dozen", "article",
    "half", "many", "some", "pair", "of", "and", "hyphen", "glued",
]  # fmt: skip

#: One letter for each role; ``d`` stands for digits, a space for no part of a number.
LETTERS = {
    "unit": "u",
    "ten": "t",
    "hundred": "h",
    "scale": "s",
    "dozen": "z",
    "article": "a",
    "half": "f",
    "many": "v",
    "some": "q",
    "pair": "p",
    "of": "o",
    "and": "n",
    "hyphen": "-",
    "glued": " ",
}
_WORDED = r"(?:t-?u|t|u)"
_BASE = rf"(?:(?:d|{_WORDED}|a)-?h(?:n?{_WORDED})?|d|{_WORDED})"
#: A couple counts only before others: "a couple of drones", not "a couple and their child".
#: Longest first: half a million; tens of thousands; a few hundred; two hundred and five thousand.
NUMBER = re.compile(
    r"f-?a-?[sz]"
    r"|v(?:ov)?"
    r"|a?q(?:o(?=[hsz]))?-?[hsz]?"
    r"|a?p(?=o|[hsz])(?:o(?=[hsz]))?[hsz]?"
    rf"|(?:{_BASE}(?:-?n-?a-?f)?|a(?=-?[sz]))"
    rf"(?:-?[sz](?:n?{_BASE}s)*(?:n?{_WORDED}-?h(?:n?{_WORDED})?|n?{_WORDED})?)?"
)
#: Longer runs of digits are no number of anything that news counts.
LONGEST = 20
#: Digits as English news writes them: 12, 1,500, 2.5, with a scale glued on: 40bn.
DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([a-z]*)")


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A word of ``numbers.csv``.

    Attributes:
        phrase: forms, lower case, separated by ``|``.
        role: what the word does in a number phrase.
        value: what it is worth; empty for words without a value ("several").
        low: least number a vague word stands for, only where ``source`` gives a rule.
    """

    id: str
    phrase: str
    role: Role
    example: str
    value: float | None = None
    low: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The rows and what is looked up in them."""

    rows: tuple[NumberRow, ...]
    by_form: dict[str, NumberRow]
    letters: dict[str, str]
    glued: dict[str, NumberRow]


class Number(NamedTuple):
    """A number phrase: tokens ``first:last``; ``value`` is None where the words give none.

    ``vague`` numbers ("dozens") have no value; ``low`` is their least number by the cited rule.
    """

    first: int
    last: int
    value: float | None
    low: int | None
    vague: bool
    rule: str


def load_number_words(folders: DataFolders) -> NumberWords:
    """Load ``numbers.csv``.

    Raises:
        LexiconError: a row is wrong.
    """
    rows = load_table(folders, "numbers.csv", NumberRow)
    by_form = {form: row for row in rows for form in row.phrase.split("|")}
    return NumberWords(
        rows,
        by_form,
        {form: LETTERS[row.role] for form, row in by_form.items()},
        {form: row for form, row in by_form.items() if row.role in ("scale", "glued")},
    )


def find_numbers(lowers: Sequence[str], words: NumberWords) -> tuple[Number, ...]:
    """Number phrases in a sequence of lower-case tokens, in order.

    >>> from onrecord.lexicon import DataFolders
    >>> words = load_number_words(DataFolders())
    >>> [n.value for n in find_numbers("2,000 of twenty - five and two dozen".split(), words)]
    [2000.0, 25.0, 24.0]
    >>> find_numbers("tens of thousands".split(), words)[0].value is None
    True
    """
    letters = words.letters
    roles = "".join(
        [letters.get(w) or ("d" if w[:1].isdigit() and _digits(w, words) else " ") for w in lowers]
    )
    return tuple(_number(lowers, m, words) for m in NUMBER.finditer(roles))


def _number(lowers: Sequence[str], match: re.Match[str], words: NumberWords) -> Number:
    first, last = match.span()
    roles = match.group()
    rows = [words.by_form.get(lower) for lower in lowers[first:last]]
    rule = next((row.id for row in rows if row is not None and row.role != "article"), "digits")
    if not {"v", "q", "p"}.isdisjoint(roles):
        low = rows[0].low if len(roles) == 1 and rows[0] is not None else None
        return Number(first, last, None, low, True, rule)  # noqa: FBT003
    return Number(first, last, _value(lowers[first:last], roles, words), None, False, rule)  # noqa: FBT003


def _value(lowers: Sequence[str], roles: str, words: NumberWords) -> float:
    """Add up a number phrase: groups below a thousand, each times its scale."""
    total, group = 0.0, 0.0
    for lower, role in zip(lowers, roles, strict=True):
        if role == "d":
            group += _digits(lower, words) or 0.0
        elif role in "ut":
            group += words.by_form[lower].value or 0.0
        elif role == "f":
            group += 0.5
        elif role == "h":
            group = (group or 1.0) * (words.by_form[lower].value or 0.0)
        elif role in "sz":
            total += (group or 1.0) * (words.by_form[lower].value or 0.0)
            group = 0.0
    return total + group


def _digits(lower: str, words: NumberWords) -> float | None:
    """The value of a token of digits, or None if it is something else (27/11, 5th).

    >>> from onrecord.lexicon import DataFolders
    >>> _digits("1,500", load_number_words(DataFolders()))
    1500.0
    """
    match = DIGITS.fullmatch(lower)
    if match is None or len(lower) > LONGEST:
        return None
    whole, fraction, scale = match.groups()
    if scale and scale not in words.glued:
        return None
    times = (words.glued[scale].value or 1.0) if scale else 1.0
    return float(whole.replace(",", "") + (fraction or "")) * times


def as_integer(value: float | None) -> int | None:
    """The value as an integer, or None if there is none or it is a fraction.

    >>> as_integer(1500000.0), as_integer(2.5), as_integer(None)
    (1500000, None, None)
    """
    if value is None or value != int(value):
        return None
    return int(value)
