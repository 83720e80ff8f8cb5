"""JSON in which each part stands once: read back, it is what was written."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.cache.asked import Clock, offer
from tests.cache.samples import samples
from tools.cache.compact import Compact
from tools.cache.entries import Entry
from tools.cache.operations import FLIGHTS, OPERATIONS
from travel.gazetteer import Gazetteer
from travel.money import Money
from travel.offers import FlightOffer
from travel.provenance import Provenance
from travel.value import Value

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
OFFSETS = st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(-timedelta(hours=9))])
AMOUNTS = st.sampled_from(["1", "1.0", "1.00", "2"]).map(Decimal)


@st.composite
def offers(draw: st.DrawFn) -> FlightOffer:
    plain = offer(draw(st.integers(1, 3)), NOW, None)
    instant = NOW + timedelta(hours=draw(st.integers(0, 2)))
    source = plain.provenance.model_copy(update={"retrieved_at": instant.astimezone(draw(OFFSETS))})
    price = Money(amount=draw(AMOUNTS), currency="EUR")
    slices = plain.slices * draw(st.integers(1, 3))
    return plain.model_copy(update={"provenance": source, "price": price, "slices": slices})


@settings(deadline=None)
@given(st.lists(offers(), max_size=6).map(tuple))
def test_what_is_read_is_what_was_written_to_the_last_digit_and_zone(
    answer: tuple[FlightOffer, ...],
) -> None:
    codec = FLIGHTS.codec
    read = codec.read(codec.written(Entry(answer, "hot", 1, 2, 3, inf), codec.body(answer))).answer
    assert read == answer
    assert FLIGHTS.adapter.dump_json(read) == FLIGHTS.adapter.dump_json(answer)


async def test_all_that_providers_say_is_written_and_read_unchanged(gazetteer: Gazetteer) -> None:
    said = await samples(gazetteer, Clock())
    assert [operation for operation, _ in said] != []
    assert {operation.name for operation, _ in said} == {each.name for each in OPERATIONS}
    for operation, answer in said:
        codec = operation.codec
        written = codec.written(Entry(answer, "hot", 1.0, 2.0, 3.0, inf), codec.body(answer))
        read = codec.read(written)
        assert read.answer == answer, operation.name
        assert operation.adapter.dump_json(read.answer) == operation.adapter.dump_json(answer)
        assert (read.made, read.refresh, read.fresh, read.dead) == (1.0, 2.0, 3.0, inf)
        assert len(codec.body(answer)) <= 1.1 * len(operation.adapter.dump_json(answer))


def test_each_part_is_written_once() -> None:
    one = offer(1, NOW, None)
    body = FLIGHTS.codec.body((one, one.model_copy(update={"id": "another"})))
    assert body.count(b"TAP Air Portugal") == body.count(b"retrieved_at") == 1


def test_a_field_whose_rows_could_not_be_told_from_numbers_is_refused() -> None:
    class Odd(Value):
        where: int | Provenance
        what: str = ""
        why: str = ""

    with pytest.raises(TypeError, match=r"Odd\.where"):
        Compact(TypeAdapter(Odd), Odd)
