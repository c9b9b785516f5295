"""Who asserts or denies a tie, and whether it holds, held or will hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import ClauseValue, Found
    from onrecord.model import Time
    from onrecord.relations.words import RelationRow, RelationWords

#: Nouns in these places are the predicate of their clause; elsewhere they are only mentioned.
_PREDICATES = frozenset({"attr", "xcomp", "acomp", "root"})
_TEMPORAL = ("obl", "nmod", "obl:npmod", "advmod")
_SETTLED = ("certain", "probable", "possible")
#: Parts of the slots that lead to the clause above.
_ABOVE = ("above_", "about_")
_BACK = 3
#: How an act is told that is only wanted.
_WANTED = frozenset({"planned", "attempted"})
#: Parts of speech between a word of status and the noun it belongs to ("the then UN envoy").
_MODIFIERS = frozenset({"ADJ", "ADV", "NOUN", "PROPN", "PUNCT", "X"})


class Telling(NamedTuple):
    """How a tie is told: by which statement, asserted or denied, and with what status."""

    statement_id: str
    polarity: str
    status: str
    since: str | None
    until: str | None


def tell(found: Found, words: RelationWords, i: int, row: RelationRow) -> Telling | None:
    """How the tie at a token is told; None where nobody says that it holds or does not.

    Args:
        found: statements, commitments and times are read.
        words: what makes a tie former or future.
        i: the token that says the tie.
        row: its row.
    """
    statement = found.statements.at(i)
    if statement is None or statement.speech_act == "question":
        return None
    clause = found.commitments.values[found.commitments.clause_of[i]]
    predicate = _is_predicate(found, i, row)
    polarity = "+"
    if predicate:
        polarity = _polarity(words, clause, row, statement.polarity)
    elif any(k.lower in words.none for k in found.parse.kids(i, "det", "neg")):
        polarity = "-"
    if polarity == "u":
        return None
    since, until = _period(found, i, row)
    status = row.status or _status(found, words, i, clause.rule if predicate else "")
    is_planned = predicate and (clause.realis, clause.polarity) == ("planned", "+")
    if row.change == "ends":  # who has not left, or will leave, is still there
        ended = polarity == "+" and not is_planned
        return Telling(
            statement.statement_id, "+", "former" if ended else "current", since,
            until if ended else None,
        )  # fmt: skip
    if status is None and is_planned:
        status = "future"
    over = until is not None and until < (found.document.published or "") and polarity == "+"
    status = status or ("former" if over else "current")
    return Telling(statement.statement_id, polarity, status, since, until)


def _polarity(words: RelationWords, clause: ClauseValue, row: RelationRow, told: str) -> str:
    """Whether a tie in a clause is asserted, denied or left open, as its statement tells it."""
    if (clause.realis, clause.polarity) == ("planned", "+"):
        return told
    if _holds_anyway(words, clause, row):
        return "+"
    return told if clause.commitment in _SETTLED else "u"


def _holds_anyway(words: RelationWords, clause: ClauseValue, row: RelationRow) -> bool:
    """Whether a tie holds, or held, though the act is over ("no longer") or only wanted."""
    if words.status_rules.get(clause.rule):
        return True
    return row.status == "current" and clause.realis in _WANTED and clause.polarity != "-"


def _is_predicate(found: Found, i: int, row: RelationRow) -> bool:
    """Whether denying the clause denies the tie ("is not the leader", "is not at war")."""
    if found.commitments.clause_of[i] == i or any(
        a in row.subject + (row.object or "") for a in _ABOVE
    ):
        return True
    return found.parse.tokens[i].dep in _PREDICATES


def _status(found: Found, words: RelationWords, i: int, rule: str) -> str | None:
    """Former or future, by a word beside the trigger or by what valued its clause."""
    if rule in words.status_rules:
        return words.status_rules[rule]
    tokens = found.parse.tokens
    near = [k.lower for k in found.parse.kids(i, "amod", "advmod", "compound", "dep", "nmod")]
    if tokens[i].dep == "obl":
        near.append(tokens[tokens[i].head].lower)
    for token in reversed(tokens[max(0, i - _BACK) : i]):
        if token.pos not in _MODIFIERS:
            break
        near.append(token.lower)
    return next((words.status_words[w] for w in near if w in words.status_words), None)


def _period(found: Found, i: int, row: RelationRow) -> tuple[str | None, str | None]:
    """Since when and until when, where a time hangs on the words of the tie.

    A time with both ends ("in 2015") is when the tie held; it bounds the tie only where the
    words tell that it began or ended then.
    """
    since, until = None, None
    for time in _times(found, i):
        first, last = _bounds(time, row)
        since, until = since or first, until or last
    return since, until


def _times(found: Found, i: int) -> Iterator[Time]:
    """The times that hang on a word, or on the verb it is the predicate of."""
    token = found.parse.tokens[i]
    heads = (i, token.head) if token.dep in _PREDICATES and token.head != i else (i,)
    kids = (k.i for h in heads for k in found.parse.kids(h, *_TEMPORAL))
    ids = {m.id for k in kids if (m := found.times.index.at(k)) is not None}
    return (time for time in found.times.times if time.time_id in ids)


def _bounds(time: Time, row: RelationRow) -> tuple[str | None, str | None]:
    if time.start is None:
        return None, time.end
    if time.end is None:
        return time.start, None
    if row.change == "begins":
        return time.start, None
    if row.change == "ends":
        return None, time.end
    return None, None
