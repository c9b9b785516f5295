"""Give texts that lost their apostrophes their possessives back: "Syrias army" is Syria's army.

    words of a piece, names of owners ──▶ cut_possessives ──▶ words with "'s" of its own

Many collections of news have lost every apostrophe on the way. A text without a single one is read
so: the name of a state, capital or person with an "s" too many, that of a place which the text has
without it too, and a word in "ys" whose plural would end in "ies" ("countrys"), are cut before the
"s". The parser then sees an apostrophe; offsets stay those of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Doc

#: What is written where an apostrophe may stand.
APOSTROPHES = frozenset("'’‘`\u02bc\u00b4")
#: How the parser is shown the ending.
MARK = "'s"
#: Before a name in "s" it makes a plural of it.
ARTICLE = "the"
_ENDING = "s"
#: How the article of an Arabic name ends, however it is spelled: "al-", "el-".
JOINT = "l-"
_NAME = re.compile(r"[A-Z]\w+")
_VOWELS = frozenset("aeiou")


class Piece(NamedTuple):
    """Words for the parser, whether a space follows each, and where each stands in the text."""

    words: list[str]
    spaces: list[bool]
    ends: list[tuple[int, int]]


def has_apostrophes(text: str) -> bool:
    """Whether a text kept at least one."""
    return not APOSTROPHES.isdisjoint(text)


class Owners(NamedTuple):
    """Who may own something: known names of one word, and places.

    ``whole`` words stand so in known names ("Hamas", "Nations"). ``is_known`` tells countries and
    places of conflicts; ``is_place`` tells any town of some size, which counts only if the text has
    its name without the ending too.
    """

    names: frozenset[str]
    whole: frozenset[str]
    is_known: Callable[[str], bool]
    is_place: Callable[[str], bool]

    def of(self, text: str) -> frozenset[str]:
        """The owners whose possessive a text may have without its apostrophe."""
        words = set(_NAME.findall(text)) - self.names - self.whole
        owners = (w[: -len(_ENDING)] for w in words if w.endswith(_ENDING))
        return frozenset(w for w in owners if self._is_owner(w, text))

    def _is_owner(self, word: str, text: str) -> bool:
        if word in self.names or self.is_known(word):
            return True
        if f"{JOINT}{word} " in text and f"{JOINT}{word}{_ENDING} " in text:
            return True  # the text has "al-Sadr" as well as "al-Sadrs"
        return f"{word} " in text and self.is_place(word)


def cut_possessives(doc: Doc, owners: frozenset[str], is_common: Callable[[str], bool]) -> Piece:
    """The words of a tokenized text with the lost possessives cut off.

    Args:
        doc: tokens of a text without apostrophes.
        owners: who may own something.
        is_common: whether a lower-case word, or a base form of it, is in the dictionary.
    """
    piece = Piece([], [], [])
    for token in doc:
        word, start = token.text, token.idx
        end = start + len(word)
        after = doc[token.i - 1].lower_ if word.endswith(_ENDING) and token.i else ""
        if token.whitespace_ and _is_cut(word, after, owners, is_common):
            piece.words.extend((word[:-1], MARK))
            piece.spaces.extend((False, True))
            piece.ends.extend(((start, end - 1), (end - 1, end)))
        else:
            piece.words.append(word)
            piece.spaces.append(bool(token.whitespace_))
            piece.ends.append((start, end))
    return piece


def whole_words(doc: Doc) -> Piece:
    """The words of a tokenized text as they are."""
    return Piece([t.text for t in doc], [bool(t.whitespace_) for t in doc], list(ends_of(doc)))


def _is_cut(
    word: str, after: str, owners: frozenset[str], is_common: Callable[[str], bool]
) -> bool:
    owner = word[:-1]
    if not word.endswith(_ENDING) or len(owner) <= len(MARK):
        return False
    if word[0].isupper():
        return owner in owners and after != ARTICLE
    return owner.endswith("y") and owner[-2] not in _VOWELS and is_common(owner)


def ends_of(doc: Doc) -> Iterator[tuple[int, int]]:
    """Where the tokens of a document stand in the text it was made of."""
    kept = doc.user_data.get(__name__)
    return iter(kept) if kept is not None else ((t.idx, t.idx + len(t)) for t in doc)


def keep_ends(doc: Doc, piece: Piece) -> Doc:
    """Remember with a document where its tokens stand in the text."""
    doc.user_data[__name__] = piece.ends
    return doc
