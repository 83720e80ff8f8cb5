"""What is wanted of beds, tables and transport."""

import re

from evals.benchmarks.travelplanner.request import CUISINES, HOUSE_RULES
from evals.benchmarks.travelplanner.text.clauses import clauses, refused
from evals.benchmarks.travelplanner.text.numbers import COUNT
from evals.benchmarks.travelplanner.text.patterns import find, one_of

_RULES = {
    "parties": find(
        one_of(
            r"\bparties\b(?!\s+of\b)",
            r"\bpartying\b",
            r"\bpart(?:y|ies)[- ](?:friendly|goers|animals)",
            r"\b(?:to|can|could|we|with a|(?:have|throw|hold|host)(?:ing)? (?:a|our)(?: \w+)?) party\b(?! of)",
            r"\b(?:host\w*|throw\w*|hold\w*|having|loud|birthday|house|dance|wild|big|allows?|tolerates?|permits?|lively)"
            r"\s+(?:an?\s+)?(?:\w+\s+)?(?:party|celebration)\b",
        )
    ),
    "smoking": find(r"\bsmok(?:e|es|ing|ers?)\b|\bcigar\w*"),
    "children under 10": find(
        one_of(
            r"\b(?:child(?:ren)?|kids?|toddlers?|infants?|bab(?:y|ies)|little ones?|youngsters|preschoolers?)\b",
            r"\bunder (?:10|ten)\b",
            r"\b(?:little|young) (?:boys?|girls?|sons?|daughters?)\b",
        )
    ),
    "pets": find(
        one_of(
            r"\b(?:pets?|dogs?|cats?|pupp(?:y|ies)|kittens?|furry|four-legged|animals?)\b",
            r"\b(?:poodle|labrador|retriever|terrier|beagle|parrot|hamster|rabbit)s?\b",
        )
    ),
    "visitors": find(
        one_of(
            r"(?<!\d )\bvisitors?\b",
            r"(?<!\d )(?<!other )\bguests?\b(?! rooms?)",
            r"\b(?:friends|people|company|family|folks|someone)\s+(?:can\s+|may\s+|could\s+|to\s+|who\s+)?"
            r"(?:over|round|(?:drop|stop|come|swing)(?:ping|ing)?\s+(?:by|over))\b",
        )
    ),
}
assert tuple(_RULES) == HOUSE_RULES
# A rule is only struck out by a refusal right beside it: "must not forbid pets" still wants them.
_UNWANTED = find(
    r"(?:\b(?:no|non|without|not bringing|leaving)\b|\b(?:n['’]t|not|never)\s+(?:have|need|require|bring|own|want|plan "
    r"on|intend)\w*)[\s-]+(?:any\s+|to\s+|our\s+|my\s+|the\s+|for\s+|have\s+|allow\s+|host\s+|throw\s+|bring\s+)*$"
)
_LEFT_BEHIND = find(
    r"^\W*(?:(?!and|or|but)\w+\s+)?(?:(?:are|is|will|do|does)(?:\s+not|n['’]t)|won['’]t|stays? (?:at )?home|remain)"
    r"(?!\s+(?:be\s+)?(?:forbid|prohibit|bann|disallow|refus|turn))"
)

_NUMBERED = find(rf"\b(?:{COUNT})\s+$")  # "two guests" are those who travel

_NOUN = (
    r"(?:rooms?|homes?|apartments?|apts?|houses?|places?|units?|flats?|propert(?:y|ies)|accommodations?|lodgings?|"
    r"rentals?|villas?|suites?|condos?|cottages?|ones?|residences?|spaces?)"
)
_ENTIRE = find(
    one_of(
        rf"\b(?:entire|whole|full|complete)[\s-]+(?:\w+\s+)?{_NOUN}\b(?!\s+trip)",
        rf"\b{_NOUN}\b[^.;]{{0,40}}?\bto (?:our|my|them|him|her|your)sel(?:f|ves)\b",
        rf"\b{_NOUN}\b[^.;]{{0,20}}?\b(?:in (?:its|their) entirety|exclusively|entirely (?:ours|mine)|be entire\b)",
        r"\bentire[- ]room",
    )
)
_PRIVATE = find(
    r"\bprivate (?:or|and|/) (?:entire|whole|full)\b|"
    r"\bprivate\s+(?:\w+\s+)?(?:rooms?|bedrooms?|accommodations?|lodgings?|quarters|spaces?|chambers?)\b|"
    r"\b(?:bed)?rooms?\b(?:\s*:\s*|\s+(?:that\s+|which\s+)?(?:must be|should be|is|are|be)\s+)private\b|"
    r"\b(?:accommodations?|lodgings?|rooms?)\b[^.;,]{0,15}\bprivate\b|"
    r"\brooms? of (?:my|our|their) own\b|\b(?:my|our|their) own (?:bed)?rooms?\b"
)
_SHARED = find(
    r"\bshar(?:e|ed|ing)\b(?=[^.;]{0,25}\b(?:rooms?|bedrooms?|accommodations?|lodgings?|dorm\w*|spaces?|"
    r"strangers|quarters|others))|\b(?:rooms?|accommodations?|lodgings?)\s*(?::|is|are|can be|may be)\s*shared\b|"
    r"\bdorm\w*\b|\bhostels?\b|\bbunks?\b|\bcommunal\b"
)
_SHARING = find(r"\bshar(?:e|es|ed|ing)\b|\bdorm\w*\b|\bhostels?\b")
_UNSHARED = find(r"\bun-?shared\b")

_FLYING = find(
    r"\bfl(?:y|ies|ying|own|ew)\b|\bflights?\b|\b(?:air|aero)?planes?\b|\bair[- ]?(?:travel|lines?|fare|"
    r"transport\w*)\b|\bby air\b|\bjets?\b|\baviation\b|\baircraft\b"
)
_DRIVING = find(
    r"\bself[- ]?driv\w*|\bdriv(?:e|es|ing|en|ers?)\b|\b(?:rent|hir)(?:al|e|ed|ing)?\s+(?:an?\s+|any\s+|the\s+)?"
    r"(?:cars?|vehicles?)\b|\bcar (?:rentals?|hire)\b|\b(?:behind|take|taking|at) the wheel\b|\bcars?\b|"
    r"\bdriver['’]?s? licen[cs]e\b"
)
_ON_THE_GROUND = find(
    r"\bby (?:car|road|land|taxi)(?:,? or (?:by )?(?:car|taxi|road|land))* only\b|"
    r"\b(?:only|solely|exclusively|strictly|purely)\s+(?:\w+\s+)?(?:by|via|using) (?:the )?(?:car|road|land|taxi)s?\b|"
    r"\bonly (?:ground|land|road|surface)\b|\b(?:ground|land|road|surface)(?: \w+)? only\b|\boverland\b|"
    r"\bground[- ](?:based |only )?(?:trip|travel|transport\w*|journey)\b|"
    r"\b(?:stay|remain|keep)\w* on the ground\b|\bgrounded\b"
)
_DRIVEN_BY_OTHERS = find(
    r"\b(?:flights?|taxis?)(?:,? (?:and|or) (?:flights?|taxis?))+ only\b|\bonly (?:flights?|taxis?)(?:,? (?:and|or) "
    r"(?:flights?|taxis?))*\b|\bleave the driving to\b|\bpublic transport\w*\b|\bdriven by (?:others|someone)\b"
)
_NOT_FOOD = (
    r"(?!\s+(?:cit(?:y|ies)|towns?|states?|airlines?|express|citizens?|dollars?|tourists?|famil\w+|couples?|friends?|"
    r"history|museums?|ocean|art)\b)"
)


def house_rules(text: str) -> frozenset[str]:
    return frozenset(
        rule
        for rule, pattern in _RULES.items()
        for clause in clauses(text)
        for match in pattern.finditer(clause)
        if not (rule == "visitors" and _NUMBERED.search(clause[: match.start()]))
        and not _UNWANTED.search(clause[: match.start()])
        and not _LEFT_BEHIND.search(clause[match.end() :])
    )


def cuisines(text: str) -> frozenset[str]:
    return frozenset(
        kind
        for kind in CUISINES
        for clause in clauses(text)
        for match in re.finditer(rf"\b{kind}\b{_NOT_FOOD}", clause, re.IGNORECASE)
        if not refused(clause, match, reach=_list_before(clause, match.start()), listed=True)
    )


def _list_before(clause: str, at: int) -> int:
    """How many characters the list of cuisines reaches back from there, its opening words with it."""
    reach = 0
    for number, part in enumerate(reversed(clause[:at].split(","))):
        if number and not any(kind.lower() in part.lower() for kind in CUISINES):
            break
        reach += len(part) + 1
    return min(reach, at, 60)


def room_type(text: str) -> str | None:
    """What both "entire" and "private" rooms are is said to be not shared."""
    wanted = {kind for kind, pattern in (("entire room", _ENTIRE), ("private room", _PRIVATE))
              if _wanted(text, pattern)}  # fmt: skip
    if len(wanted) == 1:
        return wanted.pop()
    if wanted:
        return "not shared room"
    if _refused(text, _SHARING) or _UNSHARED.search(text):
        return "not shared room"
    return "shared room" if _wanted(text, _SHARED) else None


def barred(text: str) -> frozenset[str]:
    """The modes of transport that are out."""
    out: set[str] = set()
    if _refused(text, _FLYING) or _wanted(text, _ON_THE_GROUND):
        out.add("flight")
    if _refused(text, _DRIVING) or _wanted(text, _DRIVEN_BY_OTHERS):
        out.add("self-driving")
    return frozenset(out)


def _wanted(text: str, pattern: re.Pattern[str]) -> bool:
    """A "no" farther off belongs to something else: "no self-driving and private rooms"."""
    return any(
        not refused(c, match, reach=14) for c in clauses(text) for match in pattern.finditer(c)
    )


def _refused(text: str, pattern: re.Pattern[str]) -> bool:
    return any(refused(c, match) for c in clauses(text) for match in pattern.finditer(c))
