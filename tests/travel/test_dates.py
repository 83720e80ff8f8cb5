from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from travel.activities import OpeningHours, OpeningWindow, at_minute
from travel.dates import TravelDates, Window, minutes_between, utc

PARIS = ZoneInfo("Europe/Paris")


def test_a_night_in_which_clocks_go_forward_is_an_hour_short() -> None:
    evening = datetime(2026, 3, 28, 22, 0, tzinfo=PARIS)
    morning = datetime(2026, 3, 29, 8, 0, tzinfo=PARIS)
    assert minutes_between(evening, morning) == 9 * 60


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        utc(datetime(2026, 3, 28))  # noqa: DTZ001 - the very thing that is refused


def test_exact_dates_have_one_candidate() -> None:
    dates = TravelDates(start=date(2026, 5, 8), end=date(2026, 5, 13))
    assert list(dates.candidates(5, 6)) == [(date(2026, 5, 8), date(2026, 5, 13))]
    assert dates.settled(2).nights == 5


@given(
    first=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    length=st.integers(0, 60),
    nights=st.integers(0, 30),
    limit=st.integers(1, 12),
)
def test_candidates_of_a_window_lie_in_it_in_order_and_are_few(
    first: date, length: int, nights: int, limit: int
) -> None:
    last = date.fromordinal(first.toordinal() + length)
    dates = TravelDates(window=Window(earliest=first, latest=last), nights=nights)
    found = list(dates.candidates(5, limit))
    assert 1 <= len(found) <= limit
    assert found == sorted(set(found))
    for start, end in found:
        assert (end - start).days == nights
        assert start >= first
        assert end <= last or length < nights


def test_a_bar_open_past_midnight_closes_on_the_next_day() -> None:
    assert at_minute(date(2026, 5, 1), 26 * 60, PARIS) == datetime(2026, 5, 2, 2, tzinfo=PARIS)
    assert at_minute(date(2026, 5, 1), 0, PARIS).astimezone(UTC).hour == 22


def test_a_closed_day_or_season_has_no_hours() -> None:
    hours = OpeningHours(
        windows=(
            OpeningWindow(weekdays=frozenset({1, 2}), opens=840, closes=1080),
            OpeningWindow(weekdays=frozenset({1, 2}), opens=540, closes=720),
        ),
        months=frozenset({5}),
    )
    tuesday, thursday, in_june = date(2026, 5, 5), date(2026, 5, 7), date(2026, 6, 2)
    assert list(hours.on(tuesday)) == [(540, 720), (840, 1080)]
    assert not list(hours.on(thursday))
    assert not list(hours.on(in_june))
