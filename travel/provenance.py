"""Where a fact came from."""

from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, model_validator

from travel.value import Value


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
