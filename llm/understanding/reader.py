"""The rules: one message to a `Reading`, with which words gave what and which words nothing read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import get_args

from llm.understanding import amounts, dates, legs, party, passports, places
from llm.understanding.counting import bare_nights, number_run
from llm.understanding.dropped import dropped_wishes, towns, unwished
from llm.understanding.edits import edits_said
from llm.understanding.intents import Signs, asked, there, wanted
from llm.understanding.parts import StopRole
from llm.understanding.reading import Reading, Said, StopSaid
from llm.understanding.rules import Found
from llm.understanding.scan import ENDS, Scan
from llm.understanding.surroundings import Mention
from llm.understanding.text import words_between
from llm.understanding.wishes import wishes
from travel.gazetteer import Gazetteer
from travel.request import TripRequest
from travel.turn import Language, LastTime


def read(
    message: str,
    language: Language,
    *,
    today: date,
    gazetteer: Gazetteer,
    previous: TripRequest | None = None,
    names: Sequence[str] = (),
    options: bool = False,
) -> Reading:
    """What one message says. `previous` tells what "the 4th" and "cheaper" refer to, `options` whether
    "the second one" and "the cheaper one" are alternatives that were shown."""
    scan = Scan(
        message,
        language,
        today=today,
        gazetteer=gazetteer,
        names=names,
        has_plan=previous is not None,
        has_options=options and previous is not None,
    )
    return _Assembly(scan, today, previous).reading(language)


_NEAR_RETURN = 2  # tokens between the day of return and a time of day that belongs to it
_LONGEST_ABOUT = 120
_LAST_TIMES: Mapping[str, LastTime] = {kind: kind for kind in get_args(LastTime)}


class _Assembly:
    def __init__(self, scan: Scan, today: date, previous: TripRequest | None) -> None:
        self.scan = scan
        self.previous, self.today = previous, today
        anchor = _anchor(previous)
        self.when = dates.read(
            scan.found, today, anchor, scan.lexicon, has_plan=previous is not None
        )
        self.roles = places.roles(scan.chart, scan.found, list(towns(scan)), scan.lexicon)
        self.roles.spread(self.when.spans)
        self.roles.count(
            bare_nights(scan.chart, scan.found, scan.mentions, scan.lexicon),
            number_run(scan.chart, scan.found, len(self.roles.stops)),
        )
        self.roles.beside(scan.found)
        self.roles.share_the_rest(self.when.nights)
        self._days_of_stops(today)
        self.people = party.read(scan.chart, scan.found, scan.lexicon.group("plus"))
        self.edits = [] if previous is None else list(edits_said(scan, _first_day(previous, today)))
        self.budgets = amounts.budgets(scan.chart, scan.found, scan.hints)
        self._join_the_known()
        self._suppose_two()
        size = self.people.people or self.people.adults
        if size is None and previous is not None:
            size = previous.party.size
        dropped = list(dropped_wishes(scan))
        self.unwished = [] if previous is None else [unwished(each) for each in dropped]
        wished = [self._of_return(each) for each in scan.found if each not in dropped]
        self.wishes = wishes(scan.chart, wished, scan.hints, size)

    def _days_of_stops(self, today: date) -> None:
        """Where each stop has its day, the nights follow from them, and the end."""
        if self.when.window is not None or self.when.nights is not None:
            return
        said = legs.days_said(self.scan.found, today)
        last = legs.spread(self.roles, said)
        if said and any(stop.nights is not None for stop in self.roles.stops) and last:
            self.when.start, self.when.end = min(day for _, day in said), last

    def _follows(self) -> bool:
        return self.previous is not None and self.previous.intent != "other"

    def _plans(self) -> bool:
        return self.previous is not None and self.previous.intent in ("trip", "flight", "stay")

    def _of_return(self, found: Found) -> Found:
        """ "Back on the 9th, in the evening": a time of day right after the day of return."""
        end = self.when.words.get("end")
        name = found.rule.name
        if end is None or name not in ("wish.depart_after", "wish.depart_before"):
            return found
        back, tokens = self.scan.lexicon.group("back"), self.scan.chart.tokens
        plain_span = end.rule.name.startswith("span") and not any(
            token.text in back for token in tokens[end.start : end.end]
        )
        apart = any(token.text in ENDS for token in tokens[end.end : found.start])
        if plain_span or apart or not 0 <= found.start - end.end <= _NEAR_RETURN:
            return found
        rule = found.rule._replace(name=name.replace("depart", "return"))
        return found._replace(rule=rule)

    def _join_the_known(self) -> None:
        """ "And my mother comes too" adds to a party that is known to be more than one."""
        people = self.people
        alone = people.adults == 1 + people.companions and people.people is None
        if self._follows() and not self._was_alone() and people.companions and alone:
            people.added, people.adults = people.companions, None

    def _suppose_two(self) -> None:
        """ "We" and "our family" are two grown-ups, where nothing else is said of the party."""
        said = {hint.rule.name for hint in self.scan.hints} & {"we", "family"}
        counted = self.people.adults is not None or self.people.people is not None
        if counted or self.people.added or self.people.nobody or not said:
            return
        if not self._follows() or (self.people.children and self._was_alone()):
            self.people.adults = 2

    def _was_alone(self) -> bool:
        return self.previous is None or self.previous.party.size == 1

    def _signs(self) -> Signs:
        when, roles = self.when, self.roles
        return Signs(
            origin=roles.origin is not None,
            stops=bool(roles.stops) or any(not each.known for each in self.scan.mentions),
            coded=roles.coded,
            length=when.nights is not None or any(stop.nights for stop in roles.stops),
            tour=len([stop for stop in roles.stops if stop.nights is not None]) > 1,
            dates=bool(when.start or when.window or when.end),
            people=bool(self.people.words),
            budget=bool(self.budgets),
            wishes=bool(self.wishes),
            climate=any(wish.slot == "climate" for wish in self.wishes),
            edits=bool(self.edits),
            interests=any(wish.slot == "interests" for wish in self.wishes),
            question=any(token.text == "?" for token in self.scan.chart.tokens),
            aboard=any(wish.slot in ("cabin", "bags", "max_stops") for wish in self.wishes),
        )

    def reading(self, language: Language) -> Reading:
        scan, when, roles = self.scan, self.when, self.roles
        if (
            there(scan.hints)
            and roles.origin
            and not (self._signs().stops or self._signs().climate)
        ):
            roles.stops, roles.origin = [StopRole(roles.origin)], None
        signs = self._signs()
        asks = asked(scan.found, signs)
        intent = wanted(scan.found, scan.hints, signs, asks, follows=self._plans())
        if intent == "weather":  # "is it warm in Rome?" asks, it doesn't wish
            self.wishes = [wish for wish in self.wishes if wish.slot != "climate"]
        if intent == "stay" and self._one_night():
            when.nights = 1
        forget = tuple(dict.fromkeys((*scan.values("forget"), *self.unwished)))
        named = [StopSaid(name=s.mention.name, nights=s.nights) for s in roles.stops]
        return Reading(
            language=language,
            intent=intent,
            nothing_else=intent is not None and bool(scan.values(f"{intent}_only")),
            new_trip=bool(scan.values("new_trip")),
            origin=roles.origin.name if roles.origin else "",
            stops=tuple(named),
            replaces_stops=not self._adds(),
            not_stops=tuple(mention.name for mention in roles.refused),
            return_from=self._return_from(),
            return_to=roles.return_to.name if roles.return_to else "",
            one_way=self._one_way(),
            free_order=bool(scan.values("free_order")),
            start=when.start,
            end=when.end,
            earliest=when.window.earliest if when.window else None,
            latest=when.window.latest if when.window else None,
            weekend=when.weekend,
            keeps_end=when.keep_end,
            nights=roles.total_nights or when.nights,
            nights_added=when.nights_added,
            nights_added_at=when.added_at.name if when.added_at else "",
            start_shift=when.start_shift,
            end_shift=when.end_shift,
            adults=0 if self.people.nobody else self.people.adults,
            people=self.people.people,
            children_ages=self.people.children,
            people_added=self.people.added,
            budgets=tuple(self.budgets),
            wishes=tuple(self.wishes),
            passports=tuple(passports.said(scan.chart, scan.found, self.today)),
            day_trips=tuple(mention.name for mention in roles.day_trips),
            forget=forget,
            edits=tuple(self.edits),
            asks=asks,
            about=self._about(),
            last_time=_LAST_TIMES.get(next(iter(scan.values("last_time")), "")),
            suspects=tuple(self._suspects()),
            said=tuple(self._said()),
            unread=tuple(scan.unread()),
        )

    def _about(self) -> str:
        told = (each.captured["about"] for each in self.scan.found if "about" in each.captured)
        return str(next(told, ""))[:_LONGEST_ABOUT]

    def _one_night(self) -> bool:
        """ "A room for tonight": a day that is named as a night, and no length."""
        start = self.when.words.get("start")
        if start is None or self.when.end or self.when.nights is not None:
            return False
        last = self.scan.chart.tokens[start.start : start.end]
        return any(token.text in self.scan.lexicon.group("by_night") for token in last)

    def _adds(self) -> bool:
        """Whether the places named come on top of those known."""
        first = min((stop.mention.start for stop in self.roles.stops), default=0)
        return any(h.rule.name == "then" and h.start <= first for h in self.scan.hints)

    def _return_from(self) -> str:
        roles = self.roles
        if roles.return_from is not None:
            return roles.return_from.name
        return roles.stops[-1].mention.name if roles.home_from_last and roles.stops else ""

    def _one_way(self) -> bool | None:
        if self.scan.values("one_way"):
            return True
        back = self.roles.round_trip or any(
            h.rule.name == "there_and_back" for h in self.scan.hints
        )
        home = self.when.end or back or self.roles.return_from
        return False if home else None

    def _suspects(self) -> Iterator[str]:
        spoken_of = [each for each in self.scan.found if "about" in each.captured]
        return (
            mention.name
            for mention in self.scan.mentions
            if not mention.known
            and not any(each.start <= mention.start < each.end for each in spoken_of)
        )

    def _said(self) -> Iterator[Said]:
        chart = self.scan.chart
        for slot, found in self.when.words.items():
            yield Said(slot=slot, words=self.scan.words(found))
        for slot, mention in self._mentioned():
            words = words_between(chart.raw, chart.tokens, mention.start, mention.end)
            yield Said(slot=slot, words=words)
        if self.people.words:
            words = ", ".join(self.scan.words(each) for each in self.people.words)
            yield Said(slot="party", words=words)

    def _mentioned(self) -> Iterator[tuple[str, Mention]]:
        if self.roles.origin:
            yield "origin", self.roles.origin
        for stop in self.roles.stops[:1]:
            yield "destination", stop.mention


def _anchor(previous: TripRequest | None) -> date | None:
    if previous is None:
        return None
    window = previous.dates.window
    return previous.dates.start or (window.earliest if window else None)


def _first_day(previous: TripRequest, today: date) -> date:
    return max(_anchor(previous) or today, today)
