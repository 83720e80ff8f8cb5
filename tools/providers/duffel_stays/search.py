"""Searching and re-pricing stays with Duffel (duffel.com/docs/guides/getting-started-with-stays).

A search answers houses with their cheapest price; their rates are asked for one house at a time.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from pydantic import SecretStr

from tools.http import VendorClient, VendorPolicy
from tools.merging import spread
from tools.providers.duffel import URL, duffel_policy
from tools.providers.duffel.wire import wrapped
from tools.providers.duffel_stays.errors import NAME, quote_error
from tools.providers.duffel_stays.rates import (
    answered,
    board_of,
    offer_of,
    refundable_until,
    stars_of,
    whole_price,
)
from tools.providers.duffel_stays.wire import (
    WireQuote,
    WireRate,
    WireResult,
    WireResults,
    read_data,
    read_each,
)
from tools.providers.stay_choice import chosen, over_all_prices
from tools.stays import StayQuery
from travel.errors import MalformedResponse, OfferGone, ProviderError
from travel.gazetteer import Gazetteer
from travel.offers import StayOffer
from travel.places import Place

RADIUS_KM, WIDE_RADIUS_KM = 12, 25
WIDE = frozenset({"island", "region"})
MOST_HOUSES = 12  # whose rates are asked for
AT_ONCE = 20  # of all searches: open dates make several
BALANCE = "balance"  # how bookings are paid

_log = logging.getLogger("tripsage.duffel-stays")


def duffel_stays_policy(token: SecretStr, url: str = URL) -> VendorPolicy:
    """Duffel's, with a breaker of its own: flights go on when stays are down.

    A search asks once a house: half of the 4,000 requests a minute that Duffel was seen to allow a token.
    """
    return duffel_policy(token, url).model_copy(update={"vendor": NAME, "rate": 30.0})


def is_test(token: SecretStr) -> bool:
    """Whether it is of Duffel's test mode, whose stays can't be slept in."""
    return token.get_secret_value().startswith("duffel_test")


class Quoted(NamedTuple):
    """An offer as it stands; `rate` has its terms, None where the quote doesn't state them."""

    offer: StayOffer
    wire: WireQuote
    rate: WireRate | None


class DuffelStays:
    """Implements `StayProvider`. The client's `errors` are `duffel_stays_error`.

    Prices come in the currency of the house or of the Duffel account, whatever the query's.
    """

    def __init__(
        self,
        client: VendorClient,
        gazetteer: Gazetteer,
        *,
        live: bool,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._gazetteer = gazetteer
        self._live = live
        self._clock = clock
        self._at_once = asyncio.Semaphore(AT_ONCE)

    @property
    def name(self) -> str:
        return NAME

    async def search(self, query: StayQuery) -> tuple[StayOffer, ...]:
        """At most `query.limit`, two a house, spread over all prices, the cheapest first.

        Empty for days past. A house whose rates can't be had is left out unless all are.
        """
        now, at = self._clock(), self._centre(query.place)
        if query.check_in < _today(now, query.place) or query.check_out <= query.check_in:
            return ()
        reply = await self._client.read("POST", "/stays/search", json=wrapped(asked(query, at)))
        results, broken = read_each(WireResult, read_data(WireResults, reply.body).results)
        if broken and not results:
            raise broken[0]
        houses = [each for each in results if stars_of(each.accommodation) >= query.min_stars]
        houses.sort(key=lambda each: (each.cheapest_rate_total_amount or 0, each.id))
        return await self._offers(query, at, spread(houses, MOST_HOUSES), now)

    async def reprice(self, offer: StayOffer) -> StayOffer:
        """As it stands now, perhaps at another price or on other terms. Raises OfferGone."""
        return (await self.quoted(offer)).offer

    async def quoted(self, offer: StayOffer) -> Quoted:
        """Makes a quote, which holds the price for a while; nothing is booked and nothing is paid."""
        body = wrapped({"rate_id": offer.id})
        reply = await self._client.read("POST", "/stays/quotes", json=body, errors=quote_error)
        wire = read_data(WireQuote, reply.body)
        if (wire.check_in_date, wire.check_out_date) != (offer.check_in, offer.check_out):
            raise MalformedResponse(NAME, "a quote of something else")
        rates, now = wire.accommodation.rates()[0], self._clock()
        rate = next((each for each in rates if each.id == offer.id or len(rates) == 1), None)
        changed: dict[str, object] = {
            "price": whole_price(wire),
            "provenance": answered(offer.id, wire, now, live=self._live),
        }
        if rate is not None:
            changed |= {"board": board_of(rate), "refundable_until": refundable_until(rate, now)}
        return Quoted(offer.model_copy(update=changed), wire, rate)

    def _centre(self, place: Place) -> Place:
        base = self._gazetteer.city(place.base, place.country) if place.base else None
        return base or place

    async def _offers(
        self, query: StayQuery, at: Place, houses: Sequence[WireResult], now: datetime
    ) -> tuple[StayOffer, ...]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._house(query, at, each, now)) for each in houses]
        tried = [task.result() for task in tasks]
        failures = [each for each in tried if isinstance(each, ProviderError)]
        found = [each for each in tried if not isinstance(each, ProviderError)]
        real = [each for each in failures if not isinstance(each, OfferGone)]
        if real and not any(found):
            raise real[0]
        if failures:
            _log.warning("%d of %d houses left out: %s", len(failures), len(tried), failures[0])
        shown = [best for offers in found if (best := chosen(offers, query))]
        return over_all_prices(shown, query.limit)

    async def _house(
        self, query: StayQuery, at: Place, result: WireResult, now: datetime
    ) -> list[StayOffer] | ProviderError:
        path = "/stays/search_results/{id}/actions/fetch_all_rates"
        try:
            async with self._at_once:
                reply = await self._client.read(
                    "POST", path, at={"id": result.id}, errors=quote_error
                )
            full = read_data(WireResult, reply.body)
            rates, broken = full.accommodation.rates()
            if broken and not rates:
                return broken[0]
            return [
                offer_of(query, at, full, rate, now=now, live=self._live)
                for rate in rates
                if _payable(rate) and (rate.expires_at is None or rate.expires_at > now)
            ]
        except ProviderError as error:
            return error


def asked(query: StayQuery, at: Place) -> Mapping[str, object]:
    """As POST /stays/search takes it."""
    children = ({"type": "child", "age": age} for age in query.party.children)
    return {
        "rooms": query.rooms,
        "guests": [*({"type": "adult"} for _ in range(query.party.adults)), *children],
        "check_in_date": query.check_in.isoformat(),
        "check_out_date": query.check_out.isoformat(),
        "location": {
            "radius": WIDE_RADIUS_KM if at.kind in WIDE else RADIUS_KM,
            "geographic_coordinates": {"latitude": at.lat, "longitude": at.lon},
        },
    }


def _today(now: datetime, place: Place) -> date:
    return now.astimezone(place.zone).date()


def _payable(rate: WireRate) -> bool:
    """From the account's balance, as it is booked; where nothing is said, nothing speaks against it."""
    return not rate.available_payment_methods or BALANCE in rate.available_payment_methods
