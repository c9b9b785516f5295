"""Accounts of events: who did what to whom, where, when, and who says so.

    Found ──▶ find_accounts ──▶ AccountsFound

Triggers by lemma, roles by frame, joined where two words tell of one happening; then place, time,
figures, attitudes and codes. An account that no statement tells does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.accounts.attitudes import Attitudes
from onrecord.accounts.circumstances import Circumstances
from onrecord.accounts.codes import Facts, code, party
from onrecord.accounts.contexts import Contexts
from onrecord.accounts.continued import continued
from onrecord.accounts.coreference import Joiner
from onrecord.accounts.figures import assign
from onrecord.accounts.happening import Describer, Draft
from onrecord.accounts.joining import join_hits, settings_of
from onrecord.accounts.lending import lent
from onrecord.accounts.nesting import NOTHING, Choice
from onrecord.accounts.people import People
from onrecord.accounts.roles import Cast, Roles
from onrecord.accounts.scene import Scenes
from onrecord.accounts.senses import Senses
from onrecord.accounts.settling import settled
from onrecord.accounts.syntax import Syntax
from onrecord.accounts.triggers import Hit, Matcher
from onrecord.accounts.words import AccountWords, WeaponRow
from onrecord.found import AccountsFound, Found, MentionIndex, TokenMention
from onrecord.model import Account, Gap, content_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from onrecord.accounts.attitudes import Told
    from onrecord.model import Participant, Span

#: How often an account of this kind is right, judged by eye; a prior, not calibrated.
CONFIDENCE = {"verb": 0.85, "noun": 0.75, "adjective": 0.7}


def find_accounts(found: Found, words: AccountWords) -> AccountsFound:
    """Read all accounts of a document.

    Args:
        found: parse, actors, places, times, quantities, commitments and statements are read.
        words: triggers, frames, weapons, event types.

    Returns:
        Accounts in the order of their first trigger, all quantities with their account and
        statement, and gaps where two places or times stood equally near.
    """
    builder, groups = _prepare(found, words)
    return builder.build(groups)


def find_tellings(found: Found, words: AccountWords) -> tuple[tuple[Draft, ...], Describer]:
    """The single tellings of events before they are joined, and what describes them.

    For fitting ``coreference.csv``; arguments as for ``find_accounts``.
    """
    builder, groups = _prepare(found, words)
    return tuple(builder.drafts(groups)), builder.describer


def _prepare(found: Found, words: AccountWords) -> tuple[_Builder, list[tuple[Hit, ...]]]:
    syntax = Syntax(found.parse, words.control)
    senses = Senses(found, words, syntax)
    hits = Matcher(words, syntax, senses).find()
    nouns = [hit for hit in hits if hit.trigger.row.pos == "noun"]
    nominal = {hit.head: hit for hit in nouns if not _is_crowd(hit)}
    unharmed = [hit for hit in hits if _is_denied(found, hit)]
    given = settings_of(unharmed, nominal, syntax)
    roles = Roles(found, words, senses, nominal)
    circumstances = Circumstances(found, words, syntax, senses)
    builder = _Builder(
        found,
        words,
        roles,
        circumstances,
        Attitudes(found, senses, given),
        frozenset(hit.head for hit in hits),
        Contexts(found, words.contexts),
        People(found, roles),
        Scenes(found, words, circumstances, hits),
    )
    return builder, join_hits(hits, syntax, given)


def _is_denied(found: Found, hit: Hit) -> bool:
    """Whether a clause says that it did not happen."""
    commitments = found.commitments
    return commitments.values[commitments.clause_of[hit.head]].polarity == "-"


@dataclass(frozen=True, slots=True)
class _Builder:
    """Builds the accounts of one document."""

    found: Found
    words: AccountWords
    roles: Roles
    circumstances: Circumstances
    attitudes: Attitudes
    busy: frozenset[int]
    contexts: Contexts
    people: People
    scenes: Scenes

    @property
    def describer(self) -> Describer:
        """What tells of tellings whether they are of one happening."""
        return Describer(self.roles, self.circumstances, self.scenes)

    def build(self, groups: Iterable[tuple[Hit, ...]]) -> AccountsFound:
        """One account for each happening that a statement tells."""
        tellings = list(self.drafts(groups))
        joiner = Joiner(self.describer, self.words.weights)
        joined = lent(continued(joiner.join(tellings), joiner.describer), joiner)
        self.scenes.add(tellings)
        drafts = list(self.scenes.settle(map(self._real, joined)))
        accounts, gaps = [], []
        for draft in drafts:
            told = self.attitudes.tell(hit.head for hit in draft.hits)
            if told is not None:
                accounts.append(self._account(draft, told))
                gaps += _gaps(draft, accounts[-1])
        quantities, accounts = assign(self.found, accounts, drafts)
        index = [
            TokenMention(i, i + 1, hit.head, account.account_id, "trigger")
            for account, draft in zip(accounts, drafts, strict=True)
            for hit in draft.hits
            for i in self._wording(hit, draft.casts)
        ]
        return AccountsFound(tuple(accounts), quantities, MentionIndex(tuple(index)), tuple(gaps))

    def _real(self, draft: Draft) -> Draft:
        """A happening as real as all its tellings say, not only the first."""
        told = self.attitudes.tell(hit.head for hit in draft.hits)
        return draft if told is None else draft._replace(realis=told.realis)

    def drafts(self, groups: Iterable[tuple[Hit, ...]]) -> Iterator[Draft]:
        """The tellings of single sentences."""
        for hits in groups:
            told = self.attitudes.tell(hit.head for hit in hits)
            if told is not None:
                casts = tuple(self.roles.cast(hit) for hit in hits)
                place = self._first(self.circumstances.place, hits, casts)
                time = self._first(self.circumstances.time, hits, casts)
                draft = Draft(hits, casts, place, time, told.realis)
                draft = settled(draft, self.roles.senses)
                if not self._is_generic(draft):
                    yield draft

    def _is_generic(self, draft: Draft) -> bool:
        """A bare noun of which nothing is said: "in times of violence" tells of no event."""
        hit, cast = draft.hits[0], draft.casts[0]
        if len(draft.hits) > 1 or hit.trigger.row.pos != "noun" or cast.parts or cast.instruments:
            return False
        if draft.place != NOTHING or draft.time != NOTHING or self.roles.is_carried(hit.head):
            return False
        return self.found.parse.kid(hit.head, "det", "nmod:poss", "nummod") is None

    def _account(self, draft: Draft, told: Told) -> Account:
        draft = settled(draft, self.roles.senses)
        hits, casts = draft.hits, draft.casts
        row = hits[0].trigger.row
        trigger = self._trigger(draft)
        people = self.people.of(hits, casts)
        weapons = self._weapons(draft)
        modes = self._modes(draft, weapons)
        facts = self._facts(draft, modes, weapons)
        return Account(
            account_id=self._id(row.type, trigger, people),
            type=row.type,
            modes=modes,
            contexts=self.contexts.of((hit.head for hit in hits), row.type, modes),
            trigger=trigger,
            participants=people,
            instruments=self._instruments(casts),
            place_id=draft.place.value,
            time_id=draft.time.value,
            quantities=(),
            attitudes=told.attitudes,
            asserted_by=told.asserted_by,
            denied_by=told.denied_by,
            realis=told.realis,
            codes=code(self.words.event_types[row.type], facts),
            rule=" ".join(dict.fromkeys(hit.trigger.row.id for hit in hits)),
            confidence=min(CONFIDENCE[hit.trigger.row.pos] for hit in hits),
            place_basis=draft.place.basis if draft.place.value else None,
        )

    def _first(
        self,
        find: Callable[[Hit, Cast, frozenset[int]], Choice],
        hits: Iterable[Hit],
        casts: Iterable[Cast],
    ) -> Choice:
        """The first value that the triggers give, else the first tie."""
        choices = [find(h, c, self.busy) for h, c in zip(hits, casts, strict=True)]
        settled = next((c for c in choices if c.value is not None), None)
        return settled or next((c for c in choices if c.candidates), NOTHING)

    def _id(self, kind: str, trigger: tuple[Span, ...], people: tuple[Participant, ...]) -> str:
        ends = [(s.start, s.end) for s in trigger]
        sides = [(p.role, [(s.start, s.end) for s in p.spans]) for p in people]
        return content_hash("a_", [self.found.document.doc_id, kind, ends, sides])

    def _trigger(self, draft: Draft) -> tuple[Span, ...]:
        """The words of all triggers; neighbouring words of one trigger are one span."""
        spans = []
        for hit in draft.hits:
            numbers = self._wording(hit, draft.casts)
            starts = [i for i in numbers if i - 1 not in numbers]
            ends = [i + 1 for i in numbers if i + 1 not in numbers]
            spans += [self.roles.span(a, b) for a, b in zip(starts, ends, strict=True)]
        return tuple(sorted(spans, key=lambda span: span.start))

    def _wording(self, hit: Hit, casts: Iterable[Cast]) -> list[int]:
        """The trigger's tokens without those that are somebody or something in the event."""
        taken = {p.token for cast in casts for p in cast.parts}
        taken |= {i for cast in casts for i in cast.instruments}
        return [i for i in hit.tokens if i == hit.head or i not in taken]

    def _modes(self, draft: Draft, weapons: Iterable[WeaponRow]) -> tuple[str, ...]:
        """Modes of the triggers and, in violence, of the weapons named."""
        modes = [mode for hit in draft.hits for mode in hit.trigger.modes]
        known = self.words.event_types[draft.hits[0].trigger.row.type].modes
        modes += [row.mode for row in weapons if row.mode in known]
        return tuple(dict.fromkeys(modes))

    def _weapons(self, draft: Draft) -> list[WeaponRow]:
        found = [self.roles.senses.weapon(i) for cast in draft.casts for i in cast.instruments]
        return [row for row in found if row is not None]

    def _instruments(self, casts: Iterable[Cast]) -> tuple[Span, ...]:
        """The words that name weapons and means."""
        numbers = dict.fromkeys(i for cast in casts for i in cast.instruments)
        first = self.roles.senses.weapon_at
        return tuple(self.roles.span(first(i)[1], i + 1) for i in numbers)

    def _facts(self, draft: Draft, modes: Iterable[str], weapons: Iterable[WeaponRow]) -> Facts:
        sides: dict[str, set[str]] = {"actor": set(), "recipient": set(), "victim": set()}
        senses = self.roles.senses
        for part in (p for cast in draft.casts for p in cast.parts):
            head = senses.head(part.token)
            names = party(senses.actor_type(head), senses.kinds(head))
            sides.setdefault(part.role, set()).update(names)
        return Facts(
            modes=frozenset(modes),
            weapons=frozenset(row.id for row in weapons),
            triggers=frozenset(hit.trigger.row.id for hit in draft.hits),
            actor=frozenset(sides["actor"]),
            recipient=frozenset(sides["recipient"] | sides["victim"]),
        )


def _is_crowd(hit: Hit) -> bool:
    """Whether the word of an event also stands for the people in it: "cracked down on protests"."""
    return hit.trigger.row.type == "PROTEST"


def _gaps(draft: Draft, account: Account) -> list[Gap]:
    """Places and times between which nothing decides."""
    return [
        Gap("accounts", account.trigger[0], f"two {field}s equally near", choice.candidates)
        for field, choice in (("place", draft.place), ("time", draft.time))
        if choice.candidates
    ]
