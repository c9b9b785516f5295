"""Tokens, lemmas, dependencies and names: the only room that knows spaCy.

Layout ──▶ parse_layout ──▶ Parse (UD-style relations, offsets into the document)
"""

from onrecord.parse.tree import Entity, Parse, Sentence, Token

__all__ = ["Entity", "Parse", "Sentence", "Token"]
