"""Who speaks in a participle whose own clause has no speaker.

    a trigger of speech ──▶ speakers ──▶ the parties above that say it, as inferred actors

"The mission says the pause will end, accusing rebels"; of "a council resolution ordering both sides
to stop" it is the council whose text speaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.accounts.members import Part

if TYPE_CHECKING:
    from onrecord.accounts.roles import Roles
    from onrecord.accounts.triggers import Hit

#: Who speaks may stand some clauses above: "says the pause will end, accusing rebels".
_CLIMB = 3
_OWNERS = ("compound", "nmod:poss", "amod")


def speakers(hit: Hit, roles: Roles) -> list[Part]:
    """Who speaks in a participle whose own clause has no speaker."""
    tokens, parse = roles.tokens, roles.found.parse
    kind = roles.words.event_types[hit.trigger.row.type]
    if not kind.quad.startswith("verbal") or not _is_aside(hit.head, roles):
        return []
    if texts := _authors(hit.head, roles):
        return texts
    above = [i for i in parse.ancestors(hit.head) if tokens[i].pos == "VERB"]
    near = [hit.head - 1] if tokens[hit.head - 1].pos == "VERB" else []
    for verb in (*near, *above[:_CLIMB]):
        found = [f for f in roles.syntax.subject(verb) if roles.may_act(f)]
        found = [f for f in found if _may_speak(f.token, roles)]
        if found:
            return [Part("actor", f.token, inferred=True) for f in found]
    return []


def _authors(i: int, roles: Roles) -> list[Part]:
    """Whose text speaks in a participle: "a council resolution ordering both sides to stop"."""
    token = roles.tokens[i]
    if token.dep != "acl":
        return []
    kids = roles.found.parse.kids(token.head, *_OWNERS)
    named = (k.i for k in kids if roles.senses.actors.headed(k.i) is not None)
    return [Part("actor", i, inferred=True) for i in named]


def _is_aside(i: int, roles: Roles) -> bool:
    """A participle beside a clause or of a text: "a resolution condemning the raid"."""
    token = roles.tokens[i]
    if token.dep == "acl":
        above = token.head
        party = roles.senses.is_actor(roles.senses.head(above))
        return token.tag == "VBG" and above not in roles.events and not party
    return token.dep == "advcl" and not roles.syntax.is_passive(i)


def _may_speak(i: int, roles: Roles) -> bool:
    return roles.senses.weapon(i) is None and roles.tokens[i].pos != "NUM"
