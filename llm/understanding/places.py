"""Which part each named place plays: where from, where to, for how many nights, where home from."""

from collections.abc import Callable, Mapping, Sequence

from llm.understanding.counting import share, share_lists
from llm.understanding.lexicon import Lexicon
from llm.understanding.parts import Roles, StopRole
from llm.understanding.patterns import Chart
from llm.understanding.rules import Found
from llm.understanding.surroundings import Mention


def roles(
    chart: Chart,
    found: Sequence[Found],
    mentions: Sequence[Mention],
    lexicon: Lexicon,
) -> Roles:
    """The phrases on places in the order of the text."""
    caster = _Caster(chart, mentions, lexicon)
    caster.expect_origin(found)
    for each in found:
        if act := caster.acts.get(each.rule.name):
            act(each)
    caster.cast_bare()
    share_lists(caster.roles, caster.counted, chart, lexicon)
    share(caster.roles, found, caster.listed_nights)
    return caster.roles


_LINKS = frozenset({"-", "–", "→", ">", "/"})


class _Caster:
    def __init__(self, chart: Chart, mentions: Sequence[Mention], lexicon: Lexicon) -> None:
        self.chart = chart
        self.origin_before = lexicon.group("origin_before")
        self.roles = Roles()
        self._left = {mention.start: mention for mention in mentions if mention.known}
        self._corrected = False
        self._has_origin = False
        self._corrections: list[int] = []  # where "no wait" ends
        self.listed_nights: list[int] = []
        self.counted: list[Found] = []  # "ten days in Rome"
        self._counting = False  # nights have been spoken of
        self._pairs: list[tuple[str, str]] = []
        self.acts: Mapping[str, Callable[[Found], None]] = {
            "origin": self._origin,
            "origin_or": self._origin_or,
            "not_origin": self._ignore,
            "dest": self._stop,
            "via": self._stop,
            "not_dest": self._refuse,
            "pair": self._pair,
            "swap": self._swap,
            "return_from": self._return_from,
            "return_to": self._return_to,
            "return_from_last": self._home_from_last,
            "nights_at": self._nights_at,
            "nights_each": self._nights_each,
            "nights_list": self._nights_list,
            "count_in": self._count_in,
            "out_of": self._out_of,
            "nights": self._counts,
            "add_day_trip": self._day_trip,
            "add_nights": self._ignore,
            "cut_nights": self._ignore,
            "nights_rest": self._nights_rest,
            "round_trip": self._round_trip,
            "correct": self._correct,
            "must_see": self._sight,
            "wish.airline": self._within,
            "wish.avoid_airline": self._within,
        }

    def expect_origin(self, found: Sequence[Found]) -> None:
        """Where the origin is said outright, "Lisbon → Porto" names two stops."""
        ends = {each.captured["b"].name for each in found if each.rule.name == "pair"}
        starts = [
            each.captured["place"].name
            for each in found
            if each.rule.name in ("origin", "origin_or")
        ]
        self._has_origin = any(name not in ends for name in starts)

    def _take(self, found: Found, name: str = "place") -> Mention | None:
        mention: Mention | None = found.captured.get(name)
        if mention is not None:
            self._left.pop(mention.start, None)
        return mention

    def _origin(self, found: Found) -> None:
        if mention := self._take(found):
            if mention.name in self.roles.names() and self.roles.origin is not None:
                self.roles.return_from = mention
            elif self.roles.origin is not None and not self._corrected:
                self._add(mention)
            self.roles.origin = mention if self._corrected else self.roles.origin or mention
            self._corrected = False

    def _origin_or(self, found: Found) -> None:
        """ "From Berlin or Leipzig": the first."""
        self._origin(found)
        if other := self._take(found, "other"):
            self.roles.ignored.append(other)

    def _ignore(self, found: Found) -> None:
        if mention := self._take(found):
            self.roles.ignored.append(mention)

    def _stop(self, found: Found) -> None:
        if mention := self._take(found):
            self._add(mention)

    def _add(self, mention: Mention, nights: int | None = None) -> None:
        if self._corrected and self.roles.stops:
            self.roles.refused.append(self.roles.stops.pop().mention)
        self._corrected = False
        if mention.name in [each.name for each in self.roles.refused]:
            return
        for stop in self.roles.stops:
            if stop.mention.name == mention.name:
                stop.nights = nights if nights is not None else stop.nights
                return
        self.roles.stops.append(StopRole(mention, nights))

    def _refuse(self, found: Found) -> None:
        if mention := self._take(found):
            self._drop(mention)

    def _drop(self, mention: Mention) -> None:
        self.roles.refused.append(mention)
        self.roles.stops = [s for s in self.roles.stops if s.mention.name != mention.name]

    def _pair(self, found: Found) -> None:
        a, b = self._take(found, "a"), self._take(found, "b")
        if a is None or b is None:
            return
        if (b.name, a.name) in self._pairs:
            self.roles.round_trip = True
            return
        if self.roles.origin is not None and b.name == self.roles.origin.name and self._pairs:
            self.roles.round_trip = True
            self.roles.return_from = a  # "Berlin-Athens, Thessaloniki-Berlin"
            return
        self._pairs.append((a.name, b.name))
        self.roles.coded = self.roles.coded or (a.name.isupper() and b.name.isupper())
        if self.roles.origin is None and not self.roles.stops and not self._has_origin:
            self.roles.origin = a
        elif self.roles.origin is None or a.name != self.roles.origin.name:
            self._add(a)
        self._add(b)

    def _swap(self, found: Found) -> None:
        old, new = self._take(found, "a"), self._take(found, "b")
        if old is not None:
            self._drop(old)
        if new is not None:
            self._add(new)

    def _return_from(self, found: Found) -> None:
        self.roles.return_from = self._take(found) or self.roles.return_from

    def _return_to(self, found: Found) -> None:
        self.roles.return_to = self._take(found) or self.roles.return_to

    def _home_from_last(self, found: Found) -> None:
        self.roles.home_from_last = bool(found)

    def _nights_at(self, found: Found) -> None:
        if mention := self._take(found):
            self._counting = True
            nights = int(found.rule.value or found.captured["n"])
            before = self.chart.tokens[mention.start - 1].text if mention.start else ""
            if before in self.origin_before and mention.start <= found.start:
                self.roles.origin = self.roles.origin or mention
                self.roles.total_nights = nights
            else:
                self._add(mention, nights)
                self.counted.append(found)

    def _nights_list(self, found: Found) -> None:
        self.listed_nights = [found.captured[key] for key in "abc" if key in found.captured]

    def _counts(self, found: Found) -> None:
        self._counting = bool(found)

    def _count_in(self, found: Found) -> None:
        """ "3 nights in Lisbon and 2 in Porto"; without nights before, "for 2 in Porto" are people."""
        if mention := self._take(found):
            self._add(mention, found.captured["n"] if self._counting else None)

    def _out_of(self, found: Found) -> None:
        """Where the journey begins, or, with another origin, where it ends."""
        self._return_from(found) if self._has_origin else self._origin(found)

    def _nights_each(self, found: Found) -> None:
        if mention := self._take(found):
            self._add(mention)
        self.roles.nights_each = found.captured["n"]

    def _nights_rest(self, found: Found) -> None:
        if mention := self._take(found):
            self._add(mention)
            for stop in self.roles.stops:
                stop.rest = stop.mention.name == mention.name

    def _sight(self, found: Found) -> None:
        """ "See the Vatican Museums" names no stop, "see the Vatican" does."""
        words = len(str(found.captured["value"]).split())
        for start, mention in list(self._left.items()):
            inside = found.start <= start and mention.end <= found.end
            longer = mention.end < found.end or mention.end - mention.start < words
            if inside and longer:
                self.roles.ignored.append(self._left.pop(start))

    def _within(self, found: Found) -> None:
        """ "Air Canada" names no country."""
        for start in [each for each in self._left if found.start <= each < found.end]:
            self.roles.ignored.append(self._left.pop(start))

    def _day_trip(self, found: Found) -> None:
        if mention := self._take(found):
            self.roles.day_trips.append(mention)

    def _round_trip(self, found: Found) -> None:
        self.roles.round_trip = bool(found)

    def _correct(self, found: Found) -> None:
        self._corrected = bool(found)
        self._corrections.append(found.end)
        # a bare place before the correction is what is being corrected
        for start in [start for start in self._left if start < found.start]:
            self.roles.refused.append(self._left.pop(start))
            self._corrected = False

    def cast_bare(self) -> None:
        """Two bare names side by side are a pair; any other is a stop, in its place in the text."""
        bare = [self._left[start] for start in sorted(self._left)]
        if len(bare) == 2 and self.roles.origin is None and not self.roles.stops:
            a, b = bare
            if a.end == b.start:
                self.roles.origin, bare = a, [b]
                self.roles.coded = a.name.isupper() and b.name.isupper()
        bare = self._chain(bare)
        self._corrected = False
        for mention in bare:
            nights = None
            if any(0 <= mention.start - end <= 2 for end in self._corrections):
                before = [s for s in self.roles.stops if s.mention.start < mention.start]
                if before:
                    nights = before[-1].nights  # "3 nights in Genoa, I meant Geneva"
                    self._drop(before[-1].mention)
            self._add(mention, nights)
        self.roles.stops.sort(key=lambda stop: stop.mention.start)
        if self.roles.origin is not None:
            home = self.roles.origin.name
            self.roles.stops = [s for s in self.roles.stops if s.mention.name != home] or (
                self.roles.stops[:1]
            )

    def _chain(self, bare: list[Mention]) -> list[Mention]:
        """ "Dublin - Vienna (3 nights) - Budapest (2 nights) - Dublin" begins and ends at home."""
        stops = sorted([stop.mention for stop in self.roles.stops] + bare, key=lambda m: m.start)
        if self.roles.origin is not None or len(stops) < 2 or stops[0] not in bare:
            return bare
        first = stops[0]
        after = self.chart.tokens[first.end].text if first.end < len(self.chart.tokens) else ""
        nights = [stop.nights for stop in self.roles.stops]
        home = [each for each in bare if each.name == first.name]
        if len(home) > 1 or (after in _LINKS and len(bare) == 1 and nights and None not in nights):
            self.roles.origin = first
            self.roles.round_trip = self.roles.round_trip or len(home) > 1
            return [each for each in bare if each.name != first.name]
        return bare
