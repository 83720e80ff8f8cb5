"""`tripsage doctor`: what is configured, what answers, what is missing."""

import asyncio
import importlib.metadata
import importlib.util
import json
import platform
import sys
import time
from collections.abc import Awaitable
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from cli.exits import Exit
from memory.checkpoints import latest_version, version
from memory.migrations import pending_migrations
from memory.sealing import AesSealer
from tools.flights import FlightQuery, SliceQuery
from tools.places import PlacesQuery
from tools.routing import MatrixQuery
from tools.several import members_of
from tools.stays import StayQuery
from tools.toolbox import Toolbox
from tools.weather import WeatherQuery
from travel.errors import ConfigurationError, StorageError, TripSageError
from travel.gazetteer import Gazetteer
from travel.routes import Point
from wiring.desk import KEY_FILE, sealing_keys
from wiring.embedded import running_uri
from wiring.settings import Settings, read_settings

State = Literal["ok", "off", "wrong"]
PACKAGES = ("agents", "cli", "graphs", "llm", "memory", "planning", "tools", "travel", "wiring")
HERE = Path(__file__).resolve().parent.parent


class Finding(NamedTuple):
    """`off` is not configured and not needed; `wrong` needs the person."""

    what: str
    state: State
    detail: str


def examine(*, as_json: bool) -> int:
    """0 when nothing is wrong, else 1."""
    settings = read_settings()
    findings = asyncio.run(_examine(settings))
    if as_json:
        sys.stdout.write(json.dumps([each._asdict() for each in findings], indent=2) + "\n")
    else:
        signs = {"ok": "✓", "off": "·", "wrong": "✗"}
        width = max(len(each.what) for each in findings)
        for each in findings:
            sys.stdout.write(f"{signs[each.state]} {each.what:<{width}}  {each.detail}\n")
    return Exit.FAULT if any(each.state == "wrong" for each in findings) else Exit.DONE


async def _examine(settings: Settings) -> list[Finding]:
    return [
        _install(),
        _folders(),
        await _database(settings),
        await _bookings(settings),
        await _model(settings),
        *(await providers(settings)),
    ]


def _install() -> Finding:
    release = importlib.metadata.version("tripsage")
    return Finding("tripsage", "ok", f"{release} on Python {platform.python_version()}")


def _folders() -> Finding:
    """Another distribution may own a name such as `agents` and come first on the path."""
    foreign = [name for name in PACKAGES if not _ours(name)]
    if foreign:
        return Finding("packages", "wrong", f"another installation provides {', '.join(foreign)}")
    return Finding("packages", "ok", str(HERE))


def _ours(name: str) -> bool:
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None and HERE in Path(spec.origin).parents


async def _database(settings: Settings) -> Finding:
    if settings.database_url is not None:
        return await _answers("database", settings.database_url.get_secret_value(), "DATABASE_URL")
    running = await asyncio.to_thread(running_uri, settings.home)
    if running is None:
        where = f"embedded, in {settings.home}; not running, starts with the first plan"
        return Finding("database", "ok", where)
    return await _answers("database", running, f"embedded, in {settings.home}")


async def _answers(what: str, dsn: str, name: str) -> Finding:
    try:
        found = await version(dsn)
    except StorageError as error:
        return Finding(what, "wrong", f"{name}: {error}")
    if found is None or found < latest_version():
        return Finding(what, "wrong", f"{name}: not migrated, run `tripsage db migrate`")
    return Finding(what, "ok", f"{name}: answers, version {found}")


async def _bookings(settings: Settings) -> Finding:
    """Whether something could be booked: the tables of another database, and a key of one's own for it."""
    if settings.database_url is None:
        return Finding("bookings", "ok", f"embedded, sealed with {settings.home / KEY_FILE}")
    try:
        AesSealer(sealing_keys(settings))
        missing = await pending_migrations(settings.database_url.get_secret_value())
    except ConfigurationError as error:
        return Finding("bookings", "off", str(error))
    except StorageError as error:
        return Finding("bookings", "wrong", str(error))
    if missing:
        return Finding("bookings", "wrong", "not migrated, run `tripsage db migrate`")
    return Finding("bookings", "ok", "DATABASE_URL: migrated, with a key to seal with")


async def _model(settings: Settings) -> Finding:
    if settings.keyless:
        return Finding("model", "off", "no OPENAI_API_KEY: rules read, code writes the answers")
    from llm.failures import failure_sentence, model_failures
    from llm.openai import open_chat_model
    from wiring.open import model_settings

    where = "OPENAI_BASE_URL" if settings.openai_base_url else "OpenAI"
    key = "with a key" if settings.openai_api_key else "without a key"
    name = f"{settings.model} at {where}, {key}"
    begun = time.perf_counter()
    try:
        model = open_chat_model(model_settings(settings, settings.model))
        await asyncio.wait_for(model.ainvoke("Answer with the word ready."), settings.model_timeout)
    except model_failures() as error:
        return Finding("model", "wrong", f"{name}: {failure_sentence(error)}")
    return Finding("model", "ok", f"{name}: answers in {time.perf_counter() - begun:.1f} s")


async def providers(settings: Settings) -> list[Finding]:
    """One small question to each provider, also to each of several that are asked together."""
    from wiring.geography import open_gazetteer
    from wiring.open import system_clock
    from wiring.providers import open_providers

    gazetteer = open_gazetteer()
    async with open_providers(settings, gazetteer, system_clock, seed=settings.seed) as opened:
        asked = _questions(opened.toolbox, gazetteer, system_clock().date())
        return await asyncio.gather(*(_tried(*each) for each in asked))


def _questions(
    tools: Toolbox, gazetteer: Gazetteer, today: date
) -> list[tuple[str, str, Awaitable[object]]]:
    """What, of whom, and the question."""
    place = gazetteer.city("Lisbon", "PT")
    assert place is not None
    day, next_day = today + timedelta(days=30), today + timedelta(days=31)
    leg = SliceQuery(origins=("BER",), destinations=("LIS",), day=day)
    stay = StayQuery(place=place, check_in=day, check_out=next_day)
    weather = WeatherQuery(place=place, first=today, last=today)
    matrix = MatrixQuery(city=place.name, points=(Point(id="a", lat=place.lat, lon=place.lon),))
    flight, sights = FlightQuery(slices=(leg,)), PlacesQuery(place=place)
    return [
        *(("flights", each.name, each.search(flight)) for each in members_of(tools.flights)),
        *(("stays", each.name, each.search(stay)) for each in members_of(tools.stays)),
        ("weather", tools.weather.name, tools.weather.days(weather)),
        *(("places", each.name, each.activities(sights)) for each in members_of(tools.places)),
        ("routing", tools.routing.name, tools.routing.matrix(matrix)),
        ("currency", tools.currency.name, tools.currency.rates(today)),
        *(("advisories", each.name, each.advisory(place.country)) for each in tools.advisories),
    ]


async def _tried(what: str, name: str, question: Awaitable[object]) -> Finding:
    begun = time.perf_counter()
    try:
        await question
    except TripSageError as error:
        told = str(error)
        return Finding(what, "wrong", told if told.startswith(name) else f"{name}: {told}")
    return Finding(what, "ok", f"{name}: answers in {(time.perf_counter() - begun) * 1000:.0f} ms")
