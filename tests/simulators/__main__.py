"""`python -m tests.simulators`: every simulated provider on a fixed port of the loopback, until Ctrl-C."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import NamedTuple

from tests.simulators.duffel import TOKEN, DuffelSimulator
from tests.simulators.frankfurter import FrankfurterSimulator
from tests.simulators.google import KEY as GOOGLE_KEY
from tests.simulators.google_places import GooglePlacesSimulator
from tests.simulators.google_routes import GoogleRoutesSimulator
from tests.simulators.gov_uk import GovUkSimulator
from tests.simulators.liteapi import KEY, LiteApiSimulator
from tests.simulators.open_meteo import OpenMeteoSimulator
from tests.simulators.openrouteservice import KEY as ORS_KEY
from tests.simulators.openrouteservice import OpenrouteserviceSimulator
from tests.simulators.osrm import OsrmSimulator
from tests.simulators.overpass import OverpassSimulator
from tests.simulators.serving import App, serving
from tests.simulators.us_state import UsStateSimulator
from tests.simulators.valhalla import ValhallaSimulator
from tests.simulators.wikivoyage import WikiSimulator


class Known(NamedTuple):
    """`environment` is what points TripSage at it; "{url}" stands for its address."""

    name: str
    port: int
    start: Callable[[], App]
    environment: Mapping[str, str]


KNOWN = (
    Known(
        "duffel",
        8801,
        DuffelSimulator,
        {"DUFFEL_URL": "{url}", "DUFFEL_TOKEN": TOKEN, "DUFFEL_STAYS": "1"},
    ),
    Known("liteapi", 8802, LiteApiSimulator, {"LITEAPI_URL": "{url}", "LITEAPI_KEY": KEY}),
    Known("open-meteo", 8811, OpenMeteoSimulator, {"OPEN_METEO_URL": "{url}"}),
    Known("frankfurter", 8812, FrankfurterSimulator, {"FRANKFURTER_URL": "{url}"}),
    Known("gov-uk", 8813, GovUkSimulator, {"GOV_UK_URL": "{url}"}),
    Known("us-state", 8814, UsStateSimulator, {"US_STATE_URL": "{url}"}),
    Known("overpass", 8821, OverpassSimulator, {"OVERPASS_URL": "{url}"}),
    Known("wiki", 8822, WikiSimulator, {"WIKIVOYAGE_URL": "{url}", "WIKIDATA_URL": "{url}"}),
    Known(
        "google-places",
        8823,
        GooglePlacesSimulator,
        {"GOOGLE_PLACES_URL": "{url}", "GOOGLE_MAPS_KEY": GOOGLE_KEY},
    ),
    Known("google-routes", 8824, GoogleRoutesSimulator, {"GOOGLE_ROUTES_URL": "{url}"}),
    Known(
        "openrouteservice",
        8825,
        OpenrouteserviceSimulator,
        {"OPENROUTESERVICE_URL": "{url}", "OPENROUTESERVICE_KEY": ORS_KEY},
    ),
    Known("osrm-car", 8826, OsrmSimulator, {"OSRM_CAR_URL": "{url}"}),
    Known("osrm-foot", 8828, partial(OsrmSimulator, on_foot=True), {"OSRM_FOOT_URL": "{url}"}),
    Known("valhalla", 8827, ValhallaSimulator, {"VALHALLA_URL": "{url}"}),
)


async def serve() -> None:
    async with AsyncExitStack() as running:
        for known in KNOWN:
            url = await running.enter_async_context(serving(known.start(), known.port))
            for name, value in known.environment.items():
                print(f"export {name}={value.format(url=url)}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve())
