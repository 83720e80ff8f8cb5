"""A local server that speaks the US State Department's list of travel advisories, with its quirks.

Titles, FIPS codes, advisories listed twice, headings shared by several territories, and the page for
browsers that stands in for an answer now and then: as its consumers have seen them.
"""

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.simulators.serving import Faulty, Receive, Scope, Send

Json = dict[str, Any]
LEVELS: Mapping[int, str] = {
    1: "Exercise Normal Precautions",
    2: "Exercise Increased Caution",
    3: "Reconsider Travel",
    4: "Do Not Travel",
}
SITE = "https://travel.state.gov/content/travel/en/traveladvisories/traveladvisories"
CHINA = "Mainland China, Hong Kong &amp; Macau - See Summaries"
CHALLENGE = "<!DOCTYPE html><title>Just a moment...</title><p>Checking your browser</p>"
# In the department's words, in place of the plain rows of these countries.
SPECIAL: Mapping[str, Sequence[tuple[str, int, str]]] = {  # (name, level, FIPS code)
    "BS": [("The Bahamas", 2, "BF")],
    "CD": [("Democratic Republic of the Congo", 4, "CG")],
    "CG": [("Republic of the Congo", 2, "CF")],
    "CI": [("Cote d&#39;Ivoire", 2, "IV")],
    "CN": [(CHINA, 2, "CH")],
    "HK": [(CHINA, 2, "HK"), ("Hong Kong", 2, "HK")],
    "MO": [(CHINA, 3, "MC"), ("Macau", 3, "MC")],
    "DK": [("Kingdom of Denmark", 2, "DA")],
    "FM": [("Federated States of Micronesia", 1, "FM")],
    "GM": [("The Gambia", 2, "GA")],
    "GP": [("French West Indies Travel Advisory", 1, "GP")],
    "MQ": [],
    "IL": [("Israel", 3, "IS")],
    "KG": [("The Kyrgyz Republic", 1, "KG")],
    "MM": [("Burma (Myanmar)", 4, "BM")],
    "PS": [("West Bank", 3, "WE"), ("Gaza", 4, "GZ")],
    "QA": [("Qatar", 2, "QA")],
    "SG": [("Singapore", 1, "SN")],
    "SN": [("Senegal", 2, "SG")],
    "US": [],
}
SUMMARIES: Mapping[str, str] = {
    "Gaza": "<p><b>Do not travel to Gaza</b> due to <u>terrorism</u>, civil unrest and&nbsp;armed conflict.</p>",
    "Qatar": "<h3>Exercise increased caution</h3><p>due to&#8203; the risk of <a href='javascript:x()'>"
    "armed conflict</a>.</p><style>p{}</style><ul><li>Avoid crowds.</li></ul>\u202e",
}


class UsStateSimulator:
    """An ASGI app. `rows` is the list; `challenging` answers with the page for browsers."""

    def __init__(self) -> None:
        self.rows = all_rows()
        self.challenging: int | None = None  # the status of that page
        self.faults = Faulty(Starlette(routes=[Route("/api/TravelAdvisories", self._list)]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.faults(scope, receive, send)

    async def _list(self, request: Request) -> Response:
        if self.challenging is not None:
            return HTMLResponse(CHALLENGE, status_code=self.challenging)
        return JSONResponse(self.rows)


def all_rows() -> list[Json]:
    text = files("travel").joinpath("data/countries.csv").read_text("utf-8")
    rows: list[Json] = []
    for country in csv.DictReader(text.splitlines()):
        plain = [(country["name"], 1, country["country"])]
        rows += [row(*each) for each in SPECIAL.get(country["country"], plain)]
    return rows


def row(name: str, level: int, code: str, updated: str = "2026-01-08T20:00:00-05:00") -> Json:
    slug = name.lower().replace(" ", "-")
    return {
        "Title": f"{name} - Level {level}: {LEVELS[level]}",
        "Link": f"{SITE}/{slug}-travel-advisory.html",
        "Category": [code],
        "Summary": SUMMARIES.get(name, f"<p>{LEVELS[level]} in {name}.</p>"),
        "id": f"https://travel.state.gov/{slug}",
        "Published": "2025-11-12T19:00:00-05:00",
        "Updated": updated,
    }
