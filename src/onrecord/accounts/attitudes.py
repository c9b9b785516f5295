"""How real an account is to whom: one attitude for each statement that tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.model import Attitude

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.accounts.senses import Senses
    from onrecord.found import ClauseValue, Found
    from onrecord.model import Span, Statement

#: Polarity of a clause and of the statement -> realis, where the cue turns the clause around.
_TURNED = {("+", "-"): "did_not_happen", ("-", "+"): "actual"}
#: A content of at most so many words may point back: "denied it", "rejected the accusation".
_POINTING = 2


class Told(NamedTuple):
    """Who tells an account: attitudes, and statements by polarity."""

    attitudes: tuple[Attitude, ...]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    realis: str


class _Say(NamedTuple):
    """One statement's view: its polarity towards the account and the realis to its holder."""

    statement: Statement
    polarity: str
    realis: str


class Attitudes:
    """Who tells what in one document."""

    def __init__(self, found: Found, senses: Senses, given: frozenset[int] = frozenset()) -> None:
        """Bind a document; ``given`` are events of which only the harm is denied."""
        self.given = given
        self.found = found
        self.senses = senses
        self.tokens = found.parse.tokens
        self.answers = self._answers()
        self._told: dict[tuple[int, ...], Told | None] = {}
        self.alike: dict[tuple[Span, ...], list[int]] = {}
        for n, statement in enumerate(found.statements.statements):
            self.alike.setdefault(statement.content, []).append(n)

    def tell(self, triggers: Iterable[int]) -> Told | None:
        """The attitudes to an account with these trigger tokens; None if no statement tells it.

        The account's own realis is that of the article's own voice if it speaks of the account,
        else that of the assertions, else that of the denials; the first told holds.
        """
        heads = tuple(triggers)
        if heads not in self._told:
            self._told[heads] = self._tell(heads)
        return self._told[heads]

    def _tell(self, triggers: Iterable[int]) -> Told | None:
        seen: dict[str, _Say] = {}
        for token in triggers:
            for say in self._says(token):
                seen.setdefault(say.statement.statement_id, say)
        if not seen:
            return None
        attitudes = tuple(Attitude(key, say.realis) for key, say in seen.items())
        denied = tuple(key for key, say in seen.items() if say.polarity == "-")
        asserted = tuple(key for key in seen if key not in denied)
        return Told(attitudes, asserted, denied, _derived(seen, asserted))

    def _says(self, token: int) -> Iterable[_Say]:
        number = self.found.statements.innermost.get(token)
        if number is None:
            return
        statements = self.found.statements.statements
        for other in self.alike[statements[number].content]:  # what one claims, another denies
            statement = statements[other]
            if statement.polarity == "-" and self._is_taken_for_granted(token):
                yield _Say(statement, "+", "actual")
            else:
                yield _Say(statement, *_meant(self.found, statement, token))
        for denial in self.answers.get(number, ()):
            yield _Say(denial, "-", "did_not_happen")

    def _is_taken_for_granted(self, token: int) -> bool:
        """Who denies a part in the killing, or harm in it, does not deny the killing."""
        return token in self.given or "@involvement" in self.senses.kinds(self.tokens[token].head)

    def _answers(self) -> dict[int, list[Statement]]:
        """Statement -> denials that only point back at it: "but the army denied it"."""
        statements = self.found.statements.statements
        words: dict[int, list[int]] = {}
        for token, number in self.found.statements.innermost.items():
            if statements[number].speech_act == "denial":
                words.setdefault(number, []).append(token)
        answers: dict[int, list[Statement]] = {}
        for number, tokens in words.items():
            claim = self._pointed_at(number, tokens)
            if claim is not None:
                answers.setdefault(claim, []).append(statements[number])
        return answers

    def _pointed_at(self, number: int, tokens: list[int]) -> int | None:
        """The statement before, by somebody else, if the content is only "it" or "the claim"."""
        if len(tokens) > _POINTING or not any("@claim" in self.senses.kinds(i) for i in tokens):
            return None
        statements = self.found.statements.statements
        holder = statements[number].holder_chain
        earlier = (self.found.statements.innermost.get(i) for i in range(min(tokens) - 1, -1, -1))
        for other in earlier:
            if other is not None and statements[other].holder_chain not in (holder, holder[:1]):
                return other
        return None


def _meant(found: Found, statement: Statement, token: int) -> tuple[str, str]:
    """Polarity and realis of a trigger to the one who makes the statement.

    A noun may be meant otherwise than its clause: "did not condemn the attack" denies no attack,
    and "foiled an attack" tells of one that did not happen. Who wants that somebody "should not
    attack" denies no attack either.
    """
    commitments = found.commitments
    clause = commitments.values[commitments.clause_of[token]]
    noun = commitments.nouns.get(token, clause)
    if (noun.polarity, noun.realis) != (clause.polarity, clause.realis):
        return noun.polarity, noun.realis
    polarity = "+" if clause.polarity == "u" else statement.polarity
    return polarity, realis_of(statement, clause)


def _derived(seen: dict[str, _Say], asserted: tuple[str, ...]) -> str:
    own = [say.realis for say in seen.values() if say.statement.voice == "own_voice"]
    said = [seen[key].realis for key in asserted]
    return (own or said or [say.realis for say in seen.values()])[0]


def realis_of(statement: Statement, clause: ClauseValue) -> str:
    """Realis to the innermost holder: the clause's, turned where the holder denies the clause."""
    if statement.commitment == "none" and clause.commitment != "none":
        return "unknown"
    return _TURNED.get((clause.polarity, statement.polarity), clause.realis)
