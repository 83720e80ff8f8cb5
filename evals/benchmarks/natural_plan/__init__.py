"""Natural Plan (google-deepmind), trip planning and meeting planning."""

from evals.benchmarks.natural_plan.command import main, measured

__all__ = ["main", "measured"]
