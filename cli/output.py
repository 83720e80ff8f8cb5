"""A turn's result as the JSON object that scripts read; its schema is `cli/plan.schema.json`."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.exits import Exit
from cli.trips import alternatives_object, itinerary_object, money_object, violation_object
from graphs.result import TurnResult
from planning.frame import nights_per_stop
from tools.cache import Use
from travel.advisory import Advisory
from travel.booking import Asked, TravellerDetails, Word
from travel.errors import BadInput
from travel.itinerary import Outcome, Relaxation
from travel.places import Place
from travel.provenance import Provenance
from travel.request import Budget, TripRequest

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
        "itinerary": None if failed or not result.itinerary else itinerary_object(result.itinerary),
        "violations": [violation_object(each) for each in outcome.violations] if outcome else [],
        "relaxations": [_relaxation(each) for each in outcome.relaxations] if outcome else [],
        **(_clash(outcome) if outcome and failed else {}),
        **_disrupted(outcome),
        **alternatives_object(result.alternatives),
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
    return {**money_object(budget.amount), "basis": budget.basis, "scope": budget.scope}


def _place(place: Place) -> Object:
    return {"name": place.name, "iata": place.iata, "country": place.country}


def _clash(outcome: Outcome) -> Object:
    stuck = outcome.out_of_reach
    return {
        "clash": [{"wish": each.wish, "words": each.words} for each in outcome.clash],
        **({"out_of_reach": [each.model_dump(mode="json") for each in stuck]} if stuck else {}),
    }


def _relaxation(relaxation: Relaxation) -> Object:
    return {
        "wish": relaxation.wish,
        "words": relaxation.words,
        "change": relaxation.change,
        "detail": relaxation.detail,
        "cost": money_object(relaxation.cost) if relaxation.cost else None,
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
