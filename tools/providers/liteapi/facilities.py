"""What hotels have: LiteAPI's facilities, by the words of their English names."""

import logging
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tools.http import VendorClient
from tools.providers.liteapi.wire import WireFacility, WireHotel, WireList, read, read_each
from travel.errors import ProviderError
from travel.wishes import Amenity

_log = logging.getLogger("tripsage.liteapi")
_WORDS: Mapping[Amenity, str] = MappingProxyType(
    {
        "wifi": r"wi-?fi|wireless",
        "pool": r"(swimming|indoor|outdoor|rooftop|heated|infinity|plunge|children's) pool|^pool$",
        "gym": r"fitness|\bgym",
        "spa": r"\bspa\b(?! (bath|tub))",
        "parking": r"\bparking\b(?! nearby)",
        "kitchen": r"(?<!shared )\bkitchen(ette)?\b",
        "air_conditioning": r"air[- ]?condition",
        "beachfront": r"beach ?front|private beach",
        "pets": r"\bpets? (are )?(allowed|friendly|welcome)|pet-friendly",
        "family_rooms": r"family rooms?",
        "bar": r"(?<!snack )\bbar\b",
        "restaurant": r"\brestaurants?\b",
        "quiet": r"sound-?proof",
    }
)
_NOT = re.compile(r"\b(no|not|without|off-?site|nearby)\b")


class Facilities:
    """LiteAPI's list of them, asked for once."""

    def __init__(self, client: VendorClient) -> None:
        self._client = client
        self._table: Mapping[int, Amenity] | None = None

    async def table(self) -> Mapping[int, Amenity]:
        """What each facility's number means; empty, until the next call, where asking failed."""
        if self._table is None:
            try:
                reply = await self._client.read("GET", "/data/facilities")
                listed = read_each(WireFacility, read(WireList, reply.body).data)[0]
            except ProviderError as error:
                _log.warning("what hotels have can't be told (%s)", error)
                return {}
            self._table = _table(listed)
        return self._table


def amenity_called(name: str) -> Amenity | None:
    lower = name.lower()
    if _NOT.search(lower):
        return None
    return next((amenity for amenity, words in _WORDS.items() if re.search(words, lower)), None)


def amenities_of(hotel: WireHotel, table: Mapping[int, Amenity]) -> tuple[Amenity, ...]:
    """In alphabetical order."""
    return tuple(sorted(_known(hotel.facility_ids, table)))


def _table(facilities: Iterable[WireFacility]) -> Mapping[int, Amenity]:
    found: dict[int, Amenity] = {}
    for each in facilities:
        amenity = amenity_called(each.facility)
        if amenity is not None:
            found[each.facility_id] = amenity
    return found


def _known(numbers: Iterable[int], table: Mapping[int, Amenity]) -> set[Amenity]:
    return {table[number] for number in numbers if number in table}
