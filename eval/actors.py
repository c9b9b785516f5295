"""Score readings against actors marked by hand: who is found, and which mentions are one actor.

    annotated/actors_*.jsonl + the texts (outside) + readings ──▶ shares with intervals

The 40 documents are those of ``annotated.py``. Annotator a marked all of them, b 20 (ten of each
half), after ``annotated/GUIDE_ACTORS.md``, knowing neither rules nor output; files hold offsets.
A marked mention is found if a mention of the reading overlaps it and neither is more than a few
words longer; an actor is found if one of its mentions is. Alias clusters are scored by B-cubed
(Bagga and Baldwin 1998) over the mentions found, pronouns left out: how pure the actors of the
reading are, how whole. Intervals: 95 %, bootstrap over documents.

    python eval/actors.py [--readings readings.jsonl] [--data fakes_syria/dev.jsonl]
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from annotated import HERE, documents_and_readings, interval, share

Span = tuple[int, int]
#: A mention may be so many characters longer or shorter than the marked one on either side.
SLACK = 25


@dataclass(frozen=True, slots=True)
class Marked:
    """One actor as an annotator marked it."""

    named: bool
    kind: str
    side: str
    origin: str
    mentions: tuple[Span, ...]


def marked(row: dict[str, Any]) -> list[Marked]:
    """The actors of one annotated document."""
    return [
        Marked(a["named"], a["class"], a["side"], a["origin"], tuple(map(tuple, a["mentions"])))
        for a in row["actors"]
    ]


def read(reading: dict[str, Any]) -> dict[Span, str]:
    """The mentions of a reading and whose they are; pronouns left out."""
    return {
        (m["start"], m["end"]): a["actor_id"]
        for a in reading["actors"]
        for m in a["mentions"]
        if m["form"] != "pronoun"
    }


def aligned(gold: list[Marked], told: dict[Span, str]) -> dict[Span, str]:
    """Marked mention -> actor of the reading: the overlapping mention with the closest ends."""
    found = {}
    for start, end in (m for actor in gold for m in actor.mentions):
        near = [
            (abs(a - start) + abs(b - end), (a, b))
            for a, b in told
            if a < end and start < b and max(abs(a - start), abs(b - end)) <= SLACK
        ]
        if near:
            found[start, end] = told[min(near)[1]]
    return found


def b_cubed(gold: dict[Span, int], told: dict[Span, str]) -> tuple[tuple[float, int], ...]:
    """Sums of precision and recall of the mentions, and how many there are."""
    of_gold, of_told = defaultdict(set), defaultdict(set)
    for mention in told:
        of_gold[gold[mention]].add(mention)
        of_told[told[mention]].add(mention)
    precision = recall = 0.0
    for mention in told:
        mine, theirs = of_told[told[mention]], of_gold[gold[mention]]
        precision += len(mine & theirs) / len(mine)
        recall += len(mine & theirs) / len(theirs)
    return (precision, len(told)), (recall, len(told))


Counts = dict[str, tuple[float, int]]


def counts(gold: list[Marked], told: dict[Span, str]) -> Counts:
    """Per measure: right ones, and of how many."""
    found = aligned(gold, told)
    whose = {m: n for n, actor in enumerate(gold) for m in actor.mentions}
    precision, recall = b_cubed(whose, found)
    result: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for actor in gold:
        here = any(m in found for m in actor.mentions)
        named = "named" if actor.named else "described"
        keys = ["actors", f"actors {named}", f"class {actor.kind}"]
        if actor.named:
            keys += [f"origin {actor.origin}", f"side {actor.side}"]
        for key in keys:
            result[key][0] += here
            result[key][1] += 1
    shares: Counts = {key: (right, of) for key, (right, of) in result.items()}
    shares["mentions"] = len(found), len(whose)
    right = sum(any(a < end and start < b for start, end in whose) for a, b in told)
    shares["read mentions that are marked"] = right, len(told)
    shares["b-cubed precision"], shares["b-cubed recall"] = precision, recall
    return shares


def report(documents: list[Counts]) -> None:
    """Print the shares, with intervals, and how many there are of each kind."""
    for key in sorted({key for d in documents for key in d}):
        parts = [d.get(key, (0, 0)) for d in documents]
        low, high = interval(parts)
        of = sum(n for _, n in parts)
        print(f"  {key:30} {share(parts):5.1f} [{low:.0f}-{high:.0f}]  of {of}")
    precision, recall = (
        share([d[f"b-cubed {name}"] for d in documents]) for name in ("precision", "recall")
    )
    print(f"  {'b-cubed F1':30} {2 * precision * recall / (precision + recall):5.1f}")


def main() -> None:
    """Print the figures against both annotators, and of the annotators against each other."""
    rows, readings = documents_and_readings(__doc__ or "")
    told = {i: read(readings[i]) for i in rows}
    half = len(rows) // 2
    parts = {"all 40": list(rows), "looked at": list(rows)[:half], "never seen": list(rows)[half:]}
    gold = {}
    for who in "ab":
        path = HERE / "annotated" / f"actors_{who}.jsonl"
        gold[who] = {r["id"]: marked(r) for r in map(json.loads, path.open(encoding="utf-8"))}
    for name, ids in parts.items():
        print(f"against a, {name}")
        report([counts(gold["a"][i], told[i]) for i in ids])
    print("against b, 20 documents")
    report([counts(actors, told[i]) for i, actors in gold["b"].items()])
    print("annotator b against a, 20 documents")
    report([counts(gold["a"][i], as_read(actors)) for i, actors in gold["b"].items()])


def as_read(actors: list[Marked]) -> dict[Span, str]:
    """An annotator's actors as if they were read."""
    return {m: str(n) for n, actor in enumerate(actors) for m in actor.mentions}


if __name__ == "__main__":
    main()
