"""The plan that a conversation has come to, read from its checkpoint with all that it rests on."""

from collections.abc import Mapping
from typing import Any

from langchain_core.runnables import RunnableConfig

from graphs.basis import airports_of, served
from graphs.result import TurnResult
from graphs.turn import Turn
from travel.errors import BadInput
from travel.evidence import Evidence
from travel.gazetteer import Gazetteer
from travel.itinerary import Itinerary
from travel.places import Airport, Place
from travel.provenance import Provenance
from travel.request import TripRequest
from travel.turn import Language, TurnRequest
from travel.value import Value


class KeptPlan(Value):
    """An itinerary with its request, and what has to be known to check it, show it and map it."""

    thread_id: str
    language: Language = "en"
    request: TripRequest
    itinerary: Itinerary
    sources: tuple[Provenance, ...] = ()
    basis: Evidence | None = None  # None where the plan was kept before evidence was kept with it
    airports: Mapping[str, Airport] = {}  # of its flights and transfers, by code
    cities: Mapping[str, Place] = {}  # that it sleeps in, leaves and returns to, by name
    served: Mapping[str, str] = {}  # the city that each airport serves, by code

    @property
    def sandbox(self) -> bool:
        return any(source.sandbox for source in self.sources)

    def as_result(self) -> TurnResult:
        """As a turn that shows the plan and changes nothing."""
        turn = TurnRequest(language=self.language, intent=self.request.intent, request=self.request)
        return TurnResult(
            thread_id=self.thread_id,
            turn=turn,
            request=self.request,
            itinerary=self.itinerary,
            sources=self.sources,
            airports=self.served,
        )


async def read_plan(turn: Turn, gazetteer: Gazetteer, thread_id: str) -> KeptPlan:
    """Raises BadInput where there is no such conversation, or it has no plan as yet."""
    config: RunnableConfig = {"configurable": {"thread_id": thread_id}}
    values: dict[str, Any] = (await turn.aget_state(config)).values
    if not values:
        raise BadInput(f"there is no conversation {thread_id!r}")
    itinerary: Itinerary | None = values.get("itinerary")
    if itinerary is None:
        raise BadInput(f"the conversation {thread_id!r} has no plan yet")
    basis: Evidence | None = values.get("basis")
    request: TripRequest = values.get("planned") or values["request"]
    airports = _airports(itinerary, basis, gazetteer)
    return KeptPlan(
        thread_id=thread_id,
        language=values["turn"].language,
        request=request,
        itinerary=itinerary,
        sources=values.get("sources", ()),
        basis=basis,
        airports=airports,
        cities=_cities(itinerary, request, basis, gazetteer),
        served=served(airports, gazetteer),
    )


def _airports(
    itinerary: Itinerary, basis: Evidence | None, gazetteer: Gazetteer
) -> dict[str, Airport]:
    """As the providers said where they did."""
    known = airports_of(itinerary.flights, gazetteer)
    if basis is None:
        return known
    return {code: basis.airports.get(code, airport) for code, airport in known.items()}


def _cities(
    itinerary: Itinerary, request: TripRequest, basis: Evidence | None, gazetteer: Gazetteer
) -> dict[str, Place]:
    ends = (request.origin, request.return_from, request.return_to)
    known = {place.name: place for place in ends if place is not None}
    known |= {stop.place.sleeps_in: stop.place for stop in request.stops if not stop.place.base}
    known |= dict(basis.cities) if basis is not None else {}
    names = {name for offer in itinerary.grounds for name in (offer.origin, offer.destination)}
    names |= {day.city for day in itinerary.days}
    found = {name: gazetteer.city(name) for name in sorted(names - known.keys())}
    return {**known, **{name: place for name, place in found.items() if place is not None}}
