"""A day of publication is certain, or nothing is counted from it as if it were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.collect.html import html_document
from onrecord.collect.published import Candidate, publication_of
from onrecord.collect.stamps import load_page_words, stamp_days
from onrecord.lexicon import DataFolders
from onrecord.model import Document
from onrecord.publication import certain_day, published_between
from onrecord.times.find import find_times
from onrecord.times.words import load_time_words

if TYPE_CHECKING:
    from onrecord.reading import Reader

TIMES = load_time_words(DataFolders())
WORDS = load_page_words(DataFolders())
URL = "https://www.example.org/world/raid"
PROSE = (
    "<p>Troops of the River Army entered Orsk Vale on Monday, the mayor said.</p>"
    "<p>No one was hurt, he added, and the bridge over the river is closed.</p>"
    "<p>The governor called the move a breach of the truce.</p>"
)
ISSUED = '<meta property="article:published_time" content="{}">'


def read(head="", byline="", *, after="", url=URL, fetched=None):
    page = (
        f"<html><head><title>Raid on Orsk</title>{head}</head><body><div>3 March 2034</div>"
        f"<article><h1>Raid on Orsk</h1>{byline}{PROSE}</article>{after}</body></html>"
    )
    return html_document(page.encode(), url=url, metadata={}, fetched=fetched)


def told(document):
    return document.published, document.published_precision, document.published_source


# ---- evidence -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "byline", "expected"),
    [
        (ISSUED.format("2031-05-04"), "", ("2031-05-04", "day", "meta")),
        (ISSUED.format("2031-05-04T23:50:00+03:00"), "", ("2031-05-04", "day", "meta")),
        (ISSUED.format("2031-05-04T12:10:00Z"), "", (None, "uncertain", "meta")),
        (
            ISSUED.format("2031-05-04T12:10:00Z"),
            "<p class=date>4 May 2031</p>",
            ("2031-05-04", "day", "byline"),
        ),
        (
            "",
            "<time class=date datetime=2031-05-04T22:10Z>5 May</time>",
            ("2031-05-05", "day", "time"),
        ),
        (
            "",
            "<time class=date datetime=2031-05-04T22:10Z>4 May 2031 22:10 GMT</time>",
            (None, "uncertain", "time"),
        ),
        ("", "<p class=date>4 May 2031 2:10 pm UTC</p>", (None, "uncertain", "byline")),
        ("", "<p class=date>4 May 2031 2:10 pm BST</p>", ("2031-05-04", "day", "byline")),
        (ISSUED.format("2031-05-04T22:10:00Z"), "", (None, "uncertain", "meta")),
        (
            ISSUED.format("2031-05-04T22:10:00Z"),
            "<p class=date>5 May 2031</p>",
            ("2031-05-05", "day", "byline"),
        ),
        (ISSUED.format("2031-05-04T00:00:00.000Z"), "", (None, "uncertain", "meta")),
        (ISSUED.format("2031-05-04T00:00:00.000+02:00"), "", ("2031-05-04", "day", "meta")),
        (ISSUED.format("20310504T233000Z"), "", (None, "uncertain", "meta")),
        (ISSUED.format("20310504T233000+0200"), "", ("2031-05-04", "day", "meta")),
        (ISSUED.format("2031-05-04T00:00:01Z"), "", (None, "uncertain", "meta")),
        (ISSUED.format("2031-02-30"), "", (None, None, "none")),
        (ISSUED.format("99999-01-01"), "", (None, None, "none")),
        (ISSUED.format("0001-01-01"), "", (None, None, "none")),
        (ISSUED.format("2031-05-04T10:00:00+99:00"), "", (None, None, "none")),
        ('<meta name="date" content="2031-05-04">', "", (None, "uncertain", "meta")),
        ("", "<p>By Ilse Marrow, 4 May 2031</p>", ("2031-05-04", "day", "byline")),
        ("", "<p>Published: May 4th, 2031</p>", ("2031-05-04", "day", "byline")),
        ("", "<p class=meta>4.5.2031</p>", (None, "uncertain", "byline")),
        ("", "<p class=meta>4/5/2031</p>", (None, "uncertain", "byline")),
        ("", "<p class=meta>5/5/2031</p>", ("2031-05-05", "day", "byline")),
        ("", "<p class=meta>14/5/2031</p>", ("2031-05-14", "day", "byline")),
        ("", "<p>Battle of Orsk, 12 March 1998</p>", (None, None, "none")),
        ("", "<p>Updated 4 May 2031</p>", (None, "uncertain", "byline")),
        (
            "",
            "<p>Published 4 May 2031, updated 6 May 2031</p>",
            ("2031-05-04", "day", "byline"),
        ),
        ("", "<p>Published 6 May 2031. Updated 4 May 2031</p>", (None, "uncertain", "byline")),
        ("", "<p>Today is 4 May 2031</p>", (None, None, "none")),
        ("", "<figcaption>Orsk on 4 May 2031.</figcaption>", (None, None, "none")),
        ("", "<p>The town fell on 4 May 2031, long before.</p>", (None, None, "none")),
        ("", "<p>By <time datetime=2031-05-04>4 May</time></p>", ("2031-05-04", "day", "time")),
        (
            "",
            "<p>Updated <time datetime=2031-05-04>4 May</time></p>",
            (None, "uncertain", "time"),
        ),
        ("", "", (None, None, "none")),
    ],
)
def test_each_kind_of_evidence_counts_as_much_as_it_is_worth(head, byline, expected):
    assert told(read(head, byline)) == expected


@pytest.mark.parametrize(
    "data",
    [
        '{"@type": "NewsArticle", "datePublished": "2031-05-04"}',
        '[{"@type": "WebPage"}, {"@type": ["Report"], "datePublished": "2031-05-04"}]',
        '{"@type": "WebPage", "mainEntity": {"@type": "Article", "datePublished": "2031-05-04"}}',
        '<!-- {"@type": "LiveBlogPosting", "datePublished": "2031-05-04"} -->',
        '{"@type": "NewsArticle", "headline": "Orsk raid",\n\t"datePublished": "2031-05-04\t"}',
    ],
)
def test_the_article_of_the_json_ld_gives_the_day(data):
    document = read(f'<script type="application/ld+json">{data}</script>')
    assert told(document) == ("2031-05-04", "day", "json-ld")


@pytest.mark.parametrize(
    "data",
    [
        '{"@type": "WebSite", "datePublished": "2031-05-04"}',
        '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", '
        '"datePublished": "2031-05-04"}]}',
        '{"@type": "NewsArticle", "comment": {"@type": "Article", "datePublished": "2031-05-04"}}',
        '{"@type": "NewsArticle", "liveBlogUpdate": [{"@type": "BlogPosting", '
        '"datePublished": "2031-05-04"}]}',
        '{"@type": "NewsArticle", "datePublished": "2031-05-04"',
        '{"@type": "NewsArticle", "datePublished": 20310504}',
        "[" * 50_000,
        "{}",
        "",
    ],
)
def test_other_works_and_broken_json_give_none(data):
    document = read(f'<script type="application/ld+json">{data}</script>')
    assert told(document) == (None, None, "none")


def test_an_article_of_another_headline_is_not_that_of_the_page():
    data = '{"@type": "NewsArticle", "headline": "Rice is dear", "datePublished": "2031-01-01"}'
    document = read(f'<script type="application/ld+json">{data}</script>')
    assert told(document) == (None, "uncertain", "json-ld")


def test_of_several_articles_the_one_with_the_title_counts():
    data = (
        '[{"@type": "NewsArticle", "headline": "Other", "datePublished": "2031-01-01"},'
        ' {"@type": "NewsArticle", "headline": "Raid on Orsk", "datePublished": "2031-05-04"}]'
    )
    document = read(f'<script type="application/ld+json">{data}</script>')
    assert told(document) == ("2031-05-04", "day", "json-ld")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2031/05/04/raid", ("2031-05-04", "day", "url")),
        ("/world/2031-05-04-raid", ("2031-05-04", "day", "url")),
        ("/20310504-raid.html", ("2031-05-04", "day", "url")),
        ("/raid-20310504.html", (None, "uncertain", "url")),
        ("/ten-years-after-2031-05-04", (None, "uncertain", "url")),
        ("/2031/05/raid", (None, "uncertain", "url")),
        ("/2031/02/30/raid", (None, None, "none")),
        ("/id/20313504", (None, None, "none")),
        ("/id/1203105049", (None, None, "none")),
    ],
)
def test_the_address_may_give_the_day(path, expected):
    document = read(url="https://www.example.org" + path)
    assert told(document)[:2] == expected[:2]


def test_no_page_is_published_after_it_was_fetched():
    late = ISSUED.format("2031-05-09")
    assert told(read(late, fetched="2031-05-04T10:00:00Z")) == (None, None, "none")
    assert told(read(late, fetched="2031-05-09T10:00:00Z"))[:2] == ("2031-05-09", "day")


@pytest.mark.parametrize(
    "after",
    [
        "<section><div itemscope itemtype=https://schema.org/Comment><time "
        "itemprop=datePublished datetime=2031-06-01>1 June</time><p>Well said.</p></div></section>",
        "<aside><ul><li><a href=/x>Raid</a> <time datetime=2031-06-01>1 June</time></ul></aside>",
        "<footer><p>Page made on 1 June 2031.</p></footer>",
        "<footer><p>Published 1 June 2031.</p></footer>",
    ],
)
def test_days_of_comments_lists_and_footers_are_not_that_of_publication(after):
    assert told(read(after=after)) == (None, None, "none")
    assert told(read(ISSUED.format("2031-05-04"), after=after))[:2] == ("2031-05-04", "day")


def test_times_of_entries_are_not_that_of_publication():
    entries = "".join(
        f"<div class=entry><time datetime=2031-05-0{n}T10:00>10:0{n}</time>{PROSE}</div>"
        for n in range(1, 5)
    )
    page = f"<title>Raid</title><main><h1>Raid</h1>{entries}</main>".encode()
    assert told(html_document(page, url=URL, metadata={})) == (None, None, "none")


DAY = date(2031, 5, 4)


@pytest.mark.parametrize(
    ("candidates", "day", "precision"),
    [
        ([("json-ld", 4), ("meta", 4)], "2031-05-04", "day"),
        ([("json-ld", 4), ("meta", 5)], None, "uncertain"),
        ([("json-ld", 4), ("url", 4), ("time", 4), ("byline", 4)], "2031-05-04", "day"),
        ([("text", 4)], None, "uncertain"),
        ([("text", 4), ("meta", 4)], "2031-05-04", "day"),
        ([("text", 3), ("meta", 4)], None, "uncertain"),
        ([], None, None),
    ],
)
def test_a_day_is_certain_where_all_strong_evidence_agrees(candidates, day, precision):
    made = [Candidate((DAY.replace(day=d),), source, "w", "there") for source, d in candidates]
    found = publication_of(made)
    assert (found.day.isoformat() if found.day else None, found.precision) == (day, precision)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("On 4 May 2031, and May 5, 2031", [["2031-05-04"], ["2031-05-05"]]),
        ("4th of May 2031", [["2031-05-04"]]),
        ("Sept. 3 2031", [["2031-09-03"]]),
        ("2031-05-04T10:00", [["2031-05-04"]]),
        ("3/4/2031", [["2031-04-03", "2031-03-04"]]),
        ("13/4/2031 31/31/2031", [["2031-04-13"]]),
        ("3.4.2031, 23.4.2031", [["2031-04-03", "2031-03-04"], ["2031-04-23"]]),
        ("4 May, 30 February 2031, 1.2.3.2031, 12/2031, May 2031", []),
    ],
)
def test_days_in_words_and_figures(text, days):
    found = [[day.isoformat() for day in written.days] for written in WORDS.days_in(text)]
    assert found == days


@pytest.mark.parametrize("written", ["", "x", "2031", "2031-5-4", "2031-05-04T25:00Z", "20311304"])
def test_what_is_no_stamp_gives_no_day(written):
    assert stamp_days(written) == ()


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2031-05-04T00:00:00Z", ["2031-05-03", "2031-05-04"]),
        ("2031-05-04T09:59:00Z", ["2031-05-03", "2031-05-04"]),
        ("2031-05-04T10:00:00Z", ["2031-05-03", "2031-05-04", "2031-05-05"]),
        ("2031-05-04T11:00:00Z", ["2031-05-04", "2031-05-05"]),
        ("20310504T233000Z", ["2031-05-04", "2031-05-05"]),
        ("2031-05-04T23:30:00+0000", ["2031-05-04", "2031-05-05"]),
    ],
)
def test_a_moment_in_universal_time_is_all_days_that_it_is_anywhere(written, days):
    assert [day.isoformat() for day in stamp_days(written)] == days


@given(st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1)), st.integers(-11 * 4, 14 * 4))
def test_no_zone_on_earth_has_another_day(moment, quarters):
    there = moment + timedelta(minutes=15 * quarters)
    assert there.date() in stamp_days(moment.strftime("%Y-%m-%dT%H:%MZ"))


def test_a_change_older_than_publication_widens_the_interval():
    head = ISSUED.format("2031-05-07") + (
        '<meta property="article:modified_time" content="2031-05-04T10:00:00+02:00">'
    )
    document = read(head)
    assert document.published_precision == "uncertain"
    assert document.metadata["published_between"] == ["2031-05-04", "2031-05-07"]


@pytest.mark.parametrize(
    ("byline", "day"),
    [
        ("<p>By A. Smith, 4 May 2031</p>", True),
        ("<p>By Ilse van Marrow in Orsk, Friday 4 May 2031, 11.40</p>", True),
        ("<p>By A. Smith. Photo taken 4 May 2031</p>", False),
        ("<p class=byline><a rel=author href=/p>Ilse Marrow</a> 4 May 2031</p>", True),
        ("<p class=entry-meta>Date: 4 May 2031 | World</p>", True),
        ("<p class=entryMeta>4 May 2031 10:00 AM EST</p>", True),
        ("<p class=event-meta>4 May 2031</p>", False),
        ("<p class=metadata-candidate>4 May 2031</p>", False),
        ("<p class=meta>Event: 4 May 2031</p>", False),
        ("<p class=meta>4 May 2031 vote: what to know</p>", False),
        ("<p class=meta>Updated after the vote of 4 May 2031</p>", False),
        ("<time datetime=2031-05-04>4 May 2031</time>", True),
        ("<p><time datetime=2031-05-04>4 May 2031</time></p>", True),
        ("<time datetime=2031-05-04 pubdate>4 May 2031</time>", True),
        ("<p>Vote on <time datetime=2031-05-04>4 May 2031</time></p>", False),
        ("<h3><time datetime=2031-05-04>4 May 2031</time></h3>", False),
        ("<div class=x><p>The vote</p><time datetime=2031-05-04>4 May</time></div>", False),
        ("<figure><p><time datetime=2031-05-04>4 May 2031</time></p></figure>", False),
        (
            "<div class=box><p class=date>4 May 2031</p><a href=/x>Six hurt in market</a></div>",
            False,
        ),
    ],
)
def test_a_day_under_the_headline_counts_where_something_says_what_it_is(byline, day):
    assert read(byline=byline).published == ("2031-05-04" if day else None)


def test_the_first_day_of_a_chronicle_is_not_that_of_publication():
    entries = "".join(f"<p class=date>{n} May 2031</p>{PROSE}" for n in (4, 5))
    page = f"<title>Raid on Orsk</title><main><h1>Raid on Orsk</h1>{entries}</main>"
    assert html_document(page.encode(), url=URL, metadata={}).published is None


@pytest.mark.parametrize(("scope", "day"), [("", None), ("NewsArticle", "2031-05-04")])
def test_a_teaser_of_another_article_is_not_the_page(scope, day):
    time = "<time itemprop=datePublished datetime=2031-05-04>4 May</time>"
    kind = "itemscope itemtype=https://schema.org/NewsArticle"
    teaser = f"<div {kind}><a href=/x>Rain</a>{time}</div>"
    page = (
        f"<title>Raid on Orsk</title><body><main {kind if scope else ''}>"
        f"<h1>Raid on Orsk</h1>{PROSE}"
        f"{time if scope else teaser}</main>"
    )
    assert html_document(page.encode(), url=URL, metadata={}).published == day


# ---- what counts from it ------------------------------------------------------------------------


MAY = "2031-05-{:02d}"  # the 4th is a Sunday


def times_of(reader: Reader, text: str, *between: str):
    document = Document(
        text,
        language="en",
        published_precision="uncertain",
        published_source="meta",
        metadata={"published_between": list(between)} if between else {},
    )
    return find_times(reader.begin(document), TIMES)


@pytest.mark.parametrize(
    ("text", "between", "expected"),
    [
        ("Jets struck the port on Monday.", (7, 8), ("05-05", "05-05", "day")),
        ("Jets struck the port on Monday.", (4, 5), ("04-28", "05-05", "month")),
        ("Jets struck the port yesterday.", (4, 5), ("05-03", "05-04", "week")),
        ("Jets struck the port last month.", (4, 28), ("04-01", "04-30", "month")),
        ("Jets struck the port on 27 April.", (4, 28), ("04-27", "04-27", "day")),
        ("Jets struck on 3 May 2031.", (4, 28), ("05-03", "05-03", "day")),
    ],
)
def test_an_uncertain_day_makes_intervals_never_a_wrong_day(reader, text, between, expected):
    (time,) = times_of(reader, text, *map(MAY.format, between)).times
    assert (time.start[5:], time.end[5:], time.precision) == expected


@pytest.mark.parametrize(
    "between",
    [(), ("2031-05-04", "2031-07-04"), ("2031-05-05", "2031-05-04"), ("x", "y"), ("2031-05-04",)],
)
def test_without_two_near_ends_nothing_is_counted(reader, between):
    found = times_of(reader, "Jets struck the port on Monday. Rebels left on 3 May 2031.", *between)
    assert [(time.start, time.end) for time in found.times] == [
        (None, None),
        ("2031-05-03", "2031-05-03"),
    ]
    assert [gap.span.text for gap in found.gaps] == ["on Monday"]


def test_a_dateline_is_certain_whatever_the_page_says(reader):
    text = "ORSK, 2 May 2031 (Wire) - Jets struck the port on Thursday."
    times = times_of(reader, text).times
    assert times[-1].start == times[-1].end == "2031-05-01"


def test_a_reading_of_a_page_counts_from_no_uncertain_day(reader):
    unsure = read(byline="<p>Updated 4 May 2031</p>")
    sure = read(byline="<p>Published 7 May 2031</p>")
    assert [time.start for time in reader(unsure).times] == [None]
    assert [time.start for time in reader(sure).times] == ["2031-05-05"]


def test_only_certain_days_are_days():
    document = Document("x", published="2031-05-04")
    assert certain_day(document) == "2031-05-04"
    assert certain_day(replace(document, published_precision="uncertain")) is None
    assert published_between(replace(document, published_precision="month")) is None
    assert published_between(replace(document, published="2031")) is None


def test_a_page_in_another_language_is_recorded_not_read(reader):
    page = (
        "<title>Angriff</title><article><p>Soldaten sind am Montag in die Stadt eingerückt, sagte"
        " der Bürgermeister.</p><p>Niemand wurde verletzt, und die Brücke ist weiterhin"
        " gesperrt.</p><p>Die Regierung sprach von einem Bruch der Waffenruhe.</p></article>"
    )
    reading = reader(html_document(page.encode(), url=URL, metadata={}))
    assert reading.document.language == "de"
    assert reading.statements == ()
    assert [gap.stage for gap in reading.gaps] == ["language"]
