"""The Action API of Wikivoyage and Wikidata over a few pages and items. Errors come with HTTP 200."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulators.small import Refused, Small, html

PAGES = {
    "Lisbon": (
        "'''[[Lisbon]]''' is the capital of Portugal.\n==See==\n"
        "* {{see | name=São Jorge Castle | alt=Castelo de São Jorge | wikidata=Q658437\n"
        "| lat=38.7139 | long=-9.1335 | price={{EUR|15}} | hours=9AM-9PM\n"
        "| lastedit=2025-01-01 | content=A ''Moorish'' castle on the [[Alfama|highest hill]].<ref>x"
        "|y</ref> The walls {{convert|1|km}} give the best view &amp; the peacocks are free. "
        f"{'It has been rebuilt many times over the centuries by many kings. ' * 5}\n"
        "}}\n* {{see | name=Unwritten | wikidata=Q999999 | content= }}\n"
        "* {{see | name=Never closed | wikidata=Q272781 | content=lost {{ in braces"
    ),
    "Lisbon/Belém": (
        "==See==\n* {{listing | type=see | name=Jerónimos Monastery | wikidata=Q272781 "
        "| content=The [https://example.org finest] Manueline building in the country. }}"
    ),
    "Lisbon/Alfama": "{{do|name=Fado|wikidata=Q5}}",
}
ITEMS = {
    "Q597": ("capital and largest city of Portugal", "2267057", "Lisbon"),
    "Q272781": ("monastery in Lisbon, Portugal", "", ""),
    "Q658437": ("castle in Lisbon, Portugal", "", ""),
    "Q10330405": ("viewpoint in Lisbon", "", ""),
    "Q1129566": ("", "", ""),
}


class WikiSimulator(Small):
    """Either site. With `lagging` every question is answered by `maxlag`."""

    def __init__(self, *, per_minute: int = 10_000) -> None:
        super().__init__(
            [("GET", "/w/api.php", self._asked)],
            busy=lambda: html(429, "Too many requests"),
            per_minute=per_minute,
        )
        self.lagging = False

    async def _asked(self, request: Request) -> Response:
        if not request.headers.get("user-agent") or "formatversion" not in request.query_params:
            raise Refused(html(403, "Please set a user-agent and respect our robot policy"))
        if self.lagging:
            return _wrong("maxlag", "Waiting for a database server: 6 seconds lagged.")
        asked = dict(request.query_params)
        match asked:
            case {"action": "wbgetentities"}:
                return _entities(asked)
            case {"action": "query", "list": "search"}:
                return _found(asked["srsearch"])
            case {"action": "query", "generator": "allpages", "gapprefix": prefix}:
                titles = [title for title in sorted(PAGES) if title.startswith(prefix)]
                return _pages(titles)
            case {"action": "query", "titles": titles}:
                return _pages(titles.split("|"))
            case _:
                return _wrong("badvalue", 'Unrecognized value for parameter "action"')


def _entities(asked: dict[str, str]) -> Response:
    ids = asked.get("ids", "").split("|")
    if len(ids) > 50:
        return _wrong("toomanyvalues", "Too many values supplied for parameter 'ids'.")
    if any(not re.fullmatch(r"Q\d+", each) for each in ids):
        return _wrong("no-such-entity", "Could not find an entity with the ID")
    return JSONResponse({"entities": {each: _entity(each, asked) for each in ids}, "success": 1})


def _entity(item: str, asked: dict[str, str]) -> dict[str, object]:
    if item not in ITEMS:
        return {"id": item, "missing": True}
    description, _, page = ITEMS[item]
    found: dict[str, object] = {"type": "item", "id": item}
    if "descriptions" in asked["props"]:
        told = {"language": "en", "value": description}
        found["descriptions"] = {"en": told} if description else {}
    if "sitelinks" in asked["props"]:
        link = {"site": "enwikivoyage", "title": page}
        found["sitelinks"] = {"enwikivoyage": link} if page else {}
    return found


def _found(text: str) -> Response:
    number = text.removeprefix("haswbstatement:P1566=")
    hits = [
        {"ns": 0, "title": item} for item, each in ITEMS.items() if number and each[1] == number
    ]
    return JSONResponse({"batchcomplete": True, "query": {"search": hits}})


def _pages(titles: list[str]) -> Response:
    """Without a `query` where a generator finds none."""
    if not titles:
        return JSONResponse({"batchcomplete": True})
    pages = [_page(number, title) for number, title in enumerate(titles)]
    return JSONResponse({"batchcomplete": True, "query": {"pages": pages}})


def _page(number: int, title: str) -> dict[str, object]:
    if title not in PAGES:
        return {"ns": 0, "title": title, "missing": True}
    slot = {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": PAGES[title]}
    return {"pageid": number, "ns": 0, "title": title, "revisions": [{"slots": {"main": slot}}]}


def _wrong(code: str, info: str) -> Response:
    return JSONResponse({"error": {"code": code, "info": info}, "servedby": "mw1"})
