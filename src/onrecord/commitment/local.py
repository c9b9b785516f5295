"""What a clause's own words make of it: negation, modals, adverbs, tense, question, imperative.

head of a clause ──▶ scan ──▶ Clause (what stands around it) ──▶ own_stand ──▶ Stand
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.commitment.scale import CERTAIN, OPEN, PLAIN, SCALE, Stand
from onrecord.commitment.words import CommitmentRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.commitment.words import CommitmentWords
    from onrecord.parse.tree import Parse, Token

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "csubj:pass", "expl"})
ARGUMENTS = frozenset({"nsubj", "nsubj:pass", "obj", "attr", "obl:agent", "iobj", "dep"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PRESENT = frozenset({"VBZ", "VBP"})
EQUATED = Stand(OPEN, "hypothetical", "claim", "equated")
_NO_WORDS = frozenset({"punct", "conj", "ccomp", "xcomp", "acl", "acl:relcl", "parataxis"})

_COMMA = ","
#: Tag of "where", "when".
_WHERE = "WRB"


@dataclass(slots=True)
class Clause:
    """What one pass over the dependents of a clause's head shows; filled by ``scan``."""

    head: int
    negator: CommitmentRow | None = None
    modal: CommitmentRow | None = None
    modal_word: str = ""
    adverbs: list[CommitmentRow] = field(default_factory=list)
    marks: list[tuple[int, CommitmentRow]] = field(default_factory=list)
    asks: CommitmentRow | None = None
    plain_mark: str = ""
    complementizer: bool = False
    particle: str = ""
    infinitive: bool = False
    subject: bool = False
    perfect: bool = False
    finite: bool = False
    progressive: str = ""
    auxiliary: bool = False
    #: the tense: "leaves", "is leaving", "has left"
    present: bool = False
    #: the row of the auxiliary that opens a condition: "had they left"
    inverted: CommitmentRow | None = None
    #: a bare verb that a copula equates with something: "all they did was wait"
    equated: bool = False


def scan(parse: Parse, words: CommitmentWords, head: int, *, reported: bool) -> Clause:
    """Look once at each dependent of a clause's head.

    Args:
        parse: the tokens.
        words: the lexicon.
        head: the clause's head.
        reported: whether the clause is indirect speech, where tenses shift ("said it would").
    """
    tokens = parse.tokens
    tag = tokens[head].tag
    clause = Clause(head, finite=tag in _FINITE, present=tag in _PRESENT)
    for child in parse.children[head]:
        token = tokens[child]
        if token.dep in ("aux", "aux:pass"):
            _auxiliary(words, clause, token, tokens[head])
            for below in parse.children[child]:  # under no circumstances did they
                _dependent(parse, words, clause, tokens[below])
        elif token.dep not in _NO_WORDS:
            _dependent(parse, words, clause, token)
    if clause.modal_word:
        clause.modal = _modal(clause, words, tokens[head].lemma, reported=reported)
    return clause


def _is_called(parse: Parse, noun: Token, verb: int) -> bool:
    """Whether a noun before a comma names those who are called: "Sons of the land, rise!"."""
    token = parse.tokens[verb]
    bare = not any(parse.kids(noun.i, "det", "acl:relcl", "acl", "appos"))
    before = verb > 0 and parse.tokens[verb - 1].text == _COMMA
    return before and bare and noun.pos == "NOUN" and token.tag == "VB"


def _dependent(parse: Parse, words: CommitmentWords, clause: Clause, token: Token) -> None:
    dep = token.dep
    if dep in SUBJECTS:
        clause.subject = not _is_called(parse, token, clause.head)
    elif dep == "mark":
        clause.complementizer = True
    if dep in ARGUMENTS:
        _argument(parse, words, clause, token.i)
    if token.lower in words.phrases:
        _word(parse, words, clause, token.i)
    elif dep == "mark":
        clause.plain_mark = clause.plain_mark or token.lower
    elif dep == "compound:prt":
        clause.particle = token.lower


def _auxiliary(words: CommitmentWords, clause: Clause, token: Token, head: Token) -> None:
    tag = token.tag
    clause.auxiliary = True
    if tag == "TO":
        clause.infinitive = True
    elif tag == "MD" or (token.lower, "") in words.modals:
        clause.modal_word = token.lower
        clause.finite = True
    else:
        clause.finite = clause.finite or tag in _FINITE
        clause.present = clause.present or tag in _PRESENT
        clause.equated = token.dep == "aux:pass" and head.tag == "VB"
        if token.dep == "aux" and head.tag == "VBN":
            clause.perfect = True
        if token.dep == "aux" and head.tag == "VBG":
            clause.progressive = tag


def _modal(
    clause: Clause, words: CommitmentWords, verb: str, *, reported: bool
) -> CommitmentRow | None:
    kinds = [verb, "perfect"] if clause.perfect else [verb, "reported"] if reported else [verb]
    if clause.progressive:
        kinds.insert(0, "progressive")
    rows = (words.modals.get((clause.modal_word, kind)) for kind in (*kinds, ""))
    return next((row for row in rows if row), None)


def _word(parse: Parse, words: CommitmentWords, clause: Clause, child: int) -> None:
    """A dependent that is (the end of) a phrase of the lexicon."""
    tokens = parse.tokens
    row = words.exception(tokens, child) or words.phrase(tokens, child)
    if row is not None and row.kind == "conditional" and _leads_to_a_place(tokens, child):
        return
    if row is None:
        if tokens[child].dep == "mark":
            clause.plain_mark = tokens[child].lower
    else:
        _sort(clause, child, row, tokens[child].dep)


def _leads_to_a_place(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word stands before where something is: "close to where a convoy was hit"."""
    after = tokens[i + 1 : i + 2]
    return any(token.tag == _WHERE for token in after)


def _sort(clause: Clause, child: int, row: CommitmentRow, dep: str) -> None:
    if row.kind == "negator":
        _negator(clause, child, row, dep)
    elif row.kind in ("adverb", "exception") and dep != "mark":
        clause.adverbs.append(row)
    elif row.kind in ("conditional", "purpose"):
        if dep in ("mark", "advmod", "case"):
            clause.marks.append((child, row))
    elif row.kind == "question":
        clause.asks = clause.asks or row
    elif dep == "mark":
        clause.plain_mark = row.phrase


def _negator(clause: Clause, child: int, row: CommitmentRow, dep: str) -> None:
    slots = row.slot_names
    if dep in ("mark", "case"):
        if "complement" in slots:
            clause.marks.append((child, row))
    elif "clause" in slots and dep not in ARGUMENTS and dep != "det":
        clause.negator = row


def _argument(parse: Parse, words: CommitmentWords, clause: Clause, child: int) -> None:
    """No one, nothing; no soldiers: a negator as or on a subject or object denies the clause."""
    tokens = parse.tokens
    for below in parse.children[child]:
        if below < child and tokens[below].dep in ("det", "neg", "cc:preconj", "amod", "nmod:poss"):
            _denies(words, clause, tokens, below)
    _denies(words, clause, tokens, child)


def _denies(words: CommitmentWords, clause: Clause, tokens: tuple[Token, ...], place: int) -> None:
    if tokens[place].lower not in words.phrases:
        return
    row = words.phrase(tokens, place)
    if row is None or words.exception(tokens, place):
        return
    if row.kind == "question":
        clause.asks = row
    elif row.kind == "negator" and "argument" in row.slot_names:
        clause.negator = row


def shared(first: Clause, second: Clause, tokens: tuple[Token, ...], *, contrast: bool) -> Clause:
    """A second predicate under the auxiliaries and the negation of the first.

    "did not attack or kill": two bare verbs share both. After a contrast ("has not fled but
    fought") the negation stays with the first.
    """
    alike = tokens[first.head].tag == tokens[second.head].tag
    bare = alike and not second.finite and not second.subject and not second.auxiliary
    if not bare or tokens[second.head].tag not in ("VB", "VBN", "VBG"):
        return second
    second.modal = first.modal
    second.infinitive = first.infinitive
    second.progressive = first.progressive
    second.finite = first.finite
    second.subject = first.subject
    if not contrast and second.negator is None:
        second.negator = first.negator
    return second


def own_stand(clause: Clause) -> Stand:
    """Value of the clause's own words, as if nothing stood above it."""
    stand = EQUATED if clause.equated else PLAIN
    if clause.negator:
        stand = Stand(-CERTAIN, "did_not_happen", "claim", clause.negator.id, "-")
    if clause.modal:
        stand = _under(clause.modal, stand, denied=clause.negator is not None)
    for row in clause.adverbs:
        stand = _under(row, stand, denied=stand.value < 0)
    if stand.value > 0 and stand.realis == "actual" and clause.progressive in _PRESENT:
        rule = "progressive" if stand.rule == "plain" else stand.rule
        stand = stand._replace(realis="ongoing", rule=rule)
    return stand


def _under(row: CommitmentRow, inner: Stand, *, denied: bool) -> Stand:
    value = SCALE[row.negated if denied else row.affirmed]
    size = abs(inner.value) if inner.value else CERTAIN
    if row.kind == "adverb":
        if inner.value == 0:
            return inner._replace(rule=row.id)
        value = max(-size, min(size, value))
    realis = row.realis or inner.realis
    if row.kind == "adverb" and inner.realis not in ("actual", "did_not_happen"):
        realis = inner.realis
    impossible = denied and row.negated == "CT-" and row.affirmed != "CT+"
    act = None if impossible else row.act  # "could not verify it" foretells nothing
    return Stand(value, realis, act or inner.act, row.id, inner.stated)


def is_imperative(token: Token, clause: Clause, parse: Parse) -> bool:
    """A bare verb without a subject: Leave the port!

    One at the head of its sentence may be tagged as a present tense.
    """
    first = token.tag == "VBP" and token.i == parse.sentences[token.sentence].first
    return (
        (token.tag == "VB" or (first and token.lower == token.lemma))
        and not clause.subject
        and not clause.infinitive
        and not clause.modal_word
        and not clause.perfect
    )
