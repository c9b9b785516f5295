"""Why a sentence was read as it was, and why nothing was coded where nothing was.

    Found ──▶ give_reasons ──▶ Reasons, one for each sentence

Nothing is collected while a document is read: the stages are asked again, word by word, and their
answers are put beside what was found. ``notes`` are the answers, ``told`` asks what was coded and
why, ``silence`` why other words were not.
"""

from onrecord.reasons.find import give_reasons
from onrecord.reasons.notes import Reasons

__all__ = ["Reasons", "give_reasons"]
