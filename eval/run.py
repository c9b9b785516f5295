"""Score readings against the evaluation data, and hold the scores reached.

    data set ──▶ score.py --write-input ──▶ onrecord read ──▶ score.py --readings ──▶ scores

The scorer and the data lie outside this repository: ``$EVAL`` names the folder of ``score.py``
(default: ``../shared/eval``), the data lie beside it in ``data/``. Where they are absent there is
nothing to measure, and that is said.

    python eval/run.py                   every set: our score, the floor, what peers reach
    python eval/run.py --quick --floors  small sets only; fails if a score fell below its floor
    python eval/run.py --update          raises floors.toml to what was reached; never lowers it

``ONRECORD_JOBS=0`` reads with all cores.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.toml"
#: Points by which a score may lie below its floor: another processor rounds the parser's numbers
#: otherwise, and one tie decided the other way moves a score. Small sets have their own (one
#: quotation of gum-news, or one location of muc4, is 0.8 points).
NOISE = 0.5
#: Exit codes of ``onrecord read`` that leave readings to score.
DONE = (0, 3)


@dataclass(frozen=True, slots=True)
class Measure:
    """One task on one data set; ``quick`` ones are small enough for every change."""

    task: str
    data: str
    metrics: tuple[str, ...]
    quick: bool = False
    split: str | None = None
    noise: float = NOISE

    @property
    def name(self) -> str:
        """What the data set is called, as in ``bars.toml``: its path, and #split."""
        path = self.data.removesuffix(".jsonl")
        return f"{path}#{self.split}" if self.split else path


ATTRIBUTION = ("end2end@0.8.F1", "content_soft@0.8.F1", "speaker_full_acc")
INDIRECT = "by_type.indirect.recall_soft@0.3"
PLACES = ("end_to_end@161.F1", "end_to_end@25.F1")
TIMES = ("value.F1", "day.F1")
MEANTIME = ("polarity.balanced_accuracy", "certainty.balanced_accuracy", "polarity.accuracy")
MUC4 = (
    "template.F1",
    "incident_date.F1",
    "incident_location.F1",
    "perp_organization_confidence.F1",
)
GVA = ("killed.F1", "injured.F1", "date_1day.F1")
MERGING = (
    "both.pairwise.F1",
    "a.pairwise.F1",
    "b.pairwise.F1",
    "both.verdicts.not_falsely_agreed",
    "a.verdicts.not_falsely_agreed",
    "b.verdicts.not_falsely_agreed",
)
#: Tasks that are scored here: by name the task of the scorer whose input they share.
OWN = {"merging": "evidence"}
MEASURES = (
    Measure("attribution", "attribution/gum-news.dev.jsonl", ATTRIBUTION, quick=True, noise=0.9),
    Measure("attribution", "attribution/gum-other.dev.jsonl", ATTRIBUTION),
    Measure("attribution", "polnear/dev.jsonl", (*ATTRIBUTION, INDIRECT)),
    Measure(
        "factuality", "attribution/factuality-uds.dev.jsonl", ("sign_accuracy", "r"), quick=True
    ),
    Measure("meantime_factuality", "meantime/dev.jsonl", MEANTIME, quick=True, noise=0.9),
    Measure("times", "meantime/dev.jsonl", TIMES, quick=True),
    Measure("places", "geovirus/dev.jsonl", PLACES, quick=True),
    Measure("relations", "re3d/dev.jsonl", ("relation.F1", "entity.F1"), quick=True, noise=0.9),
    Measure("muc4", "muc4/dev.jsonl", MUC4, noise=0.9),
    Measure("governorate", "fakes_syria/dev.jsonl", ("named.accuracy", "all.accuracy")),
    Measure("gva_single", "gvc", GVA, split="dev", noise=1.0),
    Measure("evidence", "re3d/dev.jsonl", ("evidence",), quick=True),
    Measure("evidence", "meantime/dev.jsonl", ("evidence",), quick=True),
    Measure("evidence", "fakes_syria/dev.jsonl", ("evidence",)),
    Measure("merging", "fakes_syria/dev.jsonl", MERGING, noise=2.0),
)


@dataclass(frozen=True, slots=True)
class Score:
    """One number of ours, 0 to 100, beside its floor and what others reach on the same data."""

    measure: Measure
    metric: str
    value: float
    floor: float | None
    peers: tuple[tuple[str, float], ...]

    @property
    def key(self) -> str:
        """Name in ``floors.toml``."""
        return f"{self.measure.task} {self.measure.name} {self.metric}"

    @property
    def fell(self) -> bool:
        """Whether it lies below its floor by more than noise."""
        return self.floor is not None and self.value < self.floor - self.measure.noise


def scorer() -> Path | None:
    """The folder of the scorer, if it is there."""
    folder = Path(os.environ.get("EVAL", HERE.parent.parent / "shared" / "eval"))
    return folder if (folder / "score.py").is_file() else None


def pick(result: Mapping[str, Any], path: str) -> float | None:
    """A number by its dotted path; names of metrics hold dots themselves.

    >>> pick({"end2end@0.8": {"F1": 51.2}}, "end2end@0.8.F1")
    51.2
    """
    if path in result:
        return float(result[path])
    for name, value in result.items():
        if isinstance(value, dict) and path.startswith(name + "."):
            return pick(value, path[len(name) + 1 :])
    return None


def measured(folder: Path, measures: Iterable[Measure]) -> Iterator[Score]:
    """Read and score, one measure after the other; equal inputs are read once."""
    floors = read_floors(FLOORS)
    with tempfile.TemporaryDirectory() as work:
        for measure in measures:
            data = folder.parent / "data" / measure.data
            if not data.exists():
                print(f"absent: {measure.name}; not measured", file=sys.stderr)
                continue
            yield from _scores(measure, _result(folder, measure, data, Path(work)), folder, floors)


def _scores(
    measure: Measure, result: Mapping[str, Any], folder: Path, floors: Mapping[str, float]
) -> Iterator[Score]:
    for metric in measure.metrics:
        value = pick(result, metric)
        if value is None:
            print(f"{measure.task} {measure.name}: the scorer has no {metric}", file=sys.stderr)
            continue
        key = f"{measure.task} {measure.name} {metric}"
        yield Score(measure, metric, value, floors.get(key), peers(folder, measure, metric))


def _result(folder: Path, measure: Measure, data: Path, work: Path) -> Mapping[str, Any]:
    task = OWN.get(measure.task, measure.task)
    call = [sys.executable, str(folder / "score.py"), task, "--data", str(data)]
    call += ["--split", measure.split] if measure.split else []
    given = work / "input.jsonl"
    subprocess.run([*call, "--write-input", str(given)], check=True)
    readings = work / f"{hashlib.sha256(given.read_bytes()).hexdigest()}.jsonl"
    if not readings.exists():
        _read(given, readings)
    if measure.task in OWN:
        return _merging(readings)
    done = subprocess.run(
        [*call, "--readings", str(readings), "--json"], check=True, stdout=subprocess.PIPE
    )
    result: Mapping[str, Any] = json.loads(done.stdout)["result"]
    return result


def _merging(readings: Path) -> Mapping[str, Any]:
    import merging
    from annotated import by_id

    return merging.measured(by_id(readings.read_text(encoding="utf-8").splitlines()))


def _read(given: Path, readings: Path) -> None:
    command = [sys.executable, "-m", "onrecord", "read", str(given), "--output", str(readings)]
    done = subprocess.run(command, check=False)  # as many workers as $ONRECORD_JOBS says
    if done.returncode not in DONE:
        sys.exit(f"onrecord read ended with exit code {done.returncode}")


def peers(folder: Path, measure: Measure, metric: str) -> tuple[tuple[str, float], ...]:
    """What others reach in this metric on this very data set, best first."""
    bars = tomllib.loads((folder / "bars.toml").read_text(encoding="utf-8"))["bar"]
    same = [
        (bar["peer"], float(bar["value"]))
        for bar in bars
        if bar["task"] == measure.task
        and bar["metric"] == metric
        and f"/{measure.name}".endswith(f"/{bar['data']}")
    ]
    return tuple(sorted(same, key=lambda bar: -bar[1]))


# ---- floors -------------------------------------------------------------------------------------


def read_floors(file: Path) -> dict[str, float]:
    """Floor by name; none where the file is missing."""
    if not file.is_file():
        return {}
    return dict(tomllib.loads(file.read_text(encoding="utf-8"))["floors"])


def raised(floors: Mapping[str, float], scores: Iterable[Score]) -> dict[str, float]:
    """The floors with those raised that were passed, and new ones added; none is lowered."""
    reached = {score.key: round(score.value, 1) for score in scores}
    keys = sorted({*floors, *reached})
    return {key: max(floors.get(key, 0.0), reached.get(key, 0.0)) for key in keys}


def write_floors(file: Path, floors: Mapping[str, float]) -> None:
    """Write the floors, one a line."""
    head = "# Scores reached on development data; they may only rise: python eval/run.py --update\n"
    lines = (f'"{key}" = {value}\n' for key, value in floors.items())
    file.write_text(head + "[floors]\n" + "".join(lines), encoding="utf-8")


# ---- the command --------------------------------------------------------------------------------


def show(scores: Iterable[Score]) -> None:
    """Print one line for each score: ours, floor, best peer, the difference."""
    print(f"{'task':20} {'data':28} {'metric':32} {'ours':>6} {'floor':>6}  best peer")
    for s in scores:
        floor = f"{s.floor:6.1f}" if s.floor is not None else "     -"
        best = s.peers[0] if s.peers else None
        peer = f"{best[1]:5.1f} ({s.value - best[1]:+.1f})  {best[0]}" if best else "-"
        end = "  FELL" if s.fell else ""
        where = f"{s.measure.task:20} {s.measure.name:28} {s.metric:32}"
        print(f"{where} {s.value:6.1f} {floor}  {peer}{end}", flush=True)


def main() -> int:
    """Measure; the exit code is 1 if ``--floors`` was given and a score fell."""
    parser = argparse.ArgumentParser(description="Score readings against the evaluation data.")
    parser.add_argument("--quick", action="store_true", help="small data sets only")
    parser.add_argument("--only", help="tasks whose name or data set contains this")
    parser.add_argument("--floors", action="store_true", help="fail if a score is below its floor")
    parser.add_argument("--update", action="store_true", help="raise floors.toml")
    args = parser.parse_args()
    folder = scorer()
    if folder is None:
        print("no scorer at $EVAL or ../shared/eval: nothing was measured")
        return 0
    wanted = [m for m in MEASURES if m.quick or not args.quick]
    if args.only:
        wanted = [m for m in wanted if args.only in f"{m.task} {m.name}"]
    scores = list(measured(folder, wanted))
    show(scores)
    if args.update:
        write_floors(FLOORS, raised(read_floors(FLOORS), scores))
    fallen = [score.key for score in scores if score.fell]
    if args.floors and fallen:
        print(f"{len(fallen)} scores fell below their floor: {', '.join(fallen)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
