"""Find the phrases of the lexicon in a parse, in one pass over the tokens.

    Parse ──▶ match_phrases ──▶ Hit, the longest at each place, left to right

A hit is only letters; whether it names an actor where it stands is decided later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.actors.spelling import fold
from onrecord.actors.words import JOINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.actors.words import Entry, Locative, Node
    from onrecord.parse.tree import Parse, Token

_NOMINAL_DEPS = frozenset({"obl", "nmod"})


class Hit(NamedTuple):
    """A phrase of the lexicon: tokens ``first:last`` and all it may stand for.

    ``letters`` is how many characters of one token it takes ("U.S." of "U.S.-led"); 0 is all.
    """

    first: int
    last: int
    entries: tuple[Entry, ...]
    letters: int = 0


def match_phrases(parse: Parse, phrases: Node) -> list[Hit]:
    """The longest known phrase at each place; a phrase does not cross a sentence."""
    hits: list[Hit] = []
    tokens = parse.tokens
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        hit = None if _is_unknown(token, phrases) else _longest(tokens, i, phrases)
        if hit is None:
            i += 1
            continue
        if hit.last - i > 1:  # "the Guardian | Council": the longer one begins a word later
            later = _longest(tokens, i + 1, phrases)
            hit = later if later is not None and later.last > hit.last else hit
        hits.append(hit)
        i = hit.last
    return hits


def _is_unknown(token: Token, phrases: Node) -> bool:
    """Whether no phrase begins with a token, whatever its spelling; true of most."""
    word = token.lower
    return word not in phrases and word.isascii() and word[-1] != "." and "-" not in word


def _longest(tokens: Sequence[Token], first: int, phrases: Node) -> Hit | None:
    token = tokens[first]
    node = phrases.get(token.lower)
    if node is None:
        node = phrases.get(_folded(token))
    if node is None or isinstance(node, tuple):
        return _before_hyphen(token, phrases)
    best: Hit | None = None
    sentence = tokens[first].sentence
    i = first + 1
    while True:
        ending = node.get("")
        if isinstance(ending, tuple):
            best = Hit(first, i, ending)
        while i < len(tokens) and tokens[i].text in JOINTS:
            i += 1
        if i >= len(tokens) or tokens[i].sentence != sentence:
            return best
        following = node.get(tokens[i].lower) or node.get(_folded(tokens[i]))
        if following is None or isinstance(following, tuple):
            return best
        node = following
        i += 1


def _before_hyphen(token: Token, phrases: Node) -> Hit | None:
    """The name in one token like "U.S.-led", which the parser does not split."""
    name, hyphen, _ = token.lower.partition("-")
    node = phrases.get(name) if hyphen else None
    ending = node.get("") if isinstance(node, dict) else None
    if not isinstance(ending, tuple):
        return None
    return Hit(token.i, token.i + 1, ending, len(name))


def _folded(token: Token) -> str:
    word = token.lower if token.lower.isascii() else fold(token.lower)
    return word[:-1] if word[-1:] == "." and word.count(".") == 1 else word


def head_of(parse: Parse, first: int, last: int) -> int:
    """The token of ``first:last`` whose head lies outside (the last such, in English order)."""
    for i in range(last - 1, first - 1, -1):
        head = parse.tokens[i].head
        if head == i or not first <= head < last:
            return i
    return last - 1


def is_locative(parse: Parse, token: int, words: Locative) -> bool:
    """Whether a name stands where something happens, and so is a place and no actor.

    Args:
        parse: the parse of the document.
        token: head token of the name.
        words: from ``load_locative``.

    "from" and "to" are prepositions of place unless the governing word gives or says something
    to somebody ("sent weapons to Syria").
    """
    here = parse.tokens[token]
    if here.dep == "conj":
        return is_locative(parse, here.head, words) if here.head < token else False
    if here.dep not in _NOMINAL_DEPS:
        return False
    marks = [t.lower for t in parse.kids(token, "case")]
    if not any(mark in words.prepositions for mark in marks):
        return False
    governor = parse.tokens[here.head]
    return governor.lemma not in words.transfer or not _directional(marks, words)


def _directional(marks: list[str], words: Locative) -> bool:
    return bool(words.directions.intersection(marks))
