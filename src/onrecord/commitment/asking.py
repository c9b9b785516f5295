"""Which clauses are asked: by a question mark, and by the order of words or a question word.

"The army left, so why did the shelling go on?" tells that it left and asks about the rest; of
"Why did they leave?", the mayor asked, the asking is told and the leaving asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.commitment.local import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.commitment.words import CommitmentWords
    from onrecord.parse.tree import Parse, Token

MARK = "?"
_TOPS = frozenset({"root", "ccomp", "conj", "parataxis", "advcl"})
_VERBS = frozenset({"VERB", "AUX"})
_AUXILIARIES = frozenset({"aux", "aux:pass"})
_INSIDE = frozenset({"det", "amod", "nmod:poss", "advmod"})


def find_asked(parse: Parse, words: CommitmentWords, holder: Mapping[int, int]) -> frozenset[int]:
    """The heads of the clauses that are asked.

    Args:
        parse: the tokens.
        words: the lexicon; its rows of the kind ``question`` are the question words.
        holder: token -> attribution whose content holds it; absent = own voice.
    """
    asked: set[int] = set()
    start = 0
    for token in parse.tokens:
        if MARK not in token.text:
            continue
        sentence = parse.sentences[token.sentence]
        stretch = parse.tokens[max(start, sentence.first) : token.i]
        tops = [t for t in stretch if t.dep in _TOPS or t.head == t.i]
        formed = [t.i for t in tops if _is_formed(parse, words, t, holder)]
        asked.update(formed or _told_order(tops, token, holder))
        start = token.i + 1
    return frozenset(asked)


def _told_order(tops: Sequence[Token], mark: Token, holder: Mapping[int, int]) -> Iterator[int]:
    """A question in the order of a statement asks its first clause: "They have left?"."""
    said = holder.get(mark.i)
    for token in tops:
        if token.dep not in ("conj", "advcl") and holder.get(token.i) == said:
            yield token.i
            return


def _is_formed(
    parse: Parse, words: CommitmentWords, token: Token, holder: Mapping[int, int]
) -> bool:
    """Whether the words ask: did they leave, is it so, who left, how many left."""
    if token.pos not in _VERBS:
        return False
    kids = [parse.tokens[c] for c in parse.children[token.i]]
    subject = next((kid.i for kid in kids if kid.dep in SUBJECTS), None)
    first = next((kid.i for kid in kids if kid.dep in _AUXILIARIES), token.i)
    aux = first != token.i or token.pos == "AUX"
    inverted = subject is not None and first < subject and aux
    worded = any(_is_question_word(parse, words, kid) for kid in kids)
    if token.dep == "advcl":
        return inverted and worded  # "should they leave" alone is a condition
    embedded = token.dep == "ccomp" and holder.get(token.i) == holder.get(token.head)
    return inverted or (worded and not embedded)


def _is_question_word(parse: Parse, words: CommitmentWords, token: Token) -> bool:
    if token.pos in _VERBS:
        return False
    inside = (c for c in parse.kids(token.i, *_INSIDE) if c.i < token.i)
    for part in (token, *inside):
        if part.lower in words.phrases:
            row = words.phrase(parse.tokens, part.i)
            if row is not None and row.kind == "question":
                return True
    return False
