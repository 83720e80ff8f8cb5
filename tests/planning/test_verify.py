"""The verifier: each rule alone, and plans that hold."""

from dataclasses import replace
from time import perf_counter
from typing import get_args

import pytest

from planning.verify import RULES, verify
from tests.planning.breaches import BREACHES
from tests.planning.wishes import GRANTED, WISHED, wished
from tests.planning.world import WORLDS, World, lisbon, paris, porto
from tests.planning.world.edits import (
    wishing,
)
from travel.itinerary import Violation
from travel.wishes import WishSlot


def found(world: World) -> tuple[Violation, ...]:
    return verify(world.plan, world.request, world.evidence, now=world.now)


def rules(world: World) -> set[str]:
    return {violation.rule for violation in found(world)}


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_a_plan_that_holds_breaks_no_rule(world: World) -> None:
    assert found(world) == ()


@pytest.mark.parametrize("rule", BREACHES)
def test_breaking_one_rule_is_seen_as_that_rule_alone(rule: str) -> None:
    assert rules(BREACHES[rule]()) == {rule}


@pytest.mark.parametrize("slot", WISHED)
def test_an_unmet_hard_wish_is_seen_as_that_wish_alone(slot: WishSlot) -> None:
    broken = found(wished(slot))
    assert {(each.rule, each.wish) for each in broken} == {(f"wish.{slot}", slot)}


@pytest.mark.parametrize("slot", WISHED)
def test_a_soft_wish_breaks_no_rule(slot: WishSlot) -> None:
    world = wished(slot)
    wish = world.request.wish(slot)
    assert wish is not None
    soft = world.request.with_wish(wish.model_copy(update={"hard": False}))
    assert found(replace(world, request=soft)) == ()


@pytest.mark.parametrize("slot", GRANTED)
def test_a_wish_met_to_the_minute_breaks_no_rule(slot: WishSlot) -> None:
    world = paris() if slot == "day_trips" else lisbon()
    assert found(wishing(world, slot, GRANTED[slot])) == ()


def test_every_rule_is_broken_by_a_test_of_its_own() -> None:
    assert {*BREACHES, *(f"wish.{slot}" for slot in WISHED)} == set(RULES)


def test_every_wish_has_a_rule() -> None:
    assert {rule for rule in RULES if rule.startswith("wish.")} == {
        f"wish.{slot}" for slot in get_args(WishSlot)
    }


def test_every_rule_and_every_finding_is_told_in_a_sentence() -> None:
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in RULES.values())
    told = [each for breach in BREACHES.values() for each in found(breach())]
    told += [each for slot in WISHED for each in found(wished(slot))]
    assert all(each.detail.endswith((".", ").")) and each.subject for each in told)


def test_a_wish_that_is_not_met_is_less_than_a_trip_that_cannot_be_made() -> None:
    severities = {
        rule: {each.severity for each in found(make())} for rule, make in BREACHES.items()
    }
    assert severities["offer.expired"] == {"lapsed"}
    assert severities["items.overlap"] == {"impossible"}
    assert severities["budget.trip"] == {"unmet"}
    assert all({each.severity for each in found(wished(slot))} == {"unmet"} for slot in WISHED)


def test_a_week_is_verified_in_less_than_five_milliseconds() -> None:
    took: list[float] = []
    for _ in range(20):
        start = perf_counter()
        found(porto())
        took.append(perf_counter() - start)
    assert min(took) < 0.005
