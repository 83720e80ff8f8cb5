"""The rules: one message to a `Reading`, with which words gave what and which words nothing read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from llm.understanding import amounts, dates, party, places
from llm.understanding.intents import Signs, asked, there, wanted
from llm.understanding.lexicon import Lexicon, lexicon
from llm.understanding.marking import mark_names, mark_words, near_number, starts
from llm.understanding.mentions import Mention, mark_places
from llm.understanding.patterns import Chart, Found
from llm.understanding.reading import EditSaid, Reading, Said, StopSaid
from llm.understanding.text import Token, tokens_of, words_between
from llm.understanding.wishes import wishes
from travel.gazetteer import Gazetteer
from travel.request import TripRequest
from travel.turn import EditKind, EditTarget, Language

LONGEST = 4000  # characters read
_SHORTEST_TYPO = 5


class Scan:
    """A message with everything marked, and the phrases that cover it."""

    def __init__(
        self,
        message: str,
        language: Language,
        *,
        today: date,
        gazetteer: Gazetteer,
        names: Sequence[str] = (),
        has_plan: bool = False,
    ) -> None:
        self.lexicon = lexicon(language)
        message = message[:LONGEST]
        self.chart = Chart(message, _respelled(tokens_of(message), self.lexicon, gazetteer))
        mark_words(self.chart, self.lexicon)
        amounts.mark_times(self.chart, self.lexicon)
        amounts.mark_money(self.chart, self.lexicon, gazetteer.currencies)
        dates.mark_dates(self.chart, self.lexicon, today)
        for found in self.lexicon.rules("interest").all(self.chart):
            words = words_between(message, self.chart.tokens, found.start, found.end)
            self.chart.mark("interest", found.start, found.end, words)
        self.mentions = mark_places(self.chart, self.lexicon, gazetteer)
        mark_names(self.chart, self.lexicon, names, [m.start for m in self.mentions if m.known])
        rules = self.lexicon.rules("rules_and_edits" if has_plan else "rules")
        self.found = rules.best(self.chart)
        if has_plan:
            taken = {at for each in self.found for at in range(each.start, each.end)}
            self.found += self.lexicon.rules("last").best(self.chart, taken)
            self.found.sort(key=lambda each: each.start)
        self.found = list(self._parted(self.found))
        self.hints = self.lexicon.rules("hints").all(self.chart)

    def _parted(self, found: Sequence[Found]) -> Iterator[Found]:
        """ "from London for two" is an origin and a number of people, not nights in London."""
        before = self.lexicon.group("origin_before")
        for each in found:
            place: Mention | None = each.captured.get("place")
            counted = each.rule.name == "count_in" and place is not None and place.start > 0
            if counted and place and self.chart.tokens[place.start - 1].text in before:
                yield each._replace(rule=each.rule._replace(name="origin"), end=place.end)
                yield each._replace(rule=each.rule._replace(name="people"), start=place.end)
            else:
                yield each

    def words(self, found: Found) -> str:
        return words_between(self.chart.raw, self.chart.tokens, found.start, found.end)

    def values(self, name: str) -> list[str]:
        return [each.rule.value for each in self.found if each.rule.name == name]

    def unread(self) -> Iterator[str]:
        """Content words no phrase accounts for."""
        read = {at for each in (*self.found, *self.hints) for at in range(each.start, each.end)}
        for mention in self.mentions:
            read.update(range(mention.start, mention.end))
        for at, token in enumerate(self.chart.tokens):
            if at in read or not (token.is_word or token.is_number):
                continue
            if token.text in self.lexicon.filler or len(token.text) == 1:
                continue
            if self.chart.marked("money", at) or _name_of_person(self.chart, self.lexicon, at):
                continue
            yield token.raw


def _name_of_person(chart: Chart, lexicon: Lexicon, at: int) -> bool:
    before = chart.tokens[at - 1].text if at else ""
    return chart.tokens[at].capital and before in lexicon.group("person_before")


def read(
    message: str,
    language: Language,
    *,
    today: date,
    gazetteer: Gazetteer,
    previous: TripRequest | None = None,
    names: Sequence[str] = (),
) -> Reading:
    """What one message says. `previous` tells what "the 4th" and "cheaper" refer to."""
    scan = Scan(
        message,
        language,
        today=today,
        gazetteer=gazetteer,
        names=names,
        has_plan=previous is not None,
    )
    return _Assembly(scan, today, previous).reading(language)


class _Assembly:
    def __init__(self, scan: Scan, today: date, previous: TripRequest | None) -> None:
        self.scan = scan
        self.previous = previous
        anchor = _anchor(previous)
        self.when = dates.read(scan.found, today, anchor, scan.lexicon)
        self.roles = places.roles(
            scan.chart, scan.found, scan.mentions, scan.lexicon.group("origin_before")
        )
        self.people = party.read(scan.found)
        self.edits = [] if previous is None else list(_edits(scan))
        self.budgets = amounts.budgets(scan.chart, scan.found, scan.hints)
        self._suppose_two()
        size = self.people.people or self.people.adults
        if size is None and previous is not None:
            size = previous.party.size
        dropped = [] if previous is None else list(_dropped_wishes(scan))
        self.unwished = [each.rule.name.removeprefix("wish.") for each in dropped]
        wished = [each for each in scan.found if each not in dropped]
        self.wishes = wishes(scan.chart, wished, scan.hints, size)

    def _follows(self) -> bool:
        return self.previous is not None and self.previous.intent != "other"

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
            length=when.nights is not None,
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
        if there(scan.hints) and roles.origin and not (self._signs().stops or self._signs().climate):
            roles.stops, roles.origin = [places.StopRole(roles.origin)], None
        signs = self._signs()
        asks = asked(scan.found, signs)
        intent = wanted(scan.found, scan.hints, signs, asks, follows=self._follows())
        if intent == "weather":  # "is it warm in Rome?" asks, it doesn't wish
            self.wishes = [wish for wish in self.wishes if wish.slot != "climate"]
        forget = tuple(dict.fromkeys((*scan.values("forget"), *self.unwished)))
        named = [StopSaid(name=s.mention.name, nights=s.nights) for s in roles.stops]
        return Reading(
            language=language,
            intent=intent,
            new_trip=bool(scan.values("new_trip")),
            origin=roles.origin.name if roles.origin else "",
            stops=tuple(named),
            replaces_stops=not self._adds(),
            not_stops=tuple(mention.name for mention in roles.refused),
            return_from=self._return_from(),
            return_to=roles.return_to.name if roles.return_to else "",
            one_way=self._one_way(),
            start=when.start,
            end=when.end,
            earliest=when.window.earliest if when.window else None,
            latest=when.window.latest if when.window else None,
            nights=roles.total_nights or when.nights,
            nights_added=when.nights_added,
            nights_added_at=when.added_at.name if when.added_at else "",
            start_shift=when.start_shift,
            end_shift=when.end_shift,
            moves=when.moves,
            adults=0 if self.people.nobody else self.people.adults,
            people=self.people.people,
            children_ages=self.people.children,
            people_added=self.people.added,
            budgets=tuple(self.budgets),
            wishes=tuple(self.wishes),
            day_trips=tuple(mention.name for mention in roles.day_trips),
            forget=forget,
            edits=tuple(self.edits),
            asks=asks,
            suspects=tuple(self._suspects()),
            said=tuple(self._said()),
            unread=tuple(scan.unread()),
        )

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
        home = self.when.end or self.roles.round_trip or self.roles.return_from
        return False if home else None

    def _suspects(self) -> Iterator[str]:
        return (mention.name for mention in self.scan.mentions if not mention.known)

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


def _dropped_wishes(scan: Scan) -> Iterator[Found]:
    """ "Forget business class", "without the pool": a wish right after a word of dropping."""
    tokens = scan.chart.tokens
    for found in scan.found:
        before = found.start - 1
        if before > 0 and tokens[before].text in scan.lexicon.group("articles"):
            before -= 1
        if before >= 0 and found.rule.name.startswith("wish."):
            if tokens[before].text in scan.lexicon.group("must_go"):
                yield found


_KINDS: tuple[EditKind, ...] = (
    "cheaper", "nearer_centre", "better", "other", "faster", "later_start", "earlier_start", "drop",
)  # fmt: skip
_TARGETS: tuple[EditTarget, ...] = ("trip", "flight", "return_flight", "stay", "days")


def _edits(scan: Scan) -> Iterator[EditSaid]:
    for found in scan.found:
        if found.rule.name != "edit":
            continue
        kind_name, _, target_name = found.rule.value.partition("/")
        kind = next((kind for kind in _KINDS if kind == kind_name), None)
        target = next((each for each in _TARGETS if each == target_name), "trip")
        if kind is not None:
            value = str(found.captured.get("value", ""))[:80]
            yield EditSaid(kind=kind, target=target, value=value, words=scan.words(found))


def _respelled(
    tokens: tuple[Token, ...], words: Lexicon, gazetteer: Gazetteer
) -> tuple[Token, ...]:
    """With chat spellings written out, and slips in words of the language put right."""
    result: list[Token] = []
    for at, token in enumerate(tokens):
        said = words.respell.get(token.text) if token.is_word else None
        if said:
            result += [replace(token, text=text, glued=token.glued and not i)
                       for i, text in enumerate(said)]  # fmt: skip
            continue
        right = _put_right(tokens, at, words, gazetteer)
        result.append(replace(token, text=right) if right else token)
    return tuple(result)


def _put_right(
    tokens: tuple[Token, ...], at: int, words: Lexicon, gazetteer: Gazetteer
) -> str | None:
    token = tokens[at]
    if near_number(tokens, at) and (month := _slip(token.text, words.calendar_words, 4)):
        return month
    if not token.is_word or not _SHORTEST_TYPO <= len(token.text) <= 20:
        return None
    if token.text in words.vocabulary or words.stemmed(token.text):
        return None
    if gazetteer.knows(token.text) or token.text in words.not_places:
        return None
    right = _slip(token.text, words.spellings, _SHORTEST_TYPO)
    named = token.capital and not starts(Chart("", tokens), at)
    return right if right in words.calendar_words or not named else None


def _slip(word: str, right: Sequence[str], shortest: int) -> str | None:
    """The word of `right` that is one slip away, or two in a long word."""
    if len(word) < shortest or word in right:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 1 if len(word) < 8 else 2
    found = process.extractOne(word, right, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found is not None and found[0][0] == word[0] else None
