"""Who travels: from the phrases on people to a number of adults and the ages of children."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from llm.understanding.patterns import Found

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


_RELEVANT = frozenset(
    {"adults", "people", "companion", "companion_n", "friends", "family", "children",
     "children_some", "child_aged", "child_months", "child_age_fixed", "ages", "no_children",
     "one_more", "nobody", "count_in", "couples", "couple"}
)  # fmt: skip
_NIGHTS = ("nights", "nights_at")


def read(found: Sequence[Found]) -> People:
    """The phrases in the order of the text. A stated number beats counting companions."""
    said = [each for each in found if each.rule.name in _RELEVANT]
    people = People(words=said)
    kids: list[_Kids] = []
    companions, family, couple = 0, None, False
    first_night = min((f.start for f in found if f.rule.name in _NIGHTS), default=None)
    for each in said:
        if each.rule.name == "count_in" and first_night is not None and first_night < each.start:
            continue
        name, number = each.rule.name, _number(each)
        if name == "nobody":
            people.nobody = True
        elif name == "adults":
            people.adults = (people.adults or 0) + number
        elif name in ("people", "count_in"):
            people.people = max(number, people.people or 0) if number != 1 else people.people or 1
        elif name == "couple":
            couple = True
        elif name == "couples":
            people.people = 2 * number
        elif name == "friends":
            people.people = people.people or number
        elif name == "companion":
            companions += number
        elif name == "companion_n":
            companions += number
        elif name == "family":
            family = number
        elif name == "one_more":
            people.added += 1
        else:
            _children(each, number, kids)
    if couple and people.adults is None and people.people is None:
        people.adults, companions = 2, 0
    _total(people, kids, companions, family, said)
    return people


def _total(
    people: People, kids: list[_Kids], companions: int, family: int | None, said: list[Found]
) -> None:
    if any(each.rule.name == "no_children" for each in said) and not kids:
        people.children = ()
    if kids:
        people.children = tuple(min(17, age) for group in kids for age in group.all())[:10]
    if family is not None and people.adults is None:
        people.adults = min(2, family)
        if not kids and family > 2:
            people.children = (UNKNOWN_AGE,) * min(10, family - 2)
    if people.people == 0 or people.adults == 0:
        people.nobody = people.nobody or not people.adults
    if people.adults is None and people.people is None and companions and not people.added:
        people.adults = 1 + companions
    for name in ("adults", "people"):
        value = getattr(people, name)
        if value is not None:
            setattr(people, name, min(_MOST, value))


def _number(found: Found) -> int:
    if "n" in found.captured:
        return int(found.captured["n"])
    return int(found.rule.value) if found.rule.value else 1


def _children(found: Found, number: int, kids: list[_Kids]) -> None:
    name = found.rule.name
    if name == "children":
        kids.append(_Kids(number, []))
    elif name == "children_some":
        kids.append(_Kids(0, []))
    elif name == "child_aged":
        _aged(number, kids)
    elif name == "child_months":
        kids.append(_Kids(1, [number // 12]))
    elif name == "child_age_fixed":
        count = int(found.captured.get("n", 1))
        kids.append(_Kids(count, [int(found.rule.value)] * count, supposed=True))
    elif name == "ages":
        _ages([*found.captured["ages"], *found.captured.get("more", ())], kids)


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
