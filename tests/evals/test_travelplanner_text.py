"""Reading a request's words, over a few places of our own."""

from datetime import date

import pytest

from evals.benchmarks.travelplanner.request import Request
from evals.benchmarks.travelplanner.tables import Database
from evals.benchmarks.travelplanner.text import read_text

CITIES = {
    "Oakton": "Westland", "Elmira Bay": "Westland", "Pinehurst": "Westland", "Farport": "Eastland",
    "Washington": "District", "Lakeside": "Washington",
}  # fmt: skip
PLACES = Database({}, {}, {}, {}, CITIES)


def read(text: str) -> Request:
    return read_text(text, PLACES)


@pytest.mark.parametrize(
    "dates",
    [
        "13/03/2022 back from 09/03/2022", "leaving March 9th, 2022 and returning on the 13th", "09.03.2022-13.03.2022",
        "from March 9th to March 13th, 2022", "March 9-13, 2022", "between March 9th and 13th, 2022",
        "from the 9th to the 13th of March, 2022", "9 March 2022 to 13 March 2022", "2022-03-09 to 2022-03-13",
        "03/09/2022 - 03/13/2022", "leaving March 9th and back on March 13th, 2022", "Mar. 9 - Mar. 13 2022",
        "from the ninth to the thirteenth of March 2022", "five days starting March 9th, 2022",
        "for five days until March 13th, 2022", "March 9, 10, 11, 12 and 13, 2022",
    ],
)  # fmt: skip
def test_dates_are_read_however_they_are_spelled(dates: str) -> None:
    request = read(f"From Farport to two cities in Westland, {dates}.")
    assert (request.start, request.days) == (date(2022, 3, 9), 5)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("a group of 8", 8), ("a party of five", 5), ("two", 2), ("a couple", 2), ("my wife and me", 2),
        ("me and three friends", 4), ("three friends and I", 4), ("2 adults and 3 children", 5), ("a trio", 3),
        ("my husband, our little boy and me", 3), ("a half-dozen people", 6), ("myself", 1), ("a solo traveler", 1),
        ("a family of four", 4), ("the two of us", 2), ("seven individuals", 7), ("6 of my friends and I", 7),
        ("a couple with a baby", 3), ("3 people, each with a friend's advice,", 3), ("2 adults and a toddler", 3),
    ],
)  # fmt: skip
def test_people_are_counted(words: str, number: int) -> None:
    text = f"Three days in Oakton for {words} from Farport, March 3-5, 2022."
    assert read(text).people == number


@pytest.mark.parametrize(
    ("words", "dollars"),
    [
        ("$1,700", 1700), ("a budget of 1,700", 1700), ("1700 dollars", 1700), ("USD 1,700", 1700), ("$1.7k", 1700),
        ("seventeen hundred dollars", 1700), ("$850 per person", 1700), ("$1,200, now raised to $1,700", 1700),
    ],
)  # fmt: skip
def test_amounts_are_read(words: str, dollars: int) -> None:
    assert (
        read(f"Two people go from Farport to Oakton, March 3-5, 2022, with {words}.").budget
        == dollars
    )


@pytest.mark.parametrize(
    ("text", "home", "there"),
    [
        ("From Farport to Oakton for 3 days.", "Farport", "Oakton"),
        ("3 days in Oakton, coming from Farport.", "Farport", "Oakton"),
        ("Farport to Elmira Bay, three days.", "Farport", "Elmira Bay"),
        ("5 days, two Westland cities, starting in Farport.", "Farport", "Westland"),
        ("From Farport to 2 cities in Washington for 5 days.", "Farport", "Washington"),
        ("From Washington to 2 cities in Westland for 5 days.", "Washington", "Westland"),
        (
            "We live in Farport and want to visit Oakton and return to Farport. 3 days.",
            "Farport",
            "Oakton",
        ),
        ("from farport to oakton for 3 days", "Farport", "Oakton"),
    ],
)
def test_home_and_destination_are_told_apart(text: str, home: str, there: str) -> None:
    request = read(text)
    assert (request.origin, request.destination) == (home, there)


@pytest.mark.parametrize(
    ("text", "barred"),
    [
        ("No flights, please.", "flight"), ("We'd rather not fly.", "flight"),
        ("We are not going to drive ourselves, flights are fine.", "self-driving"),
        ("We do not plan on self-driving.", "self-driving"), ("Taxis and flights only.", "self-driving"),
        ("Fly or drive, we don't mind.", ""), ("Instead of driving we'd take flights.", "self-driving"),
        ("No shared rooms and we like flying.", ""),
        ("We'd rather fly than drive.", "self-driving"),
        ("Flying is something we'd rather avoid.", "flight"), ("No rental car, flights are fine.", "self-driving"),
        ("A flight-free trip.", "flight"), ("No preference on flights.", ""),
        ("Neither flights nor self-driving.", "flight+self-driving"),
    ],
)  # fmt: skip
def test_modes_of_transport_are_barred_only_where_refused(text: str, barred: str) -> None:
    assert read(text).barred == frozenset(barred.split("+")) - {""}


@pytest.mark.parametrize(
    ("text", "room_type"),
    [
        ("We want entire rooms.", "entire room"), ("A place to ourselves.", "entire room"),
        ("Private rooms, please.", "private room"), ("A shared room is fine.", "shared room"),
        ("No shared rooms.", "not shared room"), ("We don't want to share a room.", "not shared room"),
        ("No self-driving and private rooms.", "private room"), ("Anything will do.", None),
        ("Private or entire rooms, just not shared ones.", "not shared room"),
    ],
)  # fmt: skip
def test_room_types_are_read(text: str, room_type: str | None) -> None:
    assert read(text).room_type == room_type


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("A party of five with a dog.", "pets"), ("We want to throw a party.", "parties"),
        ("Smoking must be allowed.", "smoking"), ("Non-smoking rooms.", ""), ("Without pets.", ""),
        ("Suitable for kids under ten.", "children under 10"), ("Friends may drop by.", "visitors"),
        ("Two guests.", ""), ("The house must not forbid pets.", "pets"),
    ],
)  # fmt: skip
def test_house_rules_are_read(text: str, rules: str) -> None:
    assert read(text).house_rules == frozenset(rules.split("+")) - {""}


def test_cuisines_are_read_and_refused_ones_left_out() -> None:
    text = "We don't eat Indian food, but Italian and Chinese are great. Two American cities. French cuisine too."
    assert read(text).cuisines == {"Italian", "Chinese", "French"}
