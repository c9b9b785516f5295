"""Zones of outlets: a moment in universal time is one day there, and never a wrong one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.collect import Collected, collect, load_columns
from onrecord.collect.apart import Order, read_apart
from onrecord.collect.html import html_document
from onrecord.collect.page import read_page
from onrecord.collect.stamps import universal_days
from onrecord.collect.zones import Zones
from onrecord.errors import SettingsError

ZONES = """
[collect.zones]
"Orsk Ledger" = "Asia/Yekaterinburg"
"Osk Channel" = "Asia/Beirut"
"https://news.example/en" = "America/New_York"
"https://news.example" = "Asia/Tokyo"
"""
LATE = "2031-05-04T22:30:00Z"  # 5 May in Yekaterinburg, Beirut, Tokyo; 4 May in New York


def found(folder, name, content, zones=ZONES):
    (folder / "onrecord.toml").write_text(zones)
    (folder / name).write_text(content)
    (one,) = collect([folder / name], max_bytes=10**6, mapping=load_columns(folder))
    assert isinstance(one, Collected)
    return one.document


def told(document):
    return document.published, document.metadata.get("published_zone")


def feed(outlet, link="https://feeds.example/raid", day="Sun, 04 May 2031 22:30:00 GMT"):
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{outlet}</title><item>'
        f"<title>Raid</title><link>{link}</link><description>Troops entered Orsk.</description>"
        f"<pubDate>{day}</pubDate></item></channel></rss>"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (feed("Orsk Ledger"), ("2031-05-05", "Asia/Yekaterinburg")),
        (feed("orsk  LEDGER"), ("2031-05-05", "Asia/Yekaterinburg")),
        (feed("Orsk Ledger", "https://news.example/en/1"), ("2031-05-04", "America/New_York")),
        (feed("Orsk Ledger", "https://news.example/1"), ("2031-05-05", "Asia/Tokyo")),
        (feed("Orsk Ledger", "https://news.example/english"), ("2031-05-05", "Asia/Tokyo")),
        (feed("Other", "https://news.example.org/en/1"), (None, None)),
        (feed("Orsk Ledger", day="Sun, 04 May 2031 22:30:00 +0200"), ("2031-05-04", None)),
        (feed("Orsk Ledger", day="Sun, 04 May 2031 22:30:00"), (None, None)),
        (feed("Orsk Ledger", day="Sun, 04 May 2031 22:30:00 -0000"),
         ("2031-05-05", "Asia/Yekaterinburg")),
    ],
)  # fmt: skip
def test_an_entry_of_a_feed_has_the_day_of_its_outlet(tmp_path, content, expected):
    document = found(tmp_path, "feed.xml", content)
    assert told(document) == expected
    assert document.published_precision == ("day" if expected[0] else "uncertain")
    assert bool(document.gaps) is (expected[0] is None)


def test_midnight_may_be_a_day_written_as_a_moment(tmp_path):
    """West of Greenwich it would be the day before."""
    midnight = feed("x", "https://news.example/en/1", "Sun, 04 May 2031 00:00:00 GMT")
    document = found(tmp_path, "feed.xml", midnight)
    assert document.published is None
    assert document.metadata["published_between"] == ["2031-05-03", "2031-05-04"]
    east = feed("Orsk Ledger", day="Sun, 04 May 2031 00:00:00 GMT")
    assert found(tmp_path, "feed.xml", east).published == "2031-05-04"


@pytest.mark.parametrize("chat", ["Osk Channel", "Another"])
def test_a_message_has_the_day_of_its_chat(tmp_path, chat):
    sent = int(datetime.fromisoformat(LATE).timestamp())
    message = {"id": 1, "type": "message", "date_unixtime": str(sent), "text": "Shells fell."}
    export = {"name": chat, "type": "public_channel", "id": 5, "messages": [message]}
    document = found(tmp_path, "result.json", json.dumps(export))
    known = chat == "Osk Channel"
    assert told(document) == (("2031-05-05", "Asia/Beirut") if known else (None, None))
    assert document.metadata["sent"] == "2031-05-04T22:30:00+00:00"


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_row_has_the_day_of_its_outlet(tmp_path, name):
    row = {"text": "Troops entered Orsk.", "outlet": "Orsk Ledger", "published": LATE}
    csv = f"{','.join(row)}\n{','.join(row.values())}\n"
    document = found(tmp_path, name, csv if name == "a.csv" else json.dumps(row))
    assert told(document) == ("2031-05-05", "Asia/Yekaterinburg")


def test_seconds_since_1970_have_the_day_of_the_outlet(tmp_path):
    sent = int(datetime.fromisoformat(LATE).timestamp())
    zones = ZONES + '[collect.columns]\ndate_format = "unix"\n'
    row = f"text,outlet,published\nTroops entered Orsk.,Orsk Ledger,{sent}\n"
    assert found(tmp_path, "a.csv", row, zones).published == "2031-05-05"


PAGE = (
    '<html><head><title>Raid</title><meta property="og:site_name" content="Orsk Ledger">'
    f'<meta property="article:published_time" content="{LATE}"></head><body><article><h1>Raid</h1>'
    "<p>Troops entered Orsk on Monday, the mayor said.</p><p>No one was hurt.</p></article></body>"
)


def test_a_page_has_the_day_of_its_outlet(tmp_path):
    document = found(tmp_path, "a.html", PAGE)
    assert told(document) == ("2031-05-05", "Asia/Yekaterinburg")
    zones = load_columns(tmp_path).zones
    elsewhere = html_document(
        PAGE.encode(), url="https://news.example/en/1", metadata={}, zones=zones
    )
    assert told(elsewhere) == ("2031-05-04", "America/New_York")
    assert html_document(PAGE.encode(), url=None, metadata={}).published is None


def test_the_process_apart_knows_the_zones_too():
    zones = Zones((("Orsk Ledger", "Asia/Yekaterinburg"),))
    read = read_apart(Order(PAGE, 3, None, None, zones))
    assert read == read_page(PAGE, 3, None, None, zones)
    assert read.published == "2031-05-05"


def test_a_zone_and_an_address_that_contradict_each_other_are_uncertain(tmp_path):
    document = found(tmp_path, "feed.xml", feed("Orsk Ledger", "https://a.example/2031/05/04/raid"))
    assert (document.published, document.published_precision) == (None, "uncertain")
    assert document.metadata["published_between"] == ["2031-05-04", "2031-05-05"]
    agreed = feed("Orsk Ledger", "https://a.example/2031/05/05/raid")
    assert told(found(tmp_path, "feed.xml", agreed)) == ("2031-05-05", "Asia/Yekaterinburg")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[collect.zones]\n"Osk" = "Asia/Oskograd"', "'Osk' = 'Asia/Oskograd' is no time zone"),
        ('[collect.zones]\n"Osk" = ""', "is no time zone known here"),
        ('[collect.zones]\n"Osk" = "../../etc/passwd"', "is no time zone known here"),
        ('[collect.zones]\n"Osk" = "/etc/passwd"', "is no time zone known here"),
        ('[collect.zones]\n"Osk" = "Asia"', "is no time zone known here"),
        ('[collect.zones]\n"Osk" = 3', "'Osk' = 3 is no time zone"),
        ('[collect.zones]\n" " = "Asia/Beirut"', "empty name"),
        ('[collect]\nzones = "Asia/Beirut"', r"zones must be a table, \[collect.zones\]"),
        ('[collect.zone]\n"Osk" = "Asia/Beirut"', r"\[collect\] has no 'zone'; it knows columns"),
    ],
)
def test_a_wrong_zone_is_told_with_file_and_what_is_allowed(tmp_path, table, message):
    (tmp_path / "onrecord.toml").write_text(table)
    with pytest.raises(SettingsError, match=message) as told:
        load_columns(tmp_path)
    assert str(tmp_path / "onrecord.toml") in str(told.value)


NAMED = st.sampled_from(["Asia/Beirut", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu"])


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)), NAMED)
def test_the_day_in_a_zone_is_one_of_those_that_it_is_anywhere(moment, name):
    there = universal_days(moment, ZoneInfo(name))
    assert set(there) <= set(universal_days(moment))
    assert moment.replace(tzinfo=UTC).astimezone(ZoneInfo(name)).date() in there
