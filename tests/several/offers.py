"""Offers of named vendors, a few of everything, so that the same thing is often sold twice."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from travel.activities import Activity, OpeningHours
from travel.money import Rates, money
from travel.offers import FlightOffer, Segment, Slice, StayOffer
from travel.provenance import Provenance

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
RATES = Rates(
    base="EUR",
    as_of=date(2026, 3, 9),
    per_base={"USD": Decimal("1.10"), "GBP": Decimal("0.85")},
    source="ECB",
)
SPELLINGS = {
    "plaza": ("Hotel Plaza", "Plaza", "The PLAZA Hotel"),
    "sao": ("São Jorge Inn", "Inn Sao Jorge"),
    "star": ("Star House",),
}


def source(provider: str, *, sandbox: bool = False) -> Provenance:
    return Provenance(
        id=f"{provider}:1", provider=provider, retrieved_at=NOW, expires_at=None, sandbox=sandbox
    )


def stay(
    provider: str, name: str, price: str | Decimal, currency: str = "EUR", **more: Any
) -> StayOffer:
    fields: dict[str, Any] = {
        "id": f"{provider}-{name}-{price}-{currency}-{more}",
        "name": name,
        "city": "Lisbon",
        "country": "PT",
        "lat": 38.71,
        "lon": -9.14,
        "centre_km": 1.0,
        "stars": 3,
        "check_in": date(2026, 5, 4),
        "check_out": date(2026, 5, 7),
        "rooms": 1,
        "sleeps": 2,
        "price": money(price, currency),
        "provenance": source(provider),
    }
    return StayOffer.model_validate(fields | more)


def flight(
    provider: str, number: str, price: str | Decimal, currency: str = "EUR", **more: Any
) -> FlightOffer:
    depart = NOW + timedelta(days=60)
    leg = Segment(
        carrier=number[:2],
        carrier_name="An airline",
        number=number,
        origin="BER",
        destination="LIS",
        depart=depart,
        arrive=depart + timedelta(hours=4),
    )
    fields: dict[str, Any] = {
        "id": f"{provider}-{number}-{price}-{currency}-{more}",
        "slices": (Slice(segments=(leg,)),),
        "price": money(price, currency),
        "party_size": 1,
        "provenance": source(provider),
    }
    return FlightOffer.model_validate(fields | more)


def sight(provider: str, name: str, **more: Any) -> Activity:
    fields: dict[str, Any] = {
        "id": f"{provider}-{name}",
        "name": name,
        "city": "Lisbon",
        "category": "museum",
        "lat": 38.71,
        "lon": -9.14,
        "hours": OpeningHours(windows=()),
        "minutes": 60,
        "setting": "indoor",
        "price": money(0, "EUR"),
        "provenance": source(provider),
    }
    return Activity.model_validate(fields | more)


PROVIDERS = ("liteapi", "duffel-stays", "duffel")
amounts = st.integers(1, 40).map(lambda cents: Decimal(cents) / 4)
codes = st.sampled_from(("EUR", "USD", "GBP"))
rated = st.sampled_from((RATES, None))


@st.composite
def stays(draw: st.DrawFn, provider: str) -> StayOffer:
    spelled = draw(st.sampled_from(sorted(SPELLINGS)))
    return stay(
        provider,
        draw(st.sampled_from(SPELLINGS[spelled])),
        draw(amounts),
        draw(codes),
        lat=38.71 + draw(st.integers(0, 8)) * 0.002,  # 220 m each
        board=draw(st.sampled_from(("room_only", "breakfast"))),
        refundable_until=draw(st.sampled_from((None, NOW + timedelta(days=9)))),
    )


@st.composite
def flights(draw: st.DrawFn, provider: str) -> FlightOffer:
    return flight(
        provider,
        draw(st.sampled_from(("TP1", "TP2", "LH3"))),
        draw(amounts),
        draw(codes),
        bags_included=draw(st.integers(0, 1)),
        refundable=draw(st.booleans()),
    )


@st.composite
def sights(draw: st.DrawFn, provider: str) -> Activity:
    return sight(
        provider,
        draw(st.sampled_from([name for names in SPELLINGS.values() for name in names])),
        lat=38.71 + draw(st.integers(0, 6)) * 0.002,
        price_known=draw(st.booleans()),
        category=draw(st.sampled_from(("museum", "restaurant"))),
    )


all_stays = st.tuples(*(st.lists(stays(each), max_size=6) for each in PROVIDERS))
all_flights = st.tuples(*(st.lists(flights(each), max_size=6) for each in PROVIDERS))
all_sights = st.tuples(
    *(
        st.lists(sights(each), max_size=6, unique_by=lambda one: one.id)
        for each in ("google-places", "overpass")
    )
)
