"""Many readings, few events: the steps of merging in their order. Start here.

    readings (+ texts) ──▶ keys ──▶ blocks ──▶ match ──▶ cluster ──▶ compare ──▶ Events
                      └──▶ copies ──────────────────────────────────────┘

A pure function: the same set of readings gives the same events with the same ids, in whatever order
they come. Every account is in exactly one event, also one that nobody else tells. An event is named
by its founding account: the first of its accounts by (day of publication, document, place in the
text, account), hashed; accounts are content hashes themselves (decision 0026).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.merge.blocks import Crowded, slices
from onrecord.merge.cluster import Grouping, Joined, Match, Matching, connected
from onrecord.merge.compare import compare_field, origin_of
from onrecord.merge.copies import CopyGroup, Imprint, copies_of, imprint
from onrecord.merge.event import SCHEMA, AccountRef, Event, EventField, Reason
from onrecord.merge.keys import day_of
from onrecord.merge.locks import NO_LOCKS, present, settle
from onrecord.merge.match import odds
from onrecord.merge.outlets import outlets_of
from onrecord.merge.said import UNTOLD, Sayer
from onrecord.merge.signs import REAL
from onrecord.merge.text import text_of
from onrecord.merge.titles import title_of
from onrecord.model import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onrecord.merge.locks import Decision, Locks
    from onrecord.merge.said import Saying
    from onrecord.merge.told import Told
    from onrecord.merge.words import MergeWords
    from onrecord.model import Account, Document, Reading

#: The fields of an event that come first; others follow by name.
FIELDS = ("happened", "date", "place", "actor", "recipient", "victims", "fatalities", "injured")


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging found.

    Attributes:
        events: by the day of their first report, then by id.
        copies: groups of documents that share their text, also those that tell of different events.
        crowded: blocks too large to compare all their accounts: a match may be missed there.
    """

    events: tuple[Event, ...]
    copies: tuple[CopyGroup, ...]
    crowded: tuple[Crowded, ...]


def merge(
    readings: Iterable[tuple[Reading, Document | None]],
    words: MergeWords,
    sides: Mapping[str, str] | None = None,
    decisions: Iterable[Decision] = (),
) -> Merged:
    """Merge the accounts of many documents into events.

    Args:
        readings: each with its document, or ``None`` if the text was not kept. A document that
            comes twice counts once.
        words: from ``load_merge_words``.
        sides: of each actor id the side that the user has confirmed.
        decisions: of people about accounts; they beat every weight.
    """
    known: dict[str, Reading] = {}
    told: list[Told] = []
    imprints: dict[str, Imprint] = {}
    for reading, document in readings:
        part = reading.document
        if part.doc_id in known:
            continue
        known[part.doc_id] = reading
        told += words.teller(reading, document)
        text = text_of(reading, document)
        imprints[part.doc_id] = imprint(part.doc_id, text, part.published, part.outlet)
    told.sort(key=lambda account: account.key)
    locks = settle(present(decisions, {account.account_id for account in told}))
    found = group(told, words, locks)
    builder = Builder(words, known, imprints, sides or {})
    events = (builder.event([told[n] for n in joined.members], joined) for joined in found.groups)
    ordered = sorted(events, key=lambda e: (e.first_seen or "9999", e.event_id))
    return Merged(tuple(ordered), copies_of(imprints.values()), found.crowded)


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups of accounts; how many pairs were compared, and which blocks were too large."""

    groups: tuple[Joined, ...]
    compared: int
    crowded: tuple[Crowded, ...]


def group(told: Sequence[Told], words: MergeWords, locks: Locks = NO_LOCKS) -> Grouped:
    """Which accounts are of one event; ``told`` must be in the order of their keys."""
    matching = Matching(words.matcher)
    matches: dict[tuple[int, int], float] = {}
    compared = 0
    crowded: list[Crowded] = []
    for one, members in slices(told).items():
        found = matching.matches(one, [told[n] for n in members])
        matches.update(((members[a], members[b]), score) for a, b, score in found.pairs)
        compared += found.compared
        crowded += found.crowded
    pairs = [(a, b, score) for (a, b), score in sorted(matches.items())]
    crowded.sort(key=lambda block: block.key)
    return Grouped(tuple(groups_of(told, pairs, words, locks)), compared, tuple(crowded))


def groups_of(
    told: Sequence[Told], matches: Iterable[Match], words: MergeWords, locks: Locks = NO_LOCKS
) -> Iterator[Joined]:
    """The groups of accounts, part by connected part.

    Args:
        told: accounts in the order of their keys; all that a chain of matches, or of links of the
            locks, connects with them.
        matches: between them, each pair once.
        words: from ``load_merge_words``.
        locks: what people decided.
    """
    known = tuple(matches)
    numbers = {account.account_id: n for n, account in enumerate(told)} if locks else {}
    linked = ((numbers[a], numbers[b]) for a, b, _ in locks.within(numbers))
    parts = connected([*((a, b) for a, b, _ in known), *linked], len(told))
    place = {n: (number, at) for number, part in enumerate(parts) for at, n in enumerate(part)}
    within: list[list[Match]] = [[] for _ in parts]
    for a, b, score in known:
        number, at = place[a]
        within[number].append((at, place[b][1], score))
    for part, local in zip(parts, within, strict=True):
        for joined in Grouping([told[n] for n in part], words.matcher, locks).join(local):
            by = tuple((part[a], part[b], score) for a, b, score in joined.by)
            by_hand = tuple((part[a], part[b], n) for a, b, n in joined.by_hand)
            yield Joined(tuple(part[n] for n in joined.members), by, by_hand)


class Builder:
    """Builds events from groups of accounts and the readings they are in."""

    def __init__(
        self,
        words: MergeWords,
        readings: Mapping[str, Reading],
        imprints: Mapping[str, Imprint],
        sides: Mapping[str, str],
    ) -> None:
        self.words = words
        self.readings = readings
        self.imprints = imprints
        self.sides = sides

    def event(self, told: Sequence[Told], joined: Joined) -> Event:
        """The event of a group of accounts."""
        accounts = self._accounts(told)
        accounts.sort(key=_founding)
        founder = accounts[0]
        kind = _type_of([a for _, a in accounts])
        sayings = list(self._sayings(told, accounts))
        documents = tuple(dict.fromkeys(r.document.doc_id for r, _ in accounts))
        copies = self._copies(documents)
        outlets = outlets_of({d: self.readings[d].document.outlet for d in documents}, copies)
        fields = self._fields(sayings, outlets)
        published = [r.document.published for r, _ in accounts if r.document.published]
        return Event(
            schema=SCHEMA,
            event_id=content_hash("e_", (founder[1].account_id,)),
            title=title_of(self.words.types.get(kind, kind), fields),
            type=kind,
            accounts=tuple(
                AccountRef(a.account_id, r.document.doc_id, r.document.id, a.trigger[0].start)
                for r, a in accounts
            ),
            fields=fields,
            n_documents=len(documents),
            n_outlets=len(set(outlets.values())),
            n_origins=_origins(sayings, outlets),
            first_seen=min(published, default=None),
            first_said_by=_first_said(founder[1]),
            explain=self._explain(told, joined),
            copies=copies,
        )

    def _accounts(self, told: Sequence[Told]) -> list[tuple[Reading, Account]]:
        found = []
        for one in told:
            reading = self.readings[one.report.doc_id]
            found.append((reading, reading.accounts[one.order]))
        return found

    def _sayings(
        self, told: Sequence[Told], accounts: Sequence[tuple[Reading, Account]]
    ) -> Iterator[Saying]:
        spots = {t.spot.id: t.spot for t in told if t.spot is not None}
        sayers: dict[str, Sayer] = {}
        for reading, account in accounts:
            doc_id = reading.document.doc_id
            if doc_id not in sayers:
                sayers[doc_id] = Sayer(self.words.teller, reading, spots)
            yield from sayers[doc_id].of(account)

    def _copies(self, documents: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Which of the documents share their text, the original of each group first."""
        if len(documents) == 1:
            return ()
        return tuple(group.members for group in copies_of(self.imprints[d] for d in documents))

    def _fields(
        self, sayings: Iterable[Saying], outlets: Mapping[str, str]
    ) -> dict[str, EventField]:
        by_field: defaultdict[str, list[Saying]] = defaultdict(list)
        for saying in sayings:
            by_field[saying.field].append(saying)
        names = [f for f in FIELDS if f in by_field] + sorted(by_field.keys() - set(FIELDS))
        return {name: compare_field(name, by_field[name], outlets, self.sides) for name in names}

    def _explain(self, told: Sequence[Told], joined: Joined) -> tuple[Reason, ...]:
        by_number = dict(zip(joined.members, told, strict=True))
        matcher = self.words.matcher
        by_hand = (
            Reason((by_number[a].account_id, by_number[b].account_id), 1.0, (f"decision {n}",))
            for a, b, n in joined.by_hand
        )
        weighed = (
            Reason(
                (by_number[a].account_id, by_number[b].account_id),
                odds(score),
                matcher.because(matcher.signs(by_number[a], by_number[b])),
            )
            for a, b, score in joined.by
        )
        return (*by_hand, *weighed)


def _founding(pair: tuple[Reading, Account]) -> tuple[str, str, int, str]:
    """The order of accounts: the first founds the event."""
    reading, account = pair
    part = reading.document
    return part.published or "9999", part.doc_id, account.trigger[0].start, account.account_id


def _type_of(accounts: Sequence[Account]) -> str:
    """The type most accounts give, of what happened if anybody says it did; else the first."""
    real = [a for a in accounts if a.realis in REAL] or accounts
    counts = Counter(a.type for a in real)
    return max(counts, key=lambda kind: counts[kind])


def _origins(sayings: Iterable[Saying], outlets: Mapping[str, str]) -> int:
    """How many say that it happened; who plans, threatens, denies or takes it back does not."""
    said = (s for s in sayings if s.field == "happened" and s.polarity == "+")
    told = (s for s in said if s.origin != "" and s.status not in UNTOLD)
    return len({origin_of(saying, outlets) for saying in told})


def _first_said(account: Account) -> str | None:
    return next(iter((*account.asserted_by, *account.denied_by)), None)


def published_of(told: Told) -> str | None:
    """Day of publication of an account's document."""
    return day_of(told.report.published)
