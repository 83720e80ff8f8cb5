"""Who travels: from the phrases on people to a number of adults and the ages of children."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from llm.understanding.patterns import Chart
from llm.understanding.rules import Found
from llm.understanding.text import BREAKS

UNKNOWN_AGE = 8  # of a child whose age wasn't said
_MOST = 20


@dataclass(slots=True)
class People:
    """`people` is a total, where it isn't said who of them is a child."""

    adults: int | None = None
    people: int | None = None
    children: tuple[int, ...] | None = None
    added: int = 0
    nobody: bool = False
    companions: int = 0  # "with my sister": they are in `adults` where nothing else is said
    words: list[Found] = field(default_factory=list[Found])


@dataclass(slots=True)
class _Kids:
    """Children said together; their ages follow."""

    count: int
    ages: list[int]
    supposed: bool = False  # "a toddler": the age is a guess until one is said

    def all(self) -> list[int]:
        """One age for several is the age of each."""
        rest = self.ages[-1] if self.ages else UNKNOWN_AGE
        return self.ages + [rest] * (self.count - len(self.ages))


_NIGHTS = ("nights", "nights_at")


@dataclass(slots=True)
class _Count:
    """What the phrases add up to."""

    found: list[Found] = field(default_factory=list[Found])
    kids: list[_Kids] = field(default_factory=list[_Kids])
    adults: int | None = None
    people: int | None = None  # a total
    friends: int | None = None  # a total too, but a weaker one
    couples: int | None = None
    family: int | None = None
    companions: int = 0
    added: int = 0
    nobody: bool = False
    childless: bool = False

    def add(self, found: Found) -> None:
        number = _number(found)
        match found.rule.name:
            case "adults":
                self.adults = (self.adults or 0) + number
            case "people" | "count_in":
                self.people = max(number, self.people or 0)
            case "couple" | "couples":
                self.couples = max(2 * number, self.couples or 0)
            case "companion" | "companion_n":
                self.companions += number
            case _:
                self._add_rarer(found, number)

    def _add_rarer(self, found: Found, number: int) -> None:
        match found.rule.name:
            case "friends":
                self.friends = self.friends or number
            case "family":
                self.family = number
            case "one_more":
                self.added += 1
            case "nobody":
                self.nobody = True
            case "no_children":
                self.childless = True
            case _:
                if not _children(found, number, self.kids):
                    return
        self.found.append(found)


def read(chart: Chart, found: Sequence[Found], joiners: Collection[str]) -> People:
    """The phrases in the order of the text. A stated number beats counting companions."""
    found = [*_grown_ups(chart, found, joiners)]
    first_night = min((f.start for f in found if f.rule.name in _NIGHTS), default=None)
    count, corrected = _Count(), False
    for each in found:
        name = each.rule.name
        nights_in = name == "count_in" and first_night is not None and first_night < each.start
        if nights_in:
            continue
        if name == "correct":  # "actually make that 3 adults"
            corrected = True
        elif name == "adults" and corrected:
            count.adults = None
        if name in _COMMON:
            count.found.append(each)
        count.add(each)
    _loose_ages(chart, found, count.kids)
    return _people(count)


def _grown_ups(chart: Chart, found: Sequence[Found], joiners: Collection[str]) -> Iterator[Found]:
    """ "The two of us and our son": the number doesn't count the child."""
    starts = {each.start for each in found if each.rule.name.startswith(("child", "ages"))}
    for each in found:
        follows = starts & {each.end + 1, each.end + 2}  # "two and a child of 7", from "child" on
        joined = bool(follows) and chart.tokens[each.end].text in joiners
        if joined and each.rule.name in ("people", "count_in"):
            yield each._replace(rule=each.rule._replace(name="adults"))
        else:
            yield each


def _loose_ages(chart: Chart, found: Sequence[Found], kids: list[_Kids]) -> None:
    """ "The kids are coming after all, 7 and 11": numbers that stand alone in their clause."""
    open_groups = [group for group in kids if not group.ages]
    if not open_groups:
        return
    wanted = sum(group.count for group in open_groups)
    taken = {at for each in found for at in range(each.start, each.end)}
    first = min((f.start for f in found if f.rule.name.startswith("child")), default=0)
    for start, marks in sorted(chart.marks.get("ages", {}).items()):
        mark = max(marks, key=lambda each: each.end)
        before = chart.tokens[start - 1].text if start else ""
        after = chart.tokens[mark.end].text if mark.end < len(chart.tokens) else ","
        free = taken.isdisjoint(range(start, mark.end)) and start > first
        fits = len(mark.value) == wanted or (wanted == 0 and len(mark.value) > 1)
        if free and fits and before in BREAKS and after in BREAKS:
            _ages(list(mark.value), kids)
            return


_COMMON = frozenset(
    {"adults", "people", "count_in", "couple", "couples", "companion", "companion_n"}
)


def _people(count: _Count) -> People:
    people = People(
        adults=count.adults,
        people=count.people or count.friends,
        added=count.added,
        nobody=count.nobody or count.people == 0 or count.adults == 0,
        companions=count.companions,
        words=count.found,
    )
    if count.kids:
        people.children = tuple(min(17, age) for group in count.kids for age in group.all())[:10]
    elif count.childless:
        people.children = ()
    if people.adults is None and (people.people is None or count.family is not None):
        people.adults, people.people = _supposed_adults(count), None
    if count.family is not None and count.family > 2 and count.adults is None and not count.kids:
        people.children = (UNKNOWN_AGE,) * min(10, count.family - 2)
    people.adults = people.adults if people.adults is None else min(_MOST, people.adults)
    people.people = people.people if people.people is None else min(_MOST, people.people)
    return people


def _supposed_adults(count: _Count) -> int | None:
    if count.couples is not None:
        return count.couples
    if count.family is not None:
        return min(2, count.family)
    return 1 + count.companions if count.companions and not count.added else None


def _number(found: Found) -> int:
    if "n" in found.captured:
        return int(found.captured["n"])
    return int(found.rule.value) if found.rule.value.isdecimal() else 1


def _children(found: Found, number: int, kids: list[_Kids]) -> bool:
    """Adds the children a phrase names; False for a phrase on something else."""
    match found.rule.name:
        case "children":
            kids.append(_Kids(number, []))
        case "children_some":
            kids.append(_Kids(0, []))
        case "child_aged":
            _aged(number, kids)
        case "child_months":
            if kids and kids[-1].supposed and kids[-1].count == 1:
                kids[-1].ages, kids[-1].supposed = [number // 12], False
            else:
                kids.append(_Kids(1, [number // 12]))
        case "child_age_fixed":
            many = int(found.captured.get("n", 1))
            kids.append(_Kids(many, [int(found.rule.value)] * many, supposed=True))
        case "ages":
            if found.rule.value:  # "the twins are 6"
                kids.append(_Kids(int(found.rule.value), []))
            _ages([*found.captured["ages"], *found.captured.get("more", ())], kids)
        case _:
            return False
    return True


def _aged(age: int, kids: list[_Kids]) -> None:
    """ "our 6 year old": the child just named, or one more. Grown-ups have ages too."""
    if age > 17:
        return
    if kids and kids[-1].count > len(kids[-1].ages):
        kids[-1].ages.append(age)
    else:
        kids.append(_Kids(1, [age]))


def _ages(ages: list[int], kids: list[_Kids]) -> None:
    """One age for several ("the twins, they're 6") is the age of each."""
    if kids and kids[-1].supposed and len(ages) == kids[-1].count:
        kids[-1].ages, kids[-1].supposed = list(ages), False
        return
    open_groups = [group for group in kids if not group.ages]
    if not open_groups:
        if kids and len(ages) == 1:
            return
        kids.append(_Kids(len(ages), list(ages)))
        return
    group = open_groups[-1]
    if sum(each.count for each in open_groups) == len(ages) and len(open_groups) > 1:
        for each in open_groups:
            each.ages, ages = ages[: each.count], ages[each.count :]
    elif len(ages) == 1 and group.count > 1:
        group.ages = ages * group.count
    else:
        group.ages = list(ages)
        group.count = max(group.count, len(ages))
