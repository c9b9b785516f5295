"""The argument of a text: what is said to cause, aim at, answer or end what.

    Found (accounts, relations, statements) ──▶ find_links ──▶ Link, in the order of the text

A link is read from words that say it (``links.csv``): conjunctions, prepositions, nouns between
prepositions ("in response to"), nouns that name one thing as another's ("the main reason behind"),
words that look back ("therefore"), purposes and verbs. Whoever says those words asserts the link.
``words`` are the patterns, ``joins`` finds what they join, ``ends`` what stands there.
"""

from onrecord.links.find import find_links
from onrecord.links.words import LinkRow, LinkWords, load_link_words

__all__ = ["LinkRow", "LinkWords", "find_links", "load_link_words"]
