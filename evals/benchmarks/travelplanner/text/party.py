"""How many people travel."""

import re

from evals.benchmarks.travelplanner.text.numbers import COUNT, count

_PEOPLE = (
    r"people|persons?|travell?ers?|adults?|individuals?|tourists?|guests?|passengers?|colleagues?|students?|members|"
    r"folks|participants?|companions|visitors|men|women|guys|ladies|souls|retirees|grown-?ups?|seniors|friends|buddies|"
    r"mates|siblings|pax|holidaymakers|vacationers|explorers|backpackers|coworkers|co-workers|teammates|relatives"
)
_CHILDREN = r"child(?:ren)?|kids?|toddlers?|infants?|bab(?:y|ies)|little ones?|youngsters?|teenagers?|teens?"
_KIN = (
    r"wife|husband|spouse|partner|fianc[eé]e?|girlfriend|boyfriend|mother|father|mom|mum|dad|parents|sons?|daughters?|"
    r"brothers?|sisters?|grandm\w+|grandfather|grandpa|grandparents|aunt|uncle|cousins?|nieces?|nephews?|"
    r"friends?|buddy|buddies|pals?|roommates?|colleagues?|coworkers?|boys?|girls?|twins|"
) + _CHILDREN
_BANDS = r"group|party|family|team|crew|club|class|gang|band|bunch|crowd|squad|company|pack|household|circle|foursome|trip"
_NOT_PEOPLE = (
    r"(?!\s*(?:-|\w+[\s-]){0,2}(?:days?|nights?|weeks?|cit(?:y|ies)|towns?|hours?|dollars|bucks|usd|stops|"
    r"destinations|places|states?|hundred|thousand|grand|of)\b)(?![\d,./]*\d)(?!(?:st|nd|rd|th)\b)"
)


def _find(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_MIXED = _find(
    rf"\b({COUNT})\s+(?:adults?|grown-?ups?|parents)\s*(?:,|and|plus|with|&|\+)+\s*(?:and\s+)?({COUNT})\s+"
    rf"(?:\w+\s+)?(?:{_CHILDREN})\b"
)
_TOTALS = (
    _find(rf"\b(?:{_BANDS})\s+(?:\w+\s+)?of\s+(?:about\s+|around\s+)?({COUNT})\b(?!\s+days?)"),
    _find(
        rf"\b(?:people|persons|travell?ers|party size|group size|pax|adults|guests)\s*[:=]\s*({COUNT})\b"
    ),
    _find(rf"\b(?:all|the)?\s*({COUNT})\s+of\s+(?:us|them)\b"),
    _find(
        rf"\bwe(?:'re|’re|\s+are|\s+will be|\s+would be|'ll be)\s+(?:a\s+)?({COUNT})\b{_NOT_PEOPLE}"
    ),
    _find(
        rf"(?<!me and )(?<!i and )(?<!with )(?<!plus )(?<!my )(?<!our )\b({COUNT})[\s-]+(?:\w+\s+)?(?:{_PEOPLE})\b"
    ),
    _find(rf"\b({COUNT})[\s-](?:person|people|traveler|man)\b"),
    _find(rf"\bfor\s+(?:just\s+|only\s+|about\s+)?({COUNT})\b{_NOT_PEOPLE}"),
    _find(rf"\b({COUNT})\s+(?:of\s+\w+\s+)?(?:will|would|want|wants)\b{_NOT_PEOPLE}"),
)
_SETS = (
    (_find(r"\b(?:couple|pair|duo|twosome|newlyweds|two)\b(?!\s+of\s+(?:different\s+)?(?:cit|town|day|week|night|stop|place))"
           r"(?!\s+(?:\w+\s+)?(?:cit|town|day|week|night|stop|place|state))"), 2),
    (_find(r"\b(?:trio|threesome)\b"), 3),
    (_find(r"\b(?:quartet|foursome)\b"), 4),
    (_find(r"\b(?:quintet|fivesome)\b"), 5),
)  # fmt: skip
_SOLO = _find(
    r"\b(?:solo|alone|by myself|on my own|just me|only me|myself only|single|lone|unaccompanied|one person)\b"
)
_KINSFOLK = _find(
    rf"\b(?:(?P<mine>my|our|his|her|their)|with|and|plus|&)\s+(?:(?P<count>{COUNT})\s+|a\s+|an\s+|another\s+)?"
    rf"(?:\w+\s+)?(?P<kin>{_KIN})\b"
)
_ONE_MORE = _find(rf"\bone\s+(?:\w+\s+)?(?:{_KIN})\b")


def people(text: str) -> int | None:
    """None where nothing tells; then it is for whoever asks."""
    mixed = _MIXED.search(text)
    if mixed:
        return count(mixed[1]) + count(mixed[2])
    for total in _TOTALS:
        match = total.search(text)
        if match:
            return count(match[1])
    if _SOLO.search(text) and not _company(text):
        return 1
    return _company(text) or next((n for pattern, n in _SETS if pattern.search(text)), None)


def _company(text: str) -> int | None:
    """Whoever speaks and the people named as going along: "my wife, our two boys and I"."""
    named: dict[str, int] = {}
    for match in _KINSFOLK.finditer(text):
        if match["mine"] or match["count"] or " a " in match[0] or "another" in match[0]:
            number = count(match["count"]) if match["count"] else 1
            named[match["kin"].lower().rstrip("s")] = number
    return 1 + sum(named.values()) if named else None
