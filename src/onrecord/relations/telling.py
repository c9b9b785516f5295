"""Who asserts or denies a tie, and whether it holds, held or will hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from onrecord.found import Found
    from onrecord.relations.words import RelationRow, RelationWords

#: Nouns in these places are the predicate of their clause; elsewhere they are only mentioned.
_PREDICATES = frozenset({"attr", "xcomp", "acomp", "root"})
_SETTLED = ("certain", "probable", "possible")
_BACK = 3


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
    status = row.status or _status(found, words, i, clause.rule)
    if not _is_predicate(found, i):
        return Telling(statement.statement_id, "+", status or "current", *_period(found, i))
    polarity = statement.polarity
    if clause.realis == "planned" and clause.polarity == "+":
        status = status or "future"
    elif words.status_rules.get(clause.rule):
        polarity = "+"
    elif clause.commitment not in _SETTLED or polarity == "u":
        return None
    return Telling(statement.statement_id, polarity, status or "current", *_period(found, i))


def _is_predicate(found: Found, i: int) -> bool:
    """Whether denying the clause denies the tie ("is not the leader")."""
    if found.commitments.clause_of[i] == i:
        return True
    return found.parse.tokens[i].dep in _PREDICATES


def _status(found: Found, words: RelationWords, i: int, rule: str) -> str | None:
    """Former or future, by a word beside the trigger or by what valued its clause."""
    if rule in words.status_rules:
        return words.status_rules[rule]
    tokens = found.parse.tokens
    near = [k.lower for k in found.parse.kids(i, "amod", "advmod", "compound", "dep", "nmod")]
    near += [t.lower for t in tokens[max(0, i - _BACK) : i]]
    near += [t.lower for t in tokens[i + 1 : i + 3] if t.text.islower()][:2]
    return next((words.status_words[w] for w in near if w in words.status_words), None)


def _period(found: Found, i: int) -> tuple[str | None, str | None]:
    """Since when and until when, where a time hangs on the words of the tie."""
    for kid in found.parse.kids(i, "obl", "nmod", "obl:npmod", "advmod"):
        mention = found.times.index.at(kid.i)
        if mention is None:
            continue
        time = next((t for t in found.times.times if t.time_id == mention.id), None)
        if time is not None and (time.start or time.end):
            return time.start, time.end if time.start is None else None
    return None, None
