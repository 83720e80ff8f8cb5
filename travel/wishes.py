"""What the person wants of the trip beyond where, when, who and how much."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field, TypeAdapter, model_validator

from travel.value import Value

WishSlot = Literal[
    # in the air
    "cabin",
    "max_stops",
    "depart_after",
    "depart_before",
    "arrive_after",
    "arrive_before",
    "return_after",
    "return_before",
    "bags",
    "airline",
    "avoid_airline",
    # in bed
    "named_hotel",
    "avoid_hotel",
    "min_stars",
    "board",
    "rooms",
    "near_centre",
    "amenities",
    "hotels",
    "areas",
    # between cities
    "ground_mode",
    # by day
    "pace",
    "day_starts_after",
    "diet",
    "accessibility",
    "interests",
    "must_see",
    "avoid",
    "day_trips",
    # which place at all
    "climate",
]

Cabin = Literal["economy", "premium_economy", "business", "first"]
Board = Literal["room_only", "breakfast", "half_board", "full_board", "all_inclusive"]
Pace = Literal["relaxed", "balanced", "packed"]
Climate = Literal["warm", "hot", "cold", "snow", "sunny"]
Diet = Literal[
    "vegetarian", "vegan", "halal", "kosher", "gluten_free", "lactose_free", "pescatarian"
]
AccessNeed = Literal["wheelchair", "step_free", "low_walking", "hearing", "vision"]
Amenity = Literal[
    "wifi",
    "pool",
    "gym",
    "spa",
    "parking",
    "kitchen",
    "air_conditioning",
    "beachfront",
    "pets",
    "family_rooms",
    "bar",
    "restaurant",
    "quiet",
]
Interest = Literal[
    "museums",
    "art",
    "history",
    "architecture",
    "food",
    "wine",
    "nightlife",
    "music",
    "nature",
    "hiking",
    "beach",
    "shopping",
    "family",
    "sport",
    "theatre",
    "photography",
    "markets",
]
GroundMode = Literal["train", "bus", "car", "ferry", "flight"]
LocalTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]  # of the place, "09:00"
Names = tuple[Annotated[str, Field(min_length=1, max_length=80)], ...]

BOARD_ORDER: tuple[Board, ...] = (
    "room_only",
    "breakfast",
    "half_board",
    "full_board",
    "all_inclusive",
)
CABIN_ORDER: tuple[Cabin, ...] = ("economy", "premium_economy", "business", "first")

# The type of each slot's value: the one place that says it.
WISH_TYPES: Mapping[WishSlot, TypeAdapter[Any]] = {
    "cabin": TypeAdapter(Cabin),  # at least this one
    "max_stops": TypeAdapter(Annotated[int, Field(ge=0, le=3)]),  # a direction
    "depart_after": TypeAdapter(LocalTime),  # every flight, at its departure airport
    "depart_before": TypeAdapter(LocalTime),  # this and the next two: the way out only
    "arrive_after": TypeAdapter(LocalTime),
    "arrive_before": TypeAdapter(LocalTime),
    "return_after": TypeAdapter(LocalTime),  # the flight home, at its departure airport
    "return_before": TypeAdapter(LocalTime),
    "bags": TypeAdapter(Annotated[int, Field(ge=0, le=5)]),  # checked, a person
    "airline": TypeAdapter(Names),  # IATA codes or names; one of them
    "avoid_airline": TypeAdapter(Names),
    "named_hotel": TypeAdapter(Names),  # one of them
    "avoid_hotel": TypeAdapter(Names),
    "min_stars": TypeAdapter(Annotated[int, Field(ge=1, le=5)]),
    "board": TypeAdapter(Board),  # at least this
    "rooms": TypeAdapter(Annotated[int, Field(ge=1, le=10)]),
    "near_centre": TypeAdapter(Annotated[float, Field(gt=0, le=50)]),  # km from it at most
    "amenities": TypeAdapter(tuple[Amenity, ...]),
    "hotels": TypeAdapter(Annotated[int, Field(ge=1, le=2)]),  # 1: no change within a stop; 2: one
    "areas": TypeAdapter(Names),  # of the city; a stay in each
    "ground_mode": TypeAdapter(GroundMode),
    "pace": TypeAdapter(Pace),
    "day_starts_after": TypeAdapter(LocalTime),
    "diet": TypeAdapter(tuple[Diet, ...]),
    "accessibility": TypeAdapter(tuple[AccessNeed, ...]),
    "interests": TypeAdapter(tuple[Interest, ...]),
    "must_see": TypeAdapter(Names),
    "avoid": TypeAdapter(Names),
    "day_trips": TypeAdapter(Names),
    "climate": TypeAdapter(Climate),
}

WishValue = str | int | float | tuple[str, ...]


class Wish(Value):
    """One wish: what for, which value, whether the plan may go without, and the words that said it."""

    slot: WishSlot
    value: WishValue
    hard: bool = True
    words: str = ""

    @model_validator(mode="before")
    @classmethod
    def _typed(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        fields = cast("Mapping[str, Any]", data)
        adapter = WISH_TYPES.get(cast("WishSlot", fields.get("slot")))
        if adapter is None:
            return dict(fields)
        return {**fields, "value": adapter.validate_python(fields.get("value"))}

    @model_validator(mode="after")
    def _lists_are_not_empty(self) -> Self:
        if self.value == ():
            raise ValueError(f"{self.slot} lists nothing")
        return self
