"""What a choice of dates and cities promises before anything is bought: weather, and time for the sights."""

from datetime import date

from planning.frame import CityStay, Frame
from travel.activities import Activity
from travel.evidence import Evidence
from travel.request import TripRequest

# Euros a person
WET_DAY = 12.0
DEGREE_OFF = 1.5
A_SIGHT = {1: 12.0, 2: 7.0, 3: 4.0}  # by rank
SIGHTS_A_NIGHT = 3
COMFORTABLE_C = (16.0, 30.0)
WISHED_CLIMATE_C: dict[str, tuple[float, float]] = {
    "warm": (22.0, 30.0),
    "hot": (28.0, 36.0),
    "cold": (-5.0, 10.0),
    "snow": (-15.0, 2.0),
    "sunny": (18.0, 34.0),
}


def frame_worth(frame: Frame, evidence: Evidence, request: TripRequest) -> float:
    """Euros a person for the weather of its days, and for what there is to see in each city's nights."""
    known = {(each.city, each.date): each for each in evidence.weather}
    low, high = WISHED_CLIMATE_C.get(request.wanted("climate", ""), COMFORTABLE_C)
    worth = sights_worth(frame, evidence, request) if len(frame.cities) > 1 else 0.0
    for stay in frame.cities:
        for day in _dates(stay, frame):
            weather = known.get((stay.city, day))
            if weather is not None:
                off = max(0.0, low - weather.high_c, weather.high_c - high)
                worth -= WET_DAY * weather.rain_chance + DEGREE_OFF * min(12.0, off)
    return worth


def sights_worth(frame: Frame, evidence: Evidence, request: TripRequest) -> float:
    """Euros a person for the sights that the nights leave time for, the best of each city first."""
    liked = frozenset(request.wanted("interests", ()))
    worth = 0.0
    for stay in frame.cities:
        nights = (stay.check_out - stay.check_ins[0]).days
        here = [a for a in evidence.activities if a.city == stay.city and not a.meals]
        values = sorted((_sight_worth(a, liked) for a in here), reverse=True)
        worth += sum(values[: nights * SIGHTS_A_NIGHT])
    return worth


def _sight_worth(a: Activity, liked: frozenset[str]) -> float:
    if a.placeholder or a.category == "restaurant":
        return 0.0
    return A_SIGHT[a.rank] * (1.45 if liked & set(a.interests) else 1.0)


def _dates(stay: CityStay, frame: Frame) -> list[date]:
    first = stay.check_ins[0]
    count = (stay.check_out - first).days + (stay.check_out == frame.end)
    return [date.fromordinal(first.toordinal() + i) for i in range(max(0, count))]
