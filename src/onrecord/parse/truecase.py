"""Give capitals back their cases, letter for letter, so that the parser sees what it knows.

All-capital documents (old wires) and all-capital lead-ins ("WEDNESDAY 27 November") are
rewritten with the same length: words the model's dictionary knows become lower case, others keep
a capital first letter, as names have. Of headlines that capitalise every word, common words become
lower case unless the report itself writes them with a capital throughout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: A text with fewer lower-case letters than this share of its letters is "in capitals".
LOWER_SHARE = 0.1
#: Fewer capitals than this tell nothing: a heading, an abbreviation.
ENOUGH_CAPITALS = 20
#: A name of fewer letters may be any word in capitals ("US", "IS").
SHORTEST_NAME = 3
#: A word without one is an abbreviation: FMLN.
VOWELS = "aeiouy"
#: After one of them a sentence begins.
_STARTS = ".!?:"
#: A headline in capitals has so many words with a capital, and one without for every so many;
#: small words ("in", "of") are not counted.
TITLE_WORDS, TITLE_SLIPS = 4, 7
#: So many of them, after the first, are common words.
TITLE_COMMON = 2
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_LEAD_IN = re.compile(r"\s*((?:[A-Z]{4,}\W+){1,6})(?=\d|[A-Z]?[a-z])")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Base forms of common words, irregular forms, and endings to strip."""

    base_forms: frozenset[str]
    irregular: frozenset[str]
    endings: tuple[tuple[str, str], ...]

    def __contains__(self, word: str) -> bool:
        """Whether a lower-case word, or its base form, is known."""
        if word in self.base_forms or word in self.irregular:
            return True
        return any(
            word.endswith(old) and word[: len(word) - len(old)] + new in self.base_forms
            for old, new in self.endings
        )


@dataclass(frozen=True, slots=True)
class Names:
    """Known names as they are written, by their first word in lower case, longest first."""

    by_first: dict[str, tuple[tuple[str, ...], ...]]

    def at(self, words: list[str], i: int) -> tuple[str, ...]:
        """The words of the longest known name that begins at word ``i`` (lower case), or none."""
        for name in self.by_first.get(words[i], ()):
            if [w.lower() for w in name] == words[i : i + len(name)]:
                return name
        return ()


def load_names(phrases: Iterable[str]) -> Names:
    """Index names; single words that are also short words of the language are left out."""
    by_first: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        words: list[str] = _WORD.findall(phrase)
        if words and (len(words) > 1 or len(words[0]) > SHORTEST_NAME):
            by_first.setdefault(words[0].lower(), set()).add(tuple(words))
    ordered = {w: tuple(sorted(names, key=lambda n: (-len(n), n))) for w, names in by_first.items()}
    return Names(ordered)


def is_capitals(text: str) -> bool:
    """Whether a text is written in capitals throughout (and has letters to tell by)."""
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    return upper > ENOUGH_CAPITALS and lower < LOWER_SHARE * (upper + lower)


def truecase(text: str, is_common: Callable[[str], bool], names: Names) -> str:
    """Rewrite a text in capitals; the result has the same length.

    Args:
        text: one paragraph.
        is_common: whether a lower-case word is in the dictionary.
        names: known names, which keep their own capitals.
    """
    found = list(_WORD.finditer(text))
    words = [m[0].lower() for m in found]
    pieces, here, name, opened = [], 0, [""], False
    for i, match in enumerate(found):
        gap = text[here : match.start()]
        starts = i == 0 or any(c in gap for c in _STARTS) or (opened and "]" in gap)
        if "[" in gap:  # "[TEXT] THE …" begins a sentence twice, "THE FRONT [FLN] KILLED" once
            starts, opened = True, starts or "--" in gap
        name = name[1:] or list(names.at(words, i)) or [""]
        pieces += [gap, name[0] or _recase(match[0], is_common, "start" if starts else "inside")]
        here = match.end()
    return "".join([*pieces, text[here:]])


def _recase(word: str, is_common: Callable[[str], bool], place: str) -> str:
    lower = word.lower()
    if len(lower) != len(word):  # a letter whose lower case is longer
        return word
    if is_common(lower):
        return lower.capitalize() if place == "start" else lower
    has_vowel = any(c in VOWELS for c in lower)
    return lower.capitalize() if has_vowel else word


def soften_lead_in(text: str, is_common: Callable[[str], bool]) -> str:
    """Title-case a lead-in of capitals whose words the dictionary knows, same length."""
    match = _LEAD_IN.match(text)
    if match is None:
        return text
    softened = _WORD.sub(lambda m: m[0].capitalize() if is_common(m[0].lower()) else m[0], match[1])
    return text[: match.start(1)] + softened + text[match.end(1) :]


def is_title(text: str, is_common: Callable[[str], bool], is_small: Callable[[str], bool]) -> bool:
    """Whether a sentence is a headline that capitalises its words: "Army Kills Two in Raid".

    Args:
        text: one sentence.
        is_common: whether a lower-case word is in the dictionary.
        is_small: whether a word is one that headlines write without a capital.
    """
    words = [w for w in _WORD.findall(text) if not is_small(w)]
    upper = [w for w in words if w[0].isupper()]
    slips = len(words) - len(upper)
    if len(upper) < TITLE_WORDS or slips > len(upper) // TITLE_SLIPS:
        return False
    common = [w for w in upper[1:] if w.istitle() and is_common(w.lower())]
    least = max(TITLE_COMMON, len(upper) // 2) if slips else TITLE_COMMON
    return len(common) >= least


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Words that stand with a capital inside sentences and never without, in lower case."""
    upper, lower = set[str](), set[str]()
    for text in texts:
        for match in _WORD.finditer(text):
            word = match[0]
            if word.islower():
                lower.add(word)
            elif match.start() and word.istitle():
                upper.add(word.lower())
    return frozenset(upper - lower)


def soften_title(
    text: str, is_common: Callable[[str], bool], names: Names, kept: frozenset[str]
) -> str:
    """A headline with its common words in lower case; the result has the same length.

    Args:
        text: one sentence.
        is_common: whether a lower-case word is in the dictionary.
        names: known names, which keep their own capitals.
        kept: words that the rest of the text writes with a capital.
    """
    found = list(_WORD.finditer(text))
    words = [m[0].lower() for m in found]
    pieces, here, named = [], 0, 0
    for i, match in enumerate(found):
        named = max(named, i + len(names.at(words, i)))
        word = words[i]
        starts = i == 0 or any(c in text[here : match.start()] for c in ".!?:")
        is_name = i < named or word in kept or not match[0].istitle()
        pieces += [text[here : match.start()]]
        pieces += [match[0] if starts or is_name or not is_common(word) else word]
        here = match.end()
    return "".join([*pieces, text[here:]])
