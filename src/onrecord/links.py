"""The argument of a text: what is said to cause, aim at, answer or end what.

    Found (accounts, statements) ──▶ find_links ──▶ Link, in the order of the text

A link is read from words that say it (``links.csv``): conjunctions, prepositions, nouns between
prepositions ("in response to"), purposes and verbs. Its ends are the accounts the words join, or
the statement where no account is told. Whoever says those words asserts the link.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from onrecord.accounts import load_account_words
from onrecord.accounts.syntax import Control, Syntax
from onrecord.lexicon import load_table
from onrecord.model import Link, Span, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import Found
    from onrecord.lexicon import DataFolders
    from onrecord.parse.tree import Token

Kind = Literal["mark", "case", "noun", "infinitive", "verb"]
#: How often a reading of this kind is right, judged by eye; a prior, not calibrated.
CONFIDENCE = {"mark": 0.75, "case": 0.75, "noun": 0.8, "infinitive": 0.6, "verb": 0.7}
TO_ACTORS = "benefits"
_CLAUSES = ("advcl", "conj", "ccomp", "xcomp")
#: What a word without an account of its own may carry one in.
_CARRIED = ("obj", "nsubj:pass", "attr", "xcomp", "ccomp", "nsubj")


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One way to join two things.

    Attributes:
        kind: ``mark`` a conjunction, ``case`` a preposition, ``noun`` a preposition with a noun
            ("in response"), ``infinitive`` a bare purpose, ``verb`` a verb between its ends.
        start, end: where the link's two ends stand: ``main`` and ``sub`` (the clause above and
            what the words mark), or slots of the verb or noun, best first, separated by spaces
            (``agent``, ``patient``, ``self``, ``inf``, ``that``, prepositions).
    """

    id: str
    type: str
    kind: Kind
    phrase: str
    start: str
    end: str
    example: str


@dataclass(frozen=True, slots=True)
class LinkWords:
    """Rows by what is looked up: (kind, phrase), and the last words of longer phrases."""

    rows: dict[tuple[str, str], LinkRow]
    last_words: dict[str, tuple[LinkRow, ...]]
    infinitive: LinkRow | None
    control: Control


def load_link_words(folders: DataFolders) -> LinkWords:
    """Load ``links.csv``."""
    rows = load_table(folders, "links.csv", LinkRow)
    last: dict[str, tuple[LinkRow, ...]] = {}
    for row in sorted(rows, key=lambda r: (-len(r.phrase), r.id)):
        if row.kind in ("mark", "case", "noun"):
            word = row.phrase.split()[-1]
            last[word] = (*last.get(word, ()), row)
    return LinkWords(
        {(row.kind, row.phrase): row for row in rows},
        last,
        next((row for row in rows if row.kind == "infinitive"), None),
        load_account_words(folders).control,
    )


class _Join(NamedTuple):
    """Two tokens that words join: from one to the other."""

    row: LinkRow
    words: tuple[int, ...]
    start: int
    end: int


def find_links(found: Found, words: LinkWords) -> tuple[Link, ...]:
    """Find the links of a document.

    Args:
        found: parse, actors, commitments, statements and accounts are read.
        words: the lexicon.

    Returns:
        Links in the order of the text; none without somebody who says it.
    """
    search = _Search(found, words)
    joins = sorted(search.joins(), key=lambda j: (j.words, j.row.id))
    links = {x.link_id: x for join in joins if (x := search.link(join))}
    return tuple(links.values())


class _Search:
    """Looks through one document."""

    def __init__(self, found: Found, words: LinkWords) -> None:
        self.found = found
        self.words = words
        self.parse = found.parse
        self.tokens = found.parse.tokens
        self.syntax = Syntax(found.parse, words.control)

    def joins(self) -> Iterator[_Join]:
        """Everything that the words join."""
        rows, last_words = self.words.rows, self.words.last_words
        for token in self.tokens:
            if token.lower in last_words:
                yield from self._phrase(token)
            if token.pos == "VERB":
                row = rows.get(("verb", token.lemma)) or self._particle_row(token)
                if row is not None:
                    yield from self._verb(token, row)
                if token.dep == "advcl" and token.tag == "VB":
                    yield from self._purpose(token)

    def _particle_row(self, token: Token) -> LinkRow | None:
        particle = self.parse.kid(token.i, "compound:prt", "advmod")
        if particle is None:
            return None
        return self.words.rows.get(("verb", f"{token.lemma} {particle.lower}"))

    def _phrase(self, token: Token) -> Iterator[_Join]:
        """A conjunction, preposition or noun phrase that ends at a token."""
        for row in self.words.last_words[token.lower]:
            phrase = tuple(row.phrase.split())
            first = token.i - len(phrase) + 1
            if first >= 0 and tuple(t.lower for t in self.tokens[first : token.i + 1]) == phrase:
                yield from self._joined(row, tuple(range(first, token.i + 1)), token)
                return

    def _joined(self, row: LinkRow, words: tuple[int, ...], token: Token) -> Iterator[_Join]:
        if row.kind == "noun":
            yield from self._around_noun(row, words, token)
            return
        sub = self._marked(row, token)
        if sub is not None and sub.head != sub.i:
            ends = {"main": sub.head, "sub": sub.i}
            yield _Join(row, words, ends[row.start], ends[row.end])

    def _marked(self, row: LinkRow, token: Token) -> Token | None:
        """The clause or nominal that a conjunction or preposition marks."""
        above = self.tokens[token.head]
        if row.kind == "case":
            return above if token.dep in ("case", "mark", "fixed") else None
        if token.dep in ("mark", "advmod") and above.dep in _CLAUSES:
            return above
        # "in order to": the parser hangs the clause on the noun
        return next(self.parse.kids(token.i, "acl"), None) if token.pos == "NOUN" else None

    def _around_noun(self, row: LinkRow, words: tuple[int, ...], noun: Token) -> Iterator[_Join]:
        """The clause a noun stands in, joined with what hangs on the noun."""
        slot = row.end if row.start == "main" else row.start
        for below in self._slot(noun.i, "of" if slot == "sub" else slot):
            ends = (noun.head, below)
            start, end = ends if row.start == "main" else ends[::-1]
            if noun.head != noun.i:
                yield _Join(row, words, start, end)

    def _verb(self, token: Token, row: LinkRow) -> Iterator[_Join]:
        starts = [i for i in self._slots(token.i, row.start) if self._is_no_actor(i)]
        ends = self._slots(token.i, row.end) if starts else []
        for start in starts:
            yield from (_Join(row, (token.i,), start, end) for end in ends)

    def _is_no_actor(self, i: int) -> bool:
        """Whether a word names an event or a thing: who does something is not what causes it."""
        if self.found.accounts.index.at(i) is not None:
            return True
        return self.tokens[i].pos != "PRON" and self.found.actors.index.headed(i) is None

    def _slots(self, i: int, slots: str) -> list[int]:
        return next((found for name in slots.split() if (found := self._slot(i, name))), [])

    def _slot(self, i: int, name: str) -> list[int]:
        if name == "agent":
            return [f.token for f in self.syntax.subject(i)]
        if name == "patient":
            return [f.token for f in self.syntax.object(i)]
        if name == "self":
            return [i]
        if name == "that":
            return [k.i for k in self.parse.kids(i, "ccomp") if not self._is_infinitive(k.i)]
        if name == "inf":
            below = self.parse.kids(i, "xcomp", "ccomp", "acl", "acl:relcl", "advcl")
            return [k.i for k in below if self._is_infinitive(k.i)]
        below = self.parse.kids(i, "advcl", "acl")
        doing = [k.i for k in below if any(m.lower == name for m in self.parse.kids(k.i, "mark"))]
        return [f.token for f in self.syntax.fill(i, (f"obl:{name}",))] + doing

    def _is_infinitive(self, i: int) -> bool:
        return any(k.tag == "TO" for k in self.parse.kids(i, "aux"))

    def _purpose(self, token: Token) -> Iterator[_Join]:
        """A bare "to do" that is an aim, not the complement of a verb."""
        row = self.words.infinitive
        marks = self.found.commitments.values[self.found.commitments.clause_of[token.i]]
        if row is not None and self._is_infinitive(token.i) and marks.rule == "infinitive":
            to = next(k.i for k in self.parse.kids(token.i, "aux") if k.tag == "TO")
            yield _Join(row, (to,), token.head, token.i)

    def link(self, join: _Join) -> Link | None:
        """The link of a join; None without a teller, or where both ends are one."""
        statement = self.found.statements.at(join.words[-1])
        if statement is None:
            return None
        if join.row.kind == "infinitive" and not self._joins_accounts(join):
            return None
        start = self._end(join.start)
        end = self._actor(join.end) if join.row.type == TO_ACTORS else self._end(join.end)
        polarity = self._polarity(join)
        if start is None or end is None or start == end or polarity == "u":
            return None
        spans = self._spans(join.words)
        where = [(s.start, s.end) for s in spans]
        return Link(
            link_id=content_hash(
                "l_", [self.found.document.doc_id, join.row.type, start, end, where]
            ),
            type=join.row.type,
            from_=start,
            to=end,
            polarity=polarity,
            spans=spans,
            asserted_by=(statement.statement_id,),
            rule=join.row.id,
            confidence=CONFIDENCE[join.row.kind],
        )

    def _joins_accounts(self, join: _Join) -> bool:
        """Whether an end is an account; many a bare "to do" only goes on with the sentence."""
        ends = (self._end(join.start), self._end(join.end))
        return any(end is not None and end.startswith("a_") for end in ends)

    def _polarity(self, join: _Join) -> str:
        """Denied where the verb of the link is ("did not lead to")."""
        if join.row.kind != "verb":
            return "+"
        value = self.found.commitments.at(join.words[0])
        return value.polarity if value.realis != "planned" or value.polarity != "u" else "+"

    def _end(self, i: int) -> str | None:
        """The account told at a word or by what it carries, else the statement it stands in."""
        index = self.found.accounts.index
        for place in (i, *(k.i for k in self.parse.kids(i, *_CARRIED))):
            mention = index.at(place)
            if mention is not None:
                return mention.id
        statement = self.found.statements.at(i)
        return None if statement is None else statement.statement_id

    def _actor(self, i: int) -> str | None:
        mention = self.found.actors.index.headed(i) or self.found.actors.index.at(i)
        return None if mention is None else mention.id

    def _spans(self, words: tuple[int, ...]) -> tuple[Span, ...]:
        start, end = self.tokens[words[0]].start, self.tokens[words[-1]].end
        return (Span(start, end, self.found.document.text[start:end]),)
