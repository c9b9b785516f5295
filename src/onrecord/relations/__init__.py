"""Lasting ties between actors, or actors and places, as somebody tells them.

    Found (statements, actors, places) ──▶ find_relations ──▶ Relation, in the order of the text

A tie is read from words that say it (``relations.csv``), never from two names standing together.
``words`` are the patterns, ``parties`` finds who stands in their slots, ``telling`` who asserts or
denies the tie, ``find`` goes through the text.
"""

from onrecord.relations.find import find_relations
from onrecord.relations.words import RelationWords, load_relation_words

__all__ = ["RelationWords", "find_relations", "load_relation_words"]
