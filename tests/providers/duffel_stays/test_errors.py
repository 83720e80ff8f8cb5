"""What wrong, missing and refusing answers of Duffel Stays become."""

import pytest

from tests.providers.duffel.test_errors import DOCUMENTED
from tests.providers.duffel_stays.conftest import Opened, World
from tests.simulators.duffel.errors import Refused
from tests.simulators.serving import Fault
from tools.providers.duffel_stays import NAME, duffel_stays_error
from travel.errors import (
    MalformedResponse,
    OfferGone,
    ProviderError,
    ProviderRefused,
    RateLimited,
)

OF_STAYS = {OfferGone: "rate_unavailable quote_expired rate_no_longer_available"}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (code, kind)
        for table in (DOCUMENTED, OF_STAYS)
        for kind, codes in table.items()
        for code in codes.split()
    ],
)
def test_every_code_has_its_place_under_this_name_and_its_message_is_not_repeated(
    code: str, kind: type[ProviderError]
) -> None:
    body = Refused(422, code, kind="a_new_type", message="Ada Lovelace").body("r1")
    found = duffel_stays_error(422, body)
    assert found is not None
    assert type(found) is kind
    assert found.provider == NAME
    assert code in found.detail
    assert "Ada" not in str(found)


@pytest.mark.parametrize("body", [None, [], {}, {"errors": []}, {"errors": [3]}, {"errors": {}}])
def test_a_body_without_errors_is_left_to_the_defaults(body: object) -> None:
    assert duffel_stays_error(500, body) is None


async def test_an_account_without_stays_is_told_so(world: World) -> None:
    world.simulator.stays.enabled = False
    with pytest.raises(ProviderRefused, match="duffel-stays: is not enabled for this account"):
        await world.stays.search(world.query())


async def test_a_wrong_token_is_refused_and_not_shown(opened: Opened) -> None:
    async with opened("duffel_test_other") as world:
        with pytest.raises(ProviderRefused, match="access_token_not_found") as caught:
            await world.stays.search(world.query())
    assert "duffel_test_other" not in str(caught.value)


async def test_too_many_searches_say_when_to_come_back(world: World) -> None:
    world.simulator.per_minute = 0
    with pytest.raises(RateLimited) as caught:
        await world.stays.search(world.query())
    assert caught.value.retry_after is not None


@pytest.mark.parametrize("raw", [b"[]", b"{}", b'{"data": null}', b'{"data": 3}', b"<p>"])
async def test_an_answer_of_another_shape_is_malformed(world: World, raw: bytes) -> None:
    world.plan("POST", "/stays/search", Fault(raw=raw))
    with pytest.raises(MalformedResponse):
        await world.stays.search(world.query())
