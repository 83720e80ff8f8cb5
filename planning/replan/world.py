"""What is on offer and what is bought after the disruptions."""

from collections.abc import Iterator
from datetime import datetime

from planning.hops import night_of
from planning.plan.bought import bought, lasting
from planning.replan.alter import (
    altered,
    amended,
    in_use,
    indoors_only,
    not_before,
    still_to_leave,
)
from planning.replan.detour import Position
from planning.replan.meant import legs_of
from travel.booking import Offer
from travel.disruption import Disruption
from travel.evidence import Evidence
from travel.itinerary import Itinerary
from travel.offers import GroundOffer, StayOffer
from travel.turn import Edit


class World:
    """`paid` are the ids of what is bought or in use, `planned` what the days may be filled from."""

    def __init__(
        self,
        previous: Itinerary,
        causes: tuple[Disruption, ...],
        evidence: Evidence,
        held: tuple[Offer, ...],
        now: datetime,
        standing: tuple[Edit, ...],
        here: Position | None,
    ) -> None:
        self.standing, self.here = standing, here
        self.previous, self.now, self.causes = previous, now, causes
        used = in_use(previous, now)
        mine = {o.id: o for o in (*held, *used) if not isinstance(o, GroundOffer)}
        self.paid = frozenset({*mine, *(offer.id for offer in used)})
        self.held = amended(tuple(mine.values()), causes, dict(evidence.airports), now)
        known = altered(evidence, causes, previous, now=now)
        run = {offer.id for offer in known.grounds}
        caught = self.paid | {leg.offer.id for leg in legs_of(previous)}
        known = still_to_leave(known, caught, now, there=here is not None)
        known = known.merged(bought(self.held))
        gone = self.paid - {offer.id for offer in self.held}
        rides = tuple(lasting(o) for o in used if isinstance(o, GroundOffer) and o.id in run)
        self.told = known.model_copy(
            update={
                "flights": tuple(each for each in known.flights if each.id not in gone),
                "grounds": (*(o for o in known.grounds if o.id not in self.paid), *rides),
                "stays": (*known.stays, *self._late(known)),
            }
        )
        self.planned = not_before(indoors_only(self._worth_it(), causes), previous, now)

    def _worth_it(self) -> Evidence:
        """There is nothing to see where one only waits to go on."""
        city = self.here.place.name if self.here else ""
        if city in {stay.city for stay in self.previous.stays}:
            return self.told
        left = tuple(each for each in self.told.activities if each.city != city)
        return self.told.model_copy(update={"activities": left})

    def _late(self, known: Evidence) -> Iterator[StayOffer]:
        """Beds of the plan that one comes to a night or more too late, at their price."""
        mine = {stay.id for stay in self.previous.stays}
        arrivals = {night_of(s.arrive) for o in known.flights for s in o.slices}
        for stay in known.stays:
            for night in sorted(arrivals) if stay.id in mine else ():
                if stay.check_in < night < stay.check_out:
                    yield stay.model_copy(update={"check_in": night})
