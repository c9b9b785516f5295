"""The words that put right or take back what was said (``corrections.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.attribution.cues import SourceWord
from onrecord.lexicon import DataFolders, load_table
from onrecord.numbers import NumberWords, load_number_words

if TYPE_CHECKING:
    from onrecord.parse.tree import Parse, Token


@dataclass(frozen=True, slots=True)
class CorrectionWord:
    """A word of correction.

    Attributes:
        class_: what becomes of what was said before: superseded, retracted, updated (superseded
            by news, not by a correction); none for other words.
        frame: ``verb`` (its object names what was said), ``verb_with`` (a phrase with an ``about``
            word does), ``text`` (its object may be this article), ``wrong`` (said of what was
            said), ``misstated`` (verb of an earlier
            version of the article), ``said`` and ``figure`` (nouns of what was said; a kind of
            figure after a colon), ``note`` (label of a paragraph), ``now`` (beside a cue),
            ``instead`` (before the old figure), ``old`` and ``new`` (prepositions of figures).
    """

    id: str
    phrase: str
    class_: str
    frame: str
    example: str


@dataclass(frozen=True, slots=True)
class CorrectionWords:
    """Rows by frame and phrase; number words; words for the article's own text."""

    rows: dict[tuple[str, str], CorrectionWord]
    #: nouns of what was said -> kinds of figures they may name, empty for any
    nouns: dict[str, frozenset[str]]
    #: nouns of figures that were given
    figures: frozenset[str]
    #: first words of all phrases: no other token needs a look
    begin: frozenset[str]
    numbers: NumberWords
    #: kinds of source words, by form: own_text, earlier, pointing
    sources: dict[str, str]

    def row(self, frame: str, phrase: str) -> CorrectionWord | None:
        """The row of a phrase in a frame, or None."""
        return self.rows.get((frame, phrase))

    def verb(self, parse: Parse, token: Token, frame: str) -> CorrectionWord | None:
        """The row of a verb, alone or with its particle ("take back"), or None."""
        if token.pos not in ("VERB", "AUX"):
            return None
        for kid in parse.kids(token.i, "advmod", "compound:prt"):
            row = self.row(frame, f"{token.lemma} {kid.lower}")
            if row is not None:
                return row
        return self.row(frame, token.lemma)


def load_correction_words(folders: DataFolders) -> CorrectionWords:
    """Load the words of corrections."""
    rows = load_table(folders, "corrections.csv", CorrectionWord)
    sources = load_table(folders, "source_words.csv", SourceWord)
    nouns = {
        row.phrase: frozenset(filter(None, (row.frame.partition(":")[2],)))
        for row in rows
        if row.frame.partition(":")[0] in ("said", "figure")
    }
    figures = (row.phrase for row in rows if row.frame.partition(":")[0] == "figure")
    return CorrectionWords(
        {(row.frame, row.phrase): row for row in rows},
        nouns,
        frozenset(figures),
        frozenset(row.phrase.partition(" ")[0] for row in rows),
        load_number_words(folders),
        {row.phrase: row.kind for row in sources},
    )
