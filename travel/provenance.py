"""Where a fact came from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, model_validator

from travel.value import Value

# Providers as people know them.
VENDORS: Mapping[str, str] = {
    "duffel": "Duffel",
    "duffel-stays": "Duffel Stays",
    "liteapi": "LiteAPI",
    "google-places": "Google Places",
    "overpass": "OpenStreetMap",
}


def vendor(provider: str) -> str:
    """The name for people; where it isn't known, the provider's own."""
    return VENDORS.get(provider, provider)


class Provenance(Value):
    """One answer of one provider. Everything it stated carries its `id`."""

    id: str
    provider: str  # "sandbox:flights", "duffel"
    retrieved_at: AwareDatetime
    expires_at: AwareDatetime | None = None
    sandbox: bool = False
    note: str = ""  # e.g. "climate normals, not a forecast", "hours illustrative"

    @model_validator(mode="after")
    def _expires_later(self) -> Self:
        if self.expires_at is not None and self.expires_at < self.retrieved_at:
            raise ValueError("an answer can't expire before it was given")
        return self

    def valid_at(self, now: datetime) -> bool:
        return self.expires_at is None or now < self.expires_at
