"""When: expressions of time as intervals of days, with what they were counted from."""

from onrecord.times.find import find_times
from onrecord.times.words import TimePattern, TimeWord, TimeWords, load_time_words

__all__ = ["TimePattern", "TimeWord", "TimeWords", "find_times", "load_time_words"]
