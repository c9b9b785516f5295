"""What a parent clause makes of a clause below it: the context it is read in.

parent, relation, mark ──▶ context ──▶ Stand
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.commitment.scale import OPEN, PLAIN, POSSIBLE, REAL, Stand, governed

if TYPE_CHECKING:
    from onrecord.commitment.local import Clause
    from onrecord.commitment.words import CommitmentRow, CommitmentWords
    from onrecord.parse.tree import Parse, Token

PARTS = {"NOUN": "noun", "PROPN": "noun", "ADJ": "adjective", "VERB": "verb", "AUX": "verb"}
MARKS = frozenset({"conditional", "purpose", "negator"})
#: Forms that do not tell by themselves what was done.
_UNTOLD = frozenset({"VB", "VBG"})
_ABOVE = frozenset({"ccomp", "xcomp", "acl", "advcl", "csubj", "csubj:pass"})
#: A complement hangs on a copula when its noun or adjective is the predicate: "is able to".
_PREDICATES = ("acomp", "attr")


def context(
    parse: Parse, words: CommitmentWords, clause: Clause, parent: Stand, particle: str
) -> Stand:
    """How the parent means the clause.

    Args:
        parse: the tokens.
        words: the lexicon.
        clause: the clause below, scanned.
        parent: how the governing word is meant.
        particle: the particle of the governing verb ("rule out").
    """
    token = parse.tokens[clause.head]
    if not _is_below(token, clause):
        return PLAIN
    if mark := marked(parse, words, clause):
        return governed(mark, PLAIN)
    slots = slots_of(token, clause)
    row = _degree(parse, words, clause) or governor(parse, words, token.head, slots, particle)
    row = row or _over_object(parse, words, token, slots)
    if row is not None:
        return governed(row, parent)
    if clause.infinitive:
        return _infinitive(parse, token, parent)
    if token.dep == "acl" and is_open(parent) and _goes_along(parse, words, token):
        return parent
    return _unknown(token, clause, parent)


def _is_below(token: Token, clause: Clause) -> bool:
    """Whether what stands above bears on the clause; a relative clause stands for itself."""
    if token.dep == "acl:relcl":
        return clause.infinitive or (clause.finite and clause.complementizer)
    return token.dep in _ABOVE


def marked(parse: Parse, words: CommitmentWords, clause: Clause) -> CommitmentRow | None:
    """The row of a word that marks the clause: its dependent, or what stands just before it."""
    for _, row in clause.marks:
        slots = row.slot_names
        if "complement" in slots and (clause.present or "present" not in slots):
            return row
    if clause.plain_mark or clause.infinitive or clause.inverted:
        return clause.inverted
    first = clause.head
    while parse.children[first] and parse.children[first][0] < first:
        first = parse.children[first][0]
    if not first or parse.tokens[first - 1].lower not in words.phrases:
        return None
    before = words.phrase(parse.tokens, first - 1)
    return before if before is not None and _marks_alone(before) else None


def inverted(parse: Parse, words: CommitmentWords, token: Token) -> CommitmentRow | None:
    """The row of an auxiliary that opens its clause, a condition: had they left, should they."""
    before = [parse.tokens[i] for i in parse.children[token.i] if i < token.i]
    cues = [t.i for t in before if t.dep == "parataxis"]  # "P, they said, had Q"
    if token.dep not in ("advcl", "ccomp") and not cues:
        return None
    after = (t.i for t in before if not cues or (t.i > cues[-1] and t.pos != "PUNCT"))
    first = next(after, token.i)
    if first != token.i and parse.tokens[first].dep not in ("aux", "aux:pass"):
        return None
    return words.inverted.get(parse.tokens[first].lower)


def _marks_alone(row: CommitmentRow) -> bool:
    return row.kind in MARKS and " " in row.phrase and "complement" in row.slot_names


def _over_object(
    parse: Parse, words: CommitmentWords, token: Token, slots: tuple[str, ...]
) -> CommitmentRow | None:
    """A complement that the parser hung on the object: warned guards [to leave]."""
    above = parse.tokens[token.head]
    if above.dep != "obj" or not slots or slots[0] in ("that", "ing", "bare"):
        return None
    return governor(parse, words, above.head, slots)


def slots_of(token: Token, clause: Clause) -> tuple[str, ...]:
    """The kinds of complement a clause may be, best first."""
    if clause.infinitive:
        return ("inf",)
    if token.tag == "VBG" and not clause.finite:
        if clause.plain_mark:
            return (clause.plain_mark, "ing")
        return ("ing",) if token.dep in ("xcomp", "ccomp", "acl") else ()
    if clause.finite:
        return ("that",) if token.dep in ("ccomp", "acl", "acl:relcl") else ()
    return ("bare", "that") if token.tag == "VB" else ("ing",) if token.tag == "VBN" else ()


def governor(
    parse: Parse, words: CommitmentWords, above: int, slots: tuple[str, ...], particle: str = ""
) -> CommitmentRow | None:
    """The row of the word that governs a complement: the head, or the predicate of a copula.

    Args:
        parse: the tokens.
        words: the lexicon.
        above: the head.
        slots: kinds of complement, best first; see ``slots_of``.
        particle: the particle of the head.
    """
    tokens = parse.tokens
    part = PARTS.get(tokens[above].pos)
    if part is None or not slots:
        return None
    if row := _of_phrase(parse, words, above, part):
        return row
    if slots == ("inf",) and not any(parse.kids(above, "obj", "iobj")):
        slots = ("self", "inf")
    for place, kind in _places(parse, above, part):
        for slot in slots:
            if row := words.embedder(kind, tokens[place], slot, particle):
                return row
    return None


def _of_phrase(parse: Parse, words: CommitmentWords, above: int, part: str) -> CommitmentRow | None:
    """In order to, in case: a noun that is the end of a phrase marks what follows it."""
    if part != "noun" or parse.tokens[above].lower not in words.phrases:
        return None
    row = words.phrase(parse.tokens, above)
    return row if row is not None and row.kind in ("conditional", "purpose") else None


def _places(parse: Parse, above: int, part: str) -> list[tuple[int, str]]:
    if part == "verb":
        places = [(c.i, PARTS.get(c.pos, "adjective")) for c in parse.kids(above, *_PREDICATES)]
        return [*places, (above, part)]
    places = [(above, part)]
    if part == "noun":
        places += [(c.i, "adjective") for c in parse.kids(above, "amod")]
    elif parse.tokens[above].tag in ("VBN", "VBG", "JJ"):
        places.append((above, "verb"))
    return places


def _degree(parse: Parse, words: CommitmentWords, clause: Clause) -> CommitmentRow | None:
    """The row of a measure before "to do": too weak to, strong enough to, men enough to, yet to."""
    if not clause.infinitive:
        return None
    above = parse.tokens[clause.head].head
    before = next(c for c in parse.children[clause.head] if parse.tokens[c].tag == "TO") - 1
    for i in (before, *(c.i for c in parse.kids(above, "advmod", "amod"))):
        if parse.tokens[i].lower in words.phrases:
            row = words.phrase(parse.tokens, i)
            if row is not None and row.kind == "degree":
                return row
    return None


def _infinitive(parse: Parse, token: Token, parent: Stand) -> Stand:
    """A bare "to do": a purpose beside a clause, else something not said to have happened.

    What somebody did something for is possible; what is only wanted or open has no such ground.
    """
    above = parse.tokens[token.head]
    realis = "planned" if token.dep == "advcl" or above.pos == "VERB" else "hypothetical"
    done = parent.value > 0 and parent.realis in REAL and above.tag not in _UNTOLD
    return Stand(POSSIBLE if done else OPEN, realis, "claim", "infinitive")


def _unknown(token: Token, clause: Clause, parent: Stand) -> Stand:
    """No row speaks: what is told beside the parent stands, what depends on it goes along."""
    if clause.finite:
        if token.dep == "ccomp" and parent.value < 0:
            return Stand(OPEN, "unknown", "claim", parent.rule)
        later = token.dep == "advcl" and (clause.present or token.tag in ("VBN", "VBG"))
        return parent if later and is_open(parent) and not clause.modal else PLAIN
    if token.dep == "acl":
        return PLAIN
    if token.dep == "advcl" and parent.value < 0:
        return PLAIN
    return parent if is_open(parent) else parent._replace(act="claim")


def is_open(parent: Stand) -> bool:
    """Whether something is neither real nor denied."""
    return parent.value >= 0 and parent.realis not in REAL


def _goes_along(parse: Parse, words: CommitmentWords, token: Token) -> bool:
    """Whether a participle is as open as its noun: a van carrying arms, if there is one.

    A known thing has its past; and "a plan drawn up" is open by the participle itself.
    """
    above = parse.tokens[token.head]
    if above.pos == "PROPN" or above.tag == "PRP" or known(parse, words, above.i):
        return False
    return token.tag != "VBN" or words.embedder("verb", token, "noun") is None


def known(parse: Parse, words: CommitmentWords, i: int) -> str:
    """Why a noun is spoken of as known: the, this, somebody's; empty if it is not."""
    for child in parse.kids(i, "nmod:poss", "det"):
        row = words.phrase(parse.tokens, child.i)
        if child.dep == "nmod:poss" or (row is not None and row.kind == "definite"):
            return row.id if row else "presupposed"
    return ""
