"""Opening hours as stated become windows that never say more than was stated."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours as Grammar
from opening_hours import State

from tools.providers.opening_hours import DAY, WEEK, osm_hours, week_hours
from travel.activities import OpeningHours
from travel.places import Place

TODAY = date(2026, 3, 10)
LISBON = Place(
    id="geonames:2267057",
    name="Lisbon",
    kind="city",
    country="PT",
    lat=38.72,
    lon=-9.14,
    tz="Europe/Lisbon",
)
YEAR = frozenset(range(1, 13))
DAYS = "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def shown(hours: OpeningHours) -> str:
    """ "Mo,Tu 09:00-18:00" for each window."""
    return "; ".join(
        f"{','.join(DAYS[day] for day in sorted(window.weekdays))} "
        f"{clock(window.opens)}-{clock(window.closes)}"
        for window in hours.windows
    )


def read(text: str) -> str | None:
    stated = osm_hours(text, LISBON, TODAY)
    return None if stated is None else shown(stated.hours)


ALL = "Mo,Tu,We,Th,Fr,Sa,Su"


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("Mo-Fr 09:00-18:00; Sa 10:00-14:00", "Mo,Tu,We,Th,Fr 09:00-18:00; Sa 10:00-14:00"),
        ("24/7", f"{ALL} 00:00-24:00"),
        ("09:00-17:00", f"{ALL} 09:00-17:00"),
        ("Mo-Fr 10:00–18:00", "Mo,Tu,We,Th,Fr 10:00-18:00"),
        (
            "Tu-Su 10:00-17:00, Th 10:00-20:00",
            "Tu,We,Fr,Sa,Su 10:00-17:00; Th 10:00-20:00",
        ),
        ("Mo-Su 10:00-18:00; We off", "Mo,Tu,Th,Fr,Sa,Su 10:00-18:00"),
        ("We off; 10:00-18:00", f"{ALL} 10:00-18:00"),  # a later rule wins
        ("12:00-15:00,19:00-23:00", f"{ALL} 12:00-15:00; {ALL} 19:00-23:00"),
        ("Fr,Sa 18:00-02:00", "Fr,Sa 18:00-26:00"),
        ("Sa 22:00-06:00", "Sa 22:00-30:00"),
        ("Sa 22:00-08:00", "Su 00:00-08:00; Sa 22:00-24:00"),
        ("Mo 18:00-26:00", "Mo 18:00-26:00"),
        ("Fr-Su", "Fr,Sa,Su 00:00-24:00"),
        ("Su,PH 10:00-18:00", "Su 10:00-18:00"),
        ("10:00-18:00+", f"{ALL} 10:00-18:00"),  # at least until six
    ],
)
def test_the_common_grammar_is_read(text: str, windows: str) -> None:
    stated = osm_hours(text, LISBON, TODAY)
    assert stated is not None
    assert shown(stated.hours) == windows
    assert stated.hours.months == YEAR
    assert stated.whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lundi 10h-12h",
        "Mo-Fr 9-17",
        "Mo-Fr 09.00-17.00",
        "see website",
        "off",
        "unknown",
        "2019 Mo-Fr 10:00-12:00",
        '"by appointment"',
        'Mo-Fr 09:00-17:00 "by appointment"',
        "18:00+",  # until when?
        "10:00-12:00,18:00+",
        "10:00-16:00/01:30",  # tours, not hours
        "Mo-Fr 10:00-18:00; SH off",  # when are school holidays?
        "We[1] 10:00-12:00",  # one Wednesday of a month: none can be counted on
        "10:00-18:00 " * 100,
    ],
)
def test_what_would_have_to_be_guessed_is_not_read(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Tu-Su 10:00-18:00; PH off",
        "Tu-Su 10:00-18:00; PH 10:00-14:00",
        "Tu-Su 10:00-18:00; Dec 25,Jan 1 off",
        "Jan 01 off; Tu-Su 10:00-18:00; Dec 24-26 closed",
        "Tu-Su 10:00-18:00; easter off; easter +1 day off; May 1 off",
        'Tu-Su 10:00-18:00 || "by appointment"',
        "Tu-Su 10:00-18:00; SH Mo 10:00-12:00",
    ],
)
def test_single_days_and_holidays_are_left_out_and_it_is_said(text: str) -> None:
    stated = osm_hours(text, LISBON, TODAY)
    assert stated is not None
    assert shown(stated.hours) == "Tu,We,Th,Fr,Sa,Su 10:00-18:00"
    assert stated.hours.months == YEAR
    assert not stated.whole


@pytest.mark.parametrize(
    ("text", "windows", "months"),
    [
        ("Apr-Oct 10:00-18:00", f"{ALL} 10:00-18:00", range(4, 11)),
        ("Nov-Mar 10:00-16:00", f"{ALL} 10:00-16:00", (11, 12, 1, 2, 3)),
        # half a month can't be told from a whole one, so it doesn't count
        ("Mar 15-Oct 15 09:00-18:00", f"{ALL} 09:00-18:00", range(4, 10)),
        ("10:00-18:00; May 1-30 off", f"{ALL} 10:00-18:00", sorted(YEAR - {5})),
        ("Apr-Sep 09:00-19:00; Oct-Mar 09:00-17:00", f"{ALL} 09:00-17:00", range(1, 13)),
        (
            "Apr-Oct Mo-Su 09:00-18:00; Nov-Mar Sa,Su 09:00-18:00",
            f"{ALL} 09:00-18:00",
            range(4, 11),
        ),
        ("Apr-Sep 08:00-12:00; Oct-Mar 13:00-16:00", f"{ALL} 08:00-12:00", range(4, 10)),
    ],
)
def test_seasons_are_cut_down_to_what_holds(
    text: str, windows: str, months: tuple[int, ...]
) -> None:
    stated = osm_hours(text, LISBON, TODAY)
    assert stated is not None
    assert shown(stated.hours) == windows
    assert stated.hours.months == frozenset(months)
    whole_months = not any(each in text for each in (";", "15"))
    assert stated.whole == whole_months


def test_hours_by_the_sun_are_those_of_the_shortest_day() -> None:
    stated = osm_hours("sunrise-sunset", LISBON, TODAY)
    assert stated is not None
    (window,) = stated.hours.windows
    assert 7 * 60 + 45 <= window.opens <= 8 * 60
    assert 17 * 60 <= window.closes <= 17 * 60 + 30
    assert not stated.whole


def spans_of(text: str, day: date) -> list[tuple[datetime, datetime]]:
    """When it is open around a day, as the grammar's reader says it."""
    start = datetime.combine(day - timedelta(days=2), time())
    found = Grammar(text, auto_country=False, auto_timezone=False).intervals(
        start, start + timedelta(days=5)
    )
    return [(begin, end) for begin, end, state, note in found if state == State.OPEN and not note]


minutes = st.integers(0, 95).map(lambda quarter: quarter * 15)
times = st.lists(st.tuples(minutes, minutes).filter(lambda t: t[0] != t[1]), min_size=1, max_size=2)
weekdays = st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True)
month_ranges = st.sampled_from(
    ["", "", "", "Apr-Oct ", "Nov-Mar ", "Jul ", "Mar 15-Oct 15 ", "Dec 20-Jan 6 "]
)


def rule(days: list[str], opening: list[tuple[int, int]], months: str, off: bool) -> str:
    hours = ",".join(f"{clock(begin)}-{clock(end)}" for begin, end in opening)
    return f"{months}{','.join(days)} {'off' if off else hours}"


rules = st.lists(
    st.builds(rule, weekdays, times, month_ranges, st.booleans()), min_size=1, max_size=4
)


@settings(max_examples=150, deadline=None)
@given(rules=rules, ahead=st.integers(0, 364))
def test_it_is_never_open_when_it_was_not_stated_to_be(rules: list[str], ahead: int) -> None:
    text = "; ".join(rules)
    stated = osm_hours(text, LISBON, TODAY)
    if stated is None:
        return
    day = TODAY + timedelta(days=ahead)
    midnight = datetime.combine(day, time())
    for opens, closes in stated.hours.on(day):
        begin, end = midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
        assert any(a <= begin and end <= b for a, b in spans_of(text, day)), (text, day)


@pytest.mark.parametrize(
    ("text", "holidays"),
    [
        ("Tu-Su 10:00-18:00; PH off", ()),
        ("PH closed; Tu-Su 10:00-18:00", ()),
        ("Tu-Su 10:00-18:00; PH 10:00-14:00, 16:00-18:30", ((600, 840), (960, 1110))),
        ("Fr-Sa 20:00-02:00; PH 20:00-02:00", ((1200, 1560),)),
        ("Tu-Su 10:00-18:00; PH 20:00-19:00", ((1200, 1800),)),  # no longer than to the morning
        ("Mo-Su,PH 09:00-17:00", None),  # as on other days
        ("Tu-Su 10:00-18:00; Dec 25 off", None),
        ("Tu-Su 10:00-18:00; PH off || PH 10:00-12:00", ()),  # a fallback opens nothing
    ],
)
def test_a_rule_for_public_holidays_is_kept(
    text: str, holidays: tuple[tuple[int, int], ...] | None
) -> None:
    stated = osm_hours(text, LISBON, TODAY)
    assert stated is not None
    assert stated.hours.holidays == holidays


texts = st.text('MoTuSa,-:;+/|" 0129[]()PHoffAprsunriedt\n', max_size=40)


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_no_text_breaks_it(text: str) -> None:
    osm_hours(text, LISBON, TODAY)


spans = st.lists(
    st.tuples(st.integers(0, WEEK - 1), st.integers(1, 20 * 60)).map(
        lambda span: (span[0], span[0] + span[1])
    ),
    max_size=10,
)


@settings(max_examples=300, deadline=None)
@given(spans=spans)
def test_a_week_of_spans_keeps_its_minutes(spans: list[tuple[int, int]]) -> None:
    stated = {minute % WEEK for begin, end in spans for minute in range(begin, end)}
    made = {
        (day * DAY + minute) % WEEK
        for window in week_hours(spans).windows
        for day in window.weekdays
        for minute in range(window.opens, window.closes)
    }
    assert made == stated
