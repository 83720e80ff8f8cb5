"""What a person asks for."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from travel.dates import TravelDates
from travel.money import Money
from travel.party import Party
from travel.passports import Passport, moves_freely
from travel.places import Place
from travel.value import Value
from travel.wishes import Wish, WishSlot

Intent = Literal["trip", "flight", "stay", "weather", "activities", "other"]
BudgetBasis = Literal["total", "per_person", "per_night"]
BudgetScope = Literal["trip", "flight", "stay"]
NeededSlot = Literal["origin", "destination", "dates"]

# What has to be known before anything can be searched, for each intent.
NEEDED: dict[Intent, tuple[NeededSlot, ...]] = {
    "trip": ("destination", "origin", "dates"),
    "flight": ("destination", "origin", "dates"),
    "stay": ("destination", "dates"),
    "weather": ("destination",),
    "activities": ("destination",),
    "other": (),
}
NIGHTS_A_STOP = 2  # where others of the trip have nights of their own
DEFAULT_NIGHTS: dict[Intent, int] = {
    "trip": 5,
    "flight": 7,
    "stay": 2,
    "weather": 5,
    "activities": 2,
    "other": 1,
}


class Stop(Value):
    """A destination and the nights there; None leaves the number to the planner."""

    place: Place
    nights: Annotated[int, Field(ge=0, le=60)] | None = None


class Budget(Value):
    """A ceiling. `per_night` is for all rooms of one night; `per_person` is for the whole scope."""

    amount: Money
    basis: BudgetBasis = "total"
    scope: BudgetScope = "trip"
    hard: bool = True
    words: str = ""

    def ceiling(self, party: Party, nights: int) -> Money:
        """For the whole party and the whole scope."""
        if self.basis == "per_person":
            return self.amount * max(1, party.size)
        if self.basis == "per_night":
            return self.amount * max(1, nights)
        return self.amount


class TripRequest(Value):
    """Everything known of the wished trip. Days are local; places come from the gazetteer."""

    intent: Intent = "trip"
    origin: Place | None = None
    stops: tuple[Stop, ...] = ()  # in the order of travel, unless that is free
    free_order: bool = False  # the planner orders the stops
    dates: TravelDates = TravelDates()
    party: Party = Party()
    budgets: tuple[Budget, ...] = ()  # at most one a scope
    wishes: tuple[Wish, ...] = ()  # at most one a slot
    one_way: bool = False
    return_from: Place | None = None  # open jaw: home from elsewhere than the last stop
    return_to: Place | None = None  # open jaw: home to elsewhere than the origin
    passports: tuple[Passport, ...] = ()  # where it is said until when; one a holder

    @model_validator(mode="after")
    def _one_a_slot(self) -> Self:
        slots = [wish.slot for wish in self.wishes]
        scopes = [budget.scope for budget in self.budgets]
        if len(set(slots)) < len(slots) or len(set(scopes)) < len(scopes):
            raise ValueError("one wish a slot, one budget a scope")
        return self

    def wish(self, slot: WishSlot) -> Wish | None:
        return next((wish for wish in self.wishes if wish.slot == slot), None)

    def wanted(self, slot: WishSlot, default: Any = None) -> Any:
        """The wish's value, typed as `WISH_TYPES` says, or `default`."""
        wish = self.wish(slot)
        return default if wish is None else wish.value

    def budget(self, scope: BudgetScope = "trip") -> Budget | None:
        return next((budget for budget in self.budgets if budget.scope == scope), None)

    def with_wish(self, wish: Wish) -> "TripRequest":
        others = tuple(other for other in self.wishes if other.slot != wish.slot)
        return self.model_copy(update={"wishes": (*others, wish)})

    def without_wish(self, slot: WishSlot) -> "TripRequest":
        return self.model_copy(
            update={"wishes": tuple(wish for wish in self.wishes if wish.slot != slot)}
        )

    @property
    def moves_freely(self) -> bool:
        """Whether all stops are where one may go from home with a passport that lasts just as long."""
        home = self.origin.country if self.origin else None
        return moves_freely(home, (stop.place.country for stop in self.stops))

    @property
    def settled_dates(self) -> TravelDates:
        """Dates with a number of nights: stated, the sum over stops, or usual for the intent.

        A stop of several without nights of its own counts as usual for a stop.
        """
        if self.one_way and self.intent == "flight":
            return self.dates.settled(0)
        said = [stop.nights for stop in self.stops]
        if self.dates.nights is None and any(nights is not None for nights in said):
            total = sum(NIGHTS_A_STOP if nights is None else nights for nights in said)
            if self.dates.end is None:
                return self.dates.model_copy(update={"nights": total}).settled(total)
        return self.dates.settled(DEFAULT_NIGHTS[self.intent])

    def missing(self) -> tuple[NeededSlot, ...]:
        """Needed slots that aren't known, the first to ask for first."""
        known = {
            "origin": self.origin is not None,
            "destination": bool(self.stops) or self.wish("climate") is not None,
            "dates": self.dates.known,
        }
        return tuple(slot for slot in NEEDED[self.intent] if not known[slot])
