"""Which documents share their text: reprints, wire copy with a new head, parts taken over.

    texts ──▶ Imprint of each ──▶ copies_of ──▶ CopyGroup (original first), shared sentences

A text is known by its runs of five words, of which about every eighth is kept (those whose hash
divides by 8, the same in every text); of a short text more. What counts is containment, the share
of the smaller sample that the larger holds: partial reuse is the normal case of wire copy (Broder
1997; threshold and sampling measured on 3,020 documents, see docs/decisions/0026-merging.md).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RUN = 5
#: Every so-manieth run of a text is kept; of a text of fewer than ``SHORT`` words more.
SAMPLED, SAMPLED_SHORT, SHORT = 8, 2, 400
#: Share of the smaller sample that must be shared, and how many runs at least.
CONTAINED, LEAST = 0.3, 3
#: A sentence of fewer words is no evidence.
SENTENCE_WORDS = 6
#: A run that more documents hold is a phrase of the trade or a text printed everywhere: they are
#: compared with the oldest of them only.
COMMON = 60
#: Characters at either end of a text where its source is credited.
CREDIT = 250
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.!?…\n]+")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What of a text copies are known by.

    Attributes:
        fineness: every so-manieth run was kept.
        sentences: hash of each longer sentence, and where it stands.
        credits: head and foot of the text, folded.
    """

    doc_id: str
    published: str | None
    outlet: str | None
    length: int
    fineness: int
    runs: frozenset[int]
    sentences: dict[int, tuple[int, int]]
    credits: str


@dataclass(frozen=True, slots=True)
class SharedSentence:
    """A sentence that two documents share: where it stands in each."""

    in_original: tuple[int, int]
    in_copy: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that shares text with the original of its group.

    Attributes:
        contained: share of the smaller text found in the larger, 0 to 1.
        credits_original: whether the outlet of the original is named at head or foot.
    """

    doc_id: str
    contained: float
    credits_original: bool
    shared: tuple[SharedSentence, ...]


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Documents of one text, the original (as far as is known) apart."""

    original: str
    copies: tuple[Copy, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """All documents, the original first."""
        return (self.original, *(copy.doc_id for copy in self.copies))


def imprint(doc_id: str, text: str, published: str | None, outlet: str | None) -> Imprint:
    """Take the imprint of a text."""
    words = [w.casefold() for w in _WORD.findall(text)]
    fineness = SAMPLED if len(words) >= SHORT else SAMPLED_SHORT
    runs = (_hashed(" ".join(words[n : n + RUN])) for n in range(len(words) - RUN + 1))
    return Imprint(
        doc_id, published, outlet, len(words), fineness,
        frozenset(run for run in runs if run % fineness == 0),
        _sentences(text),
        (text[:CREDIT] + "\n" + text[-CREDIT:]).casefold(),
    )  # fmt: skip


def _hashed(words: str) -> int:
    return crc32(words.encode("utf-8", "surrogatepass"))


def _sentences(text: str) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for match in _SENTENCE.finditer(text):
        words = [w.casefold() for w in _WORD.findall(match.group())]
        if len(words) >= SENTENCE_WORDS:
            found.setdefault(_hashed(" ".join(words)), match.span())
    return found


def copies_of(imprints: Iterable[Imprint]) -> tuple[CopyGroup, ...]:
    """Group the documents that share their text, by the order of their originals."""
    known = sorted({i.doc_id: i for i in imprints}.values(), key=_age)
    group_of = list(range(len(known)))
    for one, other in _sharing(known):
        if contained(known[one], known[other]) >= CONTAINED:
            low, high = sorted((group_of[one], group_of[other]))
            group_of = [low if g == high else g for g in group_of] if low != high else group_of
    members: defaultdict[int, list[Imprint]] = defaultdict(list)
    for number, group in enumerate(group_of):
        members[group].append(known[number])
    return tuple(_group(found) for found in members.values() if len(found) > 1)


def _age(one: Imprint) -> tuple[bool, str, str]:
    return one.published is None, one.published or "", one.doc_id


def _sharing(known: Sequence[Imprint]) -> list[tuple[int, int]]:
    """Pairs of documents that share runs enough to be looked at."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(known):
        for run in one.runs:
            holders[run].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        many = len(numbers) > COMMON
        shared.update(((numbers[0], n) for n in numbers[1:]) if many else combinations(numbers, 2))
    return sorted(pair for pair, n in shared.items() if n >= LEAST)


def contained(one: Imprint, other: Imprint) -> float:
    """Share of the smaller sample that the larger holds, 0 to 1; 0 for a few runs."""
    fineness = max(one.fineness, other.fineness)
    a, b = (
        {r for r in i.runs if r % fineness == 0} if i.fineness < fineness else i.runs
        for i in (one, other)
    )
    both = len(a & b)
    return both / min(len(a), len(b)) if both >= LEAST else 0.0


def _group(members: list[Imprint]) -> CopyGroup:
    original = min(members, key=lambda m: (_credits_any(m, members), _age(m)))
    rest = [m for m in members if m is not original]
    return CopyGroup(original.doc_id, tuple(_copy(original, m) for m in rest))


def _credits_any(one: Imprint, members: list[Imprint]) -> bool:
    return any(_credits(one, other) for other in members if other is not one)


def _credits(one: Imprint, other: Imprint) -> bool:
    """Whether a text names the outlet of the other at its head or foot."""
    name = (other.outlet or "").casefold()
    return bool(name) and name != (one.outlet or "").casefold() and name in one.credits


def _copy(original: Imprint, copy: Imprint) -> Copy:
    both = original.sentences.keys() & copy.sentences.keys()
    shared = sorted((original.sentences[s], copy.sentences[s]) for s in both)
    return Copy(
        copy.doc_id,
        round(contained(original, copy), 3),
        _credits(copy, original),
        tuple(SharedSentence(a, b) for a, b in shared),
    )
