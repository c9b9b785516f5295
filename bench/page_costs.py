"""What the worst pages cost, beside an ordinary one: the table in docs/collect.md.

    made page ──▶ html_document, in a process of its own ──▶ CPU, memory, who found the text

CPU time is that of the process and its children; seconds differ between machines, so compare the
ratios to the ordinary page. Memory is the largest of the process and its children.

    python bench/page_costs.py          every page
    python bench/page_costs.py NAME     one, as JSON
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PROSE = "Troops entered Orsk on Monday, the mayor of the town said in the evening. "
STORY = "".join(f"<p>{PROSE * 4}</p>" for _ in range(12))
MIB = 1024 * 1024
#: Bytes in a unit of ru_maxrss: kilobytes on Linux, bytes on macOS.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def _page(body: str) -> str:
    return f"<html><head><title>Raid</title></head><body><h1>Raid</h1>{body}</body></html>"


def _nested(depth: int) -> str:
    return _page("<div>" * depth + STORY + "</div>" * depth)


def _open(tags: int) -> str:
    return _page(STORY + "<p>a" * tags)


#: Name, and how to make the page.
PAGES: dict[str, Callable[[], str]] = {
    "an ordinary page": lambda: _page(f"<article>{STORY}</article>"),
    "9,900 unclosed <p>": lambda: _open(9_900),
    "100,000 unclosed <p>": lambda: _open(100_000),
    "18 MB of tags": lambda: _page(STORY + "<i>a</i>" * 2_250_000),
    "10,000 elements deep": lambda: _nested(10_000),
    "200,000 elements deep": lambda: _nested(200_000),
    "100 MB": lambda: _page("x" * 100_000_000),
}


def measure(name: str) -> dict[str, object]:
    """Read one page in this process; gives CPU seconds, memory, and who found the text."""
    from onrecord.collect.html import html_document
    from onrecord.errors import DocumentError

    html_document(PAGES["an ordinary page"]().encode(), url=None, metadata={})  # loads everything
    raw = PAGES[name]().encode()
    wall, before = time.perf_counter(), _cpu()
    try:
        by = html_document(raw, url=None, metadata={}).metadata["text_by"]
    except DocumentError as error:
        by = f"refused: {error}"
    return {
        "cpu": _cpu() - before,
        "wall": time.perf_counter() - wall,
        "mib": _memory(),
        "by": by,
    }


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _memory() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(one.ru_maxrss for one in used) * RSS_UNIT / MIB


def main() -> None:
    """Measure each page in a process of its own and print the table."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    print("| page | CPU s | times the ordinary one | wall s | memory, MiB | text by |")
    print("|---|---|---|---|---|---|")
    usual = 0.0
    for name in PAGES:
        done = subprocess.run(
            [sys.executable, __file__, name], capture_output=True, text=True, check=True
        )
        found = json.loads(done.stdout)
        usual = usual or found["cpu"]
        print(
            f"| {name} | {found['cpu']:.2f} | {found['cpu'] / usual:.0f} | {found['wall']:.1f}"
            f" | {found['mib']:.0f} | {found['by']} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
