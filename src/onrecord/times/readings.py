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
    absolute.feast,
    absolute.fiscal_year,
    absolute.month,
    absolute.month_in_year,
    absolute.month_shifted,
    absolute.month_without_year,
    absolute.named_day,
    absolute.numeric_day,
    absolute.other_calendar,
    absolute.quarter,
    absolute.season,
    absolute.stated_year,
    absolute.year,
    absolute.years,
    combine.beside_other_calendar,
    combine.day_and_clock,
    combine.day_and_part,
    combine.digits_on_day,
    combine.half_of_period,
    combine.half_of_this_unit,
    combine.open_interval,
    combine.part_of_named_day,
    combine.part_of_period,
    combine.part_of_this_unit,
    combine.quarter_of_period,
    combine.span_of,
    combine.units_of_month,
    combine.units_of_year,
    combine.week_of,
    lengths.clock,
    lengths.clock_digits,
    lengths.every_day_part,
    lengths.every_unit,
    lengths.every_weekday,
    lengths.length,
    lengths.part_of_day,
    lengths.set_word,
    lengths.stamp,
    lengths.vague_length,
    relative.ago,
    relative.ahead,
    relative.ahead_or_length,
    relative.beside_event,
    relative.day_from_today,
    relative.day_part_from_before,
    relative.over_night,
    relative.over_night_of,
    relative.reference,
    relative.rest_of_unit,
    relative.rolling,
    relative.steps_beside,
    relative.steps_from_before,
    relative.unit_beside,
    relative.unit_from_before,
    relative.unit_shifted,
    relative.vague_ago,
    relative.weekday,
    relative.weekday_from_before,
    relative.weekday_in_week,
    relative.weekday_or_set,
    relative.weekday_shifted,
    relative.weekend,
)
#: By name; the key is what a row of ``times.csv`` says in its column ``reading``.
READINGS: Mapping[str, Callable[[Parts, Scene], When | None]] = {
    function.__name__: function for function in _FUNCTIONS
}
