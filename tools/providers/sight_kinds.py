"""What a kind of place means for a plan, whoever named it: its category, setting, time and interests.

The usual minutes are ours (the median of the sandbox's hand-written sights of that category): no vendor of
places states them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from travel.activities import OpeningHours, OpeningWindow
from travel.places import Place
from travel.wishes import Interest

Setting = Literal["indoor", "outdoor", "mixed"]
Meal = Literal["lunch", "dinner", "cafe"]

ALL_DAYS = frozenset(range(7))
ALWAYS = OpeningHours(windows=(OpeningWindow(weekdays=ALL_DAYS, opens=0, closes=1440),))
OPEN_GROUND = "An open place: no hours and no ticket are stated."
NO_PRICE = "Ticket price not stated, so none is counted."
LUNCH, DINNER = (12 * 60, 14 * 60 + 30), (19 * 60, 22 * 60)
ENOUGH = 60  # minutes of a meal's time that a place is open


class Kind(NamedTuple):
    """`open_ground` has no gate: where no hours are stated it is taken as open at all times, and free."""

    category: str
    minutes: int
    setting: Setting
    interests: tuple[Interest, ...]
    open_ground: bool = False


RESTAURANT = Kind("restaurant", 75, "indoor", ("food",))
CAFE = Kind("restaurant", 30, "indoor", ("food",))

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.category: kind
        for kind in (
            Kind("museum", 100, "indoor", ("museums", "history")),
            Kind("gallery", 90, "indoor", ("art", "museums")),
            Kind("church", 45, "indoor", ("architecture", "history")),
            Kind("monument", 30, "outdoor", ("history", "architecture", "photography"), True),
            Kind("castle", 90, "mixed", ("history", "architecture")),
            Kind("palace", 90, "mixed", ("history", "architecture")),
            Kind("ruins", 60, "outdoor", ("history", "architecture")),
            Kind("tower", 50, "mixed", ("photography", "architecture")),
            Kind("viewpoint", 45, "outdoor", ("photography", "nature"), True),
            Kind("square", 30, "outdoor", ("photography", "architecture"), True),
            Kind("bridge", 30, "outdoor", ("photography", "architecture"), True),
            Kind("park", 75, "outdoor", ("nature", "family"), True),
            Kind("garden", 60, "outdoor", ("nature", "family")),
            Kind("nature", 120, "outdoor", ("nature", "hiking")),
            Kind("beach", 120, "outdoor", ("beach", "family"), True),
            Kind("zoo", 180, "outdoor", ("family", "nature")),
            Kind("aquarium", 100, "indoor", ("family", "nature")),
            Kind("theme_park", 180, "outdoor", ("family",)),
            Kind("theatre", 120, "indoor", ("music", "theatre")),
            Kind("market", 60, "mixed", ("markets", "food", "shopping")),
            Kind("shopping", 75, "indoor", ("shopping",)),
            Kind("stadium", 100, "mixed", ("sport", "family")),
            Kind("bar", 90, "indoor", ("nightlife",)),
            Kind("winery", 90, "mixed", ("wine", "food")),
            Kind("attraction", 60, "mixed", ("history", "photography")),
        )
    }
)


def reach_km(place: Place) -> float:
    """How far from its centre the sights of a place lie."""
    if place.population >= 1_500_000:
        return 11.0
    return 8.0 if place.population >= 200_000 else 4.0


def meals_of(hours: OpeningHours) -> tuple[Meal, ...]:
    """Those in whose time it is open for long enough, on some day."""
    served: tuple[tuple[Meal, tuple[int, int]], ...] = (("lunch", LUNCH), ("dinner", DINNER))
    return tuple(
        meal
        for meal, (begins, ends) in served
        if any(min(each.closes, ends) - max(each.opens, begins) >= ENOUGH for each in hours.windows)
    )
