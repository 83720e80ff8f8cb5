"""The turn for LangGraph's own server and Studio: what `langgraph.json` names."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from agents.catalog import CATALOG
from graphs.state import Deps
from graphs.turn import Turn, build_turn
from wiring.geography import open_gazetteer
from wiring.open import system_clock, with_model
from wiring.providers import open_providers
from wiring.settings import read_settings

_gazetteer = cache(open_gazetteer)


@asynccontextmanager
async def graph() -> AsyncGenerator[Turn]:
    """As the environment says, but for the database: that server keeps conversations itself, so that here
    nothing can be booked or is remembered. Raises ConfigurationError."""
    settings, gazetteer = read_settings(), _gazetteer()
    async with open_providers(settings, gazetteer, system_clock, seed=settings.seed) as providers:
        deps = Deps(
            toolbox=providers.toolbox,
            gazetteer=gazetteer,
            catalog=CATALOG,
            clock=system_clock,
            notices=providers.notices,
            seed=settings.seed,
        )
        yield _bound(build_turn(CATALOG), with_model(deps, settings, None, gazetteer))


def _bound(turn: Turn, deps: Deps) -> Turn:
    """The same with `deps` for its context, which can't come over a wire."""

    kind: Any = type(turn)  # its overloads defeat the type checker

    class Bound(kind):
        def astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            return kind.astream(self, *args, **{**kwargs, "context": deps})

    return Bound(**{**vars(turn), "context_schema": None})  # as `copy` makes one
