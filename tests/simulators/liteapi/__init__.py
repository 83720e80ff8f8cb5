"""A local LiteAPI v3.0: rates, hotel data, prebooks and bookings, with state that outlives a request.

Formats: LiteAPI's OpenAPI files (search, booking, static data); where their schemas and examples differ, the
examples. Its two hosts are one here: both base URLs are the simulator's.
"""

from tests.simulators.liteapi.app import KEY, LiteApiSimulator
from tests.simulators.liteapi.desk import Change
from tests.simulators.liteapi.errors import error_body

__all__ = ["KEY", "Change", "LiteApiSimulator", "error_body"]
