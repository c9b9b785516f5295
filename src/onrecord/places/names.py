"""Spans of a text that may name a place.

    tokens ──▶ find_spans ──▶ names that the gazetteer knows, and runs of capitals it does not

The longest name wins: "South Sudan" is not a Sudan. What an actor's name covers is no place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.places.spelling import ARTICLES, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.parse.tree import Token
    from onrecord.places.taken import Taken
    from onrecord.places.words import PlaceWords

#: More tokens no name has ("Saint Vincent and the Grenadines", "Deir ez-Zor" has four).
LONGEST = 9
#: Labels of the model for places of all kinds.
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
#: Parts of speech that a single word naming a place may get.
_NAME_POS = frozenset({"PROPN", "NOUN", "ADJ", "X"})
_HYPHENS = frozenset("-‐‑–")  # noqa: RUF001


class NameSpan(NamedTuple):
    """Tokens ``first:last``; ``known`` if the gazetteer or the curated places have the name."""

    first: int
    last: int
    folded: str
    known: bool


def find_spans(tokens: Sequence[Token], words: PlaceWords, taken: Taken) -> list[NameSpan]:
    """All spans that may name a place, in the order of the text, not overlapping.

    Args:
        tokens: of the whole document.
        words: the tables.
        taken: the names of actors.
    """
    spans: list[NameSpan] = []
    here = 0
    for i, token in enumerate(tokens):
        if i < here or not (token.text[0].isupper() or token.lower in ARTICLES):
            continue
        if not _may_begin(tokens, i) or taken.at(i):
            continue
        ends = [end for end in _ends(tokens, i, words) if not _any(taken, i, end)]
        found = [s for s in _known_in(tokens, i, ends, words) if taken.allows(s.first, s.last)]
        spans += found or _unknown(tokens, i, ends)
        here = max(found[-1].last if found else i + 1, ends[-1] if ends else i + 1)
    return spans


def _known_in(
    tokens: Sequence[Token], first: int, ends: list[int], words: PlaceWords
) -> list[NameSpan]:
    """Known names within a run of capitals, the longest from each start."""
    found: list[NameSpan] = []
    starts = (
        [first, *(i for i in range(first + 1, ends[-1]) if _may_begin(tokens, i))] if ends else []
    )
    here = first
    for start in starts:
        if start < here:
            continue
        for end in reversed(ends):
            if end > start and (name := _known(tokens, start, end, words)):
                found.append(name)
                here = end
                break
    return found


def _known(tokens: Sequence[Token], first: int, last: int, words: PlaceWords) -> NameSpan | None:
    if last - first == 1 and not _may_stand_alone(tokens[first], words):
        return None
    folded = fold(written(tokens, first, last))
    return NameSpan(first, last, folded, known=True) if words.known(folded) else None


def _may_stand_alone(token: Token, words: PlaceWords) -> bool:
    word = token.lower
    if word in words.uses["common"] or word in words.uses["kind"] or len(word) == 1:
        return False
    return token.pos in _NAME_POS or token.entity in PLACE_LABELS


def _unknown(tokens: Sequence[Token], first: int, ends: list[int]) -> Iterator[NameSpan]:
    """The whole run from its first proper noun, if it has any."""
    last = ends[-1] if ends else first
    first = next((i for i in range(first, last) if tokens[i].pos == "PROPN"), last)
    if first < last:
        yield NameSpan(first, last, fold(written(tokens, first, last)), known=False)


def _any(taken: Taken, first: int, last: int) -> bool:
    return any(taken.at(i) for i in range(first, last))


def _may_begin(tokens: Sequence[Token], i: int) -> bool:
    """Whether a token has a capital, or is a lower-case article joined to one that has."""
    token = tokens[i]
    if token.text[0].isupper():
        return True
    if token.lower not in ARTICLES or i + 2 >= len(tokens):
        return False
    return tokens[i + 1].text in _HYPHENS and tokens[i + 2].text[0].isupper()


def _ends(tokens: Sequence[Token], first: int, words: PlaceWords) -> list[int]:
    """Where a name that starts at a token may end: after each part with a capital."""
    ends: list[int] = []
    i: int | None = first if tokens[first].text[0].isupper() else first + 2
    while i is not None and i - first < LONGEST:
        ends.append(i + 1)
        i = _next_part(tokens, i + 1, words)
    return ends


def _next_part(tokens: Sequence[Token], i: int, words: PlaceWords) -> int | None:
    """The next token with a capital, over hyphens and words that join names ("of", "de")."""
    connectors = words.uses["connector"]
    for j in range(i, min(i + 5, len(tokens))):
        token = tokens[j]
        if token.sentence != tokens[i - 1].sentence:
            return None
        if token.text[0].isupper():
            return j
        if token.text not in _HYPHENS and not (
            token.lower in connectors or token.lower in ARTICLES
        ):
            return None
    return None


def written(tokens: Sequence[Token], first: int, last: int) -> str:
    """The words of a span, with single spaces where the text has any."""
    parts = [tokens[first].text]
    for i in range(first + 1, last):
        if tokens[i].start > tokens[i - 1].end:
            parts.append(" ")
        parts.append(tokens[i].text)
    return "".join(parts)
