"""Whether the clause around a time tells of what was or of what is planned.

Walks up from the time to the first verb, noun or adjective that shows it. A time inside a noun
phrase ("the 5 December summit") says nothing by the past tense of the clause around; a noun of
what is to come ("ahead of talks on Friday", "the Friday deadline") says it by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.parse.tree import Parse, Token
    from onrecord.times.when import Direction
    from onrecord.times.words import TimeWords

NOMINAL = ("NOUN", "PROPN")
VERBAL = ("VERB", "AUX")
PRESENT = ("VBZ", "VBP")
COMPLEMENTS = ("attr", "acomp", "xcomp")


def direction(parse: Parse, words: TimeWords, inside: range) -> Direction:
    """The direction of the clause around the tokens ``inside``."""
    tokens = parse.tokens
    top = next((i for i in inside if tokens[i].head not in inside), None)
    if top is None:
        return "unknown"
    before = tokens[inside.start - 1].lower if inside.start else ""
    marks = words.lemmas
    deadline, planned = before in marks["DEADLINE"], before in marks["PLANPREP"]
    nominal, infinitive = False, False
    for i in parse.ancestors(top):
        token = tokens[i]
        if _plans(parse, words, token, infinitive=infinitive, planned=planned):
            return "future"
        if token.pos in VERBAL:
            shown = _tense(parse, words, token)
            if deadline and _is_pending(parse, words, token):
                return "future"
            if shown != "unknown":
                return "unknown" if shown == "past" and nominal else shown
            infinitive = _is_infinitive(parse, token)
        elif token.pos in NOMINAL and token.lower not in marks["DAYPART"]:
            nominal = True
    return "unknown"


def _plans(
    parse: Parse, words: TimeWords, token: Token, *, infinitive: bool, planned: bool
) -> bool:
    """Scheduled, due, expected; "agreed to", "is to" over an infinitive; a deadline."""
    lemmas = words.lemmas
    if token.pos in NOMINAL:
        return _is_ahead(parse, words, token)
    if token.lower in lemmas["AHEADOF"] and token.pos == "ADV":
        return True
    if infinitive:
        return token.lower in lemmas["BE"] or token.lemma in lemmas["PLANVERB"]
    if token.lower in lemmas["PLAN"] or (planned and token.lower in lemmas["PLANFOR"]):
        return token.tag != "VBD"
    if token.lower not in lemmas["BE"]:
        return False
    # "is due in court on Friday": the time hangs on the copula
    return any(k.lower in lemmas["PLAN"] for k in parse.kids(token.i, *COMPLEMENTS))


def _is_ahead(parse: Parse, words: TimeWords, noun: Token) -> bool:
    """A deadline, upcoming talks."""
    lemmas = words.lemmas
    if noun.lower in lemmas["PLANNOUN"]:
        return True
    return any(k.lower in lemmas["PLANADJ"] for k in parse.kids(noun.i, "amod"))


def _is_infinitive(parse: Parse, token: Token) -> bool:
    return any(k.tag == "TO" for k in parse.kids(token.i))


def _is_pending(parse: Parse, words: TimeWords, token: Token) -> bool:
    """Over "until Monday": a present tense, or a term that somebody gave."""
    if token.lemma in words.lemmas["GRANT"] or token.tag in PRESENT:
        return True
    kids = [k for k in parse.kids(token.i) if k.dep.startswith("aux")]
    perfect = token.tag == "VBN" and any(k.lemma in words.lemmas["HAVE"] for k in kids)
    return not perfect and any(k.tag in PRESENT for k in kids)


def _is_bare(parse: Parse, token: Token) -> bool:
    """Whether a verb has no subject, as in a command."""
    return parse.kid(token.i, "nsubj", "nsubj:pass", "csubj", "expl") is None


def _is_told_now(parse: Parse, token: Token, kids: list[Token]) -> bool:
    """Present tense in a full sentence ("the envoy arrives"); headlines have no stop."""
    last = parse.tokens[parse.sentences[token.sentence].last - 1]
    present = token.tag in PRESENT or (token.tag == "VBG" and any(k.tag in PRESENT for k in kids))
    return present and last.pos == "PUNCT"


def _tense(parse: Parse, words: TimeWords, token: Token) -> Direction:
    """What the verb and its auxiliaries show by themselves."""
    kids = [k for k in parse.kids(token.i) if k.dep.startswith("aux")]
    if _is_infinitive(parse, token):
        # "an event to be held on Friday"
        return "future" if token.dep.startswith("acl") else "unknown"
    if any(k.lower in words.lemmas["FUTURE"] for k in kids):
        return "past" if any(k.lemma in words.lemmas["HAVE"] for k in kids) else "future"
    if token.tag == "VBD" or any(k.tag == "VBD" for k in kids):
        return "past"
    if token.tag == "VB" and token.head == token.i and not kids and _is_bare(parse, token):
        return "future"  # "read Thursday's paper", "leave by noon"
    if token.lemma in words.lemmas["SCHEDULE"] and _is_told_now(parse, token, kids):
        return "future"
    # "has been killed"; a participle alone ("people killed on Monday") shows nothing.
    return "past" if token.tag == "VBN" and kids else "unknown"
