"""The parse of a document: tokens with UD-style relations, bound to no parser.

Relations are those of Universal Dependencies v2 (universaldependencies.org/u/dep) with three
differences that make rules shorter and are kept on purpose: a copula stays the head of its clause
and its complement is ``attr`` (or ``acomp`` for an adjective); negation words are ``neg``; a
complement of a verb of saying is ``ccomp`` whether or not it is marked.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Token(NamedTuple):
    """One token; ``head`` is a token number (its own for a root); offsets are the document's."""

    i: int
    start: int
    end: int
    text: str  #: as the parser saw it (repaired: same length as the original)
    lower: str
    lemma: str
    pos: str  #: universal part of speech
    tag: str  #: Penn Treebank tag
    dep: str
    head: int
    sentence: int
    entity: str  #: NER label of the entity the token is in, or ""


class Sentence(NamedTuple):
    """Tokens ``first:last`` (end exclusive), characters ``start:end``, paragraph number."""

    first: int
    last: int
    start: int
    end: int
    paragraph: int


class Entity(NamedTuple):
    """A name found by the model: tokens ``first:last`` and an OntoNotes label."""

    first: int
    last: int
    label: str


@dataclass(frozen=True)
class Parse:
    """All tokens of a document. Not slotted: two lookups are built once, on first use."""

    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token its dependents, left to right."""
        kids: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                kids[token.head].append(token.i)
        return tuple(map(tuple, kids))

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """For each token its relation to its head; with a preposition ``obl:<preposition>``."""
        slots = [token.dep for token in self.tokens]
        for i, dep in enumerate(slots):
            if dep in ("obl", "nmod"):
                marks = [t.lower for t in self.kids(i, "case", "mark")]
                slots[i] = f"obl:{'_'.join(marks)}"
        return tuple(slots)

    @cached_property
    def direct(self) -> tuple[dict[str, list[int]], ...]:
        """For each token its dependents by their slot; not to be changed."""
        leaf: dict[str, list[int]] = {}
        found = [{} if kids else leaf for kids in self.children]
        for i, kids in enumerate(self.children):
            for child in kids:
                found[i].setdefault(self.slots[child], []).append(child)
        return tuple(found)

    @cached_property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """For each token the tokens ``first:last`` its subtree reaches over."""
        first = list(range(len(self.tokens)))
        last = [i + 1 for i in first]
        for i in reversed(self._downwards):
            head = self.tokens[i].head
            first[head] = min(first[head], first[i])
            last[head] = max(last[head], last[i])
        return tuple(zip(first, last, strict=True))

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """For each token the number of steps to its root."""
        depth = [0] * len(self.tokens)
        for i in self._downwards:
            head = self.tokens[i].head
            if head != i:
                depth[i] = depth[head] + 1
        return tuple(depth)

    @cached_property
    def _downwards(self) -> list[int]:
        """All tokens, each after its head."""
        order = [token.i for token in self.tokens if token.head == token.i]
        for i in order:
            order += self.children[i]
        return order

    def kids(self, i: int, *deps: str) -> list[Token]:
        """Dependents of a token with one of these relations (all without any), left to right."""
        tokens = self.tokens
        if not deps:
            return [tokens[child] for child in self.children[i]]
        return [tokens[child] for child in self.children[i] if tokens[child].dep in deps]

    def kid(self, i: int, *deps: str) -> Token | None:
        """The first dependent with one of these relations."""
        for child in self.children[i]:
            if not deps or self.tokens[child].dep in deps:
                return self.tokens[child]
        return None

    def case(self, i: int) -> str:
        """The preposition(s) that mark a nominal, lower case ("because of"), or ""."""
        return " ".join([t.lower for t in self.kids(i, "case")])

    def subtree(self, i: int) -> list[int]:
        """The token and everything below it, in the order of the text."""
        found = [i]
        for here in found:
            found += self.children[here]
        found.sort()
        return found

    def ancestors(self, i: int) -> Iterator[int]:
        """Heads from the token's own up to the root."""
        while self.tokens[i].head != i:
            i = self.tokens[i].head
            yield i

    def tokens_between(self, start: int, end: int) -> range:
        """Numbers of the tokens that lie wholly within characters ``start:end``."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end)
        if last > first and self.tokens[last - 1].end > end:
            last -= 1
        return range(first, last)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(t.start for t in self.tokens)
