"""What is said later, against what was remembered."""

import pytest

from evals.memory import read_contradictions, resolved


@pytest.mark.parametrize("half", ["dev", "held out"])
def test_nineteen_contradictions_of_twenty_are_resolved(half: str) -> None:
    cases = [each for each in read_contradictions() if each.half == half]
    assert len(cases) >= 30
    assert sum(map(resolved, cases)) >= 0.95 * len(cases)
