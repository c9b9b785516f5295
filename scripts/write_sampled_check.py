"""Write docs/sampled-check.md: the accounts that two blind judges looked at, one row each.

eval/annotated/verdicts_N_{a,b}.jsonl ──▶ docs/sampled-check.md

python scripts/write_sampled_check.py 4
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "eval"))

from verdicts import rated, verdicts, wilson  # noqa: E402

PAGE = ROOT / "docs/sampled-check.md"
ASKED = ("type", "actor", "recipient", "realis", "duplicate", "whole")
HEAD = """# A sample of accounts, judged twice

A hundred accounts drawn with a fixed seed ({seed}) from reports of FA-KES (Abu Salem et al. 2019,
CC BY 4.0) that rules were not written from, judged by two judges who saw the texts and the guide
(`eval/annotated/JUDGING.md`), neither rules nor each other. They were instructed alike: people who
were not would agree less. How it is drawn and counted: `eval/README.md`. The place of the main
event of some of these reports was looked at while rules of places were written.

| | judge a | judge b | both | kappa |
|---|---|---|---|---|
{rates}

*Duplicate* counts accounts of a happening that another account of the report tells too: less is
better. *Whole* is type, actor and recipient together. Intervals are Wilson's, 95 %.

Each row: the report, the characters of the triggers, the type that was read, and what the judges
found wrong: T type, A actor, R recipient or victim, S realis, D told twice; a dot is nothing.

| item | report | characters | read as | a | b | note |
|---|---|---|---|---|---|---|
"""
LETTERS = {"type": "T", "actor": "A", "recipient": "R", "realis": "S"}

Row = dict[str, Any]


def marks(row: Row) -> str:
    """What a judge found wrong, as letters."""
    wrong = "".join(letter for name, letter in LETTERS.items() if row[name] == "no")
    return (wrong + "D" * (row["duplicate"] == "yes")) or "."


def line(one: Row, two: Row) -> str:
    """One judged account as a row of the table."""
    spans = ", ".join(f"{a}-{b}" for a, b in one["at"])
    note = str(one["note"] or two["note"]).replace("|", "/")
    return (
        f"| {one['item']} | {one['document']} | {spans} | {one['coded']} "
        f"| {marks(one)} | {marks(two)} | {note} |"
    )


def rate(name: str, counts: dict[str, float]) -> str:
    """What the judges answered to one question, as a row of the table."""
    of, cells = int(counts["of"]), []
    for who in ("a", "b", "both"):
        low, high = wilson(int(counts[who]), of)
        cells.append(f"{100 * counts[who] / of:.0f} ({low:.0f}-{high:.0f})")
    return f"| {name} | {' | '.join(cells)} | {counts['kappa']:.2f} |"


def main() -> None:
    """Write the page of the sample with the given seed."""
    seed = sys.argv[1]
    files = (ROOT / f"eval/annotated/verdicts_{seed}_{judge}.jsonl" for judge in "ab")
    a, b = ([json.loads(x) for x in file.read_text("utf-8").splitlines()] for file in files)
    found = rated(verdicts(a), verdicts(b))
    rates = "\n".join(rate(name, found[name]) for name in ASKED)
    lines = "\n".join(line(*pair) for pair in zip(a, b, strict=True))
    PAGE.write_text(HEAD.format(seed=seed, rates=rates) + lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
