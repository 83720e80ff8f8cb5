"""What the server does, counted for Prometheus: no value of a label is anybody's.

Labels take names of the code alone: routes, agents, tools, providers, states. A tool that a model made up
counts as "other".
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric

from api.turns import Aside, Turns
from graphs.events import (
    AgentFinished,
    AgentStarted,
    Event,
    RunFinished,
    RunInterrupted,
    ToolReturned,
)
from graphs.result import Usage
from memory.runs import Run
from travel.errors import StorageError
from wiring.open import TripSage

SPACE = "tripsage"
MOST_NAMES = 100  # of tools; more come of a model that makes them up
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SLOW = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


class Metrics:
    """Of one server, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        route, agent, tool = (
            ("route", "method", "status"),
            ("agent", "outcome"),
            ("tool", "outcome"),
        )
        self._requests = Counter(
            "requests", "Requests answered", route, namespace=SPACE, registry=registry
        )
        self._answering = Histogram(
            "request_seconds",
            "Until the answer began",
            route[:1],
            buckets=QUICK,
            namespace=SPACE,
            registry=registry,
        )
        self._runs = Counter(
            "runs", "Runs that ended here, by how", ("state",), namespace=SPACE, registry=registry
        )
        self._going = Gauge(
            "runs_going", "Runs that go on here", namespace=SPACE, registry=registry
        )
        self._running = Histogram(
            "run_seconds", "Of a run", buckets=SLOW, namespace=SPACE, registry=registry
        )
        self._first = Histogram(
            "run_first_text_seconds", "Until text", buckets=SLOW, namespace=SPACE, registry=registry
        )
        self._agents = Histogram(
            "agent_seconds", "Of an agent", agent, buckets=QUICK, namespace=SPACE, registry=registry
        )
        self._tools = Histogram(
            "tool_seconds",
            "Of a tool's call",
            tool,
            buckets=QUICK,
            namespace=SPACE,
            registry=registry,
        )
        self._calls = Counter(
            "model_calls", "Of language models", namespace=SPACE, registry=registry
        )
        self._tokens = Counter(
            "model_tokens", "Of language models", ("direction",), namespace=SPACE, registry=registry
        )
        self._cost = Counter(
            "model_cost_usd", "Of language models, where known", namespace=SPACE, registry=registry
        )
        self._queue = Gauge(
            "queue_waiting", "Jobs that could be done now", namespace=SPACE, registry=registry
        )
        self._names: set[str] = set()

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Status 0: the client went away before."""
        self._requests.labels(route, method, str(status)).inc()
        if status:
            self._answering.labels(route).observe(seconds)

    def turns(self, turns: Turns) -> Turns:
        """The same, counted."""

        def counted(run: Run, aside: Aside, *, again: bool) -> AsyncIterator[Event]:
            return self._counted(turns(run, aside, again=again))

        return counted

    async def exposed(self, tripsage: TripSage) -> bytes:
        """In Prometheus's text format."""
        try:
            self._queue.set(await tripsage.queue.waiting())
        except StorageError:
            self._queue.set(float("nan"))
        return generate_latest(self._registry) + generate_latest(_Asked(tripsage))

    async def _counted(self, events: AsyncIterator[Event]) -> AsyncIterator[Event]:
        begun, state, agents = time.perf_counter(), "failed", dict[str, float]()
        spoken = False
        with self._going.track_inprogress():
            try:
                async for event in events:
                    if event.type == "text_delta" and not spoken:
                        spoken = True
                        self._first.observe(time.perf_counter() - begun)
                    state = self._seen(event, agents) or state
                    yield event
            except (asyncio.CancelledError, GeneratorExit):
                state = state if state != "failed" else "cancelled"
                raise
            finally:
                self._runs.labels(state).inc()
                self._running.observe(time.perf_counter() - begun)

    def _seen(self, event: Event, agents: dict[str, float]) -> str:
        """The state that a run is in after its last event."""
        match event:
            case AgentStarted():
                agents[event.run] = time.perf_counter()
            case AgentFinished() if event.run in agents:
                seconds = time.perf_counter() - agents.pop(event.run)
                outcome = "ok" if event.ok else "failed"
                self._agents.labels(event.agent, outcome).observe(seconds)
            case ToolReturned():
                outcome = "failed" if event.error else "ok"
                seconds = event.milliseconds / 1000
                self._tools.labels(self._name(event.tool), outcome).observe(seconds)
            case RunFinished():
                self._used(event.result.usage)
                return "finished"
            case RunInterrupted():  # its usage is in that of the run which ends it
                return "interrupted"
            case _:
                pass
        return ""

    def _used(self, usage: Usage) -> None:
        self._calls.inc(usage.model_calls)
        self._tokens.labels("in").inc(usage.input_tokens)
        self._tokens.labels("out").inc(usage.output_tokens)
        self._cost.inc(float(usage.cost or 0))

    def _name(self, tool: str) -> str:
        if tool in self._names or len(self._names) < MOST_NAMES:
            self._names.add(tool)
            return tool
        return "other"


class _Asked(CollectorRegistry):
    """What was asked of providers, counted by the cache and by the HTTP policy."""

    def __init__(self, tripsage: TripSage) -> None:
        super().__init__()
        self._providers = tripsage.providers

    def collect(self) -> Iterator[Metric]:
        cache = CounterMetricFamily(
            "tripsage_cache",
            "Questions to providers, by what became of them",
            labels=("operation", "provider", "how"),
        )
        for use in self._providers.uses():
            counts = {
                "hit": use.hits,
                "stale": use.stale,
                "miss": use.calls,
                "failure": use.failures,
            }
            for how, count in counts.items():
                cache.add_metric((use.operation, use.provider, how), count)
        vendors = CounterMetricFamily(
            "tripsage_vendor_requests",
            "HTTP requests to vendors, by outcome",
            labels=("vendor", "operation", "outcome"),
        )
        for each in self._providers.traffic():
            for outcome, count in each.outcomes.items():
                vendors.add_metric((each.vendor, each.operation, outcome), count)
        yield cache
        yield vendors
