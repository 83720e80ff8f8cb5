"""One request as it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from tools.http.policy import ErrorHook
from travel.errors import BadInput

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Params = Mapping[str, str | int | float | bool]


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    url: str = field(repr=False)
    params: Params | None = field(repr=False)
    json: object = field(repr=False)
    writes: bool
    errors: ErrorHook


def filled(path: str, at: Mapping[str, str] | None) -> str:
    """The template with its values quoted. Raises BadInput for one that would lead elsewhere."""
    values = at or {}
    if any(value in {"", ".", ".."} for value in values.values()):
        raise BadInput("an id can't be empty or dots")
    return path.format_map({name: quote(value, safe="") for name, value in values.items()})
