"""Where and when: the place and the time that belong to an event.

What hangs on the trigger counts first, then what hangs on its clause, then the only one of its
sentence that nothing else claims. Two that stand equally near and do not lie in each other are a
gap with its candidates, never a choice. The date of publication is never used.
"""

from __future__ import annotations

from datetime import date
from math import inf
from typing import TYPE_CHECKING

from onrecord.accounts.nesting import NOTHING, Choice, Nesting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.accounts.roles import Cast
    from onrecord.accounts.senses import Senses
    from onrecord.accounts.syntax import Syntax
    from onrecord.accounts.triggers import Hit
    from onrecord.accounts.words import AccountWords
    from onrecord.found import Found, MentionIndex, TokenMention
    from onrecord.parse.tree import Token

#: A place hangs at most so many nominals below: "a market in a suburb of the capital of X".
DEEPEST = 5
#: Forms of mentions that name somebody.
NAMED = frozenset({"name", "abbreviation", "metonym", "demonym"})
#: What is counted since a day so many days before the report is one fight, no toll of a war.
RECENT = 7
#: How it is told whose or whence somebody is: "residents of X".
_HOMES = frozenset({"obl:of", "obl:from"})
_WHITHER = "obl:to"
#: Kind of verbs whose object is what happened: "reported six raids".
_REPORTING = "@claim"
#: Digits of a year.
YEAR = 4
_VERBAL = frozenset({"VERB", "AUX"})
#: How a time stands beside a verb or noun.
_BARE = "obl:npmod"
_TIME_SLOTS = ("obl:npmod", "advmod", "nmod", "obl", "compound", "nmod:poss", "amod", "advcl")
#: Roles of those who are where the event is: "killed six men in Homs".
_SUFFERING = ("recipient", "victim")
_LENGTHS = frozenset({"duration", "set"})


class Circumstances:
    """Finds the place and the time of triggers in one document."""

    def __init__(self, found: Found, words: AccountWords, syntax: Syntax, senses: Senses) -> None:
        self.found = found
        self.words = words
        self.syntax = syntax
        self.senses = senses
        self.tokens = syntax.tokens
        #: Lengths and repetitions do not say when: "lasted nine hours", "every week".
        self.lengths = {t.time_id for t in found.times.times if t.kind in _LENGTHS}
        self.days = {t.time_id: (t.start, t.end) for t in found.times.times}
        self.lengths |= set(self._stamps())
        self.nesting = Nesting(found, syntax)
        self._by_sentence: dict[int, dict[int, list[tuple[int, str]]]] = {}
        self._around: dict[int, list[int]] = {}
        self.locatives = frozenset(g[0].slot[0] for g in words.frames["default"].place)
        self.hanging = self.locatives | {"obl:of", "appos", "compound", "nmod:poss"}

    def _stamps(self) -> Iterator[str]:
        """Days of publication as they are printed above a report: no event is told by them."""
        published = self.found.document.published
        for mention in self.found.times.index.mentions:
            whole = any(_is_year(self.tokens[i]) for i in range(mention.first, mention.last))
            ends = self.days[mention.id]
            before = self.tokens[max(mention.first - 1, 0) : mention.first + 1]
            if whole and ends == (published, published) and all(t.pos != "ADP" for t in before):
                yield mention.id

    # ---- place -------------------------------------------------------------------------------

    def place(self, hit: Hit, cast: Cast, busy: frozenset[int]) -> Choice:
        """The place of an event; ``busy`` are heads of other events."""
        for heads in self._settings(hit, cast, busy):
            choice = self.nesting.narrowest(self._places(heads)) if heads else NOTHING
            if choice is not NOTHING:
                return choice
        only = self._only(hit.head, self.nesting.spots, cast)
        spot = self.words.event_types[hit.trigger.row.type].at_a_place
        return self._fronted(hit.head) if spot and only == NOTHING else only

    def _fronted(self, i: int) -> Choice:
        """Where somebody of a place speaks of it: "In Belgorod, the governor said a drone fell".

        Who is named, or of somebody named, may speak of what was done anywhere.
        """
        cues = self.found.attributions.cue_tokens
        verb = next((k for k in self.found.parse.ancestors(i) if k in cues), None)
        speakers = [f.token for f in self.syntax.subject(verb)] if verb is not None else []
        if verb is None or not speakers or not max(speakers) < verb < i:
            return NOTHING
        fronted = [k for k in self._beside(verb) if k < min(speakers)]
        named = (m.head for m in self.found.actors.index.mentions if m.form in NAMED)
        if any(max(fronted, default=verb) < k < verb for k in named):
            return NOTHING
        return self.nesting.narrowest(self._places(fronted)) if fronted else NOTHING

    def _settings(self, hit: Hit, cast: Cast, busy: frozenset[int]) -> Iterator[list[int]]:
        """Groups of nominals that may name or hold the place of an event, the closest first."""
        frame = self.words.frames[hit.trigger.row.frame]
        yield [f.token for g in frame.place for s in g for f in self.syntax.fill(hit.head, s.slot)]
        yield self._beside(hit.head)
        yield self._struck(hit, cast)
        yield [i for p in cast.parts if p.role in _SUFFERING for i in self._beside(p.token)]
        for clause in self._near(hit.head, busy):
            if not self.leads_away(clause):
                yield self._beside(clause)

    def leads_away(self, verb: int) -> bool:
        """Whether a verb tells whither: "the wounded were brought to hospitals in X"."""
        return _WHITHER in self.syntax.direct(verb)

    def _beside(self, i: int) -> list[int]:
        """Nominals in, at, near … the word, and those that hang on its objects."""
        direct = self.syntax.direct(i)
        beside = [f for slot in direct if slot in self.locatives for f in direct[slot]]
        return beside or self._behind(i)

    def _behind(self, i: int) -> list[int]:
        """Where what is reported happened: "the monitor recorded six raids on Monday across X"."""
        token = self.tokens[i]
        if token.dep != "obj":
            return []
        direct = self.syntax.direct(token.head)
        near = (f for slot in direct if slot in self.locatives for f in direct[slot])
        return [f for f in near if f > i and self.is_reported(token.head, f)]

    def is_reported(self, verb: int, i: int) -> bool:
        """Whether a word beside a verb of reporting belongs to what is reported before it."""
        objects = self.syntax.direct(verb).get("obj", ())
        return _REPORTING in self.senses.kinds(verb) and any(verb < o < i for o in objects)

    def _struck(self, hit: Hit, cast: Cast) -> list[int]:
        """What was hit may be a place, or stand in one: "a market in Hodeida"."""
        if not self.words.event_types[hit.trigger.row.type].quad.startswith("material"):
            return []
        found = [p.token for p in cast.parts if p.role in _SUFFERING]
        return [i for i in found if self.senses.actor(i) is None]

    def _places(self, heads: Iterable[int], depth: int = 0) -> list[str]:
        """Places that nominals name, or that hang on them."""
        found: list[str] = []
        for head in heads:
            mention = self.nesting.spots.at(head)
            if mention is not None:
                found += (mention.id, *self._together_with(mention))
            elif (led := self._led(head)) is not None:
                found.append(led)
            elif depth < DEEPEST:
                found += self._places(self._hanging(head), depth + 1)
        return list(dict.fromkeys(found))

    def _led(self, head: int) -> str | None:
        """A place that a lost full stop leaves before somebody: "in Hama Syrian troops say"."""
        marks = self.found.parse.kids(head, "case")
        mention = self.nesting.spots.at(marks[0].i + 1) if marks else None
        if mention is None or mention.last >= head or self.senses.actor(head) is None:
            return None
        return mention.id if self.tokens[mention.last].dep == "amod" else None

    def _together_with(self, mention: TokenMention) -> Iterator[str]:
        """Places that the text names in one breath: "in Homs and Hama (provinces)"."""
        spots, own = self.nesting.spots, range(mention.first, mention.last)
        beside = list(self.syntax.direct(mention.head).get("conj", ()))
        beside += [t.head for t in map(self.tokens.__getitem__, own) if t.dep == "conj"]
        for i in beside:
            other = spots.at(i) if i not in own else None
            if other is not None:
                yield other.id
                if i > mention.head:
                    yield from self._together_with(other)

    def is_placed(self, i: int) -> bool:
        """Whether a nominal names a place or tells of something in one."""
        return bool(self._places([i]))

    def _hanging(self, head: int) -> list[int]:
        direct = self.syntax.direct(head)
        slots = (slot for slot in direct if slot in self.hanging)
        return [i for slot in slots for i in direct[slot] if self.tokens[i].pos != "PRON"]

    # ---- time --------------------------------------------------------------------------------

    def time(self, hit: Hit, cast: Cast, busy: frozenset[int]) -> Choice:
        """The time of an event; ``busy`` are heads of other events."""
        for head in (hit.head, *self._near(hit.head, busy)):
            times = self._times(head) or self._behind_nouns(head, busy)
            if times:
                return self._narrowest(times)
        choice = self._only(hit.head, self.found.times.index, cast)
        return choice if choice is not NOTHING else self._at_the_end(hit.head)

    def _behind_nouns(self, verb: int, busy: frozenset[int]) -> list[str]:
        """Times without a preposition behind its nouns: "died of a wound this past Sunday"."""
        if self.tokens[verb].pos not in _VERBAL:
            return []
        nouns = self.found.parse.kids(verb, "obl", "obj")
        index = self.found.times.index
        kids = [k for n in nouns if n.i not in busy for k in self.found.parse.kids(n.i, _BARE)]
        found = [m.id for kid in kids if (m := index.at(kid.i)) is not None]
        return [key for key in dict.fromkeys(found) if key not in self.lengths]

    def _at_the_end(self, verb: int) -> Choice:
        """The time behind the last of several deeds of one doer, if none else has a time."""
        last = verb
        while more := [c for c in self.found.parse.kids(last, "conj") if self._goes_on(verb, c)]:
            last = more[-1].i
            if last != verb and (times := self._times(last)):
                return self._narrowest(times)
        return NOTHING

    def _goes_on(self, verb: int, later: Token) -> bool:
        """Whether a verb in the same form tells what the same one did after."""
        subjects = self.found.parse.kids(later.i, "nsubj", "nsubj:pass")
        same = later.tag == self.tokens[verb].tag and self.tokens[verb].pos in _VERBAL
        return same and not subjects and self._same_statement(verb, later.i)

    def _times(self, head: int) -> list[str]:
        index = self.found.times.index
        kids = self.found.parse.kids(head, *_TIME_SLOTS)
        found = [m.id for kid in kids if (m := index.at(kid.i)) is not None]
        return [key for key in dict.fromkeys(found) if key not in self.lengths]

    def _narrowest(self, times: list[str]) -> Choice:
        """Of times that overlap the shortest ("Friday, 3 June, at noon"), else a tie."""
        if all(self.overlap(s, t) for s in times for t in times):
            return Choice(min(times, key=self._length))
        return Choice(None, tuple(times))

    def closest(self, times: list[str]) -> Choice:
        """Of times told in several sentences the closest that fits the first."""
        fitting = [t for t in times if self.overlap(times[0], t)]
        return Choice(min(fitting, key=self._length))

    def overlap(self, one: str, two: str) -> bool:
        """Whether two times may be one: unknown ends are open."""
        (start, end), (first, last) = self.days[one], self.days[two]
        early = end is not None and first is not None and end < first
        late = last is not None and start is not None and last < start
        return not early and not late

    def _length(self, key: str) -> float:
        """Days from the first to the last; an open or unknown end is longest."""
        start, end = self.days[key]
        if start is None or end is None:
            return inf
        return (date.fromisoformat(end) - date.fromisoformat(start)).days

    def is_recent(self, i: int) -> bool:
        """Whether a word tells a day at most a week before the report: "since Wednesday"."""
        mention, published = self.found.times.index.at(i), self.found.document.published
        start = self.days[mention.id][0] if mention is not None else None
        if start is None or published is None or len(published) != len(start):
            return False
        return abs((date.fromisoformat(published) - date.fromisoformat(start)).days) <= RECENT

    # ---- both --------------------------------------------------------------------------------

    def _near(self, i: int, busy: frozenset[int]) -> list[int]:
        """The clauses that belong to an event; asked for its place and for its time."""
        found = self._around.get(i)
        if found is None:
            found = self._around[i] = [*self._clauses(i, busy), *self._below(i, busy)]
        return found

    def _clauses(self, i: int, busy: frozenset[int]) -> list[int]:
        """Verbs above within the same statement and event: the verb a noun hangs on, conjuncts."""
        found: list[int] = []
        here = self.tokens[i]
        while here.head != here.i:
            above = self.tokens[here.head]
            crossing = here.pos in _VERBAL and here.dep not in ("conj", "xcomp", "advcl")
            if crossing or (above.i in busy and above.pos not in _VERBAL):
                break
            if not self._same_statement(i, above.i):
                break
            if above.pos in _VERBAL:
                found.append(above.i)
            here = above
        return found

    def _below(self, i: int, busy: frozenset[int]) -> list[int]:
        """Clauses that tell more of the event: what it did, what went on meanwhile."""
        direct = self.syntax.direct(i)
        found = [c for c in direct.get("acl:relcl", ()) if self._is_its_doing(c)]
        found += [c for c in direct.get("advcl", ()) if self._is_meanwhile(c)]
        return [c for c in found if c not in busy and self._same_statement(i, c)]

    def _is_its_doing(self, clause: int) -> bool:
        """Whether the event is the doer of a relative clause: "a blast that shook the city"."""
        subjects = self.syntax.direct(clause).get("nsubj", ())
        return any(self.tokens[s].tag in ("WDT", "WP") for s in subjects)

    def _is_meanwhile(self, clause: int) -> bool:
        """Whether a clause goes on at the time of the one above: "while she was fishing"."""
        marks = self.found.parse.kids(clause, "mark", "advmod")
        return any("@meanwhile" in self.senses.kinds(mark.i) for mark in marks)

    def _same_statement(self, i: int, j: int) -> bool:
        innermost = self.found.attributions.innermost
        return innermost.get(i) == innermost.get(j)

    def _only(self, i: int, index: MentionIndex, cast: Cast) -> Choice:
        """The only value in the sentence, if it is in the same statement and free."""
        named = self._named(index).get(self.tokens[i].sentence)
        if not named:
            return NOTHING
        heads = {k: key for k, key in named if self._same_statement(i, k)}
        parts = {p.token for p in cast.parts}
        above = {i, *self.found.parse.ancestors(i)}
        free = {key for k, key in heads.items() if k not in parts and self._is_near(i, k, above)}
        taken = set(heads.values()) - free
        if taken or not free:
            return NOTHING
        one = index is not self.nesting.spots or len(free) == 1
        choice = self._single(free) if one else self.nesting.narrowest(sorted(free))
        return choice if choice.value is not None else NOTHING

    @staticmethod
    def _single(values: set[str]) -> Choice:
        return Choice(next(iter(values))) if len(values) == 1 else NOTHING

    def _named(self, index: MentionIndex) -> dict[int, list[tuple[int, str]]]:
        """Tokens of places or times by sentence; lengths of time left out."""
        found = self._by_sentence.get(id(index))
        if found is None:
            found = self._by_sentence[id(index)] = {}
            for mention in index.mentions:
                for k in range(mention.first, mention.last):
                    here = index.at(k)
                    if here is not None and here.id not in self.lengths:
                        found.setdefault(self.tokens[k].sentence, []).append((k, here.id))
        return found

    def _is_near(self, i: int, k: int, above: set[int]) -> bool:
        """In no other clause, and not where the event comes from or goes to."""
        last = k
        for here in self.found.parse.ancestors(k):
            if self.syntax.slot(last) in _HOMES and self.senses.is_person(here):
                return False
            if here in above:
                slot = self.syntax.slot(last)
                if here != i and self.leads_away(here):
                    return False
                return here != i or not slot.startswith("obl:") or slot in self.locatives
            if self.tokens[here].pos in _VERBAL:
                return False
            last = here
        return False


def _is_year(token: Token) -> bool:
    return token.text.isdigit() and len(token.text) == YEAR
