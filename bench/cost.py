"""What an article costs from web archive to database, step by step, and a million of them.

    made pages, as heavy as real ones ──▶ a WARC ──▶ collect ──▶ store ──▶ read ──▶ keep ──▶ a table

CPU seconds (user + system) of all processes, each step measured end to end in one run. The pages
are those of tests/pages with the scripts and menus of real ones (bench/collect.py); their texts
are shorter than those of news (CC-NEWS: about 660 words), so the table has a second column for that
length, where what depends on the text is scaled by its words. Nothing is merged here.

    python bench/cost.py --rounds 1 --price 0.041
"""

from __future__ import annotations

import argparse
import gzip
import os
import pickle
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from collect import heavy
from engines import tree_cpu

from onrecord.collect import collect
from onrecord.collect.collected import Collected
from onrecord.engine import shards
from onrecord.engine.limits import Limits
from onrecord.engine.pool import Pool
from onrecord.reading import default_reader
from onrecord.store import add_documents, create_project, keep_readings, open_store, version_of
from pages import make_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pages import Page

#: Words of an article in CC-NEWS: 877 tokens (data card of infini-news-corpus), if a token is three
#: quarters of a word.
WORDS = 660
#: Dollars for a core-hour: half an m7g.large, on demand, June 2026. See --price.
PRICE = 0.041
MILLION = 1_000_000
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Step:
    """CPU seconds for each article, and whether they grow with the length of its text."""

    name: str
    seconds: float
    grows: bool

    def at(self, factor: float) -> float:
        """Seconds for an article so many times as long."""
        return self.seconds * (factor if self.grows else 1)


def write_warc(file: Path, pages: Iterable[Page]) -> None:
    """A web archive of pages, a compressed record each."""
    with file.open("wb") as stream:
        for n, page in enumerate(pages):
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.raw
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{n:012d}>\r\n"
                f"WARC-Target-URI: {page.url}\r\nWARC-Date: 2024-12-05T06:00:00Z\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            )
            stream.write(gzip.compress(head.encode() + body + b"\r\n\r\n", mtime=0))


def timed(step: Callable[[], object]) -> float:
    """CPU seconds of a step, of the processes that it started and that ended included."""
    before = sum(os.times()[:4])
    step()
    return sum(os.times()[:4]) - before


def steps_of(folder: Path, archive: Path) -> tuple[list[Step], int, float]:
    """Every step over an archive; gives also the number of articles and their mean words."""
    found: list[Collected] = []
    collecting = timed(
        lambda: found.extend(
            one for one in collect([archive], max_bytes=10**7) if isinstance(one, Collected)
        )
    )
    many, reader = len(found), default_reader()
    words = sum(len(one.document.text.split()) for one in found) / many
    create_project(folder)
    with open_store(folder) as store:
        adding = timed(lambda: add_documents(store, found))
        reading, lines = read(folder, found, pickle.dumps(reader))
        version = version_of(reader.versions)
        keeping = timed(lambda: keep_readings(store, version, lines))
    named = (
        ("collect: WARC, main text, day, language", collecting, False),
        ("add to the database, with the page", adding, False),
        ("read", reading, True),
        ("keep the reading and its rows", keeping, True),
    )
    return [Step(name, seconds / many, grows) for name, seconds, grows in named], many, words


def read(folder: Path, found: list[Collected], packed: bytes) -> tuple[float, list[bytes]]:
    """CPU seconds to read everything by shards, and the lines; the model is loaded before."""
    pool = Pool(packed, Limits(), 1)
    documents = [one.document for one in found]
    spent = 0.0
    lines: list[bytes] = []
    try:
        for name, some in (("warm", documents[:4]), ("timed", documents)):
            run = folder / name
            plan = shards.make_plan(run, some, "v", "s")
            before = tree_cpu(os.getpid())
            for step in pool.run(run, plan.shards if plan else ()):
                manifest = shards.done_manifest(run, step.shard) if step.done else None
                told = shards.outcomes(run, manifest) if manifest else ()
                lines += [one for one in told if isinstance(one, bytes)] if name == "timed" else []
            spent = tree_cpu(os.getpid()) - before
    finally:
        pool.close()
    return spent, lines


def table(steps: list[Step], words: float, price: float) -> str:
    """The steps, and what they come to."""
    long = WORDS / words
    rows = [
        f"| CPU milliseconds an article | of {words:.0f} words, as made | of {WORDS} words |",
        "|---|--:|--:|",
    ]
    rows += [f"| {s.name} | {1e3 * s.at(1):.1f} | {1e3 * s.at(long):.1f} |" for s in steps]
    whole = [sum(step.at(factor) for step in steps) for factor in (1.0, long)]
    hours = [MILLION * seconds / HOUR for seconds in whole]
    rows += [
        f"| **together** | {1e3 * whole[0]:.1f} | {1e3 * whole[1]:.1f} |",
        f"| articles a core-hour | {HOUR / whole[0]:,.0f} | {HOUR / whole[1]:,.0f} |",
        f"| core-hours for a million | {hours[0]:.0f} | {hours[1]:.0f} |",
        f"| dollars for a million, {price} a core-hour | {hours[0] * price:.2f}"
        f" | {hours[1] * price:.2f} |",
    ]
    return "\n".join(rows)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=1, help="of made pages, each about 100")
    parser.add_argument("--price", type=float, default=PRICE, help="dollars a core-hour")
    parser.add_argument("--warc", type=Path, help="only write the archive here")
    asked = parser.parse_args()
    pages = [heavy(page) for page in make_pages(asked.rounds)]
    if asked.warc:
        write_warc(asked.warc, pages)
        return
    with TemporaryDirectory() as name:
        archive = Path(name, "pages.warc.gz")
        write_warc(archive, pages)
        start = time.perf_counter()
        steps, many, words = steps_of(Path(name, "project"), archive)
    size = sum(len(page.raw) for page in pages) / len(pages) / 1000
    print(
        f"{many} of {len(pages)} pages, {size:.0f} KB each; {time.perf_counter() - start:.0f} s\n"
    )
    print(table(steps, words, asked.price))


if __name__ == "__main__":
    main()
