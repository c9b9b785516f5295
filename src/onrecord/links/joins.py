"""What words join: from one token to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.conditions import Slot
    from onrecord.links.ends import Ends
    from onrecord.links.words import Joining, LinkWords
    from onrecord.parse.tree import Token

_CLAUSES = frozenset({"advcl", "conj", "ccomp", "xcomp", "acl", "acl:relcl", "root", "parataxis"})
_VERBAL = frozenset({"VERB", "AUX"})
_NAMING = frozenset({"NOUN", "ADJ"})
#: What a noun with its preposition is marked by, where it is no single preposition.
_MARKING = frozenset({"case", "mark", "fixed", "advmod", "cc", "dep", "acomp", "amod"})
_MAIN: Slot = ("main",)
_SUB: Slot = ("sub",)
#: Slots that look back; words look back only at the head of their clause.
_BEFORE = frozenset({("before",), ("event_before",)})
#: Relations of a purpose to what serves it.
_PURPOSES = frozenset({"advcl", "acl", "acl:relcl"})
#: Describes a noun that names an end: "the *main* reason".
_DESCRIBING = frozenset({"amod"})


class Join(NamedTuple):
    """Two tokens that words join: from ``start`` to ``end``; ``head`` says whether it holds."""

    joining: Joining
    words: tuple[int, ...]
    head: int
    start: int
    end: int


class Joins:
    """Looks through one document for words that join."""

    def __init__(self, ends: Ends, words: LinkWords) -> None:
        self.ends = ends
        self.words = words
        self.parse = ends.parse
        self.tokens = ends.tokens

    def find(self) -> Iterator[Join]:
        """Everything that the words join."""
        fixed, verbs, names = self.words.last_words, self.words.verbs, self.words.names
        for token in self.tokens:
            if token.lower in fixed:
                yield from self._fixed(token)
            if token.pos in _VERBAL:
                if token.lemma in verbs:
                    yield from self._verb(token, verbs[token.lemma])
                if token.tag == "VB" and token.dep in _PURPOSES:
                    yield from self._purpose(token)
            elif token.pos in _NAMING and token.lemma in names:
                yield from self._name(token, names[token.lemma])

    # ---- fixed words -------------------------------------------------------------------------

    def _fixed(self, token: Token) -> Iterator[Join]:
        """Words that end at a token; of several rows the first that joins something."""
        for joining in self.words.last_words[token.lower]:
            words = self._said(token, joining)
            if words is None:
                continue
            found = [j for j in self._joined(joining, words, token) if j.start != j.end]
            yield from found
            if found:
                return

    def _said(self, token: Token, joining: Joining) -> tuple[int, ...] | None:
        """The tokens of fixed words that end at a token; a noun may be described ("direct")."""
        i = token.i
        for word in reversed(joining.words[:-1]):
            i -= 1
            while joining.row.kind == "noun" and i > 0 and self._is_between(i, token, word):
                i -= 1
            if i < 0 or self.tokens[i].lower != word:
                return None
        return tuple(range(i, token.i + 1))

    def _is_between(self, i: int, noun: Token, word: str) -> bool:
        here = self.tokens[i]
        return here.dep in _DESCRIBING and here.head == noun.i and here.lower != word

    def _joined(self, joining: Joining, words: tuple[int, ...], token: Token) -> Iterator[Join]:
        kind = joining.row.kind
        if kind == "noun":
            yield from self._around_noun(joining, words, token)
        elif kind == "adverb":
            yield from self._looking_back(joining, words)
        else:
            sub = self._marked(kind, token)
            fits = sub is not None and self.ends.met(sub.i, joining.needs) is not None
            if sub is not None and fits and sub.head != sub.i:
                start, end = _in_order(joining, self._above(sub, words), sub.i)
                yield Join(joining, words, sub.i, start, end)

    def _above(self, sub: Token, words: tuple[int, ...]) -> int:
        """What a marked clause or nominal hangs on, beyond the marking words themselves."""
        above = sub.head
        if sub.dep == "conj" and self.parse.kid(above, "case", "mark") is not None:
            above = self.tokens[above].head  # "not because of X but because of Y"
        while above in words and self.tokens[above].head != above:
            above = self.tokens[above].head
        return above

    def _marked(self, kind: str, token: Token) -> Token | None:
        """The clause or nominal that a conjunction or preposition marks."""
        above = self.tokens[token.head]
        if kind == "case":
            return above if token.dep in _MARKING and above.i > token.i else None
        if token.dep in ("mark", "advmod") and above.dep in _CLAUSES and above.i > token.i:
            return above
        # "in order to": the parser hangs the clause on the noun
        return self.parse.kid(token.i, "acl") if token.pos == "NOUN" else None

    def _around_noun(self, joining: Joining, words: tuple[int, ...], noun: Token) -> Iterator[Join]:
        """The clause a noun stands in, joined with what hangs on the noun."""
        if noun.head == noun.i:
            return
        forward = joining.start == (_MAIN,)
        slots = joining.end if forward else joining.start
        slots = tuple(("of",) if slot == _SUB else slot for slot in slots)
        for below in self._around(noun, slots):
            start, end = (noun.head, below) if forward else (below, noun.head)
            yield Join(joining, words, noun.head, start, end)

    def _around(self, noun: Token, slots: tuple[tuple[str, ...], ...]) -> list[int]:
        """What hangs on a noun, or by mistake on the verb above behind it; else what was before."""
        for slot in slots:
            if slot in _BEFORE:
                found = self.ends.slot(noun.head, slot) if self._leads(noun) else []
            else:
                found = self.ends.slot(noun.i, slot)
                found = found or [k for k in self.ends.slot(noun.head, slot) if k > noun.i]
            if found:
                return found
        return []

    def _leads(self, noun: Token) -> bool:
        """Whether words stand at the head of their clause, where they look back."""
        return noun.i < noun.head and self.parse.kid(noun.i, "nmod", "obl", "acl") is None

    def _looking_back(self, joining: Joining, words: tuple[int, ...]) -> Iterator[Join]:
        """A word of a clause that says how it follows from what was said before."""
        main = self.tokens[words[-1]]
        while main.pos not in _VERBAL and main.head != main.i:
            main = self.tokens[main.head]
        if main.pos not in _VERBAL or not self._is_before(words[0], main):
            return
        for before in self.ends.slot(main.i, ("before",)):
            start, end = _in_order(joining, main.i, before)
            yield Join(joining, words, main.i, start, end)

    def _is_before(self, i: int, main: Token) -> bool:
        """Whether a word stands before its verb's object: behind, it belongs to something else."""
        return i < main.i or i <= main.i + 1

    # ---- verbs and nouns ---------------------------------------------------------------------

    def _verb(self, token: Token, rows: tuple[Joining, ...]) -> Iterator[Join]:
        for joining in rows:
            words = self._worded(token, joining)
            if words is None:
                continue
            found = list(self._between(joining, words, token.i))
            yield from found
            if found:
                return

    def _worded(self, token: Token, joining: Joining) -> tuple[int, ...] | None:
        """The words of a verb with its particle and conditions, or None."""
        words: tuple[int, ...] = (token.i,)
        if len(joining.words) > 1:
            particles = self.parse.kids(token.i, "compound:prt", "advmod", "prt")
            particle = next((p for p in particles if p.lower == joining.words[1]), None)
            if particle is None:
                return None
            words = (token.i, particle.i)
        met = self.ends.met(token.i, joining.needs)
        return None if met is None else (*words, *met)

    def _between(self, joining: Joining, words: tuple[int, ...], i: int) -> Iterator[Join]:
        """Every start with every end; who does something is neither cause nor answer.

        A name may be given to anybody: "the main reason behind the war is the king".
        """
        starts = self.ends.first(i, joining.start)
        allowed = self.ends.is_named if joining.row.kind == "name" else self.ends.names_thing
        starts = [k for k in starts if allowed(k)]
        ends = self.ends.first(i, joining.end) if starts else []
        ends = [k for k in ends if not self.ends.is_place(k)]  # "the road leads to the town"
        for start in starts:
            yield from (Join(joining, words, i, start, end) for end in ends)

    def _name(self, noun: Token, rows: tuple[Joining, ...]) -> Iterator[Join]:
        """A noun that names one thing as another's: "the main reason behind the war is …"."""
        for joining in rows:
            met = self.ends.met(noun.i, joining.needs)
            if met is None:
                continue
            described = [k.i for k in self.parse.kids(noun.i, *_DESCRIBING) if k.i < noun.i]
            found = list(self._between(joining, (*described, noun.i, *met), noun.i))
            yield from found
            if found:
                return

    # ---- purposes ----------------------------------------------------------------------------

    def _purpose(self, token: Token) -> Iterator[Join]:
        """A bare "to do" that is an aim, not the complement of a verb."""
        joining = self.words.infinitive
        to = next((k.i for k in self.parse.kids(token.i, "aux") if k.tag == "TO"), None)
        if joining is None or to is None:
            return
        if token.dep != "advcl":  # "talks to end the war"; of other nouns it is what they are about
            aimed = self.ends.tells(token.head) and not self.ends.is_verbal(token.head)
        else:
            commitments = self.ends.found.commitments
            plain = commitments.values[commitments.clause_of[token.i]].rule == "infinitive"
            aimed = plain and not self.ends.is_verbal(token.head)
        if aimed:
            yield Join(joining, (to,), token.i, token.head, token.i)


def _in_order(joining: Joining, main: int, other: int) -> tuple[int, int]:
    """Start and end of a link between a clause and what is marked or was said before."""
    return (main, other) if joining.start == (_MAIN,) else (other, main)
