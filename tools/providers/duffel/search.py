"""Searching and re-pricing flights with Duffel v2 (duffel.com/docs/api)."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pydantic import SecretStr

from tools.flights import FlightQuery
from tools.http import Timeouts, VendorClient, VendorPolicy
from tools.providers.duffel.bags import bags_included
from tools.providers.duffel.cities import Pair, searches
from tools.providers.duffel.errors import NAME, offer_error
from tools.providers.duffel.reading import Buyable, Zone, buyable, touchdowns
from tools.providers.duffel.wire import (
    Page,
    WireOffer,
    WireOfferRequest,
    passengers,
    read,
    read_data,
    wrapped,
)
from travel.errors import MalformedResponse, OfferGone, ProviderError
from travel.offers import FlightOffer

URL = "https://api.duffel.com"
SUPPLIER_SECONDS = 20  # that Duffel waits for airlines
MOST_CONNECTIONS = 2  # that Duffel can be asked for
PAGE = 200
MOST_PAGES = 5
AT_ONCE = 3  # searches and refreshes of one client
MOST_BAG_CHECKS = 10  # offers of one search that are read again for the price of their bags
TEST_AIRLINE = "ZZ"

_log = logging.getLogger("tripsage.duffel")
T = TypeVar("T")


def duffel_policy(token: SecretStr, url: str = URL) -> VendorPolicy:
    """Duffel's own figures: answers take up to 120 s, 500 and 502 are not to be tried again."""
    return VendorPolicy(
        vendor=NAME,
        base_url=url,
        headers={
            "Authorization": SecretStr(f"Bearer {token.get_secret_value()}"),
            "Duffel-Version": "v2",
        },
        reading=Timeouts(read=SUPPLIER_SECONDS + 25, total=SUPPLIER_SECONDS + 40),
        writing=Timeouts(read=130, total=140),
        max_response_bytes=20_000_000,
        retry_statuses=frozenset({429, 503, 504}),
    )


class Duffel:
    """Implements `FlightProvider`. The client's `errors` are `duffel_error`.

    Prices come in the currency of the Duffel account, whatever the query's. `zone` gives the zone of an
    airport, in which Duffel's local times are meant. With a test token, offers of Duffel's own test
    airline (ZZ) are kept where there are any: the other airlines' sandboxes don't book reliably.
    """

    def __init__(self, client: VendorClient, *, zone: Zone, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._zone = zone
        self._clock = clock
        self._at_once = asyncio.Semaphore(AT_ONCE)

    @property
    def name(self) -> str:
        return NAME

    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]:
        """At most `query.limit` offers, the cheapest first.

        Several airports at an end are asked as their city, else the likeliest few, each in a search of
        its own; a search that failed is left out unless nothing else was found.
        """
        tried = await _together(self._one(query, pairs) for pairs in searches(query))
        found = [offer for each in tried if not isinstance(each, ProviderError) for offer in each]
        failures = [each for each in tried if isinstance(each, ProviderError)]
        if failures and not found:
            raise failures[0]
        if failures:
            _log.warning("%d of %d searches failed", len(failures), len(tried))
        once = {offer.id: offer for offer in found}.values()
        ranked = sorted(once, key=lambda each: (each.price.amount, each.minutes, each.id))
        return tuple(ranked[: query.limit])

    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        """As it stands now, perhaps at another price. Raises OfferGone."""
        return (await self.buyable(offer)).offer

    async def buyable(self, offer: FlightOffer) -> Buyable:
        """As it stands now, with what an order needs; bags that were added are added again."""
        return await self._refreshed(offer.id, offer.party_size, offer.bags_included)

    async def _refreshed(self, offer_id: str, party: int, bags: int) -> Buyable:
        reply = await self._client.read(
            "GET",
            "/air/offers/{id}",
            at={"id": offer_id},
            params={"return_available_services": True},
            errors=offer_error,
        )
        wire = read_data(WireOffer, reply.body)
        return buyable(wire, zone=self._zone, now=self._clock(), party=party, bags=bags)

    async def _one(self, query: FlightQuery, pairs: Sequence[Pair]) -> list[FlightOffer]:
        async with self._at_once:
            request = await self._requested(query, pairs)
            wires = await self._pages(request, query)
        ready = [wire for wire in wires if bags_included(wire) >= query.bags]
        offers = self._readable(ready, query)
        lacking = [wire for wire in wires if bags_included(wire) < query.bags]
        return offers + await self._with_bags(lacking[:MOST_BAG_CHECKS], query)

    async def _requested(self, query: FlightQuery, pairs: Sequence[Pair]) -> str:
        slices = [
            {"origin": origin, "destination": destination, "departure_date": each.day.isoformat()}
            for each, (origin, destination) in zip(query.slices, pairs, strict=True)
        ]
        reply = await self._client.read(
            "POST",
            "/air/offer_requests",
            params={"return_offers": False, "supplier_timeout": SUPPLIER_SECONDS * 1000},
            json=wrapped(
                {
                    "slices": slices,
                    "passengers": passengers(query.party.adults, query.party.children),
                    "cabin_class": query.cabin,
                    "max_connections": min(query.max_stops, MOST_CONNECTIONS),
                }
            ),
        )
        return read_data(WireOfferRequest, reply.body).id

    async def _pages(self, request: str, query: FlightQuery) -> list[WireOffer]:
        """The cheapest offers that fit; of those that break the contract only a count is kept."""
        fitting: list[WireOffer] = []
        broken: list[MalformedResponse] = []
        after: str | None = None
        for _ in range(MOST_PAGES):
            page = await self._page(request, after)
            for each in page.data:
                try:
                    wire = read(WireOffer, each)
                except MalformedResponse as error:
                    broken.append(error)
                else:
                    fitting += [wire] if _fits(wire, query) else []
            after = page.meta.after if page.meta else None
            if after is None or len(_bookable(fitting)) >= query.limit:
                break
        _report(broken, fitting)
        return _bookable(fitting)[: query.limit]

    async def _page(self, request: str, after: str | None) -> Page:
        reply = await self._client.read(
            "GET",
            "/air/offers",
            params={"offer_request_id": request, "sort": "total_amount", "limit": PAGE}
            | ({"after": after} if after else {}),
        )
        return read(Page, reply.body)

    def _readable(self, wires: Iterable[WireOffer], query: FlightQuery) -> list[FlightOffer]:
        offers: list[FlightOffer] = []
        broken: list[MalformedResponse] = []
        party, now = query.party.size, self._clock()
        for wire in wires:
            try:
                known = buyable(wire, zone=self._zone, now=now, party=party, bags=query.bags)
                offers.append(known.offer)
            except OfferGone:  # expired while it was on its way
                continue
            except MalformedResponse as error:
                broken.append(error)
        _report(broken, offers)
        return offers

    async def _with_bags(self, wires: Sequence[WireOffer], query: FlightQuery) -> list[FlightOffer]:
        """Each read again for the bags it sells; left out where it can't have them."""

        async def one(wire: WireOffer) -> FlightOffer:
            async with self._at_once:
                return (await self._refreshed(wire.id, query.party.size, query.bags)).offer

        tried = await _together(one(wire) for wire in wires)
        offers = [each for each in tried if not isinstance(each, ProviderError)]
        failures = [
            each
            for each in tried
            if isinstance(each, ProviderError) and not isinstance(each, OfferGone)
        ]
        if failures and not offers:
            raise failures[0]
        return offers


def _fits(wire: WireOffer, query: FlightQuery) -> bool:
    """Between the airports asked for (a city has others), without more stops, and whole."""
    if wire.partial or len(wire.slices) != len(query.slices):
        return False
    return all(
        flight.segments[0].origin.iata_code in each.origins
        and flight.segments[-1].destination.iata_code in each.destinations
        and touchdowns(flight) <= query.max_stops
        for flight, each in zip(wire.slices, query.slices, strict=True)
    )


def _bookable(wires: Sequence[WireOffer]) -> list[WireOffer]:
    kept = [wire for wire in wires if wire.live_mode or wire.owner.iata_code == TEST_AIRLINE]
    return kept or list(wires)


def _report(broken: Sequence[MalformedResponse], fine: Sequence[object]) -> None:
    """Some offers that can't be read are left out; when none can, that is the answer."""
    if broken and not fine:
        raise broken[0]
    if broken:
        _log.warning("%d offers left out: %s", len(broken), broken[0].detail)


async def _together(
    works: Iterable[Coroutine[Any, Any, T]],
) -> list[T | ProviderError]:
    """All at once; a provider's error is a result like another."""

    async def settled(work: Coroutine[Any, Any, T]) -> T | ProviderError:
        try:
            return await work
        except ProviderError as error:
            return error

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(settled(work)) for work in works]
    return [task.result() for task in tasks]
