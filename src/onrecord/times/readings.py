"""The readings that ``times.csv`` names: how the caught values of a pattern become days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.times import absolute, combine, lengths, relative

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from onrecord.times.when import Parts, Scene, When

_FUNCTIONS = (
    absolute.century,
    absolute.day,
    absolute.day_without_year,
    absolute.days_of_month,
    absolute.decade,
    absolute.month,
    absolute.month_in_year,
    absolute.month_shifted,
    absolute.month_without_year,
    absolute.named_day,
    absolute.numeric_day,
    absolute.quarter,
    absolute.season,
    absolute.stated_year,
    absolute.year,
    absolute.years,
    combine.day_and_clock,
    combine.day_and_part,
    combine.half_of_period,
    combine.open_interval,
    combine.part_of_period,
    combine.part_of_this_unit,
    combine.span_of,
    lengths.clock,
    lengths.every_unit,
    lengths.every_weekday,
    lengths.length,
    lengths.part_of_day,
    lengths.set_word,
    lengths.vague_length,
    relative.ago,
    relative.ahead,
    relative.ahead_or_length,
    relative.day_from_today,
    relative.day_part_from_before,
    relative.over_night,
    relative.reference,
    relative.rest_of_unit,
    relative.rolling,
    relative.steps_from_before,
    relative.unit_beside,
    relative.unit_from_before,
    relative.unit_shifted,
    relative.vague_ago,
    relative.weekday,
    relative.weekday_from_before,
    relative.weekday_in_week,
    relative.weekday_shifted,
    relative.weekend,
)
#: By name; the key is what a row of ``times.csv`` says in its column ``reading``.
READINGS: Mapping[str, Callable[[Parts, Scene], When | None]] = {
    function.__name__: function for function in _FUNCTIONS
}
