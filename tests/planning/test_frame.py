"""Frames: dates, nights and the days on which one may arrive."""

from datetime import date, timedelta

from planning.frame import frames, nights_per_stop
from planning.hops import Hop, arrival_days
from tests.planning.solve_world import AUCKLAND, BERLIN, HONOLULU, LISBON, MADRID, PORTO, asked

START = date(2026, 5, 14)


def test_exact_dates_give_one_frame() -> None:
    (frame,) = frames(asked((LISBON, None), nights=3))
    assert (frame.start, frame.end) == (START, START + timedelta(days=3))
    assert frame.cities[0].check_ins == (START,)


def test_a_window_gives_frames_spread_over_it_up_to_the_limit() -> None:
    laid = frames(asked((LISBON, None), nights=3, window=30), limit=6)
    assert len(laid) == 6
    assert laid[0].start == START
    assert laid[-1].end == START + timedelta(days=33)


def test_nights_left_open_are_shared_and_stated_ones_are_kept() -> None:
    request = asked((LISBON, None), (PORTO, 2), (MADRID, None), nights=7)
    assert nights_per_stop(request, 7) == (3, 2, 2)


def test_each_city_is_left_on_the_day_the_next_begins() -> None:
    (frame,) = frames(asked((LISBON, 3), (PORTO, 2), nights=5))
    assert [city.check_out for city in frame.cities] == [frame.between[0].day, frame.end]
    assert frame.cities[1].check_ins == (frame.between[0].day,)
    assert [hop.origin.name for hop in frame.hops] == ["Berlin", "Lisbon", "Porto"]


def test_more_nights_stated_than_there_are_still_end_on_the_last_day() -> None:
    (frame,) = frames(asked((LISBON, 4), (PORTO, 4), nights=5))
    assert frame.cities[0].check_out <= frame.end
    assert frame.cities[-1].check_out == frame.end


def test_a_landing_after_midnight_belongs_to_the_night_before() -> None:
    hop = Hop(origin=BERLIN, destination=LISBON, day=START)
    assert arrival_days(hop) == (START,)


def test_a_long_way_east_may_arrive_on_several_days() -> None:
    days = arrival_days(Hop(origin=BERLIN, destination=AUCKLAND, day=START))
    assert min(days) > START
    assert len(days) > 1


def test_over_the_date_line_one_may_arrive_the_day_before() -> None:
    days = arrival_days(Hop(origin=AUCKLAND, destination=HONOLULU, day=START))
    assert START - timedelta(days=1) in days


def test_a_day_there_and_back_has_no_night() -> None:
    (frame,) = frames(asked((LISBON, None), nights=0))
    assert not frame.cities[0].overnight
    assert frame.cities[0].check_ins


def test_a_stay_alone_has_no_hops() -> None:
    request = asked((LISBON, 2), (PORTO, 2), nights=4, intent="stay")
    (frame,) = frames(request)
    assert frame.hops == ()


def test_a_one_way_has_no_way_home() -> None:
    (frame,) = frames(asked((LISBON, None), nights=3, one_way=True))
    assert frame.home is None
    assert len(frame.hops) == 1
