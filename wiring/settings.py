"""The environment, read once. Every variable is optional."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from platformdirs.unix import Unix
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from travel.errors import ConfigurationError


class Settings(BaseSettings):
    """Secrets are `SecretStr`: they never show in a print, a log or a traceback."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    # ~/.local/share/tripsage, on macOS too: the folder it would have there has a blank in its name
    home: Annotated[Path, Field(alias="TRIPSAGE_HOME")] = Field(
        default_factory=lambda: Unix("tripsage", appauthor=False).user_data_path
    )
    database_url: Annotated[SecretStr | None, Field(alias="DATABASE_URL")] = None
    openai_api_key: Annotated[SecretStr | None, Field(alias="OPENAI_API_KEY")] = None
    openai_base_url: Annotated[str | None, Field(alias="OPENAI_BASE_URL")] = None
    model: Annotated[str, Field(alias="TRIPSAGE_MODEL")] = "gpt-4.1-mini"
    fallback_model: Annotated[str | None, Field(alias="TRIPSAGE_FALLBACK_MODEL")] = None
    model_timeout: Annotated[float, Field(alias="TRIPSAGE_MODEL_TIMEOUT", gt=0, le=600)] = 30.0
    model_retries: Annotated[int, Field(alias="TRIPSAGE_MODEL_RETRIES", ge=0, le=10)] = 2
    embedding_model: Annotated[str | None, Field(alias="TRIPSAGE_EMBEDDING_MODEL")] = None
    embedding_url: Annotated[str | None, Field(alias="TRIPSAGE_EMBEDDING_URL")] = None
    prices: Annotated[str, Field(alias="TRIPSAGE_PRICES")] = ""
    seed: Annotated[int, Field(alias="TRIPSAGE_SEED", ge=0)] = 0
    sealing_keys: Annotated[SecretStr | None, Field(alias="TRIPSAGE_SEALING_KEYS")] = None
    redis_url: Annotated[SecretStr | None, Field(alias="REDIS_URL")] = None
    cache_hot: Annotated[timedelta | None, Field(alias="TRIPSAGE_CACHE_HOT")] = None
    cache_warm: Annotated[timedelta | None, Field(alias="TRIPSAGE_CACHE_WARM")] = None
    cache_cold: Annotated[timedelta | None, Field(alias="TRIPSAGE_CACHE_COLD")] = None
    live_data: Annotated[bool | None, Field(alias="TRIPSAGE_LIVE")] = None
    patience: Annotated[float, Field(alias="TRIPSAGE_PATIENCE", gt=0, le=120)] = 20.0  # seconds
    guest_nationality: Annotated[
        str, Field(alias="TRIPSAGE_NATIONALITY", pattern=r"^[A-Z]{2}$")
    ] = "US"
    duffel_token: Annotated[SecretStr | None, Field(alias="DUFFEL_TOKEN")] = None
    duffel_url: Annotated[str | None, Field(alias="DUFFEL_URL")] = None
    duffel_stays: Annotated[bool, Field(alias="DUFFEL_STAYS")] = False  # with DUFFEL_TOKEN
    liteapi_key: Annotated[SecretStr | None, Field(alias="LITEAPI_KEY")] = None
    liteapi_url: Annotated[str | None, Field(alias="LITEAPI_URL")] = None
    liteapi_booking_url: Annotated[str | None, Field(alias="LITEAPI_BOOKING_URL")] = None
    open_meteo_key: Annotated[SecretStr | None, Field(alias="OPEN_METEO_KEY")] = None
    open_meteo_url: Annotated[str | None, Field(alias="OPEN_METEO_URL")] = None
    google_maps_key: Annotated[SecretStr | None, Field(alias="GOOGLE_MAPS_KEY")] = None
    google_places_url: Annotated[str | None, Field(alias="GOOGLE_PLACES_URL")] = None
    google_routes_url: Annotated[str | None, Field(alias="GOOGLE_ROUTES_URL")] = None
    overpass_url: Annotated[str | None, Field(alias="OVERPASS_URL")] = None
    wikivoyage_url: Annotated[str | None, Field(alias="WIKIVOYAGE_URL")] = None
    wikidata_url: Annotated[str | None, Field(alias="WIKIDATA_URL")] = None
    openrouteservice_key: Annotated[SecretStr | None, Field(alias="OPENROUTESERVICE_KEY")] = None
    openrouteservice_url: Annotated[str | None, Field(alias="OPENROUTESERVICE_URL")] = None
    osrm_foot_url: Annotated[str | None, Field(alias="OSRM_FOOT_URL")] = None
    osrm_car_url: Annotated[str | None, Field(alias="OSRM_CAR_URL")] = None
    valhalla_url: Annotated[str | None, Field(alias="VALHALLA_URL")] = None
    contact: Annotated[str, Field(alias="TRIPSAGE_CONTACT")] = ""  # for volunteers' servers
    gov_uk_url: Annotated[str | None, Field(alias="GOV_UK_URL")] = None
    us_state_url: Annotated[str | None, Field(alias="US_STATE_URL")] = None
    frankfurter_url: Annotated[str | None, Field(alias="FRANKFURTER_URL")] = None

    supabase_url: Annotated[str | None, Field(alias="SUPABASE_URL", pattern=r"^https?://\S+$")] = (
        None
    )
    supabase_anon_key: Annotated[SecretStr | None, Field(alias="SUPABASE_ANON_KEY")] = None
    supabase_jwt_secret: Annotated[SecretStr | None, Field(alias="SUPABASE_JWT_SECRET")] = None
    anonymous: Annotated[bool, Field(alias="TRIPSAGE_ANONYMOUS")] = False
    anonymous_keys: Annotated[SecretStr | None, Field(alias="TRIPSAGE_ANONYMOUS_KEYS")] = None
    hosts: Annotated[str, Field(alias="TRIPSAGE_HOSTS")] = ""  # each by commas
    origins: Annotated[str, Field(alias="TRIPSAGE_ORIGINS")] = ""
    proxies: Annotated[str, Field(alias="TRIPSAGE_PROXIES")] = ""
    requests_a_minute: Annotated[int | None, Field(alias="TRIPSAGE_REQUESTS_A_MINUTE", ge=1)] = None
    runs_at_once: Annotated[int | None, Field(alias="TRIPSAGE_RUNS_AT_ONCE", ge=1)] = None
    daily_cost: Annotated[Decimal | None, Field(alias="TRIPSAGE_DAILY_COST", ge=0)] = None  # USD

    otlp_endpoint: Annotated[
        str | None, Field(alias="OTEL_EXPORTER_OTLP_ENDPOINT", pattern=r"^https?://\S+$")
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(alias="TRIPSAGE_LOG")
    ] = "warning"

    @model_validator(mode="after")
    def _says_whose_secret_it_is(self) -> Self:
        if self.supabase_jwt_secret is not None and self.supabase_url is None:
            raise ValueError("SUPABASE_JWT_SECRET needs SUPABASE_URL")
        return self

    @model_validator(mode="after")
    def _has_a_token(self) -> Self:
        if self.duffel_stays and self.duffel_token is None:
            raise ValueError("DUFFEL_STAYS needs DUFFEL_TOKEN")
        return self

    @property
    def keyless(self) -> bool:
        """Whether rules read and code writes. A local server needs a URL but no key."""
        return self.openai_api_key is None and self.openai_base_url is None

    @property
    def live(self) -> bool:
        """Whether providers that need no key are asked for real: said so, or a provider has a key."""
        if self.live_data is not None:
            return self.live_data
        keys = self.duffel_token, self.liteapi_key, self.google_maps_key, self.openrouteservice_key
        return any(key is not None for key in keys)

    @property
    def limited(self) -> bool:
        """Whether the server limits what each may ask of it: others reach it, or it was told to."""
        said = self.requests_a_minute, self.runs_at_once, self.daily_cost
        strangers = self.supabase_url is not None or self.anonymous
        return strangers or any(each is not None for each in said)

    @property
    def agent(self) -> str:
        """How volunteers' servers are told who asks."""
        return f"TripSage/0.1 ({self.contact})" if self.contact else "TripSage/0.1"


def listed(text: str) -> tuple[str, ...]:
    """Of what is written with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def read_settings() -> Settings:
    """Raises ConfigurationError naming the variables that make no sense, never their values."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"{each['loc'][0] if each['loc'] else 'settings'}: {each['msg']}"
            for each in error.errors(include_input=False)
        )
        raise ConfigurationError(f"the environment can't be used: {wrong}") from None
