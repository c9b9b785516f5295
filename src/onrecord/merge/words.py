"""What merging is told by data files: weights of signs, how rare words are, who is part of whom.

merge/weights.csv, merge/word_shares.csv, actors.csv ──▶ load_merge_words ──▶ MergeWords
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from onrecord.accounts.ontology import load_event_types
from onrecord.actors.rows import ActorRow
from onrecord.lexicon import load_table
from onrecord.merge.keys import Teller
from onrecord.merge.match import Matcher, MergeWeight
from onrecord.merge.signs import Rarity
from onrecord.merge.text import numbers_of

if TYPE_CHECKING:
    from onrecord.lexicon import DataFolders

WEIGHTS, SHARES = "merge/weights.csv", "merge/word_shares.csv"

#: Shares are told of so many texts; a word that is not listed stands in about so many of them.
TEXTS, UNKNOWN = 10_000, 25


@dataclass(frozen=True, slots=True)
class WordShare:
    """The first letters of a word, and in how many of ten thousand reports it stands."""

    id: str
    share: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class MergeWords:
    """Everything merging needs to know beforehand.

    Attributes:
        types: of each event type the name that titles use.
    """

    teller: Teller
    matcher: Matcher
    types: dict[str, str]


def load_merge_words(folders: DataFolders) -> MergeWords:
    """Load the data files of merging.

    Raises:
        LexiconError: a file or row is wrong.
    """
    actors = load_table(folders, "actors.csv", ActorRow)
    rarity = load_rarity(folders)
    return MergeWords(
        Teller({row.id: row.parent for row in actors if row.parent}, rarity),
        matcher_of(load_table(folders, WEIGHTS, MergeWeight), rarity),
        {kind.id: kind.name for kind in load_event_types(folders).values()},
    )


def load_rarity(folders: DataFolders) -> Rarity:
    """How much shared words say."""
    rows = load_table(folders, SHARES, WordShare)
    weights = {n: log(TEXTS / r.share) for r in rows for n in numbers_of((r.id,))}
    return Rarity(weights, log(TEXTS / UNKNOWN))


def matcher_of(rows: tuple[MergeWeight, ...], rarity: Rarity) -> Matcher:
    """A matcher by the rows of the weights."""
    alone = {row.signs or "": row.weight for row in rows if " " not in (row.signs or "")}
    joint = tuple(
        (frozenset(row.signs.split()), row.weight)
        for row in rows
        if row.signs is not None and " " in row.signs
    )
    words = {row.signs: row.words for row in rows if row.signs}
    return Matcher(rarity, alone, joint, words)
