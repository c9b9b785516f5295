"""Corrections and retractions: what is put right or taken back, and what was said before.

    Found (statements, figures) ──▶ find_corrections ──▶ statements with status and corrects

``signals`` finds the words that put right or take back, ``match`` finds the statements they mean.
"""

from onrecord.corrections.find import find_corrections
from onrecord.corrections.words import CorrectionWords, load_correction_words

__all__ = ["CorrectionWords", "find_corrections", "load_correction_words"]
