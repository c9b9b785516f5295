"""Who says so: sources, cues and contents.

    Found (parse, quotations, actors) ──▶ find_attributions ──▶ Attributions

``cues`` are the words, ``syntax`` reads complements of cues, ``quotes`` gives quotations to cues
and speakers, ``holders`` resolves who speaks, ``nesting`` puts one inside the other.
"""

from onrecord.attribution.cues import CueWords, load_cue_words
from onrecord.attribution.find import find_attributions

__all__ = ["CueWords", "find_attributions", "load_cue_words"]
