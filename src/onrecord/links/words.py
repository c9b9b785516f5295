"""The words of arguments: one row for each way to join two things."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onrecord.accounts import load_account_words
from onrecord.accounts.conditions import Slot, Term, read_slot, read_terms
from onrecord.accounts.control import Control
from onrecord.errors import LexiconError
from onrecord.lexicon import load_table

if TYPE_CHECKING:
    from onrecord.lexicon import DataFolders

Kind = Literal["mark", "case", "noun", "adverb", "infinitive", "verb", "name"]
Polarity = Literal["+", "-"]
#: link_types of the ontology.
TYPES = frozenset(
    {"causes", "aims_at", "benefits", "ends", "responds_to", "evidence_for", "despite"}
)
#: Kinds that are found by their last word as it stands, not by the lemma of their head.
_FIXED = frozenset({"mark", "case", "noun", "adverb"})


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One way to join two things.

    Attributes:
        kind: ``mark`` a conjunction, ``case`` a preposition, ``noun`` a preposition with a noun
            ("in response"), ``adverb`` what looks back at the words before ("therefore"),
            ``infinitive`` a bare purpose, ``verb`` a verb between its ends (or an adjective that
            takes them), ``name`` a noun that names one end as the other's ("the reason for").
        phrase: the words; of verbs and names the lemma, of verbs with their particle.
        start, end: where the link's two ends stand. ``main`` and ``sub`` are the clause above and
            what the words mark, ``before`` what was said just before; the rest are slots of the
            verb or noun, best first, separated by spaces (see ``ends``).
        needs: dependents that make the word this row, as in ``triggers.csv``; of a conjunction or
            preposition those of the clause or nominal that it marks.
        polarity: fixed where the words themselves deny or assert ("no accident", "a pretext").
    """

    id: str
    type: str
    kind: Kind
    phrase: str
    start: str
    end: str
    example: str
    needs: str | None = None
    polarity: Polarity | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """A row, made ready for matching: its words, its slots, its conditions."""

    row: LinkRow
    words: tuple[str, ...]
    start: tuple[Slot, ...]
    end: tuple[Slot, ...]
    needs: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class LinkWords:
    """Rows by what is looked up.

    Attributes:
        last_words: rows of fixed words by their last word, longest first.
        verbs, names: rows by the lemma of their head, those with more conditions first.
        infinitive: the row of bare purposes.
        control: whose act a clause without a subject is.
    """

    last_words: dict[str, tuple[Joining, ...]]
    verbs: dict[str, tuple[Joining, ...]]
    names: dict[str, tuple[Joining, ...]]
    infinitive: Joining | None
    control: Control


def load_link_words(folders: DataFolders) -> LinkWords:
    """Load and check ``links.csv``.

    Raises:
        LexiconError: a cell is wrong (E1), or a row names an unknown type (E5).
    """
    found: dict[str, dict[str, list[Joining]]] = {
        kind: defaultdict(list) for kind in ("fixed", "verb", "name", "infinitive")
    }
    for joining in sorted(map(_read, load_table(folders, "links.csv", LinkRow)), key=_generality):
        fixed = joining.row.kind in _FIXED
        word = joining.words[-1] if fixed else joining.words[0]
        found["fixed" if fixed else joining.row.kind][word].append(joining)
    tables = {
        kind: {word: tuple(some) for word, some in by_word.items()}
        for kind, by_word in found.items()
    }
    bare = [joining for some in tables["infinitive"].values() for joining in some]
    return LinkWords(
        tables["fixed"],
        tables["verb"],
        tables["name"],
        next(iter(bare), None),
        load_account_words(folders).control,
    )


def _read(row: LinkRow) -> Joining:
    if row.type not in TYPES:
        raise LexiconError(f"E5 links.csv: {row.id}: no link type {row.type!r}")
    start, end = (tuple(read_slot(s) for s in cell.split()) for cell in (row.start, row.end))
    return Joining(row, tuple(row.phrase.split()), start, end, read_terms(row.needs))


def _generality(joining: Joining) -> tuple[int, int, str]:
    """Longer phrases first, then rows with more conditions."""
    return -len(joining.words), -len(joining.needs), joining.row.id
