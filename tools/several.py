"""Several providers of one capability as one: asked together, their answers merged.

Who doesn't answer within `patience` seconds, or fails, is left out and named in `Merged.notes`. The ask that is
left behind is cancelled; behind a cache its answer is still kept for the next question. When nobody answers,
ProviderUnavailable is raised (ProviderRefused where all refused).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar, cast

from tools.currency import CurrencyProvider
from tools.flights import FlightProvider, FlightQuery
from tools.merging import (
    Fact,
    Merged,
    Offer,
    Prices,
    currencies,
    merged_flights,
    merged_sights,
    merged_stays,
    merged_trips,
    without_tests,
)
from tools.places import PlacesProvider, PlacesQuery
from tools.stays import StayProvider, StayQuery
from travel.activities import Activity, DayTrip
from travel.errors import (
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
    bracketed,
)
from travel.offers import FlightOffer, StayOffer
from travel.provenance import vendor

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

T = TypeVar("T")
Answer = Callable[..., Awaitable[Sequence[str]]]


class Named(Protocol):
    @property
    def name(self) -> str: ...


P = TypeVar("P", bound=Named)


class Missing(NamedTuple):
    """A provider that gave no answer. `error` is None where it was too slow."""

    provider: str
    error: ProviderError | None


class Heard(NamedTuple, Generic[T]):
    answers: list[tuple[T, ...]]  # in the order of the providers
    missing: list[Missing]
    told: list[str]  # who answered


@dataclass(frozen=True)
class SeveralFlights:
    """Implements `FlightProvider`. `rates` compare prices of different currencies, as of `today`."""

    members: tuple[FlightProvider, ...]
    rates: CurrencyProvider
    today: Callable[[], date]
    patience: float

    @property
    def name(self) -> str:
        return _named(self.members)

    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]:
        heard = await _heard(self.members, lambda each: each.search(query), self.patience)
        answers, notes = _real(heard, "flights")
        prices, unrated = await _prices(answers, query.currency, self.rates, self.today)
        return Merged(merged_flights(answers, prices, query.limit), [*notes, *unrated])

    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        return await _seller(self.members, offer.provenance.provider).reprice(offer)


@dataclass(frozen=True)
class SeveralStays:
    """Implements `StayProvider`. `rates` compare prices of different currencies, as of `today`."""

    members: tuple[StayProvider, ...]
    rates: CurrencyProvider
    today: Callable[[], date]
    patience: float

    @property
    def name(self) -> str:
        return _named(self.members)

    async def search(self, query: StayQuery) -> tuple[StayOffer, ...]:
        heard = await _heard(self.members, lambda each: each.search(query), self.patience)
        answers, notes = _real(heard, "beds")
        prices, unrated = await _prices(answers, query.currency, self.rates, self.today)
        return Merged(merged_stays(answers, prices, query.limit), [*notes, *unrated])

    async def reprice(self, offer: StayOffer) -> StayOffer:
        return await _seller(self.members, offer.provenance.provider).reprice(offer)


@dataclass(frozen=True)
class SeveralPlaces:
    """Implements `PlacesProvider`."""

    members: tuple[PlacesProvider, ...]
    patience: float

    @property
    def name(self) -> str:
        return _named(self.members)

    async def activities(self, query: PlacesQuery) -> tuple[Activity, ...]:
        heard = await _heard(self.members, lambda each: each.activities(query), self.patience)
        answers, notes = _real(heard, "sights")
        return Merged(merged_sights(answers, query.limit), notes)

    async def day_trips(self, query: PlacesQuery) -> tuple[DayTrip, ...]:
        heard = await _heard(self.members, lambda each: each.day_trips(query), self.patience)
        answers, notes = _real(heard, "day trips")
        return Merged(merged_trips(answers), notes)


class Voice(NamedTuple):
    """A provider that is a function."""

    name: str
    answer: Answer


def tool_of(name: str, about: str, *providers: Answer, patience: float = 20.0) -> "BaseTool":
    """A tool that asks every provider at once and tells what each says, by the provider's name.

    Providers are functions of the same arguments, which become the tool's, and answer with lines of text: the
    beginning of a capability, before it has a Protocol and offers. Raises ValueError where there is none.
    """
    from langchain_core.tools import StructuredTool, create_schema_from_function

    if not providers:
        raise ValueError(f"the tool {name!r} has no provider")
    voices = [Voice(getattr(each, "__name__", name), each) for each in providers]

    async def ask(**arguments: Any) -> str:
        heard = await _heard(voices, lambda each: _lines(each, arguments), patience)
        said = zip(heard.told, heard.answers, strict=True)
        told = [f"{who}: {'; '.join(lines) or 'nothing'}" for who, lines in said]
        return "\n".join(
            (*told, *(f"{vendor(each.provider)} {_why(each)}" for each in heard.missing))
        )

    schema = create_schema_from_function(name, providers[0])
    return StructuredTool.from_function(
        coroutine=ask, name=name, description=about, args_schema=schema
    )


async def _lines(voice: Voice, arguments: dict[str, Any]) -> tuple[str, ...]:
    return tuple(await voice.answer(**arguments))


def stays_of(
    members: tuple[StayProvider, ...],
    rates: CurrencyProvider,
    today: Callable[[], date],
    patience: float,
) -> StayProvider | None:
    """As one; None for none."""
    several = SeveralStays(members, rates, today, patience)
    return several if len(members) > 1 else next(iter(members), None)


def members_of(provider: P) -> tuple[P, ...]:
    """Those that one stands for: itself, unless it is several."""
    if not isinstance(provider, SeveralFlights | SeveralStays | SeveralPlaces):
        return (provider,)
    return cast("tuple[P, ...]", provider.members)


def _named(members: Sequence[Named]) -> str:
    return " + ".join(each.name for each in members)


def _seller(members: Sequence[P], provider: str) -> P:
    """Who made an offer. Raises ProviderRefused where it is none of them."""
    for each in members:
        if each.name == provider:
            return each
    raise ProviderRefused(provider, "isn't asked any more: search again")


async def _heard(
    members: Sequence[P], ask: Callable[[P], Awaitable[tuple[T, ...]]], patience: float
) -> Heard[T]:
    async def one(member: P) -> tuple[T, ...] | Missing:
        limit = asyncio.timeout(patience)
        try:
            async with limit:
                return await ask(member)
        except ProviderError as error:
            return Missing(member.name, error)
        except TimeoutError:
            if not limit.expired():
                raise
            return Missing(member.name, None)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(each)) for each in members]
    results = [task.result() for task in tasks]
    missing = [each for each in results if isinstance(each, Missing)]
    if len(missing) == len(members):
        raise _nobody(missing)
    answers = [each for each in results if not isinstance(each, Missing)]
    gone = {each.provider for each in missing}
    return Heard(answers, missing, [vendor(m.name) for m in members if m.name not in gone])


def _nobody(missing: Sequence[Missing]) -> ProviderError:
    refused = all(isinstance(each.error, ProviderRefused) for each in missing)
    kind = ProviderRefused if refused else ProviderUnavailable
    names = " and ".join(vendor(each.provider) for each in missing)
    return kind(names, "; ".join(f"{vendor(each.provider)} {_why(each)}" for each in missing))


def _real(heard: Heard[Fact], what: str) -> tuple[list[Sequence[Fact]], list[str]]:
    """The answers without test data among real ones, and what has to be said."""
    answers, tests = without_tests(heard.answers)
    notes: list[str] = []
    if heard.missing:
        only = " and ".join(heard.told)
        gone = "; ".join(f"{vendor(each.provider)} {_why(each)}" for each in heard.missing)
        notes.append(f"{gone}: these {what} come from {only} alone.")
    notes += [f"{who} answered with test data: its {what} are left out." for who in tests]
    return answers, notes


def _why(missing: Missing) -> str:
    match missing.error:
        case None:
            return "did not answer in time"
        case RateLimited(retry_after=moment) as error:
            until = f", and may be again from {moment:%H:%M} {moment.tzname()}" if moment else ""
            return f"was asked too often ({bracketed(error.detail)}){until}"
        case ProviderUnavailable() as error:
            return f"is not available ({bracketed(error.detail)})"
        case MalformedResponse() as error:
            return f"gave no usable answer ({bracketed(error.detail)})"
        case error:
            return f"refused ({bracketed(error.detail)})"


async def _prices(
    answers: Sequence[Sequence[Offer]],
    currency: str,
    rates: CurrencyProvider,
    today: Callable[[], date],
) -> tuple[Prices, list[str]]:
    """Rates are asked for only where they are needed."""
    if currencies(answers) <= {currency}:
        return Prices(currency), []
    try:
        return Prices(currency, await rates.rates(today())), []
    except ProviderError as error:
        told = f"{error}: prices in different currencies could not be compared."
        return Prices(currency), [told]
