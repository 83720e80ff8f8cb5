"""The parts places play in a message, as `places.roles` fills them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from llm.understanding.rules import Found
from llm.understanding.surroundings import Mention


@dataclass(slots=True)
class StopRole:
    mention: Mention
    nights: int | None = None
    rest: bool = False  # gets the nights that are left


@dataclass(slots=True)
class Roles:
    """Places by part."""

    origin: Mention | None = None
    stops: list[StopRole] = field(default_factory=list[StopRole])
    refused: list[Mention] = field(default_factory=list[Mention])
    ignored: list[Mention] = field(default_factory=list[Mention])
    return_from: Mention | None = None
    return_to: Mention | None = None
    day_trips: list[Mention] = field(default_factory=list[Mention])
    home_from_last: bool = False
    round_trip: bool = False
    coded: bool = False  # a pair of airport codes
    total_nights: int | None = None
    nights_each: int | None = None

    def spread(self, spans: Sequence[int]) -> None:
        """Nights from a stretch of days for each stop, in order."""
        plain = all(stop.nights is None for stop in self.stops)
        if len(spans) == len(self.stops) > 1 and plain:
            for stop, nights in zip(self.stops, spans, strict=True):
                stop.nights = nights

    def beside(self, found: Sequence[Found]) -> None:
        """ "a trip to Florence 3 nights and then Venice 2": nights right after a name are its own."""
        if len(self.stops) < 2:
            return
        for each in found:
            if each.rule.name != "nights" or "n" not in each.captured:
                continue
            for stop in self.stops:
                if stop.mention.end == each.start and stop.nights is None:
                    stop.nights = int(each.captured["n"])

    def count(self, bare: Mapping[int, int], run: Sequence[int]) -> None:
        """Nights said without the word: beside a name (by its start), or as a run of numbers."""
        for stop in self.stops:
            if stop.nights is None and stop.mention.start in bare:
                stop.nights = bare[stop.mention.start]
        self.spread(run)

    def share_the_rest(self, total: int | None) -> None:
        """ "10 days: 4 in Rome and the rest in Venice"."""
        if self.stops and total is None and not self.stops[0].rest:
            whole, parts = self.stops[0], self.stops[1:]
            counted = sum(stop.nights or 0 for stop in parts)
            shared = len(parts) > 1 and any(stop.rest for stop in parts)
            if whole.nights is not None and shared and whole.nights > counted:
                total, self.total_nights = whole.nights, whole.nights
                self.stops = parts
        last = [stop for stop in self.stops if stop.rest]
        said = [stop.nights for stop in self.stops if not stop.rest]
        if total is None or len(last) != 1 or not said or None in said:
            return
        left = total - sum(nights or 0 for nights in said)
        if left > 0:
            last[0].nights = left

    def names(self) -> list[str]:
        return [stop.mention.name for stop in self.stops]
