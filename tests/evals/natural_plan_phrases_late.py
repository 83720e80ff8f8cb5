"""More ways to word a puzzle, written once the reader read the others."""

from tests.evals.natural_plan_phrases import MeetingPhrases, TripPhrases

TRIPS_LATE = TripPhrases(
    opening=(
        "Your itinerary covers {N} European cities in {D} days; transfers between them must be"
        " nonstop flights.",
        "You've got {D} days off and {N} cities to see.",
        "I have {D} days of vacation for {N} cities. Direct flights only!",
        "Design a {Dw}-day route through {N} cities in Europe.",
        "The vacation is {D} days long.",
        "Day 1 is the arrival and day {D} is the last day of the trip, which visits {N} cities.",
    ),
    stay=(
        "Allocate {n} days to {c}.",
        "{c} needs {n} days.",
        "Stay {nw} days in {c}.",
        "The plan is to be in {c} for {n} days.",
        "{c} - {n} days.",
        "For {n} days you will explore {c}.",
        "You intend to pass {nw} days in beautiful {c}.",
        "Your time in {c} should come to {n} days.",
        "{c} will take up {n} of your days.",
    ),
    window=(
        "A conference in {c} occupies days {a} through {b}.",
        "You promised to see relatives in {c} sometime from day {a} to day {b}.",
        "There is a wedding in {c} that falls between day {a} and day {b}.",
        "The show you want to attend in {c} is on from day {a} to day {b} every year.",
        "A friend of yours hopes to run into you in {c} at some point between day {a} and day {b}.",
        "Make sure to be in {c} from day {a} to day {b}, because of a workshop.",
        "You are expected at a meeting in {c} on day {a} and on day {b}.",
        "Day {a} through day {b} must be spent in {c}, where your friends are waiting for a tour"
        " together.",
        "Your workshop in {c} begins on the {ao} day of the trip and ends on the {bo}.",
    ),
    stay_and_window=(
        "You want to stay {n} days in {c} and attend a wedding there between day {a} and day {b}.",
        "{c} gets {n} days; you will meet friends there between days {a} and {b}.",
        "During your {n}-day stop in {c} you have a conference on day {a} and day {b}.",
        "Between day {a} and day {b}, relatives want to see you in {c}, a city you give {n} days.",
    ),
    flights=(
        (
            "Nonstop flights operate",
            "between {x} and {y}",
            "from {x} to {y} only",
            ", ",
        ),
        ("Direct connections:", "{x} & {y}", "{x} => {y}", " | "),
        ("These cities are connected by direct flights:", "{x} and {y}", "from {x} to {y}", "; "),
        ("", "There are direct flights between {x} and {y}.", "One can fly from {x} to {y}.", " "),
        ("Airline map (two-way unless noted)\n", "{x}, {y}", "{x} to {y} (one-way)", "\n"),
        (
            "Direct flights are available on the routes",
            "{x} to {y} and back",
            "{x} to {y} (no return flight)",
            ", ",
        ),
        ("You can fly nonstop", "from {x} to {y} and vice versa", "from {x} to {y}", ", "),
    ),
    closing=(
        "In what order should the cities be visited?",
        "Give me a day-by-day plan that uses all {D} days.",
        "Find a trip plan.",
    ),
)

MEETINGS_LATE = MeetingPhrases(
    opening=(
        "Today you explore San Francisco and hope to catch up with as many friends as you can.",
        "CONSTRAINTS:",
        "Your aim is to maximise the number of people you see. Think about several schedules.",
    ),
    start=(
        "You begin your day at {p} at {t}.",
        "You reach {p} at {t}.",
        "It is {t} and you are at {p}.",
        "Your train pulls in at {p} at {t}.",
        "{t} is when you arrive at {p}.",
    ),
    available=(
        "{w} is available at {p} between {t1} and {t2}.",
        "{w} stays at {p} from {t1} through {t2}.",
        "Look for {w} at {p}: {t1} to {t2}.",
        "{w} plans to be at {p} starting at {t1} until {t2}.",
        "{p} is where {w} will be from {t1} to {t2}.",
        "{w} arrives at {p} at {t1} and departs at {t2}.",
        "{w} can only do {t1} to {t2}, at {p}.",
    ),
    lasting=(
        "You need at least {m} with {w}.",
        "You'd like to spend {m} or more with {w}.",
        "Plan on seeing {w} for a minimum of {m}.",
        "Give {w} {m} or more.",
        "A meeting with {w} takes {m}.",
        "You hope to talk with him for {m} or longer.",
    ),
    available_and_lasting=(
        "Plan at least {m} with {w}, who can be found at {p} from {t1} until {t2}.",
        "You want to meet {w} for {m}; {w} will be at {p} from {t1} to {t2}.",
        "{w} - {p}, {t1} to {t2}, at least {m}.\n",
        "See {w} at {p} (there {t1} to {t2}) for {m} minimum.",
        "Between {t1} and {t2} you can spend {m} with {w} at {p}.",
    ),
    travel=(
        ("How long it takes to get around:\n", "{x} - {y}: {k} minutes", "\n"),
        ("", "Travelling from {x} to {y} takes {k} minutes.", " "),
        ("", "You need {k} minutes to get from {x} to {y}.", " "),
        ("", "The trip from {x} to {y} is {k} minutes long.", " "),
        ("Travel times:", "{x} to {y} ({k} min)", ", "),
        ("", "To go to {y} from {x}, allow {k} minutes.", "\n"),
        ("", "If you are at {x}, {y} is {k} minutes away.", "\n"),
        ("| from | to | minutes |\n|---|---|---|\n", "| {x} | {y} | {k} |", "\n"),
    ),
    clock=("9:30 AM", "09:30", "9:30AM", "9.30 pm"),
    span=("{m} minutes", "{h}"),
)
