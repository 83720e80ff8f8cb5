"""Small talk, and questions about the plan that need no new search."""

from collections.abc import Callable, Mapping

from graphs.answer.beds import price, refund, stars, stay_lines, where
from graphs.answer.bookings import given_back, told
from graphs.answer.costs import ceiling_of, cost_notes, cost_table, left_of_budget
from graphs.answer.days import day_sections
from graphs.answer.layout import blocks, bullets
from graphs.answer.legs import Leg, how, leg_lines, legs_of
from graphs.answer.notes import sandbox, sandbox_of, unread, usual
from graphs.answer.recap import recap
from graphs.answer.trip import weather
from graphs.answer.wishes import in_own_words
from graphs.answer.words import Words
from graphs.result import TurnResult
from travel.itinerary import Itinerary
from travel.offers import GroundOffer
from travel.turn import Question
from travel.wishes import WishSlot

AIR_WISHES: tuple[WishSlot, ...] = (
    "cabin", "max_stops", "depart_after", "depart_before", "arrive_after", "arrive_before",
    "return_after", "return_before", "bags", "airline", "avoid_airline",
)  # fmt: skip
BED_WISHES: tuple[WishSlot, ...] = (
    *("named_hotel", "min_stars", "board", "rooms", "near_centre", "amenities", "hotels", "areas"),
)
SAID_AS_IT_STANDS: frozenset[Question] = frozenset(
    ("help", "thanks", "greeting", "goodbye", "yes", "no", "injection", "off_topic", "alternatives")
)


def converse(w: Words, result: TurnResult) -> str:
    """The answer to what the person asks, from the plan as it stands."""
    asks = result.turn.asks
    assert asks is not None
    if asks in SAID_AS_IT_STANDS:
        return _phrase(w, asks, result.itinerary is not None)
    if asks in ("cancel_flight", "cancel_stay"):
        return given_back(w, result)
    if result.itinerary is None:
        return w("talk.no_plan")
    said = ABOUT[asks](w, result, result.itinerary)
    if not said:
        return w("talk.not_in_plan")
    return blocks(said, _sandbox(w, result, result.itinerary, asks))


def _sandbox(w: Words, result: TurnResult, plan: Itinerary, asks: Question) -> str:
    """Of what this question shows."""
    if asks == "show_days":
        return sandbox(w, result, plan)
    if asks == "show_weather":
        return sandbox_of(w, result, "climate") if usual(plan) else ""
    return sandbox_of(w, result, "prices") if result.sandbox else ""


def _phrase(w: Words, asks: str, planned: bool) -> str:
    own = f"talk.{asks}_planned"
    return w(own if planned and w.has(own) else f"talk.{asks}")


def _flight(w: Words, result: TurnResult, plan: Itinerary) -> str:
    return bullets(leg_lines(w, plan, result.request))


def _stay(w: Words, result: TurnResult, plan: Itinerary) -> str:
    return stay_lines(w, plan, result.request)


def _days(w: Words, result: TurnResult, plan: Itinerary) -> str:
    return blocks(*day_sections(w, plan))


def _weather(w: Words, result: TurnResult, plan: Itinerary) -> str:
    return weather(w, plan, result.request)


def _budget(w: Words, result: TurnResult, plan: Itinerary) -> str:
    table = cost_table(w, plan, result.request)
    return blocks(table, cost_notes(w, plan), _against_budget(w, result, plan))


def _against_budget(w: Words, result: TurnResult, plan: Itinerary) -> str | None:
    """What is left of the budget, or is missing; None without one in the plan's currency."""
    left, ceiling = left_of_budget(plan, result.request), ceiling_of(plan, result.request)
    if left is None or ceiling is None:
        return None
    side = "under" if left.amount >= 0 else "over"
    gap = w.money(left if left.amount >= 0 else plan.total - ceiling)
    return w(f"why.{side}_budget", gap=gap, budget=w.money(ceiling))


def _why_price(w: Words, result: TurnResult, plan: Itinerary) -> str:
    return blocks(w("why.price", total=w.money(plan.total)), _budget(w, result, plan))


def _why_hotel(w: Words, result: TurnResult, plan: Itinerary) -> str:
    lines = [
        w(
            "why.stay",
            name=stay.name,
            stars=stars(stay),
            where=where(w, stay, city=True),
            price=price(w, stay),
            refund=refund(w, stay),
        )
        for stay in plan.stays
    ]
    wishes = _wished(w, result, BED_WISHES)
    return blocks(w("why.hotel"), bullets(lines), wishes, w("why.other_hotel")) if lines else ""


def _why_flight(w: Words, result: TurnResult, plan: Itinerary) -> str:
    lines = [_reason(w, leg) for leg in legs_of(plan)]
    wishes = _wished(w, result, AIR_WISHES)
    return (
        blocks(w("why.flight"), bullets(filter(None, lines)), wishes, w("why.other_flight"))
        if lines
        else ""
    )


def _reason(w: Words, leg: Leg) -> str:
    ride = leg.ride
    if isinstance(ride, GroundOffer):
        return ""
    times = f"{w.clock(ride.depart)} → {w.clock_after(ride.arrive, ride.depart)}"
    return f"{w.day(ride.depart.date())}, {times}, {how(w, ride)}"


def _wished(w: Words, result: TurnResult, slots: tuple[WishSlot, ...]) -> str | None:
    wishes = [in_own_words(w, each) for each in result.request.wishes if each.slot in slots]
    return w("why.wished", wishes=w.all_of(wishes)) if wishes else None


About = Callable[[Words, TurnResult, Itinerary], str]
ABOUT: Mapping[Question, About] = {
    "show_flight": _flight,
    "show_stay": _stay,
    "show_days": _days,
    "show_weather": _weather,
    "show_budget": _budget,
    "recap": recap,
    "why_price": _why_price,
    "why_hotel": _why_hotel,
    "why_flight": _why_flight,
    "booking": told,
    "book_flight": told,
    "book_stay": told,
}


def not_understood(w: Words, result: TurnResult) -> str:
    """What could be said instead, where a turn neither planned nor asked for anything."""
    lead = unread(w, result) or w("talk.not_understood")
    return blocks(lead, _phrase(w, "help", result.itinerary is not None))
