"""One key for the spellings of a name: "Youssef al-Masri" and "Yousef el-Masri" are one.

    name ──▶ spelling ──▶ key: the same for romanisations of one name, for nothing else

Vowels and doubled letters change between romanisations, consonants seldom do. The rules follow the
differences between the tables of BGN/PCGN and ALA-LC and the usage of the press; given names that
change more than that are rows of ``name_spellings.csv``. A key never leaves out all vowels: Hassan,
Hussein and Hassoun are three names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_APOSTROPHES = str.maketrans({"’": "'", "\u02bc": "'", "‘": "'"})
_CUT = re.compile(r"[\s–/-]+")
_OTHER = re.compile(r"[^\w]+")
_DOUBLE = re.compile(r"(.)\1+")
#: Endings and vowels of one sound, in the order in which they are made equal.
_SOUNDS = (
    (re.compile(r"(?:ay|ai|ei|ey)(?=.)"), "i"),
    (re.compile(r"(s[ck])(?:yi|iy|ii|yj|ij|yy|ey|y|i)$"), r"\1i"),
    (re.compile(r"(?:iyy|iy|yy|y)(?:ah|eh|a|e)$"), "ia"),
    (re.compile(r"(?:ah|eh)$"), "a"),
)
#: Letters of one sound; what becomes double by it ("ou", "ee", "iy") is then made single.
_LETTERS = str.maketrans({"o": "u", "y": "i", "e": "i", "q": "k"})
_APART = " "


def fold(word: str) -> str:
    """Lower case without accents, with straight apostrophes.

    >>> fold("Erdoğan’s")
    "erdogan's"
    """
    plain = word.lower().translate(_APOSTROPHES)
    if plain.isascii():
        return plain
    split = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in split if not unicodedata.combining(c))


def word_key(word: str, variants: Mapping[str, str]) -> str:
    """The key of one word of a name.

    >>> word_key("Qassem", {}) == word_key("Kasim", {})
    True
    """
    plain = _OTHER.sub("", fold(word))
    return _sounds(variants.get(plain, plain))


@lru_cache(1 << 14)  # names come back within and between documents
def _sounds(plain: str) -> str:
    for letters, sound in _SOUNDS:
        plain = letters.sub(sound, plain)
    plain = plain.replace("dj", "j").replace("dh", "d").translate(_LETTERS)
    return _DOUBLE.sub(r"\1", plain)


def spelling(name: str, articles: frozenset[str], variants: Mapping[str, str]) -> str:
    """The key of a name; articles like "al" are left out, hyphens and apostrophes too.

    Args:
        name: as it is written.
        articles: words, folded, that some spellings have and others have not.
        variants: folded given name -> the spelling that stands for all of it.

    Returns:
        The keys of its words. A hyphen is a space ("Amir-Abdi" is "Amir Abdi").
    """
    words = [word for word in _CUT.split(name) if word]
    kept = [word for word in words if fold(word) not in articles]
    return _APART.join(word_key(word, variants) for word in kept or words)


def by_spelling(
    names: Iterable[tuple[str, str]], articles: frozenset[str], variants: Mapping[str, str]
) -> dict[str, str]:
    """Actor by the key of its names; a key of two actors leads to nobody.

    Args:
        names: pairs of a name and the id of its actor.
        articles: as in ``spelling``.
        variants: as in ``spelling``.
    """
    found: dict[str, set[str]] = {}
    for name, actor in names:
        found.setdefault(spelling(name, articles, variants), set()).add(actor)
    return {key: ids.pop() for key, ids in found.items() if len(ids) == 1}
