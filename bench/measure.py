"""How fast onrecord reads, measured against stock spaCy and against its own parse stage.

    bundled sample, repeated ──▶ each configuration in a process of its own ──▶ docs/speed.md

CPU time of the process (user + system), one BLAS thread, one warm-up pass, then several passes;
the median counts. Configurations take turns, so that a busy machine troubles all of them alike:
compare the ratios, not the seconds.

    python bench/measure.py            measure everything and write docs/speed.md
    python bench/measure.py stages     one configuration, as JSON
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.model import Document

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "speed.md"
#: The sample is read this often in one pass: about 19,000 words.
COPIES = 4
PASSES = 5
#: Texts that spaCy takes together; larger ones gave no speed.
BATCH = 32
#: Documents read before the clock starts for the workers: they start and load the model.
WARM = 8
#: How often all configurations take their turn.
ROUNDS = 2
#: Bytes in a unit of ru_maxrss: kilobytes on Linux, bytes on macOS.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
MIB = 1024 * 1024
#: One column of the line below the head of a table.
RULE = "|---"


@dataclass(frozen=True, slots=True)
class Bar:
    """What we want to reach, and what was measured."""

    what: str
    bar: str
    measured: str
    reached: bool


def sample() -> list[Document]:
    """The documents of the bundled sample, repeated under other ids."""
    from importlib import resources

    from onrecord.collect import read_documents
    from onrecord.model import Document

    with resources.as_file(resources.files("onrecord") / "demo" / "sample.jsonl") as file:
        once = [d for d in read_documents([file]) if isinstance(d, Document)]
    return [replace(d, id=f"{d.id}-{n}") for n in range(COPIES) for d in once]


def words(documents: Sequence[Document]) -> int:
    """How many words: what stands between white space."""
    return sum(len(document.text.split()) for document in documents)


def timed(step: Callable[[], object]) -> list[float]:
    """CPU seconds of each pass, after one warm-up pass."""
    step()
    passes = []
    for _ in range(PASSES):
        start = time.process_time()
        step()
        passes.append(time.process_time() - start)
    return passes


# ---- configurations, each in a process of its own -----------------------------------------------


def stock() -> dict[str, Any]:
    """The model as ``spacy.load`` gives it, one document after the other, as a reader gets them."""
    import spacy

    from onrecord.parse.spacy_model import model_path

    nlp, texts = spacy.load(model_path()), _paragraphs()
    return {"seconds": timed(lambda: [list(nlp.pipe(part, batch_size=BATCH)) for part in texts])}


def stock_in_bulk() -> dict[str, Any]:
    """The same with the paragraphs of all documents in one stream: larger batches."""
    import spacy

    from onrecord.parse.spacy_model import model_path

    nlp, texts = spacy.load(model_path()), [text for part in _paragraphs() for text in part]
    return {"seconds": timed(lambda: list(nlp.pipe(texts, batch_size=BATCH)))}


def _paragraphs() -> list[list[str]]:
    """The repaired paragraphs of each document: what our parse stage gives the model."""
    from onrecord.reading import default_reader
    from onrecord.text import lay_out

    layout_words = default_reader().text_words
    layouts = [lay_out(d.text, layout_words, d.prose_start) for d in sample()]
    return [[x.repaired[p.start : p.end] for p in x.paragraphs] for x in layouts]


def parse() -> dict[str, Any]:
    """The parse stage: text layout, repair and our configuration of the model."""
    from onrecord.reading import default_reader

    reader, documents = default_reader(), sample()
    return {"seconds": timed(lambda: [reader.begin(d) for d in documents])}


def reading() -> dict[str, Any]:
    """The whole reading, encoded as its line of JSON."""
    from onrecord.interchange import encode_reading
    from onrecord.reading import default_reader

    reader, documents = default_reader(), sample()
    seconds = timed(lambda: [encode_reading(reader(d)) for d in documents])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT
    return {"seconds": seconds, "peak_mib": peak / MIB}


def stages() -> dict[str, Any]:
    """CPU seconds of each stage, added up over the documents."""
    from onrecord.reading import default_reader

    reader, documents = default_reader(), sample()
    passes: list[dict[str, float]] = []
    for _ in range(PASSES + 1):
        spent = dict.fromkeys(("text and parse", *(name for name, _ in reader.stages)), 0.0)
        for document in documents:
            start = time.process_time()
            found = reader.begin(document)
            spent["text and parse"] += time.process_time() - start
            for name, stage in reader.stages:
                start = time.process_time()
                result: Any = stage(found)
                found = replace(found, **{name: result})
                spent[name] += time.process_time() - start
        passes.append(spent)
    return {"stages": {name: median(p[name] for p in passes[1:]) for name in passes[0]}}


def workers() -> dict[str, Any]:
    """Wall seconds with one and with two workers, counted once all of them have read something."""
    from onrecord.engine.local import read_lines
    from onrecord.reading import default_reader

    documents, wall = sample() * 4, {}
    for jobs in (1, 2):
        start = 0.0
        for number, _ in enumerate(read_lines(documents, default_reader(), jobs=jobs)):
            if number == WARM:
                start = time.perf_counter()
        wall[str(jobs)] = time.perf_counter() - start
    return {"wall": wall}


def command_line() -> dict[str, Any]:
    """CPU seconds of ``onrecord --help``."""
    spent = []
    for _ in range(PASSES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "onrecord", "--help"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {"seconds": spent}


CONFIGURATIONS = {
    f.__name__: f for f in (stock, stock_in_bulk, parse, reading, stages, workers, command_line)
}


# ---- the report ---------------------------------------------------------------------------------


def run(name: str) -> dict[str, Any]:
    """Measure one configuration in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), name]
    # One BLAS thread for stock spaCy too: ours has never more.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def measure() -> str:
    """All configurations in turns; gives the text of the report."""
    turns: dict[str, list[float]] = {
        name: [] for name in ("stock", "stock_in_bulk", "parse", "reading")
    }
    peak = 0.0
    for _ in range(ROUNDS):
        for name, seconds in turns.items():
            result = run(name)
            seconds.extend(result["seconds"])
            peak = max(peak, result.get("peak_mib", 0.0))
            print(name, [round(s, 2) for s in result["seconds"]], file=sys.stderr, flush=True)
    middle = {name: median(seconds) for name, seconds in turns.items()}
    return "\n".join(
        [
            _head(),
            *_bars(middle, peak, run("workers"), median(run("command_line")["seconds"])),
            *_profile(run("stages")["stages"]),
            "",
        ]
    )


HEAD = """# Speed

Written by `make bench` (`bench/measure.py`, which says how it measures).
Texts: the bundled sample {copies} times over, {words:,} words; median of {passes} passes.
Machine: {processor}, {cores} cores; Python {python}, {packages}.
Compare the ratios; seconds depend on the machine and on what else it does. The sample is short
and repeats, which favours whatever remembers what it saw; both sides of a ratio read the same.
"""


def _head() -> str:
    return HEAD.format(
        copies=COPIES,
        words=words(sample()),
        passes=ROUNDS * PASSES,
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
        packages=", ".join(f"{p} {metadata.version(p)}" for p in ("spacy", "thinc", "numpy")),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _bars(middle: dict[str, float], peak: float, both: dict[str, Any], start: float) -> list[str]:
    n = words(sample())
    faster = middle["stock"] / middle["parse"]
    in_bulk = middle["stock_in_bulk"] / middle["parse"]
    whole = middle["reading"] / middle["parse"]
    rate = n / middle["reading"]
    gain = both["wall"]["1"] / both["wall"]["2"]
    bars = (
        Bar("parse stage against stock spaCy", "≥ 1.4 ×", f"{faster:.2f} ×", faster >= 1.4),
        Bar("the same, spaCy in bulk", "≥ 1.4 ×", f"{in_bulk:.2f} ×", in_bulk >= 1.4),
        Bar(
            "whole reading against the parse stage, CPU", "≤ 1.6 ×", f"{whole:.2f} ×", whole <= 1.6
        ),
        Bar("whole reading, words per CPU second", "≥ 6,000", f"{rate:,.0f}", rate >= 6000),
        Bar("peak memory of one worker", "≤ 1,024 MiB", f"{peak:,.0f} MiB", peak <= 1024),
        Bar("2 workers against 1, wall", "≥ 1.8 ×", f"{gain:.2f} ×", gain >= 1.8),
        Bar("`onrecord --help`, CPU", "< 0.3 s", f"{start:.2f} s", start < 0.3),
    )
    rows = [
        f"| {b.what} | {b.bar} | {b.measured} | {'yes' if b.reached else '**no**'} |" for b in bars
    ]
    speeds = [f"| {name} | {s:.2f} | {n / s:,.0f} |" for name, s in middle.items()]
    head = "| configuration | CPU seconds a pass | words per CPU second |"
    return [
        "| what | bar | measured | reached |",
        f"{RULE * 4}|",
        *rows,
        "",
        head,
        f"{RULE * 3}|",
        *speeds,
        "",
    ]


def _profile(spent: dict[str, float]) -> list[str]:
    whole, parsed = sum(spent.values()), spent["text and parse"]
    n = words(sample())
    rows = [
        f"| {name} | {1e6 * s / n:.1f} | {100 * s / whole:.1f} | {100 * s / parsed:.1f} |"
        for name, s in spent.items()
    ]
    head = "| stage | microseconds a word | % of the reading | % of the parse stage |"
    return [head, f"{RULE * 4}|", *rows]


def main() -> int:
    """One configuration as JSON, or all of them as docs/speed.md."""
    if len(sys.argv) > 1:
        print(json.dumps(CONFIGURATIONS[sys.argv[1]]()))
        return 0
    text = measure()
    REPORT.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
