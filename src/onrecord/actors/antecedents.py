"""Who is meant by "the group", "its forces", "he": only where one reading is clear.

    mentions so far, in the order of the text ──▶ History ──▶ an earlier actor, or None

Of several earlier actors that fit, a subject is meant; if that does not decide, nobody is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.actors.who import PEOPLE, PERSONS, Draft, Who
from onrecord.found import TokenMention

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.parse.tree import Token

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "obl:agent"})
_ARGUMENTS = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent"})
_DOER = "nsubj"
#: What a verb does something to, which is not who does it.
_DONE_TO = frozenset({"obj", "iobj"})
#: Clauses without a subject of their own, which share that of the clause above.
_SHARING = frozenset({"xcomp", "conj", "advcl", "pcomp"})
_LONGEST_CHAIN = 4
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
    states: Counter[str] = field(default_factory=Counter)

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
            self.add(self.waiting.pop())

    def add(self, mention: TokenMention) -> None:
        """Take in a mention just found."""
        self.seen.append(mention)
        if state := self.draft.who[mention.id].state:
            self.states[state] += 1

    def is_main_state(self, state: str | None) -> bool:
        """Whether the text so far speaks of every other state less often."""
        if state is None:
            return False
        others = (n for other, n in self.states.items() if other != state)
        return self.states[state] > max(others, default=0)

    def near_plural(self, token: int, fits: Callable[[Who], bool]) -> str | None:
        """As ``near`` for "they": a plural before a group's name.

        It does not go on from the subject of a negated verb. Where two names are joined before it
        ("Russia and Iran"), it may mean both.
        """
        found = self._nearest(token, lambda m: self._is_plural(m) or fits(self.draft.who[m.id]))
        if any(self._is_joined(m) for m in found):
            return None
        if self._is_part(token):  # "killed three men, among them": not who kills
            tokens = self.draft.found.parse.tokens
            found = [m for m in found if tokens[m.head].dep != _DOER]
            if len({m.id for m in found}) > 1:
                return None
        many = [m for m in found if self._is_plural(m)]
        chosen = self._clear(many or found, token)
        last = next((m for m in reversed(self.seen) if m.id == chosen and m.head < token), None)
        if last is None or self._is_denied(last) or self._has_other_subject(last):
            return None
        return chosen

    def near(self, token: int, fits: Callable[[Who], bool]) -> str | None:
        """The one actor that fits in this sentence, or else in the one before.

        Of several, the subject of the sentence, else the only subject; else nobody.
        """
        found = self._nearest(token, lambda m: fits(self.draft.who[m.id]))
        return self._clear(found, token)

    def _nearest(self, token: int, fits: Callable[[TokenMention], bool]) -> list[TokenMention]:
        """All mentions that fit, of the nearest sentence that has any."""
        tokens = self.draft.found.parse.tokens
        here = tokens[token].sentence
        doers = self._doers(tokens[token])
        found: list[TokenMention] = []
        for mention in reversed(self.seen):
            sentence = tokens[mention.head].sentence
            if sentence < here - _REACH or (found and sentence != tokens[found[0].head].sentence):
                break
            before = mention.head < token and self._beside(mention, token)
            if before and mention.id not in doers and fits(mention):
                found.append(mention)
        return found

    def _doers(self, pronoun: Token) -> set[str]:
        """Who does what is done to "them" in its own clause, and so is not "them"."""
        if pronoun.dep not in _DONE_TO:
            return set()
        parse = self.draft.found.parse
        verb = parse.tokens[pronoun.head]
        for _ in range(_LONGEST_CHAIN):
            subjects = [t.i for t in parse.kids(verb.i, *_SUBJECTS)]
            if subjects or verb.dep not in _SHARING:
                return {m.id for m in self.seen if m.head in subjects}
            verb = parse.tokens[verb.head]
        return set()

    def _is_plural(self, mention: TokenMention) -> bool:
        tag = self.draft.found.parse.tokens[mention.head].tag
        who = self.draft.who[mention.id]
        return tag == "NNS" or (who.plural and mention.form == "pronoun")

    def _is_part(self, token: int) -> bool:
        """Whether the word says of whom others are some: "among them"."""
        parse = self.draft.found.parse
        among = self.draft.words.roles["among"]
        return any(mark.lower in among for mark in parse.kids(token, "case"))

    def _is_joined(self, mention: TokenMention) -> bool:
        """Whether "and" joins the name to another."""
        parse = self.draft.found.parse
        return (
            parse.tokens[mention.head].dep == "conj" or parse.kid(mention.head, "conj") is not None
        )

    def _has_other_subject(self, mention: TokenMention) -> bool:
        """Whether the clause of an object has a plural subject that is no actor ("jets")."""
        parse = self.draft.found.parse
        token = parse.tokens[mention.head]
        if token.dep in _SUBJECTS:
            return False
        heads = {m.head for m in self.seen if m.head <= mention.head}
        subjects = parse.kids(token.head, *_SUBJECTS)
        return any(t.i not in heads and t.pos == "NOUN" for t in subjects)

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

    def _clear(self, found: list[TokenMention], token: int) -> str | None:
        """The only one, or the subject that is clear: of the nearest clause above, or the main."""
        tokens = self.draft.found.parse.tokens
        if len(ids := {m.id for m in found}) < 2:  # noqa: PLR2004  (nobody, or one)
            return ids.pop() if ids else None
        subjects = [m for m in found if tokens[m.head].dep in _SUBJECTS]
        if tokens[found[0].head].sentence == tokens[token].sentence:
            return self._above(subjects, token)
        main = [m for m in subjects if tokens[tokens[m.head].head].dep == "root"]
        for chosen in (main, subjects):
            if len(ids := {m.id for m in chosen}) == 1:
                return ids.pop()
        return None

    def _above(self, subjects: list[TokenMention], token: int) -> str | None:
        """The subject of the nearest clause that holds the word's own clause."""
        tokens = self.draft.found.parse.tokens
        by_verb = {tokens[m.head].head: m.id for m in subjects}
        if tokens[token].dep not in _SUBJECTS:
            return by_verb.popitem()[1] if len(set(by_verb.values())) == 1 else None
        verb = tokens[tokens[token].head]
        while verb.head != verb.i:
            verb = tokens[verb.head]
            if verb.i in by_verb:
                return by_verb[verb.i]
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
