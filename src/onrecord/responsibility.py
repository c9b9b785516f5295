"""Who says that they did it themselves: a claim of an own attack takes responsibility for it.

    Statements, Accounts ──▶ claim_deeds ──▶ Statements, some with act ``responsibility_claim``

"The front said its fighters had shelled the base" is more than a claim about somebody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.attribution.holders import fits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.attribution.cues import CueWords
    from onrecord.found import Found, StatementsFound
    from onrecord.model import Account, Participant, Statement
    from onrecord.parse.tree import Token

#: Types of events for which somebody takes responsibility.
DEEDS = frozenset({"ASSAULT"})
#: Relations of a pronoun that names the doer or the doer's side.
_NAMING = frozenset({"nsubj", "nmod:poss", "obl:agent"})


def claim_deeds(found: Found, words: CueWords) -> StatementsFound:
    """Set the speech act of claims by which their holders take responsibility.

    Args:
        found: statements and accounts are read.
        words: kinds of pronouns.

    Returns:
        The statements in the same order, with the same ids.
    """
    said = {s.statement_id: s for s in found.statements.statements if _is_plain(s)}
    own = {
        key
        for account in found.accounts.accounts
        if account.type in DEEDS and account.realis == "actual"
        for key in account.asserted_by
        if key in said and _is_own(found, words, account, said[key].holder_chain[-1])
    }
    statements = tuple(
        replace(s, speech_act="responsibility_claim") if s.statement_id in own else s
        for s in found.statements.statements
    )
    return replace(found.statements, statements=statements)


def _is_plain(statement: Statement) -> bool:
    told = statement.polarity == "+" and statement.commitment == "certain"
    return statement.voice == "reported" and statement.speech_act == "claim" and told


def _is_own(found: Found, words: CueWords, account: Account, holder: str) -> bool:
    doers = [p for p in account.participants if p.role == "actor"]
    return any(
        p.actor_id == holder or any(_means(found, words, t, holder) for t in _tokens(found, p))
        for p in doers
    )


def _tokens(found: Found, participant: Participant) -> Iterator[Token]:
    for span in participant.spans:
        for i in found.parse.tokens_between(span.start, span.end):
            yield found.parse.tokens[i]


def _means(found: Found, words: CueWords, token: Token, holder: str) -> bool:
    """Whether a pronoun ("its", "we") means the holder."""
    kind = words.sources.get(token.lower)
    if token.pos != "PRON" or token.dep not in _NAMING or kind is None:
        return False
    if kind == "first_person":
        return True
    mention = found.actors.index.headed(token.i)
    if mention is not None:
        return mention.id == holder
    actors = found.actors.by_id() | {a.actor_id: a for a in found.attributions.actors}
    return holder in actors and fits(actors[holder], kind)
