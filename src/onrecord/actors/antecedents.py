"""Who is meant by "the group", "its forces", "he": only where one reading is clear.

    mentions so far, in the order of the text ──▶ History ──▶ an earlier actor, or None

Of several earlier actors that fit, a subject is meant; if that does not decide, nobody is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.actors.who import PEOPLE, PERSONS, Draft, Who
from onrecord.found import TokenMention

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.parse.tree import Token

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "obl:agent"})
_ARGUMENTS = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent"})
#: How many sentences back a pronoun may look; farther back several readings are open.
_REACH = 1
#: Quotations of no more tokens are words at a distance or names, not somebody's speech.
SHORTEST_SPEECH = 3
#: Organised actors "the group" may stand for.
GROUPS = frozenset(
    {"non_state_armed_group", "non_state_political", "militia", "political_org", "civil_org",
     "social_movement", "group_unspecified"}
)  # fmt: skip
#: Actors "it" may stand for.
_BODIES = GROUPS | {
    "state", "government", "government_body", "state_military", "police", "media", "company",
    "intergovernmental_org", "medical_org", "non_state_police",
}  # fmt: skip


@dataclass
class History:
    """Mentions in the order of the text. Mutable: it grows while the text is read."""

    draft: Draft
    waiting: list[TokenMention] = field(default_factory=list)
    seen: list[TokenMention] = field(default_factory=list)

    quotation_of: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = self.draft.found
        for number, quotation in enumerate(found.layout.quotations):
            if quotation.depth == 0:
                inside = found.parse.tokens_between(quotation.inner_start, quotation.inner_end)
                if len(inside) > SHORTEST_SPEECH:
                    self.quotation_of |= dict.fromkeys(inside, number)
        self.waiting = sorted(self.draft.mentions, key=lambda m: -m.head)

    def advance(self, token: int) -> None:
        """Take in the names that stand before a token."""
        while self.waiting and self.waiting[-1].head < token:
            self.seen.append(self.waiting.pop())

    def add(self, mention: TokenMention) -> None:
        """Take in a mention just found."""
        self.seen.append(mention)

    def near_plural(self, token: int, fits: Callable[[Who], bool]) -> str | None:
        """As ``near`` for "they", which does not go on from the subject of a negated verb."""
        chosen = self.near(token, fits)
        last = next((m for m in reversed(self.seen) if m.id == chosen and m.head < token), None)
        return None if last is not None and self._is_denied(last) else chosen

    def near(self, token: int, fits: Callable[[Who], bool]) -> str | None:
        """The one actor that fits in this sentence, or else in the one before.

        Of several, the subject of the sentence, else the only subject; else nobody.
        """
        tokens = self.draft.found.parse.tokens
        here = tokens[token].sentence
        found: dict[int, list[TokenMention]] = {}
        for mention in reversed(self.seen):
            sentence = tokens[mention.head].sentence
            if sentence < here - _REACH:
                break
            if (
                mention.head < token
                and self._beside(mention, token)
                and fits(self.draft.who[mention.id])
            ):
                found.setdefault(sentence, []).append(mention)
        return self._clear(found[max(found)]) if found else None

    def _beside(self, mention: TokenMention, token: int) -> bool:
        """Whether a name and a word stand in the same quotation, or both in none.

        Who is "they" to a speaker is not told by the words around the quotation: the ones named
        last there are most often the speaker's own side.
        """
        return self.quotation_of.get(mention.head) == self.quotation_of.get(token)

    def _is_denied(self, mention: TokenMention) -> bool:
        """Whether a name is the subject of a negated verb ("The others did not take part")."""
        parse = self.draft.found.parse
        verb = parse.tokens[mention.head].head
        return parse.tokens[mention.head].dep in _SUBJECTS and any(parse.kids(verb, "neg"))

    def _clear(self, found: list[TokenMention]) -> str | None:
        tokens = self.draft.found.parse.tokens
        subjects = [m for m in found if tokens[m.head].dep in _SUBJECTS]
        main = [m for m in subjects if tokens[tokens[m.head].head].dep == "root"]
        for chosen in (found, main, subjects):
            if len(ids := {m.id for m in chosen}) == 1:
                return ids.pop()
        return None

    def only(self, fits: Callable[[Who], bool]) -> str | None:
        """The actor that fits, if the text so far has exactly one."""
        ids = {m.id for m in self.seen if fits(self.draft.who[m.id])}
        return ids.pop() if len(ids) == 1 else None


def is_body(who: Who) -> bool:
    """Whether "its forces" may be this actor's, or "it" the actor."""
    return who.type in _BODIES and not who.plural


def is_many(who: Who) -> bool:
    """Whether "their" or "they" may stand for this actor."""
    return who.plural or who.type in PEOPLE or who.type in GROUPS


def is_person(who: Who) -> bool:
    """Whether "his forces" may be this actor's, or "he" the actor."""
    return who.type in PERSONS


def add_pronouns(draft: Draft) -> None:
    """Mentions by pronoun, where one earlier actor is clear."""
    history = History(draft)
    roles = draft.words.roles
    pronouns = roles["person"] | roles["many"] | roles["thing"]
    found: list[TokenMention] = []
    for token in draft.found.parse.tokens:
        if token.pos != "PRON" or token.lower not in pronouns or token.dep not in _ARGUMENTS:
            continue
        history.advance(token.i)
        if actor := _antecedent(draft, history, token):
            mention = TokenMention(token.i, token.i + 1, token.i, actor, "pronoun")
            history.add(mention)
            found.append(mention)
    draft.mentions += found


def _antecedent(draft: Draft, history: History, token: Token) -> str | None:
    roles = draft.words.roles
    if token.lower in roles["person"]:
        other = "female" if token.lower in roles["male"] else "male"
        return history.near(token.i, lambda who: is_person(who) and who.gender != other)
    if token.lower in roles["many"]:
        return history.near_plural(token.i, is_many)
    verb = draft.found.parse.tokens[token.head]
    if token.dep not in _SUBJECTS or verb.lemma not in draft.words.verbs:
        return None  # "it" mostly stands for a thing or for nothing ("it is clear")
    return history.near(token.i, is_body)
