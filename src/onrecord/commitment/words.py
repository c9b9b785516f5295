"""The words that say how sure and how real something is, from ``commitment.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from onrecord.lexicon import load_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.lexicon import DataFolders
    from onrecord.parse.tree import Token

Kind = Literal[
    "negator", "modal", "adverb", "degree", "conditional", "purpose", "question", "call",
    "contrast", "choice", "definite", "exception", "inverted", "modifier", "verb", "noun",
    "adjective",
]  # fmt: skip
#: FactBank's values; ``Uu`` = the words leave it open.
FactBank = Literal["CT+", "PR+", "PS+", "Uu", "PS-", "PR-", "CT-"]
#: Kinds whose rows are looked up by the words as they stand; the rest by lemma and slot.
_BY_PHRASE = frozenset(
    {"negator", "adverb", "degree", "conditional", "purpose", "question", "contrast", "choice",
     "definite", "modifier"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One word and what it does to what it governs.

    Attributes:
        kind: how the word works; ``verb``, ``noun`` and ``adjective`` embed a complement.
        slots: which complements, separated by spaces: ``inf`` (to do), ``bare`` (do), ``ing``
            (doing), ``that`` (a finite clause), ``noun`` (an object, also a passive subject),
            ``subj``, ``attr``, ``compound``, or a preposition before a noun or ``-ing``; for
            other kinds: ``clause``, ``argument``, ``complement``, ``main``, ``perfect``,
            ``progressive``, ``reported`` (in indirect speech), ``present`` (with that tense only).
        affirmed: the value of what is governed when the word itself holds.
        negated: its value when the word is denied ("did not fail to").
        realis: what it is when the value is not a plain yes or no.
        act: the speech act the words show by themselves.

    The pairs of affirmed and negated are those of Nairn, Condoravdi and Karttunen 2006.
    """

    id: str
    phrase: str
    kind: Kind
    slots: str | None
    affirmed: FactBank
    negated: FactBank
    realis: str | None
    act: str | None
    example: str

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The slots as a tuple."""
        return tuple((self.slots or "").split())


class Phrase(NamedTuple):
    """A row and the words before its last word."""

    before: tuple[str, ...]
    row: CommitmentRow


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    """Rows by what is looked up.

    Attributes:
        phrases: last word (lower case) -> rows of that ending, longest first.
        exceptions: first word -> (whole phrase, row): phrases that begin like a negator and deny
            nothing ("not only").
        modals: (auxiliary, "perfect", "progressive", "reported" or "") -> row.
        inverted: auxiliary -> row, for the condition that it makes before its subject.
        embedders: (part of speech, lemma or form, slot) -> row; ``call`` stands for the part of
            speech of forms of calling others to act.
        embedding: lemmas and forms of all embedders: no other word needs a look.
    """

    rows: tuple[CommitmentRow, ...]
    phrases: dict[str, tuple[Phrase, ...]]
    exceptions: dict[str, tuple[tuple[tuple[str, ...], CommitmentRow], ...]]
    modals: dict[tuple[str, str], CommitmentRow]
    inverted: dict[str, CommitmentRow]
    embedders: dict[tuple[str, str, str], CommitmentRow]
    embedding: frozenset[str]

    def phrase(self, tokens: Sequence[Token], i: int) -> CommitmentRow | None:
        """The longest row whose phrase ends at a token."""
        for before, row in self.phrases.get(tokens[i].lower, ()):
            n = len(before)
            if not n or (i >= n and tuple(t.lower for t in tokens[i - n : i]) == before):
                return row
        return None

    def exception(self, tokens: Sequence[Token], i: int) -> CommitmentRow | None:
        """The row of a phrase that starts at a token and only looks like a negation."""
        for phrase, row in self.exceptions.get(tokens[i].lower, ()):
            if tuple(t.lower for t in tokens[i : i + len(phrase)]) == phrase:
                return row
        return None

    def embedder(
        self, part: str, token: Token, slot: str, particle: str = ""
    ) -> CommitmentRow | None:
        """The row of a governing word for one kind of complement."""
        rows = self.embedders
        if particle and (row := rows.get((part, f"{token.lemma} {particle}", slot))):
            return row
        if token.lower not in self.embedding and token.lemma not in self.embedding:
            return None
        return rows.get((part, token.lower, slot)) or rows.get((part, token.lemma, slot))


def load_commitment_words(folders: DataFolders) -> CommitmentWords:
    """Load ``commitment.csv`` and the project's rows."""
    return index_rows(load_table(folders, "commitment.csv", CommitmentRow))


def index_rows(rows: tuple[CommitmentRow, ...]) -> CommitmentWords:
    """Put the rows into the tables they are looked up in."""
    embedders: dict[tuple[str, str, str], CommitmentRow] = {
        (row.kind, row.phrase, slot): row
        for row in rows
        if row.kind in ("verb", "noun", "adjective", "call")
        for slot in row.slot_names
    }
    return CommitmentWords(
        rows=rows,
        phrases=_by_last_word(row for row in rows if row.kind in _BY_PHRASE),
        exceptions=_by_first_word(row for row in rows if row.kind == "exception"),
        modals={
            (row.phrase, slot): row
            for row in rows
            if row.kind == "modal"
            for slot in row.slot_names or ("",)
        },
        inverted={row.phrase: row for row in rows if row.kind == "inverted"},
        embedders=embedders,
        embedding=frozenset(phrase for _, phrase, _ in embedders),
    )


def _by_last_word(rows: Iterable[CommitmentRow]) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, list[Phrase]] = {}
    for row in rows:
        *before, last = row.phrase.lower().split()
        found.setdefault(last, []).append(Phrase(tuple(before), row))
    return {
        last: tuple(sorted(phrases, key=lambda p: (-len(p.before), p.row.id)))
        for last, phrases in found.items()
    }


def _by_first_word(
    rows: Iterable[CommitmentRow],
) -> dict[str, tuple[tuple[tuple[str, ...], CommitmentRow], ...]]:
    found: dict[str, tuple[tuple[tuple[str, ...], CommitmentRow], ...]] = {}
    for row in rows:
        words = tuple(row.phrase.lower().split())
        found[words[0]] = (*found.get(words[0], ()), (words, row))
    return found
