"""Archives: each member is a file of its own; bombs, traps and damage are failures, not faults."""

from __future__ import annotations

import gzip
import io
import json
import random
import resource
import sys
import tarfile
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.collect import Collected, collect
from onrecord.model import Failure

LINES = "".join(json.dumps({"id": n, "text": f"Report {n}."}) + "\n" for n in range(5)).encode()
FILES = {
    "a.txt": b"date 2024-12-04\nRebels advanced.",
    "day/b.jsonl": LINES,
    "day/c.csv": b"id,text\n9,Rebels left.\n",
    "d.png": b"\x89PNG\r\n",
}
TEXTS = ["date 2024-12-04\nRebels advanced.", *(f"Report {n}." for n in range(5)), "Rebels left."]


def found(tmp_path, raw, name, **options):
    file = tmp_path / name
    file.write_bytes(raw)
    return list(collect([file], **options))


def texts_of(outcomes):
    return [o.document.text for o in outcomes if isinstance(o, Collected)]


def told(outcomes):
    return [(o.document.rpartition("/")[2], o.reason) for o in outcomes if isinstance(o, Failure)]


def reasons_of(outcomes):
    return [reason for _, reason in told(outcomes)]


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return out.getvalue()


def tarred(files, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, raw in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return out.getvalue()


PACKED = {
    "a.zip": zipped(FILES),
    "stored.zip": zipped(FILES, zipfile.ZIP_STORED),
    "bzip2.zip": zipped(FILES, zipfile.ZIP_BZIP2),
    "a.tar": tarred(FILES),
    "gnu.tar": tarred(FILES, tarfile.GNU_FORMAT),
    "a.tar.gz": gzip.compress(tarred(FILES)),
    "a.tgz": gzip.compress(tarred(FILES)),
    "nested.zip": zipped({"in.tar.gz": gzip.compress(tarred(FILES))}),
    "nested.tar": tarred({"in.zip": zipped(FILES)}),
}


@pytest.mark.parametrize("name", PACKED)
def test_every_member_is_read_by_its_format(tmp_path, name):
    outcomes = found(tmp_path, PACKED[name], name)
    assert texts_of(outcomes) == TEXTS
    assert reasons_of(outcomes) == ["a picture, not plain text; extract the text first"]
    first, _, _, _, _, _, last = (o for o in outcomes if isinstance(o, Collected))
    inner = {"nested.zip": "!in.tar.gz", "nested.tar": "!in.zip"}.get(name, "")
    assert first.where == f"{tmp_path / name}{inner}!a.txt"
    assert first.document.metadata == {"file": first.where}
    assert first.document.published == "2024-12-04"
    assert first.original == FILES["a.txt"]
    assert last.where == f"{tmp_path / name}{inner}!day/c.csv:2"


@pytest.mark.parametrize("name", PACKED)
def test_standard_input_takes_archives(name):
    outcomes = list(collect(["-"], stdin=io.BytesIO(PACKED[name])))
    assert texts_of(outcomes) == TEXTS


def test_a_single_file_in_gzip_keeps_its_name_and_format(tmp_path):
    outcomes = found(tmp_path, gzip.compress(LINES), "a.jsonl.gz")
    assert texts_of(outcomes) == TEXTS[1:6]
    assert outcomes[2].where == f"{tmp_path / 'a.jsonl.gz'}:3"
    (one,) = found(tmp_path, gzip.compress(b"Rebels ") + gzip.compress(b"left."), "b.txt.gz")
    assert one.document.text == "Rebels left."
    (one,) = found(tmp_path, gzip.compress(b"text\nRebels left.\n") + b"\0" * 600, "c.csv.gz")
    assert one.document.text == "Rebels left."


def test_the_same_member_in_two_archives_is_the_same_document(tmp_path):
    one = found(tmp_path, zipped({"b.jsonl": LINES}), "a.zip")
    other = found(tmp_path, tarred({"x/b.jsonl": LINES}), "b.tar")
    assert [o.document.doc_id for o in one] == [o.document.doc_id for o in other]


def test_a_wacz_gives_its_web_archives_alone(tmp_path):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nRebels left Osk."
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-12-04T10:00:00Z\r\n"
        b"WARC-Target-URI: https://news.example/1\r\nContent-Type: application/http\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(block), block)
    )
    files = {
        "datapackage.json": b"{}",
        "pages/pages.jsonl": b'{"text": "An extract of the page."}\n',
        "indexes/index.cdx": b"x",
        "archive/data.warc.gz": gzip.compress(record),
    }
    left_out = Counter()
    (one,) = found(tmp_path, zipped(files, zipfile.ZIP_STORED), "a.wacz", left_out=left_out)
    assert one.document.text == "Rebels left Osk."
    assert one.document.id == "https://news.example/1 2024-12-04T10:00:00Z"
    assert one.where == f"{tmp_path / 'a.wacz'}!archive/data.warc.gz@0"
    assert left_out == {(str(tmp_path / "a.wacz"), "index of a web archive in an archive"): 3}


# ---- traps --------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/a.txt", "b/../../a.txt", "..\\a.txt", "C:\\a.txt", "C:a.txt"]
)
def test_a_name_that_leads_out_is_not_read(tmp_path, pack, name):
    before = sorted(tmp_path.parent.iterdir())
    outcomes = found(tmp_path, pack({name: b"Out.", "b.txt": b"In."}), "a.archive")
    assert texts_of(outcomes) == ["In."]
    assert reasons_of(outcomes) == ["its name leads out of the archive; not read"]
    assert sorted(tmp_path.parent.iterdir()) == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.archive"]


def test_links_and_devices_are_left_out(tmp_path):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"x{kind.decode()}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"In."))
    left_out = Counter()
    assert texts_of(found(tmp_path, out.getvalue(), "a.tar", left_out=left_out)) == ["In."]
    assert left_out == {(str(tmp_path / "a.tar"), "link or device in an archive"): 4}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("x")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr(".hidden.txt", "no")
        archive.writestr("__MACOSX/a.txt", "no")
        archive.writestr("a.txt", "In.")
    assert texts_of(found(tmp_path, packed.getvalue(), "a.zip")) == ["In."]


def test_an_encrypted_member_is_a_failure(tmp_path):
    raw = bytearray(zipped({"a.txt": b"Secret.", "b.txt": b"Open."}))
    raw[6] |= 1  # the flag of the first member, in its head and in the list
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    outcomes = found(tmp_path, bytes(raw), "a.zip")
    assert texts_of(outcomes) == ["Open."]
    assert told(outcomes) == [("a.zip!a.txt", "encrypted; unpack it with its password first")]


def test_an_office_file_is_told(tmp_path):
    outcomes = found(
        tmp_path, zipped({"[Content_Types].xml": b"<x/>", "word/a.xml": b"x"}), "a.docx"
    )
    assert reasons_of(outcomes) == [
        "a file of an office program, not plain text; extract the text first"
    ]


def test_archives_deeper_than_two_are_refused(tmp_path):
    raw, name = zipped({"a.txt": b"x"}), "1.zip"
    for depth in range(2, 5):
        raw, name = zipped({name: raw, f"{depth}.txt": b"Depth."}), f"{depth}.zip"
    outcomes = found(tmp_path, raw, name)
    assert texts_of(outcomes) == ["Depth.", "Depth."]
    assert told(outcomes) == [
        ("4.zip!3.zip!2.zip", "an archive more than 2 archives deep; unpack it first")
    ]


# ---- bombs --------------------------------------------------------------------------------------


def peak_of(step):
    """Megabytes by which the largest memory of the process grew."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    step()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return grown / (1e6 if sys.platform == "darwin" else 1e3)


REFUSED = "unpacks to more than 200 times its size; refused"


@pytest.fixture(scope="module")
def zeros():
    """A gigabyte of zeros in a megabyte."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed:
        for _ in range(100):
            packed.write(b"\0" * 10_000_000)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.gz", "a.jsonl.gz", "a.csv.gz", "a.json.gz", "a.html.gz"])
def test_a_bomb_is_refused_in_little_memory(tmp_path, zeros, name):
    outcomes = []
    assert peak_of(lambda: outcomes.extend(found(tmp_path, zeros, name))) < 150
    assert texts_of(outcomes) == []
    assert len(outcomes) == 1
    reason = reasons_of(outcomes)[0]
    assert reason == REFUSED or reason.startswith(("longer than", "no "))


def test_a_bomb_of_lines_is_refused(tmp_path):
    lines = gzip.compress((b" " * 99 + b"\n") * 500_000)
    outcomes = found(tmp_path, lines, "a.jsonl.gz")
    assert reasons_of(outcomes) == [REFUSED]


def test_a_bomb_beside_members_costs_that_member(tmp_path):
    files = {"a.txt": b"One.", "bomb.csv": b"text\n" + b"x" * 100_000_000, "b.txt": b"Two."}
    outcomes = found(tmp_path, zipped(files), "a.zip")
    assert texts_of(outcomes) == ["One.", "Two."]
    assert told(outcomes) == [("a.zip!bomb.csv", REFUSED)]


def test_a_nested_bomb_is_refused(tmp_path):
    inner = zipped({"bomb.csv": b"text\n" + b"x" * 100_000_000})
    outcomes = found(tmp_path, zipped({f"{n}.zip": inner for n in range(9)}), "a.zip")
    assert texts_of(outcomes) == []
    assert set(reasons_of(outcomes)) == {REFUSED}


def test_a_long_list_of_members_is_refused(tmp_path):
    raw = bytearray(zipped({"a.txt": b"x"}))
    end = raw.rindex(b"PK\x05\x06")
    raw[end + 12 : end + 16] = (2_000_000_000).to_bytes(4, "little")
    outcomes = found(tmp_path, bytes(raw), "a.zip")
    assert reasons_of(outcomes) == ["zip: more than some 300,000 members; split the archive"]


# ---- damage -------------------------------------------------------------------------------------

MANY = {f"{n}.txt": f"Report {n}. ".encode() * (40 + n) for n in range(20)}


def text(number):
    return MANY[f"{number}.txt"].decode()


@pytest.mark.parametrize("seed", range(3))
def test_a_cut_tar_gives_what_stands_before_the_cut(tmp_path, seed):
    raw = tarred(MANY)
    for place in random.Random(seed).sample(range(512, 40_000), 30):
        outcomes = found(tmp_path, raw[:place], "a.tar")
        texts = texts_of(outcomes)
        assert texts == [text(n) for n in range(len(texts))]
        if place < len(raw) - 10_240:
            assert reasons_of(outcomes)
        assert len(texts) == sum(raw[:place].count(text(n).encode()) for n in range(20))


def test_a_tar_without_its_end_says_so(tmp_path):
    raw = tarred({"a.txt": b"One."})[:1024]
    outcomes = found(tmp_path, raw, "a.tar")
    assert texts_of(outcomes) == ["One."]
    assert told(outcomes) == [
        ("a.tar@1024", "cut off: the archive has no end mark; members may be missing")
    ]


def test_damage_in_a_tar_costs_the_members_it_hits(tmp_path):
    raw = bytearray(tarred(MANY))
    start = raw.index(b"7.txt")
    raw[start : start + 200] = random.Random(1).randbytes(200)
    outcomes = found(tmp_path, bytes(raw), "a.tar")
    assert texts_of(outcomes) == [text(n) for n in range(20) if n != 7]
    ((place, reason),) = told(outcomes)
    assert place == f"a.tar@{start}"
    assert reason == "damaged: 1024 bytes skipped"


def test_a_flipped_byte_in_a_zip_costs_one_member(tmp_path):
    raw = zipped(MANY)
    end = raw.index(b"PK\x01\x02")
    rng = random.Random(5)
    for _ in range(60):
        damaged = bytearray(raw)
        place = rng.randrange(4, end)
        damaged[place] ^= 1 << rng.randrange(8)
        outcomes = found(tmp_path, bytes(damaged), "a.zip")
        texts = texts_of(outcomes)
        assert len(texts) >= 19
        assert set(texts) <= {text(n) for n in range(20)}
        assert len(texts) + len(told(outcomes)) == 20


def test_a_cut_zip_gives_the_members_before_the_cut(tmp_path):
    raw = zipped(MANY)
    heads = [raw.index(f"{n}.txt".encode()) - 30 for n in range(20)] + [raw.index(b"PK\x01\x02")]
    for place in random.Random(2).sample(range(40, len(raw) - 30), 40):
        outcomes = found(tmp_path, raw[:place], "a.zip")
        whole = sum(end <= place for end in heads[1:])
        assert texts_of(outcomes) == [text(n) for n in range(whole)]
        assert reasons_of(outcomes)[0].startswith("zip: damaged or cut off: ")


def test_a_cut_gzip_file_gives_whole_lines_and_says_so(tmp_path):
    raw = gzip.compress(LINES * 400)
    outcomes = found(tmp_path, raw[: len(raw) // 2], "a.jsonl.gz")
    assert set(texts_of(outcomes)) <= set(TEXTS[1:6])
    assert reasons_of(outcomes) == [f"gzip: ends in the middle, after {len(raw) // 2} bytes"]
    outcomes = found(tmp_path, raw[:50] + b"xx" + raw[52:], "a.jsonl.gz")
    assert reasons_of(outcomes)[-1].startswith("gzip: damaged after byte")
    (failure,) = found(tmp_path, gzip.compress(b"Rebels left. " * 500)[:-20], "a.txt.gz")
    assert failure.reason.startswith("gzip: ends in the middle")  # never half a text


@given(raw=st.binary(max_size=600), name=st.sampled_from(["a.zip", "a.tar", "a.gz", "a.tgz"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_documents_or_failures(tmp_path_factory, raw, name):
    outcomes = found(tmp_path_factory.mktemp("any"), raw, name)
    assert outcomes
    assert all(isinstance(o, (Collected, Failure)) for o in outcomes)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_damage_is_documents_or_failures(tmp_path_factory, data):
    raw = bytearray(PACKED[data.draw(st.sampled_from(sorted(PACKED)))])
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=8)):
        raw[place] = data.draw(st.integers(0, 255))
    outcomes = found(tmp_path_factory.mktemp("any"), bytes(raw), "a.dat")
    assert outcomes
    assert all(isinstance(o, (Collected, Failure)) for o in outcomes)
