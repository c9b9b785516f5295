"""Topics of a check and of a holder: the same steps for both.

sayings of ours and theirs ──▶ event_topic, tie_topic ──▶ Topic
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.comparing.sources import GAP
from onrecord.merge.events import FIELDS
from onrecord.merge.held import Head, Rules, Topic, topic_of
from onrecord.merge.said import Saying
from onrecord.merge.ties import FIELDS as TIE_FIELDS
from onrecord.merge.ties import HOLDS, RELATION, tie_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.comparing.sources import Sources, Telling
    from onrecord.merge.ties import TieKey, TieTelling
    from onrecord.model import Account, Relation

EVENT = "event"


@dataclass(frozen=True, slots=True)
class Ours:
    """Which sayings are ours, and for which outlet each document counts."""

    holds: Callable[[Saying], bool]
    outlets: Mapping[str, str]


def event_topic(
    head: Head,
    sayings: Iterable[Saying],
    ours: Ours,
    may: Callable[[str, Saying, Saying], bool],
) -> Topic:
    """Hold what is ours of an event against the rest."""
    return topic_of(head, sayings, Rules(FIELDS, "happened", ours.holds, ours.outlets, may))


def tie_topic(head: Head, sayings: Iterable[Saying], ours: Ours) -> Topic:
    """Hold what is ours of a tie against the rest."""
    return topic_of(head, sayings, Rules(TIE_FIELDS, HOLDS, ours.holds, ours.outlets, _always))


def _always(_how: str, _ours: Saying, _other: Saying) -> bool:
    return True


def event_head(
    sources: Sources, key: str, accounts: Sequence[Account], because: tuple[str, ...]
) -> Head:
    """What an event is, by the accounts of it that are ours, in the order of telling."""
    event = sources.events.event(key)
    first = accounts[0]
    kind = event.type if event is not None else first.type
    kinds = sources.words.types
    title = event.title if event is not None else kinds.get(kind, kind)
    words = dict.fromkeys(s.text for a in accounts for s in a.trigger)
    ids = tuple(a.account_id for a in accounts)
    start = first.trigger[0].start
    return Head(EVENT, key, kind, title, start, GAP.join(words), ids, because)


def tie_head(key: TieKey, ours: Sequence[tuple[TieTelling, Relation]]) -> Head:
    """What a tie is, by the relations of it that are ours, in the order of telling."""
    told, first = ours[0]
    return Head(
        RELATION, tie_id(RELATION, key), first.type,
        " · ".join(end.name for end in told.ends), first.spans[0].start,
        GAP.join(span.text for span in first.spans), tuple(t.member for t, _ in ours),
        ends=told.ends,
    )  # fmt: skip


def marked(telling: Telling, told: TieTelling) -> list[Saying]:
    """All that one relation says, with the relation and the words of its statements."""
    return [telling.marked(saying, told.member) for saying in told.sayings]
