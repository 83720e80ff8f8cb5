"""A local server that speaks GOV.UK's Content API for foreign travel advice: the index and a page each.

`ADVICE` says which countries are advised against, and how. Wire format: the schemas `travel_advice_index`
and `travel_advice` of alphagov/publishing-api.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.simulators.serving import Faulty, Receive, Scope, Send

Json = dict[str, Any]
UPDATED = "2026-02-14T15:42:21.000+00:00"
# As GOV.UK writes them: in place of the names of these countries.
NAMED: Mapping[str, tuple[str, ...]] = {
    "BS": ("The Bahamas",),
    "CG": ("Congo",),
    "CI": ("Côte d'Ivoire",),
    "CK": ("Cook Islands, Tokelau and Niue",),
    "NU": (),
    "GM": ("The Gambia",),
    "MF": ("St Martin and St Barthélemy",),
    "BL": (),
    "MM": ("Myanmar (Burma)",),
    "PS": ("The Occupied Palestinian Territories",),
    "US": ("USA",),
    "BQ": ("Bonaire/St Eustatius/Saba",),
    "PM": ("St Pierre & Miquelon",),
    "MS": ("Montserrat",),
    "SH": ("St Helena, Ascension and Tristan da Cunha",),
    "GB": (),
}
SYNONYMS: Mapping[str, list[str]] = {"Spain": ["Balearics", "Canary Islands"], "USA": ["America"]}


ENTRY_IN_GENERAL = (
    "<p>This is for people on a full <a href='/x'>British citizen</a> passport.</p>"
    "<h2 id='passport-validity-requirements'>Passport validity requirements</h2>"
)
AFTER = "<h2 id='visa-requirements'>Visa requirements</h2><p>None for 60 days.</p>"


class Advice(NamedTuple):
    alerts: tuple[str, ...] = ()
    body: str = "<p>Take out appropriate travel insurance.</p>"
    summary: str | None = None
    withdrawn: bool = False
    passport: str = ""


ADVICE: Mapping[str, Advice] = {
    "afghanistan": Advice(
        ("avoid_all_travel_to_whole_country",),
        "<h2 id='x'>Areas where FCDO advises against travel</h2>"
        "<p>FCDO advises against <a href='/x'>all travel</a> to Afghanistan.</p>",
    ),
    "belarus": Advice(
        ("avoid_all_but_essential_travel_to_whole_country", "avoid_all_travel_to_parts")
    ),
    "turkey": Advice(
        ("avoid_all_but_essential_travel_to_parts", "avoid_all_travel_to_parts"),
        "<h3>Turkey-Syria border</h3>\n<p>FCDO advises against all travel to within 10km of the "
        "border with Syria.</p><script>steal()</script><ul><li>one</li><li>two &amp; three</li></ul>",
    ),
    "egypt": Advice(
        ("avoid_all_but_essential_travel_to_parts",),
        passport="<p>Your passport must be valid for at least 6 months after the date you arrive.</p>",
    ),
    "thailand": Advice(
        passport="<p>Your passport must have:</p><ul><li>an ‘expiry date’ at least 6&nbsp;months after "
        "the date you arrive</li><li>at least 1 blank page</li></ul>"
    ),
    "portugal": Advice(
        passport="<p>Your passport must have an ‘expiry date’ at least 3 months after the day you plan "
        "to leave the Schengen area.</p>"
    ),
    "albania": Advice(summary="<p>Most visits to Albania are trouble-free.</p>"),
    "nauru": Advice(withdrawn=True),
    "tuvalu": Advice(("avoid_something_new",)),
}


def slug_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def country_names() -> list[str]:
    text = files("travel").joinpath("data/countries.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return sorted(name for row in rows for name in NAMED.get(row["country"], (row["name"],)))


class GovUkSimulator:
    """An ASGI app. `names` are the countries in the index, `advice` what is said of some, by slug."""

    def __init__(self) -> None:
        self.names = country_names()
        self.advice = dict(ADVICE)
        routes = [
            Route("/api/content/foreign-travel-advice", self._index),
            Route("/api/content/foreign-travel-advice/{slug}", self._page),
        ]
        self.faults = Faulty(Starlette(routes=routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.faults(scope, receive, send)

    async def _index(self, request: Request) -> JSONResponse:
        return JSONResponse(
            {
                "base_path": "/foreign-travel-advice",
                "document_type": "travel_advice_index",
                "schema_name": "travel_advice_index",
                "title": "Foreign travel advice",
                "public_updated_at": UPDATED,
                "details": {"max_cache_time": 10},
                "links": {"children": [_child(name) for name in self.names], "parent": []},
            }
        )

    async def _page(self, request: Request) -> JSONResponse:
        slug = request.path_params["slug"]
        name = next((name for name in self.names if slug_of(name) == slug), None)
        if name is None:
            return JSONResponse({"message": "The item was not found"}, status_code=404)
        return JSONResponse(_page(name, self.advice.get(slug, Advice())))


def _child(name: str) -> Json:
    path = f"/foreign-travel-advice/{slug_of(name)}"
    return {
        "api_path": f"/api/content{path}",
        "base_path": path,
        "api_url": f"https://www.gov.uk/api/content{path}",
        "web_url": f"https://www.gov.uk{path}",
        "document_type": "travel_advice",
        "public_updated_at": UPDATED,
        "title": f"{name} travel advice",
        "details": {"country": _country(name), "change_description": "Checked"},
        "links": {},
    }


def _country(name: str) -> Json:
    return {"name": name, "slug": slug_of(name), "synonyms": SYNONYMS.get(name, [])}


def _entry(advice: Advice) -> str:
    return f"{ENTRY_IN_GENERAL}{advice.passport}{AFTER}" if advice.passport else "<p>None.</p>"


def _page(name: str, advice: Advice) -> Json:
    parts = [
        {"slug": "warnings-and-insurance", "title": "Warnings and insurance", "body": advice.body},
        {"slug": "entry-requirements", "title": "Entry requirements", "body": _entry(advice)},
    ]
    details: Json = {
        "country": _country(name),
        "updated_at": UPDATED,
        "alert_status": list(advice.alerts),
        "parts": parts,
        "max_cache_time": 10,
    }
    withdrawn = {"explanation": "<p>Old.</p>", "withdrawn_at": UPDATED} if advice.withdrawn else {}
    return {
        "base_path": f"/foreign-travel-advice/{slug_of(name)}",
        "document_type": "travel_advice",
        "schema_name": "travel_advice",
        "title": f"{name} travel advice",
        "public_updated_at": UPDATED,
        "updated_at": "2026-02-17T12:52:43.537Z",
        "withdrawn_notice": withdrawn,
        "details": details | ({"summary": advice.summary} if advice.summary else {}),
        "links": {},
    }
