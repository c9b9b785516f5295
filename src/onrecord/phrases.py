"""Phrases of the word lists in a text: split as the parser splits, looked up by their first word.

phrase ──▶ pieces, by_first_word ──▶ entries, longest first; stands_at, is_part: in the text
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.parse.tree import Token

_PIECES = re.compile(r"['\u2019]s\b|[^\W_]+|[^\w\s]")
#: Universal parts of speech by the short names of the word lists.
PARTS = {"NOUN": "noun", "PROPN": "noun", "ADJ": "adj", "VERB": "verb", "ADV": "adv", "AUX": "aux"}


class _Row(Protocol):
    @property
    def id(self) -> str: ...


class _Entry(Protocol):
    """A row with its words as ``pieces`` gives them."""

    @property
    def row(self) -> _Row: ...
    @property
    def words(self) -> tuple[str, ...]: ...


E = TypeVar("E", bound=_Entry)


def by_first_word(entries: Iterable[E]) -> dict[str, tuple[E, ...]]:
    """Entries by the first of their words, the longest first."""
    found: dict[str, list[E]] = {}
    for entry in entries:
        found.setdefault(entry.words[0], []).append(entry)
    return {
        w: tuple(sorted(es, key=lambda e: (-len(e.words), e.row.id))) for w, es in found.items()
    }


def pieces(phrase: str) -> tuple[str, ...]:
    """The words of a phrase in lower case, split as the parser splits them."""
    return tuple(_PIECES.findall(phrase.lower()))


def stands_at(tokens: Sequence[Token], i: int, words: tuple[str, ...]) -> bool:
    """Whether words, as they stand or as lemmas, follow one another from a token on.

    Args:
        tokens: all tokens of the document.
        i: the token of the first word, which is not looked at again.
        words: the words in lower case; see ``pieces``.
    """
    if i + len(words) > len(tokens):
        return False
    for n in range(1, len(words)):
        token = tokens[i + n]
        if words[n] != token.lower and words[n] != token.lemma.lower():
            return False
    return True


def is_part(token: Token, pos: frozenset[str]) -> bool:
    """Whether a token is of a part of speech.

    Parsers take some adjectives for adverbs ("a cowardly raid"): the place in the sentence decides.
    """
    placed = token.dep in ("amod", "acomp")
    placed = placed or (token.dep in ("xcomp", "compound") and token.pos in ("ADV", "NOUN"))
    return PARTS.get(token.pos) in pos or ("adj" in pos and placed)
