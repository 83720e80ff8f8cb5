"""Money, dates and times as each language writes them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.answer.words import words
from travel.money import money

NBSP = "\u00a0"
FRIDAY, WEDNESDAY = date(2026, 5, 8), date(2026, 5, 13)


@pytest.mark.parametrize(
    ("language", "whole", "broken"),
    [
        ("en", "€1,480", "€1,480.50"),
        ("de", f"1.480{NBSP}€", f"1.480,50{NBSP}€"),
        ("es", f"1.480{NBSP}€", f"1.480,50{NBSP}€"),
        ("fr", f"1{NBSP}480{NBSP}€", f"1{NBSP}480,50{NBSP}€"),
    ],
)
def test_money_is_written_as_the_language_does(language: str, whole: str, broken: str) -> None:
    w = words(language)
    assert w.money(money(1480, "EUR")) == whole
    assert w.money(money("1480.50", "EUR")) == broken


def test_money_has_the_decimals_of_its_currency() -> None:
    w = words("en")
    assert w.money(money("12500", "JPY"), cents=True) == "¥12,500"
    assert w.money(money("1.5", "KWD")) == "KWD1.500"


@pytest.mark.parametrize(
    ("language", "day", "span"),
    [
        ("en", "Fri 8 May", "Fri 8 – Wed 13 May 2026"),
        ("de", "Fr 8. Mai", "Fr 8. – Mi 13. Mai 2026"),
        ("es", "vie 8 may", "vie 8 – mié 13 may 2026"),
        ("fr", "ven. 8 mai", "ven. 8 – mer. 13 mai 2026"),
    ],
)
def test_days_are_written_as_the_language_does(language: str, day: str, span: str) -> None:
    w = words(language)
    assert w.day(FRIDAY) == day
    assert w.span(FRIDAY, WEDNESDAY, year=True) == span


def test_a_span_names_the_month_and_the_year_twice_where_they_differ() -> None:
    w = words("en")
    assert w.span(date(2026, 4, 29), date(2026, 5, 2)) == "Wed 29 Apr – Sat 2 May"
    new_year = w.span(date(2026, 12, 30), date(2027, 1, 2), year=True)
    assert new_year == "Wed 30 Dec 2026 – Sat 2 Jan 2027"
    assert w.span(FRIDAY, FRIDAY) == "Fri 8 May"


def test_a_landing_on_the_next_local_day_says_so() -> None:
    w, zone = words("en"), ZoneInfo("Europe/Berlin")
    begun = datetime(2026, 5, 13, 21, 5, tzinfo=zone)
    assert w.clock_after(datetime(2026, 5, 14, 1, 30, tzinfo=zone), begun) == "01:30 +1"
    assert w.clock_after(datetime(2026, 5, 12, 9, 0, tzinfo=zone), begun) == "09:00 -1"


def test_durations_have_two_digits_after_the_hour() -> None:
    w = words("en")
    assert [w.duration(each) for each in (45, 120, 205, 62)] == [
        "45 min",
        "2 h",
        "3 h 25",
        "1 h 02",
    ]


@given(st.integers(min_value=-(10**9), max_value=10**9), st.sampled_from(("en", "de", "es", "fr")))
def test_an_amount_keeps_all_its_digits_in_every_language(cents: int, language: str) -> None:
    amount = money(cents, "EUR") * money("0.01", "EUR").amount
    digits = "".join(char for char in words(language).money(amount) if char.isdigit())
    shown = str(abs(cents) // 100) if cents % 100 == 0 else f"{abs(cents):03d}"
    assert digits == shown
