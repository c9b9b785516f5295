"""How fast pages are collected, and how well: made pages by template, against the extractor alone.

    tests/pages ──▶ each reading in turn ──▶ a table of pages per CPU second

CPU time of the process and its children (user + system), one warm-up pass, median of several
passes; readings take turns, so that a busy machine troubles all alike: compare the ratios. Made
pages are short (6 KB); "heavy" ones carry scripts and menus besides, as real pages do (about
110 KB), and the text of the page is the same.

    python bench/collect.py            the table
    python bench/collect.py --passes 5
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from onrecord.collect.charset import decode_page
from onrecord.collect.html import html_document
from pages import TEMPLATES, Page, make_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What a heavy page carries besides: scripts and a menu of many links.
SCRIPTS, SCRIPT = (
    20,
    "<script>" + "window.q=window.q||[];q.push({id:1,on:true});" * 80 + "</script>",
)
LINKS = 400


@dataclass(frozen=True, slots=True)
class Way:
    """A way of reading a page, by name."""

    name: str
    read: Callable[[Page], object]


def ours(page: Page) -> object:
    """Everything: text, title, author, outlet, address, day with evidence."""
    return html_document(page.raw, url=page.url, metadata={})


def extractor(page: Page) -> object:
    """Trafilatura's fast pass with its metadata, which takes the day from htmldate."""
    from trafilatura import bare_extraction

    text = decode_page(page.raw).text
    return bare_extraction(text, url=page.url, fast=True, with_metadata=True)


def extractor_text(page: Page) -> object:
    """Trafilatura's fast pass, text alone."""
    from trafilatura import bare_extraction

    return bare_extraction(decode_page(page.raw).text, fast=True)


def rescue(page: Page) -> object:
    """resiliparse, text alone."""
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(decode_page(page.raw).text, main_content=True)


WAYS = (
    Way("onrecord", ours),
    Way("trafilatura fast + metadata", extractor),
    Way("trafilatura fast, text alone", extractor_text),
    Way("resiliparse, text alone", rescue),
)


def heavy(page: Page) -> Page:
    """The same page with the scripts and menus of a real one."""
    from dataclasses import replace

    decoded = decode_page(page.raw)
    menu = "".join(
        f'<li><a href="/topic/{n}" class="nav-link x">Topic {n}</a></li>' for n in range(LINKS)
    )
    body = re.sub(
        r"(?i)(<body[^>]*>)",
        lambda m: m[1] + SCRIPT * SCRIPTS + f'<nav class="menu"><ul>{menu}</ul></nav>',
        decoded.text,
        count=1,
    )
    return replace(page, raw=body.encode(decoded.encoding, "xmlcharrefreplace"))


def cpu() -> float:
    """CPU seconds of this process and of the children that ended."""
    return sum(os.times()[:4])


def seconds_a_page(way: Way, pages: Sequence[Page]) -> float:
    """CPU seconds for each page, one pass."""
    start = cpu()
    for page in pages:
        way.read(page)
    return (cpu() - start) / len(pages)


def measured(ways: Sequence[Way], pages: Sequence[Page], passes: int) -> dict[str, float]:
    """Pages per CPU second of each way, median of passes in turn."""
    for way in ways:
        seconds_a_page(way, pages[:4])
    rounds: dict[str, list[float]] = {way.name: [] for way in ways}
    for _ in range(passes):
        for way in ways:
            rounds[way.name].append(seconds_a_page(way, pages))
    return {name: 1 / max(median(times), 1e-9) for name, times in rounds.items()}


def f1(found: str, gold: str) -> float:
    """F1 of words, counted as often as they stand."""
    a, b = (Counter(re.findall(r"\w+", text)) for text in (found, gold))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one template: F1 of the text, days found of those that are certain, wrong ones."""

    f1: float
    found: int
    certain: int
    wrong: int


def quality(pages: Sequence[Page]) -> Quality:
    """Score what is read from pages against what they were made of."""
    read = [(page, html_document(page.raw, url=page.url, metadata={})) for page in pages]
    sure = [(p, d) for p, d in read if d.published_precision == "day"]
    right = [p for p, d in sure if d.published == p.published.isoformat()]
    return Quality(
        mean(f1(d.text, p.text) for p, d in read),
        sum(p.certain for p in right),
        sum(p.certain for p, _ in read),
        len(sure) - len(right),
    )


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passes", type=int, default=3)
    passes = parser.parse_args().passes
    pages = list(make_pages(2))
    print(f"{len(pages)} made pages, {mean(len(p.raw) for p in pages) / 1000:.1f} KB each\n")
    print("| template | pages per CPU second | text F1 | certain days found | wrong |")
    print("|---|--:|--:|--:|--:|")
    for template in TEMPLATES:
        some = [page for page in pages if page.template == template]
        speed = measured(WAYS[:1], some, passes)["onrecord"]
        score = quality(some)
        days = f"{score.found} of {score.certain}"
        print(f"| {template} | {speed:.0f} | {score.f1:.4f} | {days} | {score.wrong} |")
    some = pages[:: len(pages) // 60]
    weighty = [heavy(page) for page in some]
    light, full = measured(WAYS, some, passes), measured(WAYS, weighty, passes)
    size = mean(len(page.raw) for page in weighty) / 1000
    print(f"\n| pages per CPU second | as made | heavy ({size:.0f} KB) | of the first row |")
    print("|---|--:|--:|--:|")
    for way in WAYS:
        ratio = full[way.name] / full[WAYS[0].name]
        print(f"| {way.name} | {light[way.name]:.0f} | {full[way.name]:.0f} | {ratio:.2f} x |")


if __name__ == "__main__":
    main()
