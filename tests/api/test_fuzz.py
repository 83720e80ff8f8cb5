"""Requests made up from the OpenAPI document: whatever is sent, nothing breaks. `make fuzz` sends more."""

import asyncio
import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.api.conftest import Served

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "6"))  # of each operation


@pytest.mark.filterwarnings(  # the server draws at random in another thread of this process
    "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
)
@pytest.mark.timeout(1800 if EXAMPLES > 20 else 240)
async def test_nothing_that_can_be_sent_breaks_the_server(served: Served) -> None:
    document = (await served.eve.get("/openapi.json")).json()
    broken, statuses = await asyncio.to_thread(_tried, document, served.url)
    assert broken == []
    assert statuses >= {200, 404, 422}


def _tried(document: dict[str, Any], url: str) -> tuple[list[str], set[int]]:
    """What went wrong, a line each; and all statuses."""
    untyped: Any = schemathesis.openapi  # its types have holes
    schema = untyped.from_dict(document)
    schema.config.update(base_url=url)
    broken, statuses = list[str](), set[int]()
    operations = [each.ok() for each in schema.get_all_operations()]
    assert len(operations) > 25
    for operation in operations:
        strategy: Any = operation.as_strategy()

        @given(case=strategy)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.filter_too_much,
                HealthCheck.data_too_large,
            ],
        )
        def attempt(case: Any) -> None:
            answer = case.call(headers={"Authorization": "Bearer token-eve"}, timeout=60)
            statuses.add(answer.status_code)
            if answer.status_code >= 500:
                broken.append(
                    f"{case.method} {case.path}: {answer.status_code} {answer.text[:200]}"
                )

        attempt()
    return broken, statuses
