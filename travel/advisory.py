"""What a government advises those who think of travelling to a country."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from travel.provenance import Provenance
from travel.value import Value

# 1 take normal care, 2 take more, 3 think again or go only if you must, 4 don't go.
Level = Annotated[int, Field(ge=1, le=4)]


class Advisory(Value):
    """Of one issuer (`provenance.provider`), for a country or a part of one that `title` names."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
    level: Level  # of the country as a whole
    parts_level: Level | None = None  # of its worst parts, where the issuer says so apart
    words: str  # the level as the issuer puts it
    title: str
    summary: str  # plain text, shortened
    passport: str = ""  # what the issuer says of its validity: one line of plain text
    url: str
    updated: AwareDatetime  # by the issuer
    provenance: Provenance
