"""How surely and how really each clause is meant, by its innermost holder.

    Found ──▶ read_commitment ──▶ Commitments (FactBank values, realis, speech act, by clause)

Read from the top of each sentence downwards: a clause takes what its parent clause makes of it
(``embedding``), then what its own words make of it (``local``). The content of an attribution
starts afresh, because its values are those of the one who speaks. ``scale`` holds the arithmetic,
``nominal`` the events that are nouns.
"""

from onrecord.commitment.read import read_commitment
from onrecord.commitment.words import CommitmentWords, index_rows, load_commitment_words

__all__ = ["CommitmentWords", "index_rows", "load_commitment_words", "read_commitment"]
