"""Bring the spellings of a place's name to one form, for looking up.

    "Ma‘arrat an-Nu‘mān" ──▶ fold ──▶ "maarrat an numan" ──▶ skeleton ──▶ "mrtnmn"

``fold`` loses only case, accents, apostrophes and hyphens. ``skeleton`` also loses the vowels, so
that romanisations of one Arabic spelling meet; it is used for countries that write in Arabic
script alone, and only while the text speaks of that country.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from types import MappingProxyType

#: Romanised forms of the Arabic article, assimilated or not (ALA-LC and journalistic usage).
ARTICLES = frozenset(
    {
        *("al", "el", "ul", "il", "an", "en", "un", "ad", "ed", "ar", "er", "ur", "as", "es", "us"),
        *("ash", "esh", "ush", "at", "et", "ath", "ut", "az", "ez", "uz"),
    }
)
#: ISO 3166-1 alpha-3 codes of the countries whose place names are romanised from Arabic script.
ARABIC_SCRIPT = frozenset(
    {
        *("AFG", "ARE", "BHR", "DJI", "DZA", "EGY", "ESH", "IRN", "IRQ"),
        *("ISR", "JOR", "KWT", "LBN", "LBY", "MAR", "MRT", "OMN", "PAK"),
        *("PSE", "QAT", "SAU", "SDN", "SOM", "SYR", "TCD", "TUN", "YEM"),
    }
)
#: First words of names that are often shortened.
SHORT_WORDS = MappingProxyType({"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"})
#: A skeleton shorter than this tells too little.
MIN_SKELETON = 4

_ASCII = str.maketrans(dict.fromkeys("'`.") | dict.fromkeys("-/_(),", " "))
#: Apostrophes of all kinds and length marks go, dashes of all kinds become spaces; then letters
#: that Unicode does not decompose.
_LETTERS = str.maketrans(
    dict.fromkeys("‘’ʿʾʻʼ′ˈʹʺ“”´ː", "")  # noqa: RUF001
    | dict.fromkeys("‐‑‒–—−·", " ")  # noqa: RUF001
    | dict(zip("łŁøØđĐðÐıəƏɓɗƙŋɛɔ", "lLoOdDdDieEbdkneo", strict=True))
    | {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th"}
)
#: Consonants that romanisations of one letter share; the rest of a word's letters are vowels.
_CLASSES = MappingProxyType(
    {
        "kh": "x",
        "gh": "g",
        "sh": "c",
        "ch": "c",
        "th": "t",
        "dh": "d",
        "ph": "f",
        "q": "k",
        "p": "b",
    }
)
_VOWELS = str.maketrans(dict.fromkeys("aeiouyw", ""))


@lru_cache(1 << 14)  # names come back within and between documents
def fold(name: str) -> str:
    """A name without case, accents, apostrophes, dots and hyphens; words by single spaces.

    >>> fold("Ma‘arrat an-Nu‘mān")
    'maarrat an numan'
    """
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
        name = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(name.translate(_ASCII).lower().split())


def spellings(folded: str) -> tuple[str, ...]:
    """A folded name, and with its first word written out where that is an abbreviation.

    >>> spellings("st petersburg")
    ('st petersburg', 'saint petersburg')
    """
    short, _, rest = folded.partition(" ")
    if rest and short in SHORT_WORDS:
        return folded, f"{SHORT_WORDS[short]} {rest}"
    return (folded,)


def skeleton(folded: str) -> str | None:
    """The consonants of a folded name without articles, or None if too few are left.

    >>> skeleton("khan sheikhoun"), skeleton("khan shaykhun"), skeleton("hama")
    ('xncxn', 'xncxn', None)
    """
    consonants = _consonants(folded)
    return consonants if len(consonants) >= MIN_SKELETON else None


def is_same_word(one: str, other: str) -> bool:
    """Whether two folded names are one but for articles, vowels and doubled letters.

    >>> is_same_word("hasakah", "al hasakeh"), is_same_word("homs", "hama")
    (True, False)
    """
    return _consonants(one) == _consonants(other)


def _consonants(folded: str) -> str:
    words = folded.split()
    kept = [word for word in words if word not in ARTICLES] or words
    letters = "".join(word.removesuffix("h") for word in kept)
    for spelling, letter in _CLASSES.items():
        letters = letters.replace(spelling, letter)
    return "".join(letter for letter, _ in groupby(letters.translate(_VOWELS)))


def plain(name: str) -> str:
    """A name without the accents and apostrophes of a scholarly romanisation.

    >>> plain("Ma‘arrat an Nu‘mān")
    'Maarrat an Numan'
    """
    if name.isascii():
        return name
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def key(folded: str) -> int:
    """64 bits that stand for a folded name in the gazetteer file (BLAKE2b)."""
    return int.from_bytes(
        blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


def skeleton_key(country: str, consonants: str) -> int:
    """64 bits for a skeleton within one country (ISO 3166-1 alpha-3)."""
    return key(f"~{country} {consonants}")
