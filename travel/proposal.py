"""A destination put forward for a wish such as "somewhere warm"."""

from travel.money import Money
from travel.places import Place
from travel.value import Value
from travel.weather import MonthClimate


class Proposal(Value):
    """What is usual there then, and the least it costs to go: the whole party, out and home, all nights."""

    place: Place
    climate: MonthClimate
    flights_from: Money
    stay_from: Money
    chosen: bool = False
