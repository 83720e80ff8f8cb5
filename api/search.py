"""`/search`: places, flights and beds by the tools that agents use, asked by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from agents.destination import climate_query
from api.house import House
from api.problems import Problem
from tools.flights import FlightArguments, flight_query
from tools.merging import Merged
from tools.stays import StayArguments, stay_query
from travel.gazetteer import Gazetteer
from travel.offers import FlightOffer, StayOffer
from travel.places import Place
from travel.wishes import Climate

FARTHEST_AHEAD = 700  # days; nobody sells anything later
MOST = 50
Name = Annotated[str, Field(min_length=1, max_length=100, examples=["Lisbon"])]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Limit = Annotated[int, Field(ge=1, le=MOST)]


class FlightSearch(FlightArguments):
    origin: Name = Field(description="city or IATA code", examples=["Berlin"])
    destination: Name = Field(description="city or IATA code", examples=["LIS"])
    currency: Currency = "EUR"
    limit: Limit = 10


class StaySearch(StayArguments):
    city: Name
    currency: Currency = "EUR"
    limit: Limit = 10


class DestinationSearch(BaseModel):
    """By `name`, or by a `climate` in a `month`."""

    name: Name | None = None
    climate: Climate | None = Field(default=None, examples=["warm"])
    month: Annotated[int, Field(ge=1, le=12)] | None = Field(default=None, examples=[5])
    with_: Literal["beach"] | None = Field(default=None, alias="with")
    limit: Limit = 10


def routes(house: House) -> APIRouter:
    router = APIRouter(prefix="/search", tags=["Search"])
    toolbox, gazetteer = house.tripsage.deps.toolbox, house.tripsage.deps.gazetteer

    @router.get("/destinations")
    async def destinations(
        asked: Annotated[DestinationSearch, Query()], user: Annotated[str, Depends(house.caller)]
    ) -> dict[str, Any]:
        """Places of a name, the likeliest first; or those that deserve the word in that month."""
        if asked.name is not None:
            found = gazetteer.lookup(asked.name).candidates[: asked.limit]
            return {"destinations": [{"place": _place(each)} for each in found]}
        if asked.climate is None or asked.month is None:
            raise Problem(422, "invalid", "Say a name, or a climate and a month.")
        beach = asked.with_ == "beach"
        query = climate_query(asked.month, asked.climate, beach=beach, limit=asked.limit)
        rows = [
            {"place": _place(place), "climate": each.model_dump(mode="json")}
            for each in await toolbox.weather.climate(query)
            if (place := gazetteer.city(each.city, each.country)) is not None
        ]
        return {"destinations": rows}

    @router.get("/flights")
    async def flights(
        asked: Annotated[FlightSearch, Query()], user: Annotated[str, Depends(house.caller)]
    ) -> dict[str, Any]:
        """Offers one way or return, priced for all travellers, the cheapest first."""
        _sold(house, gazetteer, asked.departure_date, asked.currency)
        _sold(house, gazetteer, asked.return_date or asked.departure_date, asked.currency)
        query = flight_query(asked, gazetteer)
        said = {"currency": asked.currency, "limit": asked.limit}
        return _offers(await toolbox.flights.search(query.model_copy(update=said)))

    @router.get("/stays")
    async def stays(
        asked: Annotated[StaySearch, Query()], user: Annotated[str, Depends(house.caller)]
    ) -> dict[str, Any]:
        """Beds, priced for all nights and rooms."""
        _sold(house, gazetteer, asked.check_in, asked.currency)
        query = stay_query(asked, gazetteer)
        said = {"currency": asked.currency, "limit": asked.limit}
        return _offers(await toolbox.stays.search(query.model_copy(update=said)))

    del destinations, flights, stays
    return router


def _sold(house: House, gazetteer: Gazetteer, day: date, currency: str) -> None:
    """Raises Problem for a day or money for which there can be no offers."""
    ahead = (day - house.tripsage.deps.clock().date()).days
    if not -1 <= ahead <= FARTHEST_AHEAD:
        text = f"{day} isn't within the {FARTHEST_AHEAD} days to come."
        raise Problem(422, "invalid", text)
    if currency not in gazetteer.currencies:
        raise Problem(422, "invalid", f"{currency} is no country's currency.")


def _offers(found: Sequence[FlightOffer | StayOffer]) -> dict[str, Any]:
    """`notes` are on providers that took no part in it."""
    return {
        "offers": [each.model_dump(mode="json", exclude_none=True) for each in found],
        "notes": list(found.notes) if isinstance(found, Merged) else [],
        "sandbox": any(each.provenance.sandbox for each in found),
    }


def _place(place: Place) -> dict[str, Any]:
    return place.model_dump(mode="json", exclude_none=True)
