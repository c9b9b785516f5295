"""Who a cue's source is, by the parse: head of the phrase that names who speaks.

Parse, cue token ──▶ source_of, noun_source ──▶ head of the source phrase, or None
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.attribution.cues import CueWords
    from onrecord.parse.tree import Parse, Token

#: Relations under which a clause passes its subject on to a verb without one.
_SHARED_SUBJECT = frozenset({"conj", "advcl", "xcomp", "ccomp", "parataxis"})


def source_of(parse: Parse, verb: int, words: CueWords) -> int | None:
    """Head of the phrase that names who speaks, or None."""
    if is_passive(parse, verb):
        agent = parse.kid(verb, "obl:agent")
        return None if agent is None else agent.i
    subject = subject_of(parse, verb, "nsubj")
    if subject is not None:
        return subject.i
    token = parse.tokens[verb]
    if token.dep == "advcl" and token.tag == "VBN" and not any(parse.kids(verb, "aux")):
        agent = parse.kid(verb, "obl:agent")
        return None if agent is None else agent.i  # "Asked whether P, she said Q"
    if token.dep == "acl" and token.tag in ("VBG", "VBN"):
        agent = parse.kid(verb, "obl:agent")
        return token.head if token.tag == "VBG" else (agent.i if agent else None)
    quoted = _quoted_person(parse, token, words)
    if quoted is not None:
        return quoted
    if token.dep in _SHARED_SUBJECT and token.head != verb:
        above = parse.tokens[token.head]  # a noun only where the parse joins verb and object
        return source_of(parse, above.head if above.dep == "obj" else above.i, words)
    return None


def subject_of(parse: Parse, verb: int, *deps: str) -> Token | None:
    """The subject of a verb; a parser may hang it on the auxiliary."""
    subject = parse.kid(verb, *deps)
    helpers = () if subject else parse.kids(verb, "aux", "aux:pass")
    return subject or next((s for t in helpers if (s := parse.kid(t.i, *deps))), None)


def is_passive(parse: Parse, verb: int) -> bool:
    """Whether a verb is passive."""
    return parse.kid(verb, "nsubj:pass", "aux:pass") is not None


def _quoted_person(parse: Parse, token: Token, words: CueWords) -> int | None:
    """In "The agency quoted Kodra as saying" and "Kodra was quoted as saying": Kodra."""
    if token.dep != "advcl" or token.head == token.i:
        return None
    cue = words.verb(parse.tokens[token.head])
    if cue is None or not any(
        t.lower in cue.words("obj_with") for t in parse.kids(token.i, "mark", "case")
    ):
        return None
    person = parse.kid(token.head, "obj", "nsubj:pass")
    return None if person is None else person.i


def noun_source(parse: Parse, token: Token, words: CueWords) -> int | None:
    """Whose claim, vow or certainty it is, or None."""
    if token.pos != "NOUN":
        subjects = ("nsubj", "nsubj:pass")
        subject = parse.kid(token.head, *subjects) or subject_of(parse, token.i, *subjects)
        return None if subject is None else subject.i
    owner = parse.kid(token.i, "nmod:poss")
    governor = parse.tokens[token.head]
    if owner is not None:
        by_verb = owner.pos == "PRON" and token.dep == "obj" and governor.pos == "VERB"
        named = source_of(parse, governor.i, words) if by_verb else None
        return owner.i if named is None else named  # "repeated its claim"
    made_by = parse.kid(token.i, "nmod", "obl:agent")
    if made_by is not None and words.sources.get(parse.case(made_by.i)) == "maker":
        return made_by.i
    cue = words.verb(governor)
    if token.dep == "obj" and governor.pos == "VERB" and (cue is None or cue.polarity == "+"):
        return source_of(parse, governor.i, words)
    return None


def is_nobody(parse: Parse, source: int, words: CueWords) -> bool:
    """Whether a source says that nobody said it: "no group", "nobody"."""
    named = (parse.tokens[source], *parse.kids(source, "det", "neg"))
    return any(words.sources.get(t.lower) == "nobody" for t in named)


def owner_of(parse: Parse, noun: Token) -> int | None:
    """Whose words, view or account a noun is ("in the words of X", "in X's view"), or None."""
    owner = parse.kid(noun.i, "nmod:poss") or parse.kid(noun.i, "nmod")
    return None if owner is None else owner.i


def cue_span(parse: Parse, verb: int) -> tuple[int, ...]:
    """The verb with its particles, auxiliaries and negation, where they stand beside it."""
    parts = {verb, *(t.i for t in parse.kids(verb, "compound:prt", "aux", "aux:pass", "neg"))}
    return tuple(
        i for i in sorted(parts) if all(k in parts for k in range(min(i, verb), max(i, verb)))
    )
