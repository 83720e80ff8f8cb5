"""A turn's result as the JSON object that scripts read; its schema is `cli/plan.schema.json`."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.exits import Exit
from graphs.result import TurnResult
from planning.frame import nights_per_stop
from tools.cache import Use
from travel.advisory import Advisory
from travel.booking import Asked, TravellerDetails, Word
from travel.errors import BadInput
from travel.itinerary import Clashing, Item, Itinerary, Outcome, Relaxation, Violation
from travel.money import Money
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.places import Place
from travel.provenance import Provenance
from travel.request import Budget, TripRequest
from travel.weather import WeatherDay

if TYPE_CHECKING:
    from tools.http import VendorUse

Object = dict[str, Any]


def exit_code(result: TurnResult) -> Exit:
    """0 for a plan, an answer or a question, 2 for bad input, 3 when the request can't be met."""
    if result.turn.problems:
        return Exit.BAD_INPUT
    if result.outcome is not None and result.outcome.itinerary is None:
        return Exit.CANT_BE_MET
    return Exit.DONE


class JsonWord(NamedTuple):
    id: str
    word: Word
    travellers: TravellerDetails | None


def json_word(line: str) -> JsonWord | None:
    """The answer `{"id", "says": "yes" | "no", "digest", "travellers"}` to what waits; None for a message.

    `digest` is repeated from what was shown. Raises BadInput.
    """
    if not line.startswith("{"):
        return None
    try:
        found = json.loads(line)
        given = {"says": found.get("says"), "digest": found.get("digest", "")}
        details = found.get("travellers")
        travellers = None if details is None else TravellerDetails.model_validate(details)
        return JsonWord(str(found["id"]), Word.model_validate(given), travellers)
    except (ValueError, KeyError):  # never with the input: it may hold personal data
        raise BadInput(
            'an answer is {"id", "says": "yes" or "no", "digest", "travellers"}'
        ) from None


def waiting(asked: Mapping[str, Asked]) -> list[Object]:
    """What the turn waits for a person's word on."""
    return [{"id": id, **what.model_dump(mode="json")} for id, what in asked.items()]


def as_object(result: TurnResult) -> Object:
    """Instants are ISO 8601 with offset, amounts are strings."""
    outcome = result.outcome
    failed = outcome is not None and outcome.itinerary is None
    return {
        "thread_id": result.thread_id,
        "request": _request(result.request, result.turn.intent),
        "question": result.question,
        "itinerary": None if failed or not result.itinerary else _itinerary(result.itinerary),
        "violations": [_violation(each) for each in outcome.violations] if outcome else [],
        "relaxations": [_relaxation(each) for each in outcome.relaxations] if outcome else [],
        **({"clash": [_clashing(each) for each in outcome.clash]} if outcome and failed else {}),
        **_disrupted(outcome),
        "advisories": [_advisory(each) for each in result.advisories],
        "evidence": [_source(each) for each in result.sources],
        "answer": result.answer,
        "usage": {
            "model_calls": result.usage.model_calls,
            "input_tokens": result.usage.input_tokens,
            "output_tokens": result.usage.output_tokens,
            "cost": None if result.usage.cost is None else str(result.usage.cost),
        },
        "degraded": bool(result.degraded),
        "sandbox": result.sandbox,
    }


def asked_of_providers(uses: Sequence[Use], traffic: "Sequence[VendorUse]") -> Object:
    """Since the command began: what was asked of each provider, and what of it went out over HTTP."""
    return {
        "asked": [each.model_dump(mode="json") for each in uses],
        "requests": [each.model_dump(mode="json") for each in traffic],
    }


def _disrupted(outcome: Outcome | None) -> Object:
    """Only after something went wrong: from when on the plan is new, and what is lost."""
    if outcome is None or outcome.since is None:
        return {}
    lost = [each.model_dump(mode="json") for each in outcome.lost]
    return {"since": outcome.since.isoformat(), "lost": lost}


def _request(request: TripRequest, intent: str) -> Object:
    dates = request.settled_dates if request.dates.known else request.dates
    budget = request.budgets[0] if request.budgets else None
    return {
        "intent": intent,
        "origin": _place(request.origin) if request.origin else None,
        "destinations": _destinations(request, dates.nights),
        "return_from": _place(request.return_from) if request.return_from else None,
        "return_to": _place(request.return_to) if request.return_to else None,
        "one_way": request.one_way,
        "start": dates.start.isoformat() if dates.start else None,
        "end": dates.end.isoformat() if dates.end else None,
        "window": [dates.window.earliest.isoformat(), dates.window.latest.isoformat()]
        if dates.window
        else None,
        "nights": dates.nights,
        "party": {"adults": request.party.adults, "children": list(request.party.children)},
        "budget": _budget(budget) if budget else None,
        "budgets": [_budget(each) for each in request.budgets],
        "wishes": [
            {
                "slot": wish.slot,
                "value": list(wish.value) if isinstance(wish.value, tuple) else wish.value,
                "hard": wish.hard,
                "words": wish.words,
            }
            for wish in request.wishes
        ],
    }


def _destinations(request: TripRequest, nights: int | None) -> list[Object]:
    """With the nights at each: as said, and else as they are shared out once the dates are known."""
    shared = (
        nights_per_stop(request, nights) if nights is not None else (None,) * len(request.stops)
    )
    return [
        {**_place(stop.place), "nights": count}
        for stop, count in zip(request.stops, shared, strict=True)
    ]


def _budget(budget: Budget) -> Object:
    return {**_money(budget.amount), "basis": budget.basis, "scope": budget.scope}


def _place(place: Place) -> Object:
    return {"name": place.name, "iata": place.iata, "country": place.country}


def _itinerary(itinerary: Itinerary) -> Object:
    flights = [leg for offer in itinerary.flights for leg in _flight_legs(offer)]
    grounds = [_ground_leg(offer) for offer in itinerary.grounds]
    legs = sorted([*flights, *grounds], key=lambda leg: datetime.fromisoformat(leg["depart"]))
    return {
        "legs": legs,
        "stays": [_stay(offer) for offer in itinerary.stays],
        "days": [
            {
                "date": day.date.isoformat(),
                "city": day.city,
                "weather": _weather(day.weather) if day.weather else None,
                "items": [_item(item) for item in day.items],
            }
            for day in itinerary.days
        ],
        "total": _money(itinerary.total),
    }


def _flight_legs(offer: FlightOffer) -> list[Object]:
    """A leg a segment; the first carries the price of the whole offer, the others none."""
    segments = [segment for each in offer.slices for segment in each.segments]
    return [
        {
            "mode": "flight",
            "carrier": segment.carrier,
            "carrier_name": segment.carrier_name,
            "number": segment.number,
            "from": segment.origin,
            "to": segment.destination,
            "depart": segment.depart.isoformat(),
            "arrive": segment.arrive.isoformat(),
            "cabin": segment.cabin,
            "price": _money(offer.price) if index == 0 else None,
            "offer_id": offer.id,
            "evidence": offer.provenance.id,
        }
        for index, segment in enumerate(segments)
    ]


def _ground_leg(offer: GroundOffer) -> Object:
    return {
        "mode": offer.mode,
        "carrier": offer.operator,
        "carrier_name": offer.operator,
        "number": offer.number,
        "from": offer.origin,
        "to": offer.destination,
        "depart": offer.depart.isoformat(),
        "arrive": offer.arrive.isoformat(),
        "cabin": None,
        "price": _money(offer.price),
        "offer_id": offer.id,
        "evidence": offer.provenance.id,
    }


def _stay(offer: StayOffer) -> Object:
    return {
        "name": offer.name,
        "city": offer.city,
        "area": offer.area,
        "stars": offer.stars,
        "rating": offer.rating,
        "board": offer.board,
        "rooms": offer.rooms,
        "check_in": offer.check_in.isoformat(),
        "check_out": offer.check_out.isoformat(),
        "nights": offer.nights,
        "price": _money(offer.price),
        "offer_id": offer.id,
        "evidence": offer.provenance.id,
    }


def _weather(weather: WeatherDay) -> Object:
    return {
        "kind": weather.kind,
        "summary": weather.summary,
        "high_c": weather.high_c,
        "low_c": weather.low_c,
        "rain_chance": weather.rain_chance,
        "source": weather.provenance.id,
    }


def _item(item: Item) -> Object:
    return {
        "kind": item.kind,
        "name": item.name,
        "start": item.start.isoformat(),
        "end": item.end.isoformat(),
        "lat": item.lat,
        "lon": item.lon,
        "price": _money(item.price) if item.price else None,
        "source": item.evidence,
    }


def _violation(violation: Violation) -> Object:
    return {
        "rule": violation.rule,
        "subject": violation.subject,
        "detail": violation.detail,
        "wish": violation.wish or None,
    }


def _clashing(clashing: Clashing) -> Object:
    return {"wish": clashing.wish, "words": clashing.words}


def _relaxation(relaxation: Relaxation) -> Object:
    return {
        "wish": relaxation.wish,
        "words": relaxation.words,
        "change": relaxation.change,
        "detail": relaxation.detail,
        "cost": _money(relaxation.cost) if relaxation.cost else None,
    }


def _advisory(advisory: Advisory) -> Object:
    return {
        "country": advisory.country,
        "issuer": advisory.provenance.provider,
        "level": advisory.level,
        "parts_level": advisory.parts_level,
        "words": advisory.words,
        "passport": advisory.passport or None,
        "updated": advisory.updated.isoformat(),
        "url": advisory.url,
        "source": advisory.provenance.id,
    }


def _source(source: Provenance) -> Object:
    return {
        "id": source.id,
        "provider": source.provider,
        "retrieved_at": source.retrieved_at.isoformat(),
        "expires_at": source.expires_at.isoformat() if source.expires_at else None,
        "sandbox": source.sandbox,
        "note": source.note,
    }


def _money(amount: Money) -> Object:
    return {"amount": str(amount.amount), "currency": amount.currency}
