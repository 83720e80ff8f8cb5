"""What there is in a city (or at a day trip's place): sights, tables, hours, ways, and what they are worth."""

from collections.abc import Sequence
from datetime import date

from planning.days.outside import hours_of
from planning.days.taste import (
    MUST_SEE,
    NIGHT_CATEGORIES,
    NIGHT_INTERESTS,
    PLACEHOLDER,
    RANK_SCORE,
    Span,
    Spot,
    Taste,
    Wanted,
    best_named,
)
from planning.price import Purse, means
from travel.activities import Activity
from travel.evidence import Evidence
from travel.places import Located, distance_km
from travel.weather import WeatherDay

WALKED_KM = 1.8
CENT = 0.005
LONGEST_WAY_ON_A_TRIP = 40  # minutes, where nobody says


class Town:
    """Sights and tables by index: sights first, then tables, then further spots such as the bed."""

    def __init__(
        self, name: str, evidence: Evidence, taste: Taste, purse: Purse, wanted: Wanted, *,
        trip: str = "",
    ) -> None:  # fmt: skip
        self.taste, self.purse, self.wanted = taste, purse, wanted
        self.trip = trip
        self._insisted = self._named(evidence.activities)
        self.city = evidence.cities.get(name)
        self.matrix = evidence.matrix(name)
        here = [a for a in evidence.activities if a.city == name and a.day_trip == trip]
        sights = [a for a in here if not a.meals and a.category != "restaurant"]
        self.sights = [a for a in sights if self._welcome(a)]
        if any(not a.placeholder for a in self.sights):
            self.sights = [a for a in self.sights if not a.placeholder]
        self.tables = [
            a
            for a in here
            if (a.meals or a.category == "restaurant")
            and taste.diet <= set(a.diet)
            and a.id not in wanted.banned
            and not self._avoided(a)
        ]
        self.must = frozenset(
            found.id for said in taste.must_see if (found := best_named(said, self.sights))
        )
        self.spots = [Spot(a.id, a.lat, a.lon) for a in (*self.sights, *self.tables)]
        self.prices = [self._price(a) for a in self.sights]
        self._ways: dict[int, tuple[int, str]] = {}
        self._hours: dict[tuple[int, date], tuple[tuple[int, int], ...]] = {}
        self._scores: dict[tuple[int, date], float] = {}

    def _welcome(self, a: Activity) -> bool:
        taste = self.taste
        if a.id in self.wanted.banned or (taste.step_free and not a.step_free):
            return False
        if taste.family and "nightlife" in a.interests and len(a.interests) == 1:
            return False
        return self.purse.knows(a.price) and not self._avoided(a)

    def _named(self, activities: Sequence[Activity]) -> frozenset[str]:
        """What is called for by name, and so isn't avoided for its kind by a soft wish."""
        if self.taste.shun or not self.taste.avoid:
            return frozenset()
        said = (best_named(each, activities) for each in self.taste.must_see)
        return frozenset(found.id for found in said if found is not None)

    def _avoided(self, a: Activity) -> bool:
        if a.id in self._insisted:
            return False
        kinds = (a.name, a.category, *a.interests)
        return any(means(word, kind) for word in self.taste.avoid for kind in kinds)

    def _price(self, a: Activity) -> float:
        return self.purse.value(a.price_for(self.taste.adults, self.taste.children))

    def within_means(self, paid: float) -> bool:
        """Whether so much may be paid for tickets and rides."""
        allowance = self.wanted.allowance
        return allowance is None or paid <= allowance + CENT

    def spot(self, id: str, lat: float, lon: float) -> int:
        """The index of a further spot, such as the bed."""
        found = next((i for i, each in enumerate(self.spots) if each.id == id), None)
        if found is None:
            self.spots.append(Spot(id, lat, lon))
            found = len(self.spots) - 1
        return found

    def way(self, a: int, b: int) -> tuple[int, str]:
        """Minutes and mode between two spots: the matrix's, else an estimate."""
        if a == b:
            return 0, ""
        known = self._ways.get(a * 10_000 + b)
        if known is None:
            known = self._ways[a * 10_000 + b] = self._measured(self.spots[a], self.spots[b])
        return known

    def _measured(self, a: Spot, b: Spot) -> tuple[int, str]:
        row = self.matrix.routes.get(a.id) if self.matrix else None
        route = row.get(b.id) if row else None
        if route is not None:
            return route.minutes, route.mode
        minutes, mode = estimated_way(a, b)
        return min(
            minutes, LONGEST_WAY_ON_A_TRIP
        ) if self.trip and mode != "walk" else minutes, mode

    def hours(self, index: int, day: date) -> tuple[tuple[int, int], ...]:
        key = (index, day)
        if key not in self._hours:
            self._hours[key] = tuple(hours_of(self.sights[index], day, self.city))
        return self._hours[key]

    def opening(self, index: int, day: date, after: int) -> int | None:
        """When a visit can begin at the earliest; None where it can't that day."""
        minutes = self.sights[index].minutes
        for opens, closes in self.hours(index, day):
            begin = -(-max(opens, after) // 5) * 5
            if begin + minutes <= closes:
                return begin
        return None

    def score(self, index: int, span: Span) -> float:
        key = (index, span.date)
        if key not in self._scores:
            self._scores[key] = self._score(self.sights[index], span)
        return self._scores[key]

    def _score(self, a: Activity, span: Span) -> float:
        taste = self.taste
        score = PLACEHOLDER if a.placeholder else RANK_SCORE[a.rank]
        if taste.interests:
            score *= 1 + 0.45 * min(2, len(taste.interests & set(a.interests)))
        if taste.family:
            score *= 1.5 if "family" in a.interests else 0.85
            score *= 0.6 if "nightlife" in a.interests else 1.0
        if taste.step_free is False and not a.step_free:
            score *= 0.5
        score *= self._weather_factor(a, span.weather)
        if a.id in self.wanted.stale:
            score *= 0.25
        if a.rank == 1:
            score *= 1.06 - 0.02 * min(8, span.rank)
        score -= 0.25 * self.prices[self.sights.index(a)] / self.purse.euro / max(1, taste.adults)
        if a.id in self.must:
            score += MUST_SEE
        return score

    def _weather_factor(self, a: Activity, weather: WeatherDay | None) -> float:
        if weather is None:
            return 1.0
        if weather.wet:
            return {"outdoor": 0.5, "mixed": 0.85, "indoor": 1.15}[a.setting]
        hot = weather.high_c >= 34
        return {"outdoor": 0.85 if hot else 1.1, "mixed": 1.0, "indoor": 1.0}[a.setting]

    def by_night(self, index: int, day: date) -> bool:
        """Whether one would go there after dinner."""
        a = self.sights[index]
        fitting = NIGHT_INTERESTS & set(a.interests) or a.category in NIGHT_CATEGORIES
        return bool(fitting) and any(c >= 20 * 60 for _, c in self.hours(index, day))

    def by_day(self, index: int, day: date) -> bool:
        return any(opens < 17 * 60 for opens, _ in self.hours(index, day))

    def activity(self, index: int) -> Activity:
        """The sight or table at a spot."""
        count = len(self.sights)
        return self.sights[index] if index < count else self.tables[index - count]

    def served(self, index: int, day: date) -> tuple[tuple[int, int], ...]:
        key = (index, day)
        if key not in self._hours:
            self._hours[key] = tuple(self.tables[index - len(self.sights)].hours.on(day))
        return self._hours[key]


def estimated_way(a: Located, b: Located) -> tuple[int, str]:
    """Minutes and mode between two points of a city, where no matrix knows."""
    km = distance_km(a, b) * 1.3
    if km < WALKED_KM:
        return round(km * 13) + 1, "walk"
    return round(12 + km * 3.2), "transit"
