"""Stays: what a provider of them can do."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Protocol

from pydantic import BaseModel, Field

from tools.asking import as_json, place_called
from travel.errors import ModelRetry
from travel.gazetteer import Gazetteer
from travel.offers import StayOffer
from travel.party import ChildAge, Party
from travel.places import Place
from travel.value import Value
from travel.wishes import Board

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


MOST_NIGHTS = 60


class StayQuery(Value):
    place: Place
    check_in: date
    check_out: date
    party: Party = Party()
    rooms: Annotated[int, Field(ge=1, le=10)] = 1
    board: Board = "room_only"  # at least
    min_stars: Annotated[int, Field(ge=1, le=5)] = 1
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    limit: Annotated[int, Field(ge=1, le=200)] = 30


class StayProvider(Protocol):
    """Raises ProviderError; an empty answer means that nothing is free."""

    @property
    def name(self) -> str: ...
    async def search(self, query: StayQuery) -> tuple[StayOffer, ...]: ...
    async def reprice(self, offer: StayOffer) -> StayOffer:
        """The offer as it stands now. Raises OfferGone."""
        ...


class StayArguments(BaseModel):
    """What a model says to search stays."""

    city: str = Field(description="where to sleep")
    check_in: date = Field(description="first night, YYYY-MM-DD")
    check_out: date = Field(description="day of leaving, YYYY-MM-DD")
    adults: int = Field(default=1, ge=1, le=20)
    children_ages: list[ChildAge] = Field(
        default_factory=list[ChildAge], max_length=9, description="one age a child"
    )
    min_stars: int = Field(default=1, ge=1, le=5)
    board: Board = "room_only"


def stay_query(asked: StayArguments, gazetteer: Gazetteer) -> StayQuery:
    """For ten offers. Raises ModelRetry for what can't be searched."""
    if asked.check_out <= asked.check_in:
        raise ModelRetry("check_out must be after check_in")
    if (asked.check_out - asked.check_in).days > MOST_NIGHTS:
        raise ModelRetry(f"a stay has at most {MOST_NIGHTS} nights")
    party = Party(adults=asked.adults, children=tuple(asked.children_ages))
    return StayQuery(
        place=place_called(gazetteer, asked.city),
        check_in=asked.check_in,
        check_out=asked.check_out,
        party=party,
        rooms=party.default_rooms,
        board=asked.board,
        min_stars=asked.min_stars,
        limit=10,
    )


def stay_tools(provider: StayProvider, gazetteer: Gazetteer) -> "list[BaseTool]":
    """For agents whose calls a model chooses: `search_stays`, answering ten offers."""
    from langchain_core.tools import StructuredTool

    async def search(**given: object) -> str:
        asked = StayArguments.model_validate(given)
        return as_json(await provider.search(stay_query(asked, gazetteer)))

    return [
        StructuredTool.from_function(
            coroutine=search,
            name="search_stays",
            description="Search hotels and other stays in a city, priced for all nights and rooms.",
            args_schema=StayArguments,
        )
    ]
