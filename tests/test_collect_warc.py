"""Web archives: whole records become documents, damage costs what it hits, and is told."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import random
import re
import zlib
from collections import Counter

import pytest
from fastwarc.stream_io import ZstdWriter
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.collect import Collected, collect, warc_frames
from onrecord.model import Failure

TEXTS = [f"Report {n}. Rebels advanced on town {n} of Osk on Monday." for n in range(12)]


def http(body, kind="text/plain", status="200 OK", more=""):
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n"
    return head.encode() + body


def record(number, block, kind="response", more=""):
    sha1 = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    is_http = kind == "response"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Date: 2024-12-04T10:00:{number:02}Z\r\n"
        f"WARC-Target-URI: https://news.example/{number}\r\n"
        f"Content-Type: {'application/http; msgtype=response' if is_http else 'text/plain'}\r\n"
        f"WARC-Block-Digest: sha1:{sha1}\r\n{more}"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def records(texts=TEXTS, **options):
    return [record(n, http(text.encode()), **options) for n, text in enumerate(texts)]


def members(parts):
    return [gzip.compress(part, mtime=0) for part in parts]


def found(tmp_path, raw, name="a.warc.gz", **options):
    file = tmp_path / name
    file.write_bytes(raw)
    return list(collect([file], **options))


def texts_of(outcomes):
    return [o.document.text for o in outcomes if isinstance(o, Collected)]


def reasons_of(outcomes):
    return [o.reason for o in outcomes if isinstance(o, Failure)]


# ---- whole archives -----------------------------------------------------------------------------


def packed(how, parts):
    if how == "members":
        return b"".join(members(parts))
    if how == "one member":
        return gzip.compress(b"".join(parts))
    if how == "zstd":
        import io

        stream = io.BytesIO()
        writer = ZstdWriter(stream)
        writer.write(b"".join(parts))
        writer.close()
        return stream.getvalue()
    return b"".join(parts)


NAMES = {"plain": "a.warc", "members": "a.warc.gz", "one member": "a.warc.gz", "zstd": "a.warc.zst"}


@pytest.mark.parametrize("how", NAMES)
def test_every_answer_is_a_document_however_it_is_packed(tmp_path, how):
    outcomes = found(tmp_path, packed(how, records()), NAMES[how])
    assert texts_of(outcomes) == TEXTS
    assert reasons_of(outcomes) == []
    assert len({o.document.doc_id for o in outcomes}) == len(TEXTS)


def test_a_record_gives_its_address_and_time(tmp_path):
    (one,) = found(tmp_path, b"".join(members(records()[3:4])))
    document = one.document
    assert document.id == "https://news.example/3 2024-12-04T10:00:03Z"
    assert document.url == "https://news.example/3"
    assert document.published is None
    assert document.metadata == {
        "file": str(tmp_path / "a.warc.gz"),
        "offset": "0",
        "record": "<urn:uuid:3>",
        "content_type": "text/plain",
    }
    assert (one.fetched, one.by, one.media_type) == ("2024-12-04T10:00:03Z", "warc", "text/plain")
    assert one.original == TEXTS[3].encode()
    assert one.where == f"{tmp_path / 'a.warc.gz'}@0"


def test_the_same_record_in_two_archives_is_the_same_document(tmp_path):
    (one,) = found(tmp_path, b"".join(records()[3:4]), "a.warc")
    *_, other = found(tmp_path, b"".join(members(records()[:4])), "b.warc.gz")
    assert one.document.doc_id == other.document.doc_id


def test_one_text_at_two_addresses_is_two_documents(tmp_path):
    one, other = found(tmp_path, b"".join(records(["Rebels left Osk."] * 2)), "a.warc")
    assert one.document.content_id == other.document.content_id
    assert one.document.doc_id != other.document.doc_id


def test_a_page_goes_through_the_reader_of_pages(tmp_path):
    page = (
        b"<html><title>Osk</title><p>Rebels advanced on Osk on Monday, a witness said.</p></html>"
    )
    raw = record(1, http(page, "text/html; charset=utf-8"))
    (one,) = found(tmp_path, raw, "a.warc")
    assert "Rebels advanced on Osk on Monday" in one.document.text
    assert "<" not in one.document.text
    assert (one.media_type, one.original) == ("text/html", page)
    assert one.document.metadata["content_type"] == "text/html; charset=utf-8"
    assert one.document.id == "https://news.example/1 2024-12-04T10:00:01Z"


def test_what_is_no_page_is_left_out_and_counted(tmp_path):
    raw = b"".join(
        [
            record(0, b"software: x", "warcinfo"),
            record(1, b"GET / HTTP/1.1\r\n\r\n", "request"),
            record(2, http(b"gone", status="404 Not Found")),
            record(3, http(b"\x89PNG", "image/png")),
            record(4, http(TEXTS[4].encode())),
            record(5, b"garbage that is no HTTP"),
            record(6, http(b"User-agent: *")).replace(b"example/6", b"example/robots.txt"),
        ]
    )
    left_out = Counter()
    assert texts_of(found(tmp_path, raw, "a.warc", left_out=left_out)) == [TEXTS[4]]
    counts = {kind: count for (_, kind), count in left_out.items()}
    assert counts == {
        "warcinfo record": 1,
        "request record": 1,
        "status 404": 1,
        "media type image/png": 1,
        "status None": 1,
        "robots.txt": 1,
    }


def test_an_archive_without_a_page_says_so(tmp_path):
    outcomes = found(tmp_path, record(1, b"GET / HTTP/1.1\r\n\r\n", "request"), "a.warc")
    assert reasons_of(outcomes) == ["no page or text among 1 records"]
    assert reasons_of(found(tmp_path, b"", "b.warc")) == ["empty: there is no record to read"]


def test_text_records_of_other_tools_are_read(tmp_path):
    raw = record(1, TEXTS[1].encode(), "conversion") + record(2, TEXTS[2].encode(), "resource")
    assert texts_of(found(tmp_path, raw, "a.warc.wet")) == TEXTS[1:3]


def test_a_mark_of_the_crawler_is_kept(tmp_path):
    raw = record(1, http(TEXTS[1].encode()), more="WARC-Truncated: length\r\n")
    (one,) = found(tmp_path, raw, "a.warc")
    assert one.notes == ("cut by the crawler: length",)


# ---- bodies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [20, 5000])
def test_packed_and_chunked_bodies(tmp_path, length):
    text = ("Rebels advanced on Osk. " * length)[: length * 10]
    inflated = text.encode()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(inflated), inflated)
    deflate = zlib.compress(inflated)
    raw = b"".join(
        [
            record(1, http(gzip.compress(inflated), more="Content-Encoding: gzip\r\n")),
            record(2, http(chunked, more="Transfer-Encoding: chunked\r\n")),
            record(3, http(inflated, more="Content-Encoding: gzip\r\n")),  # stored unpacked
            record(4, http(deflate, more="Content-Encoding: deflate\r\n")),
        ]
    )
    assert texts_of(found(tmp_path, raw, "a.warc")) == [text] * 4


def test_a_body_in_another_charset_is_read_as_the_server_said(tmp_path):
    block = http("Мятежники вошли в Оск.".encode("cp1251"), "text/plain; charset=windows-1251")
    assert texts_of(found(tmp_path, record(1, block), "a.warc")) == ["Мятежники вошли в Оск."]


@pytest.mark.parametrize(
    ("charset", "pack"),
    [
        ("bz2", bz2.compress),
        ("zlib", zlib.compress),
        ("unicode_escape", bytes),
        ("rot13", bytes),
        ("utf-7", bytes),
        ("nonsense", bytes),
    ],
)
def test_a_charset_that_is_none_is_not_obeyed(tmp_path, charset, pack):
    """A server that says ``bz2`` would have us unpack what it likes, without limits."""
    text = TEXTS[1] + " \\x41 +ADw-" + "a" * 10_000
    block = http(pack(text.encode()), f"text/plain; charset={charset}")
    (one,) = found(tmp_path, record(1, block), "a.warc")
    if pack is bytes:
        assert one.document.text == text
        assert one.document.metadata["charset"] == "utf-8"
    else:
        assert one.reason == "too much of it is no text in any encoding known here"


def test_a_packed_body_that_is_cut_is_a_failure(tmp_path):
    body = gzip.compress(TEXTS[1].encode() * 50)[:-20]
    raw = record(1, http(body, more="Content-Encoding: gzip\r\n")) + records()[2]
    outcomes = found(tmp_path, raw, "a.warc")
    assert texts_of(outcomes) == [TEXTS[2]]
    assert reasons_of(outcomes)[0].startswith("gzip: ends in the middle")


def test_a_bomb_in_a_body_is_a_failure(tmp_path):
    body = gzip.compress(b"\0" * 100_000_000)
    raw = record(1, http(body, more="Content-Encoding: gzip\r\n")) + records()[2]
    outcomes = found(tmp_path, raw, "a.warc")
    assert texts_of(outcomes) == [TEXTS[2]]
    assert reasons_of(outcomes) == [
        "longer than 20 MB; split it, or raise max_megabytes in onrecord.toml"
    ]


def test_a_page_over_the_limit_is_a_failure_and_a_film_is_left_out(tmp_path):
    raw = b"".join(
        members(
            [
                record(0, http(b"a " * 600_000)),
                record(1, http(b"a " * 3_000_000)),
                record(2, http(b"\0\1" * 3_000_000, "video/mp4")),
                records()[3],
            ]
        )
    )
    left_out = Counter()
    outcomes = found(tmp_path, raw, max_bytes=1_000_000, left_out=left_out)
    assert texts_of(outcomes) == [TEXTS[3]]
    assert [reason[:16] for reason in reasons_of(outcomes)] == [
        "longer than 1 MB",
        "longer than 5 MB",
    ]
    assert list(left_out) == [(str(tmp_path / "a.warc.gz"), "media type video/mp4")]


# ---- damage -------------------------------------------------------------------------------------


def skipped(outcomes):
    told = (re.search(r"(\d+) bytes skipped", reason) for reason in reasons_of(outcomes))
    return sum(int(one[1]) for one in told if one)


@pytest.mark.parametrize("how", ["plain", "members"])
@pytest.mark.parametrize("seed", range(4))
def test_a_cut_archive_gives_what_stands_before_the_cut(tmp_path, how, seed):
    parts = records() if how == "plain" else members(records())
    ends = [sum(map(len, parts[: n + 1])) for n in range(len(parts))]
    raw = b"".join(parts)
    for place in random.Random(seed).sample(range(1, len(raw)), 50):
        outcomes = found(tmp_path, raw[:place], NAMES[how])
        # Behind the block, only the closing lines may be gone without loss.
        close = 4 if how == "plain" else 0
        whole = sum(end - close <= place for end in ends)
        assert texts_of(outcomes) == TEXTS[:whole]
        rest = place - (ends[whole - 1] if whole else 0)
        if rest > 0:
            assert len(reasons_of(outcomes)) == 1
            assert skipped(outcomes) == rest
            assert "cut off" in reasons_of(outcomes)[0] or "begins here" in reasons_of(outcomes)[0]


def test_a_cut_record_says_how_much_is_there(tmp_path):
    raw = b"".join(records())
    (failure,) = [o for o in found(tmp_path, raw[:-20], "a.warc") if isinstance(o, Failure)]
    block = len(http(TEXTS[-1].encode()))
    start = len(b"".join(records()[:-1]))
    assert failure.document == f"{tmp_path / 'a.warc'}@{start}"
    assert failure.reason == (
        f"cut off: {block - 16} of {block} bytes; {len(raw) - 20 - start} bytes skipped"
    )


@pytest.mark.parametrize("how", ["plain", "members"])
def test_a_flipped_byte_costs_one_record(tmp_path, how):
    parts = records() if how == "plain" else members(records())
    raw = b"".join(parts)
    rng = random.Random(7)
    for _ in range(150):
        place = rng.randrange(len(raw))
        damaged = bytearray(raw)
        damaged[place] ^= 1 << rng.randrange(8)
        outcomes = found(tmp_path, bytes(damaged), NAMES[how])
        ends = [sum(map(len, parts[: n + 1])) for n in range(len(parts))]
        hit = next(n for n, end in enumerate(ends) if place < end)
        others = [text for n, text in enumerate(TEXTS) if n != hit]
        assert [text for text in texts_of(outcomes) if text in others] == others
        strange = [text for text in texts_of(outcomes) if text not in TEXTS]
        assert strange == []  # a changed text is never handed out


@pytest.mark.parametrize("how", ["plain", "members"])
@pytest.mark.parametrize("size", [1, 7, 100, 70_000, 300_000])
def test_garbage_between_records_is_skipped_and_counted(tmp_path, how, size):
    parts = records() if how == "plain" else members(records())
    garbage = random.Random(size).randbytes(size)
    outcomes = found(tmp_path, b"".join([*parts[:5], garbage, *parts[5:]]), NAMES[how])
    assert texts_of(outcomes) == TEXTS
    assert skipped(outcomes) == size
    (failure,) = [o for o in outcomes if isinstance(o, Failure)]
    assert failure.document.endswith(f"@{len(b''.join(parts[:5]))}")
    assert "begins here" in failure.reason


@pytest.mark.parametrize("how", ["plain", "members"])
def test_garbage_in_a_record_costs_that_record(tmp_path, how):
    parts = records() if how == "plain" else members(records())
    parts[4] = parts[4][:150] + b"\1\2\3 garbage \r\n\r\n" + parts[4][150:]
    outcomes = found(tmp_path, b"".join(parts), NAMES[how])
    assert texts_of(outcomes) == TEXTS[:4] + TEXTS[5:]
    assert len(reasons_of(outcomes)) >= 1


@pytest.mark.parametrize("how", ["plain", "members"])
def test_missing_bytes_cost_the_record_they_are_missing_from(tmp_path, how):
    for start, end in ((10, 30), (100, 200), (0, 250)):
        parts = records() if how == "plain" else members(records())
        parts[4] = parts[4][:start] + parts[4][end:]
        outcomes = found(tmp_path, b"".join(parts), NAMES[how])
        assert texts_of(outcomes) == TEXTS[:4] + TEXTS[5:]
        assert reasons_of(outcomes)


def test_a_wrong_length_costs_one_record(tmp_path):
    for wrong in (1, 90, 100_000, 10**12):
        parts = records()
        parts[4] = re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % wrong, parts[4])
        outcomes = found(tmp_path, b"".join(parts), "a.warc")
        assert texts_of(outcomes) == TEXTS[:4] + TEXTS[5:]
        assert reasons_of(outcomes)


class Watched(bytearray):
    """Counts the bytes that are copied out of it."""

    copied = 0

    def __getitem__(self, key):
        got = super().__getitem__(key)
        Watched.copied += len(got) if isinstance(key, slice) else 0
        return got


def test_an_archive_of_heads_without_records_is_not_copied_for_each():
    """Each head says that megabytes follow: all of them together must cost no more than reading."""
    head = b"WARC/1.0\r\nContent-Length: 20000\r\n\r\n"
    stream = io.BytesIO(head * 2_000)
    reader = warc_frames._Records(stream.read, 1_000_000)
    reader._held = Watched()
    for _ in range(1_000):
        with pytest.raises(warc_frames.MisframedError):
            reader.next()
        assert reader.resync()
    assert Watched.copied < 3 * len(stream.getvalue())


def test_a_block_without_its_digest_is_refused(tmp_path):
    parts = records()
    parts[2] = parts[2].replace(b"Rebels", b"Troops")
    outcomes = found(tmp_path, b"".join(parts), "a.warc")
    assert texts_of(outcomes) == TEXTS[:2] + TEXTS[3:]
    assert reasons_of(outcomes)[0].startswith("damaged: the block does not have its digest sha1:")


def test_a_file_that_is_no_archive_is_told(tmp_path):
    assert reasons_of(found(tmp_path, b"Rebels advanced.", "a.warc")) == [
        "no record begins here; 16 bytes skipped"
    ]
    assert reasons_of(found(tmp_path, b"\x1f\x8b\x08 garbage", "a.warc.gz"))[0].startswith(
        "damaged gzip member"
    )


def test_a_bomb_between_records_is_skipped(tmp_path):
    parts = members(records())
    bomb = gzip.compress(b"\0" * 300_000_000)
    outcomes = found(tmp_path, b"".join([*parts[:5], bomb, *parts[5:]]))
    assert texts_of(outcomes) == TEXTS
    told = f"unpacks to more than 200 times its size; refused; {len(bomb)} bytes skipped"
    assert reasons_of(outcomes) == [told]


@given(raw=st.binary(max_size=400), packed=st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_bytes_end_in_documents_or_failures(tmp_path_factory, raw, packed):
    folder = tmp_path_factory.mktemp("any")
    name = "a.warc.gz" if packed else "a.warc"
    outcomes = found(folder, raw, name)
    assert all(isinstance(o, Failure) for o in outcomes)
    assert outcomes
