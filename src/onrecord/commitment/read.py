"""Walk down each sentence and value every clause and every noun that needs its own value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.commitment.asking import find_asked
from onrecord.commitment.embedding import context, governor, inverted, marked, slots_of
from onrecord.commitment.local import Clause, is_imperative, own_stand, scan, shared
from onrecord.commitment.nominal import governing, noun_stand, own_words
from onrecord.commitment.scale import (
    CERTAIN,
    OPEN,
    PLAIN,
    REAL,
    WANTED,
    Stand,
    clause_value,
    governed,
    within,
)
from onrecord.commitment.words import CommitmentRow, CommitmentWords
from onrecord.found import Attribution, ClauseValue, Commitments
from onrecord.parse.tree import Parse

if TYPE_CHECKING:
    from onrecord.found import Found
    from onrecord.parse.tree import Token

_CLAUSES = frozenset(
    {"root", "ccomp", "xcomp", "advcl", "acl", "acl:relcl", "csubj", "csubj:pass", "parataxis"}
)
_VERBS = frozenset({"VERB", "AUX"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_NOT_HEADS = frozenset({"aux", "aux:pass", "amod", "compound", "case", "mark", "det", "cc"})
_PREDICATES = frozenset({"acomp", "attr"})
DIRECT = "direct"
QUESTION = Stand(OPEN, "unknown", "question", "question")
UNSAID = Stand(OPEN, "unknown", "claim", "unsaid")
DENIED = Stand(-CERTAIN, "did_not_happen", "claim", "denied")
IMPERATIVE = Stand(OPEN, "called_for", "call_to_action", "imperative")


def read_commitment(found: Found, words: CommitmentWords) -> Commitments:
    """Value every clause of a document, from the top of each sentence downwards.

    Args:
        found: parse and attributions are read; values are those of the innermost holder.
        words: the lexicon.

    Returns:
        For each token the head of its clause, for each head its value; beside them the nouns
        that are meant otherwise than the clause around them.
    """
    said = found.attributions
    indirect = frozenset(n for n, a in enumerate(said.attributions) if a.mode != DIRECT)
    hedged = frozenset(n for n, a in enumerate(said.attributions) if _is_adverb(found, a))
    holder = {i: n for i, n in said.innermost.items() if n not in hedged}
    asked = find_asked(found.parse, words, holder)
    walk = _Walk(found.parse, words, holder, indirect, asked)
    for token in found.parse.tokens:
        if token.head == token.i:
            walk.down(token.i)
    return Commitments(tuple(walk.clause_of), walk.values, walk.nouns)


def _is_adverb(found: Found, attribution: Attribution) -> bool:
    """Whether only an adverb reports ("allegedly"): a clause stays what its sentence makes it."""
    cue = attribution.cue_head
    return cue is not None and found.parse.tokens[cue].pos == "ADV"


#: Relations in which a participle with an article is a noun.
_NOMINAL = frozenset({"nsubj", "nsubj:pass", "obj", "obl", "nmod", "obl:agent"})


@dataclass(slots=True)
class _Walk:
    """One pass over a document; the lists fill while it goes."""

    parse: Parse
    words: CommitmentWords
    holder: dict[int, int]
    #: the attributions whose contents are not quoted word for word
    indirect: frozenset[int]
    #: heads of the clauses that are asked
    asked: frozenset[int]
    clause_of: list[int] = field(default_factory=list)
    values: dict[int, ClauseValue] = field(default_factory=dict)
    nouns: dict[int, ClauseValue] = field(default_factory=dict)
    #: head of a clause, or noun -> how it is meant
    stands: dict[int, Stand] = field(default_factory=dict)
    clauses: dict[int, Clause] = field(default_factory=dict)
    contexts: dict[int, Stand] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clause_of = list(range(len(self.parse.tokens)))

    def down(self, root: int) -> None:
        """Value the tree under a root, parents before children."""
        stack = [root]
        children = self.parse.children
        while stack:
            i = stack.pop()
            self._visit(i)
            stack.extend(children[i])

    def _visit(self, i: int) -> None:
        token = self.parse.tokens[i]
        if token.head == i or self._heads_clause(token):
            self._clause(token)
        elif token.pos in _NOUNS:
            self._noun(token)
        else:
            self.clause_of[i] = self.clause_of[token.head]

    def _heads_clause(self, token: Token) -> bool:
        if token.dep in _CLAUSES:
            return token.pos in _VERBS or token.dep in ("ccomp", "advcl", "acl:relcl", "parataxis")
        if token.dep == "conj":
            return self._heads_conjunct(token)
        if token.tag == "VBN" and token.dep in _NOMINAL and self.parse.kid(token.i, "det"):
            return False  # "the wounded"
        return token.pos in _VERBS and token.dep not in _NOT_HEADS

    def _heads_conjunct(self, token: Token) -> bool:
        """A second predicate: fled and fought; welcome but no surprise."""
        if token.pos in _VERBS:
            return token.head in self.clauses
        first = self.parse.tokens[token.head]
        return first.dep in _PREDICATES and any(self.parse.kids(token.i, "neg"))

    def _keep(self, i: int, stand: Stand) -> None:
        self.clause_of[i] = i
        self.stands[i] = stand
        self.values[i] = clause_value(i, stand)

    def _clause(self, token: Token) -> None:
        reported = self.holder.get(token.i) in self.indirect
        clause = scan(self.parse, self.words, token.i, reported=reported)
        self.clauses[token.i] = clause
        if token.i not in self.asked and (row := inverted(self.parse, self.words, token)):
            clause.inverted, clause.modal = row, None
        above = self._context(token, clause)
        self.contexts[token.i] = above
        self._keep(token.i, within(above, self._own(token, clause)))

    def _own(self, token: Token, clause: Clause) -> Stand:
        """A clause's own words; "is going to" is itself about what is to come."""
        own = own_stand(clause)
        if clause.progressive and own.value > 0 and own.realis in REAL:
            row = self.words.embedder("verb", token, "self")
            if row and any(self.parse.kids(token.i, "xcomp")):
                return governed(row, own)
        return own

    def _context(self, token: Token, clause: Clause) -> Stand:
        """What stands above the clause, its own mood included."""
        if token.head == token.i:
            rows = (*(row for _, row in clause.marks), clause.inverted)
            above = next((governed(row, PLAIN) for row in rows if row), PLAIN)
        elif self.holder.get(token.i) != self.holder.get(token.head):
            above = self._from_cue(token, clause)
        elif token.dep == "conj":
            return self._conjunct(token, clause)
        else:
            above = context(
                self.parse,
                self.words,
                clause,
                self._stand_of(token.head),
                self._particle(token.head),
            )
        return self._mood(token, clause, above)

    def _stand_of(self, i: int) -> Stand:
        return self.stands.get(i) or self.stands[self.clause_of[i]]

    def _particle(self, verb: int) -> str:
        clause = self.clauses.get(verb)
        return clause.particle if clause else ""

    def _from_cue(self, token: Token, clause: Clause) -> Stand:
        """The top of somebody's content: only what the cue leaves open, never who reports it."""
        if token.dep not in ("ccomp", "xcomp", "acl", "advcl"):
            return PLAIN
        if mark := marked(self.parse, self.words, clause):
            return governed(mark, PLAIN)
        if token.i not in self.holder:  # beside the content, not in it
            return PLAIN
        slots = slots_of(token, clause)
        row = governor(self.parse, self.words, token.head, slots, self._particle(token.head))
        return self._said(token, row)

    def _said(self, token: Token, row: CommitmentRow | None) -> Stand:
        if self._is_denied(token.head):
            return governed(row, DENIED) if row else UNSAID
        if row is None:
            return PLAIN
        counter = row.affirmed == row.negated == "CT-"  # wished that it had
        left_open = counter or row.affirmed == "Uu" or self._is_to_come(token, row)
        return governed(row, PLAIN) if left_open else PLAIN

    def _is_to_come(self, token: Token, row: CommitmentRow) -> bool:
        """Whether what is said is still to be done: "expected to hold", not "to have held"."""
        return row.realis in WANTED and token.tag == "VB" and self.clauses[token.i].infinitive

    def _is_denied(self, cue: int) -> bool:
        """Whether a cue is negated: did not say, is not aware, no evidence."""
        if self.parse.tokens[cue].pos in _NOUNS:
            return self._stand_of(cue).value < 0
        clause = self.clauses.get(self.clause_of[cue])
        return clause is not None and clause.negator is not None

    def _conjunct(self, token: Token, clause: Clause) -> Stand:
        """A second predicate stands where the first stands."""
        head = self.clause_of[token.head]
        first = self.clauses[head]
        joiner = [
            row
            for c in self.parse.kids(token.head, "cc", "cc:preconj")
            if c.i < token.i and (row := self.words.phrase(self.parse.tokens, c.i))
        ]
        kinds = {row.kind for row in joiner}
        shared(first, clause, self.parse.tokens, contrast="contrast" in kinds)
        if "negator" in kinds or ("choice" in kinds and not clause.subject):
            clause.negator = clause.negator or first.negator
        lifted = "choice" if clause.negator else ("contrast", "choice")  # "but has not fled"
        clause.adverbs += [row for row in joiner if row.kind in lifted]
        if clause.plain_mark == "" and (mark := marked(self.parse, self.words, clause)):
            return governed(mark, PLAIN)
        above = self.contexts[head]
        if token.i in self.asked and above.act != "question":
            return self._mood(token, clause, PLAIN)
        if clause.subject and above.rule in ("imperative", "conditional_main"):
            return self._mood(token, clause, PLAIN)
        if above == PLAIN and not first.subject and is_imperative(token, clause, self.parse):
            return self._called(token)
        return above

    def _mood(self, token: Token, clause: Clause, above: Stand) -> Stand:
        """Questions, imperatives, and what depends on a condition."""
        if above.value > 0 and token.i in self.asked:
            if clause.asks:
                return Stand(CERTAIN, clause.asks.realis or "unknown", "question", clause.asks.id)
            return QUESTION
        top = token.head == token.i or token.dep in ("parataxis", "ccomp")
        if top and above == PLAIN and is_imperative(token, clause, self.parse):
            return self._called(token)
        if above.value > 0 and self._is_conditional(token, clause):
            return Stand(OPEN, "hypothetical", above.act, "conditional_main")
        return above

    def _called(self, token: Token) -> Stand:
        row = self.words.embedder("call", token, "bare")
        return IMPERATIVE._replace(rule=row.id) if row else IMPERATIVE

    def _is_conditional(self, token: Token, clause: Clause) -> bool:
        """Whether the clause only holds if another does: "If they attack, we will respond".

        A past or present tense beside a condition still tells what holds ("if it is so, he
        lied"); could and would have are open or denied by themselves.
        """
        if clause.modal is None or clause.modal.affirmed not in ("CT+", "Uu"):
            return False
        for child in self.parse.kids(token.i, "advcl", "ccomp"):
            if inverted(self.parse, self.words, child):
                return True
            for mark in self.parse.kids(child.i, "mark", "advmod"):
                row = self.words.phrase(self.parse.tokens, mark.i)
                if row and row.kind == "conditional" and "main" in row.slot_names:
                    return True
        return False

    def _noun(self, token: Token) -> None:
        head = token.head
        beside = self.parse.tokens[head]
        # "the group responsible for it has not been found" says nothing against the event
        above = self._stand_of(beside.head if beside.dep == "amod" else head)
        particle = self._particle(head)
        if self.holder.get(token.i) != self.holder.get(head):
            inside = token.i in self.holder
            row = governing(self.parse, self.words, token, particle) if inside else None
            stand = self._said(token, row) if inside else PLAIN
            own = own_words(self.parse, self.words, token.i)
            self._keep(token.i, within(stand, own) if own else stand)
            return
        self.clause_of[token.i] = self.clause_of[head]
        value = noun_stand(self.parse, self.words, token.i, above, particle)
        if value is None and token.dep == "conj":
            value = self.stands.get(head)
        if value is not None:
            self.stands[token.i] = value
            self.nouns[token.i] = clause_value(token.i, value)
