"""The words that say a tie, from ``relations.csv`` and ``relation_status.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from onrecord.accounts import load_account_words
from onrecord.accounts.control import Control
from onrecord.lexicon import load_table

if TYPE_CHECKING:
    from onrecord.lexicon import DataFolders

Kind = Literal[
    "verb", "noun", "adjective", "compound", "prefix", "alias", "same", "designation", "within",
    "person",
]  # fmt: skip
_STATUS = frozenset({"former", "future"})
#: Single words or phrases of several, with their rows, longest first.
Phrases = tuple[tuple[tuple[str, ...], tuple["RelationRow", ...]], ...]


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One way to say a tie.

    Attributes:
        type: relation type of the ontology.
        kind: ``verb``, ``noun`` and ``adjective`` are looked up by lemma, or by all their words
            ("break away", "secretary of state"); ``compound`` is the second part of "X-backed Y",
            ``prefix`` the first of "anti-X Y"; ``alias`` words stand between two names, ``same``
            between two names of one actor; ``designation`` verbs give a legal label; ``within``
            is a place in a place, ``person`` a person "of" or "from" a body.
        subject, object: where the two parties stand, best first, separated by spaces: ``agent``
            and ``patient`` (logical subject and object), ``iobj``, ``self`` (whom the noun or
            adjective is said of), ``head`` and ``modifier`` (of a compound), ``poss``,
            ``compound`` (nouns before a noun), ``demonym``, ``next`` (the name behind a comma),
            ``before`` and ``after`` (names beside an alias word), or a preposition. Steps joined
            by ``>`` lead on from word to word ("to>of"). ``above_in`` is whose act the word hangs
            on by "in", ``about_as`` of whom the phrase with "as" is said, ``clause_in`` what "in"
            leads to in the clause the noun is the subject of. ``together`` as object means the
            others in the subject's slot.
        value: the relation's value, where the words fix it.
        needs: lemmas of which one must be the verb's object ("provide weapons"), or part of the
            label of a designation; for a noun, actor types of which the object must be one.
        status: former or future, where the words fix it; ``current`` if the tie holds already
            where the act is only wanted or planned ("vowed to destroy").
        change: the act that the words tell ``begins`` or ``ends`` the tie.
        which: ``the`` if the noun must mean the only one ("the leader of X", "X leader Y"),
            ``one_of`` if it must mean one of several ("an X commander").
    """

    id: str
    type: str
    kind: Kind
    phrase: str
    subject: str
    object: str | None
    value: str | None
    needs: str | None
    status: Literal["current", "former", "future"] | None
    change: Literal["begins", "ends"] | None
    which: Literal["the", "one_of"] | None
    example: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the phrase."""
        return tuple(self.phrase.split())

    @property
    def subject_slots(self) -> tuple[str, ...]:
        """Slots of the subject, best first."""
        return _split(self.subject)

    @property
    def object_slots(self) -> tuple[str, ...]:
        """Slots of the object, best first; none where the value says it all."""
        return _split(self.object or "")

    @property
    def needed(self) -> frozenset[str]:
        """The lemmas of which one must be there."""
        return _lemmas(self.needs or "")


@cache  # rows ask for their cells at every word they may stand at
def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split())


@cache
def _lemmas(cell: str) -> frozenset[str]:
    return frozenset(cell.split())


@dataclass(frozen=True, slots=True)
class StatusRow:
    """What makes a tie former or future, or a noun one of several.

    Attributes:
        phrase: a word beside the words of the tie ("former").
        rule: instead, the row of ``commitment.csv`` that valued the clause ("no longer").
        status: what it makes the tie; ``one_of`` makes a noun mean one of several ("a leader"),
            ``own`` are possessives that mean the subject if no name is clear ("its allies"),
            ``none`` denies the noun it stands before ("no troops").
    """

    id: str
    phrase: str
    rule: str | None
    status: Literal["former", "future", "one_of", "own", "none"]
    example: str


@dataclass(frozen=True, slots=True)
class RelationWords:
    """Rows by what is looked up; ``place_nouns`` and ``control`` are those of the accounts.

    ``verbs``, ``nouns`` and ``adjectives`` are phrases by their first word; ``one_of``,
    ``own`` and ``none`` hold the words of ``StatusRow`` of that kind.
    """

    rows: tuple[RelationRow, ...]
    verbs: dict[str, Phrases]
    nouns: dict[str, Phrases]
    adjectives: dict[str, Phrases]
    compounds: dict[str, tuple[RelationRow, ...]]
    prefixes: dict[str, tuple[RelationRow, ...]]
    aliases: dict[str, Phrases]
    same: dict[str, RelationRow]
    designations: dict[str, tuple[RelationRow, ...]]
    within: dict[str, RelationRow]
    persons: tuple[RelationRow, ...]
    one_of: frozenset[str]
    own: frozenset[str]
    none: frozenset[str]
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
        _by_first_word(rows, "verb"),
        _by_first_word(rows, "noun"),
        _by_first_word(rows, "adjective"),
        _of_kind(rows, "compound"),
        _of_kind(rows, "prefix"),
        _by_first_word(rows, "alias"),
        {row.phrase: row for row in rows if row.kind == "same"},
        _of_kind(rows, "designation"),
        {row.phrase: row for row in rows if row.kind == "within"},
        tuple(row for row in rows if row.kind == "person"),
        frozenset(row.phrase for row in status if row.status == "one_of"),
        frozenset(row.phrase for row in status if row.status == "own"),
        frozenset(row.phrase for row in status if row.status == "none"),
        {row.phrase: row.status for row in status if row.rule is None and row.status in _STATUS},
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


def _by_first_word(rows: tuple[RelationRow, ...], kind: Kind) -> dict[str, Phrases]:
    """Phrases of a kind by their first word, longest first."""
    found: dict[str, dict[tuple[str, ...], tuple[RelationRow, ...]]] = {}
    for phrase, same in _of_kind(rows, kind).items():
        words = tuple(phrase.split())
        found.setdefault(words[0], {})[words] = same
    return {
        first: tuple(sorted(phrases.items(), key=lambda p: (-len(p[0]), p[0])))
        for first, phrases in found.items()
    }
