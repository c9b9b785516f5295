"""Give capitals back their cases, letter for letter, so that the parser sees what it knows.

All-capital documents (old wires) and all-capital lead-ins ("WEDNESDAY 27 November") are
rewritten with the same length: words the model's dictionary knows become lower case, others keep
a capital first letter, as names have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: A text with fewer lower-case letters than this share of its letters is "in capitals".
LOWER_SHARE = 0.1
#: Fewer capitals than this tell nothing: a heading, an abbreviation.
ENOUGH_CAPITALS = 20
#: Longest word that may be an abbreviation rather than a name.
LONGEST_ACRONYM = 4
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_LEAD_IN = re.compile(r"\s*((?:[A-Z]{4,}\W+){1,6})(?=\d|[A-Z]?[a-z])")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Base forms of common words, irregular forms, endings to strip, and names to leave out."""

    base_forms: frozenset[str]
    irregular: frozenset[str]
    endings: tuple[tuple[str, str], ...]
    names: frozenset[str] = frozenset()

    def __contains__(self, word: str) -> bool:
        """Whether a lower-case word, or its base form, is known."""
        if word in self.names:
            return False
        if word in self.base_forms or word in self.irregular:
            return True
        return any(
            word.endswith(old) and word[: len(word) - len(old)] + new in self.base_forms
            for old, new in self.endings
        )


def is_capitals(text: str) -> bool:
    """Whether a text is written in capitals throughout (and has letters to tell by)."""
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    return upper > ENOUGH_CAPITALS and lower < LOWER_SHARE * (upper + lower)


def truecase(text: str, is_common: Callable[[str], bool]) -> str:
    """Rewrite a text in capitals; the result has the same length.

    Args:
        text: one paragraph.
        is_common: whether a lower-case word is in the dictionary.
    """
    sentence_start = True
    pieces, here = [], 0
    for match in _WORD.finditer(text):
        gap = text[here : match.start()]
        sentence_start = sentence_start or any(c in gap for c in ".!?:[]")
        pieces += [gap, _recase(match[0], sentence_start, is_common)]
        sentence_start, here = False, match.end()
    return "".join([*pieces, text[here:]])


def _recase(word: str, sentence_start: bool, is_common: Callable[[str], bool]) -> str:  # noqa: FBT001
    lower = word.lower()
    if len(lower) != len(word):  # a letter whose lower case is longer
        return word
    if is_common(lower):
        return lower.capitalize() if sentence_start else lower
    return word if _is_acronym(lower) else lower.capitalize()


def _is_acronym(lower: str) -> bool:
    """No vowel, or too short to tell: FMLN, URNG, EFE stay as they are."""
    return len(lower) <= LONGEST_ACRONYM and lower.isalpha() and not _looks_like_word(lower)


def _looks_like_word(lower: str) -> bool:
    vowels = sum(c in "aeiouy" for c in lower)
    return len(lower) == LONGEST_ACRONYM and vowels > 1


def soften_lead_in(text: str, is_common: Callable[[str], bool]) -> str:
    """Title-case a lead-in of capitals whose words the dictionary knows, same length."""
    match = _LEAD_IN.match(text)
    if match is None:
        return text
    softened = _WORD.sub(lambda m: m[0].capitalize() if is_common(m[0].lower()) else m[0], match[1])
    return text[: match.start(1)] + softened + text[match.end(1) :]
