"""Compare a reading with what a case expects of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cases import Expected
    from onrecord.model import Reading, Stance, Statement

#: A found value as texts: what it is, its words, and its details by key.
Shown = tuple[set[str], set[str], dict[str, set[str]]]


class Shower:
    """Shows the values of one reading in the words of case files."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.actors = {a.actor_id: a for a in reading.actors}
        self.places = {p.place_id: p for p in reading.places}
        self.times = {t.time_id: t for t in reading.times}
        self.statements = {s.statement_id: s for s in reading.statements}
        self.triggers = {a.account_id: {s.text for s in a.trigger} for a in reading.accounts}

    def names(self, key: str | None) -> set[str]:
        """All texts by which an actor or place may be called in a case."""
        if key == "DOC":
            return {"article"}
        thing: Any = self.actors.get(key or "") or self.places.get(key or "")
        if thing is None:
            return {"none"} if key is None else {key}
        texts = {thing.name, *(m.text for m in thing.mentions)}
        return bare(texts | ({thing.label} if hasattr(thing, "label") else set()))

    def actor(self) -> Iterable[Shown]:
        for a in self.reading.actors:
            for m in a.mentions:
                details = {
                    "type": {a.type}, "state": {a.state or "none"}, "form": {m.form},
                    "sectors": {" ".join(a.sectors)}, "id": {a.actor_id}, "label": {a.label},
                    "same as": {x.text for x in a.mentions},
                }  # fmt: skip
                yield self.names(a.actor_id), {m.text}, details

    def place(self) -> Iterable[Shown]:
        for p in self.reading.places:
            details = {
                "precision": {p.precision}, "country": {p.country or "none"}, "kind": {p.kind},
                "in": self.names(p.located_in),
            }  # fmt: skip
            for m in p.mentions:
                yield self.names(p.place_id), {m.text}, details

    def time(self) -> Iterable[Shown]:
        for t in self.reading.times:
            details = {"precision": {t.precision}, "kind": {t.kind}, "timex": {t.timex or "none"}}
            yield self.interval(t.time_id), {t.span.text}, details

    def interval(self, key: str | None) -> set[str]:
        """An interval as a case writes it."""
        if key is None:
            return {"none"}
        t = self.times[key]
        if t.start is None and t.end is None:
            return {"unknown"}
        shown = {f"{t.start or ''}/{t.end or ''}"}
        return shown | ({t.start} if t.start == t.end and t.start else set())

    def quantity(self) -> Iterable[Shown]:
        for q in self.reading.quantities:
            details = {"bound": {q.bound}, "of": {q.of or "none"}, "unit": {q.unit}}
            yield {f"{q.kind} {x}" for x in figures(q)}, {q.span.text}, details

    def statement(self) -> Iterable[Shown]:
        for s in self.reading.statements:
            chain = [self.names(h) for h in s.holder_chain]
            details = {
                "polarity": {s.polarity}, "commitment": {s.commitment}, "act": {s.speech_act},
                "mode": {s.mode}, "kind": {s.kind}, "relay": {s.relay_stance},
                "status": {s.status}, "chain": product(chain),
                "source": {joined(s.source)}, "cue": {joined(s.cue)},
                "stance": {way for x in s.stance for way in self.stances(x)} or {"none"},
            }  # fmt: skip
            yield self.holder(s), {joined(s.content)}, details

    def stances(self, stance: Stance) -> set[str]:
        """A stance as a case writes it: "con" and a name, or the trigger of an account."""
        names = self.triggers.get(stance.target) or self.names(stance.target)
        return {f"{stance.value} {name}" for name in names}

    def holder(self, s: Statement) -> set[str]:
        unnamed = s.voice == "reported" and s.holder_chain == ("DOC",)
        return {"nobody"} if unnamed else self.names(s.holder_chain[-1])

    def account(self) -> Iterable[Shown]:
        quantities = {q.quantity_id: q for q in self.reading.quantities}
        for a in self.reading.accounts:
            figs = [quantities[i] for i in a.quantities]
            roles = ("actor", "recipient", "victim", "supporter", "mediator")
            told: set[str] = set()
            told |= {"asserted"} if a.asserted_by else set()
            told |= {"denied"} if a.denied_by else set()
            details = {role: self.participants(a, role) for role in roles} | {
                "place": self.names(a.place_id),
                "time": self.interval(a.time_id),
                "realis": {a.realis},
                "told": told | {" and ".join(sorted(told))},
                "by": set().union(*(self.holder(self.statements[i]) for i in a.asserted_by)),
                "killed": {f for q in figs if q.kind == "fatalities" for f in figures(q)},
                "injured": {f for q in figs if q.kind == "injured" for f in figures(q)},
                "instrument": {s.text for s in a.instruments},
                "context": {*a.contexts} or {"none"},
                "cameo": {a.codes.cameo_root or "none"},
                "acled": {a.codes.acled or "none"},
            }
            yield (
                {a.type, *(f"{a.type}/{m}" for m in a.modes)},
                {s.text for s in a.trigger},
                details,
            )

    def participants(self, account: Any, role: str) -> set[str]:
        people = [p for p in account.participants if p.role == role]
        if not people:
            return {"none"}
        words = {joined(p.spans) for p in people}
        return bare(words).union(*(self.names(p.actor_id) for p in people if p.actor_id))

    def relation(self) -> Iterable[Shown]:
        for r in self.reading.relations:
            ends = product([self.names(r.subject), self.names(r.object)])
            details = {
                "status": {r.status}, "polarity": {r.polarity}, "value": {r.value or "none"},
                "authority": self.names(r.authority),
                "by": set().union(*(self.holder(self.statements[i]) for i in r.asserted_by)),
            }  # fmt: skip
            words = {s.text for s in r.spans} | {joined(r.spans)}
            yield {r.type, *(f"{r.type} {e}" for e in ends)}, words, details

    def link(self) -> Iterable[Shown]:
        for x in self.reading.links:
            by = set().union(*(self.holder(self.statements[i]) for i in x.asserted_by))
            details = {
                "by": by, "polarity": {x.polarity},
                "from": self.end(x.from_) | {joined(x.from_spans)},
                "to": self.end(x.to) | {joined(x.to_spans)},
            }  # fmt: skip
            yield {x.type}, {s.text for s in x.spans} | {joined(x.spans)}, details

    def end(self, key: str) -> set[str]:
        """What stands at an end of a link: a trigger, the words of a tie, or a name."""
        ties = {r.relation_id: {r.type} for r in self.reading.relations}
        return self.triggers.get(key) or ties.get(key) or self.names(key)

    def loaded(self) -> Iterable[Shown]:
        for x in self.reading.loaded:
            holder = self.holder(self.statements[x.statement_id])
            details = {"holder": holder, "target": self.names(x.target)}
            yield {x.category}, {x.span.text}, details

    def gap(self) -> Iterable[Shown]:
        for g in self.reading.gaps:
            yield {g.stage}, {g.span.text if g.span else ""}, {}


def joined(spans: Iterable[Any]) -> str:
    """Spans that stand apart, as one text."""
    return " … ".join(s.text for s in spans)


def lowered(texts: Iterable[str]) -> set[str]:
    """Texts in lower case."""
    return {t.lower() for t in texts}


def bare(texts: Iterable[str]) -> set[str]:
    """Texts in lower case, each also without its article."""
    low = lowered(texts)
    return low | {t.split(" ", 1)[1] for t in low if t.startswith(("the ", "a ", "an "))}


def figures(q: Any) -> set[str]:
    """A figure as a case may write it."""
    if q.low is None and q.best is None and q.high is None:
        return {"?"}
    shown = {str(q.best)} if q.best is not None else set()
    return shown | ({f"{q.low}-{q.high}"} if q.low != q.high else {str(q.low)})


def product(chain: list[set[str]]) -> set[str]:
    """All ways to write ``A > B > C``."""
    ways = {""}
    for names in chain:
        ways = {f"{way} > {name}" if way else name for way in ways for name in names}
    return ways


def differences(reading: Reading, expected: list[Expected]) -> list[str]:
    """What the reading lacks or has too much, one line each."""
    shower = Shower(reading)
    wrong = []
    for line in expected:
        show: Callable[[], Iterable[Shown]] = getattr(shower, line.key)
        found = list(show())
        hit = any(agrees(line, shown) for shown in found)
        if line.forbidden and hit:
            wrong.append(f"{line.place}: must not be found: {line.key} {line.value} [{line.words}]")
        if not line.forbidden and not hit:
            wrong.append(f"{line.place}: not found: {describe(line)}\n  found: {tell(found)}")
    return wrong


def agrees(line: Expected, shown: Shown) -> bool:
    """Whether a found value is the one of the line."""
    value, words, details = shown
    if line.words is not None and line.words not in words:
        return False
    if line.value and line.value.lower() not in lowered(value):
        return False
    return all((d.value or d.words or "").lower() in lowered(details[d.key]) for d in line.details)


def describe(line: Expected) -> str:
    """The line and its details again."""
    details = "; ".join(f"{d.key}={d.value}" for d in line.details)
    return f"{line.key} {line.value} [{line.words}] {details}"


def tell(found: list[Shown]) -> str:
    """What was found instead, shortly."""
    return "\n         ".join(
        f"{sorted(v, key=len)[:2]} {sorted(w)[:2]} { {k: sorted(x)[:2] for k, x in d.items()} }"
        for v, w, d in found[:12]
    )
