"""Count the sentences that end in "… said" of which nobody is read to speak.

    texts + readings ──▶ a pattern of its own ──▶ how many it finds, how many have no cue

The pattern is no part of the reading. It takes what ends in a verb of speech and a few more words
for speech, so that it errs a little.

    python eval/speakers.py [--readings readings.jsonl] [--data fakes_syria/dev.jsonl]
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotated import DATA, by_id, readings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDS = re.compile(
    r"(?<=[a-z0-9)\"%,]) ((?:(?:the|a|an|The|his|its|one) )?[A-Za-z\-' ]{2,70}?)"
    r" (said|says|told [A-Z]\w+(?: \w+)?|reported|added)"
    r"(?: (?:on|in|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|by|via|late|early)"
    r"[^.]{0,60})?\.(?= |$)"
)


def unread(text: str, reading: Mapping[str, Any]) -> tuple[int, int]:
    """How many such sentences a text has, and of how many no statement has the verb as its cue."""
    cues = [(c["start"], c["end"]) for s in reading["statements"] for c in s["cue"]]
    verbs = [found.start(2) for found in ENDS.finditer(text)]
    return len(verbs), sum(not any(a <= verb < b for a, b in cues) for verb in verbs)


def main() -> None:
    """Print the counts over all texts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA.parent / "data/fakes_syria/dev.jsonl")
    parser.add_argument("--readings", type=Path)
    given = parser.parse_args()
    lines = given.data.read_text(encoding="utf-8").splitlines()
    rows = {str(row["id"]): row for row in map(json.loads, lines)}
    if given.readings is None:
        readings = readings_of(rows)
    else:
        readings = by_id(given.readings.read_text(encoding="utf-8").splitlines())
    counts = [unread(rows[k]["text"], readings[k]) for k in rows if k in readings]
    said = sum(len(s["holder_chain"]) > 1 for r in readings.values() for s in r["statements"])
    print(f"{sum(n for n, _ in counts)} sentences end so, {sum(m for _, m in counts)} unread;")
    print(f"{said} statements have a holder beside the article")


if __name__ == "__main__":
    main()
