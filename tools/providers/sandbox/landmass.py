"""What a road or a railway joins: landmasses by country, and the islands off them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from travel.places import Place

# Countries that roads join without a closed border; a country that isn't here stands alone.
_JOINED = (
    "AD AL AT BA BE BG CH CZ DE DK EE ES FR GI GR HR HU IT LI LT LU LV MC MD ME MK NL NO PL PT "
    "RO RS SE SI SK SM VA XK",
    "US CA MX",
    "GT BZ SV HN NI CR PA",
    "AR CL UY PY BR BO PE",
    "CO EC",
    "ZA NA BW ZW MZ LS SZ ZM",
    "KE TZ UG RW",
    "TH LA KH VN MY SG",
    "GE AM",
    "UZ KZ KG TJ",
    "AE OM",
    "CN HK MO",
)
MAINLAND: Mapping[str, str] = MappingProxyType(
    {country: codes[:2] for codes in _JOINED for country in codes.split()}
)
# Where an unlisted place is on some island of its own.
ARCHIPELAGOS = frozenset({"ID", "PH", "MV", "FJ", "PF", "CV", "SC", "BS", "FO", "VU", "SB", "KI"})


class Island(NamedTuple):
    """Within the degrees; `apart` where not even its own towns are joined by a road."""

    name: str
    country: str
    south: float
    north: float
    west: float
    east: float
    apart: bool = False


ISLANDS = (
    Island("ireland", "GB", 54.0, 55.4, -8.3, -5.4),
    Island("orkney", "GB", 58.7, 61.0, -3.6, -0.6, True),
    Island("hebrides", "GB", 56.7, 58.6, -7.8, -6.1),
    Island("scilly", "GB", 49.8, 50.0, -6.5, -6.2),
    Island("canaries", "ES", 27.0, 29.6, -18.4, -13.2, True),
    Island("mallorca", "ES", 39.2, 40.0, 2.2, 3.5),
    Island("menorca", "ES", 39.7, 40.2, 3.7, 4.4),
    Island("ibiza", "ES", 38.6, 39.2, 1.1, 1.7, True),
    Island("azores", "PT", 36.5, 40.0, -31.5, -24.8, True),
    Island("madeira", "PT", 32.3, 33.2, -17.4, -16.2),
    Island("corsica", "FR", 41.3, 43.1, 8.5, 9.6),
    Island("sardinia", "IT", 38.8, 41.3, 8.1, 9.9),
    Island("bay of naples", "IT", 40.5, 40.8, 13.8, 14.28, True),
    Island("crete", "GR", 34.8, 35.7, 23.4, 26.4),
    Island("corfu", "GR", 39.3, 39.85, 19.5, 20.15),
    Island("ionian", "GR", 37.6, 38.9, 20.3, 20.95, True),
    Island("rhodes", "GR", 35.8, 36.5, 27.6, 28.3),
    Island("kos", "GR", 36.6, 36.95, 26.8, 27.4),
    Island("cyclades", "GR", 36.2, 37.75, 24.2, 26.2, True),
    Island("hydra", "GR", 37.2, 37.4, 23.3, 23.65, True),
    Island("aegina", "GR", 37.65, 37.8, 23.35, 23.6, True),
    Island("north aegean", "GR", 37.6, 39.5, 25.8, 27.2, True),
    Island("skiathos", "GR", 38.9, 39.3, 23.35, 24.2, True),
    Island("hvar", "HR", 43.1, 43.23, 16.3, 17.25),
    Island("brač", "HR", 43.24, 43.4, 16.35, 16.9),
    Island("vis", "HR", 42.95, 43.1, 16.0, 16.3),
    Island("korčula", "HR", 42.85, 43.0, 16.6, 17.25),
    Island("gotland", "SE", 56.8, 58.1, 17.9, 19.5),
    Island("bornholm", "DK", 54.9, 55.4, 14.6, 15.3),
    Island("svalbard", "NO", 74.0, 81.0, 10.0, 35.0),
    Island("okinawa", "JP", 24.0, 28.6, 122.0, 131.5, True),
    Island("jeju", "KR", 33.0, 33.7, 126.0, 127.1),
    Island("hainan", "CN", 18.0, 20.2, 108.5, 111.2),
    Island("phu quoc", "VN", 9.9, 10.5, 103.8, 104.2),
    Island("samui", "TH", 9.3, 10.2, 99.7, 100.2, True),
    Island("phi phi", "TH", 7.6, 7.85, 98.7, 98.82, True),
    Island("lanta", "TH", 7.4, 7.7, 98.98, 99.15),
    Island("langkawi", "MY", 6.1, 6.5, 99.6, 100.0),
    Island("borneo", "MY", 0.8, 7.5, 109.5, 119.5),
    Island("andaman", "IN", 6.5, 14.0, 92.0, 94.2),
    Island("zanzibar", "TZ", -6.6, -4.8, 39.1, 39.95),
    Island("mafia", "TZ", -8.1, -7.6, 39.5, 39.95),
    Island("java", "ID", -8.9, -5.8, 105.0, 114.45),
    Island("bali", "ID", -8.9, -8.0, 114.45, 115.75),
    Island("gili", "ID", -8.4, -8.3, 115.95, 116.1, True),
    Island("lombok", "ID", -9.0, -8.2, 115.8, 116.8),
    Island("sumatra", "ID", -6.0, 5.7, 95.0, 105.9),
    Island("luzon", "PH", 12.5, 18.7, 119.7, 124.2),
    Island("cebu", "PH", 9.4, 11.4, 123.3, 124.07),
    Island("bohol", "PH", 9.5, 10.2, 123.7, 124.7),
    Island("palawan", "PH", 8.3, 11.5, 117.0, 119.6),
    Island("mindanao", "PH", 5.5, 9.9, 121.9, 126.7),
    Island("viti levu", "FJ", -18.3, -17.3, 177.25, 178.7),
    Island("galápagos", "EC", -1.6, 0.7, -92.1, -89.0, True),
    Island("rapa nui", "CL", -27.3, -27.0, -109.6, -109.2),
    Island("noronha", "BR", -4.0, -3.7, -32.6, -32.3),
    Island("san andrés", "CO", 12.4, 13.5, -82.0, -81.2),
    Island("cozumel", "MX", 20.2, 20.65, -87.05, -86.7),
    Island("isla mujeres", "MX", 21.19, 21.3, -86.78, -86.7),
    Island("holbox", "MX", 21.5, 21.6, -87.5, -87.1),
    Island("ambergris", "BZ", 17.6, 18.2, -88.1, -87.8, True),
    Island("bay islands", "HN", 16.0, 16.6, -87.1, -85.7),
    Island("oahu", "US", 21.2, 21.8, -158.4, -157.6),
    Island("maui", "US", 20.5, 21.1, -156.8, -155.9),
    Island("kauai", "US", 21.8, 22.3, -159.9, -159.2),
    Island("hawaii", "US", 18.8, 20.4, -156.2, -154.7),
    Island("alaska", "US", 54.0, 72.0, -172.0, -130.0),
    Island("nantucket", "US", 41.2, 41.5, -70.9, -69.9, True),
    Island("vancouver island", "CA", 48.3, 50.9, -128.5, -123.3),
    Island("newfoundland", "CA", 46.5, 51.7, -59.5, -52.5),
    Island("tasmania", "AU", -43.8, -39.5, 143.5, 148.5),
    Island("south island", "NZ", -47.4, -40.4, 166.0, 174.4),
    Island("stewart", "NZ", -47.4, -46.7, 167.3, 168.3),
)


# Neighbours over a sea that the straight line crosses.
_OVERSEAS = "IT-AL IT-ME IT-GR IT-BA SE-PL SE-EE SE-LV SE-LT DK-PL DK-LT NO-PL ES-IT"
OVERSEAS = frozenset(frozenset(pair.split("-")) for pair in _OVERSEAS.split())
ADRIATIC = frozenset({"IT", "HR"})
ADRIATIC_HEAD = 44.6  # degrees north: beyond it the road goes round


def joined(a: Place, b: Place) -> bool:
    """Whether a road leads from the one to the other, and not a long way round."""
    countries = frozenset({a.country, b.country})
    if countries in OVERSEAS or (countries == ADRIATIC and min(a.lat, b.lat) < ADRIATIC_HEAD):
        return False
    return landmass(a) == landmass(b) != ""


def landmass(place: Place) -> str:
    """A name that places joined by road share; empty where nothing joins them to any other."""
    if place.country == "IE":
        return "ireland"
    for island in ISLANDS:
        if island.country == place.country and _within(place, island):
            return "" if island.apart else island.name
    if place.country in ARCHIPELAGOS:
        return ""
    return MAINLAND.get(place.country, place.country)


def _within(place: Place, island: Island) -> bool:
    return island.south <= place.lat <= island.north and island.west <= place.lon <= island.east
