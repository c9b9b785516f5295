"""Score readings against statements annotated by hand, each document twice and blind.

    annotated/*.jsonl + the texts (outside) + readings ──▶ shares with intervals

The 40 documents were drawn from ``fakes_syria/dev.jsonl`` (CC BY) with the seed below; two
annotators marked who says what after ``annotated/GUIDE.md``, without knowing rules or output. The
files hold offsets and names only. Printed against each annotator: the share of annotated
statements that are found (content Jaccard of word tokens >= 0.3), whose content is right (>= 0.8),
and, of all annotated ones, those found with the right holder (the name agrees with a name of the
holder read), act and polarity; and the share of read statements that an annotator marked. The same
figures of one annotator against the other tell what is in reach. Intervals: 95 %, bootstrap over
documents. The first 20 documents drawn were looked at while rules were written; of the others only
ends of sentences, for decision 0030.

    python eval/annotated.py [--readings readings.jsonl] [--data fakes_syria/dev.jsonl]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("EVAL", HERE.parent.parent / "shared" / "eval"))
SEED, DOCUMENTS = 20261123, 40
GIVEN = {"id": "id", "text": "text", "date": "published"}
WORD = re.compile(r"\w+(?:['\u2019\-]\w+)*")
#: Words that name nobody by themselves, left out when names are compared.
PLAIN = frozenset({"the", "a", "an", "of", "for", "and", "s"})
FOUND, RIGHT = 0.3, 0.8
MEASURES = ("found", "content", "holder", "act", "polarity", "precision")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as compared: word positions of its content, names of its holder, values."""

    content: frozenset[int]
    source: frozenset[int]
    holders: tuple[frozenset[str], ...]
    act: str
    polarity: str


def words(text: str) -> list[tuple[int, int]]:
    """Start and end of each word."""
    return [(m.start(), m.end()) for m in WORD.finditer(text)]


def covered(places: list[tuple[int, int]], spans: list[list[int]]) -> frozenset[int]:
    """Numbers of the words that the spans touch."""
    return frozenset(
        n for n, (a, b) in enumerate(places) if any(a < end and b > start for start, end in spans)
    )


def name(text: str | None) -> frozenset[str]:
    """The words of a name that tell whom it means."""
    found = (w.lower().removesuffix("'s") for w in WORD.findall(text or ""))
    return frozenset(found) - PLAIN


def annotated(row: dict[str, Any], text: str) -> list[Said]:
    """The statements of one annotator in one document."""
    places = words(text)
    return [
        Said(
            covered(places, s["content"]),
            covered(places, [s["source"]] if s["source"] else []),
            (name(s["holder"]),),
            s["act"],
            s["occurred"],
        )
        for s in row["statements"]
    ]


def read(reading: dict[str, Any], text: str) -> list[Said]:
    """The reported statements of a reading; those of one source and cue are one."""
    places = words(text)
    names = {
        a["actor_id"]: (a["name"], *(m["text"] for m in a["mentions"])) for a in reading["actors"]
    }
    groups: dict[str, list[dict[str, Any]]] = {}
    for s in reading["statements"]:
        if s["voice"] == "reported" and s["content"]:
            key = json.dumps([s["source"], s["cue"]]) if s["cue"] else s["statement_id"]
            groups.setdefault(key, []).append(s)
    return [_one(group, places, names) for group in groups.values()]


def _one(group: list[dict[str, Any]], places: list[tuple[int, int]], names: Any) -> Said:
    ends = [[x["start"], x["end"]] for s in group for x in s["content"]]
    main = max(group, key=lambda s: sum(x["end"] - x["start"] for x in s["content"]))
    holder = main["holder_chain"][-1]
    open_ = main["polarity"] == "u" or main["commitment"] == "none"
    return Said(
        covered(places, ends),
        covered(places, [[x["start"], x["end"]] for x in main["source"]]),
        tuple(name(n) for n in names.get(holder, ("",))),
        main["speech_act"],
        "u" if open_ else main["polarity"],
    )


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    """Shared words of all words."""
    return len(a & b) / len(a | b) if a | b else 0.0


def paired(gold: list[Said], told: list[Said]) -> list[tuple[float, Said, Said]]:
    """Pairs of one annotated and one read statement, the most alike first."""
    pairs = sorted(
        (
            (jaccard(g.content, t.content), bool(g.source & t.source), -i, -j)
            for i, g in enumerate(gold)
            for j, t in enumerate(told)
            if g.content & t.content
        ),
        reverse=True,
    )
    used: set[tuple[str, int]] = set()
    out = []
    for value, _, i, j in pairs:
        if value >= FOUND and not {("g", -i), ("t", -j)} & used:
            used |= {("g", -i), ("t", -j)}
            out.append((value, gold[-i], told[-j]))
    return out


def same_holder(gold: Said, told: Said) -> bool:
    """Whether the holders' names agree: all words of one stand in the other."""
    wanted = gold.holders[0]
    if not wanted:
        return not any(told.holders)
    return any(h and (h <= wanted or wanted <= h) for h in told.holders)


def counts(gold: list[Said], told: list[Said]) -> dict[str, tuple[int, int]]:
    """Per measure: right ones, and of how many."""
    pairs = paired(gold, told)
    n = len(gold)
    return {
        "found": (len(pairs), n),
        "content": (sum(v >= RIGHT for v, _, _ in pairs), n),
        "holder": (sum(same_holder(g, t) for _, g, t in pairs), n),
        "act": (sum(g.act == t.act for _, g, t in pairs), n),
        "polarity": (sum(g.polarity == t.polarity for _, g, t in pairs), n),
        "precision": (len(pairs), len(told)),
    }


def share(parts: Sequence[tuple[float, int]]) -> float:
    """A share in percent."""
    right, of = (sum(p[k] for p in parts) for k in (0, 1))
    return 100 * right / of if of else 0.0


def interval(parts: Sequence[tuple[float, int]], rounds: int = 1000) -> tuple[float, float]:
    """95 % of the shares of documents drawn with replacement."""
    draw = random.Random(SEED)
    shares = sorted(share(draw.choices(parts, k=len(parts))) for _ in range(rounds))
    return shares[rounds // 40], shares[-rounds // 40]


def report(title: str, documents: list[dict[str, tuple[int, int]]]) -> None:
    """Print one line of shares with their intervals."""
    shown = []
    for measure in MEASURES:
        parts = [d[measure] for d in documents]
        low, high = interval(parts)
        shown.append(f"{measure} {share(parts):.1f} [{low:.0f}-{high:.0f}]")
    print(f"{title:26}", "  ".join(shown))


def drawn(data: Path) -> dict[str, dict[str, Any]]:
    """The 40 documents, by id."""
    rows = sorted((json.loads(x) for x in data.open(encoding="utf-8")), key=lambda r: r["id"])
    return {r["id"]: r for r in random.Random(SEED).sample(rows, DOCUMENTS)}


def readings_of(
    rows: dict[str, dict[str, Any]], keys: Mapping[str, str] = GIVEN
) -> dict[str, dict[str, Any]]:
    """Readings of the documents by ``onrecord read``; ``keys`` names what it is given of a row."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "documents.jsonl"
        lines = (json.dumps({new: row[old] for old, new in keys.items()}) for row in rows.values())
        given.write_text("\n".join(lines), encoding="utf-8")
        command = [sys.executable, "-m", "onrecord", "read", str(given), "--format", "jsonl"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return by_id(done.stdout.splitlines())


def by_id(lines: list[str]) -> dict[str, dict[str, Any]]:
    """Readings by the id of their document."""
    return {r["document"]["id"]: r for r in map(json.loads, lines)}


def documents_and_readings(about: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The 40 documents and their readings, by id: as the command line says, or read now."""
    parser = argparse.ArgumentParser(description=about.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA.parent / "data/fakes_syria/dev.jsonl")
    parser.add_argument("--readings", type=Path)
    given = parser.parse_args()
    rows = drawn(given.data)
    lines = given.readings.read_text(encoding="utf-8").splitlines() if given.readings else None
    return rows, readings_of(rows) if lines is None else by_id(lines)


def main() -> None:
    """Print the figures against both annotators, and of the annotators against each other."""
    rows, readings = documents_and_readings(__doc__ or "")
    marked = {}
    for who in ("a", "b"):
        path = HERE / "annotated" / f"fakes_syria_{who}.jsonl"
        of = {r["id"]: r for r in map(json.loads, path.open(encoding="utf-8"))}
        marked[who] = {i: annotated(of[i], row["text"]) for i, row in rows.items()}
    told = {i: read(readings[i], row["text"]) for i, row in rows.items()}
    half = len(rows) // 2
    parts = {"all 40": list(rows), "looked at": list(rows)[:half], "never seen": list(rows)[half:]}
    for who, gold in marked.items():
        for name_of, ids in parts.items():
            report(f"against {who}, {name_of}", [counts(gold[i], told[i]) for i in ids])
    report("annotator b against a", [counts(marked["a"][i], marked["b"][i]) for i in rows])


if __name__ == "__main__":
    main()
