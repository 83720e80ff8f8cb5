"""The places a reading names, looked up: the likeliest of each name, and what is unknown or ambiguous."""

from collections.abc import Sequence

from llm.understanding.reading import Reading
from travel.gazetteer import Gazetteer
from travel.places import Place
from travel.request import TripRequest
from travel.turn import Ambiguity, Problem

_SPEAKERS = ("DE", "ES", "FR")  # languages whose code is also the country most likely meant


class Naming:
    """Looks names up, and keeps what was unknown or ambiguous."""

    def __init__(self, reading: Reading, known: TripRequest, gazetteer: Gazetteer) -> None:
        self.origin, self.known, self.gazetteer = reading.origin, known, gazetteer
        self.problems: list[Problem] = []
        self.ambiguities: list[Ambiguity] = []
        speaker = reading.language.upper()
        self.speaker = speaker if speaker in _SPEAKERS else None

    def plain(self, name: str) -> Place | None:
        match = self.gazetteer.lookup(name, speaker=self.speaker) if name else None
        return match.place if match and match.exact else None

    def place(self, name: str, slot: str, others: Sequence[Place]) -> Place | None:
        """The likeliest; says when it is unknown or ambiguous.

        The other stops tell namesakes apart, and the origin where one alone is in its country: not by
        its nearness, for one also flies to the far one.
        """
        country = others[0].country if others else None
        match = self.gazetteer.lookup(name, speaker=self.speaker)
        near = next(iter(others), None)
        if match.ambiguous:
            match = self.gazetteer.lookup(name, near=near, country=country, speaker=self.speaker)
        if match.place is None:
            self.problems.append(Problem(code="unknown_place", words=name))
        elif match.ambiguous:
            known = self._already_chosen(match.candidates) or self._at_home(match.candidates, slot)
            if known is not None:
                return known
            self.ambiguities.append(
                Ambiguity(
                    words=name,
                    slot="origin" if slot == "origin" else "destination",
                    candidates=match.candidates,
                )
            )
        return match.place

    def _at_home(self, candidates: Sequence[Place], slot: str) -> Place | None:
        """The only one in the origin's country."""
        name = self.origin
        origin = self.plain(name) if name else self.known.origin
        if slot == "origin" or origin is None:
            return None
        near = [place for place in candidates if place.country == origin.country]
        return near[0] if len(near) == 1 else None

    def _already_chosen(self, candidates: Sequence[Place]) -> Place | None:
        ids = {place.id for place in candidates}
        chosen = [self.known.origin, *(stop.place for stop in self.known.stops)]
        return next((place for place in chosen if place and place.id in ids), None)
