"""The base of every value in the vocabulary."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value: equal by content, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
