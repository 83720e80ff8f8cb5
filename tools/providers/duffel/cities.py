"""Airports to ask for: Duffel takes one code at each end, of an airport or of a city with several.

The codes are IATA's metropolitan areas, of cities whose airports people choose between; left out are those
whose code is also an airport's (HOU, SHA, OSL): which of the two is meant, Duffel doesn't say.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product
from types import MappingProxyType

from tools.flights import FlightQuery

MOST_SEARCHES = 4  # of one query: Duffel counts searches against bookings

CITIES: Mapping[str, str] = MappingProxyType(
    {
        airport: city
        for city, airports in {
            "BUE": "EZE AEP",
            "BJS": "PEK PKX",
            "BUH": "OTP BBU",
            "CHI": "ORD MDW",
            "JKT": "CGK HLP",
            "LON": "LHR LGW STN LTN LCY SEN",
            "MIL": "MXP LIN BGY",
            "MOW": "SVO DME VKO ZIA",
            "NYC": "JFK EWR LGA",
            "OSA": "KIX ITM UKB",
            "PAR": "CDG ORY BVA",
            "RIO": "GIG SDU",
            "ROM": "FCO CIA",
            "SAO": "GRU CGH VCP",
            "SEL": "ICN GMP",
            "SPK": "CTS OKD",
            "STO": "ARN BMA NYO VST",
            "TCI": "TFS TFN",
            "TYO": "HND NRT",
            "WAS": "IAD DCA BWI",
            "YTO": "YYZ YTZ",
        }.items()
        for airport in airports.split()
    }
)

Pair = tuple[str, str]


def searches(query: FlightQuery) -> list[tuple[Pair, ...]]:
    """Codes for each slice, the main airports first; one choice an end, the same out and home."""
    ends = list(
        dict.fromkeys(end for each in query.slices for end in (each.origins, each.destinations))
    )
    ranked = sorted(product(*(list(enumerate(_asked(end))) for end in ends)), key=_rank)
    found: list[tuple[Pair, ...]] = []
    for choice in ranked:
        code = dict(zip(ends, (code for _, code in choice), strict=True))
        pairs = tuple((code[each.origins], code[each.destinations]) for each in query.slices)
        if all(origin != destination for origin, destination in pairs):
            found.append(pairs)
    return list(islice(found, MOST_SEARCHES))


def _rank(choice: Sequence[tuple[int, str]]) -> int:
    return sum(rank for rank, _ in choice)


def _asked(airports: Iterable[str]) -> list[str]:
    """A lone airport by its own code, several of a city by the city's."""
    codes = list(dict.fromkeys(airports))
    if len(codes) == 1:
        return codes
    cities = [CITIES.get(code, code) for code in codes]
    several = {city for city in cities if cities.count(city) > 1}
    return list(
        dict.fromkeys(
            city if city in several else code for code, city in zip(codes, cities, strict=True)
        )
    )
