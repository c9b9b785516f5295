"""Fit the weights by which tellings of one happening are joined (``data/coreference.csv``).

    annotated reports + their texts ──▶ pairs with signs ──▶ logistic regression ──▶ weights

    python scripts/fit_coreference.py --data fakes_syria/dev.jsonl          says how well it joins
    python scripts/fit_coreference.py --data fakes_syria/dev.jsonl --write  and writes the weights

The annotations are own work (``eval/annotated/events_*.jsonl``: ids and offsets; the texts are
FA-KES, CC BY 4.0, and lie outside this repository). Each telling is held against all earlier
happenings of its type as the annotation has them. Weights are found by Newton's method with a
penalty of ``PENALTY`` / 2 on each weight squared; nothing is random. Scores are B-cubed over the
words that both mark (Bagga and Baldwin 1998), each report read with weights fitted without it.
"""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from onrecord.accounts.alike import signs_of_all
from onrecord.accounts.coreference import EXCLUDING, Joiner
from onrecord.accounts.find import find_tellings
from onrecord.accounts.happening import Describer, Draft
from onrecord.accounts.words import SignWeight, load_account_words
from onrecord.lexicon import DataFolders, load_table
from onrecord.model import Document
from onrecord.reading import default_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from onrecord.accounts.happening import Happening
    from onrecord.accounts.words import AccountWords
    from onrecord.reading import Reader

TABLE = Path(__file__).parents[1] / "src/onrecord/data/coreference.csv"
ANNOTATED = Path(__file__).parents[1] / "eval/annotated"
PENALTY = 1.5
STEPS = 40
FOLDS = 11
#: Added to the constant: a happening told twice leaves one telling without its doer, so that doubt
#: goes for one happening (0.25: 81.1, 0.4: 81.0, 0.55: 81.2, with 3 points less precision).
LEAN = 0.25
#: The constant is hardly held back.
CONSTANT, CONSTANT_PENALTY = "always", 0.01


@dataclass(frozen=True)
class Report:
    """The tellings of one report; ``events`` are the numbers of the annotated ones, or None."""

    drafts: tuple[Draft, ...]
    events: tuple[int | None, ...]
    describer: Describer


Pair = tuple[frozenset[str], bool]


def read_reports(data: Path) -> Iterator[Report]:
    """Read all annotated reports."""
    texts: dict[str, dict[str, str]] = {}
    for line in data.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts.setdefault(str(row["id"]), row)
    reader, words = default_reader(), load_account_words(DataFolders())
    for file in sorted(ANNOTATED.glob("events_*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            yield _report(reader, words, texts[gold["id"]], gold["events"])


def _report(
    reader: Reader, words: AccountWords, row: dict[str, str], events: Sequence[dict[str, object]]
) -> Report:
    document = Document(
        text=row["text"],
        published=row.get("published"),
        title=row.get("title"),
        outlet=row.get("outlet"),
        language="en",
    )
    found = reader.find(document, until="accounts")
    drafts, describer = find_tellings(found, words)
    marked = [(a, b, n) for n, event in enumerate(events) for a, b in event["trigger"]]  # type: ignore[attr-defined]
    return Report(drafts, tuple(_event(d, describer, marked) for d in drafts), describer)


def _event(
    draft: Draft, describer: Describer, marked: Sequence[tuple[int, int, int]]
) -> int | None:
    """The annotated event that most words of a telling mark."""
    tokens = [describer.tokens[i] for hit in draft.hits for i in hit.tokens]
    met = [n for t in tokens for a, b, n in marked if a < t.end and t.start < b]
    return max(sorted(set(met)), key=met.count) if met else None


def pairs(report: Report) -> Iterator[Pair]:
    """Signs of each telling and each earlier happening of its type, and whether they are one."""
    known: list[tuple[Happening, int]] = []
    for draft, event in zip(report.drafts, report.events, strict=True):
        if event is None:
            continue
        new = report.describer.describe(draft)
        events = {id(old): other for old, other in known}
        for old, found in signs_of_all([old for old, _ in known], new, report.describer):
            if not found & EXCLUDING:
                yield found, event == events[id(old)]
        same = next((old for old, other in known if other == event and old.kind == new.kind), None)
        if same is None:
            known.append((new, event))
        else:
            same.add(new)


def fit(rows: Sequence[SignWeight], examples: Iterable[Pair]) -> tuple[SignWeight, ...]:
    """The rows with the weights that fit the examples best."""
    wanted = [frozenset(row.signs.split()) for row in rows]
    examples = list(examples)
    x = np.array([[w <= found for w in wanted] for found, _ in examples], dtype=float)
    y = np.array([same for _, same in examples], dtype=float)
    penalty = np.array([CONSTANT_PENALTY if r.id == CONSTANT else PENALTY for r in rows])
    weights: NDArray[np.float64] = np.zeros(len(rows))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + penalty * weights
        bend = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        weights = weights - np.linalg.solve(bend, slope)
    weights = weights + LEAN * np.array([row.id == CONSTANT for row in rows])
    return tuple(
        SignWeight(row.id, round(float(w), 2), row.example, row.signs)
        for row, w in zip(rows, weights, strict=True)
    )


def b_cubed(groups: Iterable[tuple[int, int]]) -> tuple[list[float], list[float]]:
    """Precision and recall of each telling, from (our group, annotated event)."""
    items = list(groups)
    precision, recall = [], []
    for ours, gold in items:
        both = sum(item == (ours, gold) for item in items)
        precision.append(both / sum(o == ours for o, _ in items))
        recall.append(both / sum(g == gold for _, g in items))
    return precision, recall


def groups(report: Report, weights: Sequence[SignWeight]) -> Iterator[tuple[int, int]]:
    """Join the tellings of a report; the group of each that is annotated, and its event."""
    describer = report.describer
    known: list[Happening] = []
    joiner = Joiner(describer, weights)
    for draft, event in zip(report.drafts, report.events, strict=True):
        new = describer.describe(draft)
        same = joiner.choose(known, new)
        if same is None:
            known.append(new)
        else:
            same.add(new)
        if event is not None:
            yield known.index(new if same is None else same), event


def score(reports: Sequence[Report], rows: Sequence[SignWeight]) -> tuple[float, float, float]:
    """Cross-validated B-cubed precision, recall and F1 in percent; without rows those of rules."""
    precision, recall = list[float](), list[float]()
    examples = [list(pairs(report)) for report in reports]
    for fold in range(FOLDS):
        others = [pair for n, some in enumerate(examples) if n % FOLDS != fold for pair in some]
        fitted = fit(rows, others) if rows else ()
        for report in reports[fold::FOLDS]:
            of_report = b_cubed(groups(report, fitted))
            precision += of_report[0]
            recall += of_report[1]
    p, r = 100 * float(np.mean(precision)), 100 * float(np.mean(recall))
    return p, r, 2 * p * r / (p + r)


def main() -> None:
    """Say how well the joining does, and write the weights if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    rows = load_table(DataFolders(), TABLE.name, SignWeight)
    reports = list(read_reports(given.data))
    examples = [pair for report in reports for pair in pairs(report)]
    print(f"{len(reports)} reports, {len(examples)} pairs, {sum(y for _, y in examples)} are one")
    scores = "precision {:.1f} recall {:.1f} F1 {:.1f}"
    print("rules alone:    ", scores.format(*score(reports, ())))
    print("cross-validated:", scores.format(*score(reports, rows)))
    if given.write:
        write(fit(rows, examples))


def write(rows: Iterable[SignWeight]) -> None:
    """Write the weights."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("id", "signs", "weight", "example"))
        table.writerows((r.id, r.signs, r.weight, r.example) for r in rows)


if __name__ == "__main__":
    main()
