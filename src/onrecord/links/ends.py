"""What stands at the ends of a link: slots of words, and the values told there.

Slots besides those of ``accounts.syntax``: ``agent`` and ``patient`` the logical subject and
object, ``self`` the word itself, ``that`` and ``inf`` a clause below, ``clause`` a finite clause
of a noun ("the reason why …"), ``is`` what a noun is said to be or what is said to be it,
``poss`` its owner, ``doing`` a participle behind a preposition, ``up`` the clause that a participle
belongs to, ``before`` what was said just before, ``event_before`` the same if it tells of an event;
any other name is a preposition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.syntax import Syntax
from onrecord.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from onrecord.accounts.conditions import Filling, Slot, Term
    from onrecord.accounts.control import Control
    from onrecord.found import Found
    from onrecord.model import Statement
    from onrecord.parse.tree import Token

#: What a word without an account of its own may carry one in.
_CARRIED = ("obj", "nsubj:pass", "attr", "xcomp", "ccomp", "nsubj")
#: Relations of clauses to the word above.
_BELOW = ("xcomp", "ccomp", "acl", "acl:relcl", "advcl", "root")
_SUBJECTS = ("nsubj", "nsubj:pass")
_COMPLEMENTS = ("attr", "xcomp", "ccomp", "advcl")
_THINGS = frozenset({"NOUN", "PROPN", "VERB", "NUM"})
_VERBAL = frozenset({"VERB", "AUX"})
#: Quad classes of events in words begin so.
_IN_WORDS = "verbal"
#: Relations of clauses that are not part of the one above.
_OTHERS = frozenset({"advcl", "ccomp", "parataxis", "csubj"})
#: What only joins a clause or nominal to the words before.
_MARKS = frozenset({"case", "mark", "cc"})


class Ends:
    """Looks up slots and values in one document."""

    def __init__(self, found: Found, control: Control) -> None:
        self.found = found
        self.parse = found.parse
        self.tokens = found.parse.tokens
        self.syntax = Syntax(found.parse, control)
        self._relations = dict(self._ties())
        told = found.accounts.accounts
        self._in_words = {a.account_id for a in told if a.codes.quad.startswith(_IN_WORDS)}
        self._slots: dict[str, Callable[[int], list[int]]] = {
            "agent": self._agents,
            "patient": lambda i: [f.token for f in self.syntax.object(i)],
            "self": lambda i: [i],
            "that": self._that,
            "inf": self._infinitives,
            "clause": self._clauses,
            "is": self._equal,
            "poss": lambda i: [k.i for k in self.parse.kids(i, "nmod:poss")],
            "before": self._before,
            "event_before": lambda i: [k for k in self._before(i) if self._is_event(k)],
            "doing": self._doing,
            "up": lambda i: [self.tokens[i].head] if self.tokens[i].dep == "advcl" else [],
        }

    # ---- slots -------------------------------------------------------------------------------

    def first(self, i: int, slots: tuple[Slot, ...]) -> list[int]:
        """What stands in the first slot that is filled."""
        return next((found for slot in slots if (found := self.slot(i, slot))), [])

    def slot(self, i: int, slot: Slot) -> list[int]:
        """What stands in a slot, step by step."""
        here = [i]
        for name in slot:
            step = self._slots.get(name)
            here = [below for k in here for below in (step(k) if step else self._marked(k, name))]
        return here

    def _marked(self, i: int, preposition: str) -> list[int]:
        """Nominals and clauses below a word that a preposition marks."""
        named = f"obl:{preposition}"
        below = self.parse.kids(i, "advcl", "acl", "ccomp")
        doing = [
            k.i
            for k in below
            if any(m.lower == preposition for m in self.parse.kids(k.i, "mark", "case"))
        ]
        return [f.token for f in self.syntax.fill(i, (named,))] + doing or self._beside(
            i, preposition
        )

    def _beside(self, i: int, preposition: str) -> list[int]:
        """A nominal whose preposition the parser hung on the word itself: "due to"."""
        marks = [k.i for k in self.parse.kids(i) if k.lower == preposition]
        below = self.syntax.direct(i).get("obl:", ()) if marks else ()
        return [k for k in below if k > marks[0]]

    def _agents(self, i: int) -> list[int]:
        """The logical subject; of "…, prompting protests" and "…, which led to …" the clause."""
        token = self.tokens[i]
        if token.tag == "VBG" and token.dep == "advcl" and token.head < i and not self._is_led(i):
            return [token.head]
        own = self.parse.kid(i, *_SUBJECTS)
        if own is not None and own.tag == "WDT":
            return [self._antecedent(own)]
        if own is not None and own.tag == "DT" and own.pos == "PRON":
            return self._before(i)
        return [f.token for f in self.syntax.subject(i)]

    def _is_led(self, i: int) -> bool:
        """Whether a clause has a subject or a conjunction of its own."""
        return self.parse.kid(i, "mark", "case", *_SUBJECTS) is not None

    def _antecedent(self, which: Token) -> int:
        """The noun that a relative pronoun means, or the event whose clause it follows."""
        clause = self.tokens[which.head]
        noun = self.tokens[clause.head]
        if clause.dep != "acl:relcl":
            return clause.head
        apart = self.tokens[which.i - 1].pos == "PUNCT"
        verb = next((k for k in self.parse.ancestors(noun.i) if self.tokens[k].pos == "VERB"), None)
        told = self.found.accounts.index.at
        if apart and verb is not None and told(noun.i) is None and told(verb) is not None:
            return verb
        return noun.i

    def _that(self, i: int) -> list[int]:
        """Finite clauses that complete a verb, or a noun and its copula."""
        token = self.tokens[i]
        above = [] if token.pos in _VERBAL or token.dep != "attr" else [token.head]
        below = [k for head in (i, *above) for k in self.parse.kids(head, *_BELOW)]
        whole = [k for k in below if k.dep != "acl:relcl" or self.parse.kid(k.i, "mark")]
        return [k.i for k in whole if not self._is_infinitive(k.i) and k.tag != "VBG"]

    def _infinitives(self, i: int) -> list[int]:
        below = self.parse.kids(i, *_BELOW)
        bare = self.parse.kids(i, "xcomp", "ccomp")
        found = [k.i for k in below if self._is_infinitive(k.i)]
        return found or [k.i for k in bare if k.tag == "VB"]

    def _doing(self, i: int) -> list[int]:
        """Participles that a preposition marks: "aimed at seizing"."""
        below = self.parse.kids(i, "advcl", "acl")
        return [k.i for k in below if k.tag == "VBG" and self.parse.kid(k.i, "mark", "case")]

    def _is_event(self, i: int) -> bool:
        return (self.told(i) or "").startswith("a_")

    def _clauses(self, i: int) -> list[int]:
        return [
            k.i
            for k in self.parse.kids(i, "acl:relcl", "acl", "ccomp")
            if k.pos in _VERBAL and not self._is_infinitive(k.i)
        ]

    def _is_infinitive(self, i: int) -> bool:
        return any(k.tag == "TO" for k in self.parse.kids(i, "aux"))

    def _equal(self, i: int) -> list[int]:
        """The other side of a copula, or the noun above an apposition."""
        token = self.tokens[i]
        if token.dep == "appos":
            return [token.head]
        if token.dep in ("attr", "acomp"):
            own = list(self.parse.kids(token.head, *_SUBJECTS))
            above = (self.tokens[f.token] for f in self.syntax.surface(token.head))
            return [k for subject in own or above for k in self._meant(subject)]
        if token.dep in _SUBJECTS and self.tokens[token.head].pos == "AUX":
            after = (k for k in self.parse.kids(token.head, *_COMPLEMENTS) if k.i > token.head)
            return [k.i for k in after if k.pos in _THINGS][:1]
        return []

    def _meant(self, subject: Token) -> list[int]:
        """What a subject stands for: "this" for what was said before, "which" for its noun."""
        if subject.tag == "DT" and subject.pos == "PRON":
            return self._before(subject.head)
        if subject.tag == "WDT":
            return [self._antecedent(subject)]
        if subject.pos not in _THINGS:
            return []
        return [subject.i]

    def _before(self, i: int) -> list[int]:
        """The clause before within the sentence, else the sentence before."""
        token = self.tokens[i]
        above = self.tokens[token.head]
        if token.dep in ("conj", "ccomp") and above.pos in _VERBAL and above.i < i:
            return [above.i]
        said = (k.i for k in self.parse.kids(i, "ccomp", "parataxis") if k.i < i)
        plain = [k for k in said if self.parse.kid(k, "mark") is None]
        if plain:
            return plain[-1:]
        number = token.sentence - 1
        if number < 0:
            return []
        sentence = self.parse.sentences[number]
        roots = (t.i for t in self.tokens[sentence.first : sentence.last] if t.head == t.i)
        return [i for i in roots if self.tokens[i].pos in _VERBAL][-1:]

    # ---- conditions --------------------------------------------------------------------------

    def met(self, i: int, needs: tuple[Term, ...]) -> tuple[int, ...] | None:
        """The words that meet all conditions, or None."""
        words: list[int] = []
        for term in needs:
            met = next((k for filling in term for k in self._filled(i, filling)), None)
            if met is None:
                return None
            words.append(met)
        return tuple(words)

    def _filled(self, i: int, filling: Filling) -> Iterator[int]:
        for filler in self.syntax.fill(i, filling.slot):
            token = self.tokens[filler.token]
            if filling.classes or token.lemma in filling.words or token.lower in filling.words:
                yield filler.token

    # ---- values ------------------------------------------------------------------------------

    def names_thing(self, i: int) -> bool:
        """Whether a word names an event or a thing: who does something is not what causes it."""
        if self.found.accounts.index.at(i) is not None or i in self._relations:
            return True
        return self.is_named(i) and self.actor(i) is None and self.found.places.index.at(i) is None

    def is_place(self, i: int) -> bool:
        """Whether a word only names a place."""
        return self.found.places.index.at(i) is not None and self.actor(i) is None

    def is_named(self, i: int) -> bool:
        """Whether a word says itself what it means; a pronoun does not."""
        return self.tokens[i].pos != "PRON"

    def actor(self, i: int) -> str | None:
        """The actor that a word heads, or is a part of."""
        mention = self.found.actors.index.headed(i) or self.found.actors.index.at(i)
        return None if mention is None else mention.id

    def value(self, i: int) -> str | None:
        """The account or relation told at a word or by what it carries, else its statement."""
        return self.told(i) or self.said(i)

    def said(self, i: int) -> str | None:
        """The statement a word stands in, by its id."""
        statement = self.statement(i)
        return None if statement is None else statement.statement_id

    def is_verbal(self, i: int) -> bool:
        """Whether a word tells of an event in words: what hangs on it is what is said."""
        mention = self.found.accounts.index.at(i)
        return mention is not None and mention.id in self._in_words

    def tells(self, i: int) -> bool:
        """Whether a word itself tells of an account."""
        return self.found.accounts.index.at(i) is not None

    def told(self, i: int) -> str | None:
        """The account or relation told at a word or by what it carries."""
        carried = (k.i for k in self.parse.kids(i, *_CARRIED))
        of = self.syntax.direct(i).get("obl:of", ()) if self.tokens[i].pos == "NOUN" else ()
        for place in (i, *carried, *of):
            mention = self.found.accounts.index.at(place)
            if mention is not None:
                return mention.id
            if place in self._relations:
                return self._relations[place]
        return None

    def statement(self, i: int) -> Statement | None:
        """The statement a word stands in."""
        return self.found.statements.at(i)

    # ---- words -------------------------------------------------------------------------------

    def words(self, i: int) -> set[int]:
        """The words of an end: a nominal with all that hangs on it, a clause without others."""
        if self.tokens[i].pos not in _VERBAL:
            return set(self.parse.subtree(i))
        own = (k for k in self.parse.kids(i) if not self._is_another(k))
        return {i, *(below for k in own for below in self.parse.subtree(k.i))}

    def _is_another(self, token: Token) -> bool:
        """Whether a word begins another clause."""
        return token.dep in _OTHERS or (token.dep == "conj" and token.pos in _VERBAL)

    def below(self, i: int, other: int) -> set[int]:
        """What to leave out of the words of one end: what hangs on another word below it."""
        return set(self.parse.subtree(other)) if i in self.parse.ancestors(other) else set()

    def trimmed(self, numbers: set[int]) -> tuple[int, ...]:
        """Words without the punctuation and conjunctions at the edges of their runs."""
        said = {k for k in numbers if self.tokens[k].pos != "PUNCT"}
        between = {k for k in numbers - said if k - 1 in said and k + 1 in said}
        marks = {k for k in said if self.tokens[k].dep in _MARKS}
        edge = {k for k in marks if k - 1 not in said or k + 1 not in said}
        return tuple(sorted((said | between) - edge))

    def spans(self, words: Iterable[int]) -> tuple[Span, ...]:
        """Words as spans, neighbours in one."""
        numbers = sorted(set(words))
        firsts = [i for i in numbers if i - 1 not in numbers]
        lasts = [i for i in numbers if i + 1 not in numbers]
        bounds = [
            (self.tokens[a].start, self.tokens[b].end) for a, b in zip(firsts, lasts, strict=True)
        ]
        text = self.found.document.text
        return tuple(Span(start, end, text[start:end]) for start, end in bounds)

    def _ties(self) -> Iterator[tuple[int, str]]:
        """Tokens of the words that say a relation; the names it joins are not among them."""
        actors, places = self.found.actors.index, self.found.places.index
        for relation in self.found.relations:
            for span in relation.spans:
                for i in self.parse.tokens_between(span.start, span.end):
                    if actors.at(i) is None and places.at(i) is None:
                        yield i, relation.relation_id
