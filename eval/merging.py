"""Score merged events against events over reports marked by hand, each day twice and blind.

    annotated/merging_*.jsonl + readings ──▶ events of these reports ──▶ pairs and verdicts, counted

The reports are those of 20 days of ``fakes_syria/dev.jsonl`` (CC BY), drawn before anything was
merged on them; two annotators marked which accounts are one event, and what the reports agree on,
after ``annotated/MERGING.md``. The files hold offsets and verdicts, no text. What is counted:

* A marked account is known again by its words: the account of the reading whose trigger shares most
  letters with them. What is not read is counted apart and is in no pair.
* Pairs are of all marked accounts of one day that were read. Right is a pair that both join. Pairs
  of an event marked as doubtful count neither way. F1 of pairs of different reports stands beside.
* Verdicts are held against each other field by field, for events marked in two or more reports; the
  event read is the one with most of their accounts. Agreement is false if the annotator does not
  say ``agreed``; so with dispute. Both are given per hundred fields that both have.
* ``both``: pairs and fields on which the two annotators say the same.
* ``annotators``: b held against a as if b had been read; marks meet if their words do, or if they
  stand in one account of the reading (each marks one word of many).

    python eval/merging.py [--readings readings.jsonl] [--data fakes_syria/dev.jsonl]
    python eval/merging.py --marks annotated/merging_dev.jsonl      other days, marked once
    python eval/merging.py offsets marked.jsonl --out annotated/merging_a.jsonl
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotated import DATA, HERE, SEED, by_id, readings_of
from marks import FIELDS, Line, Telling, Tellings, as_read, known, marked, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FILES = {who: HERE / "annotated" / f"merging_{who}.jsonl" for who in ("a", "b")}
ROUNDS = 1000
#: What a reader is given of a report; title and outlet are compared when reports are merged.
GIVEN = {"id": "id", "text": "text", "date": "published", "title": "title", "source": "source"}


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over pairs and fields; they add up."""

    marks: int = 0
    unread: int = 0
    both: int = 0
    ours: int = 0
    gold: int = 0
    both_apart: int = 0
    ours_apart: int = 0
    gold_apart: int = 0
    never: int = 0
    broken: int = 0
    fields: int = 0
    right: int = 0
    false_agreed: int = 0
    false_disputed: int = 0

    def __add__(self, other: Tally) -> Tally:
        names = self.__dataclass_fields__
        return Tally(**{n: getattr(self, n) + getattr(other, n) for n in names})

    def result(self) -> dict[str, Any]:
        """The figures as they are shown: shares from 0 to 100, and how many there are."""
        return {
            "pairwise": _prf(self.both, self.ours, self.gold),
            "pairwise_reports": _prf(self.both_apart, self.ours_apart, self.gold_apart),
            "marks": self.marks,
            "unread": self.unread,
            "never": {"pairs": self.never, "joined": self.broken},
            "verdicts": {
                "fields": self.fields,
                "same": _share(self.right, self.fields),
                "false_agreement": _share(self.false_agreed, self.fields),
                "false_dispute": _share(self.false_disputed, self.fields),
                "not_falsely_agreed": 100 - _share(self.false_agreed, self.fields),
            },
        }


def _share(part: int, of: int) -> float:
    return 100 * part / of if of else 0.0


def _prf(both: int, ours: int, gold: int) -> dict[str, float]:
    return {
        "F1": _share(2 * both, ours + gold),
        "P": _share(both, ours),
        "R": _share(both, gold),
        "both": both,
        "ours": ours,
        "gold": gold,
    }


# ---- counting -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A marked account with the events that others have it in; ``None`` where they have it not."""

    doc: str
    gold: Line
    ours: Line | None
    other: Line | None = None


def units(lines: Iterable[Line], told: Tellings, other: Tellings | None = None) -> list[Unit]:
    """The marked accounts that are in no doubtful event."""
    found = []
    for line in lines:
        for doc, span in line.accounts if not line.doubt else ():
            theirs = _event(known(doc, span, other)) if other is not None else None
            found.append(Unit(doc, line, _event(known(doc, span, told)), theirs))
    return found


def _event(telling: Telling | None) -> Line | None:
    return None if telling is None else telling.line


def tally(marks: Sequence[Unit]) -> Tally:
    """Sums over the marks of one day, held against one annotator."""
    total = Tally(marks=len(marks), unread=sum(u.ours is None for u in marks))
    for one, two in combinations([u for u in marks if u.ours is not None], 2):
        total += _pair(one, two)
    groups: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in marks:
        groups[unit.gold.key].append(unit)
    for group in groups.values():
        ours = _most([u.ours for u in group])
        if ours is not None and len({u.doc for u in group}) > 1:
            total += _verdicts(group[0].gold.fields, ours.fields)
    return total


def tally_both(marks: Sequence[Unit]) -> Tally:
    """Sums over what two annotators say alike."""
    known_by_all = [u for u in marks if u.ours is not None and u.other is not None]
    total = Tally(marks=len(marks), unread=len(marks) - len(known_by_all))
    for one, two in combinations(known_by_all, 2):
        if (one.gold is two.gold) == (one.other is two.other):
            total += _pair(one, two)
    groups: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in known_by_all:
        groups[unit.gold.key].append(unit)
    for group in groups.values():
        ours, other = _most([u.ours for u in group]), _most([u.other for u in group])
        if ours is not None and other is not None and len({u.doc for u in group}) > 1:
            gold = group[0].gold.fields
            alike = {n: v for n, v in gold.items() if other.fields.get(n) == v}
            total += _verdicts(alike, ours.fields)
    return total


def _pair(one: Unit, two: Unit) -> Tally:
    same, found = one.gold is two.gold, one.ours is two.ours
    apart = one.doc != two.doc
    never = {one.gold.key, two.gold.key} in [set(p) for u in (one, two) for p in u.gold.never]
    return Tally(
        both=same and found, ours=found, gold=same,
        both_apart=same and found and apart, ours_apart=found and apart, gold_apart=same and apart,
        never=never, broken=never and found,
    )  # fmt: skip


def _most(lines: Iterable[Line | None]) -> Line | None:
    found = {line.key: line for line in lines if line is not None}
    counts = Counter(line.key for line in lines if line is not None)
    return found[max(counts, key=lambda key: counts[key])] if counts else None


def _verdicts(gold: Mapping[str, str], ours: Mapping[str, str]) -> Tally:
    names = [n for n in FIELDS if n in gold and n in ours]
    false = [ours[n] for n in names if ours[n] != gold[n]]
    return Tally(
        fields=len(names),
        right=len(names) - len(false),
        false_agreed=false.count("agreed"),
        false_disputed=false.count("disputed"),
    )


# ---- the whole ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Score:
    """Tallies of one comparison, day by day."""

    days: dict[str, Tally] = field(default_factory=dict)

    def result(self) -> dict[str, Any]:
        """Figures of all days, with the interval (95 %, bootstrap over days) of F1 of pairs."""
        days = list(self.days.values())
        draw = random.Random(SEED)
        f1 = sorted(_f1(draw.choices(days, k=len(days))) for _ in range(ROUNDS)) if days else []
        shown = sum(days, Tally()).result()
        shown["pairwise"]["interval"] = [f1[ROUNDS // 40], f1[-ROUNDS // 40]] if f1 else []
        return shown


def _f1(days: Iterable[Tally]) -> float:
    total = sum(days, Tally())
    return _share(2 * total.both, total.ours + total.gold)


def scores(a: Sequence[Line], b: Sequence[Line], told: Tellings) -> dict[str, Score]:
    """All comparisons: with each annotator, with what both say, of b with a."""
    theirs = as_read(b, told)
    sets = {
        "a": (tally, units(a, told)),
        "b": (tally, units(b, told)),
        "both": (tally_both, units(a, told, theirs)),
        "annotators": (tally, units(a, theirs)),
    }
    found = {}
    for name, (count, marks) in sets.items():
        days: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in marks:
            days[unit.gold.day].append(unit)
        found[name] = Score({day: count(group) for day, group in sorted(days.items())})
    return found


def load(who: str) -> list[Line]:
    """The committed marks of an annotator."""
    return marked(FILES[who].read_text(encoding="utf-8").splitlines())


def events_of(readings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What ``onrecord events`` makes of readings."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "readings.jsonl"
        lines = (json.dumps(r, separators=(",", ":")) for r in readings)
        file.write_text("\n".join(lines), encoding="utf-8")
        command = [sys.executable, "-m", "onrecord", "events", str(file), "--format", "jsonl"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def measured_once(
    readings: Mapping[str, dict[str, Any]], lines: Sequence[Line]
) -> dict[str, dict[str, Any]]:
    """The figures of days that one annotator marked."""
    told = read(events_of(readings.values()), readings)
    days: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units(lines, told):
        days[unit.gold.day].append(unit)
    return {"once": Score({day: tally(group) for day, group in sorted(days.items())}).result()}


def reports_of(lines: Iterable[Line]) -> list[str]:
    """The documents that marks stand in."""
    return sorted({doc for line in lines for doc, _ in line.accounts})


def measured(readings: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """All figures; of the readings only those of the marked reports are merged."""
    a, b = load("a"), load("b")
    wanted = {doc for line in (*a, *b) for doc, _ in line.accounts}
    days = {i: readings[i] for i in sorted(wanted) if i in readings}
    told = read(events_of(days.values()), days)
    return {name: score.result() for name, score in scores(a, b, told).items()}


def offsets(lines: Iterable[str], texts: Mapping[str, str]) -> list[str]:
    """Lines of an annotator with offsets instead of words.

    Raises:
        SystemExit: words do not stand in their text so often.
    """
    return [json.dumps(_with_offsets(json.loads(x), texts)) for x in lines if x.strip()]


def _with_offsets(row: dict[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    if "accounts" not in row:
        return row
    places = []
    for doc, (words, nth) in row["accounts"]:
        start = -1
        for _ in range(nth):
            start = texts[doc].find(words, start + 1)
            if start < 0:
                sys.exit(f"{doc}: {words!r} does not stand there {nth} times")
        places.append([doc, [start, start + len(words)]])
    return row | {"accounts": places}


def show(found: Mapping[str, dict[str, Any]]) -> None:
    """Print a block for each comparison."""
    for name, r in found.items():
        print(f"{name}: {r['marks']} marked accounts, {r['unread']} of them not known again")
        for kind in ("pairwise", "pairwise_reports"):
            p = r[kind]
            ends = " [{:.0f}-{:.0f}]".format(*p["interval"]) if p.get("interval") else ""
            counts = f"{p['both']} of {p['ours']} joined, of {p['gold']} marked"
            print(f"  {kind:18} F1 {p['F1']:.1f}{ends}  P {p['P']:.1f}  R {p['R']:.1f}  {counts}")
        v, never = r["verdicts"], r["never"]
        print(
            f"  {v['fields']} fields: same verdict {v['same']:.1f}, false agreement "
            f"{v['false_agreement']:.1f}, false dispute {v['false_dispute']:.1f} in a hundred"
        )
        print(f"  never: {never['joined']} of {never['pairs']} pairs joined")


def main() -> None:
    """Print the figures, or write marks with offsets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", nargs="?", choices=["score", "offsets"], default="score")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--data", type=Path, default=DATA.parent / "data/fakes_syria/dev.jsonl")
    parser.add_argument("--readings", type=Path)
    parser.add_argument("--marks", type=Path, help="marks of one annotator instead of the two")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    rows = {r["id"]: r for r in map(json.loads, given.data.open(encoding="utf-8"))}
    if given.what == "offsets":
        texts = {i: row["text"] for i, row in rows.items()}
        found = offsets(given.file.read_text(encoding="utf-8").splitlines(), texts)
        given.out.write_text("\n".join(found) + "\n", encoding="utf-8")
        return
    once = marked(given.marks.read_text(encoding="utf-8").splitlines()) if given.marks else None
    wanted = reports_of(once or [line for who in FILES for line in load(who)])
    if given.readings:
        readings = by_id(given.readings.read_text(encoding="utf-8").splitlines())
        readings = {i: readings[i] for i in wanted if i in readings}
    else:
        readings = readings_of({i: rows[i] for i in wanted}, GIVEN)
    show(measured_once(readings, once) if once else measured(readings))


if __name__ == "__main__":
    main()
