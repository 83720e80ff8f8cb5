"""One gazetteer for all, and a conversation to talk to."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from llm.understanding import understand
from travel.gazetteer import Gazetteer
from travel.request import NeededSlot, TripRequest
from travel.turn import Ambiguity, TurnRequest

AIRPORTS = Path(__file__).parents[2] / "tools/providers/sandbox/data/airports.csv"
TODAY = date(2026, 3, 10)  # a Tuesday

Talk = Callable[..., TurnRequest]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(AIRPORTS)


@pytest.fixture(scope="session")
def talk(gazetteer: Gazetteer) -> Talk:
    """Says the messages one after the other; the last turn."""

    def say(
        *messages: str,
        today: date = TODAY,
        previous: TripRequest | None = None,
        pending: NeededSlot | Ambiguity | None = None,
        names: Sequence[str] = (),
    ) -> TurnRequest:
        turn: TurnRequest | None = None
        for count in range(1, len(messages) + 1):
            turn = understand(
                messages[:count],
                previous=turn.request if turn else previous,
                today=today,
                gazetteer=gazetteer,
                pending=pending,
                itinerary_names=names,
            )
        assert turn is not None
        return turn

    return say
