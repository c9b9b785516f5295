"""Why something was coded: rows, slots, and what they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.roles import Roles
from onrecord.accounts.words import ROLES
from onrecord.model import DOC, Span
from onrecord.reasons.notes import (
    AccountNote,
    CircumstanceNote,
    RoleNote,
    StatementNote,
    TieNote,
    ToldNote,
    TriggerNote,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.accounts.conditions import Slot
    from onrecord.accounts.members import Part
    from onrecord.accounts.senses import Senses
    from onrecord.accounts.triggers import Hit
    from onrecord.accounts.words import AccountWords
    from onrecord.found import Found, MentionIndex
    from onrecord.model import Account, Link, Relation, Statement

#: The text around tells the place, not the event's own sentence.
_REPORT = "report"
_INSTRUMENT = "instrument"


class Told:
    """Explains what was found in one document."""

    def __init__(
        self, found: Found, words: AccountWords, senses: Senses, hits: tuple[Hit, ...]
    ) -> None:
        """Bind a document and its triggers."""
        self.found = found
        self.words = words
        self.tokens = found.parse.tokens
        self.syntax = senses.syntax
        nominal = {hit.head: hit for hit in hits if hit.trigger.row.pos == "noun"}
        self.roles = Roles(found, words, senses, nominal)
        self.hits = {hit.head: hit for hit in hits}
        self.account_of = {m.head: m.id for m in found.accounts.index.mentions}
        self.names = {DOC: DOC} | dict(self._names())
        self.statements = {s.statement_id: s for s in found.statements.statements}

    def _names(self) -> Iterator[tuple[str, str]]:
        found = self.found
        yield from ((a.actor_id, a.label or a.name) for a in found.attributions.actors)
        yield from ((a.actor_id, a.label or a.name) for a in found.actors.actors)
        yield from ((p.place_id, p.name) for p in found.places.places)

    # ---- statements --------------------------------------------------------------------------

    def statement(self, statement: Statement) -> StatementNote:
        """What a statement is and which rule read it."""
        return StatementNote(
            statement_id=statement.statement_id,
            holders=tuple(self.names.get(h, h) for h in statement.holder_chain),
            speech_act=statement.speech_act,
            polarity=statement.polarity,
            commitment=statement.commitment,
            cue=statement.cue,
            content=statement.content,
            rule=statement.rule,
        )

    # ---- events ------------------------------------------------------------------------------

    def accounts(self, sentence: int) -> Iterator[AccountNote]:
        """The events whose triggers stand in a sentence."""
        heads: dict[str, list[int]] = {}
        for head, key in self.account_of.items():
            heads.setdefault(key, []).append(head)
        for account in self.found.accounts.accounts:
            own = sorted(heads.get(account.account_id, ()))
            here = [i for i in own if self.tokens[i].sentence == sentence and i in self.hits]
            others = sorted({self.tokens[i].sentence for i in own} - {sentence})
            if here:
                yield self._account(account, here, tuple(n + 1 for n in others))

    def _account(self, account: Account, heads: list[int], others: tuple[int, ...]) -> AccountNote:
        hits = [self.hits[i] for i in heads]
        return AccountNote(
            account_id=account.account_id,
            type=account.type,
            modes=account.modes,
            contexts=account.contexts,
            realis=account.realis,
            triggers=tuple(self._trigger(hit) for hit in hits),
            roles=tuple(self._once(note for hit in hits for note in self._roles(hit))),
            circumstances=tuple(self._circumstances(account, heads)),
            told=tuple(self._told(account)),
            also_in=others,
        )

    def _trigger(self, hit: Hit) -> TriggerNote:
        row = hit.trigger.row
        return TriggerNote(
            words=tuple(self.roles.span(i, i + 1) for i in hit.tokens),
            row=row.id,
            phrase=row.phrase,
            pos=row.pos,
            needs=tuple((row.needs or "").split()),
            excludes=tuple((row.excludes or "").split()),
            frame=row.frame,
        )

    @staticmethod
    def _once(notes: Iterable[RoleNote]) -> list[RoleNote]:
        """Everybody once in a role; words in the event's own clause before inferred ones."""
        found: dict[tuple[str, Span], RoleNote] = {}
        for note in notes:
            key = (note.role, note.words)
            if key not in found or found[key].inferred:
                found[key] = note
        return list(found.values())

    def _roles(self, hit: Hit) -> Iterator[RoleNote]:
        cast = self.roles.cast(hit)
        for part in cast.parts:
            participant = self.roles.taking_part(cast._replace(parts=(part,)))[0][1]
            yield RoleNote(
                role=part.role,
                name=self.names.get(participant.actor_id or ""),
                words=participant.spans[-1],
                slot=self._slot(hit, part),
                path=self.path(hit.head, part.token),
                inferred=part.inferred,
            )
        for i in cast.instruments:
            path = self.path(hit.head, i)
            yield RoleNote(_INSTRUMENT, None, self.roles.span(i, i + 1), None, path, inferred=False)

    def _slot(self, hit: Hit, part: Part) -> str | None:
        """The source in the frame that leads to a word."""
        frame = self.words.frames[hit.trigger.row.frame]
        for role in (part.role, *ROLES):
            for source in (s for group in frame.roles.get(role, ()) for s in group):
                fillers = self.syntax.fill(hit.head, source.slot)
                if any(filler.token == part.token for filler in fillers):
                    return _written(source.slot, source.kind)
        return None

    def path(self, above: int, below: int) -> tuple[str, ...]:
        """Relations from one word to another; a step upwards is marked by ``^``."""
        parse = self.found.parse
        up = [above, *parse.ancestors(above)]
        down = [below]
        while down[-1] not in up and self.tokens[down[-1]].head != down[-1]:
            down.append(self.tokens[down[-1]].head)
        if down[-1] not in up:
            return ()
        climbed = up[: up.index(down[-1])]
        rising = [f"^{self.syntax.slot(i)}" for i in climbed]
        return (*rising, *(self.syntax.slot(i) for i in reversed(down[:-1])))

    def _circumstances(self, account: Account, heads: list[int]) -> Iterator[CircumstanceNote]:
        found = self.found
        if account.place_id is not None:
            name = self.names.get(account.place_id, account.place_id)
            near = self._near(found.places.index, account.place_id, heads)
            report = account.place_basis == _REPORT
            yield self._circumstance("place", name, near, heads, _REPORT if report else None)
        if account.time_id is not None:
            time = next(t for t in found.times.times if t.time_id == account.time_id)
            days = "/".join(dict.fromkeys((time.start or "", time.end or "")))
            near = self._near(found.times.index, account.time_id, heads)
            yield self._circumstance("time", days, near, heads, None)

    def _near(self, index: MentionIndex, key: str, heads: list[int]) -> tuple[int, int, int] | None:
        """The mention of a value that stands nearest: first token, last token, head."""
        own = [(m.first, m.last, m.head) for m in index.mentions if m.id == key]
        return min(own, key=lambda m: min(abs(m[2] - i) for i in heads), default=None)

    def _circumstance(
        self,
        kind: str,
        name: str,
        near: tuple[int, int, int] | None,
        heads: list[int],
        basis: str | None,
    ) -> CircumstanceNote:
        if near is None:
            return CircumstanceNote(kind, name, None, basis or "document")
        words = self.roles.span(near[0], near[1])
        if self.tokens[near[2]].sentence != self.tokens[heads[0]].sentence:
            return CircumstanceNote(kind, name, words, basis or "document")
        above = [i for i in heads if i in self.found.parse.ancestors(near[2])]
        if basis is None and above:
            return CircumstanceNote(kind, name, words, "trigger", self.path(above[-1], near[2]))
        return CircumstanceNote(kind, name, words, basis or "sentence")

    def _told(self, account: Account) -> Iterator[ToldNote]:
        for attitude in account.attitudes:
            statement = self.statements[attitude.statement_id]
            yield ToldNote(
                attitude.statement_id,
                self.names.get(statement.holder_chain[-1], statement.holder_chain[-1]),
                "-" if attitude.statement_id in account.denied_by else "+",
                attitude.realis,
            )

    # ---- ties --------------------------------------------------------------------------------

    def relation(self, relation: Relation) -> TieNote:
        """A relation, its ends by name."""
        ends = (relation.subject, relation.object, relation.value)
        named = tuple(self.names.get(end, end) for end in ends if end is not None)
        return TieNote(
            relation.relation_id,
            relation.type,
            named,
            relation.spans,
            relation.polarity,
            relation.rule,
        )

    def link(self, link: Link) -> TieNote:
        """A link, its ends by their words."""
        sides = ((link.from_, link.from_spans), (link.to, link.to_spans))
        ends = tuple(_joined(words) or self.names.get(key, key) for key, words in sides)
        return TieNote(link.link_id, link.type, ends, link.spans, link.polarity, link.rule)


def _written(slot: Slot, kind: str) -> str:
    """A source as it is written in ``frames.csv``."""
    return "/".join(slot) + kind


def _joined(spans: Iterable[Span]) -> str:
    return " … ".join(span.text for span in spans)
