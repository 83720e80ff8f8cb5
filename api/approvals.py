"""What a person is asked for their word on, named so that the name alone says what was shown.

A client of any kind can then answer with nothing but the name and a yes: facts that have changed since have
another name, and the desk refuses the old one.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from travel.booking import Asked, TravellerDetails, TravellersAsked, Word

NAMES: Mapping[str, str] = {
    "travellers_asked": "give_travellers",
    "approval_asked": "book",
    "cancellation_asked": "cancel_booking",
}
APPROVAL: Mapping[str, Any] = {
    "type": "object",
    "properties": {"approved": {"type": "boolean"}, "reason": {"type": "string"}},
    "required": ["approved"],
}


class Answer(NamedTuple):
    """A word on what waits under `id`."""

    id: str
    word: Word
    travellers: TravellerDetails | None = None


def approval_id(id: str, asked: Asked) -> str:
    return id if isinstance(asked, TravellersAsked) else f"{id}.{asked.digest}"


def answer_to(
    approval: str, *, approved: bool, reason: str = "", travellers: TravellerDetails | None = None
) -> Answer:
    """A word that holds for what the approval names."""
    id, _, digest = approval.partition(".")
    says = "yes" if approved else "no"
    return Answer(id, Word(says=says, digest=digest, reason=reason), travellers)


def told(asked: Asked) -> dict[str, Any]:
    """For a page to show: the facts, and the text for a person."""
    return asked.model_dump(mode="json", exclude_none=True)


def schema_of(asked: Asked) -> dict[str, Any]:
    """JSON Schema of what answers it."""
    if not isinstance(asked, TravellersAsked):
        return dict(APPROVAL)
    schema = TravellerDetails.model_json_schema()
    shared = schema.pop("$defs", {})
    properties = {"approved": {"type": "boolean"}, "travellers": schema}
    return {
        "type": "object",
        "properties": properties,
        "required": ["approved"],
        "$defs": shared,
    }
