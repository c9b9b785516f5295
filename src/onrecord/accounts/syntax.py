"""Who stands in which slot of a word: logical subjects and objects, whatever the wording.

Active and passive, relative clauses, participles, coordination, complements without a subject of
their own: all lead to the same slots, so that a frame is written once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from onrecord.accounts.cut_off import (
    content_before,
    described_subject,
    finite_above,
    is_apart,
    joined_subject,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.accounts.conditions import Slot
    from onrecord.accounts.control import Control
    from onrecord.parse.tree import Parse, Token

#: A subject is looked for at most so many clauses above: further up, parses are wrong anyway.
DEEPEST = 40
_VERBAL = frozenset({"VERB", "AUX"})
_SUBJECTS = ("nsubj", "nsubj:pass")
_RELATIVE = frozenset({"WDT", "WP", "WP$"})
#: Prepositions that the parser hangs under the agent: "fired by rebels on the town".
_AIMED = frozenset({"obl:on", "obl:at", "obl:against", "obl:into"})
#: Prepositions of a noun that the parser hangs under an earlier one, and the earlier ones.
_LOW = frozenset({"obl:by", "obl:to", *_AIMED})
_HIGH = ("obl:of", "obl:by")
#: The sides of what happens between them, which the parser may hang under when it happens.
_SIDES = frozenset({"obl:between", "obl:among"})
#: What may stand between a passive and its agent, which the parser then hangs under it: "taken from
#: rebels by the army"; under a place only where it is a name: "killed in Sake by soldiers".
_BETWEEN = frozenset({"obl:from", "obl:as", "obl:to", "obl:into"})
_WHERE = frozenset({"obl:in", "obl:at", "obl:near", "obl:on", "obl:outside"})
_WITHIN = frozenset({"in", "during"})
_BY = ("obl:agent", "obl:by")
#: Where the noun of what somebody is about stands: "seized the road in a bid to cut off the town",
#: "with the aim of taking it"; and what stands for whom a control verb tells in its noun.
_ENDEAVOURS = frozenset({"obl:in", "obl:with"})
_NOUN, _WITH = ("up",), "obl:with"
#: Relations of a participle to the noun it describes.
_PARTICIPLE = frozenset({"acl", "amod"})
#: Clauses without a subject of their own share that of the verb above.
_SHARING = frozenset({"ccomp", "xcomp", "conj", "advcl"})


class Filler(NamedTuple):
    """A token in a slot; ``inferred`` if it stands in another clause."""

    token: int
    inferred: bool = False


class Syntax:
    """Slots of the words of one parse; remembers what it has looked up."""

    def __init__(self, parse: Parse, control: Control) -> None:
        """Bind a parse and the words that tell whose act a clause is."""
        self.parse = parse
        self.tokens = parse.tokens
        self._control = control
        self._direct = parse.direct
        self._passive: dict[int, bool] = {}
        self._stepped: dict[tuple[int, str], list[Filler]] = {}
        self._depth = 0

    def direct(self, i: int) -> dict[str, list[int]]:
        """Dependents by relation; nominals with a preposition under ``obl:<preposition>``."""
        return self._direct[i]

    def slot(self, i: int) -> str:
        """The relation of a word to the word above, as ``direct`` names it."""
        return self.parse.slots[i]

    def fill(self, i: int, slot: Slot) -> list[Filler]:
        """What stands in a slot of a word, coordinated nominals included; not to be changed."""
        if len(slot) == 1:
            return self._step(i, slot[0])
        found = [Filler(i)]
        for step in slot:
            found = [below for f in found for below in self._step(f.token, step)]
        return found

    def _step(self, i: int, step: str) -> list[Filler]:
        known = self._stepped.get((i, step))
        if known is None:
            known = self._stepped[i, step] = self._look(i, step)
        return known

    def _look(self, i: int, step: str) -> list[Filler]:
        if step == "up":
            return [Filler(self.tokens[i].head)]
        if step == "nsubj":
            return self._coordinated(self.subject(i))
        if step == "obj":
            return self._coordinated(self.object(i))
        plain = self._plain(i, step)
        return self._coordinated([Filler(c) for c in plain]) if plain else []

    def _plain(self, i: int, step: str) -> Sequence[int]:
        """Direct dependents; a preposition may hang too low by mistake.

        Under a verb's object or agent, or under what another preposition of a noun brings in:
        "the capture of the town by rebels".
        """
        direct = self._direct[i]
        found = direct.get(step, ())
        if not direct or not step.startswith("obl:"):
            return found
        if self.tokens[i].pos in _VERBAL:
            near = [*direct.get("obj", ()), *(self._agents_of(direct) if step in _AIMED else ())]
            if step in _SIDES and not found:
                near += [c for name in direct if name.startswith("obl:") for c in direct[name]]
        elif found or step not in _LOW:
            return found
        else:
            near = [c for above in _HIGH for c in direct.get(above, ())]
        low = [child for o in near for child in self._direct[o].get(step, ())]
        return [*found, *low] if low else found

    def _coordinated(self, fillers: list[Filler]) -> list[Filler]:
        found: list[Filler] = []
        queue = fillers[::-1]
        while queue:
            filler = queue.pop()
            found.append(filler)
            joined = self._direct[filler.token].get("conj")
            if joined and self.tokens[filler.token].pos not in _VERBAL:
                below = (c for c in reversed(joined) if self.tokens[c].pos not in _VERBAL)
                queue += [Filler(i, filler.inferred) for i in below]
        return found

    def is_passive(self, i: int) -> bool:
        """Whether a verb's surface subject is its logical object."""
        chain = [i]
        while (found := self._voice(self.tokens[chain[-1]])) is None:
            chain.append(self.tokens[chain[-1]].head)
        self._passive |= dict.fromkeys(chain, found)
        return found

    def _voice(self, token: Token) -> bool | None:
        """Whether a verb is passive; None if that hangs on the verb it is coordinated with."""
        known = self._passive.get(token.i)
        if known is not None:
            return known
        direct = self.direct(token.i)
        if "aux:pass" in direct or "nsubj:pass" in direct:
            return True
        if token.tag not in ("VBN", "VBD") or "aux" in direct:
            return False
        if "obl:agent" in direct and "obj" not in direct:
            return True
        if token.dep == "conj" and "obj" not in direct and token.head != token.i:
            return None
        if token.tag == "VBD":
            return False
        if token.dep in _PARTICIPLE:
            return self.tokens[token.head].pos in _VERBAL or not self._is_cut_off(token)
        return not (self._objects(token.i) or self._shared_object(token.i))

    def _is_cut_off(self, token: Token) -> bool:
        """A verb taken for a participle where there is no other: "units killed and hurt ten"."""
        above = [i for i in self.parse.ancestors(token.i) if self.tokens[i].pos in _VERBAL]
        return not above and bool(self._shared_object(token.i))

    def subject(self, i: int) -> list[Filler]:
        """The logical subject: who does it."""
        if self.tokens[i].pos not in _VERBAL:
            return [Filler(c) for c in self.direct(i).get("nsubj", ())]
        if not self.is_passive(i):
            return self.surface(i)
        return self._agents(i) or self._shared_agents(i) or self._guessed(i)

    def _guessed(self, i: int) -> list[Filler]:
        """The subject of a participle that only looks passive: "five men perished"."""
        direct = self.direct(i)
        if self.tokens[i].tag != "VBN" or "aux:pass" in direct or "nsubj:pass" in direct:
            return []
        return [self._antecedent(c) for c in direct.get("nsubj", ())]

    def _agents(self, i: int) -> list[Filler]:
        direct = self.direct(i)
        return [Filler(c) for c in self._agents_of(direct) or self._agents_below(direct)]

    def _agents_below(self, direct: dict[str, list[int]]) -> tuple[int, ...]:
        """The agent of a passive that hangs under another nominal of its clause."""
        if not any(name in _BETWEEN or name in _WHERE for name in direct):
            return ()
        near = [c for name in _BETWEEN for c in direct.get(name, ())]
        where = (c for name in _WHERE for c in direct.get(name, ()))
        near += [c for c in where if self.tokens[c].pos == "PROPN"]
        found = (a for c in sorted(near) for name in _BY for a in self.direct(c).get(name, ()))
        return tuple(found)

    @staticmethod
    def _agents_of(direct: dict[str, list[int]]) -> tuple[int, ...]:
        return (*direct.get("obl:agent", ()), *direct.get("obl:by", ()))

    def _shared_agents(self, i: int) -> list[Filler]:
        """The agent of a coordinated passive: "was shelled and taken by rebels"."""
        near = [c for c in self.direct(i).get("conj", ()) if self.tokens[c].pos in _VERBAL]
        if self.tokens[i].dep == "conj":
            near.append(self.tokens[i].head)
        near = [v for v in near if v < i or _SUBJECTS[1] not in self.direct(v)]
        shared = [a for v in near if self.is_passive(v) for a in self._agents(v)]
        whole = "aux:pass" in self.direct(i)  # a clause of its own takes no agent from before
        return [Filler(a.token, inferred=True) for a in shared if a.token > i or not whole]

    def object(self, i: int) -> list[Filler]:
        """The logical object: whom or what it is done to."""
        own = self._objects(i)
        if own:
            return [self._antecedent(c) for c in own]
        if self.tokens[i].pos not in _VERBAL:
            return []
        if self.is_passive(i):
            return self.surface(i)
        return self._relative_gap(i) or self._shared_object(i)

    def _objects(self, i: int) -> list[int]:
        """The objects of a verb; a noun behind "shot dead" is taken for a complement."""
        direct = self.direct(i)
        own = direct.get("obj", []) or self._taken_for_doers(direct, i)
        if own or "advmod" not in direct:
            return own
        adjectives = [a for a in direct["advmod"] if self.tokens[a].pos == "ADJ" and a == i + 1]
        return [c for c in direct.get("xcomp", ()) if adjectives and self.tokens[c].pos == "NOUN"]

    def _taken_for_doers(self, direct: Mapping[str, list[int]], i: int) -> list[int]:
        """Objects taken for doers of a participle behind them: "bombing the town killing nine"."""
        if self.tokens[i].tag != "VBG":
            return []
        below = [c for c in direct.get("ccomp", ()) if self.tokens[c].tag == "VBG"]
        bare = (self.direct(c) for c in below if "aux" not in self.direct(c))
        return [s for clause in bare for s in clause.get("nsubj", ()) if s > i]

    def _relative_gap(self, i: int) -> list[Filler]:
        """The noun of "the village that rebels attacked"."""
        token = self.tokens[i]
        subjects = self.direct(i).get("nsubj", ())
        if token.dep != "acl:relcl" or not subjects:
            return []
        joints = (*subjects, *self.direct(i).get("advmod", ()))  # "who attacked", "where"
        if any(self.tokens[k].tag in _RELATIVE or self.tokens[k].tag == "WRB" for k in joints):
            return []
        return [Filler(token.head)]

    def _shared_object(self, i: int) -> list[Filler]:
        """The object of "attacked and looted the village"."""
        for child in self.direct(i).get("conj", ()):
            own = self.direct(child)
            if self.tokens[child].pos in _VERBAL and "nsubj" not in own and "obj" in own:
                return [Filler(o, inferred=True) for o in own["obj"]]
        return []

    def surface(self, i: int) -> list[Filler]:
        """The grammatical subject, found in a clause above where the verb has none."""
        direct = self.direct(i)
        own = [c for name in _SUBJECTS for c in direct.get(name, ())]
        if own:
            return [self._antecedent(c) for c in own]
        token = self.tokens[i]
        if token.dep in _PARTICIPLE:
            return [] if self._is_gerund(token) else self._described(token)
        if token.dep == "acl:relcl":
            return self._described(token) if self._is_purpose(token) else [Filler(token.head)]
        if (cut := self._cut_off(token)) is not None:
            return cut
        if token.dep not in _SHARING or token.head == i or self._depth >= DEEPEST:
            return []
        self._depth += 1
        shared = [Filler(f.token, inferred=True) for f in self._shared(token)]
        self._depth -= 1
        return shared

    def _cut_off(self, token: Token) -> list[Filler] | None:
        """The subject of a clause that the parser cuts wrongly; None if it does not."""
        if token.dep == "advcl":
            before = joined_subject(token, self.parse)
            return None if before is None else [Filler(before)]
        subject = described_subject(token, self.parse)
        if subject is not None:
            return [self._antecedent(subject)]
        if token.dep != "conj":
            return None
        above = finite_above(token, self.parse)
        return None if above is None else [f._replace(inferred=True) for f in self.surface(above)]

    def _is_gerund(self, token: Token) -> bool:
        """A participle behind a preposition: "killed ten children in shelling the town"."""
        marks = {self.tokens[m].lower for m in self.direct(token.i).get("mark", ())}
        return token.tag == "VBG" and token.dep == "acl" and bool(marks & _WITHIN)

    def _is_purpose(self, token: Token) -> bool:
        """An infinitive that the parser takes for a relative clause: "an operation to oust"."""
        return token.tag == "VB" and self._is_infinite(token)

    def _is_aim(self, token: Token) -> bool:
        """Whether a clause tells what a noun is for: "a plan to", "the aim of", "aimed at"."""
        if token.tag == "VBG" and self.parse.slots[token.head] == _WITH:
            marks = self.direct(token.i).get("mark", ())
            return any(self.tokens[m].lower in self._control.markers for m in marks)
        return token.tag == "VB" or self._control.slots.get(token.lemma) == _NOUN

    def _described(self, token: Token) -> list[Filler]:
        """The noun of a participle; of "a plan to attack" the planner, if it is named."""
        if not self._is_aim(token):
            return [Filler(token.head)]
        owners = self.direct(token.head).get("nmod:poss", ())
        if owners:
            return [Filler(o, inferred=True) for o in owners]
        verb = self.tokens[token.head].head
        if self.parse.slots[token.head] in _ENDEAVOURS and self.tokens[verb].pos == "VERB":
            return [Filler(f.token, inferred=True) for f in self.subject(verb)]
        if "nsubj" in self._control.slots.get(self.tokens[verb].lemma, ()):
            return [Filler(f.token, inferred=True) for f in self.subject(verb)]
        return [Filler(token.head, inferred=True)]  # an event has a doer of its own

    def _shared(self, token: Token) -> list[Filler]:
        head = token.head
        if self.tokens[head].pos not in _VERBAL:
            return self._of_nominal(token)
        if (content := content_before(token, self.parse, self._control.speech)) is not None:
            return [] if self.is_aside(token.i) else self.surface(content)
        if self._is_infinite(token):
            called = self._called_upon(head)
            if called:
                return called
        if token.dep == "advcl":
            return self._of_adverbial(token)
        if token.dep == "xcomp":
            return self.object_above(head) or self.surface(head)
        if token.dep == "ccomp" and not self._is_infinite(token):
            return []
        return self.surface(head)

    def is_aside(self, i: int) -> bool:
        """Whether a clause behind who speaks may be of others than what is said before."""
        return is_apart(self.tokens[i], self.parse, self._control.speech)

    def _of_nominal(self, token: Token) -> list[Filler]:
        """Who does it in "X was able to attack"; a coordinated noun shares its subject."""
        above = self.tokens[token.head]
        if token.dep == "conj":
            marks = {self.tokens[m].lower for m in self.direct(above.i).get("case", ())}
            if token.tag == "VBG" and marks & self._control.markers:
                return self._accused(above)  # "accused Qatar of funding and arming rebels"
            return self.surface(token.head)
        if above.pos == "ADJ" and self.tokens[above.head].pos in _VERBAL:
            own = self.direct(above.i).get("nsubj")  # "allowing forces loyal to him to advance"
            return [Filler(c) for c in own] if own else self.surface(above.head)
        return []

    def _accused(self, token: Token) -> list[Filler]:
        """Whose act a noun behind "of" is, below whom the clause is about or below its verb."""
        if self.tokens[token.head].pos in _VERBAL:
            return self.object_above(token.head)
        return [Filler(token.head)]

    def _called_upon(self, verb: int) -> list[Filler]:
        """X of "called on X to stop"."""
        slots = self._control.slots.get(self.tokens[verb].lemma, ())
        return [self._antecedent(i) for slot in slots for i in self.direct(verb).get(slot, ())]

    def _is_infinite(self, token: Token) -> bool:
        auxiliaries = self.direct(token.i).get("aux", ())
        return token.tag == "VBG" or any(self.tokens[a].tag == "TO" for a in auxiliaries)

    def _of_adverbial(self, token: Token) -> list[Filler]:
        """Who does it in "accused X of arming", "left, killing ten", "after taking Goma"."""
        marks = {self.tokens[m].lower for m in self.direct(token.i).get("mark", ())}
        if marks & self._control.markers:
            return self.object_above(token.head) or self.surface(token.head)
        if not marks and token.i > token.head and token.tag == "VBG":
            return self.subject(token.head)
        return self.surface(token.head)

    def object_above(self, verb: int) -> list[Filler]:
        """The logical object of a governing verb, its own or that of a passive."""
        own = self.direct(verb).get("obj", ())
        if own:
            return [self._antecedent(c) for c in own]
        return self.surface(verb) if self.is_passive(verb) else []

    def _antecedent(self, i: int) -> Filler:
        """The noun a relative pronoun stands for; any other word itself."""
        token = self.tokens[i]
        if token.tag not in _RELATIVE:
            return Filler(i)
        for above in self.parse.ancestors(i):
            if self.tokens[above].dep == "acl:relcl":
                return Filler(self.tokens[above].head)
        return Filler(i)
