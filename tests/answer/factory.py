"""Turn results built by hand: Berlin to Lisbon for two, and a family in two cities."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from graphs.result import TurnResult
from travel.dates import TravelDates, Window
from travel.itinerary import Day, Item, Itinerary, Outcome
from travel.money import Money, money
from travel.offers import FlightOffer, GroundOffer, Segment, Slice, StayOffer
from travel.party import Party
from travel.places import Place
from travel.proposal import Proposal
from travel.provenance import Provenance
from travel.request import Budget, Stop, TripRequest
from travel.turn import TurnRequest
from travel.weather import MonthClimate, WeatherDay
from travel.wishes import Wish

ZONES = {
    "BER": "Europe/Berlin", "MUC": "Europe/Berlin", "LIS": "Europe/Lisbon", "MAD": "Europe/Madrid",
    "FCO": "Europe/Rome", "FLR": "Europe/Rome", "ZRH": "Europe/Zurich",
}  # fmt: skip
CARRIERS = {"TP": "TAP Air Portugal", "IB": "Iberia", "LH": "Lufthansa", "LX": "Swiss"}


def source(kind: str, *, sandbox: bool = True, note: str = "") -> Provenance:
    return Provenance(
        id=f"sandbox:{kind}:1",
        provider=f"sandbox:{kind}",
        retrieved_at=datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("UTC")),
        sandbox=sandbox,
        note=note,
    )


FLIGHTS, STAYS, WEATHER = source("flights"), source("stays"), source("weather")
PLACES = source("places", note="hours illustrative")
TRAINS = source("trains")
SOURCES = (FLIGHTS, STAYS, WEATHER, PLACES)


def place(
    name: str, country: str, lat: float, lon: float, tz: str, *codes: str, **more: Any
) -> Place:
    return Place.model_validate(
        {
            "id": f"test:{name}:{country}",
            "name": name,
            "kind": "city",
            "country": country,
            "lat": lat,
            "lon": lon,
            "tz": tz,
            "airports": codes,
            **more,
        }
    )


BERLIN = place("Berlin", "DE", 52.52, 13.405, "Europe/Berlin", "BER")
MUNICH = place("Munich", "DE", 48.137, 11.575, "Europe/Berlin", "MUC")
LISBON = place("Lisbon", "PT", 38.717, -9.139, "Europe/Lisbon", "LIS")
ROME = place("Rome", "IT", 41.893, 12.483, "Europe/Rome", "FCO", "CIA")
FLORENCE = place("Florence", "IT", 43.77, 11.255, "Europe/Rome", "FLR")
PLACES_BY_NAME = {each.name: each for each in (BERLIN, MUNICH, LISBON, ROME, FLORENCE)}


def at(code_or_zone: str, text: str) -> datetime:
    """ "2026-05-08 10:25" on the clock of an airport or a zone."""
    zone = ZoneInfo(ZONES.get(code_or_zone, code_or_zone))
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def segment(number: str, origin: str, depart: str, destination: str, arrive: str) -> Segment:
    return Segment(
        carrier=number[:2],
        carrier_name=CARRIERS[number[:2]],
        number=number,
        origin=origin,
        destination=destination,
        depart=at(origin, depart),
        arrive=at(destination, arrive),
    )


def flight(
    offer_id: str, price: str, *slices: Sequence[Segment], party: int = 2, **more: Any
) -> FlightOffer:
    return FlightOffer(
        id=offer_id,
        slices=tuple(Slice(segments=tuple(each)) for each in slices),
        price=money(price, "EUR"),
        party_size=party,
        provenance=FLIGHTS,
        **more,
    )


def stay(name: str, city: Place, first: str, last: str, price: str, **more: Any) -> StayOffer:
    return StayOffer.model_validate(
        {
            "id": f"stay:{name}",
            "name": name,
            "city": city.name,
            "country": city.country,
            "lat": city.lat,
            "lon": city.lon,
            "centre_km": 0.6,
            "stars": 4,
            "check_in": first,
            "check_out": last,
            "rooms": 1,
            "sleeps": 2,
            "price": money(price, "EUR"),
            "provenance": STAYS,
            **more,
        }
    )


def item(
    kind: str, name: str, zone: str, start: str, end: str, price: str = "", **more: Any
) -> Item:
    return Item.model_validate(
        {
            "kind": kind,
            "name": name,
            "start": at(zone, start),
            "end": at(zone, end),
            "lat": 38.7,
            "lon": -9.1,
            "price": money(price, "EUR") if price else None,
            **more,
        }
    )


def flown(offer: FlightOffer, number: int, index: int = 0) -> Item:
    """The item of one segment."""
    one = offer.slices[number].segments[index]
    return Item(
        kind="flight",
        name=one.number,
        start=one.depart,
        end=one.arrive,
        lat=0,
        lon=0,
        ref=offer.id,
        evidence=FLIGHTS.id,
        note=f"{one.origin} to {one.destination}",
    )


def sky(
    city: str, day: str, summary: str, low: float, high: float, rain: float = 0.1
) -> WeatherDay:
    return WeatherDay(
        date=date.fromisoformat(day),
        city=city,
        kind="climate",
        high_c=high,
        low_c=low,
        rain_chance=rain,
        summary=summary,
        provenance=WEATHER,
    )


# Berlin to Lisbon -------------------------------------------------------------------------------

NONSTOP = flight(
    "fl-1",
    "412.60",
    [segment("TP533", "BER", "2026-05-08 11:25", "LIS", "2026-05-08 14:10")],
    [
        segment("IB3101", "LIS", "2026-05-13 12:20", "MAD", "2026-05-13 14:40"),
        segment("IB1803", "MAD", "2026-05-13 16:05", "BER", "2026-05-13 19:05"),
    ],
    bags_included=1,
    changeable=True,
    seats_left=3,
)
CHEAPER = flight(
    "fl-2",
    "298.00",
    [
        segment("LH171", "BER", "2026-05-08 09:20", "ZRH", "2026-05-08 10:50"),
        segment("LX2084", "ZRH", "2026-05-08 12:40", "LIS", "2026-05-08 14:35"),
    ],
    [segment("TP536", "LIS", "2026-05-13 21:05", "BER", "2026-05-14 01:30")],
    bag_price=money("35.00", "EUR"),
)
BAIXA = stay(
    "Casa das Janelas", LISBON, "2026-05-08", "2026-05-13", "640.00", area="Baixa", rating=8.7,
    board="breakfast", refundable_until=at("LIS", "2026-05-06 18:00"), amenities=("wifi", "quiet"),
)  # fmt: skip
CHIADO = stay(
    "Pensão Aurora", LISBON, "2026-05-08", "2026-05-13", "410.00", area="Chiado", rating=8.1,
    stars=3, centre_km=0.9,
)  # fmt: skip
NO_EARLY = Wish(slot="depart_after", value="09:00", words="no early flights")
LISBON_SKY = (
    sky("Lisbon", "2026-05-08", "sunny", 14, 22),
    sky("Lisbon", "2026-05-09", "partly cloudy", 14.4, 21.6),
    sky("Lisbon", "2026-05-10", "light rain", 13, 19, 0.55),
    sky("Lisbon", "2026-05-11", "sunny", 14, 23),
    sky("Lisbon", "2026-05-12", "sunny", 15, 24),
    sky("Lisbon", "2026-05-13", "mostly sunny", 15, 23, 0.2),
)


def lisbon_request(**more: Any) -> TripRequest:
    return TripRequest.model_validate(
        {
            "intent": "trip",
            "origin": BERLIN,
            "stops": (Stop(place=LISBON),),
            "dates": TravelDates(start=date(2026, 5, 8), end=date(2026, 5, 13), nights=5),
            "party": Party(adults=2),
            "budgets": (Budget(amount=money(2500, "EUR"), words="2500 euros"),),
            "wishes": (NO_EARLY,),
            **more,
        }
    )


def lisbon_days(out: FlightOffer = NONSTOP, bed: StayOffer = BAIXA) -> tuple[Day, ...]:
    zone, lis = "Europe/Lisbon", "LIS"

    def sight(
        name: str, start: str, end: str, price: str = "", way: int = 0, mode: str = ""
    ) -> Item:
        return item(
            "sight", name, zone, start, end, price, evidence=PLACES.id, ref=f"a:{name}",
            travel_minutes=way, travel_mode=mode,
        )  # fmt: skip

    def meal(name: str, start: str, end: str) -> Item:
        return item("meal", name, zone, start, end, evidence=PLACES.id)

    plans = [
        [
            *(flown(out, 0, index) for index in range(len(out.slices[0].segments))),
            item("transfer", "LIS to the hotel", lis, "2026-05-08 15:00", "2026-05-08 15:35", "4.00", ref="LIS"),
            item("check_in", bed.name, lis, "2026-05-08 15:35", "2026-05-08 15:50", ref=bed.id),
            sight("São Jorge Castle", "2026-05-08 16:20", "2026-05-08 17:50", "30.00", 18, "walk"),
            meal("Taberna da Rua das Flores", "2026-05-08 19:30", "2026-05-08 21:00"),
        ],
        [
            sight("Jerónimos Monastery", "2026-05-09 09:40", "2026-05-09 11:10", "36.00", 27, "transit"),
            sight("Belém Tower", "2026-05-09 11:25", "2026-05-09 12:10", "30.00", 12, "walk"),
            meal("Cervejaria Ramiro", "2026-05-09 13:00", "2026-05-09 14:15"),
            sight("MAAT", "2026-05-09 14:40", "2026-05-09 16:10", "22.00", 10, "walk"),
        ],
        [sight("National Tile Museum", "2026-05-10 10:00", "2026-05-10 12:00", "20.00", 22, "transit")],
        [
            item("transfer", "to Sintra", zone, "2026-05-11 09:00", "2026-05-11 09:40", "10.00", ref="trip:Sintra"),
            sight("Pena Palace", "2026-05-11 10:10", "2026-05-11 12:10", "40.00", 20, "taxi"),
            item("transfer", "to Lisbon", zone, "2026-05-11 16:00", "2026-05-11 16:40", "10.00", ref="trip:Sintra"),
        ],
        [sight("Miradouro da Graça", "2026-05-12 17:00", "2026-05-12 18:00", way=24, mode="walk")],
        [
            item("check_out", bed.name, lis, "2026-05-13 09:15", "2026-05-13 09:30", ref=bed.id),
            item("transfer", "to LIS", lis, "2026-05-13 09:45", "2026-05-13 10:20", "4.00", ref="LIS"),
            *(flown(out, 1, index) for index in range(len(out.slices[1].segments))),
        ],
    ]  # fmt: skip
    return tuple(
        Day(date=sky.date, city="Lisbon", tz=zone, weather=sky, items=tuple(items))
        for sky, items in zip(LISBON_SKY, plans, strict=True)
    )


def total_of(plan: Itinerary) -> Money:
    prices = [offer.price for offer in (*plan.flights, *plan.grounds, *plan.stays)]
    prices += [each.price for _, each in plan.items() if each.price is not None]
    return sum(prices, money(0, "EUR")).rounded()


def planned(**parts: Any) -> Itinerary:
    """With the total of its parts."""
    draft = Itinerary(total=money(0, "EUR"), **parts)
    return draft.model_copy(update={"total": total_of(draft)})


def lisbon_plan(out: FlightOffer = NONSTOP, bed: StayOffer = BAIXA) -> Itinerary:
    return planned(flights=(out,), stays=(bed,), days=lisbon_days(out, bed))


# Munich to Rome and Florence with two children --------------------------------------------------

FAMILY_OUT = flight(
    "fl-rome", "498.00", [segment("LH1840", "MUC", "2026-08-03 09:10", "FCO", "2026-08-03 10:40")],
    [segment("LH1893", "FLR", "2026-08-10 18:05", "MUC", "2026-08-10 19:25")], party=4,
    bags_included=1, refundable=True, changeable=True,
)  # fmt: skip
FRECCIA = GroundOffer(
    id="gr-1", mode="train", operator="Trenitalia", number="FR 9416", origin="Rome",
    destination="Florence", depart=at("FCO", "2026-08-06 10:20"), arrive=at("FCO", "2026-08-06 11:56"),
    price=money("98.00", "EUR"), provenance=TRAINS,
)  # fmt: skip
TRASTEVERE = stay(
    "Albergo del Glicine", ROME, "2026-08-03", "2026-08-06", "540.00", area="Trastevere",
    rating=8.4, rooms=2, sleeps=4, centre_km=1.4, amenities=("pool", "family_rooms"),
)  # fmt: skip
OLTRARNO = stay(
    "Residenza Oltrarno", FLORENCE, "2026-08-06", "2026-08-10", "780.50", area="Oltrarno",
    rating=9.1, rooms=2, sleeps=4, board="breakfast",
    refundable_until=at("FCO", "2026-08-01 23:59"),
)  # fmt: skip


def family_request(**more: Any) -> TripRequest:
    return TripRequest.model_validate(
        {
            "intent": "trip",
            "origin": MUNICH,
            "stops": (Stop(place=ROME, nights=3), Stop(place=FLORENCE, nights=4)),
            "dates": TravelDates(start=date(2026, 8, 3), end=date(2026, 8, 10)),
            "party": Party(adults=2, children=(9, 6)),
            "budgets": (Budget(amount=money(600, "EUR"), basis="per_person", words="600 each"),),
            "wishes": (
                Wish(slot="amenities", value=("pool",), words="with a pool", hard=False),
                Wish(slot="pace", value="relaxed", words="nothing hectic", hard=False),
            ),
            "return_from": FLORENCE,
            **more,
        }
    )


def family_plan() -> Itinerary:
    zone = "Europe/Rome"
    opens: dict[str, tuple[str, str, list[Item]]] = {
        "2026-08-03": ("Rome", "sunny", [
            flown(FAMILY_OUT, 0),
            item("transfer", "FCO to bed", zone, "2026-08-03 11:25", "2026-08-03 12:10", "56.00",
                 ref="FCO", note="Bags can wait at the hotel; check-in from 15:00."),
            item("check_in", TRASTEVERE.name, zone, "2026-08-03 15:00", "2026-08-03 15:15",
                 ref=TRASTEVERE.id),
        ]),
        "2026-08-04": ("Rome", "hot", [
            item("sight", "Colosseum", zone, "2026-08-04 09:00", "2026-08-04 11:00", "36.00",
                 evidence=PLACES.id, travel_minutes=25, travel_mode="transit"),
        ]),
        "2026-08-05": ("Rome", "sunny", []),
        "2026-08-06": ("Florence", "thunderstorms", [
            item("check_out", TRASTEVERE.name, zone, "2026-08-06 09:00", "2026-08-06 09:15",
                 ref=TRASTEVERE.id),
            item("transfer", "to the station", zone, "2026-08-06 09:30", "2026-08-06 09:55", ref="gr-1"),
            Item(kind="train", name="Trenitalia FR 9416", start=FRECCIA.depart, end=FRECCIA.arrive,
                 lat=43.77, lon=11.25, ref="gr-1", evidence=TRAINS.id),
            item("transfer", "to bed", zone, "2026-08-06 12:11", "2026-08-06 12:36", ref="gr-1"),
        ]),
        "2026-08-07": ("Florence", "sunny", [
            item("sight", "Uffizi", zone, "2026-08-07 09:00", "2026-08-07 11:30", "50.00",
                 evidence=PLACES.id),
        ]),
        "2026-08-08": ("Florence", "sunny", []),
        "2026-08-09": ("Florence", "sunny", []),
        "2026-08-10": ("Florence", "sunny", [
            item("check_out", OLTRARNO.name, zone, "2026-08-10 10:45", "2026-08-10 11:00",
                 ref=OLTRARNO.id),
            item("transfer", "to FLR", zone, "2026-08-10 15:35", "2026-08-10 16:05", "40.00", ref="FLR"),
            flown(FAMILY_OUT, 1),
        ]),
    }  # fmt: skip
    days = tuple(
        Day(
            date=date.fromisoformat(day),
            city=city,
            tz=zone,
            weather=sky(city, day, summary, 20, 32, 0.6 if "thunder" in summary else 0.05),
            items=tuple(items),
        )
        for day, (city, summary, items) in opens.items()
    )
    return planned(
        flights=(FAMILY_OUT,), grounds=(FRECCIA,), stays=(TRASTEVERE, OLTRARNO), days=days
    )


# Turns ------------------------------------------------------------------------------------------


def turn(request: TripRequest, **more: Any) -> TurnRequest:
    return TurnRequest.model_validate({"intent": request.intent, "request": request, **more})


def result(request: TripRequest, plan: Itinerary | None = None, **more: Any) -> TurnResult:
    """As `respond` makes it; `turn` may be given as the fields of one."""
    said: dict[str, Any] = more.pop("turn", {})
    fields: dict[str, Any] = {
        "thread_id": "t-1",
        "turn": turn(request, **said),
        "request": request,
        "itinerary": plan,
        "outcome": Outcome(itinerary=plan) if plan else None,
        "sources": SOURCES if plan else (),
    }
    return TurnResult.model_validate(fields | more)


def asking(asks: str, plan: Itinerary | None = None, language: str = "en") -> TurnResult:
    """Small talk or a question, with or without a plan: nothing is planned."""
    request = lisbon_request() if plan else TripRequest(intent="other")
    said = {"asks": asks, "intent": "other", "language": language, "about_plan": plan is not None}
    return result(request, plan, turn=said, outcome=None, before=plan)


def proposal(
    name: str, country: str, low: float, high: float, wet: float, cost: int, **more: Any
) -> Proposal:
    where = place(name, country, 37.0, -8.0, "Europe/Lisbon")
    return Proposal(
        place=where,
        climate=MonthClimate(
            city=name,
            country=country,
            month=5,
            high_c=high,
            low_c=low,
            wet_days=wet,
            provenance=WEATHER,
        ),
        flights_from=money(cost // 2, "EUR"),
        stay_from=money(cost - cost // 2, "EUR"),
        **more,
    )


def window(first: str, last: str, nights: int | None) -> TravelDates:
    span = Window(earliest=date.fromisoformat(first), latest=date.fromisoformat(last))
    return TravelDates(window=span, nights=nights)


def days_after(day: date, count: int) -> date:
    return day + timedelta(days=count)
