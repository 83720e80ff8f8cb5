"""For each wish a value that a plan of the world doesn't meet, and one that it does."""

from collections.abc import Callable

from tests.planning.breaches import with_spots
from tests.planning.world import World, lisbon, tokyo
from tests.planning.world.edits import wishing
from travel.wishes import WishSlot, WishValue

# A hard wish that the plan for Lisbon doesn't meet.
WISHED: dict[WishSlot, WishValue] = {
    "cabin": "business",
    "max_stops": 0,
    "depart_after": "10:01",
    "depart_before": "09:59",
    "arrive_after": "12:51",
    "arrive_before": "12:49",
    "return_after": "16:31",
    "return_before": "16:29",
    "bags": 2,
    "airline": ("LH", "Lufthansa"),
    "avoid_airline": ("tap air",),
    "min_stars": 5,
    "board": "half_board",
    "rooms": 2,
    "near_centre": 0.7,
    "amenities": ("wifi", "pool"),
    "named_hotel": ("Ginza",),
    "avoid_hotel": ("alfama",),
    "hotels": 2,
    "areas": ("Alfama", "Belem"),
    "ground_mode": "train",
    "pace": "relaxed",
    "day_starts_after": "09:31",
    "diet": ("vegetarian", "vegan"),
    "accessibility": ("wheelchair", "hearing"),
    "interests": ("museums", "nightlife"),
    "must_see": ("Castle", "Oceanarium"),
    "avoid": ("castles",),
    "day_trips": ("Sintra",),
    "climate": "hot",
}
WISHED_OF: dict[WishSlot, Callable[[], World]] = {
    "max_stops": tokyo,
    "pace": lambda: with_spots(3),
}
# Values that the same plan does meet, to the minute.
GRANTED: dict[WishSlot, WishValue] = {
    "cabin": "economy",
    "max_stops": 0,
    "depart_after": "10:00",
    "depart_before": "10:00",
    "arrive_after": "12:50",
    "arrive_before": "12:50",
    "return_after": "16:30",
    "return_before": "16:30",
    "bags": 1,
    "airline": ("TAP",),
    "avoid_airline": ("LH", "Air France"),
    "min_stars": 4,
    "board": "breakfast",
    "rooms": 1,
    "near_centre": 0.8,
    "amenities": ("wifi",),
    "named_hotel": ("alfama", "Ginza"),
    "avoid_hotel": ("Ginza",),
    "hotels": 1,
    "areas": ("alfama",),
    "ground_mode": "flight",
    "pace": "relaxed",
    "day_starts_after": "09:30",
    "diet": ("vegetarian",),
    "accessibility": ("wheelchair", "step_free"),
    "interests": ("museums", "food"),
    "must_see": ("the castle", "Tower"),
    "avoid": ("Oceanarium", "nightlife"),
    "day_trips": ("versailles",),
    "climate": "warm",
}


def wished(slot: WishSlot) -> World:
    return wishing(WISHED_OF.get(slot, lisbon)(), slot, WISHED[slot])
