"""Who says that they did it themselves: a claim of an own attack takes responsibility for it.

    Statements, Accounts ──▶ claim_deeds ──▶ Statements, some with act ``responsibility_claim``

"The militia said its fighters had shelled the base" is more than a claim about somebody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.attribution.cues import CueWords
from onrecord.attribution.holders import means
from onrecord.found import Found
from onrecord.model import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.found import StatementsFound
    from onrecord.model import Account, Participant, Statement
    from onrecord.parse.tree import Token

#: Types of events for which somebody takes responsibility.
DEEDS = frozenset({"ASSAULT"})
#: Types of actors that speak of their own deeds as "it" or "its men"; a person says "he" of others.
DOERS = frozenset(
    {"state", "government", "government_body", "state_military", "police", "non_state_police",
     "non_state_armed_group", "non_state_political", "militia", "political_org",
     "group_unspecified"}
)  # fmt: skip
FIRST_PERSON = "first_person"
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
    actors = found.actors.by_id() | {a.actor_id: a for a in found.attributions.actors}
    telling = _Telling(found, words, actors)
    said = {s.statement_id: s for s in found.statements.statements if _is_plain(s)}
    own = {
        key
        for account in found.accounts.accounts
        if account.type in DEEDS and account.realis == "actual"
        for key in account.asserted_by
        if key in said and telling.is_own(account, said[key])
    }
    statements = tuple(
        replace(s, speech_act="responsibility_claim") if s.statement_id in own else s
        for s in found.statements.statements
    )
    return replace(found.statements, statements=statements)


def _is_plain(statement: Statement) -> bool:
    told = statement.polarity == "+" and statement.commitment == "certain"
    return statement.voice == "reported" and statement.speech_act == "claim" and told


@dataclass(frozen=True, slots=True)
class _Telling:
    """Looks who is said to have done it."""

    found: Found
    words: CueWords
    actors: dict[str, Actor]

    def is_own(self, account: Account, statement: Statement) -> bool:
        """Whether the holder's own words name the holder, or a pronoun for it, as the doer."""
        holder = statement.holder_chain[-1]
        doers = [p for p in account.participants if p.role == "actor" and _within(p, statement)]
        return any(self._means(t, holder) for p in doers for t in self._tokens(p))

    def _tokens(self, participant: Participant) -> Iterator[Token]:
        parse = self.found.parse
        for span in participant.spans:
            for i in parse.tokens_between(span.start, span.end):
                yield parse.tokens[i]

    def _means(self, token: Token, holder: str) -> bool:
        """Whether a pronoun means the holder: "we", or "its" of one who has men to send."""
        actor = self.actors.get(holder)
        third = self.words.sources.get(token.lower) != FIRST_PERSON
        if token.pos != "PRON" or token.dep not in _NAMING or actor is None:
            return False
        return not (third and actor.type not in DOERS) and means(
            self.found, self.words, token, actor
        )


def _within(participant: Participant, statement: Statement) -> bool:
    """Whether a participant is named in what the holder says, not by somebody else."""
    return any(
        c.start <= p.start and p.end <= c.end for p in participant.spans for c in statement.content
    )
