"""A place as Google Places (New) sends it, made into an activity.

What is not known is not made up. Google states no ticket prices: `Activity` has no way to say so, and the
price is 0 with both `about` and the provenance saying that none is counted; only `PRICE_LEVEL_FREE` and open
ground are free. A restaurant's price is the lower end of its stated `priceRange`. A place without hours is
left out, unless it is open ground such as a square, where `about` says that none are stated.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from tools.places import PlacesQuery
from tools.providers.opening_hours import DAY, WEEK, Span, week_hours
from tools.providers.sight_kinds import (
    ALWAYS,
    CAFE,
    KINDS,
    NO_PRICE,
    OPEN_GROUND,
    RESTAURANT,
    Kind,
    Meal,
    meals_of,
)
from travel.activities import Activity, OpeningHours
from travel.money import CurrencyCode, Money, money
from travel.places import Latitude, Longitude
from travel.provenance import Provenance
from travel.wishes import Diet

NAME = "google-places"
NOTE = "Google Maps"
NO_TICKET_NOTE = "ticket price not stated: none counted"
HOLDS = timedelta(days=1)  # what Google says may not be kept for long; ids may

_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "art_museum": "gallery",
        "art_gallery": "gallery",
        "history_museum": "museum",
        "museum": "museum",
        "planetarium": "museum",
        "castle": "castle",
        "palace": "palace",
        "church": "church",
        "hindu_temple": "church",
        "mosque": "church",
        "synagogue": "church",
        "buddhist_temple": "church",
        "monument": "monument",
        "sculpture": "monument",
        "fountain": "monument",
        "plaza": "square",
        "bridge": "bridge",
        "observation_deck": "tower",
        "scenic_spot": "viewpoint",
        "botanical_garden": "garden",
        "garden": "garden",
        "national_park": "nature",
        "hiking_area": "nature",
        "park": "park",
        "city_park": "park",
        "beach": "beach",
        "zoo": "zoo",
        "wildlife_park": "zoo",
        "aquarium": "aquarium",
        "amusement_park": "theme_park",
        "water_park": "theme_park",
        "performing_arts_theater": "theatre",
        "opera_house": "theatre",
        "concert_hall": "theatre",
        "market": "market",
        "shopping_mall": "shopping",
        "stadium": "stadium",
        "night_club": "bar",
        "bar": "bar",
        "pub": "bar",
        "winery": "winery",
        "historical_place": "attraction",
        "historical_landmark": "attraction",
        "cultural_landmark": "attraction",
        "tourist_attraction": "attraction",
    }
)
_CAFES = frozenset({"cafe", "coffee_shop", "bakery", "tea_house", "ice_cream_shop"})
_TABLES = frozenset({"restaurant", "food_court", "bistro", "diner"})


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Text(Wire):
    text: str = ""


class LatLng(Wire):
    latitude: Latitude
    longitude: Longitude


class WeekPoint(Wire):
    """Sunday is 0."""

    day: Annotated[int, Field(ge=0, le=6)] = 0
    hour: Annotated[int, Field(ge=0, le=23)] = 0
    minute: Annotated[int, Field(ge=0, le=59)] = 0

    @property
    def of_week(self) -> int:
        return (self.day - 1) % 7 * DAY + self.hour * 60 + self.minute


class Period(Wire):
    """Without `close` it never closes."""

    open: WeekPoint
    close: WeekPoint | None = None


class WireHours(Wire):
    periods: tuple[Period, ...] = ()


class WireMoney(Wire):
    currencyCode: CurrencyCode
    units: int = 0
    nanos: Annotated[int, Field(ge=0, lt=10**9)] = 0

    @property
    def money(self) -> Money:
        amount = self.units + Decimal(self.nanos).scaleb(-9)
        return money(amount, self.currencyCode).rounded()


class PriceRange(Wire):
    startPrice: WireMoney | None = None
    endPrice: WireMoney | None = None


class Access(Wire):
    wheelchairAccessibleEntrance: bool = False


class GooglePlace(Wire):
    id: str
    displayName: Text = Text()
    location: LatLng
    primaryType: str = ""
    types: tuple[str, ...] = ()
    businessStatus: str = "OPERATIONAL"
    rating: Annotated[float, Field(ge=0, le=5)] = 0
    userRatingCount: Annotated[int, Field(ge=0)] = 0
    regularOpeningHours: WireHours | None = None
    priceLevel: str = ""
    priceRange: PriceRange | None = None
    accessibilityOptions: Access = Access()
    editorialSummary: Text = Text()
    servesVegetarianFood: bool = False
    servesLunch: bool | None = None
    servesDinner: bool | None = None


class Seen(NamedTuple):
    """`hours` are None for open ground of which none are stated."""

    place: GooglePlace
    kind: Kind
    hours: OpeningHours | None


FIELDS = ",".join(f"places.{name}" for name in GooglePlace.model_fields)


def seen(place: GooglePlace) -> Seen | None:
    """None for what one can't go to, or not by any stated hours."""
    kind = kind_of(place)
    if kind is None or not place.displayName.text or place.businessStatus != "OPERATIONAL":
        return None
    hours = hours_of(place.regularOpeningHours)
    if hours is None and not kind.open_ground:
        return None
    return Seen(place, kind, hours)


def kind_of(place: GooglePlace) -> Kind | None:
    types = (place.primaryType, *place.types)
    if any(each in _CAFES for each in types[:1]):
        return CAFE
    if any(each in _TABLES or each.endswith("_restaurant") for each in types):
        return RESTAURANT
    if any(each in _CAFES for each in types):
        return CAFE
    return next((KINDS[_TYPES[each]] for each in types if each in _TYPES), None)


def hours_of(stated: WireHours | None) -> OpeningHours | None:
    """None where none are stated."""
    if stated is None or not stated.periods:
        return None
    if any(each.close is None for each in stated.periods):
        return ALWAYS
    return week_hours(_span(each.open, each.close) for each in stated.periods if each.close)


def activity(found: Seen, rank: int, query: PlacesQuery, now: datetime) -> Activity:
    place, kind = found.place, found.kind
    price, unpriced = _price(found, query.currency)
    table = kind.category == "restaurant"
    return Activity(
        id=f"google:{place.id}",
        name=place.displayName.text,
        city=query.place.sleeps_in,
        category=kind.category,
        lat=place.location.latitude,
        lon=place.location.longitude,
        hours=found.hours or ALWAYS,
        minutes=kind.minutes,
        setting=kind.setting,
        price=price,
        price_known=not unpriced,
        interests=kind.interests,
        rank=rank,
        step_free=place.accessibilityOptions.wheelchairAccessibleEntrance,
        about=" ".join(_said(found, unpriced)),
        diet=_diets(place) if table else (),
        meals=_meals(found),
        provenance=_source(query, now, unpriced),
    )


def _span(opens: WeekPoint, closes: WeekPoint) -> Span:
    begin, end = opens.of_week, closes.of_week
    return begin, end if end > begin else end + WEEK


def _price(found: Seen, currency: str) -> tuple[Money, bool]:
    """And whether it is unknown. Where no range is stated a meal costs 0: no total counts meals."""
    stated = found.place.priceRange
    if stated is not None and stated.startPrice is not None:
        return stated.startPrice.money, False
    free = found.place.priceLevel == "PRICE_LEVEL_FREE" or found.kind.open_ground
    return money(0, currency), not free and found.kind.category != "restaurant"


def _said(found: Seen, unpriced: bool) -> Sequence[str]:
    said = [found.place.editorialSummary.text] if found.place.editorialSummary.text else []
    prices = found.place.priceRange
    if prices and prices.startPrice and prices.endPrice:
        said.append(f"{prices.startPrice.money} to {prices.endPrice.money} a person.")
    if found.hours is None:
        said.append(OPEN_GROUND)
    if unpriced:
        said.append(NO_PRICE)
    return said


def _diets(place: GooglePlace) -> tuple[Diet, ...]:
    types = {place.primaryType, *place.types}
    diets: set[Diet] = set()
    if "vegan_restaurant" in types:
        diets |= {"vegan", "vegetarian"}
    if "vegetarian_restaurant" in types or place.servesVegetarianFood:
        diets.add("vegetarian")
    if "halal_restaurant" in types:
        diets.add("halal")
    if "kosher_restaurant" in types:
        diets.add("kosher")
    return tuple(sorted(diets))


def _meals(found: Seen) -> tuple[Meal, ...]:
    """Those it is open for and doesn't say it serves none of."""
    if found.kind.category != "restaurant" or found.hours is None:
        return ()
    if found.kind == CAFE:
        return ("cafe",)
    place = found.place
    refused = {"lunch": place.servesLunch is False, "dinner": place.servesDinner is False}
    return tuple(meal for meal in meals_of(found.hours) if not refused.get(meal, False))


def _source(query: PlacesQuery, now: datetime, unpriced: bool) -> Provenance:
    kind = "/no-ticket" if unpriced else ""
    return Provenance(
        id=f"{NAME}:{query.place.id}:{now.isoformat()}{kind}",
        provider=NAME,
        retrieved_at=now,
        expires_at=now + HOLDS,
        note=f"{NOTE}; {NO_TICKET_NOTE}" if unpriced else NOTE,
    )
