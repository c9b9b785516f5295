"""Spans of a text that may name a place.

    tokens ──▶ find_spans ──▶ names that the gazetteer knows, and runs of capitals it does not

The longest name wins: "South Sudan" is not a Sudan. What an actor's name covers is no place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.places.spelling import ARTICLES, fold
from onrecord.places.taken import Taken, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.parse.tree import Token
    from onrecord.places.words import PlaceWords

#: More tokens no name has ("Saint Vincent and the Grenadines", "Deir ez-Zor" has four).
LONGEST = 9
#: Labels of the model for places of all kinds.
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
#: Parts of speech that a single word naming a place may get.
_NAME_POS = frozenset({"PROPN", "NOUN", "ADJ", "X"})
_HYPHENS = frozenset("-‐‑–")  # noqa: RUF001


class NameSpan(NamedTuple):
    """A name.

    Attributes:
        first, last: its tokens ``first:last``.
        folded: its folded form.
        known: whether the gazetteer or the curated places have it.
        shared: whether it is also the name of an actor of the lexicon.
    """

    first: int
    last: int
    folded: str
    known: bool
    shared: bool = False


def find_spans(tokens: Sequence[Token], words: PlaceWords, taken: Taken) -> list[NameSpan]:
    """All spans that may name a place, in the order of the text, not overlapping.

    Args:
        tokens: of the whole document.
        words: the tables.
        taken: the names of actors.
    """
    spans: list[NameSpan] = []
    here = 0
    capitals = [
        i
        for i, t in enumerate(tokens)
        if t.text[0].isupper() or t.lower in ARTICLES or t.entity in PLACE_LABELS
    ]
    for i in capitals:
        if i < here or not _may_begin(tokens, i):
            continue
        run = _run_ends(tokens, i, words)
        found = _known_in(tokens, (i, run[-1]), _with_tails(tokens, i, run, words), words, taken)
        spans += found or _unknowns(tokens, i, run[-1], taken)
        here = max(found[-1].last if found else i + 1, run[-1])
    return spans


def _known_in(
    tokens: Sequence[Token],
    run: tuple[int, int],
    ends: list[int],
    words: PlaceWords,
    taken: Taken,
) -> list[NameSpan]:
    """Known names that begin within a run of capitals, the longest from each start."""
    found: list[NameSpan] = []
    here = run[0]
    for start in range(*run):
        if start < here or not taken.may_begin(start) or not _may_begin(tokens, start):
            continue
        for end in reversed(ends):
            if end > start and (name := _known(tokens, start, end, words, taken)):
                found.append(name)
                here = end
                break
    return found


def _known(
    tokens: Sequence[Token], first: int, last: int, words: PlaceWords, taken: Taken
) -> NameSpan | None:
    if last - first == 1 and not _may_stand_alone(tokens[first], words):
        return None
    verdict = taken.verdict(first, last)
    if verdict is Verdict.TAKEN:
        return None
    folded = fold(written(tokens, first, last))
    if words.known(folded):
        is_shared = verdict is Verdict.SHARED
        common = _is_common(folded, words)
        return None if common else NameSpan(first, last, folded, known=True, shared=is_shared)
    return None


def _is_common(folded: str, words: PlaceWords) -> bool:
    """Whether a name that is not curated has only common words ("The Northern", "Old City")."""
    if folded in words.curated:
        return False
    common, connectors = words.uses["common"], words.uses["connector"]
    return all(word in common or word in connectors for word in folded.split())


def _may_stand_alone(token: Token, words: PlaceWords) -> bool:
    word = token.lower
    if word in words.uses["common"] or word in words.uses["kind"] or len(word) == 1:
        return False
    return token.pos in _NAME_POS or token.entity in PLACE_LABELS


def _unknowns(tokens: Sequence[Token], first: int, last: int, taken: Taken) -> Iterator[NameSpan]:
    """The parts of a run that conjunctions join."""
    if last - first == 1:
        return _unknown(tokens, first, last, taken)
    return _parts(tokens, first, last, taken)


def _parts(tokens: Sequence[Token], first: int, last: int, taken: Taken) -> Iterator[NameSpan]:
    joints = [i for i in range(first, last) if tokens[i].pos == "CCONJ"]
    for start, end in zip((first, *(i + 1 for i in joints)), (*joints, last), strict=True):
        yield from _unknown(tokens, start, end, taken)


def _unknown(tokens: Sequence[Token], first: int, last: int, taken: Taken) -> Iterator[NameSpan]:
    """The whole run from its first proper noun, if it has any and is no actor's."""
    first = next((i for i in range(first, last) if tokens[i].pos == "PROPN"), last)
    if first < last and taken.verdict(first, last) is Verdict.FREE:
        yield NameSpan(first, last, fold(written(tokens, first, last)), known=False)


def _may_begin(tokens: Sequence[Token], i: int) -> bool:
    """Whether a token has a capital, or is a lower-case article joined to one that has."""
    token = tokens[i]
    if _is_capital(token):
        return True
    if token.lower not in ARTICLES or i + 2 >= len(tokens):
        return False
    return tokens[i + 1].text in _HYPHENS and tokens[i + 2].text[0].isupper()


def _is_capital(token: Token) -> bool:
    """Whether a token has a capital, or had one before a text in capitals was repaired."""
    if token.text[0].isupper():
        return True
    return token.pos == "PROPN" and token.entity in PLACE_LABELS and token.text[0].isalpha()


def _run_ends(tokens: Sequence[Token], first: int, words: PlaceWords) -> list[int]:
    """Where a name that starts at a token may end: after each part with a capital."""
    ends: list[int] = []
    i: int | None = first if _is_capital(tokens[first]) else first + 2
    while i is not None and i - first < LONGEST:
        ends.append(i + 1)
        i = _next_part(tokens, i + 1, words)
    return ends


def _with_tails(
    tokens: Sequence[Token], first: int, ends: list[int], words: PlaceWords
) -> list[int]:
    """Curated names may also end in small letters ("Syrian desert", "Lachin corridor")."""
    longest = words.heads.get(tokens[first].lower, 0)
    if not longest:
        return ends
    sentence = tokens[first].sentence
    tail = range(first + 2, min(first + longest, len(tokens)) + 1)
    return sorted({*ends, *(j for j in tail if _may_end(tokens[j - 1], sentence))})


def _may_end(token: Token, sentence: int) -> bool:
    return token.sentence == sentence and token.text[-1].isalnum()


def _next_part(tokens: Sequence[Token], i: int, words: PlaceWords) -> int | None:
    """The next token with a capital, over hyphens and words that join names ("of", "de")."""
    connectors = words.uses["connector"]
    for j in range(i, min(i + 5, len(tokens))):
        token = tokens[j]
        if token.sentence != tokens[i - 1].sentence:
            return None
        if token.text[0].isupper() or _goes_on(tokens, j):
            return j
        if token.text not in _HYPHENS and not (
            token.lower in connectors or token.lower in ARTICLES
        ):
            return None
    return None


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether the model's name of a place goes on in small letters, as in repaired capitals."""
    token = tokens[i]
    return (
        token.entity in PLACE_LABELS
        and token.entity == tokens[i - 1].entity
        and token.pos in ("NOUN", "PROPN")
    )


def written(tokens: Sequence[Token], first: int, last: int) -> str:
    """The words of a span, with single spaces where the text has any."""
    parts = [tokens[first].text]
    for i in range(first + 1, last):
        if tokens[i].start > tokens[i - 1].end:
            parts.append(" ")
        parts.append(tokens[i].text)
    return "".join(parts)
