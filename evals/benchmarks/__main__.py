"""`python -m evals.benchmarks <yardstick> ...`: each yardstick is a module with `main(argv) -> int`."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec

MODULES: Mapping[str, str] = {
    "toptw": "evals.benchmarks.toptw",
    "travelplanner": "evals.benchmarks.travelplanner",
    "natural-plan": "evals.benchmarks.natural_plan",
    "trips": "evals.benchmarks.trips",
    "tau2-airline": "evals.benchmarks.tau2_airline",
    "bfcl-travel": "evals.benchmarks.bfcl_travel",
}


def yardsticks() -> dict[str, str]:
    """Those present here, name to module."""
    return {name: module for name, module in MODULES.items() if find_spec(module) is not None}


def main(argv: Sequence[str]) -> int:
    """The yardstick's exit status; 2 where none of that name is present."""
    present = yardsticks()
    name = argv[0] if argv else ""
    if name in present:
        return int(import_module(present[name]).main(list(argv[1:])))
    print(f"usage: python -m evals.benchmarks {{{','.join(present)}}} ...")
    return 0 if name in ("-h", "--help") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
