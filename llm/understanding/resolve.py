"""From a `Reading` to a `TurnRequest`: places found, the last turn merged in, mistakes named."""

from datetime import date

from llm.understanding.destinations import DAY_TRIP_KM, stops_said
from llm.understanding.disruptions import settled
from llm.understanding.merging import (
    changes,
    date_problem,
    make_wish,
    merged_budgets,
    merged_dates,
    merged_party,
    merged_passports,
    merged_wishes,
)
from llm.understanding.naming import Naming
from llm.understanding.reading import EditSaid, Reading, StopSaid
from llm.understanding.stops import same_place, with_nights
from travel.dates import TravelDates
from travel.gazetteer import Gazetteer
from travel.party import Party
from travel.places import Place, distance_km
from travel.request import Intent, NeededSlot, Stop, TripRequest
from travel.turn import Ambiguity, Edit, Problem, TurnRequest


def resolve_reading(
    reading: Reading,
    *,
    previous: TripRequest | None,
    today: date,
    gazetteer: Gazetteer,
    pending: NeededSlot | Ambiguity | None = None,
) -> TurnRequest:
    """The turn, whoever read the message. `pending` is what the assistant has just asked."""
    if reading.asks == "injection" and reading.intent in (None, "other"):
        reading = _unheard(reading)
    if reading.new_trip and previous is not None:
        previous = TripRequest(origin=previous.origin, party=previous.party)
        return _Resolution(reading, previous, today, gazetteer, pending, fresh=True).turn()
    fresh = previous is None
    start = previous or TripRequest()
    return _Resolution(reading, start, today, gazetteer, pending, fresh=fresh).turn()


def _unheard(reading: Reading) -> Reading:
    """Nothing that stands beside an order to ignore the rules is followed."""
    return Reading(language=reading.language, intent="other", asks=reading.asks)


def _edit(said: EditSaid, gazetteer: Gazetteer) -> Edit | None:
    """None for something that went wrong of which it isn't clear what."""
    disruption = settled(said.disruption, gazetteer) if said.disruption is not None else None
    if said.kind == "disrupted" and disruption is None:
        return None
    return Edit(
        kind=said.kind,
        target=said.target,
        value=said.value,
        words=said.words,
        on=said.on,
        day=said.day,
        disruption=disruption,
    )


class _Resolution:
    def __init__(
        self,
        reading: Reading,
        known: TripRequest,
        today: date,
        gazetteer: Gazetteer,
        pending: NeededSlot | Ambiguity | None,
        *,
        fresh: bool,
    ) -> None:
        self.reading = _answered(reading, known, pending)
        self.known, self.today, self.gazetteer, self.fresh = known, today, gazetteer, fresh
        self.problems = [Problem(code=each.code, words=each.words) for each in reading.problems]
        self.naming = Naming(self.reading, known, gazetteer)
        self.edits = [edit for each in reading.edits if (edit := _edit(each, gazetteer))]

    def turn(self) -> TurnRequest:
        reading = self.reading
        for name in reading.suspects:
            hint = self.gazetteer.likeness(name) or ""
            self.problems.append(Problem(code="unknown_place", words=name, hint=hint.title()))
        request = self._request()
        if not self.fresh:
            self.edits += changes(self.known, request)
        return TurnRequest(
            language=reading.language,
            intent=self._intent(request),
            request=request,
            about_plan=not self.fresh and self._says_something(),
            edits=tuple(self.edits),
            asks=reading.asks,
            about=reading.about,
            last_time=reading.last_time,
            problems=(*self.problems, *self.naming.problems),
            ambiguities=tuple(self.naming.ambiguities),
            words=reading.words(),
            unread=reading.unread,
        )

    def _says_something(self) -> bool:
        reading = self.reading
        plan = reading.asks is not None and reading.asks not in ("greeting", "off_topic")
        said = reading.stops or reading.wishes or reading.budgets or reading.passports
        return bool(plan or self.edits or said)

    # The request ----------------------------------------------------------------------------

    def _request(self) -> TripRequest:
        known = self.known
        intent = self._request_intent()
        origin = self._origin()
        stops = self._stops()
        reading = self.reading  # of which the stops may have used up a part
        dates = self._dates(intent)
        stops, dates = with_nights(reading, known, stops, dates)
        stops = _in_step(stops, dates)
        request = known.model_copy(
            update={
                "intent": intent,
                "origin": origin,
                "stops": stops,
                "dates": dates,
                "party": self._party(),
                "wishes": merged_wishes(reading, known.wishes),
                "passports": merged_passports(reading, known.passports),
            }
        )
        request = self._with_day_trips(self._with_home(request))
        self._check_same_place(request)
        budgets = merged_budgets(reading, request, self.gazetteer)
        return TripRequest.model_validate(
            {name: getattr(request, name) for name in TripRequest.model_fields}
            | {"budgets": budgets, "one_way": self._one_way(request)}
            | {"free_order": reading.free_order or known.free_order}
        )

    def _request_intent(self) -> Intent:
        said, before = self.reading.intent, self.known.intent
        if self.fresh:
            return said or "other"
        if said in (None, "other", "weather", "activities"):
            return before
        if self.reading.nothing_else:
            return said or before
        if before in ("trip", "flight", "stay") and said != before and not self._elsewhere():
            return "trip" if said != "trip" or before == "trip" else said
        return said or before

    def _elsewhere(self) -> bool:
        """Whether the message is a whole request of its own."""
        return bool(self.reading.stops and (self.reading.origin or self.reading.start))

    def _intent(self, request: TripRequest) -> Intent:
        said = self.reading.intent
        return said if said in ("weather", "activities", "other") else request.intent

    def _origin(self) -> Place | None:
        name = self.reading.origin
        if not name:
            return self.known.origin
        return self.naming.place(name, "origin", ()) or self.known.origin

    def _stops(self) -> tuple[Stop, ...]:
        dropped = [edit.value for edit in self.edits if edit.kind == "drop"]
        stops, self.reading = stops_said(
            self.reading, self.known, self.naming, dropped, fresh=self.fresh
        )
        return stops

    def _dates(self, intent: Intent) -> TravelDates:
        reading = self.reading
        dates = merged_dates(reading, self.known.dates, intent)
        said = reading.start or reading.end or reading.latest or reading.nights
        if not (said or dates != self.known.dates):
            return dates
        problem = date_problem(reading, dates, self.today, intent)
        if problem is None:
            return dates
        words = reading.words()
        slots = ("start", "end", "window", "nights")
        found = next((words[slot] for slot in slots if slot in words), "")
        self.problems.append(Problem(code=problem, words=found))
        return self.known.dates

    def _party(self) -> Party:
        reading = self.reading
        if reading.adults == 0 and not reading.people:
            words = reading.words().get("party", "")
            self.problems.append(Problem(code="nobody", words=words))
            return self.known.party
        return merged_party(reading, self.known.party)

    def _with_home(self, request: TripRequest) -> TripRequest:
        reading = self.reading
        back = self.naming.plain(reading.return_from)
        to = self.naming.plain(reading.return_to)
        if back is None and reading.return_from:
            back = self.gazetteer.lookup(reading.return_from).place
        if to is not None and request.origin is None:
            request, to = request.model_copy(update={"origin": to}), None
        if back is not None and not request.stops and back != request.origin:
            request = request.model_copy(update={"stops": (Stop(place=back),)})
        if to is not None and not request.stops and not same_place(to, request.origin):
            request, to = request.model_copy(update={"stops": (Stop(place=to),)}), None
        last = request.stops[-1].place if request.stops else None
        updates: dict[str, Place | None] = {}
        if back is not None:
            updates["return_from"] = None if same_place(back, last) else back
        elif reading.stops and not self.fresh:
            updates["return_from"] = None
        if to is not None:
            updates["return_to"] = None if same_place(to, request.origin) else to
        return request.model_copy(update=updates)

    def _with_day_trips(self, request: TripRequest) -> TripRequest:
        for name in self.reading.day_trips:
            place = self.naming.place(name, "destination", [stop.place for stop in request.stops])
            if place is None:
                continue
            near = [s for s in request.stops if 0 < distance_km(s.place, place) <= DAY_TRIP_KM]
            if near:
                request = self._with_day_trip(request, place)
            elif not any(same_place(place, stop.place) for stop in request.stops):
                stops = (*request.stops, Stop(place=place, nights=1 if request.stops else None))
                request = request.model_copy(update={"stops": stops})
        return request

    def _with_day_trip(self, request: TripRequest, place: Place) -> TripRequest:
        had = request.wanted("day_trips", ())
        names = tuple(dict.fromkeys((*had, place.name)))
        if wish := make_wish("day_trips", names, False, place.name):
            request = request.with_wish(wish)
            if not self.fresh:
                self.edits.append(Edit(kind="add_day_trip", target="days", value=place.name))
        return request

    def _one_way(self, request: TripRequest) -> bool:
        """A flight without any way home is one way, until a return is named."""
        said = self.reading.one_way
        if said is not None:
            return said
        if request.intent != "flight":
            return self.known.one_way and request.intent == self.known.intent
        home = request.return_from or request.return_to or request.dates.end or request.dates.nights
        if self.fresh or self.known.intent == "other":
            return home is None
        return self.known.one_way and home is None

    def _check_same_place(self, request: TripRequest) -> None:
        if request.origin is not None and request.intent in ("trip", "flight"):
            places = [stop.place for stop in request.stops]
            if places and all(same_place(place, request.origin) for place in places):
                self.problems.append(Problem(code="same_place", words=request.origin.name))


def _answered(
    reading: Reading, known: TripRequest, pending: NeededSlot | Ambiguity | None
) -> Reading:
    """A bare place, after "where from?", is the origin; a day, with "a return too", the return."""
    returns = known.one_way and reading.one_way is False and known.dates.start is not None
    if returns and reading.start and not reading.end:
        return reading.model_copy(update={"start": None, "end": reading.start})
    if pending == "origin" and reading.stops and not reading.origin and not reading.not_stops:
        first, *rest = reading.stops
        return reading.model_copy(update={"origin": first.name, "stops": tuple(rest)})
    if pending == "destination" and reading.origin and not reading.stops and known.origin:
        stop = StopSaid(name=reading.origin)
        return reading.model_copy(update={"origin": "", "stops": (stop,)})
    return reading


def _in_step(stops: tuple[Stop, ...], dates: TravelDates) -> tuple[Stop, ...]:
    """Of one stop's nights and newer days that say otherwise, the days count."""
    if len(stops) != 1 or dates.start is None or dates.end is None:
        return stops
    length = (dates.end - dates.start).days
    return stops if stops[0].nights in (None, length) else (Stop(place=stops[0].place),)
