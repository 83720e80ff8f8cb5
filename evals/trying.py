"""Cases tried where one works on an agent: in a notebook, in its own process, on a database of their own."""

from html import escape

from agents.catalog import CATALOG
from agents.spec import AgentSpec
from evals.ran import Ran, Report
from evals.runner import Task, attempt, settings_for
from evals.running import Opened, home
from evals.suites import ALWAYS, read
from wiring.open import database

SUITE = "tried"


class Tried(Report):
    """What came of the cases; a table in a notebook."""

    def _repr_html_(self) -> str:
        head = "<tr><th>case</th><th>passed</th><th>what failed</th></tr>"
        return f"<table>{head}{''.join(map(_row, self.cases))}</table>"


async def tried(
    cases: str, *, catalog: tuple[AgentSpec, ...] = CATALOG, model: str | None = None
) -> Tried:
    """Cases in YAML through the real graph of these agents, looked at by every scorer.

    Without a model, rules and code do it all. Nothing is left behind. Raises pydantic's ValidationError for
    what is no case, StorageError, ConfigurationError.
    """
    tasks = [Task(SUITE, "dev", case, 1) for case in read(cases)]
    with home() as folder:
        settings = settings_for(folder, model)
        await database(settings)
        async with Opened(settings, model, catalog) as opened:
            done = [await attempt(task, opened, ALWAYS) for task in tasks]
    return Tried(
        model=model or "keyless",
        cases=tuple(each.ran for each in done),
        milliseconds={each.ran.key: each.milliseconds for each in done},
    )


def _row(ran: Ran) -> str:
    why = "; ".join(f"{each.scorer}, turn {each.turn}: {each.detail}" for each in ran.failures)
    return f"<tr><td>{escape(ran.id)}</td><td>{'✓' if ran.passed else '✗'}</td><td>{escape(why)}</td></tr>"
