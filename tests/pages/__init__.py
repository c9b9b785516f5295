"""Pages whose text, title, author, outlet, address and day of publication are known exactly.

    template × kind of evidence × seed ──▶ make_pages ──▶ Page: bytes and what is true of them

Every page carries what real pages carry beside their text: a cookie bar, menus, the date of
today, related stories and comments with their own dates, a newsletter box, a footer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pages.evidence import KINDS, Evidence
from pages.stories import Story, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Template: the shape of its stories.
TEMPLATES = {
    "article": "report",
    "jsonld": "report",
    "divs": "report",
    "breaks": "report",
    "quotes": "quotes",
    "live": "live",
    "table": "report",
    "sections": "long",
}
#: How the bytes are made: (encoding, what the page states).
ENCODINGS = (
    ("utf-8", "utf-8"),
    ("utf-8", None),
    ("utf-8", "iso-8859-1"),
    ("cp1252", "windows-1252"),
    ("cp1252", "utf-8"),
    ("utf-16", None),
)
#: Templates that give the outlet where it can be known (site name or JSON-LD).
NAMELESS = ("breaks", "table")
#: Templates that name the author in a way that machines can read.
SIGNED = ("article", "jsonld", "quotes")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what is true of it.

    Attributes:
        name: template, kind of evidence and number.
        certain: whether the page tells ``published`` beyond doubt.
        outlet, author: None where only a guess could name them.
    """

    name: str
    template: str
    kind: str
    raw: bytes
    url: str
    title: str
    outlet: str | None
    author: str | None
    published: date
    certain: bool
    text: str


def make_pages(rounds: int = 2) -> Iterator[Page]:
    """Every template with every kind of evidence, ``rounds`` times; always the same pages."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
    )
    for n in range(rounds):
        for template in TEMPLATES:
            for kind in KINDS:
                yield _page(environment, template, kind, n)


def _page(environment: Environment, template: str, kind: str, n: int) -> Page:
    name = f"{template}/{kind}/{n}"
    story = tell(name, TEMPLATES[template])
    evidence = KINDS[kind](story)
    url = "https://www.example.org" + evidence.path.format(slug=story.slug)
    encoding, stated = ENCODINGS[sum(map(ord, name)) % len(ENCODINGS)]
    page = environment.get_template(f"{template}.html").render(
        story=story,
        evidence=_marked(evidence),
        url=url,
        jsonld=Markup(_description(story)),
        charset=Markup(f'<meta charset="{stated}">' if stated else ""),
        today=story.day + timedelta(days=17 + n),
        entry_day=story.day + timedelta(days=1),
        days=[story.day - timedelta(days=d) for d in (1, 3, 8, 20, 41)],
        later=[story.day + timedelta(days=d) for d in (1, 1, 2)],
    )
    signed = template in SIGNED or '"author": {' in evidence.head
    named = template not in NAMELESS or '"publisher"' in evidence.head
    return Page(
        name=name,
        template=template,
        kind=kind,
        raw=page.encode(encoding, "xmlcharrefreplace"),
        url=url,
        title=story.title,
        outlet=story.outlet if named else None,
        author=story.author if signed else None,
        published=story.day,
        certain=evidence.certain,
        text="\n\n".join(text for _, text in story.blocks),
    )


def _marked(evidence: Evidence) -> Evidence:
    return Evidence(
        certain=evidence.certain,
        head=Markup(evidence.head),
        byline=Markup(evidence.byline),
        path=evidence.path,
        below=Markup(evidence.below),
        between=Markup(evidence.between),
    )


def _description(story: Story) -> str:
    """JSON-LD that names outlet and author, not the day."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "author": [{"@type": "Person", "name": story.author}],
        "publisher": {"@type": "NewsMediaOrganization", "name": story.outlet},
    }
    return json.dumps(data, ensure_ascii=False)
