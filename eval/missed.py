"""Compare the accounts of readings with events that annotators marked without seeing them.

An event is **found** if an account has a trigger that overlaps one of its triggers (the one with
most characters in common, of the same type on ties; one account may stand for several events, as
annotators may split what a reading joins); failing that, if an account that meets no event so has
a trigger in the same sentence and the same type, each account once. Sentences are cut alike for
both, by their punctuation. Events marked with ``doubt`` need not be found.

Of the events found: is the type right; the actor; recipient or victim, taken together; whether it
happened. A party is right if words of the account's participant, or another mention of its actor,
hold the head (the last word marked) and are hardly longer. A role is right if one party is and none
is false, or if there is none on both sides. A thing marked as hit may be told, but need not; of two
sides that fight each other, the second may be either role.

The share of accounts that meet an event is a lower bound of precision: annotators forget, too.
Intervals: 95 %, bootstrap over documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actors import SLACK
from annotated import interval, share, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = dict[str, Any]
Span = tuple[int, int]
#: Spans that name one party, any of which will do.
Party = tuple[Span, ...]
STOP = re.compile(r"[.!?][\"'\u201d\u2019)]*\s+|\n+")
#: What counts as an event in statistics; ``ontology.json`` realis_counted_as_events.
HAPPENED = frozenset({"actual", "ongoing"})
REALIS = HAPPENED | {
    "attempted", "planned", "hypothetical", "called_for", "did_not_happen", "unknown",
}  # fmt: skip
PARTIES = ("actor", "recipient", "victim")
MARKED = ("trigger", *PARTIES, "thing")


@dataclass(frozen=True, slots=True)
class Event:
    """One event as compared, marked by hand or read.

    ``things`` hit or taken may be told as affected, but need not; an event in ``doubt`` need not be
    found.
    """

    triggers: tuple[Span, ...]
    sentences: frozenset[int]
    type: str
    realis: str
    actors: tuple[Party, ...]
    affected: tuple[Party, ...]
    things: tuple[Party, ...] = ()
    doubt: bool = False


def nth(text: str, wanted: str, n: int) -> Span:
    """Where the words stand for the n-th time, counted from 1.

    Raises:
        ValueError: they do not stand there so often.
    """
    start = -1
    for _ in range(n):
        start = text.find(wanted, start + 1)
        if start < 0:
            raise ValueError(f"{wanted!r} does not occur {n} times")
    return start, start + len(wanted)


def located(row: Row, text: str) -> Row:
    """The marked events of a document with offsets in place of words, in text order.

    Raises:
        ValueError: words are not in the text, an event has no trigger, a value is unknown.
    """
    try:
        events = [_located(event, text) for event in row["events"]]
    except (ValueError, KeyError) as error:
        raise ValueError(f"document {row['id']}: {error}") from error
    return {"id": row["id"], "events": sorted(events, key=lambda e: e["trigger"])}


def _located(event: Row, text: str) -> Row:
    spans = {k: sorted(nth(text, *m) for m in event.get(k, ())) for k in MARKED}
    if not spans["trigger"] or event["realis"] not in REALIS:
        raise ValueError(f"no trigger, or realis {event['realis']!r}")
    start = max([0, *(m.end() for m in STOP.finditer(text) if m.end() <= spans["trigger"][0][0])])
    after = STOP.search(text, spans["trigger"][0][1])
    sentence = (start, len(text[: after.end()].rstrip()) if after else len(text))
    values = {key: event[key] for key in ("type", "realis")}
    return {"sentence": sentence, **values, **spans, "doubt": event.get("doubt", False)}


def sentence_numbers(text: str, spans: Iterable[Span]) -> frozenset[int]:
    """Numbers of the sentences in which the spans begin."""
    ends = [m.end() for m in STOP.finditer(text)]
    return frozenset(sum(end <= start for end in ends) for start, _ in spans)


def marked(row: Row, text: str) -> list[Event]:
    """The events of one annotator in a document."""
    found = []
    for event in row["events"]:
        spans = {k: tuple((a, b) for a, b in event[k]) for k in MARKED}
        found.append(
            Event(
                spans["trigger"],
                sentence_numbers(text, spans["trigger"]),
                event["type"],
                event["realis"],
                tuple((s,) for s in spans["actor"]),
                tuple((s,) for s in spans["recipient"] + spans["victim"]),
                tuple((s,) for s in spans["thing"]),
                event["doubt"],
            )
        )
    return found


def read(reading: Row, text: str) -> list[Event]:
    """The accounts of a reading as events; a party has all mentions of its actor."""
    mentions = {a["actor_id"]: _spans(a["mentions"]) for a in reading["actors"]}
    found = []
    for account in reading["accounts"]:
        triggers = _spans(account["trigger"])
        of: dict[str, list[Party]] = {role: [] for role in PARTIES}
        for p in account["participants"]:
            if p["role"] in of:
                of[p["role"]].append(_spans(p["spans"]) + mentions.get(p["actor_id"], ()))
        affected = tuple(of["recipient"] + of["victim"])
        numbers = sentence_numbers(text, triggers)
        kind, realis = account["type"], account["realis"]
        found.append(Event(triggers, numbers, kind, realis, tuple(of["actor"]), affected))
    return found


def _spans(spans: list[Row]) -> tuple[Span, ...]:
    return tuple((s["start"], s["end"]) for s in spans)


def common(gold: Event, told: Event) -> int:
    """Characters that the triggers have in common."""
    pairs = ((g, t) for g in gold.triggers for t in told.triggers)
    return sum(max(0, min(g[1], t[1]) - max(g[0], t[0])) for g, t in pairs)


def paired(gold: list[Event], told: list[Event]) -> dict[int, int]:
    """Number of the account that stands for an event, by the number of the event."""
    pairs: dict[int, int] = {}
    met: set[int] = set()
    for i, event in enumerate(gold):
        near = [(common(event, t), t.type == event.type, -j) for j, t in enumerate(told)]
        met |= {-j for shared, _, j in near if shared}
        if near and max(near)[0]:
            pairs[i] = -max(near)[2]
    for i, event in enumerate(gold):
        for j, account in enumerate(told):
            beside = account.type == event.type and account.sentences & event.sentences
            if i not in pairs and j not in met and beside:
                pairs[i] = j
                met.add(j)
    return pairs


def meeting(gold: list[Event], told: list[Event]) -> set[int]:
    """Numbers of the accounts that meet an event, whether or not they stand for it."""
    overlapping = {j for j, t in enumerate(told) if any(common(g, t) for g in gold)}
    return overlapping | set(paired(gold, told).values())


def same_party(gold: Party, told: Party, text: str) -> bool:
    """Whether a span of the party read holds the head of the marked one, hardly longer."""
    for start, end in gold:
        last = words(text[start:end])[-1:] or [(0, end - start)]
        head = start + last[0][0], start + last[0][1]
        for a, b in told:
            if a < head[1] and head[0] < b and start - a <= SLACK and b - end <= SLACK:
                return True
    return False


def role_right(gold: tuple[Party, ...], told: tuple[Party, ...], text: str) -> bool:
    """Whether one party is right and none is false, or there is none on either side."""
    if not gold or not told:
        return not gold and not told
    return all(any(same_party(g, t, text) for g in gold) for t in told)


def affected_right(gold: Event, told: Event, text: str) -> bool:
    """As ``role_right``; of sides that fight each other, the second may be either role."""
    things = [t for t in told.affected if any(same_party(g, t, text) for g in gold.things)]
    affected = tuple(t for t in told.affected if t not in things)
    if len(gold.actors) > 1 and not gold.affected:
        return not affected or role_right(gold.actors, affected, text)
    return role_right(gold.affected, affected, text)


Counts = dict[str, tuple[float, int]]


def counts(gold: list[Event], told: list[Event], text: str) -> Counts:
    """Per measure: right ones, and of how many."""
    sure = [i for i, event in enumerate(gold) if not event.doubt]
    pairs = {i: j for i, j in paired(gold, told).items() if i in sure}
    both = [(gold[i], told[j]) for i, j in pairs.items()]
    happened = [i for i in sure if gold[i].realis in HAPPENED]
    n = len(both)
    return {
        "events found": (n, len(sure)),
        "events found that happened": (sum(i in pairs for i in happened), len(happened)),
        "type right of found": (sum(g.type == t.type for g, t in both), n),
        "actor right of found": (sum(role_right(g.actors, t.actors, text) for g, t in both), n),
        "recipient or victim right": (sum(affected_right(g, t, text) for g, t in both), n),
        "happened or not right": (
            sum((g.realis in HAPPENED) == (t.realis in HAPPENED) for g, t in both),
            n,
        ),
        "accounts that meet an event": (len(meeting(gold, told)), len(told)),
        "missed a document": (len(sure) - n, 1),
    }


def compare(
    gold: Mapping[str, Row], rows: Mapping[str, Row], told: Mapping[str, Row]
) -> list[Counts]:
    """Counts of each document; ``told`` has readings or the events of another annotator."""
    result: list[Counts] = []
    for i, row in gold.items():
        text = rows[i]["text"]
        given = marked(told[i], text) if "events" in told[i] else read(told[i], text)
        result.append(counts(marked(row, text), given, text))
    return result


def report(title: str, documents: list[Counts]) -> None:
    """Print the shares in percent, and the mean of events missed, with intervals."""
    print(f"{title} against the gold, {len(documents)} documents")
    for key in documents[0] if documents else ():
        parts = [d[key] for d in documents]
        value, (low, high) = share(parts), interval(parts)
        of = sum(n for _, n in parts)
        if key == "missed a document":
            print(f"  {key:30} {value / 100:5.2f} [{low / 100:.1f}-{high / 100:.1f}]")
        else:
            print(f"  {key:30} {value:5.1f} [{low:.0f}-{high:.0f}]  of {of}")
