"""How much: numbers with their bounds, ranges, "a soldier", "no one".

    tokens ──▶ find_amounts ──▶ Amount, one for each number that is no time

Bounds: "at least 23" and "more than 23" have low = best = 23 and no high; "up to 40" has
high = best = 40 and no low; "about 40" has only a best; "between 10 and 15" has low and high and
no best; vague words ("dozens") have at most a low, and only where ``numbers.csv`` cites a codebook
that gives one (ACLED: tens 10, dozens 12, hundreds 100); a number in dozens is "about".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.numbers import Number, as_integer, find_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.found import Found
    from onrecord.quantities.words import QuantityWords

#: How many words before "from 20" the word may stand that says a toll changed.
CHANGE = 9
COMMA = ","


class Figures(NamedTuple):
    """Low, best and high (None = open or not given) and the bound that the words state."""

    low: int | None
    best: int | None
    high: int | None
    bound: str


class Amount(NamedTuple):
    """Tokens ``first:last`` with the words of the bound, ``core:end`` the number alone.

    ``worded``: no number but "a", "no", "nobody"; ``replaced``: the words themselves give another
    figure instead ("from 20 to 23", "not 24 but 19").
    """

    first: int
    last: int
    core: int
    end: int
    figures: Figures
    worded: bool = False
    replaced: bool = False


def bounded(number: int, bound: str) -> Figures:
    """A number with its bound.

    >>> bounded(23, "at_least")
    Figures(low=23, best=23, high=None, bound='at_least')
    >>> bounded(40, "up_to"), bounded(40, "about")
    (Figures(low=None, best=40, high=40, bound='up_to'),
     Figures(low=None, best=40, high=None, bound='about'))
    """
    low = number if bound in ("exact", "at_least") else None
    high = number if bound in ("exact", "up_to") else None
    return Figures(low, number, high, bound)


def find_amounts(found: Found, words: QuantityWords) -> Iterator[Amount]:
    """The amounts of a document in the order of the text; numbers inside times are left out."""
    tokens = found.parse.tokens
    lowers = [token.lower for token in tokens]
    amounts = list(_numbers(found, lowers, words))
    covered = {i for amount in amounts for i in range(amount.first, amount.last)}
    alone = [*_articles(found, lowers, words), *_nobody(lowers, words)]
    amounts += [amount for amount in alone if amount.core not in covered]
    return iter(sorted(amounts))


def _numbers(found: Found, lowers: Sequence[str], words: QuantityWords) -> Iterator[Amount]:
    numbers = [
        n for n in find_numbers(lowers, words.numbers) if found.times.index.at(n.first) is None
    ]
    done = 0
    for here, number in enumerate(numbers):
        if number.first < done or _is_length(lowers, number.last, words):
            continue
        if _is_age(lowers, number, words):
            continue
        after = numbers[here + 1] if here + 1 < len(numbers) else None
        replaced = _is_replaced(lowers, number, words)
        amount = None if replaced else _range(lowers, number, after, words)
        amount = amount or _single(lowers, number, words)
        if amount is not None:
            done = amount.end
            yield amount._replace(replaced=replaced)


def _is_replaced(lowers: Sequence[str], number: Number, words: QuantityWords) -> bool:
    """A toll that rose *from 20* to 23; *not 24* but 19; 19, *not 24*."""
    first, _ = _bound_before(lowers, number.first, words)
    before = lowers[first - 1] if first else ""
    if before in words.roles["not"]:
        beside = (*lowers[max(first - 2, 0) : first - 1], *lowers[number.last : number.last + 2])
        return not words.roles["but"].isdisjoint(beside)
    if before not in words.roles["from"]:
        return False
    return not words.roles["change"].isdisjoint(lowers[max(first - CHANGE, 0) : first - 1])


def _is_length(lowers: Sequence[str], end: int, words: QuantityWords) -> bool:
    """Whether a number is an age ("12-year-old"), a length of time or a calibre ("120 mm")."""
    after = lowers[end : end + 2]
    if not after:
        return False
    unit = after[-1 if after[0] in words.roles["range_to"] else 0]
    return unit in words.roles["duration"] or unit in words.roles["measure"]


def _is_age(lowers: Sequence[str], number: Number, words: QuantityWords) -> bool:
    """Whether a number is the age of somebody: "Boy, 8, dies"."""
    start = number.first - 2
    if start < 0 or lowers[start] not in words.nouns:
        return False
    return lowers[start + 1] == COMMA and lowers[number.last : number.last + 1] == [COMMA]


def _single(lowers: Sequence[str], number: Number, words: QuantityWords) -> Amount | None:
    first, before = _bound_before(lowers, number.first, words)
    last, after = _bound_after(lowers, number.last, words)
    before_it = lowers[number.first - 1] if number.first else ""
    nothing = before_it in words.roles["zero"] or before_it in words.roles["not"]
    if nothing and number.value == 1:
        return Amount(number.first - 1, last, number.first, number.last, bounded(0, "exact"))
    if number.vague:
        figures = Figures(number.low, None, None, "vague")
        return Amount(first, last, number.first, number.last, figures)
    scale = _short_scale(lowers, number, words)
    value = as_integer(number.value * scale if number.value is not None else None)
    if value is None:
        return None
    forms = (words.numbers.by_form.get(lower) for lower in lowers[number.first : number.last])
    rounded = any(row is not None and row.role == "dozen" for row in forms)
    bound = before or after or ("about" if rounded else "exact")
    end = number.last if scale == 1 else number.last + 1
    return Amount(first, max(last, end), number.first, end, bounded(value, bound))


def _short_scale(lowers: Sequence[str], number: Number, words: QuantityWords) -> float:
    """What "m" is worth after the number of a sum of money: "$5m"; elsewhere it may be metres."""
    before = lowers[number.first - 1] if number.first else ""
    after = lowers[number.last] if number.last < len(lowers) else ""
    if before not in words.roles["currency"] or after not in words.numbers.glued:
        return 1
    return words.numbers.glued[after].value or 1


def _range(
    lowers: Sequence[str], number: Number, after: Number | None, words: QuantityWords
) -> Amount | None:
    """Between 10 and 15, 10 to 15, 10-15, two or three."""
    if after is None or after.first != number.last + 1:
        return None
    joint, before = lowers[number.last], lowers[max(number.first - 1, 0)]
    between = before in words.roles["between"] and joint in words.roles["range_and"]
    if not between and joint not in words.roles["range_to"]:
        return None
    low, high = as_integer(_scaled(lowers, number, after, words)), as_integer(after.value)
    if low is None or high is None or low >= high:
        return None
    first = number.first - 1 if between else number.first
    return Amount(first, after.last, number.first, after.last, Figures(low, None, high, "between"))


def _scaled(
    lowers: Sequence[str], number: Number, after: Number, words: QuantityWords
) -> float | None:
    """The first number of "20 to 30 thousand" has the scale of the second."""
    scale = words.numbers.by_form.get(lowers[after.last - 1])
    plain = words.numbers.by_form.get(lowers[number.last - 1])
    if number.value is None or scale is None or scale.role != "scale":
        return number.value
    if plain is not None and plain.role == "scale":
        return number.value
    return number.value * (scale.value or 1.0)


def _bound_before(lowers: Sequence[str], core: int, words: QuantityWords) -> tuple[int, str]:
    """Where the words of an amount begin: a bound, the sign of a currency, or the number."""
    if core and lowers[core - 1] in words.roles["currency"]:
        core -= 1
    for phrase, bound in words.bounds.get(lowers[core - 1], ()) if core else ():
        first = core - len(phrase)
        if first >= 0 and tuple(lowers[first:core]) == phrase:
            return first, bound
    return core, ""


def _bound_after(lowers: Sequence[str], end: int, words: QuantityWords) -> tuple[int, str]:
    for phrase, bound in words.phrases["after"]:
        last = end + len(phrase)
        if tuple(lowers[end:last]) == phrase:
            return last, bound
    return end, ""


def _articles(found: Found, lowers: Sequence[str], words: QuantityWords) -> Iterator[Amount]:
    """A soldier, another child: one; no civilians: none."""
    parse, roles, people = found.parse, words.roles, words.people
    for token in [parse.tokens[i] for i, lower in enumerate(lowers) if lower in people]:
        aged = token.dep == "amod" and token.lower in roles["age"]  # "a 34-year-old conductor"
        noun = parse.tokens[token.head] if aged else token
        if aged and noun.lower in people:
            continue
        one = (aged and noun.tag == "NN") or token.lower in words.singular
        for kid in parse.kids(noun.i, "det"):
            if kid.lower in roles["zero"]:
                yield _word(kid.i, 0)
            elif kid.lower in roles["article"] and one:
                yield _word(kid.i, 1)


def _nobody(lowers: Sequence[str], words: QuantityWords) -> list[Amount]:
    alone = words.roles["zero_alone"]
    return [_word(i, 0) for i, lower in enumerate(lowers) if lower in alone]


def _word(i: int, number: int) -> Amount:
    return Amount(i, i + 1, i, i + 1, bounded(number, "exact"), worded=True)
