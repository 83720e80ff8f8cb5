"""Kinds of mutation, by what they change."""

from tests.planning.mutations import asked, days, neutral, offers, outside, things, times
from tests.planning.mutations.kind import Mutation

HARMFUL: tuple[Mutation, ...] = tuple(
    kind for module in (times, things, days, offers, asked, outside) for kind in module.KINDS
)
NEUTRAL: tuple[Mutation, ...] = tuple(neutral.KINDS)
