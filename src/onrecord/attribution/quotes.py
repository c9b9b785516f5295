"""Give every quotation to the one who is said to have said it.

    quotations, drafts ──▶ give_quotations ──▶ drafts, with the quotations in their contents

A quotation belongs, in this order, to: a cue whose complement reaches into it; a verb that
governs words of it; a cue beside it in its sentence; a name and a colon before it; the speaker of
the quotation it continues. What is left and fills its sentence is speech of somebody unknown.
Short quotations without any cue are no speech: words held at a distance, names, titles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.attribution.cues import CueWords
from onrecord.attribution.draft import ANY_VERB, COLON, LABEL, UNATTRIBUTED, Draft, is_mark
from onrecord.attribution.syntax import cue_span, source_of
from onrecord.parse.tree import Parse

if TYPE_CHECKING:
    from onrecord.parse.tree import Token
    from onrecord.quotations import Quotation
    from onrecord.text import Layout

#: A quotation of fewer words, without a cue, is taken as a name, title or word at a distance.
FEWEST_WORDS = 4
#: Tokens between a quotation and a cue beside it: "…," the head of the agency's office said.
NEAR = 14


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation as tokens: those inside its marks, and the sentences it touches."""

    tokens: range
    words: frozenset[int]
    sentences: range
    continues: bool


def quoted(parse: Parse, layout: Layout) -> list[Quoted]:
    """The outer quotations that hold words, in the order of the text."""
    found = []
    for quotation in layout.quotations:
        if quotation.depth == 0:
            tokens = parse.tokens_between(quotation.inner_start, quotation.inner_end)
            words = frozenset(i for i in tokens if not is_mark(parse, i))
            if words:
                first, last = parse.tokens[min(words)], parse.tokens[max(words)]
                sentences = range(first.sentence, last.sentence + 1)
                found.append(Quoted(tokens, words, sentences, _goes_on(quotation)))
    return found


def _goes_on(quotation: Quotation) -> bool:
    return quotation.continues


def find_labelled(parse: Parse, layout: Layout) -> list[Draft]:
    """What speakers say after their labels in an interview, paragraph by paragraph."""
    ends = {p.start: p.end for p in layout.paragraphs}
    drafts = []
    for start, end in layout.labels:
        label = parse.tokens_between(start, end)
        content = parse.tokens_between(end + 1, ends[start])
        if label and content:
            inside = frozenset(content)
            roots = tuple(i for i in content if parse.tokens[i].head == i)
            head = next((i for i in label if parse.tokens[i].head not in label), label[-1])
            drafts.append(Draft(LABEL, label[-1] + 1, (label[-1] + 1,), head, roots, inside))
    return drafts


def give_quotations(
    parse: Parse, quotations: list[Quoted], drafts: list[Draft], words: CueWords
) -> list[Draft]:
    """Return the drafts with each speech quotation given to one of them, or to a new one."""
    giver = _Giver(parse, words, list(drafts), frozenset().union(*(q.words for q in quotations)))
    for quotation in quotations:
        giver.give(quotation)
    return giver.drafts


@dataclass
class _Giver:
    """Works through the quotations of one document. Mutable: it remembers the last speaker."""

    parse: Parse
    words: CueWords
    drafts: list[Draft]
    inside: frozenset[int]
    last: int | None = None
    last_sentence: int = -1

    def give(self, quotation: Quoted) -> None:
        """Find the cue of one quotation and put its tokens into that draft's content."""
        place = self._find(quotation)
        if place is None:
            return
        draft = self.drafts[place]
        content = draft.content | frozenset(quotation.tokens)
        roots = draft.roots or self._roots(quotation)
        self.drafts[place] = replace(draft, content=content, roots=roots)
        if quotation.words >= {i for i in draft.content if not is_mark(self.parse, i)} or (
            len(quotation.words) >= FEWEST_WORDS
        ):
            self.last, self.last_sentence = place, quotation.sentences[-1]

    def _find(self, quotation: Quoted) -> int | None:
        holding = self._holding(quotation)
        if holding is not None:
            return holding
        if not self._is_speech(quotation):
            return None
        for find in (self._governing, self._beside, self._colon, self._before):
            place = find(quotation)
            if place is not None:
                return place
        if self._fills_sentences(quotation):
            return self._add(Draft(UNATTRIBUTED, None, (), None, (), frozenset()))
        return None

    def _holding(self, quotation: Quoted) -> int | None:
        """A cue outside the quotation whose content reaches into it: the narrowest."""
        reach = [
            (len(d.content), n)
            for n, d in enumerate(self.drafts)
            if d.cue_head is not None
            and d.cue_head not in quotation.words
            and d.content & quotation.words
            and not quotation.continues
        ]
        return min(reach)[1] if reach else None

    def _is_speech(self, quotation: Quoted) -> bool:
        names = sum(self.parse.tokens[i].text[:1].isupper() for i in quotation.words)
        verbs = any(self.parse.tokens[i].pos in ("VERB", "AUX") for i in quotation.words)
        title = names == len(quotation.words) > 1 and not verbs
        long = len(quotation.words) >= FEWEST_WORDS
        return not title and (long or self._is_clause(quotation))

    def _is_clause(self, quotation: Quoted) -> bool:
        tokens = [self.parse.tokens[i] for i in quotation.words]
        finite = any(t.tag in ("VBD", "VBZ", "VBP", "MD", "VB") for t in tokens)
        return finite and len(tokens) > 1

    def _governing(self, quotation: Quoted) -> int | None:
        """A verb outside that governs words of the quotation, with a subject of its own."""
        for i in sorted(quotation.words):
            head = self.parse.tokens[i].head
            if head not in self.inside and self._speaks(self.parse.tokens[head], i):
                return self._of_verb(head)
        return None

    def _speaks(self, verb: Token, quoted_root: int) -> bool:
        dep = self.parse.tokens[quoted_root].dep
        if dep not in ("ccomp", "parataxis", "xcomp", "dep", "obj") or verb.pos != "VERB":
            return False
        cue = self.words.verb(verb)
        known = cue is not None and cue.takes("quote", "that")
        return known or (dep == "ccomp" and source_of(self.parse, verb.i) is not None)

    def _of_verb(self, verb: int) -> int:
        """The draft of a verb, made if there is none."""
        for n, draft in enumerate(self.drafts):
            if draft.cue_head == verb:
                return n
        cue = self.words.verb(self.parse.tokens[verb])
        row = cue.id if cue else ANY_VERB
        source = source_of(self.parse, verb)
        span = cue_span(self.parse, verb)
        return self._add(Draft(row, verb, span, source, (), frozenset()))

    def _beside(self, quotation: Quoted) -> int | None:
        """A speech verb just after or just before the quotation in the same sentence."""
        first, last = quotation.tokens[0], quotation.tokens[-1]
        after = range(last + 1, min(last + 1 + NEAR, self._sentence_end(quotation)))
        before = range(first - 1, max(first - 1 - NEAR, self._sentence_start(quotation) - 1), -1)
        for side in (after, before):
            for i in side:
                if i in self.inside:
                    break
                cue = self.words.verb(self.parse.tokens[i])
                if cue is not None and cue.takes("quote") and self._source(i):
                    return self._of_verb(i)
        return None

    def _source(self, verb: int) -> bool:
        source = source_of(self.parse, verb)
        return source is not None and source not in self.inside

    def _sentence_end(self, quotation: Quoted) -> int:
        return self.parse.sentences[quotation.sentences[-1]].last

    def _sentence_start(self, quotation: Quoted) -> int:
        return self.parse.sentences[quotation.sentences[0]].first

    def _colon(self, quotation: Quoted) -> int | None:
        """Let the phrase before a colon speak: "Name: “…”"."""
        first = min(quotation.words)
        before = [i for i in range(max(0, first - 3), first) if self.parse.tokens[i].text == ":"]
        if not before:
            return None
        colon = before[-1]
        sentence = self.parse.sentences[self.parse.tokens[max(colon - 1, 0)].sentence]
        phrase = self.parse.tokens[sentence.first : colon]
        verbs = [t for t in phrase if self.words.verb(t) and t.i not in self.inside]
        if verbs:
            return self._of_verb(verbs[-1].i)
        subject = next((t for t in phrase if t.dep in ("nsubj", "root") and t.pos != "PUNCT"), None)
        if subject is None or subject.pos not in ("NOUN", "PROPN", "PRON"):
            return None
        return self._add(Draft(COLON, colon, (colon,), subject.i, (), frozenset()))

    def _before(self, quotation: Quoted) -> int | None:
        """The speaker of the quotation before, if this one goes on with it."""
        if self.last is None or not self._fills_sentences(quotation):
            return None
        start = self.parse.sentences[quotation.sentences[0]]
        previous = self.parse.sentences[self.last_sentence]
        if quotation.continues or start.paragraph == previous.paragraph:
            return self.last
        follows = quotation.sentences[0] - self.last_sentence == 1
        return self.last if follows and start.paragraph - previous.paragraph == 1 else None

    def _fills_sentences(self, quotation: Quoted) -> bool:
        """Whether the sentences it touches hold no words outside it."""
        outside = (
            i
            for n in quotation.sentences
            for i in range(self.parse.sentences[n].first, self.parse.sentences[n].last)
            if i not in self.inside and not is_mark(self.parse, i)
        )
        return next(outside, None) is None

    def _roots(self, quotation: Quoted) -> tuple[int, ...]:
        return tuple(
            i for i in sorted(quotation.words) if self.parse.tokens[i].head not in quotation.words
        ) + tuple(i for i in sorted(quotation.words) if self.parse.tokens[i].head == i)

    def _add(self, draft: Draft) -> int:
        self.drafts.append(draft)
        return len(self.drafts) - 1
