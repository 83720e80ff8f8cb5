"""What others published on the yardsticks, from `published.toml`."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from evals.benchmarks.measured import Measured
from evals.case import Part

FILE = Path(__file__).parent / "published.toml"


class Published(Part):
    """`what` is how those of our measures begin that it stands beside; `apart` why it isn't comparable."""

    yardstick: str
    what: str
    system: str
    score: str
    metric: str
    source: str
    apart: str

    def beside(self, ours: Measured) -> bool:
        return self.yardstick == ours.yardstick and ours.what.startswith(self.what)


def results() -> tuple[Published, ...]:
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["result"]
    return tuple(Published.model_validate(each) for each in found)


def published(yardstick: str) -> Iterator[str]:
    """Lines to print below a yardstick's own."""
    yield "Published:"
    for each in results():
        if each.yardstick == yardstick:
            yield f"  {told(each)}"


def told(result: Published) -> str:
    return (
        f"{result.system}: {result.score} ({result.metric}). Source: {result.source}. "
        f"Not comparable: {result.apart}."
    )
