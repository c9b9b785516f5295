"""One happening told with two words is one account: "an air strike killed ten".

Two violent triggers are one when one is the subject, the agent or the setting of the other ("killed
in an attack"), when a participle tells what came of it ("shelled the town, killing three"), and
when a relative clause does ("an attack that killed six"). Nothing else is joined here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from onrecord.accounts.syntax import Syntax
    from onrecord.accounts.triggers import Hit
    from onrecord.parse.tree import Token

#: Events of these types come as one happening with its harm.
_JOINED = frozenset({"ASSAULT"})
#: Slots of what a violent verb is told of: its subject, its agent, what it happened in.
SETTINGS = (
    "nsubj", "nsubj:pass", "obl:agent", "obl:in", "obl:by", "obl:during", "obl:with", "obl:from",
    "obl:under", "obl:after", "obl:of", "obl:at", "obl:following",
)  # fmt: skip
#: "Wounded as a result of an attack": the setting stands one noun further.
_OUTCOME = ("obl:as", "obl:of")
_RESULT = frozenset({"advcl", "acl", "acl:relcl"})
#: Tag of "when" and "where", and relations of what stands before a clause.
_ASKING, _MARKS = "WRB", frozenset({"mark", "case"})
#: What goes off destroys in the same moment: "a bomb exploded and destroyed two cars".
_EXPLOSION = frozenset({"explode", "detonate"})
#: A participle with no mark, or this one, tells how it was done.
_MANNER = "by"
#: Frames of harm: what comes of an attack, and may be told by a coordinated verb.
_HARM = frozenset({"kill", "die", "leave_dead", "event_only"})


def settings_of(harms: Iterable[Hit], nouns: Container[int], syntax: Syntax) -> frozenset[int]:
    """What harm that nobody suffered is told of: of "nobody was killed in the raid" the raid."""
    told = (i for hit in harms if hit.trigger.row.frame in _HARM for i in _settings(hit, syntax))
    return frozenset(i for i in told if i in nouns)


def join_hits(
    hits: Iterable[Hit], syntax: Syntax, apart: frozenset[int] = frozenset()
) -> list[tuple[Hit, ...]]:
    """Group triggers that tell of one happening, in the order of the text.

    Args:
        hits: all triggers of the document.
        syntax: slots of its words.
        apart: heads of triggers that stay alone.
    """
    by_head = {hit.head: hit for hit in hits}
    group_of: dict[int, int] = {}
    for hit in by_head.values():
        for other in _partners(hit, by_head, syntax):
            if other not in apart:
                _merge(group_of, hit.head, other)
    groups: dict[int, list[Hit]] = {}
    for head, hit in by_head.items():
        groups.setdefault(group_of.get(head, head), []).append(hit)
    return [tuple(group) for group in groups.values()]


def _merge(group_of: dict[int, int], a: int, b: int) -> None:
    """Put two triggers and all joined with them under the smaller number."""
    one, two = group_of.get(a, a), group_of.get(b, b)
    root = min(one, two)
    group_of[a] = group_of[b] = root
    for head, group in group_of.items():
        if group in (one, two):
            group_of[head] = root


def _partners(hit: Hit, by_head: dict[int, Hit], syntax: Syntax) -> list[int]:
    """The triggers that this one tells more of."""
    if hit.trigger.row.type not in _JOINED:
        return []
    near = [*_settings(hit, syntax), *_results(hit, syntax)]
    near += _explosions(hit, by_head, syntax)
    return [i for i in near if i in by_head and _agree(hit, by_head[i])]


def _agree(hit: Hit, other: Hit) -> bool:
    """Same type, and not two ways of violence that exclude each other."""
    if other.head == hit.head or other.trigger.row.type != hit.trigger.row.type:
        return False
    one, two = set(hit.trigger.modes), set(other.trigger.modes)
    return ("abduct" in one) == ("abduct" in two)


def _settings(hit: Hit, syntax: Syntax) -> list[int]:
    """Nouns that a violent verb is told of: its subject, its agent, what it happened in."""
    if syntax.tokens[hit.head].pos != "VERB":
        return []
    direct = syntax.direct(hit.head)
    when = [i for i in direct.get("advcl", ()) if _is_when(i, syntax)]
    when += [
        i for verb in when for i in syntax.direct(verb).get("obj", ())
    ]  # "when it carried out"
    outcome = [f.token for f in syntax.fill(hit.head, _OUTCOME)]
    return [*when, *outcome, *(i for slot in SETTINGS for i in direct.get(slot, ()))]


def _is_when(i: int, syntax: Syntax) -> bool:
    """A clause of time: "when a bomb exploded"."""
    asking = any(syntax.tokens[c].tag == _ASKING for c in syntax.direct(i).get("advmod", ()))
    return asking and not is_near_by(i, syntax)


def is_near_by(i: int, syntax: Syntax) -> bool:
    """A clause that tells near what something was: "close to where a convoy was hit"."""
    before = [
        syntax.tokens[c - 1]
        for c in syntax.direct(i).get("advmod", ())
        if syntax.tokens[c].tag == _ASKING
    ]
    return any(t.dep in _MARKS and t.head == i for t in before)


def _results(hit: Hit, syntax: Syntax) -> list[int]:
    """The verb or noun whose outcome a harmful verb tells."""
    token = syntax.tokens[hit.head]
    if token.head == hit.head:
        return []
    if hit.trigger.row.frame not in _HARM:
        return [token.head] if _is_manner(token, syntax) or _is_aim(token) else []
    if token.dep in _RESULT and not is_near_by(hit.head, syntax):
        above = syntax.tokens[token.head]  # "destroyed a base in which men met, killing five"
        over = syntax.tokens[above.head].head if above.dep == "acl:relcl" else token.head
        return [token.head, over, *syntax.direct(token.head).get("obj", ())]
    if token.dep != "conj":
        return []
    own = syntax.direct(hit.head)
    alone = "nsubj" not in own and "nsubj:pass" not in own
    both = syntax.is_passive(hit.head) and syntax.is_passive(token.head)
    return [token.head] if alone or both else []


def _is_manner(token: Token, syntax: Syntax) -> bool:
    """A participle that goes with the verb above: "attacked the town, throwing grenades"."""
    if token.dep != "advcl" or token.tag != "VBG" or token.i < token.head:
        return False
    marks = syntax.direct(token.i).get("mark", ())
    return all(syntax.tokens[m].lower == _MANNER for m in marks)


def _is_aim(token: Token) -> bool:
    """A participle that says what a deed is aimed at: "air strikes targeting the depot"."""
    return token.dep == "acl" and token.tag == "VBG"


def _explosions(hit: Hit, by_head: dict[int, Hit], syntax: Syntax) -> list[int]:
    """The explosion that a coordinated verb without a subject of its own goes on with."""
    token = syntax.tokens[hit.head]
    above = by_head.get(token.head)
    if token.dep != "conj" or above is None or above.trigger.row.frame not in _EXPLOSION:
        return []
    own = syntax.direct(hit.head)
    return [] if "nsubj" in own or syntax.is_passive(hit.head) else [token.head]
