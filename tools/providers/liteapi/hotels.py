"""Hotels as LiteAPI describes them, kept in memory: they change rarely, rates name them often.

Beside the rates a hotel has a name and sometimes a place; only GET /data/hotels says what it offers.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tools.http import VendorClient
from tools.providers.liteapi.wire import WireHotel, WireList, read, read_each
from travel.errors import ProviderError

AT_ONCE = 100  # ids in one request
MOST_KEPT = 20_000

_log = logging.getLogger("tripsage.liteapi")


class Hotels:
    def __init__(self, client: VendorClient) -> None:
        self._client = client
        self._kept: dict[str, WireHotel] = {}

    async def known(
        self, wanted: Sequence[str], stated: Iterable[WireHotel]
    ) -> Mapping[str, WireHotel]:
        """The wanted hotels by id; some may lack. Where asking fails, what was `stated` has to do.

        Raises ProviderError where asking failed and that doesn't do for any.
        """
        beside = {hotel.id: hotel for hotel in stated}
        missing = [key for key in wanted if key not in self._kept]
        failure = await self._fetch(missing)
        usable = {
            hotel.id: hotel
            for key in wanted
            for hotel in (beside.get(key), self._kept.get(key))  # the latter says more
            if hotel is not None and _placed(hotel)
        }
        if failure is not None and not usable:
            raise failure
        return usable

    async def _fetch(self, ids: Sequence[str]) -> ProviderError | None:
        for some in _chunks(ids):
            params = {"hotelIds": ",".join(some), "limit": len(some)}
            try:
                reply = await self._client.read("GET", "/data/hotels", params=params)
                answer = read(WireList, reply.body)
            except ProviderError as error:
                _log.warning("the data of hotels can't be had (%s)", error)
                return error
            self._keep(read_each(WireHotel, answer.data)[0])
        return None

    def _keep(self, hotels: Iterable[WireHotel]) -> None:
        self._kept |= {hotel.id: hotel for hotel in hotels}
        for key in list(self._kept)[: max(0, len(self._kept) - MOST_KEPT)]:
            del self._kept[key]


def _placed(hotel: WireHotel) -> bool:
    """Whether it has a name and stands somewhere; zero and zero is how a missing place is written."""
    lat, lon = hotel.latitude, hotel.longitude
    known = lat is not None and lon is not None and (lat, lon) != (0, 0)
    return known and bool(hotel.name) and abs(lat or 0) <= 90 and abs(lon or 0) <= 180


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
