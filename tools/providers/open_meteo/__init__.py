"""Open-Meteo: a forecast for the next 16 days, and what is usual on all others.

Wire format: open-meteo.com/en/docs and /en/docs/historical-weather-api. Data: CC BY 4.0. Without a key
it is for non-commercial use only.
"""

from tools.providers.open_meteo.limits import open_meteo_errors
from tools.providers.open_meteo.normals import Kept, KeptInMemory, Normals
from tools.providers.open_meteo.weather import (
    ARCHIVE_URL,
    FORECAST_URL,
    ClimateSearch,
    OpenMeteo,
    archive_policy,
    forecast_policy,
)
from tools.providers.open_meteo.wire import NAME, SKIES

__all__ = [
    "ARCHIVE_URL",
    "FORECAST_URL",
    "NAME",
    "SKIES",
    "ClimateSearch",
    "Kept",
    "KeptInMemory",
    "Normals",
    "OpenMeteo",
    "archive_policy",
    "forecast_policy",
    "open_meteo_errors",
]
