"""Ways to word a puzzle, none of them the benchmark's own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TripPhrases:
    opening: tuple[str, ...]
    stay: tuple[str, ...]
    window: tuple[str, ...]
    stay_and_window: tuple[str, ...]
    flights: tuple[tuple[str, str, str, str], ...]  # header, both ways, one way, separator
    closing: tuple[str, ...]


@dataclass(frozen=True)
class MeetingPhrases:
    opening: tuple[str, ...]
    start: tuple[str, ...]
    available: tuple[str, ...]
    lasting: tuple[str, ...]
    available_and_lasting: tuple[str, ...]
    travel: tuple[tuple[str, str, str], ...]  # header, one line, separator
    clock: tuple[str, ...]
    span: tuple[str, ...]


TRIPS_DEV = TripPhrases(
    opening=(
        "I'm planning a {D}-day trip that takes in {N} cities, flying nonstop between them.",
        "Help me lay out {D} days of travel across {N} places; every hop has to be a direct flight.",
        "We have {D} days altogether and {N} cities on our list.",
        "Our holiday covers {N} cities and runs for a total of {D} days. Only nonstop flights, please.",
    ),
    stay=(
        "I'd like {n} days in {c}.",
        "{c} should get {n} days.",
        "Give {c} {nw} days.",
        "{c}: {n} days.",
        "A {n}-day stay in {c} is a must.",
        "In {c} we remain for {n} days.",
    ),
    window=(
        "A conference keeps me in {c} from day {a} through day {b}.",
        "My cousin gets married in {c} sometime between day {a} and day {b}.",
        "On days {a}-{b} I must be in {c} for a workshop.",
        "Relatives expect us in {c} from the {ao} to the {bo} day.",
        "{c} holds its yearly fair on days {a} to {b}, and I want to be there.",
        "Friends join me in {c} between days {a} and {b}.",
    ),
    stay_and_window=(
        "Spend {n} days in {c}, where a wedding takes place between day {a} and day {b}.",
        "I want to see {c} for {n} days. A show there runs from day {a} to day {b}.",
    ),
    flights=(
        ("Nonstop flights exist between these pairs:", "{x} and {y}", "from {x} to {y}", ", "),
        ("Available nonstop routes:", "{x} - {y}", "{x} -> {y} (one way)", "; "),
        ("Direct flights\n", "* {x} <-> {y}", "* {x} -> {y}", "\n"),
        (
            "",
            "You can fly between {x} and {y}.",
            "There is a flight from {x} to {y} but not back.",
            " ",
        ),
    ),
    closing=("Which order works?", ""),
)

TRIPS_HELD = TripPhrases(
    opening=(
        "The journey lasts {D} days and includes {N} stops. No connections: direct flights alone.",
        "A tour of {N} cities is to be fitted into {Dw} days overall.",
        "Over {D} days I want to see {N} cities around Europe, always taking direct planes.",
        "Total length of the trip: {D} days. Number of cities: {N}.",
    ),
    stay=(
        "Set aside {n} days for {c}.",
        "{c} deserves {nw} days of our time.",
        "We'll be in {c} for {n} days.",
        "Plan on {n} full days at {c}.",
        "My stop in {c} lasts {n} days.",
        "Reserve a {nw}-day visit to {c}.",
    ),
    window=(
        "There's a concert series in {c} running day {a} until day {b} that I can't miss.",
        "Between the {ao} and {bo} days a friend will wait for me in {c}.",
        "I have to be at a seminar in {c} during days {a} and {b}.",
        "The annual regatta in {c} starts on day {a} and finishes on day {b}; I'm going.",
        "Day {a} to day {b}: family reunion in {c}.",
        "Your grandparents in {c} can host you only from day {a} up to day {b}.",
    ),
    stay_and_window=(
        "You'll stay in {c} for {n} days, as old friends want to show you around between day {a}"
        " and day {b}.",
        "{c} is worth {n} days to me. While there, I attend a workshop between day {a} and"
        " day {b}.",
    ),
    flights=(
        ("The airlines connect", "{x} with {y}", "{x} to {y} in that direction only", ", "),
        (
            "Nonstop service (both directions unless marked):\n",
            "- {x} / {y}",
            "- {x} to {y}, one-way only",
            "\n",
        ),
        ("Planes go directly:", "{x}\N{EN DASH}{y}", "{x} → {y}", ", "),
        (
            "",
            "{x} and {y} are linked in both directions.",
            "Direct planes leave {x} for {y}, never the other way.",
            " ",
        ),
    ),
    closing=("Please propose an itinerary for the {D} days.", "Work out a valid schedule."),
)

MEETINGS_DEV = MeetingPhrases(
    opening=("I'd love to see as many people as I can today.", "Plan my day in Lisbon."),
    start=("My day starts at {p} at {t}.", "At {t} I get to {p}."),
    available=(
        "{w} can be found at {p} between {t1} and {t2}.",
        "{w} is at {p} from {t1} until {t2}.",
        "From {t1} to {t2}, {w} is at {p}.",
    ),
    lasting=(
        "I want at least {m} with {w}.",
        "Our chat should last {m} or more.",
        "Meet {w} for no less than {m}.",
    ),
    available_and_lasting=("{w} ({p}, {t1} to {t2}) wants to see you for {m}.",),
    travel=(
        ("Walking times:\n", "{x} to {y}: {k}.", "\n"),
        ("", "From {x} to {y} it takes {k} minutes.", " "),
        ("Minutes by tram\n", "{x} -> {y}: {k} min", "\n"),
    ),
    clock=("9:30AM", "9:30 a.m.", "9:30 am"),
    span=("{m} minutes", "{m} min"),
)

MEETINGS_HELD = MeetingPhrases(
    opening=("Let me meet the greatest possible number of friends.", "You have one day in Ghent."),
    start=("I'll be dropped off at {p} at {t}.", "Starting point: {p}, {t}."),
    available=(
        "You'll find {w} at {p} any time from {t1} to {t2}.",
        "{w} hangs out at {p}, {t1}\N{EN DASH}{t2}.",
        "At {p}, {w} is free starting {t1} and leaves at {t2}.",
    ),
    lasting=(
        "{w} needs {m} of my time at a minimum.",
        "Seeing her takes {m} at least.",
        "The meeting with {w} must run {m} or longer.",
    ),
    available_and_lasting=("{w} | {p} | {t1} - {t2} | {m}\n",),
    travel=(
        ("", "Getting from {x} to {y} takes {k} minutes.", " "),
        ("", "{y} is {k} minutes from {x}.", " "),
        ("Distances:\n", "{x} → {y} = {k}", "\n"),
        ("", "It is a {k}-minute trip from {x} to {y}.", "\n"),
    ),
    clock=("09:30", "9.30 pm"),
    span=("{h}", "{m} mins"),
)
