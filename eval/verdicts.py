"""The verdicts of two judges on a sample of accounts: shares, intervals, agreement.

A row of verdicts: ``{"item": …, "type": "yes", "actor": "no", "recipient": "yes", "realis": "yes",
"duplicate": "no", "note": "…"}``. Printed for each question: how many accounts a judge says yes of,
and how many both do; how often they answer alike, and Cohen's kappa (1960). ``whole`` is an account
whose type, actor and recipient or victim are all right. Intervals: 95 %, Wilson (1927), which take
the accounts of one document as independent.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = dict[str, Any]
#: What a judge answers with yes or no; ``duplicate`` is the only one where yes is a fault.
QUESTIONS = ("type", "actor", "recipient", "realis", "duplicate")
#: The questions of which all must be answered by yes for an account to be right.
WHOLE = ("type", "actor", "recipient")


def wilson(right: int, of: int) -> tuple[float, float]:
    """95 % interval of a share, in percent (Wilson 1927)."""
    if not of:
        return 0.0, 100.0
    z = 1.959964
    p, shrink = right / of, 1 + z * z / of
    middle = (p + z * z / (2 * of)) / shrink
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / shrink
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def kappa(a: Sequence[bool], b: Sequence[bool]) -> float | None:
    """Agreement beyond chance (Cohen 1960); None where chance alone explains all of it."""
    n = len(a)
    same = sum(x == y for x, y in zip(a, b, strict=True)) / n
    yes_a, yes_b = sum(a) / n, sum(b) / n
    chance = yes_a * yes_b + (1 - yes_a) * (1 - yes_b)
    return None if chance == 1 else (same - chance) / (1 - chance)


def verdicts(rows: Iterable[Row]) -> dict[str, dict[str, bool]]:
    """Answers by item, ``whole`` among them.

    Raises:
        ValueError: an item is judged twice, or an answer is neither yes nor no.
    """
    found: dict[str, dict[str, bool]] = {}
    for row in rows:
        given = {q: row.get(q) for q in QUESTIONS}
        odd = [q for q, answer in given.items() if answer not in ("yes", "no")]
        if odd or row["item"] in found:
            fault = f"neither yes nor no: {', '.join(odd)}" if odd else "judged twice"
            raise ValueError(f"item {row['item']}: {fault}")
        answers = {q: answer == "yes" for q, answer in given.items()}
        found[row["item"]] = answers | {"whole": all(answers[q] for q in WHOLE)}
    return found


def rated(a: dict[str, dict[str, bool]], b: dict[str, dict[str, bool]]) -> dict[str, Row]:
    """Per question: how many say yes (a, b, both), how many answers agree, kappa.

    Raises:
        ValueError: the judges did not judge the same items.
    """
    if a.keys() != b.keys():
        raise ValueError(f"judged by one only: {', '.join(sorted(a.keys() ^ b.keys()))}")
    result = {}
    for question in (*QUESTIONS, "whole"):
        pairs = [(a[i][question], b[i][question]) for i in a]
        result[question] = {
            "a": sum(x for x, _ in pairs),
            "b": sum(y for _, y in pairs),
            "both": sum(x and y for x, y in pairs),
            "agree": sum(x == y for x, y in pairs),
            "kappa": kappa([x for x, _ in pairs], [y for _, y in pairs]),
            "of": len(pairs),
        }
    return result


def print_rates(rates: dict[str, Row]) -> None:
    """Print a line for each question."""
    print(f"{'yes, %':10} {'judge a':>14} {'judge b':>14} {'both':>14} {'agree':>6} {'kappa':>6}")
    for question, counts in rates.items():
        of, cells = counts["of"], []
        for who in ("a", "b", "both"):
            low, high = wilson(counts[who], of)
            cells.append(f"{100 * counts[who] / of:.1f} [{low:.0f}-{high:.0f}]".rjust(14))
        beyond = "-" if counts["kappa"] is None else f"{counts['kappa']:.2f}"
        print(f"{question:10}", *cells, f"{100 * counts['agree'] / of:6.1f} {beyond:>6}")


def print_notes(rows_a: list[Row], rows_b: list[Row]) -> None:
    """Print each item that a judge found fault with: the questions, and what was noted."""
    of_b = {row["item"]: row for row in rows_b}
    for a in rows_a:
        for who, row in (("a", a), ("b", of_b[a["item"]])):
            faults = [q for q in QUESTIONS if row[q] == ("yes" if q == "duplicate" else "no")]
            if faults:
                print(f"{row['item']} {who} {','.join(faults)}: {row.get('note') or '-'}")
