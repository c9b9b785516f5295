"""Every file is a document or a failure that says what to do; offsets are into the text given."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.collect import collect, read_documents
from onrecord.collect.days import iso_day
from onrecord.model import Document, Failure


def write(folder, name, content):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def read(*paths, **options):
    return list(read_documents(paths, **options))


def only_failure(*paths, **options):
    (outcome,) = read(*paths, **options)
    assert isinstance(outcome, Failure)
    assert outcome.stage == "collect"
    return outcome


# ---- plain text ---------------------------------------------------------------------------------


def test_a_plain_text_is_kept_character_by_character(tmp_path):
    text = "First line.\r\nSecond “line” — déjà 😀.\n\n"
    (document,) = read(write(tmp_path, "a.txt", text))
    assert document.text == text
    assert document.id is None
    assert document.metadata == {"file": str(tmp_path / "a.txt")}
    assert document.published is None
    assert document.prose_start == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_belongs_to_the_encoding(tmp_path, encoding):
    (document,) = read(write(tmp_path, "a.txt", "Rebels advanced.".encode(encoding)))
    assert document.text == "Rebels advanced."


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("date 2024-12-04 wire", "2024-12-04"),
        ("Date: 2024-12-04", "2024-12-04"),
        ("date 2024-12-04T10:00:00+01:00 wire", "2024-12-04"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_metadata_line_gives_the_day_and_is_not_prose(tmp_path, line, published, end):
    (document,) = read(write(tmp_path, "a.txt", f"{line}{end}Rebels advanced."))
    assert document.text == f"{line}{end}Rebels advanced."
    assert document.text[document.prose_start :] == "Rebels advanced."
    assert document.published == published
    assert (document.published_precision, document.published_source) == ("day", "metadata")


@pytest.mark.parametrize("written", ["2024-13-04", "04/12/2024", "4.12.24"])
def test_a_day_that_is_not_iso_is_a_gap_not_a_guess(tmp_path, written):
    (document,) = read(write(tmp_path, "a.txt", f"date {written}\nRebels advanced."))
    assert document.published is None
    assert document.published_precision is None
    (gap,) = document.gaps
    assert (gap.stage, gap.span.text) == ("collect", written)
    assert document.text[gap.span.start : gap.span.end] == written
    assert document.text[document.prose_start :] == "Rebels advanced."


@pytest.mark.parametrize(
    "text", ["Date palms burned.", "date 2024 was a year", "Dated 2024-12-04", "a\ndate 2024-12-04"]
)
def test_other_first_lines_are_prose(tmp_path, text):
    (document,) = read(write(tmp_path, "a.txt", text))
    assert (document.prose_start, document.published, document.gaps) == (0, None, ())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"date 2024-12-04\n \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"Rebels \xff advanced.", "not utf-8 at byte 7; convert the file to UTF-8"),
        (b"caf\xe9", "not utf-8 at byte 3"),
        (b"\xff\xfea\x00\x00\xd8", "not utf-16-le at byte 4"),
        (b"Rebels\x00 advanced.", "a binary file (NUL at byte 6)"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"PK\x03\x04\x00", "zip: damaged or cut off"),
        (b"\x1f\x8b\x08", "gzip: ends in the middle"),
        (b"PAR1", "no Parquet that can be read"),
        (b"WARC/1.0", "cut off in the head of a record; 8 bytes skipped"),
        (b"BZh9", "a bzip2 archive, not plain text"),
        (b"\x89PNG", "a picture, not plain text"),
        (b'<?xml version="1.0"?>\n<rss>', "no feed with entries"),
        (b'<?xml version="1.0"?>\n<urlset>', "XML that is neither a page nor a feed: <urlset>"),
        (b'{"text": 1}', "no text"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(tmp_path, content, reason):
    failure = only_failure(write(tmp_path, "a.txt", content))
    assert failure.document.startswith(str(tmp_path / "a.txt"))
    assert failure.reason.startswith(reason)


def test_five_megabytes_of_text_are_refused_with_what_to_do(tmp_path):
    failure = only_failure(write(tmp_path, "long.txt", "The army left Osk. " * 270_000))
    assert failure.reason == "longer than 4 MB; split it, or raise max_megabytes in onrecord.toml"


def test_a_text_over_the_limit_is_refused_and_one_below_is_read(tmp_path):
    long = write(tmp_path, "long.txt", "a " * 600)
    assert only_failure(long, max_bytes=1199).reason.startswith("longer than 0.001199 MB")
    assert isinstance(read(long, max_bytes=1200)[0], Document)


def test_five_megabytes_are_collected_where_the_limit_is_raised(tmp_path):
    path = write(tmp_path, "long.txt", "Rebels advanced. " * 300_000)
    (document,) = read(path, max_bytes=6_000_000)
    assert len(document.text) == 5_100_000


@pytest.mark.parametrize(
    ("content", "by"),
    [
        (b"Rebels advanced.", "plain"),
        (b'{"text": "Rebels advanced."}\n', "jsonl"),
        (b'[{"text": "Rebels advanced."}]', "json"),
        (b'{\n "text": "Rebels advanced."\n}', "json"),
        (b"id,text\n1,Rebels advanced.\n", "table"),
        (b"<!DOCTYPE html><p>Rebels advanced on Osk.</p>", "html"),
        (b"\n<!-- x --><html><p>Rebels advanced on Osk.</p>", "html"),
        (b"<rss><item><description>Rebels advanced.</description></item></rss>", "feed"),
        (b'{"type": "x", "messages": [{"text": "Rebels advanced."}]}', "telegram"),
    ],
)
def test_content_says_what_a_file_is_before_its_ending(tmp_path, content, by):
    for name in ("a", "a.dat"):
        (found,) = collect([write(tmp_path, name, content)])
        assert found.by == by
        assert found.document.text.startswith("Rebels advanced")
    (found,) = collect([write(tmp_path, f"{by}.gz", gzip.compress(content))])
    assert found.by == by
    assert found.where.startswith(str(tmp_path / f"{by}.gz"))


# ---- JSONL --------------------------------------------------------------------------------------


def test_a_line_is_a_document(tmp_path):
    full = {
        "id": "r1", "text": "Rebels advanced.", "published": "2024-12-04", "title": "Advance",
        "source": "The Courier", "author": "A. Writer", "url": "https://news.example/1",
        "language": "en", "genre": "news", "desk": "world", "tags": ["a", {"b": 1}],
    }  # fmt: skip
    (document,) = read(write(tmp_path, "a.jsonl", json.dumps(full) + "\n"))
    assert document.text == "Rebels advanced."
    assert (document.id, document.title, document.outlet) == ("r1", "Advance", "The Courier")
    assert (document.author, document.url) == ("A. Writer", "https://news.example/1")
    assert (document.language, document.genre) == ("en", "news")
    assert (document.published, document.published_precision) == ("2024-12-04", "day")
    assert document.metadata == {"desk": "world", "tags": ["a", {"b": 1}]}


def test_a_bad_line_is_one_failure_and_the_rest_is_read(tmp_path):
    lines = [
        b'{"text": "One."}',
        b"{broken",
        b'["a list"]',
        b'{"title": "no text"}',
        b'{"text": "  "}',
        b'{"text": 7}',
        b'{"text": "a\\ud800b"}',
        b'{"text": "\xff"}',
        b'{"text": "x", "title": ["a"]}',
        b"",
        b"[" * 100_000,
        b'{"text": "a\\u0000b", "id": 12}',
    ]
    outcomes = read(write(tmp_path, "a.jsonl", b"\n".join(lines)))
    reasons = {o.document: o.reason for o in outcomes if isinstance(o, Failure)}
    file = str(tmp_path / "a.jsonl")
    assert list(reasons) == [f"{file}:{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 11)]
    assert reasons[f"{file}:2"].startswith("no JSON: ")
    assert reasons[f"{file}:3"].startswith("no JSON object")
    assert reasons[f"{file}:4"].startswith("no text: ")
    assert "surrogate" in reasons[f"{file}:7"]
    assert "UTF-8" in reasons[f"{file}:8"]
    assert reasons[f"{file}:9"] == '"title" must be a string, not list'
    read_ones = [o for o in outcomes if isinstance(o, Document)]
    assert [(d.text, d.id) for d in read_ones] == [("One.", None), ("a\0b", "12")]
    assert read_ones[0].metadata == {"file": file, "line": 1}


def test_unknown_values_are_null_never_empty(tmp_path):
    line = '{"text": "a", "title": "", "url": null, "published": "", "outlet": "", "source": "S"}'
    (document,) = read(write(tmp_path, "a.jsonl", line))
    assert (document.title, document.url, document.published) == (None, None, None)
    assert document.outlet == "S"


def test_a_day_that_is_not_iso_is_kept_as_written(tmp_path):
    (document,) = read(write(tmp_path, "a.jsonl", '{"text": "a", "date": "last Monday"}'))
    assert document.published is None
    (gap,) = document.gaps
    assert (gap.stage, gap.span, gap.candidates) == ("collect", None, ("last Monday",))


def test_a_line_over_the_limit_is_passed_over(tmp_path):
    lines = ['{"text": "One."}', json.dumps({"text": "a" * 5000}), '{"text": "Two."}']
    one, long, two = read(write(tmp_path, "a.jsonl", "\n".join(lines)), max_bytes=100)
    assert (one.text, two.text) == ("One.", "Two.")
    assert long.document.endswith("a.jsonl:2")
    assert long.reason.startswith("longer than")


def test_an_empty_file_of_lines_is_a_failure(tmp_path):
    assert only_failure(write(tmp_path, "a.jsonl", "\n\n")).reason.startswith("empty")


def test_hashes_name_content_and_origin(tmp_path):
    line = {"text": "Rebels advanced.", "outlet": "A", "id": "1"}
    other = line | {"outlet": "B"}
    again = line | {"desk": "world"}
    lines = "\n".join(json.dumps(row) for row in (line, other, again))
    a, b, c = read(write(tmp_path, "a.jsonl", lines))
    assert a.content_id == b.content_id
    assert a.doc_id != b.doc_id
    assert a.doc_id == c.doc_id


# ---- paths --------------------------------------------------------------------------------------


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path):
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".hidden/3.txt", ".4.txt", "c.jsonl"):
        write(tmp_path, name, '{"text": "x"}' if name.endswith("l") else "x")
    documents = read(tmp_path)
    names = [str(document.metadata["file"]).removeprefix(f"{tmp_path}/") for document in documents]
    assert names == ["a/1.txt", "a/2.txt", "b.txt", "c.jsonl"]


def test_an_empty_folder_gives_nothing(tmp_path):
    assert read(tmp_path) == []


def test_a_missing_file_is_a_failure_and_the_rest_is_read(tmp_path):
    missing, document = read(tmp_path / "no.txt", write(tmp_path, "a.txt", "x"))
    assert missing == Failure(
        str(tmp_path / "no.txt"), "collect", "cannot be opened: No such file or directory"
    )
    assert document.text == "x"


def test_a_broken_link_is_a_failure(tmp_path):
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    assert only_failure(tmp_path).reason.startswith("cannot be opened")


def test_a_loop_of_links_ends(tmp_path):
    write(tmp_path, "a/1.txt", "x")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    outcomes = read(tmp_path)
    assert [type(outcome) for outcome in outcomes] == [Document, Failure]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_failure(tmp_path):
    file = write(tmp_path, "a.txt", "x")
    file.chmod(0)
    assert only_failure(file).reason == "cannot be opened: Permission denied"


def test_an_endless_file_is_refused():
    assert only_failure("/dev/zero", max_bytes=1000).reason.startswith("longer than")


def test_standard_input_is_text_or_lines():
    def of(raw):
        return read("-", stdin=io.BytesIO(raw))

    assert [d.text for d in of(b"Rebels\nadvanced.")] == ["Rebels\nadvanced."]
    assert [d.text for d in of(b'{"text": "a"}\n{"text": "b"}\n')] == ["a", "b"]
    assert [d.text for d in of(b'\xef\xbb\xbf { "text": "a"}')] == ["a"]
    assert [type(d) for d in of(b'{"text": "a"}\n{\n')] == [Document, Failure]
    assert of(b"")[0].reason.startswith("empty")


# ---- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-12-04", "2024-12-04"),
        (" 2024-12-04 ", "2024-12-04"),
        ("2024-12-04T23:59", "2024-12-04"),
        ("2024-12-04 23:59:01", "2024-12-04"),
        ("2024-12-04T23:59:01.123+03:00", "2024-12-04"),
        ("2024-12-04 23:59 +0300", "2024-12-04"),
        ("2099-01-01", "2099-01-01"),
        ("2024-02-30", None),
        ("2024-12-04T25:00", None),
        ("2024-12", None),
        ("20241204", None),
        ("2024-W49-3", None),
        ("04/12/2024", None),
        ("Wed, 04 Dec 2024", None),
        ("٢٠٢٤-١٢-٠٤", None),
        ("0000-01-01", None),
    ],
)
def test_a_day_is_read_only_as_written_in_iso(written, day):
    assert iso_day(written) == day


# ---- anything -----------------------------------------------------------------------------------


@given(raw=st.binary(max_size=300), ending=st.sampled_from([".txt", ".jsonl", "", ".csv"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_documents_or_failures(tmp_path_factory, raw, ending):
    file = write(tmp_path_factory.mktemp("any"), f"a{ending}", raw)
    for outcome in read(file):
        assert isinstance(outcome, (Document, Failure))
        if isinstance(outcome, Document):
            assert outcome.text.strip()
            assert 0 <= outcome.prose_start <= len(outcome.text)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@settings(max_examples=200, deadline=None)
def test_any_text_in_a_line_is_kept_character_by_character(tmp_path_factory, text):
    file = write(tmp_path_factory.mktemp("any"), "a.jsonl", json.dumps({"text": text}))
    (outcome,) = read(file)
    assert isinstance(outcome, Failure) if not text.strip() else outcome.text == text


def test_a_project_does_not_collect_itself(tmp_path):
    for name in ("onrecord.toml", "onrecord.db", "places.csv", "a.txt"):
        (tmp_path / name).write_text("Rebels shelled Osk.")
    for name in ("runs", "snapshots", "lexicon", "ontology", "texts"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "b.txt").write_text("The army shelled Osk.")
    found = [Path(one.where).relative_to(tmp_path) for one in collect([tmp_path])]
    assert found == [Path("a.txt"), Path("texts/b.txt")]


def test_a_folder_that_is_no_project_may_have_such_names(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "b.txt").write_text("The army shelled Osk.")
    assert len(list(collect([tmp_path]))) == 1


def test_links_that_lead_out_of_a_folder_are_counted_and_not_read(tmp_path):
    outside, folder = tmp_path / "secret.txt", tmp_path / "given"
    outside.write_text("Not given.")
    folder.mkdir()
    (folder / "a.txt").write_text("Rebels shelled Osk.")
    (folder / "inside.txt").symlink_to(folder / "a.txt")
    (folder / "out.txt").symlink_to(outside)
    left_out = Counter()
    found = [Path(one.where).name for one in collect([folder], left_out=left_out)]
    assert found == ["a.txt", "inside.txt"]
    assert left_out == {(str(folder), "link that leads out of the folder"): 1}


def test_an_empty_path_is_not_the_current_folder():
    (failure,) = collect([""])
    assert "empty path" in failure.reason
