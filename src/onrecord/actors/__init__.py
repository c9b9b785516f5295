"""Who: named, described or meant by a pronoun, each as one actor with its mentions.

    Found ──▶ find_actors ──▶ ActorsFound

The rooms, in the order of the flow: ``rows``, ``spelling`` and ``words`` (the tables), ``phrases``
(what the lexicon knows), ``metonyms``, ``short_names``, ``bynames``, ``entities`` and ``names``,
``ties`` and ``phrase_parts``, ``traits``, ``titles``, ``bodies``, ``offices`` and ``descriptions``,
``antecedents`` (pronouns), ``find`` (the stage).
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
