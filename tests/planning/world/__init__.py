"""A small handmade world: evidence, requests, and plans that hold, to be broken by tests.

Every sight has at least a quarter of an hour to spare on both sides, and lasts its usual time.
"""

from tests.planning.world.diary import summed
from tests.planning.world.facts import NOW, World
from tests.planning.world.far import honolulu, night_flight, tokyo
from tests.planning.world.moves import two_hotels
from tests.planning.world.parts import activities, flight, stays, weather
from tests.planning.world.trips import lisbon, paris, porto

__all__ = [
    "NOW",
    "WORLDS",
    "World",
    "honolulu",
    "lisbon",
    "night_flight",
    "paris",
    "porto",
    "summed",
    "tokyo",
    "two_hotels",
]

TRIPS = (lisbon(), porto(), paris(), honolulu(), tokyo(), night_flight(), two_hotels())
WORLDS = (*TRIPS, flight(), stays(), activities(), weather())
