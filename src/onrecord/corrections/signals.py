"""Find the words by which something said is put right or taken back.

    parse, attributions, statements, words ──▶ find_signals ──▶ Signal, in the order of the text

What is only planned, denied or told of another ("rebels say the army withdrew its claim") is no
signal: who speaks must be the one who takes back, or the article about one who did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.attribution.described import PERSONS, is_own_text
from onrecord.model import DOC
from onrecord.numbers import as_integer, find_numbers
from onrecord.statements import FRAME, OWN_VOICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.corrections.words import CorrectionWord, CorrectionWords
    from onrecord.found import Found
    from onrecord.parse.tree import Token

#: Speech act of what puts right.
CORRECTION = "correction"
#: Voice of what nobody else is said to say.
OWN = "own_voice"
#: Status of what newer words replace; class of words of news, which put right no mistake.
SUPERSEDED, UPDATED = "superseded", "updated"
VERBS = frozenset({"VERB", "AUX"})
#: Rule of an earlier version of the article itself.
EARLIER_TEXT = "earlier_text"
#: Realis of a correction that has been made.
MADE = frozenset({"actual", "ongoing"})


@dataclass(frozen=True, slots=True)
class Signal:
    """Words that put right or take back.

    Attributes:
        row: id of the row.
        status: what becomes of the earlier statement: superseded or retracted.
        by: index of the statement that corrects.
        holder: who corrects: an actor_id or ``DOC``; None if nobody is named.
        head: token the signal was read from.
        phrase: tokens that name what was said ("its earlier report of an attack"); may be empty.
        old, new: figures before and after, where they are given.
        kinds: kinds of figures meant; empty for any.
        earlier: indexes of statements that are known to be the earlier wording.
        report: tokens that name a report which may stand outside this text; may be empty.
        only_here: whether it is no correction where it puts right nothing in this text ("7, not
            12").
        updates: whether it may be news and no mistake ("now says"): no speech act of correction.
    """

    row: str
    status: str
    by: int
    holder: str | None
    head: int
    phrase: frozenset[int] = frozenset()
    old: frozenset[int] = frozenset()
    new: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    earlier: tuple[int, ...] = ()
    report: frozenset[int] = frozenset()
    only_here: bool = False
    updates: bool = False


def find_signals(found: Found, words: CorrectionWords) -> list[Signal]:
    """Find all signals of a document.

    Args:
        found: parse, attributions, commitments, statements and figures are read.
        words: the words of corrections.

    Returns:
        Signals in the order of the text.
    """
    reader = _Reader(found, words)
    signals = [*reader.own_text(), *reader.notes()]
    for token in found.parse.tokens:
        signals += reader.read(token)
    return sorted(signals, key=lambda s: (s.head, s.row))


class _Reader:
    """Looks for signals in one document."""

    def __init__(self, found: Found, words: CorrectionWords) -> None:
        self.found, self.words, self.parse = found, words, found.parse
        self.tokens = found.parse.tokens
        self.statements = found.statements.statements
        self.innermost = found.statements.innermost
        actors = (*found.actors.actors, *found.attributions.actors)
        self.types = {a.actor_id: a.type for a in actors}
        self.kinds = {q.quantity_id: q.kind for q in found.quantities.quantities}
        self.cues = {a.cue_head: a for a in found.attributions.attributions}
        self.acts = {
            self.tokens[i].start: n
            for n, statement in enumerate(self.statements)
            for cue in statement.cue
            for i in self.parse.tokens_between(cue.start, cue.end)
        }

    def read(self, token: Token) -> Iterator[Signal]:
        """The signals of one token."""
        if token.lemma not in self.words.begin and token.lower not in self.words.begin:
            return
        for frame, read in (
            ("verb", self._object),
            ("verb_with", self._with),
            ("misstated", self._misstated),
        ):
            row = self.words.verb(self.parse, token, frame)
            if row is not None and self._is_made(token.i):
                yield from read(token, row)
        for frame, plain in (
            ("wrong", self._wrong),
            ("instead", self._instead),
            ("now", self._now),
        ):
            row = self.words.row(frame, token.lower)
            if row is not None:
                yield from plain(token, row)

    def _is_made(self, verb: int) -> bool:
        value = self.found.commitments.at(verb)
        return (value.polarity, value.commitment) == ("+", "certain") and value.realis in MADE

    def _object(self, verb: Token, row: CorrectionWord) -> Iterator[Signal]:
        """Read "revised the toll to 9", "withdrew its claim that P", "has been corrected"."""
        noun = self.parse.kid(verb.i, "obj", "nsubj:pass")
        if noun is not None and self._is_own_text(noun):
            if self.words.row("text", verb.lemma) is not None:
                yield from self._of_article(noun, verb, row)
        elif noun is not None:
            yield from self._taken_back(verb, noun, row)

    def _with(self, verb: Token, row: CorrectionWord) -> Iterator[Signal]:
        """Read "backtracked on its claim that P"."""
        for noun in self.parse.kids(verb.i, "obl"):
            if self.words.row("about", self.parse.case(noun.i)) is not None:
                yield from self._taken_back(verb, noun, row)

    def _taken_back(self, verb: Token, noun: Token, row: CorrectionWord) -> Iterator[Signal]:
        kinds, by = self.words.nouns.get(noun.lemma), self._by(verb.i)
        if kinds is None or by is None or (noun.pos == "PRON" and not kinds):
            return
        holder = self._holder(by, verb.i)
        phrase = frozenset(self.parse.subtree(noun.i))
        around = frozenset(self.parse.subtree(verb.i))
        old, new = self._figures(around, verb)
        report = frozenset() if noun.lemma in self.words.figures else phrase
        updates = row.class_ == UPDATED
        yield Signal(
            row.id,
            SUPERSEDED if updates else row.class_,
            by,
            holder,
            verb.i,
            phrase,
            old,
            new,
            kinds,
            report=report,
            only_here=updates,
            updates=updates,
        )

    def _misstated(self, verb: Token, row: CorrectionWord) -> Iterator[Signal]:
        """Read "An earlier version of this article misstated the number of dead"."""
        subject = self.parse.kid(verb.i, "nsubj")
        if subject is not None and self._is_own_text(subject):
            yield from self._of_article(subject, verb, row)

    def _of_article(self, text: Token, verb: Token, row: CorrectionWord) -> Iterator[Signal]:
        phrase, by = frozenset(self.parse.subtree(text.i)), self.innermost.get(verb.i)
        if by is not None:  # the verb may stand in a label, which states nothing
            yield Signal(row.id, row.class_, by, DOC, verb.i, phrase, report=phrase)

    def _wrong(self, token: Token, row: CorrectionWord) -> Iterator[Signal]:
        """Read "said its earlier report of P was wrong": the speaker's own report."""
        beside = (self.parse.kid(i, "nsubj", "nsubj:pass") for i in (token.i, token.head))
        subject = next(filter(None, beside), None)
        if subject is None or subject.lemma not in self.words.nouns:
            return
        by = self.innermost.get(token.i)
        if by is None or not self._is_own(subject, by) or not self._is_made(token.i):
            return
        phrase = frozenset(self.parse.subtree(subject.i))
        old, _ = self._figures(phrase, token)
        kinds = self.words.nouns[subject.lemma]
        holder = self.statements[by].holder_chain[-1]
        report = frozenset() if subject.lemma in self.words.figures else phrase
        yield Signal(
            row.id, row.class_, by, holder, token.i, phrase, old, kinds=kinds, report=report
        )

    def _is_own(self, noun: Token, by: int) -> bool:
        """Whether what was said is the speaker's: "its", "his", or the speaker's name."""
        owner = self.parse.kid(noun.i, "nmod:poss")
        holder = self.statements[by].holder_chain[-1]
        if owner is None or holder == DOC:
            return False
        mention = self.found.actors.index.headed(owner.i)
        if mention is not None:
            return mention.id == holder
        kind, person = self.words.sources.get(owner.lower), self._is_person(holder)
        return kind == "plural" or (kind is not None and person == (kind == "singular_person"))

    def _is_person(self, holder: str) -> bool:
        return self.types.get(holder) in PERSONS

    def _instead(self, token: Token, row: CorrectionWord) -> Iterator[Signal]:
        """Read "7, not 12" where one holder counts the same."""
        before, after = self._numbers_around(token)
        by = self.innermost.get(token.i + 1)
        if before is None or after is None or by is None or not self._is_said(before[0], by):
            return
        quantity = self.found.quantities.index.at(before[0])
        if quantity is None:
            return
        yield Signal(
            row.id,
            SUPERSEDED,
            by,
            self.statements[by].holder_chain[-1],
            token.i,
            old=frozenset({after[1]}),
            new=frozenset({before[1]}),
            kinds=frozenset({self.kinds[quantity.id]}),
            only_here=True,
        )

    def _is_said(self, i: int, by: int) -> bool:
        """Whether the holder of a statement says a token, too: "9, not 12 as they say" is two's."""
        said = self.innermost.get(i)
        chains = {self.statements[n].holder_chain for n in (by, said) if n is not None}
        return said is not None and len(chains) == 1

    def _numbers_around(
        self, token: Token
    ) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """The last number before a token and the one right after it, as (token, value)."""
        bounds = self.parse.sentences[token.sentence]
        numbers = self._numbers(bounds.first, bounds.last)
        before = [n for n in numbers if n[0] < token.i]
        after = [n for n in numbers if n[0] == token.i + 1]
        return (before[-1] if before else None), (after[0] if after else None)

    def _numbers(self, first: int, last: int) -> list[tuple[int, int]]:
        """Numbers with a whole value in a range of tokens: (first token, value)."""
        lowers = [t.lower for t in self.tokens[first:last]]
        found = find_numbers(lowers, self.words.numbers)
        values = ((first + n.first, as_integer(n.value)) for n in found)
        return [(i, value) for i, value in values if value is not None]

    def _now(self, token: Token, row: CorrectionWord) -> Iterator[Signal]:
        """Read "the army now says 7": a newer figure of the same holder."""
        said = self.cues.get(token.head) if token.head != token.i else None
        for first, last in () if said is None else said.content:
            yield from self._newer(range(first, last), token, row)

    def _newer(self, content: range, token: Token, row: CorrectionWord) -> Iterator[Signal]:
        seen: set[str] = set()
        for i in content:
            mention, by = self.found.quantities.index.at(i), self.innermost.get(i)
            if mention is None or by is None or mention.id in seen:
                continue
            seen.add(mention.id)
            new = frozenset(v for _, v in self._numbers(mention.first, mention.last))
            holder = self.statements[by].holder_chain[-1]
            kinds = frozenset({self.kinds[mention.id]})
            if new and holder != DOC:
                yield Signal(
                    row.id,
                    SUPERSEDED,
                    by,
                    holder,
                    token.i,
                    new=new,
                    kinds=kinds,
                    only_here=True,
                    updates=True,
                )

    def own_text(self) -> Iterator[Signal]:
        """Read "An earlier version of this article said P. Q": Q stands instead of P."""
        for attribution in self.found.attributions.attributions:
            head = attribution.source_head
            if head is None or attribution.holder is not None:
                continue
            if not self._is_own_text(self.tokens[head]) or attribution.cue_head is None:
                continue
            said = {self.innermost.get(i) for a, b in attribution.content for i in range(a, b)}
            earlier = tuple(sorted(n for n in said if n is not None))
            instead = self._instead_of(attribution.cue_head)
            phrase = frozenset(self.parse.subtree(head))
            for by in () if instead is None or not earlier else (instead,):
                yield Signal(
                    EARLIER_TEXT, SUPERSEDED, by, DOC, attribution.cue_head, phrase,
                    earlier=earlier, report=phrase,
                )  # fmt: skip

    def _instead_of(self, cue: int) -> int | None:
        """What the article says in its own voice in the sentence, or in the next one."""
        here = self.tokens[cue].sentence
        for sentence in self.parse.sentences[here : here + 2]:
            if sentence.paragraph != self._paragraph(cue):
                return None
            for i in range(sentence.first, sentence.last):
                by = self.innermost.get(i)
                if by is not None and self.statements[by].rule == OWN_VOICE:
                    return by
        return None

    def _paragraph(self, i: int) -> int:
        return self.parse.sentences[self.tokens[i].sentence].paragraph

    def notes(self) -> Iterator[Signal]:
        """Read "Correction: P": what the note says in the article's own voice."""
        text = self.found.layout.text
        for start, end in self.found.layout.notes:
            row = self.words.row("note", text[start : end - 1].strip().lower())
            if row is None:
                continue
            for i in self._rest_of_paragraph(end):
                by = self.innermost.get(i)
                if by is None or self.tokens[i].pos not in VERBS or self._is_frame(by):
                    continue
                if self.statements[by].voice == OWN:
                    yield self._of_note(by, i, row)
                break

    def _rest_of_paragraph(self, start: int) -> range:
        """The tokens after an offset in the paragraph of the first of them."""
        layout = self.found.layout
        last = next((p.end for p in layout.paragraphs if p.end > start), len(layout.text))
        return self.parse.tokens_between(start, last)

    def _is_frame(self, by: int) -> bool:
        return self.statements[by].rule == FRAME

    def _of_note(self, by: int, i: int, row: CorrectionWord) -> Signal:
        bounds = self.parse.sentences[self.tokens[i].sentence]
        new, kinds = set[int](), set[str]()
        for k in range(bounds.first, bounds.last):
            mention = self.found.quantities.index.at(k)
            if mention is not None:
                new |= {v for _, v in self._numbers(mention.first, mention.last)}
                kinds.add(self.kinds[mention.id])
        return Signal(row.id, row.class_, by, DOC, i, new=frozenset(new), kinds=frozenset(kinds))

    def _is_own_text(self, noun: Token) -> bool:
        """Whether a noun means this article or an earlier version of it."""
        return is_own_text(self.parse, noun.i, self.words.sources)

    def _by(self, verb: int) -> int | None:
        """The statement of whom the verb is a cue of, else the article's own."""
        act = self.acts.get(self.tokens[verb].start)
        if act is not None:
            return act
        by = self.innermost.get(verb)
        return None if by is None or self.statements[by].voice != OWN else by

    def _holder(self, by: int, verb: int) -> str | None:
        """Who takes back: the holder of the statement, or the subject of the verb."""
        statement = self.statements[by]
        if statement.voice != OWN:
            chain = statement.holder_chain
            return chain[-1] if len(chain) > 1 else None
        subject = self.parse.kid(verb, "nsubj", "obl:agent")
        mention = None if subject is None else self.found.actors.index.headed(subject.i)
        return None if mention is None else mention.id

    def _figures(
        self, around: frozenset[int], verb: Token
    ) -> tuple[frozenset[int], frozenset[int]]:
        """Old and new figures by their prepositions: "from 12 to 9", "the figure of 12"."""
        found: dict[str, set[int]] = {"old": set(), "new": set()}
        bounds = self.parse.sentences[verb.sentence]
        for i, value in self._numbers(bounds.first, bounds.last):
            if i not in around:
                continue
            before = self.tokens[i - 1].lower if i > bounds.first else ""
            for frame, values in found.items():
                if self.words.row(frame, before) is not None:
                    values.add(value)
        return frozenset(found["old"]), frozenset(found["new"])
