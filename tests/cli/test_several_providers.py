"""What the command says of several providers of one capability: each has its own line."""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from tests.simulators.duffel import TOKEN, DuffelSimulator
from tests.simulators.frankfurter import FrankfurterSimulator
from tests.simulators.gov_uk import GovUkSimulator
from tests.simulators.liteapi import KEY, LiteApiSimulator
from tests.simulators.open_meteo import OpenMeteoSimulator
from tests.simulators.overpass import OverpassSimulator
from tests.simulators.serving import Fault, serving
from tests.simulators.us_state import UsStateSimulator
from tests.simulators.wikivoyage import WikiSimulator

TRIPSAGE = str(Path(sys.executable).parent / "tripsage")
NAMES = (
    *("DUFFEL_URL", "LITEAPI_URL", "OPEN_METEO_URL", "OVERPASS_URL", "GOV_UK_URL", "US_STATE_URL"),
    *("FRANKFURTER_URL", "WIKIVOYAGE_URL"),
)


async def listed(*command: str, home: Path, duffel: DuffelSimulator) -> tuple[int, list[Any]]:
    """The exit code and the lines that are about providers."""
    apps = (
        *(duffel, LiteApiSimulator(), OpenMeteoSimulator(), OverpassSimulator()),
        *(GovUkSimulator(), UsStateSimulator(), FrankfurterSimulator(), WikiSimulator()),
    )
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(serving(each)) for each in apps]
        environment = {
            **os.environ,
            "TRIPSAGE_HOME": str(home),
            "DUFFEL_TOKEN": TOKEN,
            "DUFFEL_STAYS": "1",
            "LITEAPI_KEY": KEY,
            **dict(zip(NAMES, urls, strict=True)),
            "WIKIDATA_URL": urls[-1],
        }
        done = await asyncio.to_thread(
            subprocess.run,
            [TRIPSAGE, *command, "--json"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
    return done.returncode, json.loads(done.stdout)


async def test_every_provider_is_listed_with_whether_it_answers(home: Path) -> None:
    code, found = await listed("tools", "list", home=home, duffel=DuffelSimulator())
    stays = {each["detail"].split(":")[0]: each["state"] for each in found if _stays(each)}
    assert stays == {"liteapi": "ok", "duffel-stays": "ok"}
    assert code == 0


async def test_one_that_is_down_is_shown_beside_one_that_answers(home: Path) -> None:
    duffel = DuffelSimulator()
    duffel.faults.plan("POST", "/stays/search", Fault(status=500), times=9)
    for command in (("tools", "list"), ("doctor",)):
        code, found = await listed(*command, home=home, duffel=duffel)
        stays = {each["detail"].split(":")[0]: each["state"] for each in found if _stays(each)}
        assert stays == {"liteapi": "ok", "duffel-stays": "wrong"}
        assert code == 1


def _stays(finding: dict[str, str]) -> bool:
    return finding["what"] == "stays"
