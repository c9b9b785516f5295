"""Many reports, one event: copies, matching, clusters, agreement and dispute.

Only this room looks across documents; it knows readings and texts, no store.
"""

from onrecord.merge.event import (
    AccountRef,
    Event,
    EventField,
    Reason,
    Value,
    decode_event,
    encode_event,
    event_schema,
)
from onrecord.merge.events import Merged, merge
from onrecord.merge.words import MergeWords, load_merge_words

__all__ = [
    "AccountRef",
    "Event",
    "EventField",
    "MergeWords",
    "Merged",
    "Reason",
    "Value",
    "decode_event",
    "encode_event",
    "event_schema",
    "load_merge_words",
    "merge",
]
