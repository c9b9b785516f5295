"""How many documents a second of CPU are collected from each format, and against plain text.

    invented reports ──▶ the same reports in every format ──▶ collect ──▶ a table

CPU time of the process (user + system); the median of several passes after one to warm up. Formats
take turns in each pass, so that a busy machine troubles all alike: compare the ratios.

    python bench/collect_formats.py [reports] [passes]
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from onrecord.collect import Collected, collect

if TYPE_CHECKING:
    from collections.abc import Callable

REPORTS, PASSES = 300, 3
#: One paragraph; a report has a dozen, with its number in each: about 4,000 characters.
PARAGRAPH = (
    "Troops entered town {n} of Osk on Monday, a resident told the Courier by telephone. "
    "“We heard shells for {p} hours,” she said. The ministry said that {n} homes were hit, a "
    "figure that a monitor called too low. Aid workers waited at the bridge; talks go on, "
    "officials said."
)
PARAGRAPHS = 12
WHEN = "2024-12-04T10:00:00Z"


def report(number: int) -> str:
    """The text of one invented report."""
    return "\n\n".join(PARAGRAPH.format(n=number, p=p) for p in range(PARAGRAPHS))


def page(number: int) -> bytes:
    """The same as a page with what surrounds a report on a news site."""
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in report(number).split("\n\n"))
    links = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(60))
    script = "<script>var x = [" + ",".join(map(str, range(2000))) + "];</script>"
    return (
        f"<!doctype html><html><head><title>Report {number}</title>{script}"
        f'<meta property="article:published_time" content="{WHEN}"></head><body><nav><ul>{links}'
        f"</ul></nav><article><h1>Report {number}</h1>{paragraphs}</article>"
        f"<footer>{links}</footer></body></html>"
    ).encode()


def record(number: int, body: bytes, media_type: str) -> bytes:
    """A record of a web archive."""
    block = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Date: {WHEN}\r\nWARC-Target-URI: https://courier.example/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def rows(count: int) -> list[dict[str, str]]:
    """The reports as records."""
    return [
        {"id": str(n), "text": report(n), "published": "2024-12-04", "outlet": "The Courier"}
        for n in range(count)
    ]


def table(count: int, delimiter: str) -> bytes:
    """The reports as a table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ["id", "text", "published", "outlet"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows(count))
    return out.getvalue().encode()


def feed(count: int) -> bytes:
    """The reports as a feed with full texts."""
    items = "".join(
        f"<item><guid>{n}</guid><title>Report {n}</title><link>https://courier.example/{n}</link>"
        "<pubDate>Wed, 04 Dec 2024 10:00:00 GMT</pubDate><content:encoded>"
        + html.escape("".join(f"<p>{part}</p>" for part in report(n).split("\n\n")))
        + "</content:encoded></item>"
        for n in range(count)
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/'
        f'content/"><channel><title>The Courier</title>{items}</channel></rss>'
    ).encode()


def chat(count: int) -> bytes:
    """The reports as an export of a channel."""
    messages = [
        {"id": n, "type": "message", "date": WHEN[:-1], "date_unixtime": "1733306400",
         "from": "Osk", "text": report(n)} for n in range(count)
    ]  # fmt: skip
    whole = {"name": "Osk", "type": "public_channel", "id": 1, "messages": messages}
    return json.dumps(whole, indent=1).encode()


def zipped(count: int) -> bytes:
    """The plain texts in a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(count):
            archive.writestr(f"{n}.txt", report(n))
    return out.getvalue()


def tarred(count: int) -> bytes:
    """The plain texts in a tar archive, in gzip."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for n in range(count):
            raw = report(n).encode()
            info = tarfile.TarInfo(f"{n}.txt")
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return out.getvalue()


def lines(count: int) -> bytes:
    """The reports as JSONL."""
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows(count))


def texts_in_warc(count: int) -> list[bytes]:
    """The plain texts as records of a web archive."""
    return [record(n, report(n).encode(), "text/plain; charset=utf-8") for n in range(count)]


def pages_in_warc(count: int) -> list[bytes]:
    """The pages as records of a web archive."""
    return [record(n, page(n), "text/html; charset=utf-8") for n in range(count)]


def members(records: list[bytes]) -> bytes:
    """Each record in a gzip member of its own, as crawlers write them."""
    return b"".join(gzip.compress(raw) for raw in records)


#: What a row is called, and the file with all reports; a folder holds one file for each.
FILES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "JSONL": ("a.jsonl", lines),
    "JSONL in gzip": ("b.jsonl.gz", lambda n: gzip.compress(lines(n))),
    "JSON array": ("a.json", lambda n: json.dumps(rows(n), indent=1).encode()),
    "CSV": ("a.csv", lambda n: table(n, ",")),
    "TSV": ("a.tsv", lambda n: table(n, "\t")),
    "Telegram": ("result.json", chat),
    "feed": ("feed.xml", feed),
    "texts in zip": ("a.zip", zipped),
    "texts in tar.gz": ("a.tar.gz", tarred),
    "texts in WARC": ("a.warc", lambda n: b"".join(texts_in_warc(n))),
    "texts in WARC, gzip": ("b.warc.gz", lambda n: members(texts_in_warc(n))),
    "pages in WARC, gzip": ("c.warc.gz", lambda n: members(pages_in_warc(n))),
}


def write(folder: Path, count: int) -> dict[str, Path]:
    """Write the reports in every format; the path of each row of the table."""
    paths = {"plain text": folder / "texts", "Parquet": folder / "a.parquet"}
    (folder / "texts").mkdir()
    (folder / "pages").mkdir()
    for n in range(count):
        (folder / "texts" / f"{n:05}.txt").write_text(report(n), encoding="utf-8")
        (folder / "pages" / f"{n:05}.html").write_bytes(page(n))
    for name, (file, make) in FILES.items():
        (folder / file).write_bytes(make(count))
        paths[name] = folder / file
    _write_parquet(folder / "a.jsonl", paths["Parquet"])
    return paths | {"pages": folder / "pages"}


def _write_parquet(source: Path, target: Path) -> None:
    import duckdb

    with duckdb.connect() as database:
        database.execute(
            f"COPY (SELECT * FROM read_json('{source}')) TO '{target}' (FORMAT parquet)"
        )


def seconds(path: Path, count: int) -> float:
    """CPU seconds to collect a path.

    Raises:
        AssertionError: it did not give every report.
    """
    start = time.process_time()
    got = sum(1 for one in collect([path]) if isinstance(one, Collected))
    spent = time.process_time() - start
    if got != count:
        raise AssertionError(f"{path}: {got} of {count}")
    return spent


def main() -> None:
    """Measure and print the table."""
    given = [int(argument) for argument in sys.argv[1:3]]
    count, passes = given + [REPORTS, PASSES][len(given) :]
    with TemporaryDirectory() as folder:
        paths = write(Path(folder), count)
        for path in paths.values():
            seconds(path, count)
        runs = [{name: seconds(path, count) for name, path in paths.items()} for _ in range(passes)]
    spent = {name: median(run[name] for run in runs) for name in paths}
    plain = spent["plain text"]
    print(f"{count} reports of {len(report(1)):,} characters, median of {passes} passes\n")
    print("| format | documents per CPU-second | CPU against plain text |\n|---|---|---|")
    for name in sorted(spent, key=spent.__getitem__):
        print(f"| {name} | {count / spent[name]:,.0f} | {spent[name] / plain:.1f} x |")


if __name__ == "__main__":
    main()
