"""GOV.UK and the US State Department through their clients, against local servers in their formats."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulators.gov_uk import GovUkSimulator
from tests.simulators.serving import App, Fault, Receive, Scope, Send, serving
from tests.simulators.us_state import UsStateSimulator, row
from tools.advisories import AdvisoryProvider, advisory_tools, countries_of, plain, quoted
from tools.http import VendorClient, VendorPolicy
from tools.providers.gov_uk import GovUk, gov_uk_policy
from tools.providers.us_state import UsState, us_state_policy
from travel.errors import (
    MalformedResponse,
    ModelRetry,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.gazetteer import Gazetteer

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
INDEX = "GET /api/content/foreign-travel-advice"


class World:
    def __init__(self, gazetteer: Gazetteer) -> None:
        self.now = NOW
        self.gazetteer = gazetteer
        self.uk_simulator = GovUkSimulator()
        self.us_simulator = UsStateSimulator()
        self.uk: AdvisoryProvider
        self.us: AdvisoryProvider


class Stage:
    """One server for the module, with a fresh simulator on it for each test."""

    def __init__(self) -> None:
        self.url = ""
        self.app: App

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
async def stages() -> AsyncGenerator[tuple[Stage, Stage]]:
    uk, us = Stage(), Stage()
    async with serving(uk) as uk.url, serving(us) as us.url:
        yield uk, us


@pytest.fixture
async def world(gazetteer: Gazetteer, stages: tuple[Stage, Stage]) -> AsyncGenerator[World]:
    async with AsyncExitStack() as stack:
        world = World(gazetteer)
        uk, us = stages
        uk.app, us.app = world.uk_simulator, world.us_simulator

        def clock() -> datetime:
            return world.now

        async def client(policy: VendorPolicy) -> VendorClient:
            quick = policy.model_copy(update={"retry_pause": 0.01, "rate": 100})
            return await stack.enter_async_context(VendorClient(quick, clock=clock))

        world.uk = GovUk(await client(gov_uk_policy(uk.url)), gazetteer=gazetteer, clock=clock)
        world.us = UsState(await client(us_state_policy(us.url)), gazetteer=gazetteer, clock=clock)
        yield world


UK_LEVELS = (
    ("AF", 4, None, "FCDO advises against all travel to the whole country"),
    (
        "BY",
        3,
        4,
        "FCDO advises against all but essential travel to the whole country; "
        "all travel to parts of the country",
    ),
    (
        "TR",
        2,
        4,
        "FCDO advises against all travel to parts of the country; "
        "all but essential travel to parts of the country",
    ),
    ("EG", 2, 3, "FCDO advises against all but essential travel to parts of the country"),
    ("PT", 1, None, "FCDO does not advise against travel"),
)


@pytest.mark.parametrize(("country", "level", "parts", "words"), UK_LEVELS)
async def test_gov_uk_alerts_are_levels_with_the_issuers_words(
    world: World, country: str, level: int, parts: int | None, words: str
) -> None:
    (found,) = await world.uk.advisory(country)
    assert (found.country, found.level, found.parts_level, found.words) == (
        country,
        level,
        parts,
        words,
    )
    assert found.url.startswith("https://www.gov.uk/foreign-travel-advice/")
    assert found.updated == datetime(2026, 2, 14, 15, 42, 21, tzinfo=UTC)
    assert found.provenance.provider == "gov-uk"
    assert not found.provenance.sandbox
    assert "Open Government Licence" in found.provenance.note


async def test_gov_uk_pages_become_plain_text(world: World) -> None:
    (turkey,) = await world.uk.advisory("TR")
    assert turkey.title == "Turkey travel advice"
    assert turkey.summary.split("\n") == [
        "Turkey-Syria border",
        "FCDO advises against all travel to within 10km of the border with Syria.",
        "- one",
        "- two & three",
    ]
    (albania,) = await world.uk.advisory("AL")
    assert albania.summary == "Most visits to Albania are trouble-free."


NAMED_BY_GOV_UK = {
    **{"CG": "congo", "CD": "democratic-republic-of-the-congo", "BS": "the-bahamas"},
    **{"CK": "cook-islands-tokelau-and-niue", "NU": "cook-islands-tokelau-and-niue"},
    **{"MF": "st-martin-and-st-barthelemy", "BL": "st-martin-and-st-barthelemy", "US": "usa"},
    **{"MM": "myanmar-burma", "PS": "the-occupied-palestinian-territories", "MS": "montserrat"},
    **{"BQ": "bonaire-st-eustatius-saba", "PM": "st-pierre-miquelon", "GE": "georgia"},
    **{"SH": "st-helena-ascension-and-tristan-da-cunha", "CI": "cote-divoire", "ES": "spain"},
}


@pytest.mark.parametrize("country", NAMED_BY_GOV_UK)
async def test_a_country_is_found_however_gov_uk_names_it(world: World, country: str) -> None:
    (found,) = await world.uk.advisory(country)
    assert found.url.rsplit("/", 1)[1] == NAMED_BY_GOV_UK[country]


async def test_gov_uk_has_nothing_on_its_own_country_or_what_was_withdrawn(world: World) -> None:
    assert await world.uk.advisory("GB") == ()
    assert await world.uk.advisory("NR") == ()


async def test_an_alert_that_is_not_known_is_no_lower_level(world: World) -> None:
    with pytest.raises(MalformedResponse):
        await world.uk.advisory("TV")


async def test_the_index_is_asked_for_once_a_day(world: World) -> None:
    for country in ("PT", "ES", "PT"):
        await world.uk.advisory(country)
    assert world.uk_simulator.faults.requests.count(INDEX) == 1
    world.now += timedelta(days=1)
    await world.uk.advisory("PT")
    assert world.uk_simulator.faults.requests.count(INDEX) == 2


async def test_an_index_that_is_not_whole_says_nothing_of_a_country(world: World) -> None:
    world.uk_simulator.names = world.uk_simulator.names[:20]
    with pytest.raises(MalformedResponse):
        await world.uk.advisory("GB")


async def test_a_page_that_the_index_promised_and_is_gone_is_an_error(world: World) -> None:
    await world.uk.advisory("PT")
    world.uk_simulator.names.remove("Spain")
    with pytest.raises(ProviderRefused):
        await world.uk.advisory("ES")


US_LEVELS = (
    ("PT", 1, "Level 1: Exercise Normal Precautions", "Portugal"),
    ("CG", 2, "Level 2: Exercise Increased Caution", "Republic of the Congo"),
    ("CD", 4, "Level 4: Do Not Travel", "Democratic Republic of the Congo"),
    ("CI", 2, "Level 2: Exercise Increased Caution", "Cote d'Ivoire"),
    ("MM", 4, "Level 4: Do Not Travel", "Burma (Myanmar)"),
    ("SG", 1, "Level 1: Exercise Normal Precautions", "Singapore"),
    ("SN", 2, "Level 2: Exercise Increased Caution", "Senegal"),
    ("DK", 2, "Level 2: Exercise Increased Caution", "Kingdom of Denmark"),
    ("MQ", 1, "Level 1: Exercise Normal Precautions", "French West Indies"),
    ("KG", 1, "Level 1: Exercise Normal Precautions", "The Kyrgyz Republic"),
    ("CN", 2, "Level 2: Exercise Increased Caution", "Mainland China, Hong Kong & Macau"),
)


@pytest.mark.parametrize(("country", "level", "words", "title"), US_LEVELS)
async def test_us_advisories_are_found_by_title_not_by_fips_code(
    world: World, country: str, level: int, words: str, title: str
) -> None:
    (found,) = await world.us.advisory(country)
    assert (found.country, found.level, found.parts_level) == (country, level, None)
    assert found.words == words
    assert found.title.startswith(title)
    assert found.updated == datetime(2026, 1, 9, 1, 0, tzinfo=UTC)
    assert found.url.startswith("https://travel.state.gov/")
    assert found.provenance.provider == "us-state"


async def test_parts_with_their_own_advisory_come_gravest_first(world: World) -> None:
    found = await world.us.advisory("PS")
    assert [(each.title, each.level) for each in found] == [("Gaza", 4), ("West Bank", 3)]
    assert found[0].summary == (
        "Do not travel to Gaza due to terrorism, civil unrest and armed conflict."
    )
    (macau,) = await world.us.advisory("MO")
    assert (macau.title, macau.level) == ("Macau", 3)


async def test_us_summaries_become_plain_text(world: World) -> None:
    (qatar,) = await world.us.advisory("QA")
    assert qatar.summary.split("\n") == [
        "Exercise increased caution",
        "due to the risk of armed conflict.",
        "- Avoid crowds.",
    ]


async def test_the_us_has_nothing_on_itself(world: World) -> None:
    assert await world.us.advisory("US") == ()


async def test_of_an_advisory_listed_twice_the_newer_counts(world: World) -> None:
    world.us_simulator.rows.append(row("Portugal", 2, "PO", "2026-02-01T20:00:00-05:00"))
    world.us_simulator.rows.insert(0, row("Portugal", 4, "PO", "2024-02-01T20:00:00"))
    (found,) = await world.us.advisory("PT")
    assert found.level == 2


async def test_rows_that_cannot_be_read_are_left_out(world: World) -> None:
    for broken in ({"Title": "Worldwide Caution"}, {"Title": None}, "x", {}):
        world.us_simulator.rows.insert(0, broken)  # pyright: ignore[reportArgumentType]
    no_level = row("Portugal", 2, "PO") | {"Title": "Portugal - Level 7: Panic"}
    world.us_simulator.rows.append(no_level)
    (found,) = await world.us.advisory("PT")
    assert found.level == 1


async def test_an_advisory_that_cannot_be_read_is_not_none(world: World) -> None:
    (portugal,) = [each for each in world.us_simulator.rows if "Portugal" in each["Title"]]
    portugal["Title"] = "Portugal - Level 7: Panic"
    assert await world.us.advisory("ES")
    with pytest.raises(MalformedResponse):
        await world.us.advisory("PT")


async def test_a_us_list_that_is_not_whole_says_nothing_of_a_country(world: World) -> None:
    world.us_simulator.rows = world.us_simulator.rows[:100]
    with pytest.raises(MalformedResponse):
        await world.us.advisory("US")


async def test_a_link_that_leads_elsewhere_is_not_passed_on(world: World) -> None:
    for number, link in enumerate(
        ("javascript:alert(1)", "https://evil.example/x", "https://a@b.state.gov", "https://[")
    ):
        world.now += timedelta(hours=1)
        newer = f"2026-02-0{number + 1}T20:00:00-05:00"
        world.us_simulator.rows.append(row("Portugal", 1, "PO", newer) | {"Link": link})
        (found,) = await world.us.advisory("PT")
        assert found.url.startswith("https://travel.state.gov/content/travel/en/traveladvisories/")


async def test_the_us_list_is_asked_for_once_an_hour(world: World) -> None:
    for country in ("PT", "ES"):
        await world.us.advisory(country)
    assert len(world.us_simulator.faults.requests) == 1
    world.now += timedelta(hours=1)
    (found,) = await world.us.advisory("PT")
    assert len(world.us_simulator.faults.requests) == 2
    assert found.provenance.retrieved_at == world.now


async def test_a_page_for_browsers_is_no_refusal(world: World) -> None:
    world.us_simulator.challenging = 403
    with pytest.raises(ProviderUnavailable):
        await world.us.advisory("PT")
    world.us_simulator.challenging = 200
    with pytest.raises(MalformedResponse):
        await world.us.advisory("PT")
    world.us_simulator.challenging = None
    assert await world.us.advisory("PT")


FAULTS = (
    (Fault(status=404), ProviderRefused),
    (Fault(status=429, headers={"Retry-After": "600"}), RateLimited),
    (Fault(status=500), ProviderUnavailable),
    (Fault(status=503), ProviderUnavailable),
    (Fault(status=302, headers={"Location": "/elsewhere"}), MalformedResponse),
    (Fault(cut=0), ProviderUnavailable),
    (Fault(cut=500), ProviderUnavailable),
    (Fault(raw=b'[{"Title": "Portu'), MalformedResponse),
    (Fault(raw=b'{"links": {"children": null}}'), MalformedResponse),
    (Fault(raw=b""), MalformedResponse),
)


@pytest.mark.parametrize(("fault", "error"), FAULTS)
@pytest.mark.parametrize("issuer", ["uk", "us"])
async def test_every_fault_has_its_place(
    world: World, issuer: str, fault: Fault, error: type[ProviderError]
) -> None:
    simulator = world.uk_simulator if issuer == "uk" else world.us_simulator
    provider = world.uk if issuer == "uk" else world.us
    simulator.faults.plan("GET", ".*", fault, times=3)
    with pytest.raises(ProviderError) as raised:
        await provider.advisory("PT")
    assert type(raised.value) is error
    assert raised.value.provider == provider.name


async def test_a_model_asks_by_name(world: World) -> None:
    (tool,) = advisory_tools((world.us,), world.gazetteer)
    (found,) = json.loads(await tool.ainvoke({"country": "Portugal"}))
    assert (found["country"], found["level"]) == ("PT", 1)
    with pytest.raises(ModelRetry):
        await tool.ainvoke({"country": "Atlantis"})


HEADINGS = {
    "Israel, the West Bank and Gaza": {"IL", "PS"},
    "Trinidad and Tobago": {"TT"},
    "Antigua and Barbuda": {"AG"},
    "Worldwide Caution": set[str](),
    "": set[str](),
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_names_countries(gazetteer: Gazetteer, heading: str) -> None:
    assert countries_of(heading, gazetteer) == HEADINGS[heading]


@pytest.mark.parametrize("html", ["<![if x]>", "<![foo]", "<!x", "</", "<script>", "&#x110000;"])
def test_html_that_is_not_html_does_no_harm(html: str) -> None:
    assert "before" in plain(f"<p>before</p>{html}")


@given(st.text(alphabet=st.sampled_from("<>![]/&;#-\"'= abpscriptCDATA\n\x00\u202e"), max_size=80))
def test_any_text_becomes_one_that_is_plain_and_short(html: str) -> None:
    text = plain(html, 40)
    assert len(text) <= 40
    assert not set(text) & {"\x00", "\u202e", "\t", "\r"}
    assert all(line == line.strip() and line for line in text.split("\n") if text)


def test_a_long_summary_ends_at_a_word() -> None:
    assert plain("<p>one two three</p>", 10) == "one two…"


async def test_gov_uk_says_what_a_passport_needs_in_one_line_of_its_words(world: World) -> None:
    (thailand,) = await world.uk.advisory("TH")
    assert thailand.passport == (
        "Your passport must have: an ‘expiry date’ at least 6 months after the date you arrive; "
        "at least 1 blank page"
    )
    (turkey,) = await world.uk.advisory("TR")
    assert turkey.passport == ""


@given(
    st.text(alphabet=st.sampled_from("<h2>/ passport validity[](*_`)!\n\x00\u202e"), max_size=99)
)
def test_a_quoted_line_is_one_line_without_markup(html: str) -> None:
    line = quoted(f"<h2>Passport validity</h2>{html}", "passport validity")
    assert len(line) <= 300
    assert not set(line) & set("[]<>*_`\n\x00\u202e")


def test_a_page_made_of_headings_is_read_at_once() -> None:
    begun = time.perf_counter()
    assert quoted("<h2 " * 50_000, "passport validity") == ""
    assert quoted("<h2>" * 50_000, "passport validity") == ""
    assert time.perf_counter() - begun < 2


async def test_of_two_issuers_one_may_fail(world: World) -> None:
    (tool,) = advisory_tools((world.uk, world.us), world.gazetteer)
    world.us_simulator.challenging = 403
    rows = json.loads(await tool.ainvoke({"country": "EG"}))
    assert [row.get("level") for row in rows] == [2, None]
    assert rows[1]["failed"].startswith("us-state: ")
    world.uk_simulator.names.clear()
    with pytest.raises(ProviderError):
        await tool.ainvoke({"country": "AF"})


def test_without_an_issuer_there_is_no_tool(gazetteer: Gazetteer) -> None:
    assert advisory_tools((), gazetteer) == []
