"""Plans of one request that truly differ, side by side, with what each gives up."""

from decimal import Decimal
from typing import Literal

from travel.itinerary import Itinerary, Violation
from travel.money import Money
from travel.value import Value

Role = Literal["cheapest", "fastest", "best", "other"]
Difference = Literal["area", "hotel", "nonstop", "mode", "later", "earlier"]
Measure = Literal["money", "minutes", "stops", "stars", "rating", "centre", "early", "wish"]
ROLES: tuple[Role, ...] = ("cheapest", "fastest", "best", "other")


class Sacrifice(Value):
    """What a plan gives up against the one of the others that does best in it.

    `amount` is in units of the currency, minutes, stops, stars, points of ten, kilometres or departures;
    1 for a wish, which `unmet` names. `than` is what the other has, in the same unit.
    """

    measure: Measure
    amount: Decimal
    than: Decimal = Decimal(0)
    against: int  # the number of the other, from 1
    unmet: Violation | None = None


class Alternative(Value):
    """One way to do it. `roles` are what the figures of all bear out, so one plan may have several."""

    roles: tuple[Role, ...]
    difference: Difference | None = None  # of a plan that is there for it
    itinerary: Itinerary
    per_person: Money
    travel_minutes: int  # door to door, both ways and between the cities
    unmet: tuple[Violation, ...] = ()  # soft wishes that it goes without
    gives_up: tuple[Sacrifice, ...] = ()


class Alternatives(Value):
    """At most three; `bound` where what is booked or to be kept stays in each.

    `current` is the number, from 1, of the one that is the plan under discussion.
    """

    plans: tuple[Alternative, ...] = ()
    bound: bool = False
    current: int | None = None

    def meant(self, said: str) -> Alternative | None:
        """By its number from 1 ("2", "-1" for the last), or by a role."""
        if said.lstrip("-").isdecimal():
            number = int(said)
            at = number - 1 if number > 0 else len(self.plans) + number
            return self.plans[at] if number and 0 <= at < len(self.plans) else None
        return next((each for each in self.plans if said in each.roles), self._least(said))

    def _least(self, said: str) -> Alternative | None:
        """Where all take as long, each is the fastest: the best of them."""
        if said != "fastest" or not self.plans:
            return None
        return min(self.plans, key=lambda each: (each.travel_minutes, "best" not in each.roles))
