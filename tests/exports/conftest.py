"""Plans made by the real graph and read back from the real checkpointer."""

from collections.abc import Awaitable, Callable

import pytest

from graphs.kept_plan import KeptPlan, read_plan
from tests.conftest import say
from travel.gazetteer import Gazetteer
from travel.towns import Town
from wiring.open import TripSage

TRIPS = {
    "lisbon": "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros",
    "sintra": "four nights in Lisbon from Berlin from 7 May, two of us, with a day trip to Sintra",
    "two hotels": "five nights in Lisbon from Berlin from 7 May, two adults, two hotels",
    "honolulu": "a week in Honolulu from Auckland from 4 May, two adults",
    "cities": "three nights in Kraków and two nights in Vienna from Zürich from 22 October, two adults",
    "train": "three nights in Paris and two nights in Lyon from London by train from 7 May, two adults",
    "german": "fünf Nächte in São Paulo ab Zürich ab dem 7. Mai zu zweit",
    "spanish": "cuatro noches en Lisboa desde Madrid desde el 7 de mayo, dos adultos",
    "flight": "a flight from Berlin to Oslo on 7 May",
    "stay": "a hotel in Rome from 3 to 6 June, near the centre",
    "days": "what to do in Prague from 3 to 5 June",
}
Kept = Callable[[str], Awaitable[KeptPlan]]


@pytest.fixture(scope="session")
def kept(tripsage: TripSage) -> Kept:
    """The plan of one of `TRIPS`, as a later process finds it."""
    known: dict[str, KeptPlan] = {}

    async def read(name: str) -> KeptPlan:
        if name not in known:
            await say(tripsage, f"exports-{name}", TRIPS[name])
            found = await read_plan(tripsage.graph, tripsage.deps.gazetteer, f"exports-{name}")
            known[name] = found
        return known[name]

    return read


@pytest.fixture(scope="session")
def towns(gazetteer: Gazetteer) -> tuple[Town, ...]:
    return tuple(gazetteer.towns())
