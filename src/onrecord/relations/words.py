"""The words that say a tie, from ``relations.csv`` and ``relation_status.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.accounts import load_account_words
from onrecord.accounts.syntax import Control
from onrecord.lexicon import load_table

if TYPE_CHECKING:
    from onrecord.lexicon import DataFolders

Kind = Literal["verb", "noun", "compound", "prefix", "alias", "designation", "within"]


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One way to say a tie.

    Attributes:
        type: relation type of the ontology.
        kind: ``verb`` and ``noun`` are looked up by lemma; ``compound`` is the second part of
            "X-backed Y", ``prefix`` the first of "anti-X Y"; ``alias`` words stand between two
            names; ``designation`` verbs give a legal label; ``within`` is a place in a place.
        subject, object: where the two parties stand, best first, separated by spaces: ``agent``
            and ``patient`` (logical subject and object), ``iobj``, ``self`` (whom the noun is
            said of), ``head`` and ``modifier`` (of a compound), ``poss``, ``compound`` (nouns and
            adjectives before a noun), ``before`` and ``after`` (names beside an alias word), or a
            preposition.
        value: the relation's value, where the words fix it.
        needs: lemmas of which one must be the verb's object ("provide weapons"), or part of the
            label of a designation.
        status: former or future, where the words fix it.
    """

    id: str
    type: str
    kind: Kind
    phrase: str
    subject: str
    object: str | None
    value: str | None
    needs: str | None
    status: str | None
    example: str

    @property
    def subject_slots(self) -> tuple[str, ...]:
        """Slots of the subject, best first."""
        return tuple(self.subject.split())

    @property
    def object_slots(self) -> tuple[str, ...]:
        """Slots of the object, best first; none where the value says it all."""
        return tuple((self.object or "").split())

    @property
    def needed(self) -> frozenset[str]:
        """The lemmas of which one must be there."""
        return frozenset((self.needs or "").split())


@dataclass(frozen=True, slots=True)
class StatusRow:
    """What makes a tie former or future.

    Attributes:
        phrase: a word beside the words of the tie ("former").
        rule: instead, the row of ``commitment.csv`` that valued the clause ("no longer").
    """

    id: str
    phrase: str
    rule: str | None
    status: Literal["former", "future"]
    example: str


@dataclass(frozen=True, slots=True)
class RelationWords:
    """Rows by what is looked up; ``place_nouns`` and ``control`` are those of the accounts."""

    rows: tuple[RelationRow, ...]
    verbs: dict[str, tuple[RelationRow, ...]]
    nouns: dict[str, tuple[RelationRow, ...]]
    compounds: dict[str, tuple[RelationRow, ...]]
    prefixes: dict[str, tuple[RelationRow, ...]]
    aliases: dict[str, tuple[tuple[tuple[str, ...], RelationRow], ...]]
    designations: dict[str, RelationRow]
    within: dict[str, RelationRow]
    status_words: dict[str, str]
    status_rules: dict[str, str]
    place_nouns: frozenset[str]
    control: Control


def load_relation_words(folders: DataFolders) -> RelationWords:
    """Load ``relations.csv`` and ``relation_status.csv``."""
    rows = load_table(folders, "relations.csv", RelationRow)
    status = load_table(folders, "relation_status.csv", StatusRow)
    accounts = load_account_words(folders)
    return RelationWords(
        rows,
        _of_kind(rows, "verb"),
        _of_kind(rows, "noun"),
        _of_kind(rows, "compound"),
        _of_kind(rows, "prefix"),
        _by_first_word(rows),
        {row.phrase: row for row in rows if row.kind == "designation"},
        {row.phrase: row for row in rows if row.kind == "within"},
        {row.phrase: row.status for row in status if row.rule is None},
        {row.rule: row.status for row in status if row.rule is not None},
        frozenset(noun for noun, kinds in accounts.kinds.items() if "@place" in kinds),
        accounts.control,
    )


def _of_kind(rows: tuple[RelationRow, ...], kind: Kind) -> dict[str, tuple[RelationRow, ...]]:
    found: dict[str, tuple[RelationRow, ...]] = {}
    for row in rows:
        if row.kind == kind:
            found[row.phrase] = (*found.get(row.phrase, ()), row)
    return found


def _by_first_word(
    rows: tuple[RelationRow, ...],
) -> dict[str, tuple[tuple[tuple[str, ...], RelationRow], ...]]:
    """Alias phrases by their first word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], RelationRow]]] = {}
    for row in rows:
        if row.kind == "alias":
            words = tuple(row.phrase.split())
            found.setdefault(words[0], []).append((words, row))
    return {
        first: tuple(sorted(phrases, key=lambda p: (-len(p[0]), p[1].id)))
        for first, phrases in found.items()
    }
