"""Who: named, described or meant by a pronoun, each as one actor with its mentions.

    Found ──▶ find_actors ──▶ ActorsFound

The rooms, in the order of the flow: ``rows`` and ``words`` (the tables), ``phrases`` (what the
lexicon knows), ``short_names``, ``entities`` and ``names``, ``phrase_parts``, ``traits`` and
``descriptions``, ``antecedents`` (pronouns), ``find`` (the stage).
"""

from onrecord.actors.find import describe, find_actors
from onrecord.actors.phrases import is_locative
from onrecord.actors.words import ActorWords, Locative, load_actor_words, load_locative

__all__ = [
    "ActorWords",
    "Locative",
    "describe",
    "find_actors",
    "is_locative",
    "load_actor_words",
    "load_locative",
]
