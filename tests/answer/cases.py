"""One turn result for every kind of answer, by name; each in any language."""

from collections.abc import Callable, Mapping

from graphs.result import TurnResult
from tests.answer.factory import (
    BAIXA,
    CHEAPER,
    CHIADO,
    NO_EARLY,
    NONSTOP,
    SOURCES,
    family_plan,
    family_request,
    lisbon_days,
    lisbon_plan,
    lisbon_request,
    place,
    planned,
    proposal,
    result,
    window,
)  # fmt: skip
from travel.dates import TravelDates
from travel.itinerary import Outcome, Relaxation, Violation
from travel.money import money
from travel.party import Party
from travel.request import Budget, TripRequest
from travel.turn import Ambiguity, Edit, Problem
from travel.wishes import Wish

Case = Callable[[str], TurnResult]
SAID: Mapping[str, Mapping[str, str]] = {
    "de": {
        "no early flights": "keine frühen Flüge",
        "somewhere warm": "irgendwo, wo es warm ist",
        "a good hotel": "ein gutes Hotel",
        "900 euros at most": "höchstens 900 Euro",
        "with a pool": "mit Pool",
        "nothing hectic": "nichts Hektisches",
    },
    "es": {
        "no early flights": "sin vuelos tempranos",
        "somewhere warm": "un lugar cálido",
        "a good hotel": "un buen hotel",
        "900 euros at most": "900 euros como máximo",
        "with a pool": "con piscina",
        "nothing hectic": "sin prisas",
    },
    "fr": {
        "no early flights": "pas de vol tôt le matin",
        "somewhere warm": "un endroit chaud",
        "a good hotel": "un bon hôtel",
        "900 euros at most": "900 euros au plus",
        "with a pool": "avec piscine",
        "nothing hectic": "rien de trépidant",
    },
}


def in_language(given: TurnResult, language: str) -> TurnResult:
    """With the person's words in the language of the turn."""
    known = SAID.get(language, {})

    def worded(request: TripRequest) -> TripRequest:
        wishes = tuple(
            wish.model_copy(update={"words": known.get(wish.words, wish.words)})
            for wish in request.wishes
        )
        budgets = tuple(
            each.model_copy(update={"words": known.get(each.words, each.words)})
            for each in request.budgets
        )
        return request.model_copy(update={"wishes": wishes, "budgets": budgets})

    turn = given.turn.model_copy(update={"request": worded(given.turn.request)})
    return given.model_copy(update={"request": worded(given.request), "turn": turn})


def trip(language: str) -> TurnResult:
    return result(lisbon_request(), lisbon_plan(), turn={"language": language})


def family(language: str) -> TurnResult:
    plan = family_plan()
    unmet = Violation(
        rule="wish.amenities",
        subject="Residenza Oltrarno",
        detail="Residenza Oltrarno has no pool.",
        wish="amenities",
    )
    outcome = Outcome(itinerary=plan, unmet=(unmet,))
    return result(family_request(), plan, turn={"language": language}, outcome=outcome)


def flight(language: str) -> TurnResult:
    request = lisbon_request(intent="flight", budgets=())
    plan = planned(flights=(NONSTOP,))
    return result(request, plan, turn={"language": language}, flights=(NONSTOP, CHEAPER))


def stay(language: str) -> TurnResult:
    request = lisbon_request(
        intent="stay", origin=None, wishes=(),
        budgets=(Budget(amount=money(150, "EUR"), basis="per_night", scope="stay"),),
    )  # fmt: skip
    return result(
        request, planned(stays=(BAIXA,)), turn={"language": language}, stays=(BAIXA, CHIADO)
    )


def weather(language: str) -> TurnResult:
    days = tuple(day.model_copy(update={"items": ()}) for day in lisbon_days())
    request = lisbon_request(intent="weather", wishes=(), budgets=())
    return result(request, planned(days=days), turn={"language": language})


def activities(language: str) -> TurnResult:
    days = tuple(
        day.model_copy(update={"items": tuple(i for i in day.items if i.kind in ("sight", "meal"))})
        for day in lisbon_days()[1:3]
    )
    request = lisbon_request(intent="activities", wishes=(), budgets=())
    return result(request, planned(days=days), turn={"language": language})


def warm(language: str) -> TurnResult:
    wish = Wish(slot="climate", value="warm", words="somewhere warm")
    request = lisbon_request(wishes=(wish,))
    proposals = (
        proposal("Lisbon", "PT", 14, 22, 6.4, 1020, chosen=True),
        proposal("Faro", "PT", 14, 23, 3.8, 1104),
        proposal("Palermo", "IT", 15, 24, 4.1, 1260),
    )
    return result(request, lisbon_plan(), turn={"language": language}, proposals=proposals)


def cheaper(language: str) -> TurnResult:
    """Another flight and another hotel, the rest as it was."""
    edits = (Edit(kind="cheaper", words="cheaper please"),)
    return result(
        lisbon_request(),
        lisbon_plan(CHEAPER, CHIADO),
        turn={"language": language, "edits": edits, "about_plan": True},
        before=lisbon_plan(),
    )


def no_cheaper(language: str) -> TurnResult:
    edits = (Edit(kind="cheaper", words="cheaper please"),)
    return result(
        lisbon_request(),
        lisbon_plan(),
        turn={"language": language, "edits": edits, "about_plan": True},
        before=lisbon_plan(),
    )


def clash(language: str) -> TurnResult:
    """A budget and a departure that no plan meets at once."""
    request = lisbon_request(
        budgets=(Budget(amount=money(900, "EUR"), words="900 euros at most"),),
        wishes=(NO_EARLY, Wish(slot="min_stars", value=4, words="a good hotel")),
    )
    outcome = Outcome(
        nearest=lisbon_plan(),
        violations=(
            Violation(
                rule="budget.trip", subject="trip", wish="budget",
                detail="The trip costs 1258.60 EUR, 358.60 EUR more than the 900.00 EUR there are.",
            ),
            Violation(
                rule="wish.min_stars", subject="Pensão Aurora", wish="min_stars",
                detail="Pensão Aurora has 3 stars, not 4.",
            ),
        ),
        relaxations=(
            Relaxation(
                wish="budget", words="900 euros at most", change="budget=1260 EUR",
                detail="With a budget of 1260 EUR.", cost=money("1258.60", "EUR"),
            ),
            Relaxation(
                wish="min_stars", words="a good hotel", change="min_stars=3",
                detail="With 3 stars.", cost=money("890.00", "EUR"),
            ),
            Relaxation(
                wish="dates", words="", change="start=2026-05-06",
                detail="Leaving on 2026-05-06.", cost=money("872.40", "EUR"),
            ),
        ),
    )  # fmt: skip
    return result(
        request, None, turn={"language": language}, outcome=outcome, sources=SOURCES,
        before=lisbon_plan(), itinerary=lisbon_plan(),
    )  # fmt: skip


def no_offers(language: str) -> TurnResult:
    outcome = Outcome(
        violations=(
            Violation(
                rule="offers.flights", subject="Berlin to Lisbon",
                detail="No flight or other way from Berlin to Lisbon on 2026-05-08 is on offer.",
            ),
        ),
    )  # fmt: skip
    return result(
        lisbon_request(), None, turn={"language": language}, outcome=outcome,
        failures=("sandbox:flights: unavailable (took too long)",),
    )  # fmt: skip


def missing(language: str) -> TurnResult:
    request = lisbon_request(origin=None, dates=TravelDates(nights=5))
    return result(request, turn={"language": language})


def missing_all(language: str) -> TurnResult:
    return result(TripRequest(party=Party(adults=2)), turn={"language": language})


def which_place(language: str) -> TurnResult:
    candidates = (
        place("Córdoba", "ES", 37.9, -4.8, "Europe/Madrid"),
        place("Córdoba", "AR", -31.4, -64.2, "America/Argentina/Cordoba"),
        place("Springfield", "US", 39.8, -89.6, "America/Chicago", admin="Illinois"),
        place("Springfield", "US", 37.2, -93.3, "America/Chicago", admin="Missouri"),
    )
    ambiguity = Ambiguity(words="Cordoba", slot="destination", candidates=candidates)
    request = lisbon_request(stops=(), dates=window("2026-05-01", "2026-05-31", 5))
    return result(request, turn={"language": language, "ambiguities": (ambiguity,)})


def unknown_place(language: str) -> TurnResult:
    problem = Problem(code="unknown_place", words="Lisbboa", hint="Lisbon")
    request = lisbon_request(stops=())
    return result(request, turn={"language": language, "problems": (problem,)})


def beside_the_plan(language: str) -> TurnResult:
    """A plan that is degraded, with findings of an agent beside it."""
    return result(
        lisbon_request(), lisbon_plan(CHEAPER), turn={"language": language},
        degraded=("The language model took too long.",),
        findings=("No visa is needed for citizens of the EU.",),
    )  # fmt: skip


def told(name: str, language: str) -> TurnResult:
    """The case of that name."""
    return in_language(CASES[name](language), language)


CASES: Mapping[str, Case] = {
    case.__name__: case
    for case in (
        trip, family, flight, stay, weather, activities, warm, cheaper, no_cheaper, clash, no_offers,
        missing, missing_all, which_place, unknown_place, beside_the_plan,
    )
}  # fmt: skip
