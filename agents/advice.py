"""Travel advice: what governments advise on the countries one travels to."""

import asyncio

from agents.gather import gather
from agents.spec import AgentSpec, Brief, Report
from tools.advisories import AdvisoryProvider
from tools.toolbox import Toolbox
from travel.advisory import Advisory
from travel.errors import ProviderUnavailable
from travel.evidence import Evidence

PATIENCE = 12.0  # seconds; a plan doesn't wait for a slow issuer, whose answer serves the next turn


async def search(brief: Brief, tools: Toolbox, report: Report) -> Evidence:
    """Every issuer's advisories on every country of the trip but the one it starts in."""
    found, lost = await gather(
        [
            report.call(
                "get_travel_advisories",
                {"country": country, "of": issuer.name},
                _in_time(issuer, country),
                "advisories",
            )
            for country in countries(brief)
            for issuer in tools.advisories
        ]
    )
    return Evidence(advisories=tuple(each for some in found for each in some), failures=lost)


def countries(brief: Brief) -> tuple[str, ...]:
    """Their codes, in the order of travel."""
    origin = brief.request.origin
    codes = dict.fromkeys(stop.place.country for stop in brief.request.stops)
    return tuple(code for code in codes if origin is None or code != origin.country)


async def _in_time(issuer: AdvisoryProvider, country: str) -> tuple[Advisory, ...]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await issuer.advisory(country)
    except TimeoutError:
        raise ProviderUnavailable(issuer.name, "took too long") from None


SPEC = AgentSpec(
    name="advice",
    title="Travel advice",
    intents=frozenset({"trip", "flight", "stay", "activities", "other"}),
    search=search,
    able=lambda tools: bool(tools.advisories),
    early=True,
)
