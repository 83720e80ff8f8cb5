"""Batches of cases on a Ray cluster: the one named by RAY_ADDRESS, else one of this machine for this run."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.runner import Done, Task, attempts_at_home
from travel.errors import ConfigurationError

Batch = tuple[Sequence[Task], Path, str | None]
HERE = Path(__file__).parent.parent


def finished(batches: Sequence[Batch], workers: int) -> Iterator[tuple[int, list[Done]]]:
    """Each with its number, as they are done; `workers` at once.

    A worker has a database of its own, since it may be on another machine. Raises ConfigurationError where
    Ray isn't installed.
    """
    try:
        import ray
    except ModuleNotFoundError:
        raise ConfigurationError("--engine ray needs Ray: make dev installs it") from None
    cluster: Any = ray
    started = not cluster.is_initialized()
    if started:
        cluster.init(**_cluster(workers))
    try:
        remote = cluster.remote(num_cpus=1, max_calls=0)(attempts_at_home)
        waiting = list(enumerate(batches))
        running: dict[Any, int] = {}
        while waiting or running:
            while waiting and len(running) < workers:
                number, (tasks, _, model) = waiting.pop(0)
                running[remote.remote(list(tasks), model)] = number
            (done, *_), _ = cluster.wait(list(running), num_returns=1)
            yield running.pop(done), cluster.get(done)
    finally:
        if started:
            cluster.shutdown()


def _cluster(workers: int) -> dict[str, Any]:
    """The suites travel along where the cluster is elsewhere; a local one has as many workers as asked for."""
    quiet = {"logging_level": "error", "log_to_driver": False}
    if os.environ.get("RAY_ADDRESS"):
        return {**quiet, "runtime_env": {"working_dir": str(HERE), "excludes": ["**/.venv/**"]}}
    paths = os.pathsep.join((str(HERE), os.environ.get("PYTHONPATH", "")))
    env = {"env_vars": {"PYTHONPATH": paths.rstrip(os.pathsep)}}
    return {**quiet, "num_cpus": workers, "include_dashboard": False, "runtime_env": env}
