"""Write the examples of the codebook, from the data files and the cases.

    data/en/*.csv, tests/cases/*.txt ──▶ blocks of docs/codebook.md

A block stands between ``<!-- rows … -->`` or ``<!-- cases … -->`` and ``<!-- end -->``:

* ``rows cues.csv by class_ where pos=verb``: for each value of a column (or of several, joined by
  ``+``) some words and an example
* ``cases statement act=denial 2``: cases that expect a statement with such a detail
  (``chain=nested``: any chain of three or more)
* ``cases loaded label 1``: cases that expect a loaded word of a category
* ``cases not statement 3``: cases that expect that there is none

The prose around the blocks is written by hand; it must name every value of a block in backticks.
Run it from anywhere; ``--check`` only says whether the page differs (exit code 1).
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from cases import Case, Expected, read_cases  # noqa: E402  (found by the line above)

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "codebook.md"
TABLES = ROOT / "src" / "onrecord" / "data" / "en"
CASES = ROOT / "tests" / "cases"
BLOCK = re.compile(r"<!-- (rows|cases) (.*?) -->\n(.*?)<!-- end -->\n", re.DOTALL)
#: So many words stand for a value.
WORDS = 8
#: A chain of three holders or more.
NESTED = "nested"
#: Details of a case that say how a statement is read.
SHOWN = ("chain", "mode", "act", "polarity", "commitment", "relay", "kind", "stance", "status")


def write(page: str) -> str:
    """The page with all blocks renewed.

    Raises:
        ValueError: a value of a block is nowhere explained.
    """
    writers = {"rows": write_rows, "cases": write_cases}
    prose = BLOCK.sub("", page)

    def renew(found: re.Match[str]) -> str:
        kind, what, _ = found.groups()
        lines = list(writers[kind](what.split(), prose))
        body = "\n".join(["", *lines, "", ""]) if lines else ""
        return f"<!-- {kind} {what} -->\n{body}<!-- end -->\n"

    return BLOCK.sub(renew, page)


def write_rows(words: list[str], prose: str) -> Iterator[str]:
    """A table: for each value of the columns, words and an example."""
    table, columns = words[0], words[words.index("by") + 1].split("+")
    wanted = dict(word.split("=", 1) for word in words if "=" in word)
    groups: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in csv.DictReader((TABLES / table).read_text("utf-8").splitlines()):
        if all(row[column] == value for column, value in wanted.items()):
            groups.setdefault(tuple(row[c] or "–" for c in columns), []).append(row)
    yield f"| {' | '.join(c.strip('_') for c in columns)} | words | example |"
    yield "|---" * (len(columns) + 2) + "|"
    for values in sorted(groups):
        for value in " ".join(values).split():
            _explained(value, prose, table)
        rows = groups[values]
        phrases = list(dict.fromkeys(row["phrase"] for row in rows))
        more = ", …" if len(phrases) > WORDS else ""
        cells = (*values, ", ".join(phrases[:WORDS]) + more, rows[0]["example"])
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _explained(value: str, prose: str, table: str) -> None:
    if value != "–" and f"`{value}`" not in prose:
        raise ValueError(f"{PAGE.name}: explain `{value}` of {table} in the text around its block")


def write_cases(words: list[str], _prose: str) -> Iterator[str]:
    """A list of cases, each with what is expected of it."""
    *wanted, number = words
    forbidden = wanted[0] == "not"
    key, *detail = wanted[1:] if forbidden else wanted
    found = 0
    for path in sorted(CASES.glob("*.txt")):
        for case in read_cases(path):
            lines = [
                line
                for line in case.expected
                if line.key == key and line.forbidden == forbidden and _has(line, " ".join(detail))
            ]
            if lines and "known gap" not in case.given and found < int(number):
                found += 1
                yield from _show(case, lines)


def _has(line: Expected, wanted: str) -> bool:
    """Whether a line has a value (``label``), a detail (``act=denial``), or nothing special."""
    name, _, value = wanted.partition("=")
    if not wanted:
        return not line.details and not line.value
    if not value:
        return line.value == name
    if value == NESTED:
        return any(d.key == name and d.value.count(" > ") > 1 for d in line.details)
    return any(d.key == name and d.value == value for d in line.details)


def _show(case: Case, lines: list[Expected]) -> Iterator[str]:
    text = " ".join(case.given["text"].split())
    yield f"* {text}"
    for line in lines[:1]:
        yield f"  — {_told(line)}. *{case.title}.*"


def _told(line: Expected) -> str:
    """An expectation in one line."""
    words = f" “{line.words}”" if line.words else ""
    if line.forbidden:
        return f"no {line.key} {line.value}".rstrip() + words
    details = [f"{d.key} {d.value or d.words}" for d in line.details if d.key in (*SHOWN, "holder")]
    told = ", ".join([line.value, *details] if line.value else details)
    return f"{told}:{words}" if words else told


def main() -> int:
    """Renew the page, or with ``--check`` say whether it differs."""
    old = PAGE.read_text("utf-8")
    new = write(old)
    if "--check" in sys.argv:
        return int(new != old)
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
