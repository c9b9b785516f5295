"""How real an account is to whom: one attitude for each statement that tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.model import Attitude

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.found import ClauseValue, Found
    from onrecord.model import Statement


#: Polarity of a clause and of the statement -> realis, where the cue turns the clause around.
_TURNED = {("+", "-"): "did_not_happen", ("-", "+"): "actual"}


class Told(NamedTuple):
    """Who tells an account: attitudes, and statements by polarity."""

    attitudes: tuple[Attitude, ...]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    realis: str


def tell(found: Found, triggers: Iterable[int]) -> Told | None:
    """The attitudes to an account with these trigger tokens; None if no statement tells it.

    The account's own realis is that of the article's own voice if it speaks of the account, else
    that of the assertions, else that of the denials; within one of these the first told holds.
    """
    seen: dict[str, tuple[Statement, str]] = {}
    denied: tuple[str, ...] = ()
    for token in triggers:
        statement = found.statements.at(token)
        if statement is not None and statement.statement_id not in seen:
            polarity, realis = _meant(found, statement, token)
            seen[statement.statement_id] = (statement, realis)
            denied += (statement.statement_id,) if polarity == "-" else ()
    if not seen:
        return None
    attitudes = tuple(Attitude(key, realis) for key, (_, realis) in seen.items())
    asserted = tuple(key for key in seen if key not in denied)
    return Told(attitudes, asserted, denied, _derived(seen, asserted))


def _meant(found: Found, statement: Statement, token: int) -> tuple[str, str]:
    """Polarity and realis of a trigger to the one who makes the statement.

    A noun may be meant otherwise than its clause: "did not condemn the attack" denies no attack.
    """
    commitments = found.commitments
    clause = commitments.values[commitments.clause_of[token]]
    noun = commitments.nouns.get(token, clause)
    if (noun.polarity, noun.realis) != (clause.polarity, clause.realis):
        return noun.polarity, noun.realis
    return statement.polarity, realis_of(statement, clause)


def _derived(seen: dict[str, tuple[Statement, str]], asserted: tuple[str, ...]) -> str:
    own = [realis for statement, realis in seen.values() if statement.voice == "own_voice"]
    said = [seen[key][1] for key in asserted]
    return (own or said or [realis for _, realis in seen.values()])[0]


def realis_of(statement: Statement, clause: ClauseValue) -> str:
    """Realis to the innermost holder: the clause's, turned where the holder denies the clause."""
    if statement.commitment == "none" and clause.commitment != "none":
        return "unknown"
    turned = _TURNED.get((clause.polarity, statement.polarity))
    return turned or clause.realis
