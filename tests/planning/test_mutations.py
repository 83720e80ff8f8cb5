"""Plans that hold, mutated: what breaks a rule is caught, what doesn't is let be."""

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planning.verify import RULES, verify
from tests.planning.mutations import HARMFUL, NEUTRAL, Mutation
from tests.planning.mutations.kind import entries, slack
from tests.planning.world import WORLDS, World

MUTANTS_A_KIND = 36
seeded = settings(max_examples=MUTANTS_A_KIND, derandomize=True, database=None, deadline=None)
SEEDS = st.integers(0, 2**32)


def mutants(kind: Mutation) -> list[World]:
    """The worlds that have something for the mutation to change."""
    return [
        world
        for world in WORLDS
        if any(kind.mutate(world, Random(seed)) is not None for seed in range(20))
    ]


def caught(world: World) -> set[str]:
    found = verify(world.plan, world.request, world.evidence, now=world.now)
    return {each.rule for each in found}


@pytest.mark.parametrize("kind", HARMFUL, ids=lambda kind: kind.name)
def test_a_mutant_that_breaks_a_rule_is_caught_by_it(kind: Mutation) -> None:
    @seeded
    @given(st.sampled_from(mutants(kind)), SEEDS)
    def mutated(world: World, seed: int) -> None:
        mutant = kind.mutate(world, Random(seed))
        assume(mutant is not None)
        assert mutant is not None
        assert caught(mutant) & kind.caught_by, (world.name, seed, caught(mutant))

    mutated()


@pytest.mark.parametrize("kind", NEUTRAL, ids=lambda kind: kind.name)
def test_a_mutant_that_breaks_nothing_is_let_be(kind: Mutation) -> None:
    @seeded
    @given(st.sampled_from(mutants(kind)), SEEDS)
    def mutated(world: World, seed: int) -> None:
        mutant = kind.mutate(world, Random(seed))
        assume(mutant is not None)
        assert mutant is not None
        assert caught(mutant) == set(), (world.name, seed)

    mutated()


def test_there_are_enough_kinds_and_mutants() -> None:
    assert len(HARMFUL) >= 40
    assert (len(HARMFUL) + len(NEUTRAL)) * MUTANTS_A_KIND >= 2000
    assert all(kind.caught_by <= RULES.keys() for kind in HARMFUL)


def test_every_sight_of_the_world_has_a_quarter_of_an_hour_to_spare() -> None:
    for world in WORLDS:
        for at, each in enumerate(entries(world)):
            if each.kind == "sight":
                earlier, later = slack(world, at)
                assert earlier <= -15 and later >= 15, (world.name, each.name, earlier, later)
