"""What an event is about: the contexts of PLOVER, from the words of its clause and its kind.

    contexts.csv ──▶ Contexts ──▶ names of contexts, in order

A word counts if it stands in the clause of one of the event's triggers. "terrorism" is never given:
the word judges, and no rule that is the same for all sides tells such an act from another attack.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.errors import LexiconError
from onrecord.lexicon import load_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.found import Found
    from onrecord.lexicon import DataFolders
    from onrecord.parse.tree import Token

#: contexts of the ontology that a row may give; source: PLOVER manual.
CONTEXTS = frozenset(
    {"military", "intelligence", "executive", "legislative", "election", "political_institutions",
     "pro_democracy", "pro_autocracy", "economic", "legal", "reparations", "human_rights",
     "rights_freedoms", "repression", "human_security", "gender", "lgbt", "religion_ethnicity",
     "inequality", "diplomatic", "territory", "peacekeeping", "health", "asylum", "migration",
     "disasters", "natural_resource", "environment", "technology", "cbrn", "cyber",
     "misinformation", "crime", "corruption", "illegal_drugs", "trafficking"}
)  # fmt: skip

#: What somebody does is an event, not what one is about: "traded fire".
_NAMING = frozenset({"NOUN", "PROPN", "ADJ"})


@dataclass(frozen=True, slots=True)
class ContextRow:
    """What shows a context: a word in the event's clause, or a type of event and its mode.

    Attributes:
        phrase: one or more lemmas, separated by spaces.
    """

    id: str
    context: str
    phrase: str | None
    type: str | None
    mode: str | None
    example: str


@dataclass(frozen=True, slots=True)
class ContextWords:
    """Rows by the last word of their phrase, longest first; those of types by type."""

    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    types: dict[str, tuple[ContextRow, ...]]


def load_context_words(folders: DataFolders) -> ContextWords:
    """Load and check ``contexts.csv``.

    Raises:
        LexiconError: a cell is wrong (E1), or a row names an unknown context (E5).
    """
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    types: dict[str, list[ContextRow]] = defaultdict(list)
    for row in load_table(folders, "contexts.csv", ContextRow):
        if row.context not in CONTEXTS:
            raise LexiconError(f"E5 contexts.csv: {row.id}: no context {row.context!r}")
        if row.phrase is None and row.type is None:
            raise LexiconError(f"E1 contexts.csv: {row.id}: neither a phrase nor a type")
        if row.phrase is not None:
            words = tuple(row.phrase.split())
            phrases[words[-1]].append((words, row.context))
        elif row.type is not None:
            types[row.type].append(row)
    return ContextWords(
        {last: tuple(sorted(some, key=lambda p: -len(p[0]))) for last, some in phrases.items()},
        {kind: tuple(some) for kind, some in types.items()},
    )


class Contexts:
    """Contexts of the clauses of one document, found in one pass when first asked."""

    def __init__(self, found: Found, words: ContextWords) -> None:
        """Bind a document."""
        self.found = found
        self.words = words
        self._by_clause: dict[int, set[str]] | None = None

    def of(self, heads: Iterable[int], kind: str, modes: tuple[str, ...]) -> tuple[str, ...]:
        """The contexts of an event with these triggers, in alphabetical order.

        Args:
            heads: heads of its triggers.
            kind: its type.
            modes: its modes.
        """
        clause_of = self.found.commitments.clause_of
        by_clause = self._clauses()
        about = {c for i in heads for c in by_clause.get(clause_of[i], ())}
        of_kind = self.words.types.get(kind, ())
        about |= {row.context for row in of_kind if row.mode is None or row.mode in modes}
        return tuple(sorted(about))

    def _clauses(self) -> dict[int, set[str]]:
        if self._by_clause is None:
            self._by_clause = {}
            phrases, clause_of = self.words.phrases, self.found.commitments.clause_of
            for token in self.found.parse.tokens:
                if token.pos not in _NAMING:
                    continue
                rows = phrases.get(token.lemma) or phrases.get(token.lower)
                context = self._context(token, rows) if rows else None
                if context is not None:
                    self._by_clause.setdefault(clause_of[token.i], set()).add(context)
        return self._by_clause

    def _context(self, token: Token, rows: tuple[tuple[tuple[str, ...], str], ...]) -> str | None:
        """The context of the longest phrase that ends at a word."""
        tokens = self.found.parse.tokens
        for words, context in rows:
            before = tokens[max(0, token.i - len(words) + 1) : token.i]
            if tuple(t.lower for t in before) == words[:-1]:
                return context
        return None
