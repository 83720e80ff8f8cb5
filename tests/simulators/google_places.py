"""Google Places (New): searchNearby and searchText over a small map of Lisbon."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulators.google import admit, error, masked
from tests.simulators.roads import Spot
from tests.simulators.small import Refused, Small
from travel.places import distance_km

Row = dict[str, Any]
# Of Table A, as far as is asked for here; any other type is refused.
TABLE_A = frozenset(
    (
        *("tourist_attraction", "museum", "art_gallery", "historical_landmark", "monument"),
        *("plaza", "church", "park", "garden", "zoo", "aquarium", "restaurant", "cafe"),
        *("vegan_restaurant", "vegetarian_restaurant", "night_club", "bar", "concert_hall"),
        *("opera_house", "performing_arts_theater", "shopping_mall", "market", "beach"),
        *("national_park", "botanical_garden", "hiking_area", "amusement_park", "stadium"),
        "observation_deck",
    )
)


def at(day: int, hour: int, minute: int = 0) -> dict[str, int]:
    return {"day": day, "hour": hour, "minute": minute}


def daily(opens: int, closes: int, *days: int) -> dict[str, Any]:
    """On some days (Sunday is 0), perhaps past midnight."""
    return {
        "openNow": True,
        "periods": [
            {
                "open": at(day, opens),
                "close": at((day + closes // 24) % 7, closes % 24),
            }
            for day in days
        ],
        "weekdayDescriptions": ["Monday: Closed"],
    }


def place(number: int, name: str, types: list[str], lat: float, lon: float, **more: Any) -> Row:
    return {
        "name": f"places/P{number}",
        "id": f"P{number}",
        "displayName": {"text": name, "languageCode": "en"},
        "primaryType": types[0],
        "types": [*types, "point_of_interest", "establishment"],
        "location": {"latitude": lat, "longitude": lon},
        "businessStatus": "OPERATIONAL",
        "rating": 4.5,
        "userRatingCount": 500,
        **more,
    }


def euros(units: int) -> dict[str, str]:
    return {"currencyCode": "EUR", "units": str(units)}


LISBON: tuple[Row, ...] = (
    place(1, "Jerónimos Monastery", ["historical_place", "tourist_attraction"], 38.6979, -9.2068,
          regularOpeningHours=daily(9, 18, 2, 3, 4, 5, 6, 0), rating=4.6, userRatingCount=70000,
          accessibilityOptions={"wheelchairAccessibleEntrance": True},
          editorialSummary={"text": "Ornate monastery.", "languageCode": "en"}),
    place(2, "MAAT", ["art_museum", "museum", "tourist_attraction"], 38.6959, -9.1947,
          regularOpeningHours=daily(10, 19, 1, 3, 4, 5, 6, 0), userRatingCount=18000),
    place(3, "Praça do Comércio", ["plaza", "tourist_attraction"], 38.7075, -9.1364,
          userRatingCount=100000),
    place(4, "Elevador", ["tourist_attraction"], 38.7121, -9.1394, userRatingCount=50000),
    place(5, "Always Gallery", ["art_gallery"], 38.7122, -9.1395, userRatingCount=40,
          regularOpeningHours={"periods": [{"open": at(0, 0)}]}),
    place(6, "Closed Museum", ["museum"], 38.7123, -9.1396, businessStatus="CLOSED_PERMANENTLY",
          regularOpeningHours=daily(9, 18, 1)),
    place(7, "Free Museum", ["museum"], 38.7124, -9.1397, priceLevel="PRICE_LEVEL_FREE",
          regularOpeningHours=daily(9, 18, 1), rating=3.5),
    place(8, "Ao 26", ["vegan_restaurant", "restaurant"], 38.7110, -9.1430,
          regularOpeningHours=daily(12, 23, 2, 3, 4, 5, 6), servesLunch=False, servesDinner=True,
          priceRange={"startPrice": euros(10), "endPrice": euros(20)},
          accessibilityOptions={"wheelchairAccessibleParking": True}),
    place(9, "Tasca", ["portuguese_restaurant", "restaurant"], 38.7111, -9.1431,
          regularOpeningHours=daily(19, 26, 5, 6), servesVegetarianFood=True,
          priceRange={"startPrice": euros(30)}),
    place(10, "A Brasileira", ["cafe", "restaurant"], 38.7107, -9.1421,
          regularOpeningHours=daily(8, 24, 0, 1, 2, 3, 4, 5, 6)),
    place(11, "Lux", ["night_club"], 38.7147, -9.1204,
          regularOpeningHours=daily(23, 30, 4, 5, 6)),
    place(12, "Wine Cellar", ["winery"], 38.7150, -9.1300,
          regularOpeningHours=daily(15, 20, 1, 2, 3)),
    place(13, "Dentist", ["dentist"], 38.7151, -9.1301, regularOpeningHours=daily(9, 17, 1)),
    place(30, "Porto Museum", ["museum"], 41.1579, -8.6291,
          regularOpeningHours=daily(9, 18, 1), userRatingCount=90000),
)  # fmt: skip


class GooglePlacesSimulator(Small):
    """`world` is the map."""

    def __init__(self, *, per_minute: int = 600) -> None:
        super().__init__(
            [("POST", "/v1/{method:path}", self._search)],
            busy=lambda: error("RESOURCE_EXHAUSTED", "Quota exceeded for quota metric"),
            per_minute=per_minute,
        )
        self.world: list[Row] = list(LISBON)

    async def _search(self, request: Request) -> Response:
        method = request.path_params["method"]
        if method not in ("places:searchNearby", "places:searchText"):
            raise Refused(error("NOT_FOUND", "Method not found."))
        fields = admit(request)
        body: Row = await request.json()
        most = body.get("maxResultCount", 20)
        if not 1 <= most <= 20:
            raise _wrong("Max result count must be between 1 and 20 inclusive.")
        found = self._nearby(body) if method.endswith("Nearby") else self._said(body)
        found.sort(key=lambda each: -each["userRatingCount"])
        answer = masked({"places": found[:most]}, ["places"])["places"]
        inner = [name.removeprefix("places.") for name in fields]
        shown = [masked(each, inner) for each in answer]
        return JSONResponse({"places": shown} if shown else {})

    def _nearby(self, body: Row) -> list[Row]:
        circle = body.get("locationRestriction", {}).get("circle")
        if circle is None or circle["radius"] > 50_000:
            raise _wrong("LocationRestriction circle is required, radius at most 50000.")
        types = set(body.get("includedTypes", []))
        if unknown := types - TABLE_A:
            raise _wrong(f"Unsupported types: {', '.join(sorted(unknown))}.")
        return [
            each
            for each in self.world
            if _within(each, circle) and (not types or types & set(each["types"]))
        ]

    def _said(self, body: Row) -> list[Row]:
        if not body.get("textQuery"):
            raise _wrong("Empty text_query.")
        circle, words = body["locationBias"]["circle"], body["textQuery"].lower().split()
        return [
            each
            for each in self.world
            if _within(each, circle)
            and any(word in each["displayName"]["text"].lower() for word in words[:1])
        ]


def _within(row: Row, circle: Row) -> bool:
    there = Spot(row["location"]["latitude"], row["location"]["longitude"])
    centre = Spot(circle["center"]["latitude"], circle["center"]["longitude"])
    return distance_km(there, centre) * 1000 <= circle["radius"]


def _wrong(text: str) -> Refused:
    return Refused(error("INVALID_ARGUMENT", text))
