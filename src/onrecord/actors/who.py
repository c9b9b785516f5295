"""What is known of one actor while a document is read, before its mentions are put together."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from onrecord.actors.words import JOINT, ActorWords, split_id, until
from onrecord.found import Found, TokenMention
from onrecord.model import Gap, Span, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.actors.rows import ActorRow, BodyRow, PeriodRow

#: Actor types of one person, and of people taken together.
PERSONS = frozenset({"person", "person_unnamed"})
PEOPLE = frozenset({"persons_unnamed", "population", "civilians", "demonstrators"})
#: PLOVER's sector of those who held an office before.
FORMER = "ELI"


@dataclass(frozen=True, slots=True)
class Who:
    """An actor without mentions.

    Attributes:
        rule: id of the row, or name of the model's label, that read it first.
        kind: kind of state body ("MIL") or row of the generic noun ("spokesman"), or "".
        plural: whether its first description was plural.
        gender: "male" or "female" where a noun says so.
    """

    id: str
    name: str
    type: str
    state: str | None
    sectors: tuple[str, ...]
    label: str
    rule: str
    personal_data: str = "none"
    kind: str = ""
    plural: bool = False
    gender: str | None = None


@dataclass
class Draft:
    """The actors of one document in the making. Mutable: the steps of the stage fill it.

    Attributes:
        doc_id: id of the document, which is a hash of its text.
        who: actors by id, in the order in which they were found.
        covered: token -> the mention of a name that covers it.
        learned: kind and letters of a short name -> actor ids, as this text gives them; kinds
            are "abbreviation", "surname" and "head" (the noun of an organisation's name).
        roles: actor id -> rows of the offices a text gives a person.
        ends: token -> end of the name it begins with ("U.S." of "U.S.-led").
        places: name -> how much oftener the model takes it for a place than for an actor.
        full_names: actor id -> number of mentions by a name of several words.
        states: states the text names, as actors or as places.
        named: head of a noun -> the actor that the text names with it ("a group called X").
        keys: word of a name -> its key, as made so far.
    """

    found: Found
    words: ActorWords
    doc_id: str
    who: dict[str, Who] = field(default_factory=dict)
    mentions: list[TokenMention] = field(default_factory=list)
    covered: dict[int, TokenMention] = field(default_factory=dict)
    learned: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    roles: dict[str, set[str]] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    ends: dict[int, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    full_names: Counter[str] = field(default_factory=Counter)
    named: dict[int, str] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def key(self, word: str) -> str:
        """The key of a word of a name, which is the same for all its spellings."""
        if word not in self.keys:
            self.keys[word] = self.words.word_key(word)
        return self.keys[word]

    def add(self, who: Who, mention: TokenMention) -> None:
        """Keep a mention; the first rule that read an actor stays its rule."""
        self.who.setdefault(who.id, who)
        self.mentions.append(mention)

    def add_name(self, who: Who, mention: TokenMention) -> None:
        """Keep the mention of a name, which no other name may overlap."""
        self.add(who, mention)
        self.covered |= dict.fromkeys(range(mention.first, mention.last), mention)

    def merge(self, old: str, new: str) -> None:
        """Give all mentions and short forms of one actor to another: two names of one."""
        for i, mention in enumerate(self.mentions):
            if mention.id == old:
                self.mentions[i] = replace(mention, id=new)
        for token, mention in self.covered.items():
            if mention.id == old:
                self.covered[token] = replace(mention, id=new)
        for key, ids in self.learned.items():
            if old in ids:
                self.learned[key] = tuple(dict.fromkeys(new if i == old else i for i in ids))
        self.full_names[new] += self.full_names.pop(old, 0)
        self.who.pop(old, None)

    def text(self, first: int, last: int) -> str:
        """The words of tokens ``first:last`` as the document has them."""
        tokens = self.found.parse.tokens
        end = (
            self.ends.get(first, tokens[last - 1].end)
            if last == first + 1
            else tokens[last - 1].end
        )
        return self.found.document.text[tokens[first].start : end]

    def seen(self, first: int, last: int) -> str:
        """The words of tokens ``first:last`` as the parser saw them, one space at most between."""
        tokens = self.found.parse.tokens[first:last]
        gaps = [b.start > a.end for a, b in itertools.pairwise(tokens)]
        return "".join(t.text + " " * gap for t, gap in zip(tokens, [*gaps, False], strict=True))

    def span(self, first: int, last: int) -> Span:
        """The same with its offsets."""
        tokens = self.found.parse.tokens
        text = self.text(first, last)
        return Span(tokens[first].start, tokens[first].start + len(text), text)

    def leave_open(self, first: int, last: int, reason: str, candidates: Iterable[str]) -> None:
        """Record words that may mean several actors."""
        span = self.span(first, last)
        self.gaps.append(Gap("actors", span, reason, tuple(sorted(candidates))))


def known(words: ActorWords, actor_id: str, rule: str, published: str | None) -> Who:
    """An actor of the tables, or a body of a state, as it was on the day of publication."""
    body = split_id(words, actor_id)
    if body is not None:
        return body_of(words, body[0], body[1], rule)
    row = words.actors[actor_id]
    period = _period(words.periods.get(actor_id, ()), published)
    told = period or row
    sectors = tuple((told.sectors or "").split())
    if row.type == "person" and _is_over(row, published) and "GOV" in sectors:
        sectors = (FORMER,)
    public = "public_figure" if row.type == "person" else "none"
    return Who(
        id=actor_id,
        name=row.name,
        type=told.type,
        state=told.state,
        sectors=sectors,
        label=row.label,
        rule=rule,
        personal_data=public,
        gender=row.gender,
    )


def _period(periods: tuple[PeriodRow, ...], published: str | None) -> PeriodRow | None:
    if published is None:
        return None
    return next(
        (p for p in periods if p.valid_from <= published and until(published, p.valid_to)), None
    )


def _is_over(row: ActorRow, published: str | None) -> bool:
    return published is not None and not until(published, row.valid_to)


def body_of(words: ActorWords, state: str, kind: str, rule: str) -> Who:
    """A body of a state: ``SYR`` and ``MIL`` give the armed forces of Syria."""
    row, owner = words.kinds[kind], words.actors[state]
    label = row.label.format(state=owner.label)
    return Who(
        id=state + JOINT + kind,
        name=label,
        type=row.type,
        state=owner.state,
        sectors=tuple(row.sectors.split()),
        label=label,
        rule=rule,
        kind=kind,
    )


def described(draft: Draft, first: int, last: int, who: Who) -> Who:
    """The same with an id of its own: the hash of document and place."""
    span = draft.span(first, last)
    number = content_hash("x_", (draft.doc_id, span.start, span.end))
    return replace(who, id=number)


def body_sectors(words: ActorWords, row: BodyRow) -> tuple[str, ...]:
    """PLOVER codes of a body without a state."""
    return tuple(words.kinds[row.kind].sectors.split())
