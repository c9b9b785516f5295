"""Read sources and contents off the parse: complements of cue verbs, nouns, adjectives.

Parse, CueWords ──▶ find_drafts ──▶ Draft, one for each cue that has a content
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.attribution.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.attribution.cues import Cue, CueWords
    from onrecord.parse.tree import Parse, Token

#: Relations under which a clause passes its subject on to a verb without one.
_SHARED_SUBJECT = frozenset({"conj", "advcl", "xcomp", "ccomp", "parataxis"})
_CLAUSES = ("ccomp", "csubj", "csubj:pass")


def find_drafts(parse: Parse, words: CueWords) -> Iterator[Draft]:
    """Yield a draft for every cue with a content, in the order of the text."""
    for token in parse.tokens:
        verb = words.phrase(parse, token) or words.verb(token)
        if verb is not None:
            yield from _of_verb(parse, token, verb, words)
        noun = words.noun(token) or words.adjective(token)
        if noun is not None:
            yield from _of_noun(parse, token, noun, words)
        if token.dep in ("obl", "nmod", "root"):
            preposition = words.preposition(parse, token)
            if preposition is not None:
                yield from _of_preposition(parse, token, preposition)


def _of_verb(parse: Parse, token: Token, cue: Cue, words: CueWords) -> Iterator[Draft]:
    for read in (_clause, _infinitive, _object, _prepositional, _inverted):
        content = read(parse, token, cue, words)
        if content is not None:
            roots, target = content
            source = source_of(parse, token.i)
            tokens, marks = _content(parse, roots, token.i, words.marks | cue.words("to_of"))
            tokens -= _resumed(parse, roots, token.i, words)
            if tokens:
                cue_tokens = cue_span(parse, token.i)
                yield Draft(cue.id, token.i, cue_tokens, source, roots, tokens, target, marks)
            return


#: What a frame reader gives: heads of the content, and the one accused or addressed.
_Read = tuple[tuple[int, ...], int | None]


def _clause(parse: Parse, token: Token, cue: Cue, _words: CueWords) -> _Read | None:
    """Read "said (that) P", "asked whether P", "denied doing P"."""
    if not cue.takes("that", "quote", "ing", "whether"):
        return None
    particle = parse.kid(token.i, "compound:prt")
    if cue.words("particle") and (particle is None or particle.lower not in cue.words("particle")):
        return None
    kids = [t for t in parse.kids(token.i, *_CLAUSES) if _is_clause(parse, t)]
    if cue.takes("ing"):
        kids += [t for t in parse.kids(token.i, "xcomp") if t.tag == "VBG"]
    if not kids:
        return None
    target = parse.kid(token.i, "obj", "iobj")
    return tuple(t.i for t in kids), target.i if target else None


def _is_clause(parse: Parse, token: Token) -> bool:
    """A finite complement (or any quoted one), not an infinitive of purpose."""
    return token.pos in ("VERB", "AUX") or any(parse.kids(token.i, "nsubj", "nsubj:pass", "cop"))


def _infinitive(parse: Parse, token: Token, cue: Cue, words: CueWords) -> _Read | None:
    """Read "vowed to P", "urged X to P", "called on X to P"."""
    if not (cue.takes("to", "obj_to") or cue.words("to_of")):
        return None
    complements = parse.kids(token.i, "xcomp", "ccomp", "advcl")
    clause = next((t for t in complements if _is_to(parse, t)), None)
    if clause is None or (cue.class_ == "denial" and words.verb(clause) is not None):
        return None  # "declined to comment" says nothing, and denies nothing
    addressed = None if cue.takes("to") else _addressee(parse, token, cue)
    if cue.takes("to") or parse.kid(clause.i, "nsubj") is not None:
        return (clause.i,), addressed
    return None if addressed is None else ((addressed, clause.i), addressed)


def _is_to(parse: Parse, clause: Token) -> bool:
    return any(t.tag == "TO" for t in parse.kids(clause.i, "aux", "mark"))


def _addressee(parse: Parse, token: Token, cue: Cue) -> int | None:
    wanted = cue.words("to_of")
    for kid in parse.kids(token.i, "obj", "iobj", "obl", "nsubj:pass"):
        if kid.dep != "obl" or parse.case(kid.i) in wanted:
            return kid.i
    return None


def _object(parse: Parse, token: Token, cue: Cue, words: CueWords) -> _Read | None:
    """Read "denied the attack", "rejected claims that P", "accused X of P", "described X as P"."""
    target = parse.kid(token.i, "obj") or parse.kid(token.i, "nsubj:pass")
    if target is None:
        return None
    if cue.words("obj_with") or cue.words("act_with"):
        read = _object_with(parse, target, cue)
        if read is not None:
            return read
    if not cue.takes("obj") or (target.pos == "PRON" and cue.class_ != "denial"):
        return None  # "denies it" must not be lost; "saw him" says nothing
    claim = words.noun(target) and _kid(parse, target.i, "acl", "ccomp", "acl:relcl")
    return ((claim or target.i),), None


def _object_with(parse: Parse, target: Token, cue: Cue) -> _Read | None:
    verb = target.head
    agent = parse.kid(verb, "obl:agent")
    heads = [verb, target.i, *([agent.i] if agent else [])]
    for frame in ("act_with", "obj_with"):
        pairs = (_with(parse, h, w) for h in heads for w in sorted(cue.words(frame)))
        act = next((a for a in pairs if a is not None), None)
        if act is not None:
            return ((act,) if frame == "act_with" else (target.i, act)), target.i
    act = _kid(parse, verb, "xcomp")
    return None if act is None else ((target.i, act), target.i)


def _prepositional(parse: Parse, token: Token, cue: Cue, _words: CueWords) -> _Read | None:
    """Read "called for P", "warned of P"."""
    heads = [token.i, *(t.i for t in parse.kids(token.i, "obj"))]
    found = (_with(parse, h, w) for h in heads for w in sorted(cue.words("with")))
    nominal = next((n for n in found if n is not None), None)
    return None if nominal is None else ((nominal,), None)


def _inverted(parse: Parse, token: Token, cue: Cue, words: CueWords) -> _Read | None:
    """Read "P, officials said, Q" and "as officials said": the clause around the cue."""
    if not cue.takes("that", "quote") or parse.kid(token.i, "obj") is not None:
        return None
    marks = {words.sources.get(t.lower) for t in parse.kids(token.i, "mark")}
    as_clause = token.dep == "advcl" and "inverting" in marks
    if token.dep != "parataxis" and not as_clause:
        return None
    if source_of(parse, token.i) is None and not as_clause:
        return None
    return (token.head,), None


def _with(parse: Parse, head: int, word: str) -> int | None:
    """The dependent of ``head`` that a preposition (or the mark of a clause) introduces."""
    for token in parse.kids(head, "obl", "nmod", "advcl", "acl", "xcomp", "ccomp"):
        if any(t.lower == word for t in parse.kids(token.i, "case", "mark")):
            return token.i
    return None


def _kid(parse: Parse, head: int, *deps: str) -> int | None:
    token = parse.kid(head, *deps)
    return None if token is None else token.i


def _of_noun(parse: Parse, token: Token, cue: Cue, words: CueWords) -> Iterator[Draft]:
    """Read "claims that P", "its vow to P", "was confident that P"."""
    kids = parse.kids(token.i, "acl", "ccomp", "xcomp", "advcl", "acl:relcl", "nmod")
    clause = next((t for t in kids if _fits(parse, t, cue, words)), None)
    if clause is None:
        return
    source = _noun_source(parse, token, words)
    content, marks = _content(parse, (clause.i,), token.i, words.marks)
    yield Draft(cue.id, token.i, (token.i,), source, (clause.i,), content, marks=marks)


def _fits(parse: Parse, clause: Token, cue: Cue, words: CueWords) -> bool:
    if clause.dep == "nmod":
        return parse.case(clause.i) in cue.words("with")
    marks = {words.sources.get(t.lower) for t in parse.kids(clause.i, "mark")}
    that = "mark" in marks or (clause.dep == "ccomp" and not marks)
    return (cue.takes("that") and that) or (cue.takes("to") and _is_to(parse, clause))


def _noun_source(parse: Parse, token: Token, words: CueWords) -> int | None:
    if token.pos != "NOUN":
        subject = parse.kid(token.head, "nsubj") or parse.kid(token.i, "nsubj")
        return None if subject is None else subject.i
    owner = parse.kid(token.i, "nmod:poss")
    if owner is not None:
        return owner.i
    made_by = parse.kid(token.i, "nmod", "obl:agent")
    if made_by is not None and words.sources.get(parse.case(made_by.i)) == "maker":
        return made_by.i
    governor = parse.tokens[token.head]
    cue = words.verb(governor)
    if token.dep == "obj" and governor.pos == "VERB" and (cue is None or cue.polarity == "+"):
        return source_of(parse, governor.i)
    return None


def _of_preposition(parse: Parse, token: Token, cue: Cue) -> Iterator[Draft]:
    """Read "According to X, P": the clause the phrase hangs in, without the phrase."""
    clause = token.head
    while parse.tokens[clause].pos not in ("VERB", "AUX") and parse.tokens[clause].head != clause:
        if parse.tokens[clause].dep in ("ccomp", "conj", "root", "acl:relcl", "advcl"):
            break
        clause = parse.tokens[clause].head
    if clause == token.i:
        return
    content = frozenset(parse.subtree(clause)) - frozenset(parse.subtree(token.i))
    case = tuple(t.i for t in parse.kids(token.i, "case"))
    yield Draft(cue.id, case[0], case, token.i, (clause,), content)


def source_of(parse: Parse, verb: int) -> int | None:
    """Head of the phrase that names who speaks, or None."""
    if parse.kid(verb, "nsubj:pass") is not None or parse.kid(verb, "aux:pass") is not None:
        agent = parse.kid(verb, "obl:agent")
        return None if agent is None else agent.i
    subject = parse.kid(verb, "nsubj")
    if subject is not None:
        return subject.i
    token = parse.tokens[verb]
    if token.dep == "acl" and token.tag in ("VBG", "VBN"):
        return token.head if token.tag == "VBG" else _kid(parse, verb, "obl:agent")
    if token.dep in _SHARED_SUBJECT and token.head != verb:
        return source_of(parse, token.head)
    return None


def cue_span(parse: Parse, verb: int) -> tuple[int, ...]:
    """The verb with its particles, auxiliaries and negation, where they stand beside it."""
    parts = {verb, *(t.i for t in parse.kids(verb, "compound:prt", "aux", "aux:pass", "neg"))}
    return tuple(
        i for i in sorted(parts) if all(k in parts for k in range(min(i, verb), max(i, verb)))
    )


def _resumed(parse: Parse, roots: tuple[int, ...], cue: int, words: CueWords) -> frozenset[int]:
    """Clauses after an inverted cue that are the article's own: "P, officials said, as Q"."""
    after = (k for r in roots if r < cue for k in parse.kids(r, "advcl", "conj") if k.i > cue)
    return frozenset(i for k in after if _resumes(parse, k, words) for i in parse.subtree(k.i))


def _resumes(parse: Parse, clause: Token, words: CueWords) -> bool:
    """A clause with "as" or "while", or one that says what somebody else says."""
    if clause.dep == "conj":
        return words.verb(clause) is not None and parse.kid(clause.i, "nsubj") is not None
    return any(words.sources.get(t.lower) == "inverting" for t in parse.kids(clause.i, "mark"))


def _content(
    parse: Parse, roots: tuple[int, ...], cue: int, words: frozenset[str]
) -> tuple[frozenset[int], frozenset[int]]:
    """Everything below the roots but the cue's own clause; apart, words that only mark it."""
    tokens = {i for root in roots for i in parse.subtree(root)}
    if cue in tokens:
        tokens -= set(parse.subtree(cue))
    heads = [*roots, *(t.i for root in roots for t in parse.kids(root, "conj"))]
    kids = (t for head in heads for t in parse.kids(head, "mark", "case"))
    marks = frozenset(t.i for t in kids if t.lower in words)
    return frozenset(tokens) - marks, marks & tokens
