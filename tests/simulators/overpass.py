"""The Overpass API over a small map of Lisbon: enough of its language for what is asked here.

Statements are unions of `nwr(around:metres,lat,lon)[filters]` and `out tags center N`; errors are HTML pages;
a query that runs out of time is answered with 200 and a `remark`.
"""

import re
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulators.roads import Spot
from tests.simulators.small import Refused, Small, html
from travel.places import distance_km

Element = dict[str, Any]

_AROUND = re.compile(r"nwr\(around:([\d.]+),(-?[\d.]+),(-?[\d.]+)\)")
_FILTER = re.compile(
    r'\[(?:~"(?P<keys>[^"]*)"~"(?P<values>[^"]*)"'
    r'|(?P<key>[\w:]+)(?:(?P<op>[~=])"?(?P<value>[^"\]]*)"?)?)\]'
)
_OUT = re.compile(r"out tags center (\d+)")


def element(kind: str, number: int, lat: float, lon: float, **tags: str) -> Element:
    """Underscores twice stand for colons in the names of tags."""
    written = {name.replace("__", ":"): value for name, value in tags.items()}
    spot = {"lat": lat, "lon": lon}
    return {
        "type": kind,
        "id": number,
        **(spot if kind == "node" else {"center": spot}),
        "tags": written,
    }


def famous(count: int) -> dict[str, str]:
    return {f"name__x{number}": "…" for number in range(count)}


LISBON: tuple[Element, ...] = (
    element(
        "relation", 1, 38.6979, -9.2068, name="Mosteiro dos Jerónimos",
        name__en="Jerónimos Monastery", historic="monastery", wikidata="Q272781",
        wikipedia="pt:Mosteiro dos Jerónimos", opening_hours="Tu-Su 09:30-18:00; Jan 1,May 1 off",
        charge="18 EUR", fee="yes", wheelchair="limited", **famous(40),
    ),
    element(  # the same on the map again, as the building within
        "way", 2, 38.6980, -9.2067, name="Mosteiro dos Jerónimos", tourism="attraction",
        wikidata="Q272781", wikipedia="pt:Mosteiro dos Jerónimos",
    ),
    element(
        "way", 3, 38.7139, -9.1335, name="Castelo de São Jorge", name__en="São Jorge Castle",
        historic="castle", wikidata="Q658437", wikipedia="pt:Castelo de São Jorge", fee="yes",
        opening_hours="Mar-Oct 09:00-21:00; Nov-Feb 09:00-18:00", **famous(30),
    ),
    element(
        "node", 4, 38.7190, -9.1330, name="Miradouro da Graça", tourism="viewpoint",
        wikidata="Q10330405",
    ),
    element(
        "way", 5, 38.7126, -9.1359, name="Museu do Aljube", tourism="museum",
        opening_hours="Tu-Su 10:00-18:00", charge="3,50 €", wheelchair="yes",
    ),
    element("node", 6, 38.7100, -9.1400, name="Museu sem horas", tourism="museum"),
    element("node", 7, 38.7101, -9.1401, name="Museu ilegível", tourism="museum",
            opening_hours="terça a domingo"),
    element("node", 8, 38.7102, -9.1402, name="Galeria Livre", tourism="gallery", fee="no",
            opening_hours="Mo-Sa 11:00-19:00"),
    element("node", 9, 38.7103, -9.1403, name="Museu fechado", tourism="museum", access="private",
            opening_hours="24/7"),
    element("node", 10, 38.7104, -9.1404, name="Praça do Comércio", place="square",
            wikidata="Q1129566", **famous(12)),
    element("node", 11, 38.7105, -9.1405, name="Muro antigo", historic="ruins"),
    element("node", 20, 38.7130, -9.1390, name="Ao 26", amenity="restaurant", diet__vegan="only",
            opening_hours="Tu-Sa 12:30-18:00,19:30-23:00", wheelchair="yes"),
    element("node", 21, 38.7131, -9.1391, name="Tasca", amenity="restaurant",
            opening_hours="Mo-Sa 19:00-02:00"),
    element("node", 22, 38.7132, -9.1392, name="Café A Brasileira", amenity="cafe",
            opening_hours="08:00-24:00"),
    element("node", 23, 38.7133, -9.1393, name="Restaurante sem horas", amenity="restaurant"),
    element("node", 24, 38.7134, -9.1394, name="Pavilhão", amenity="bar",
            opening_hours="We-Sa 22:00-04:00"),
    element("node", 30, 41.1579, -8.6291, name="Museu do Porto", tourism="museum",
            opening_hours="24/7"),
)  # fmt: skip


class OverpassSimulator(Small):
    """`world` is the map; with `slow` every query runs out of time."""

    def __init__(self, *, per_minute: int = 10_000) -> None:
        super().__init__(
            [
                ("GET", "/api/interpreter", self._interpreted),
                ("POST", "/api/interpreter", self._interpreted),
            ],
            busy=lambda: html(429, "runtime error: Dispatcher_Client::request_read_and_idx"),
            per_minute=per_minute,
        )
        self.world: list[Element] = list(LISBON)
        self.slow = False
        self.agents: set[str] = set()

    async def _interpreted(self, request: Request) -> Response:
        agent = request.headers.get("user-agent", "")
        self.agents.add(agent)
        if not agent or agent.startswith("python-"):
            raise Refused(html(406, "an application says its name"))
        text = request.query_params.get("data") or str((await request.form()).get("data", ""))
        if not text.startswith("[out:json]"):
            raise Refused(html(400, "encoding error: Your input contains only whitespace."))
        found = list(self._run(text))
        answer: dict[str, object] = {
            "version": 0.6,
            "generator": "Overpass API 0.7.62",
            "osm3s": {"timestamp_osm_base": "2026-03-10T08:55:00Z", "copyright": "ODbL"},
            "elements": [] if self.slow else found,
        }
        if self.slow:
            answer["remark"] = 'runtime error: Query timed out in "query" at line 1 after 26 s.'
        return JSONResponse(answer)

    def _run(self, text: str) -> Iterator[Element]:
        chosen: list[Element] = []
        for statement in re.split(r"[;()]{1,3}(?=nwr|out|$)", text.partition(";")[2]):
            if match := _OUT.match(statement):
                yield from chosen[: int(match.group(1))]
                chosen = []
            elif statement:
                chosen += [each for each in self._query(statement) if each not in chosen]

    def _query(self, statement: str) -> list[Element]:
        match = _AROUND.match(statement)
        if match is None:
            raise Refused(html(400, f"line 1: parse error: Unknown type {statement[:20]!r}"))
        metres, lat, lon = (float(each) for each in match.groups())
        filters = list(_FILTER.finditer(statement, match.end()))
        if "".join(each.group() for each in filters) != statement[match.end() :]:
            raise Refused(html(400, "line 1: parse error: ';' expected"))
        centre = Spot(lat, lon)
        return [
            each
            for each in self.world
            if distance_km(_spot(each), centre) * 1000 <= metres
            and all(_fits(each["tags"], one) for one in filters)
        ]


def _spot(found: Element) -> Spot:
    at = found.get("center", found)
    return Spot(at["lat"], at["lon"])


def _fits(tags: dict[str, str], one: re.Match[str]) -> bool:
    if one["keys"] is not None:
        return any(
            re.search(one["keys"], key) and re.search(one["values"], value)
            for key, value in tags.items()
        )
    value = tags.get(one["key"])
    if value is None or one["op"] is None:
        return value is not None
    return value == one["value"] if one["op"] == "=" else bool(re.search(one["value"], value))
