"""Who says so: sources, cues and contents.

    Found (parse, quotations, actors) ──▶ find_attributions ──▶ Attributions

``cues`` are the words, ``syntax`` and ``frames`` read complements of cues, ``layouts`` and
``interviews`` labels and dashes, ``quotes`` gives quotations to cues and speakers, ``holders``
resolves who speaks, ``find`` puts one inside the other.
"""

from onrecord.attribution.cues import CueWords, load_cue_words, speech_verbs
from onrecord.attribution.find import find_attributions

__all__ = ["CueWords", "find_attributions", "load_cue_words", "speech_verbs"]
