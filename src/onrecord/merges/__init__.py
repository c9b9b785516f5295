"""Merging of a project: what changed since the last time, and nothing else.

    shown readings ──▶ changed documents ──▶ slices ──▶ matches ──▶ units ──▶ events, kept

Nothing is computed inside a write transaction. Ended at any moment, the next call goes on: what is
to be done stands in the database. The result is that of ``merge.merge`` over all shown readings,
whatever was merged before (decision 0028).
"""

from onrecord.merges.joining import would_join
from onrecord.merges.merging import MergeCounts, Step, merge_project

__all__ = ["MergeCounts", "Step", "merge_project", "would_join"]
