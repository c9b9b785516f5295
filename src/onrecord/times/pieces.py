"""Cut a parsed text into the pieces that patterns of time are matched on.

    tokens ──▶ cut ──▶ Strip: a string of letters, and the piece behind each letter

Only islands are kept: runs of pieces with classes, at least one of which is more than glue ("on",
"the", a comma). Most of a text is no island, so the patterns have little to look at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from onrecord.numbers import Number, find_numbers
from onrecord.times.shapes import number_classes, shape_of
from onrecord.times.words import BOUNDARY, PLAIN, TimeWords, classes_of_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.parse.tree import Parse, Token
    from onrecord.times.when import When

GLUE = "GLUE"
#: "mid-2011", "10.40am": letters and digits in one token.
_MIXED = re.compile(r"([a-z]+)-?(\d.*)|(\d[\d.:]*)-?([a-z].*)")


class Piece(NamedTuple):
    """A piece: tokens ``first:last``, characters ``start:end``, what it says.

    ``key`` is the lower-case form (or the digits of a shape), ``number`` the value of a number,
    ``when`` and ``rule`` are those of a time that a pattern made; ``inner``: it lies in another.
    """

    letter: str
    first: int
    last: int
    start: int
    end: int
    key: str
    number: float | None = None
    when: When | None = None
    rule: str = ""
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """Letters, and for each the number of its token, its piece, or None at a gap."""

    letters: str
    items: tuple[int | Piece | None, ...]


def cut(parse: Parse, words: TimeWords) -> Strip:
    """The islands of a document, in order, separated by gaps."""
    letters: list[str] = []
    items: list[int | Piece | None] = []
    for letter, item in _pieces(parse, words):
        letters.append(letter)
        items.append(item)
    return _islands("".join(letters), items, words)


def _pieces(parse: Parse, words: TimeWords) -> Iterator[tuple[str, int | Piece | None]]:
    tokens = parse.tokens
    numbers = {n.first: n for n in find_numbers([t.lower for t in tokens], words.numbers)}
    breaks = _paragraph_starts(parse)
    plain = words.plain_letters
    phrases, forms = words.phrases, words.by_form
    done, gap = 0, False
    for token in tokens:
        i, lower = token.i, token.lower
        if i < done:
            continue
        if i in breaks:
            yield BOUNDARY, None
        longer = (lower in phrases or i in numbers) and _longer(tokens, i, numbers, words)
        if longer:
            done = longer.last
            yield longer.letter, longer
        elif lower in plain:
            yield plain[lower], i
        elif lower in forms or not lower.isalpha():
            yield from _rare(token, words)
        elif not gap:
            # one gap is as good as many: most words of a text cost nothing more
            yield PLAIN, None
            gap = True
            continue
        else:
            continue
        gap = False


def _rare(token: Token, words: TimeWords) -> Iterator[tuple[str, int | Piece | None]]:
    """A word that needs a look at the token, or digits and signs."""
    if token.lower in words.by_form:
        yield _needy(token, words), token.i
    else:
        yield from _odd(token, words)


def _longer(
    tokens: Sequence[Token], i: int, numbers: dict[int, Number], words: TimeWords
) -> Piece | None:
    """The phrase or number that begins at a token, if it may have several tokens."""
    lower = tokens[i].lower
    if lower in words.phrases and (phrase := _phrase(tokens, i, words)) is not None:
        return phrase
    if i in numbers and lower not in words.by_form:
        return _number(tokens, numbers[i], words)
    return None


def _paragraph_starts(parse: Parse) -> frozenset[int]:
    starts: dict[int, int] = {}
    for sentence in parse.sentences:
        starts.setdefault(sentence.paragraph, sentence.first)
    return frozenset(starts.values())


def _phrase(tokens: Sequence[Token], i: int, words: TimeWords) -> Piece | None:
    second = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    for forms, row in words.phrases[tokens[i].lower]:
        if forms[1] != second:
            continue
        last = i + len(forms)
        if all(t.lower == f for t, f in zip(tokens[i:last], forms, strict=False)) and (
            last <= len(tokens)
        ):
            letter = words.letters[frozenset(row.classes.split())]
            return Piece(letter, i, last, tokens[i].start, tokens[last - 1].end, " ".join(forms))
    return None


def _number(tokens: Sequence[Token], number: Number, words: TimeWords) -> Piece:
    first, last = number.first, number.last
    start, end = tokens[first].start, tokens[last - 1].end
    lower = tokens[first].lower
    shape = shape_of(lower) if last - first == 1 else None
    classes = shape.classes if shape else number_classes(number.value)
    key = shape.value if shape else lower
    return Piece(words.letters[classes], first, last, start, end, key, number.value)


def _needy(token: Token, words: TimeWords) -> str:
    """The letter of a word that counts only with a capital or only as a name ("may")."""
    met = frozenset(
        need
        for need, holds in (
            ("lower", not token.text[:1].isupper()),
            ("capital", token.text[:1].isupper()),
            ("name", token.text[:1].isupper() and token.pos == "PROPN"),
        )
        if holds
    )
    classes = classes_of_rows(words.by_form[token.lower], met)
    return words.letters[classes] if classes else PLAIN


def _odd(token: Token, words: TimeWords) -> Iterator[tuple[str, int | Piece | None]]:
    """A token with digits that is no plain number: a shape, or letters and digits in one."""
    shape = shape_of(token.lower)
    if shape is not None:
        letter = words.letters[shape.classes]
        yield letter, Piece(letter, token.i, token.i + 1, token.start, token.end, shape.value)
        return
    match = _MIXED.fullmatch(token.lower)
    if match is None or (match[1] or match[4]) not in words.by_form:
        yield PLAIN, None
        return
    for group in (1, 2) if match[1] else (3, 4):
        yield _part(token, match[group], match.start(group), words)


def _part(token: Token, text: str, offset: int, words: TimeWords) -> tuple[str, Piece | None]:
    shape = shape_of(text)
    classes = shape.classes if shape else classes_of_rows(words.by_form.get(text, ()), frozenset())
    if not classes:
        return PLAIN, None
    letter, key = words.letters[classes], shape.value if shape else text
    number = float(key) if "NUMBER" in classes and key.isdigit() else None
    start = token.start + offset
    return letter, Piece(letter, token.i, token.i + 1, start, start + len(text), key, number)


def _islands(letters: str, items: Sequence[int | Piece | None], words: TimeWords) -> Strip:
    core = "".join(letter for classes, letter in words.letters.items() if GLUE not in classes)
    kept_letters: list[str] = []
    kept: list[int | Piece | None] = []
    for match in re.finditer(rf"[^ \n{core}]*[{core}][^ \n]*", letters):
        kept_letters += (match.group(), PLAIN)
        kept += (*items[match.start() : match.end()], None)
    return Strip("".join(kept_letters), tuple(kept))


def piece_at(strip: Strip, k: int, parse: Parse) -> Piece:
    """The piece behind a letter that is no gap."""
    item = strip.items[k]
    if isinstance(item, Piece):
        return item
    if item is None:
        raise IndexError(f"letter {k} is a gap")
    token = parse.tokens[item]
    return Piece(strip.letters[k], item, item + 1, token.start, token.end, token.lower)
