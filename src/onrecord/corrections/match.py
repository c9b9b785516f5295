"""Which earlier statement a correction means.

Signal, statements, figures ──▶ Matcher.meant ──▶ statements that are meant, or candidates
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.model import DOC
from onrecord.statements import FRAME

if TYPE_CHECKING:
    from onrecord.corrections.signals import Signal
    from onrecord.corrections.words import CorrectionWords
    from onrecord.found import Found
    from onrecord.model import Quantity

#: Parts of speech of words with a content of their own.
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
#: Share of the content words of what is taken back that an earlier statement must have.
ALIKE = 0.6


class Matcher:
    """Looks up earlier statements of one document."""

    def __init__(self, found: Found, words: CorrectionWords) -> None:
        """Collect the tokens, content words and figures of every statement."""
        self.found, self.words = found, words
        self.statements = found.statements.statements
        self.tokens_of: dict[int, list[int]] = {}
        for i, n in sorted(found.statements.innermost.items()):
            self.tokens_of.setdefault(n, []).append(i)
        #: statement -> sentences it stands in, in the order of the statements
        self.sentences = {
            n: frozenset(found.parse.tokens[i].sentence for i in tokens)
            for n, tokens in sorted(self.tokens_of.items())
        }
        self.figures: dict[str, list[Quantity]] = {}
        for quantity in found.accounts.quantities:
            if quantity.said_by is not None:
                self.figures.setdefault(quantity.said_by, []).append(quantity)
        #: names of holders whom only their words tell ("the hospital"): named alike, one holder
        self.names = {a.actor_id: a.name for a in found.attributions.actors}
        self.places = {a.account_id: a.place_id for a in found.accounts.accounts}

    def meant(self, signal: Signal) -> tuple[list[int], list[int]]:
        """Statements that are meant; else the candidates among which nothing decides."""
        if signal.earlier:
            return list(signal.earlier), []
        repeated = self._repeated(signal)
        candidates = [n for n in self._of_holder(signal) if n not in repeated]
        if signal.old or signal.new or signal.kinds:
            alike = [n for n in candidates if self._has_figure(n, signal)]
            clear = bool(signal.old) or len(self._values(alike, signal)) == 1
        else:
            alike = self._alike(candidates, signal)
            clear = len(alike) == 1
        if alike and not clear:
            return repeated, alike
        return sorted({*repeated, *alike}), []

    def reference(self, signal: Signal) -> str | None:
        """The words that name an earlier report outside this text: "start-end: words"."""
        named = sorted(signal.report)
        if not named:
            return None
        tokens, text = self.found.parse.tokens, self.found.document.text
        start, end = tokens[named[0]].start, tokens[named[-1]].end
        return f"{start}-{end}: {text[start:end]}"

    def _repeated(self, signal: Signal) -> list[int]:
        """Statements that stand in the words of what is taken back: "its claim that P"."""
        innermost = self.found.statements.innermost
        touched = sorted({innermost[i] for i in signal.phrase if i in innermost} - {signal.by})
        return [n for n in touched if signal.phrase.issuperset(self.tokens_of[n])]

    def _of_holder(self, signal: Signal) -> list[int]:
        """Other statements of the one who corrects; before the correction, but for updates."""
        if signal.holder is None and not (signal.old or signal.kinds):
            return []
        sentence = self.found.parse.tokens[signal.head].sentence
        return [
            n
            for n, there in self.sentences.items()
            if sentence not in there
            and self._may_be_earlier(n, signal)
            and self._is_before(n, signal)
        ]

    def _may_be_earlier(self, n: int, signal: Signal) -> bool:
        statement = self.statements[n]
        if n == signal.by or statement.rule == FRAME or statement.speech_act == "correction":
            return False
        chain = statement.holder_chain
        if signal.holder == DOC:
            return chain == (DOC,) and statement.voice == "own_voice"
        return signal.holder is None or (len(chain) > 1 and self._is_one(chain[-1], signal.holder))

    def _is_one(self, holder: str, other: str) -> bool:
        name = self.names.get(holder)
        return holder == other or (name is not None and name == self.names.get(other))

    def _is_before(self, n: int, signal: Signal) -> bool:
        """Whether a statement may be the earlier one by its place in the text."""
        if signal.updates or signal.old:  # newest first, in live reports
            return True
        return self.tokens_of[n][0] < signal.head or self._was_said_before(min(self.sentences[n]))

    def _was_said_before(self, sentence: int) -> bool:
        """A later sentence may tell what had been said before: "It had said that P"."""
        bounds = self.found.parse.sentences[sentence]
        for token in self.found.parse.tokens[bounds.first : bounds.last]:
            if token.tag == "VBN" and token.dep == "root":
                return any(t.tag == "VBD" for t in self.found.parse.kids(token.i, "aux"))
        return False

    def _has_figure(self, n: int, signal: Signal) -> bool:
        return any(self._fits(q, signal) for q in self._quantities(n))

    def _fits(self, quantity: Quantity, signal: Signal) -> bool:
        if signal.kinds and quantity.kind not in signal.kinds:
            return False
        value = quantity.best if quantity.best is not None else quantity.low
        if signal.old:
            return value in signal.old
        return value not in signal.new and self._is_of_same(quantity, signal)

    def _is_of_same(self, quantity: Quantity, signal: Signal) -> bool:
        """Whether two figures count the same people, and not in two places."""
        newer = [q for q in self._quantities(signal.by) if q.kind == quantity.kind]
        return all(q.of == quantity.of and self._is_one_place(q, quantity) for q in newer)

    def _is_one_place(self, one: Quantity, other: Quantity) -> bool:
        places = {self.places.get(q.account_id or "") for q in (one, other)} - {None}
        return len(places) < 2  # noqa: PLR2004

    def _quantities(self, n: int) -> list[Quantity]:
        return self.figures.get(self.statements[n].statement_id, [])

    def _values(self, candidates: list[int], signal: Signal) -> set[tuple[str, int | None]]:
        found = (q for n in candidates for q in self._quantities(n) if self._fits(q, signal))
        return {(q.kind, q.best) for q in found}

    def _alike(self, candidates: list[int], signal: Signal) -> list[int]:
        """Statements that share the words of what is taken back; all, if it has none."""
        wanted = self._content(sorted(signal.phrase)) - self.words.nouns.keys()
        if not wanted:
            return [] if signal.holder == DOC else candidates
        shares = {n: len(wanted & self._content(self.tokens_of[n])) for n in candidates}
        return [n for n, shared in shares.items() if shared >= ALIKE * len(wanted)]

    def _content(self, tokens: list[int]) -> set[str]:
        own = (self.found.parse.tokens[i] for i in tokens)
        return {
            t.lemma for t in own if t.pos in CONTENT and self.words.sources.get(t.lower) is None
        }
