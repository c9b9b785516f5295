"""The words of quantities: what is counted, which words tell its kind, what bounds a number.

counted.csv, counting.csv, quantity_words.csv ──▶ load_quantity_words ──▶ QuantityWords
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.lexicon import load_table
from onrecord.numbers import NumberWords, load_number_words

if TYPE_CHECKING:
    from onrecord.lexicon import DataFolders

#: The unit of people.
PERSONS = "persons"
#: Whom a figure counts that is a part of those counted before, where no noun names the part.
PART = "part"
#: Whom it counts beside those counted before ("five more"), where no noun names them.
OTHERS = "others"
#: What a word does around a number.
Role = Literal[
    "before", "after", "between", "range_and", "range_to", "subset", "subset_after", "article",
    "zero", "zero_alone", "as_of", "since", "square", "mixed", "share",
    "home", "death", "injury", "hospital", "condition", "share_in",
    "duration", "measure", "partitive", "currency",
    "age", "among", "not", "but", "from", "change", "so_far", "increment",
]  # fmt: skip
#: A kind of ``quantity_kinds``.
Kind = Literal[
    "fatalities", "injured", "missing", "detained", "displaced", "participants", "troops",
    "munitions", "explosions", "area_km2", "money",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CountedNoun:
    """A row of ``counted.csv``: a noun that news counts.

    Attributes:
        phrase: forms of the singular, lower case, separated by ``|``; plural: of the plural.
        kind: the kind it is counted as; empty for people, whose kind the clause tells.
        when: ``always`` of that kind; ``alone`` unless the clause tells another;
            ``verb`` only with certain verbs; ``squared`` only after "square";
            ``rest`` = others than those counted before.
        of: the neutral name of the subset, empty for everyone.
        armed: people under arms.
    """

    id: str
    phrase: str
    plural: str
    unit: str
    example: str
    kind: Kind | None = None
    when: Literal["always", "alone", "verb", "squared", "rest"] | None = None
    of: str | None = None
    armed: str | None = None


@dataclass(frozen=True, slots=True)
class CountingWord:
    """A row of ``counting.csv``: a word that tells what a number counts.

    Attributes:
        phrase: lemmas (verb, noun, toll, total, lives) or forms (state), separated by ``|``.
        pos: ``verb`` and ``noun`` count what stands in one of ``slots``; ``state`` describes those
            counted ("nine dead"); a ``toll`` has its number beside it; a ``total`` is of others;
            ``lives`` verbs take lives or find bodies; a ``headline`` form stands right before it.
        slots: relations of the counted noun to the word, separated by spaces.
        needs: ``armed`` = counts only people under arms; else the role of words of which one must
            depend on the verb: a home that is left, a death, an injury.
    """

    id: str
    phrase: str
    pos: Literal["verb", "noun", "state", "toll", "total", "lives", "headline"]
    example: str
    slots: str | None = None
    kind: Kind | None = None
    needs: (
        Literal["armed", "home", "death", "injury", "hospital", "condition", "share_in"] | None
    ) = None


@dataclass(frozen=True, slots=True)
class QuantityWord:
    """A row of ``quantity_words.csv``: a word around numbers; ``value`` is a bound or currency."""

    id: str
    phrase: str
    role: Role
    example: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """The rows and what is looked up in them; picklable.

    ``verbs`` leads from slot and lemma to the verb that counts what stands there; ``phrases`` leads
    from role to word sequences, the longest first;
    ``bounds`` has the phrases before a number by their last word; ``people``: nouns of people.
    """

    nouns: Mapping[str, CountedNoun]
    singular: frozenset[str]
    counting: Mapping[tuple[str, str], CountingWord]
    verbs: Mapping[tuple[str, str], CountingWord]
    roles: Mapping[str, frozenset[str]]
    values: Mapping[tuple[str, str], str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    bounds: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    people: frozenset[str]
    numbers: NumberWords
    rows: tuple[CountedNoun | CountingWord | QuantityWord, ...]


def load_quantity_words(folders: DataFolders) -> QuantityWords:
    """Load the three tables and the numbers.

    Raises:
        LexiconError: a row is wrong.
    """
    counted = load_table(folders, "counted.csv", CountedNoun)
    counting = load_table(folders, "counting.csv", CountingWord)
    around = load_table(folders, "quantity_words.csv", QuantityWord)
    singular = {form: row for row in counted for form in row.phrase.split("|")}
    plural = {form: row for row in counted for form in row.plural.split("|")}
    nouns, phrases = plural | singular, _phrases(around)
    return QuantityWords(
        nouns,
        frozenset(singular),
        {(row.pos, form): row for row in counting for form in row.phrase.split("|")},
        _verbs(counting),
        _roles(around),
        {(row.role, form): row.value or "" for row in around for form in row.phrase.split("|")},
        phrases,
        _by_last_word(phrases["before"]),
        frozenset(n for n, r in nouns.items() if r.unit == PERSONS and r.when != "verb"),
        load_number_words(folders),
        (*counted, *counting, *around),
    )


def _verbs(rows: Iterable[CountingWord]) -> dict[tuple[str, str], CountingWord]:
    return {
        (slot, lemma): row
        for row in rows
        if row.pos == "verb"
        for slot in (row.slots or "").split()
        for lemma in row.phrase.split("|")
    }


def _roles(rows: Iterable[QuantityWord]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.role, set()).update(row.phrase.split("|"))
    return {role: frozenset(forms) for role, forms in found.items()}


def _by_last_word(
    phrases: Iterable[tuple[tuple[str, ...], str]],
) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, bound in phrases:
        found.setdefault(phrase[-1], []).append((phrase, bound))
    return {last: tuple(rows) for last, rows in found.items()}


def _phrases(
    rows: Iterable[QuantityWord],
) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in rows:
        for form in row.phrase.split("|"):
            found.setdefault(row.role, []).append((tuple(form.split()), row.value or ""))
    return {role: tuple(sorted(p, key=lambda p: -len(p[0]))) for role, p in found.items()}
