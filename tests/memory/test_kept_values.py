"""What lies in a checkpoint, and what isn't read back."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from memory.kept_values import KeptValues
from travel.errors import StorageError
from travel.money import Money
from travel.provenance import Provenance

PRICE = Money(amount=Decimal("540.10"), currency="USD")
TOLD = Provenance(id="fares:1", provider="fares", retrieved_at=datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize("value", [PRICE, (TOLD, TOLD), [PRICE, TOLD], {"a": PRICE}, "x"])
def test_what_is_kept_is_read_back_as_it_was(value: object) -> None:
    kept = KeptValues([Money, Provenance])
    assert kept.loads_typed(kept.dumps_typed(value)) == value


def test_what_was_kept_by_langgraph_is_read_too() -> None:
    before = JsonPlusSerializer().dumps_typed({"paid": PRICE})
    assert KeptValues([Money, Provenance]).loads_typed(before) == {"paid": PRICE}


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("value:travel.money.Money", b'{"amount": "1", "currency": "EUR", "since_removed": 1}'),
        ("value:travel.money.Money", b"no JSON"),
        ("value:os.system", b'"ls"'),
        ("value:travel.provenance.Provenance", b"{}"),
    ],
)
def test_other_kinds_and_other_versions_are_refused(how: str, text: bytes) -> None:
    with pytest.raises(StorageError, match="can't read"):
        KeptValues([Money]).loads_typed((how, text))
