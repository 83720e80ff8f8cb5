"""Hard wishes for the bed, the days and the place."""

from statistics import fmean

from planning.verify.case import Case
from planning.verify.course import Visit
from planning.verify.rule import ACTIVE, ASKED, DAILY, SLEEPING, Finding, Findings
from planning.verify.sights import sights_a_day
from planning.verify.wish import alike, evening_minute, minute, names, wish_rule
from travel.activities import Activity
from travel.offers import StayOffer
from travel.wishes import BOARD_ORDER, Board, Climate, Pace

MOST_SIGHTS: dict[Pace, int] = {"relaxed": 3, "balanced": 4, "packed": 6}
STEP_FREE_NEEDS = frozenset(("wheelchair", "step_free"))


def min_stars(case: Case, least: int) -> Findings:
    for stay in case.plan.stays:
        if stay.stars < least:
            yield Finding(stay.id, f"{stay.name} has {stay.stars} stars; {least} were wished.")


def board(case: Case, least: Board) -> Findings:
    for stay in case.plan.stays:
        if BOARD_ORDER.index(stay.board) < BOARD_ORDER.index(least):
            yield Finding(stay.id, f"{stay.name} has {stay.board}; {least} was wished.")


def rooms(case: Case, least: int) -> Findings:
    for stay in case.plan.stays:
        if stay.rooms < least:
            yield Finding(stay.id, f"{stay.name} has {stay.rooms} rooms; {least} were wished.")


def named_hotel(case: Case, names: tuple[str, ...]) -> Findings:
    wanted = {name.casefold() for name in names}
    for stay in case.plan.stays:
        if stay.name.casefold() not in wanted:
            yield Finding(stay.id, f"{stay.name} is none of {', '.join(names)}.")


def avoid_hotel(case: Case, names: tuple[str, ...]) -> Findings:
    unwanted = {name.casefold() for name in names}
    for stay in case.plan.stays:
        if stay.name.casefold() in unwanted:
            yield Finding(stay.id, f"{stay.name} was to be avoided.")


def near_centre(case: Case, most: float) -> Findings:
    for stay in case.plan.stays:
        if stay.centre_km > most:
            yield Finding(
                stay.id, f"{stay.name} is {stay.centre_km} km from the centre; {most} are the most."
            )


def hotels(case: Case, wanted: int) -> Findings:
    """One: none is changed within a stop. Two: there are two at least on the whole trip."""
    if wanted > 1 and len(case.plan.stays) < wanted:
        yield Finding("hotels", f"There is one hotel; {wanted} were wished.")
    for visit in case.visits if wanted == 1 else ():
        here = [stay.name for stay in case.plan.stays if _within(stay, visit)]
        if len(here) > 1:
            yield Finding(
                visit.city,
                f"{len(here)} hotels in {visit.city}, {', '.join(here)}; one was wished.",
            )


def _within(stay: StayOffer, visit: Visit) -> bool:
    begins = visit.first_night is None or stay.check_out > visit.first_night
    ends = visit.leaving is None or stay.check_in < visit.leaving
    return stay.city == visit.city and begins and ends


def areas(case: Case, wanted: tuple[str, ...]) -> Findings:
    for name in wanted:
        if not any(names(name, stay.area) for stay in case.plan.stays):
            yield Finding(name, f"No stay is in {name}.")


def amenities(case: Case, wanted: tuple[str, ...]) -> Findings:
    for stay in case.plan.stays:
        lacking = [each for each in wanted if each not in stay.amenities]
        if lacking:
            yield Finding(stay.id, f"{stay.name} has no {', '.join(lacking)}.")


def accessibility(case: Case, needs: tuple[str, ...]) -> Findings:
    for stay in case.plan.stays:
        lacking = [need for need in needs if need not in stay.accessible]
        if lacking:
            yield Finding(stay.id, f"{stay.name} isn't known to suit {', '.join(lacking)}.")
    for placed in case.of_kind("sight"):
        activity = case.activity(placed)
        if activity and not activity.step_free and STEP_FREE_NEEDS & set(needs):
            yield Finding(placed.item.name, "It isn't known to be free of steps.")


def pace(case: Case, wanted: Pace) -> Findings:
    return sights_a_day(case, MOST_SIGHTS[wanted])


def day_starts_after(case: Case, wanted: str) -> Findings:
    for placed in case.of_kind("sight"):
        if evening_minute(placed.item.start) < minute(wanted):
            yield Finding(
                placed.item.name, f"It begins at {placed.item.start:%H:%M}, before {wanted}."
            )


def diet(case: Case, needs: tuple[str, ...]) -> Findings:
    for placed in case.of_kind("meal"):
        activity = case.activity(placed)
        lacking = [need for need in needs if activity and need not in activity.diet]
        if lacking:
            yield Finding(placed.item.name, f"It isn't known to be {', '.join(lacking)}.")


def interests(case: Case, wanted: tuple[str, ...]) -> Findings:
    served = {interest for activity in _visited(case) for interest in activity.interests}
    for interest in wanted:
        if interest not in served:
            yield Finding(interest, f"Nothing in the days is for {interest}.")


def must_see(case: Case, wanted: tuple[str, ...]) -> Findings:
    seen = _visited(case)
    for name in wanted:
        if not any(alike(name, a.name) or alike(name, a.day_trip) for a in seen):
            yield Finding(name, f"{name} isn't visited.")


def avoid(case: Case, avoided: tuple[str, ...]) -> Findings:
    for activity in _visited(case):
        for name in avoided:
            kinds = (activity.category, *activity.interests)
            if names(name, activity.name) or any(names(name, kind) for kind in kinds):
                yield Finding(activity.id, f"{activity.name} was to be avoided ({name}).")
    for stay in case.plan.stays:
        for name in avoided:
            if names(stay.name, name):
                yield Finding(stay.id, f"{stay.name} was to be avoided ({name}).")


def day_trips(case: Case, wanted: tuple[str, ...]) -> Findings:
    gone = [placed.item.ref.partition(":")[2] for placed in case.items if placed.is_ride]
    for name in wanted:
        if not any(alike(name, place) for place in gone):
            yield Finding(name, f"No day trip goes to {name}.")


def _visited(case: Case) -> list[Activity]:
    found = (case.activity(placed) for placed in case.of_kind("sight", "meal"))
    return [activity for activity in found if activity is not None]


def climate(case: Case, wanted: Climate) -> Findings:
    for visit in case.visits:
        told = _usual(case, visit.city)
        if told is None:
            yield Finding(visit.city, f"Nothing is known of the climate of {visit.city}.")
            continue
        high, wet, tags = told
        if not _is(wanted, high, wet, tags):
            yield Finding(
                visit.city,
                f"{visit.city} has highs of {high:.0f} °C and rain on {wet:.0%} of days then; "
                f"{wanted} was wished.",
            )


def _is(wanted: Climate, high: float, wet: float, tags: frozenset[str]) -> bool:
    """A degree or two short of the usual sense of the word still is."""
    if wanted == "snow":
        return high <= 8 or bool(tags & {"snow", "ski"})
    if wanted == "sunny":
        return wet <= 0.4
    if wanted == "cold":
        return high <= 12
    return high >= (18 if wanted == "warm" else 26)


def _usual(case: Case, city: str) -> tuple[float, float, frozenset[str]] | None:
    """High in °C, share of wet days, and tags: of the month, else the mean of the days."""
    month = case.begins.month if case.begins else None
    for normal in case.evidence.climate:
        if normal.city == city and month in (None, normal.month):
            return normal.high_c, normal.wet_days / 30, frozenset(normal.tags)
    days = [day for day in case.evidence.weather if day.city == city]
    if not days:
        return None
    high = fmean(day.high_c for day in days)
    return high, fmean(day.rain_chance for day in days), frozenset()


RULES = (
    wish_rule("named_hotel", "Each stay is in one of the wished hotels.", named_hotel, SLEEPING),
    wish_rule("avoid_hotel", "No stay is in an avoided hotel.", avoid_hotel, SLEEPING),
    wish_rule("min_stars", "Each stay has the wished stars.", min_stars, SLEEPING),
    wish_rule("board", "Each stay has the wished board at least.", board, SLEEPING),
    wish_rule("rooms", "Each stay has the wished rooms.", rooms, SLEEPING),
    wish_rule("near_centre", "Each stay is as near the centre as wished.", near_centre, SLEEPING),
    wish_rule("hotels", "There are as many hotels in a city as wished.", hotels, SLEEPING),
    wish_rule("areas", "There is a stay in each area wished.", areas, SLEEPING),
    wish_rule("amenities", "Each stay has what was wished of it.", amenities, SLEEPING),
    wish_rule("accessibility", "Stays and sights suit the needs of access.", accessibility, ASKED),
    wish_rule("pace", "No day has more sights than the pace allows.", pace, ACTIVE),
    wish_rule("day_starts_after", "No sight begins too early.", day_starts_after, ACTIVE),
    wish_rule("diet", "Restaurants serve the diets.", diet, ACTIVE),
    wish_rule("interests", "Each interest is served by a sight or meal.", interests, ACTIVE),
    wish_rule("must_see", "What must be seen is visited.", must_see, ACTIVE),
    wish_rule("avoid", "Nothing that is to be avoided is there.", avoid, ASKED),
    wish_rule("day_trips", "The wished day trips are made.", day_trips, ACTIVE),
    wish_rule("climate", "Each stop usually has the wished climate.", climate, DAILY),
)
