"""How many people travel."""

import re

from evals.benchmarks.travelplanner.text.numbers import COUNT, count
from evals.benchmarks.travelplanner.text.patterns import find, one_of

_PEOPLE = one_of(
    "people", "persons?", "travell?ers?", "adults?", "individuals?", "tourists?", "guests?", "passengers?",
    "colleagues?", "students?", "members", "folks", "participants?", "companions", "visitors", "men", "women", "guys",
    "ladies", "souls", "retirees", "grown-?ups?", "seniors", "friends", "buddies", "mates", "siblings", "pax",
    "holidaymakers", "vacationers", "explorers", "backpackers", "co-?workers", "teammates", "relatives",
)  # fmt: skip
_CHILDREN = one_of(
    "child(?:ren)?", "kids?", "toddlers?", "infants?", "bab(?:y|ies)", "little ones?", "youngsters?", "teen(?:ager)?s?"
)  # fmt: skip
_KIN = one_of(
    "wife", "husband", "spouse", "partner", "fianc[eé]e?", "girlfriend", "boyfriend", "mother", "father", "mom", "mum",
    "dad", "parents", "sons?", "daughters?", "brothers?", "sisters?", r"grandm\w+", "grandfather", "grandpa",
    "grandparents", "aunt", "uncle", "cousins?", "nieces?", "nephews?", "friends?", "buddy", "buddies", "pals?",
    "roommates?", "colleagues?", "coworkers?", "boys?", "girls?", "twins", "companions?",
    "classmates?", "teammates?", "neighbou?rs?", "siblings?", "relatives?", "nanny", "boss", _CHILDREN,
)  # fmt: skip
_BANDS = one_of(
    "group", "party", "family", "team", "crew", "club", "class", "gang", "band", "bunch", "crowd", "squad", "company",
    "pack", "household", "circle", "trip",
)  # fmt: skip
_LABELS = one_of(
    "people",
    "persons",
    "travell?ers",
    "(?:party|group) size",
    "group",
    "party",
    "pax",
    "adults",
    "guests",
    "(?:travell?er|people|guest|head)[ -]?count",
)
# What a number counts where it doesn't count people.
_THINGS = one_of(
    "days?", "nights?", "weeks?", "cit(?:y|ies)", "towns?", "hours?", "dollars", "bucks", "usd", "stops",
    "destinations", "places", "states?", "hundred", "thousand", "grand", "of",
)  # fmt: skip
_NOT_THINGS = rf"(?!\s*(?:-|\w+[\s-]){{0,2}}{_THINGS}\b)(?![\d,./]*\d)(?!(?:st|nd|rd|th)\b)"
_BESIDE_ME = r"(?<!me and )(?<!i and )(?<!with )(?<!by )(?<!plus )(?<!my )(?<!our )"

_MIXED = find(
    rf"\b({COUNT})\s+(?:adults?|grown-?ups?|parents)\s*",
    r"(?:,|and|plus|(?:along |together )?with|as well as|&|\+)+\s*(?:and\s+)?",
    rf"({COUNT}|an?)\s+(?:\w+\s+)?{_CHILDREN}\b",
)
_PARENTS = find(
    rf"\b(?:couple|pair|duo)\s+(?:with|and|plus)\s+(?:their\s+)?(?:({COUNT})|an?)\s+(?:\w+\s+)?{_CHILDREN}\b"
)
_TOTALS = (
    find(rf"\b{_BANDS}\s+(?:\w+\s+)?of\s+(?:about\s+|around\s+)?({COUNT})\b(?!\s+days?)"),
    find(rf"(?:^|[\n.;,(])\s*(?:(?:number|no\.) of )?{_LABELS}\s*[:=]\s*({COUNT})\b"),
    find(rf"\b(?:number|no\.) of {_LABELS}\s*(?:is|:|=|-)?\s*({COUNT})\b"),
    find(rf"\b(?:group|party) size\s*(?:is|of)?\s*({COUNT})\b"),
    find(rf"\b(?:group|party|family|team|crew) with ({COUNT})\s+{_PEOPLE}\b"),
    find(rf"(?<!no )\b({COUNT})\s+in (?:our|the|my) (?:group|party|family|team|crew)\b"),
    find(rf"\b({COUNT})\s+(?:in all|all told|altogether|strong)\b(?!\s*(?:days?|cit))"),
    find(rf"\bthere(?:['’]ll| will| would) be ({COUNT})\b", _NOT_THINGS),
    find(rf"\b({COUNT})\s+of\s+(?:us|them)\b"),
    find(rf"\bwe(?:['’]re|['’]ll be| are| will be| would be)\s+(?:a\s+)?({COUNT})\b", _NOT_THINGS),
    find(
        rf"{_BESIDE_ME}\b({COUNT})[\s-]+(?:\w+\s+)?{_PEOPLE}\b",
        r"(?!\s+and\s+(?:i|me|myself)\b)",
    ),
    find(rf"\b({COUNT})[\s-](?:person|people|traveler|man)\b"),
    find(rf"\b(?:for|as)\s+(?:just\s+|only\s+|about\s+)?({COUNT})\b", _NOT_THINGS),
    find(rf"\b({COUNT})\s+(?:will|would|wants?)\b", _NOT_THINGS),
)
_PAIR = find(
    r"\b(?:couple|pair|duo|twosome|newlyweds|two)\b",
    r"(?!\s+(?:of\s+)?(?:\w+[’']?s?\s+){0,2}(?:cit|town|day|week|night|stop|place|state))",
)
_SETS = (
    (find(r"\bboth of us\b"), 2),
    (_PAIR, 2),
    (find(r"\b(?:trio|threesome)\b"), 3),
    (find(r"\b(?:quartet|foursome)\b"), 4),
    (find(r"\b(?:quintet|fivesome)\b"), 5),
)
_SOLO = find(
    r"\b(?:solo|alone|on my own|(?:by|for|only) myself|(?:just|only|for) me|single|lone|unaccompanied)\b"
)
_KINSFOLK = find(
    rf"\b(?:(?:my|our|his|her|their)\s+(?:({COUNT})\s+)?|",
    rf"(?:with|by|and|plus|&)\s+(?:({COUNT})|an?|another)\s+)(?:\w+\s+)?({_KIN})\b",
)
_AND_I = find(rf"\b({COUNT})\s+(?:of\s+(?:my|our)\s+)?(?:\w+\s+)?{_KIN}\s+and\s+(?:I|me|myself)\b")


def people(text: str) -> int | None:
    """None where nothing tells; then it is for whoever asks."""
    mixed = _MIXED.search(text)
    if mixed:
        return count(mixed[1]) + (1 if mixed[2].lower() in ("a", "an") else count(mixed[2]))
    parents = _PARENTS.search(text)
    if parents:
        return 2 + (count(parents[1]) if parents[1] else 1)
    with_me = _AND_I.search(text)
    if with_me:
        return count(with_me[1]) + 1
    for total in _TOTALS:
        match = total.search(text)
        if match:
            return count(match[1])
    if _SOLO.search(text) and not _company(text):
        return 1
    return _company(text) or next((n for pattern, n in _SETS if pattern.search(text)), None)


def _company(text: str) -> int | None:
    """Whoever speaks and the people named as going along: "my wife, our two boys and I"."""
    named = {
        kin.lower().rstrip("s"): count(mine or with_them) if mine or with_them else _unnumbered(kin)
        for mine, with_them, kin in _KINSFOLK.findall(text)
    }
    return 1 + sum(named.values()) if named else None


def _unnumbered(kin: str) -> int:
    return 2 if re.fullmatch(r"\w+s|children|twins", kin, re.IGNORECASE) else 1
