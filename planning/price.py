"""What things cost and what they are worth, in one currency.

Utility = `generosity` x worth - cost. Worth is what a sensible person would pay for having it (or to be
spared it), stated in euros by the tables below and converted; generosity is 1, and grows to 2 with a budget that
is roomier than a plain good plan needs. A hotel's worth follows the price level of its city on its dates,
so that three stars are wanted in Zurich and in Bangkok alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from re import findall
from statistics import median
from unicodedata import combining, normalize

from travel.activities import Activity
from travel.dates import minutes_between
from travel.errors import BadInput
from travel.money import Money, Rates, money
from travel.offers import FlightOffer, GroundOffer, Slice, StayOffer
from travel.party import Party
from travel.places import Airport
from travel.request import Budget, BudgetScope, TripRequest
from travel.wishes import BOARD_ORDER, CABIN_ORDER, Board, Cabin

# Euros a person
HOUR_ON_THE_WAY = 10.0
HOUR_BY_TRAIN = 7.0  # one can read, walk about and look out
HOUR_BY_ROAD = 9.0
HOUR_OF_THE_TRIP = 6.0  # awake and there, lost to a late arrival or an early departure
A_STOP = 20.0
AIRPORT_CHANGE = 60.0
NIGHT_IN_AN_AIRPORT = 45.0
A_NIGHT_SPOILT = 40.0  # by arriving before dawn
DAWN = 5 * 60  # minutes after midnight; what happens before belongs to the night
CHECKED_BAG = 8.0
MEALS_A_DAY = 28.0
CHANGEABLE = 4.0
HOUR_IN_CABIN: dict[Cabin, float] = {
    "economy": 0.0,
    "premium_economy": 5.0,
    "business": 14.0,
    "first": 17.0,
}
SOFT_WISH = 30.0
UNWANTED = 120.0  # a person, for what was to be avoided: more than most fares differ by
UNEARTHLY = (  # leaving before: one is up three hours earlier
    (6 * 60 + 15, -45.0),
    (7 * 60, -30.0),
    (8 * 60, -18.0),
    (9 * 60, -9.0),
    (9 * 60 + 30, -4.0),
)
# Euros a room and night, where a middling room costs 100
STARS = {1: -50.0, 2: -20.0, 3: 30.0, 4: 53.0, 5: 65.0}
RATING_POINT = 26.0
GOOD_RATING = 8.0
UNRATED = 7.4
POOR_RATING, POOR_POINT = 7.4, 16.0  # below, each point counts for more
KM_FROM_CENTRE = 9.0
FURTHEST_FELT_KM = 9.0
REFUNDABLE = 3.0
# Changing hotels: euros a person for packing and the hours it takes, a ride with bags for each four, and a
# share of the price, for nobody moves to save little of much
MOVING, MOVING_RIDE, MOVING_SHARE = 30.0, 16.0, 0.04
# Euros a person and night
BOARD: dict[Board, float] = {
    "room_only": 0.0,
    "breakfast": 8.0,
    "half_board": 18.0,
    "full_board": 26.0,
    "all_inclusive": 34.0,
}

KERB_MINUTES, KERB_MINUTES_ABROAD = 30, 45
LEAD_MINUTES, LEAD_MINUTES_ABROAD = 90, 120
GROUND_LEAD_MINUTES, STATION_MINUTES = 15, 25


@dataclass(frozen=True)
class Purse:
    """Converts to one currency with dated rates."""

    currency: str
    rates: Rates | None

    def knows(self, amount: Money) -> bool:
        same = amount.currency == self.currency
        rates = self.rates
        return same or (
            rates is not None and rates.knows(amount.currency) and rates.knows(self.currency)
        )

    def convert(self, amount: Money) -> Money:
        """Raises `BadInput` where there is no rate."""
        if amount.currency == self.currency:
            return amount
        if self.rates is None:
            raise BadInput(f"no exchange rates are known for {amount.currency}")
        return self.rates.convert(amount, self.currency)

    def value(self, amount: Money) -> float:
        return float(self.convert(amount).amount)

    def total(self, amounts: Iterable[Money]) -> Money:
        """Each converted, then summed."""
        result = money(0, self.currency)
        for amount in amounts:
            result += self.convert(amount)
        return result.rounded()

    @property
    def euro(self) -> float:
        """One euro, for the tables; 1 where it isn't known."""
        thousand = money(1000, "EUR")
        return self.value(thousand) / 1000 if self.knows(thousand) else 1.0


def transfer_price(airport: Airport | None, party: Party, purse: Purse) -> Money | None:
    """For the party, between an airport and the bed; None where it isn't known."""
    if airport is None:
        return None
    price = money(Decimal(airport.transfer_cost_eur) * party.seats, "EUR")
    return price if purse.knows(price) else None


def transfer_minutes(airport: Airport | None) -> int:
    return 45 if airport is None else airport.transfer_minutes


def ceiling(request: TripRequest, scope: BudgetScope, nights: int, purse: Purse) -> float | None:
    """The budget of the scope for the whole party; None where there is none (or no rate for it)."""
    budget = request.budget(scope)
    if budget is None:
        return None
    limit = budget_limit(budget, request.party, nights)
    return purse.value(limit) if purse.knows(limit) else None


def budget_limit(budget: Budget, party: Party, nights: int) -> Money:
    return budget.ceiling(party, nights)


def clock(instant: datetime) -> int:
    """Minutes after midnight on the clock the instant carries."""
    return instant.hour * 60 + instant.minute


def slice_worth(each: Slice) -> float:
    """Euros a person for flying so: never above a bit of comfort, mostly below zero."""
    worth = -HOUR_ON_THE_WAY * each.minutes / 60 - A_STOP * each.stops
    worth += sum(HOUR_IN_CABIN[s.cabin] * s.minutes / 60 for s in each.segments)
    for before, after in zip(each.segments, each.segments[1:], strict=False):
        worth += _layover_worth(before.arrive, after.depart)
        if before.destination != after.origin:
            worth -= AIRPORT_CHANGE
    worth += _night_flight(each)
    return worth + _unearthly_departure(each.depart) + _unearthly_landing(each.arrive)


def _layover_worth(arrive: datetime, depart: datetime) -> float:
    minutes = minutes_between(arrive, depart)
    night = minutes >= 360 and (depart.date() > arrive.date() or clock(arrive) < 120)
    risk = -12.0 if minutes < 60 else -5.0 if minutes < 80 else 0.0
    return risk - (NIGHT_IN_AN_AIRPORT if night else 0.0) - max(0, minutes - 240) / 60 * 3


def _night_flight(each: Slice) -> float:
    """A short night is worse than a long one: nobody sleeps on a three-hour flight."""
    lands_next_day = each.arrive.date() > each.depart.date()
    return -25.0 if lands_next_day and each.minutes < 6 * 60 else 0.0


def _unearthly_departure(depart: datetime) -> float:
    minute = clock(depart)
    if minute < 5 * 60:
        return -25.0
    for before, loss in UNEARTHLY:
        if minute < before:
            return loss
    return 0.0


def _unearthly_landing(arrive: datetime) -> float:
    minute = clock(arrive)
    if minute < DAWN:
        return -A_NIGHT_SPOILT
    for after, loss in ((23 * 60 + 15, -32.0), (22 * 60 + 15, -15.0), (21 * 60 + 30, -6.0)):
        if minute >= after:
            return loss
    return 0.0


def offer_worth(offer: FlightOffer) -> float:
    """Euros a person for what the fare allows beyond the seat."""
    return CHECKED_BAG * min(1, offer.bags_included) + CHANGEABLE * (
        offer.changeable + offer.refundable
    )


def ground_worth(offer: GroundOffer) -> float:
    hour = HOUR_BY_TRAIN if offer.mode in ("train", "ferry") else HOUR_BY_ROAD
    door_to_door = minutes_between(offer.depart, offer.arrive) + 2 * STATION_MINUTES + 30
    worth = -hour * door_to_door / 60
    leaves = clock(offer.depart)
    early = 15.0 if leaves < 8 * 60 else 5.0 if leaves < 9 * 60 + 30 else 0.0
    arrives = clock(offer.arrive)
    late = A_NIGHT_SPOILT if arrives < DAWN else 10.0 if arrives > 21 * 60 else 0.0
    return worth - early - late


def flight_overhead_worth() -> float:
    """What a flight between two cities takes beyond the air: ways to airports, queues."""
    return -HOUR_ON_THE_WAY * 3.5


def arrival_worth(arrive: datetime) -> float:
    """Euros a person: the later in the day, the less of it is left; before 05:00 it is the one before."""
    minute = clock(arrive) + (24 * 60 if clock(arrive) < DAWN else 0)
    return -HOUR_OF_THE_TRIP * max(0, min(minute, 22 * 60) - 10 * 60) / 60


def leaving_worth(depart: datetime) -> float:
    """Euros a person: the earlier in the day, the less of it is had."""
    return -HOUR_OF_THE_TRIP * max(0, 20 * 60 - max(clock(depart), 8 * 60)) / 60


def market_level(offers: Iterable[StayOffer], purse: Purse) -> float:
    """The price of a middling room and night against 100 euros, kept within reason."""
    nightly = [
        purse.value(offer.price) / offer.nights / offer.rooms / purse.euro
        for offer in offers
        if offer.stars in (3, 4)
    ]
    return min(2.2, max(0.5, median(nightly) / 100)) if nightly else 1.0


def stay_worth(offer: StayOffer, party: Party, level: float) -> float:
    """Euros for the whole stay."""
    rating = UNRATED if offer.rating is None else offer.rating
    room = STARS[offer.stars] + RATING_POINT * (rating - GOOD_RATING)
    room -= KM_FROM_CENTRE * min(FURTHEST_FELT_KM, max(0.0, offer.centre_km - 0.8))
    room -= POOR_POINT * max(0.0, POOR_RATING - rating)
    room += REFUNDABLE if offer.refundable_until is not None else 0.0
    if any(age < 13 for age in party.children):
        room += 6.0 * sum(a in offer.amenities for a in ("pool", "family_rooms", "kitchen"))
    return offer.nights * (level * room * offer.rooms + BOARD[offer.board] * party.size)


def moving_toll(price: float, party: Party) -> float:
    """Euros that changing hotels once takes off a stay of that price."""
    return MOVING * party.size + MOVING_RIDE * -(-party.size // 4) + MOVING_SHARE * price


def plain_words(text: str) -> frozenset[str]:
    """The words of a name without case, accents and plurals."""
    bare = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return frozenset(word.rstrip("s") or word for word in findall(r"\w+", bare))


def means(said: str, name: str) -> bool:
    """Whether all words of what was said are in a name."""
    words = plain_words(said)
    return bool(words) and words <= plain_words(name)


def cabin_lack(each: Slice, wanted: Cabin) -> int:
    """How many classes below the wished one the lowest segment is."""
    least = min(CABIN_ORDER.index(segment.cabin) for segment in each.segments)
    return max(0, CABIN_ORDER.index(wanted) - least)


def board_lack(board: Board, wanted: Board) -> int:
    return max(0, BOARD_ORDER.index(wanted) - BOARD_ORDER.index(board))


def tickets_guess(activities: Iterable[Activity], party: Party, days: int, purse: Purse) -> float:
    """What tickets are likely to come to over some days in a city."""
    prices = [
        purse.value(each.price_for(party.adults, party.children))
        for each in activities
        if not each.day_trip and not each.meals and each.rank < 3 and purse.knows(each.price)
    ]
    return median(prices) * min(len(prices), 2 * days) if prices else 0.0
