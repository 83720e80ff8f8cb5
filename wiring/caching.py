"""The cache of tool results, as the environment wants it."""

from collections.abc import Mapping
from datetime import timedelta

from pydantic import ValidationError

from tools.cache import CacheSettings, Lifetime, Terms, Tier
from travel.errors import ConfigurationError
from wiring.settings import Settings


def cache_settings(settings: Settings) -> CacheSettings:
    """Raises ConfigurationError for a lifetime that isn't one."""
    usual = CacheSettings(redis_url=settings.redis_url)
    said: Mapping[Tier, timedelta | None] = {
        "hot": settings.cache_hot,
        "warm": settings.cache_warm,
        "cold": settings.cache_cold,
    }
    try:
        lives = {
            tier: Lifetime(fresh=fresh, stale=usual.lifetime(tier).stale)
            for tier, fresh in said.items()
            if fresh is not None
        }
    except ValidationError:
        raise ConfigurationError(
            "TRIPSAGE_CACHE_HOT, _WARM and _COLD are positive seconds"
        ) from None
    return usual.model_copy(update=dict(lives))


def terms(settings: Settings, *, seed: int) -> Mapping[str, Terms]:
    """What makes the same question another: the sandbox's seed, a vendor's test or other address."""
    sandbox = f"seed-{seed}"
    live = settings.live
    return {
        "flights": _terms(live and settings.duffel_token is not None, _duffel(settings), sandbox),
        "stays": _terms(live and settings.liteapi_key is not None, settings.liteapi_url, sandbox),
        "stays:duffel-stays": _terms(live, _duffel(settings), sandbox),
        "weather": _terms(live, settings.open_meteo_url, sandbox),
        "places": _terms(live, settings.overpass_url, sandbox),
        "places:google-places": _terms(live, settings.google_places_url, sandbox),
        "routing": _terms(live, _roads(settings), sandbox),
        "currency": _terms(live, settings.frankfurter_url, sandbox),
        "advisories": _terms(live, settings.gov_uk_url or settings.us_state_url, sandbox),
    }


def _terms(live: bool, where: str | None, sandbox: str) -> Terms:
    return Terms(environment=(where or "live") if live else sandbox)


def _duffel(settings: Settings) -> str | None:
    token = settings.duffel_token.get_secret_value() if settings.duffel_token else ""
    return settings.duffel_url or ("test" if token.startswith("duffel_test") else None)


def _roads(settings: Settings) -> str | None:
    urls = (settings.osrm_foot_url, settings.osrm_car_url, settings.valhalla_url)
    said = [
        url for url in (*urls, settings.google_routes_url, settings.openrouteservice_url) if url
    ]
    return " ".join(said) or None
