"""Feeds and chat exports: an entry or a message is a document, with its own day or none."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.collect import Collected, collect
from onrecord.model import Failure


def found(tmp_path, content, name="feed.xml", **options):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(collect([file], **options))


def texts_of(outcomes):
    return [o.document.text for o in outcomes if isinstance(o, Collected)]


def reasons_of(outcomes):
    return [o.reason for o in outcomes if isinstance(o, Failure)]


# ---- feeds --------------------------------------------------------------------------------------


def rss(*items, head='<?xml version="1.0" encoding="utf-8"?>'):
    body = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>The Courier</title><language>en-gb</language>{body}</channel></rss>"
    )


FULL = (
    "<title>Osk &amp;amp; Orsk</title><link>https://courier.example/1</link><guid>tag:1</guid>"
    "<pubDate>Wed, 04 Dec 2024 23:30:00 +0300</pubDate><author>A. Writer</author>"
    "<description>Short.</description><content:encoded><![CDATA[<p>Rebels <b>advanced</b> on "
    "Osk &amp; Orsk.</p><p>No one was hurt.</p><script>x()</script>]]></content:encoded>"
)


@pytest.mark.parametrize(
    "feed",
    [
        rss(*(f"<description>{n} fled.</description>" for n in ("Alif", "Beta"))),
        rss(*(f"<guid>{n}</guid><description>{n} fled.</description>" for n in ("Alif", "Beta"))),
        rss(
            "<guid>Alif</guid><description>Alif fled.</description><!-- <item> --> <!-- </item>",
            " --></item><item><guid>Beta</guid><description>Beta fled.</description>",
        ),
    ],
    ids=["without id and address", "with ids", "an entry begins in a comment"],
)
def test_the_original_of_an_entry_holds_no_other(tmp_path, feed):
    """So that what one person asks to withdraw does not stay with the entry of another."""
    one, two = found(tmp_path, feed)
    assert b"Alif fled." in one.original
    assert b"Beta" not in one.original
    assert b"Beta fled." in two.original
    assert b"Alif" not in two.original


def test_an_entry_is_a_document(tmp_path):
    (one,) = found(tmp_path, rss(FULL))
    document = one.document
    assert document.text == "Rebels advanced on Osk & Orsk.\n\nNo one was hurt."
    assert (document.id, document.url) == ("tag:1", "https://courier.example/1")
    assert (document.title, document.outlet) == ("Osk & Orsk", "The Courier")
    assert (document.author, document.published) == ("A. Writer", "2024-12-04")
    assert document.language is None  # what a feed says of its language is often wrong
    assert document.metadata == {
        "file": str(tmp_path / "feed.xml"), "entry": 1, "feed_language": "en-gb"
    }  # fmt: skip
    assert one.original.decode() == f"<item>{FULL}</item>"
    assert (one.by, one.where) == ("feed", f"{tmp_path / 'feed.xml'}:1")
    assert (one.media_type, one.notes) == ("application/rss+xml", ())


def test_an_entry_with_a_summary_only_says_so(tmp_path):
    (one,) = found(tmp_path, rss("<guid>2</guid><description>Rebels left.</description>"))
    assert one.document.text == "Rebels left."
    assert one.notes == ("the feed gives a summary only",)
    assert one.document.metadata["summary_only"] is True


def test_an_entry_without_text_is_a_failure(tmp_path):
    outcomes = found(tmp_path, rss("<title>Only a title</title>", FULL))
    assert len(texts_of(outcomes)) == 1
    assert reasons_of(outcomes) == ["no text: the entry has neither content nor summary"]


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
<entry><id>urn:1</id><title type="html">A &lt;i&gt;raid&lt;/i&gt;</title>
<link href="https://wire.example/1"/><published>2024-12-04T23:30:00+03:00</published>
<updated>2024-12-06T00:00:00Z</updated><content type="xhtml"><div
 xmlns="http://www.w3.org/1999/xhtml"><p>Rebels left.</p></div></content></entry>
<entry><id>urn:2</id><title>B</title><updated>2024-12-06T00:00:00Z</updated>
<link href="javascript:alert(1)"/><content type="text">1 &lt; 2, they said.</content></entry>
</feed>"""


def test_atom_is_read_and_a_change_is_no_publication(tmp_path):
    one, two = found(tmp_path, ATOM)
    assert (one.document.text, one.document.title) == ("Rebels left.", "A raid")
    assert (one.document.published, one.media_type) == ("2024-12-04", "application/atom+xml")
    assert (two.document.text, two.document.published) == ("1 < 2, they said.", None)
    assert two.document.gaps[0].reason == "the entry names only the day when it was changed"
    assert two.document.url is None
    assert two.document.metadata["updated"] == "2024-12-06T00:00:00Z"
    assert two.original.startswith(b"<entry><id>urn:2</id>")


@pytest.mark.parametrize(
    ("moment", "link", "day"),
    [
        ("Wed, 04 Dec 2024 22:30:00 GMT", "https://c.example/1", None),
        ("Wed, 04 Dec 2024 12:00:00 +0000", "https://c.example/1", None),
        ("2024-12-04T22:30:00Z", "https://c.example/1", None),
        ("Wed, 04 Dec 2024 22:30:00 GMT", "https://c.example/2024/12/05/raid", "2024-12-05"),
        ("Wed, 04 Dec 2024 22:30:00 GMT", "https://c.example/2024/12/09/raid", None),
        ("Wed, 04 Dec 2024 22:30:00 -0500", "https://c.example/1", "2024-12-04"),
    ],
)
def test_a_moment_in_universal_time_is_a_day_only_where_the_address_tells(
    tmp_path, moment, link, day
):
    item = f"<guid>1</guid><link>{link}</link><description>x</description><pubDate>{moment}"
    (one,) = found(tmp_path, rss(item + "</pubDate>"))
    assert one.document.published == day
    assert one.document.published_precision == ("day" if day else "uncertain")
    assert ("published_between" in one.document.metadata) == (day is None)


def test_a_day_that_contradicts_itself_is_a_gap(tmp_path):
    item = "<guid>1</guid><description>x</description><pubDate>{}</pubDate>"
    for written in ("Mon, 04 Dec 2024 10:00:00 GMT", "04/12/2024", "yesterday"):
        (one,) = found(tmp_path, rss(item.format(written)))
        assert one.document.published is None
        assert one.document.gaps[0].candidates == (written,)


def test_the_feed_is_never_taken_for_a_path_or_address(tmp_path, monkeypatch):
    secret = tmp_path / "secret.xml"
    secret.write_text(rss(FULL))
    monkeypatch.chdir(tmp_path)
    for content in ("secret.xml", str(secret), "http://127.0.0.1:9/", f"file://{secret}"):
        outcomes = found(tmp_path, content, "a.rss")
        assert texts_of(outcomes) == []
        assert reasons_of(outcomes)[0].startswith("no feed with entries")


def test_entities_are_neither_fetched_nor_blown_up(tmp_path):
    (tmp_path / "secret.txt").write_text("SECRET")
    outside = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
    bomb = "<!DOCTYPE rss [<!ENTITY a0 'lol'>"
    bomb += "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
    for head, name in ((outside, "x"), (bomb, "a11")):
        item = f"<guid>1</guid><description>Rebels &{name}; left.</description>"
        outcomes = found(tmp_path, rss(item, head=f'<?xml version="1.0"?>{head}'))
        assert all("SECRET" not in text and len(text) < 1000 for text in texts_of(outcomes))
        assert outcomes


def test_a_cut_feed_gives_all_entries_but_the_last(tmp_path):
    items = [f"<guid>{n}</guid><description>Report {n} of Osk.</description>" for n in range(5)]
    raw = rss(*items)
    place = raw.index("Report 3") + 5
    outcomes = found(tmp_path, raw[:place])
    assert texts_of(outcomes) == [f"Report {n} of Osk." for n in range(3)]
    assert reasons_of(outcomes) == ["cut off: the feed ends in the middle of this entry"]


def test_a_feed_over_the_limit_is_a_failure(tmp_path):
    raw = rss("<description>" + "x" * 6000 + "</description>")
    assert reasons_of(found(tmp_path, raw, max_bytes=1000))[0].startswith("longer than 0.005 MB")


@given(st.binary(max_size=200), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_a_broken_feed_is_documents_or_failures(tmp_path_factory, garbage, place):
    raw = rss(FULL, FULL).encode()
    outcomes = found(tmp_path_factory.mktemp("any"), raw[:place] + garbage + raw[place:], "a.rss")
    assert outcomes
    assert all(isinstance(o, (Collected, Failure)) for o in outcomes)


# ---- Telegram -----------------------------------------------------------------------------------


def export(*messages, **chat):
    about = {"name": "Osk Monitor", "type": "public_channel", "id": 1234567890} | chat
    return json.dumps(about | {"messages": list(messages)}, ensure_ascii=False, indent=1)


def message(number, text, **more):
    known = {
        "id": number,
        "type": "message",
        "date": "2024-12-05T01:30:00",
        "date_unixtime": "1733351400",
        "from": "Osk Monitor",
        "from_id": "channel1234567890",
        "text": text,
    }
    return {**known, **more}


def test_a_message_is_a_document(tmp_path):
    text = ["Convoy left ", {"type": "bold", "text": "Osk"}, ' {["', {"type": "link", "text": "x"}]
    raw = export(message(7, text, forwarded_from="Other channel", text_entities=[]))
    (one,) = found(tmp_path, raw, "result.json")
    document = one.document
    assert document.text == 'Convoy left Osk {["x'
    assert (document.id, document.outlet) == ("1234567890/7", "Osk Monitor")
    assert (document.author, document.published) == (None, None)  # 22:30 in UTC: the 4th or the 5th
    assert document.published_precision == "uncertain"
    assert document.metadata == {
        "file": str(tmp_path / "result.json"),
        "offset": raw.encode().index(b'{\n   "id": 7'),
        "sent": "2024-12-04T22:30:00+00:00",
        "chat_type": "public_channel",
        "forwarded_from": "Other channel",
        "published_between": ["2024-12-04", "2024-12-05"],
    }
    assert json.loads(one.original)["id"] == 7
    assert (one.by, one.notes) == ("telegram", ())
    assert one.where.endswith(f"result.json@{document.metadata['offset']}")


def test_service_messages_are_left_out_and_counted(tmp_path):
    raw = export(
        {"id": 1, "type": "service", "action": "create_channel", "text": ""},
        {"id": 2, "type": "service", "action": "pin_message", "text": ""},
        message(3, ""),
        message(4, "Rebels left."),
    )
    left_out = Counter()
    assert texts_of(found(tmp_path, raw, "result.json", left_out=left_out)) == ["Rebels left."]
    file = str(tmp_path / "result.json")
    assert left_out == {(file, "service message"): 2, (file, "message without text"): 1}


def test_an_export_without_texts_says_so(tmp_path):
    outcomes = found(tmp_path, export(message(1, "")), "result.json")
    assert reasons_of(outcomes) == ["empty: none of 1 messages has a text"]


def test_a_time_without_zone_is_taken_as_written_and_noted(tmp_path):
    (one,) = found(tmp_path, export(message(1, "x", date_unixtime=None)), "result.json")
    assert one.document.published is None
    assert one.document.metadata["published_between"] == ["2024-12-04", "2024-12-06"]
    assert one.notes == ("the export gives no time zone; its day is that of whoever exported",)
    (one,) = found(tmp_path, export(message(1, "x", date_unixtime="soon")), "result.json")
    assert one.document.published is None
    assert one.document.gaps[0].candidates == ("soon",)


def test_the_same_message_exported_twice_is_one_document(tmp_path):
    (one,) = found(tmp_path, export(message(7, "Rebels left.")), "result.json")
    *_, again = found(
        tmp_path, export(message(6, "x"), message(7, "Rebels left."), more=1), "later.json"
    )
    assert one.document.doc_id == again.document.doc_id


def test_an_account_holds_several_chats(tmp_path):
    chats = [json.loads(export(message(1, f"Text {n}."), name=f"C{n}", id=n)) for n in range(3)]
    whole = {"about": "x", "personal_information": {"name": "y"}, "chats": {"list": chats}}
    outcomes = found(tmp_path, json.dumps(whole), "result.json")
    told = [(o.document.text, o.document.outlet, o.document.id) for o in outcomes]
    assert told == [(f"Text {n}.", f"C{n}", f"{n}/1") for n in range(3)]


def test_bad_messages_are_failures_and_the_rest_is_read(tmp_path):
    raw = export(
        message(1, 7), message(2, [7]), message(3, "x" * 3000), message(4, "\ud800"),
        message(5, "Five."),
    )  # fmt: skip
    raw = raw.encode("utf-8", "replace").replace(b'"text": "?"', b'"text": "\\ud800"')
    outcomes = found(tmp_path, raw, "result.json", max_bytes=2000)
    assert texts_of(outcomes) == ["Five."]
    reasons = reasons_of(outcomes)
    assert [reason[:30] for reason in reasons[:2]] == ['"text" must be a string, or a '] * 2
    assert reasons[2].startswith("longer than 0.002 MB")
    assert reasons[3].startswith("no JSON")


@pytest.mark.parametrize("indent", [None, 1])
def test_a_cut_export_gives_what_stands_before_the_cut(tmp_path, indent):
    messages = [message(n, f"Report {n} of Osk.") for n in range(40)]
    whole = {"name": "Osk", "type": "public_channel", "id": 1, "messages": messages}
    raw = json.dumps(whole, indent=indent)
    for place in range(200, len(raw) - 5, 397):
        outcomes = found(tmp_path, raw[:place], "result.json")
        texts = texts_of(outcomes)
        assert texts == [f"Report {n} of Osk." for n in range(len(texts))]
        assert len(texts) == raw[:place].count("}")
        assert reasons_of(outcomes)[-1].startswith("cut off")


def test_a_large_export_is_read_in_little_memory(tmp_path):
    import tracemalloc

    file = tmp_path / "result.json"
    with file.open("w") as out:
        out.write('{"name": "Osk", "type": "public_channel", "id": 1, "messages": [')
        out.writelines(json.dumps(message(n, "Rebels left. " * 60)) + "," for n in range(4_000))
        out.write(json.dumps(message(4_000, "Last.")) + "]}")
    tracemalloc.start()
    count = sum(1 for _ in collect([file]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 4_001
    assert peak < 1_500_000 < file.stat().st_size
