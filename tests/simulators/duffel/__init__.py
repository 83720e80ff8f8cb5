"""A local Duffel: its v2 wire format, its fixed test routes, and state that outlives a request.

Formats and behaviour: Duffel's documentation, its JavaScript SDK's types, and the runs of gburgyan/aat-duffel
against its test mode.
"""

from tests.simulators.duffel.app import TOKEN, DuffelSimulator

__all__ = ["TOKEN", "DuffelSimulator"]
