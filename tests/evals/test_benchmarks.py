from importlib.util import find_spec

import pytest

from evals.benchmarks.__main__ import main, yardsticks


def test_only_yardsticks_that_are_present_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown and find_spec(module) for name, module in yardsticks().items())


def test_an_unknown_yardstick_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-thing"]) == 2
    assert capsys.readouterr().out.startswith("usage:")
