"""Answers of providers, kept for as long as they hold: in this process, and in Redis where one is set."""

from tools.cache.cache import Asking, Cache, open_cache
from tools.cache.cached import (
    CachedAdvisories,
    CachedCurrency,
    CachedFlights,
    CachedPlaces,
    CachedRouting,
    CachedStays,
    CachedWeather,
    cached_toolbox,
)
from tools.cache.settings import CacheSettings, Lifetime, Terms, Tier
from tools.cache.stats import CacheStats, Use

__all__ = [
    "Asking",
    "Cache",
    "CacheSettings",
    "CacheStats",
    "CachedAdvisories",
    "CachedCurrency",
    "CachedFlights",
    "CachedPlaces",
    "CachedRouting",
    "CachedStays",
    "CachedWeather",
    "Lifetime",
    "Terms",
    "Tier",
    "Use",
    "cached_toolbox",
    "open_cache",
]
