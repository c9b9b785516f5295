"""A sample of accounts for human judges, their verdicts, and the events that were missed.

    draw    texts (outside) ── read, drawn by seed ──▶ items for two judges (annotated/JUDGING.md)
    score   the verdicts of two judges ──▶ shares with intervals, agreement
    texts   texts (outside) ── drawn by seed ──▶ plain texts for annotators (annotated/EVENTS.md)
    offsets events marked with words ──▶ events marked with offsets, no text in them
    missed  events marked with offsets + readings ──▶ shares found and right, missed a document

Documents come in the order of the seed, at most ``--per-document`` accounts of each, whatever their
realis, until there are ``--documents`` times as many: a document with many accounts weighs hardly
more than one with few. Left out are the lines of ``--not-lines``, the documents of ``--not-in``,
near copies of these and of documents drawn before, and ids that two documents have.

An item holds what the reading says of the account, in words: neither rule nor code. Judges see the
items alone. What ``score`` and ``missed`` print is explained at the heads of ``verdicts.py`` and
``missed.py``.

    python eval/sampled.py draw --seed 1 --out items.jsonl [--not-lines 16:5,9] [--not-in FILE]
    python eval/sampled.py score verdicts_a.jsonl verdicts_b.jsonl [--notes]
    python eval/sampled.py texts --seed 11 --documents 20 --out texts.jsonl
    python eval/sampled.py offsets events.jsonl --out annotated/events_a.jsonl
    python eval/sampled.py missed annotated/events_a.jsonl [--other annotated/events_b.jsonl]
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotated import DATA, by_id, readings_of, words
from missed import compare, located, report
from verdicts import print_notes, print_rates, rated, verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onrecord.accounts.ontology import EventType

Row = dict[str, Any]
ROLES = {
    "actor": "actors",
    "recipient": "recipients",
    "victim": "victims",
    "supporter": "supporters",
    "mediator": "mediators",
}
TEXTS = "data/fakes_syria/dev.jsonl"
ARTICLE = "the article"
#: Texts that share more than this share of the shorter one's runs of five words are copies.
RUN, COPIED = 5, 0.5
AROUND = 40  #: characters shown on either side of a party's words


def left_out(number: int, rule: str) -> bool:
    """Whether the line with this number (from 1) is left out: ``16:5,9`` = n % 16 is 5 or 9."""
    if not rule:
        return False
    modulus, _, rests = rule.partition(":")
    return number % int(modulus) in {int(rest) for rest in rests.split(",")}


def shuffled(rows: Iterable[Row], seed: int) -> list[Row]:
    """The documents in the order of the seed, whatever the order of the file."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    random.Random(seed).shuffle(ordered)
    return ordered


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of five words."""
    said = [text[start:end].lower() for start, end in words(text)]
    return frozenset(zip(*(said[n:] for n in range(RUN)), strict=False))


def unlike(rows: Iterable[Row], known: Iterable[Row]) -> list[Row]:
    """The rows whose texts are no copies of known ones, nor of rows before them."""
    seen = [runs(row["text"]) for row in known]
    kept = []
    for row in rows:
        own = runs(row["text"])
        if not any(len(own & other) > COPIED * min(len(own), len(other)) for other in seen):
            kept.append(row)
            seen.append(own)
    return kept


def picked(reading: Row, seed: int, most: int) -> list[Row]:
    """At most so many of the accounts of a document, by seed, in text order."""
    accounts = sorted(reading["accounts"], key=_place_in_text)
    draw = random.Random(f"{seed} {reading['document']['id']}")
    return sorted(draw.sample(accounts, min(most, len(accounts))), key=_place_in_text)


def _place_in_text(account: Row) -> tuple[int, int, str]:
    return (*_spans(account["trigger"])[0], account["account_id"])


def _spans(spans: list[Row]) -> list[tuple[int, int]]:
    return sorted((s["start"], s["end"]) for s in spans)


def bracketed(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans in double brackets; spans that touch each other become one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    for start, end in reversed(merged):
        text = f"{text[:start]}[[{text[start:end]}]]{text[end:]}"
    return text


def around(text: str, span: tuple[int, int]) -> str:
    """The words of a span in double brackets, with what stands beside them."""
    start, end = span
    left, right = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return f"{left}[[{text[start:end]}]]{right}"


def parties(reading: Row, account: Row, role: str, text: str) -> list[Row]:
    """The participants in a role: their words, where these stand, and who is meant by them."""
    names = {a["actor_id"]: a["name"] for a in reading["actors"]}
    return [
        {
            "words": [text[start:end] for start, end in _spans(p["spans"])],
            "in": [around(text, span) for span in _spans(p["spans"])],
            "meant": names.get(p["actor_id"]),
        }
        for p in account["participants"]
        if p["role"] == role
    ]


def holders(reading: Row, account: Row) -> list[str]:
    """Who tells of the account, the outermost first, and how real it is to them."""
    names = {a["actor_id"]: a["name"] for a in reading["actors"]}
    statements = {s["statement_id"]: s for s in reading["statements"]}
    told = []
    for attitude in account["attitudes"]:
        i = attitude["statement_id"]
        chain = [names.get(h, ARTICLE) for h in statements[i]["holder_chain"]]
        does = "denies" if i in account["denied_by"] else "asserts"
        open_ = i not in (*account["denied_by"], *account["asserted_by"])
        told.append(f"{' > '.join(chain)}: {'' if open_ else does + ', '}{attitude['realis']}")
    return list(dict.fromkeys(told))


def where(reading: Row, account: Row) -> str | None:
    """The place of an account by name, kind and country."""
    for place in reading["places"]:
        if place["place_id"] == account["place_id"]:
            return ", ".join(filter(None, (place["name"], place["kind"], place["country"])))
    return None


def when(reading: Row, account: Row) -> Row | None:
    """The time of an account: its words, first and last day."""
    for time in reading["times"]:
        if time["time_id"] == account["time_id"]:
            return {"words": time["span"]["text"], "first": time["start"], "last": time["end"]}
    return None


def in_brief(account: Row, text: str) -> str:
    """Another account of the document, for telling whether one event was told twice."""
    shown = " | ".join(around(text, span) for span in _spans(account["trigger"]))
    return f"{account['type']}: {shown}"


def item(row: Row, reading: Row, account: Row, kinds: dict[str, EventType]) -> Row:
    """What a judge sees of one account; ``account`` and ``at`` serve to find it again."""
    text, kind = row["text"], kinds[account["type"]]
    spans = _spans(account["trigger"])
    shown: Row = {
        "document": row["id"],
        "account": account["account_id"],
        "at": spans,
        "published": row.get("date"),
        "type": kind.id,
        "definition": kind.definition,
        "includes": kind.includes,
        "excludes": kind.excludes,
        "modes": {mode: kind.modes.get(mode, "") for mode in account["modes"]},
        "trigger": [text[start:end] for start, end in spans],
    }
    for role, many in ROLES.items():
        shown[many] = parties(reading, account, role, text)
    shown |= {
        "instruments": [text[start:end] for start, end in _spans(account["instruments"])],
        "place": where(reading, account),
        "time": when(reading, account),
        "realis": account["realis"],
        "holders": holders(reading, account),
        "others": [in_brief(a, text) for a in reading["accounts"] if a is not account],
        "text": bracketed(text, spans),
    }
    return shown


def drawn_items(
    ordered: list[Row], given: argparse.Namespace, read: Callable[[dict[str, Row]], dict[str, Row]]
) -> list[Row]:
    """The items of the sample; documents with few accounts are made up for by further ones."""
    from onrecord.accounts.ontology import load_event_types
    from onrecord.lexicon import DataFolders

    kinds = load_event_types(DataFolders())
    wanted, at = given.documents * given.per_document, 0
    items: list[Row] = []
    while len(items) < wanted and at < len(ordered):
        missing = math.ceil((wanted - len(items)) / given.per_document)
        rows = {str(row["id"]): row for row in ordered[at : at + missing]}
        at += missing
        readings = read(rows)
        for i, row in rows.items():
            accounts = picked(readings[i], given.seed, given.per_document)
            items += [item(row, readings[i], account, kinds) for account in accounts]
    numbered = enumerate(items[:wanted], 1)
    return [{"item": f"{given.seed}-{n:03}", **shown} for n, shown in numbered]


def _rows(path: Path) -> list[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _write(path: Path, rows: Iterable[Row]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


def _candidates(given: argparse.Namespace) -> list[Row]:
    """The documents that may be drawn, in the order of the seed."""
    seen = {str(r.get("document") or r["id"]) for path in given.not_in for r in _rows(path)}
    rows = _rows(given.data)
    times = Counter(row["id"] for row in rows)
    free: list[Row] = []
    known: list[Row] = []
    for n, row in enumerate(rows, 1):
        out = left_out(n, given.not_lines) or str(row["id"]) in seen
        (known if out else free).append(row)
    own = (row for row in free if times[row["id"]] == 1)
    return unlike(shuffled(own, given.seed), known)


def _readings(given: argparse.Namespace) -> Callable[[dict[str, Row]], dict[str, Row]]:
    """How readings are got: from a file that ``onrecord read`` wrote, or by reading now."""
    if given.readings is None:
        return readings_of
    kept = by_id(given.readings.read_text(encoding="utf-8").splitlines())
    return lambda rows: {i: kept[i] for i in rows}


def draw(given: argparse.Namespace) -> None:
    """Write the items of a sample."""
    items = drawn_items(_candidates(given), given, _readings(given))
    _write(given.out, items)
    print(f"{len(items)} accounts of {len({i['document'] for i in items})} documents: {given.out}")


def texts(given: argparse.Namespace) -> None:
    """Write the texts that annotators shall mark."""
    rows = _candidates(given)[: given.documents]
    _write(given.out, ({"id": row["id"], "text": row["text"]} for row in rows))
    print(f"{len(rows)} documents: {given.out}")


def score(given: argparse.Namespace) -> None:
    """Print what two judges found."""
    rows_a, rows_b = _rows(given.judgements_a), _rows(given.judgements_b)
    print_rates(rated(verdicts(rows_a), verdicts(rows_b)))
    if given.notes:
        print_notes(rows_a, rows_b)


def offsets(given: argparse.Namespace) -> None:
    """Write marked events without their words."""
    text_of = {str(row["id"]): row["text"] for row in _rows(given.data)}
    rows = _rows(given.events)
    _write(given.out, (located(row, text_of[str(row["id"])]) for row in rows))
    print(f"{sum(len(r['events']) for r in rows)} events of {len(rows)} documents: {given.out}")


def missed(given: argparse.Namespace) -> None:
    """Print how the reader and, where there is one, another annotator fare against the gold."""
    gold = {str(row["id"]): row for row in _rows(given.gold)}
    rows = {str(row["id"]): row for row in _rows(given.data) if str(row["id"]) in gold}
    report("reader", compare(gold, rows, _readings(given)(rows)))
    if given.other:
        other = {str(row["id"]): row for row in _rows(given.other) if str(row["id"]) in gold}
        both = {i: row for i, row in gold.items() if i in other}
        report("the other annotator", compare(both, rows, other))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(required=True)
    of = {run: commands.add_parser(run.__name__, help=run.__doc__) for run in COMMANDS}
    for run, command in of.items():
        command.set_defaults(run=run)
    for name in ("judgements_a", "judgements_b"):
        of[score].add_argument(name, type=Path)
    of[score].add_argument("--notes", action="store_true")
    for run in (draw, texts, offsets, missed):
        of[run].add_argument("--data", type=Path, default=DATA.parent / TEXTS)
    for run in (draw, texts, offsets):
        of[run].add_argument("--out", type=Path, required=True)
    for run in (draw, texts):
        of[run].add_argument("--seed", type=int, required=True)
        of[run].add_argument("--documents", type=int, default=25)
        of[run].add_argument("--not-lines", default="", metavar="16:5,9")
        of[run].add_argument("--not-in", type=Path, action="append", default=[])
    for run in (draw, missed):
        of[run].add_argument("--readings", type=Path)
    of[draw].add_argument("--per-document", type=int, default=4)
    of[offsets].add_argument("events", type=Path)
    of[missed].add_argument("gold", type=Path)
    of[missed].add_argument("--other", type=Path)
    return parser


COMMANDS = (draw, score, texts, offsets, missed)


def main() -> None:
    """Run the command that is given."""
    given = _parser().parse_args()
    given.run(given)


if __name__ == "__main__":
    main()
