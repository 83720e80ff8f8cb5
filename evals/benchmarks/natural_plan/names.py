"""Names in a sentence: runs of capitalised words, and where known names stand."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_LOWER = r"(?:de|da|do|del|della|di|la|le|of the|of|upon|am|sur|en)"
_CAP = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f][\w'-]*"
_RUN = re.compile(rf"(?<![\w'-]){_CAP}(?:\s+(?:{_LOWER}\s+)?{_CAP})*")
# Words which open sentences and are nobody's name.
ORDINARY = frozenset(
    """a about add after afterwards again all allow allot also although am an and another any anyone
    appointment are around arrange arrival arrive as assign at available be because before begin
    beginning being between both but by can catch chat check cities city clock come commute consider
    constraint constraints could count day days departing dedicate devote direct directly distance
    distances do due during each either end enjoy european europe every everyone expect explore fly
    find finally finish first flight flights following for free friend friends from get getting give
    given go going have having he help her here hers him his how however i i'd i'll i'm i've if in
    include it it'll it's its itinerary join journey keep last later leave leaving length let list
    look make may maybe meet meeting meetings minimum minute minutes must my need next no nonstop not
    note now number of on once one only or other our ours out over overall pair pairs person place
    plan plane planes plans please possible put reach remain remember request require reserve route
    routes schedule see seeing set she should since so solution solve some spend start starting stay
    stop table take taking talk than that the their them then there there'll there's these they they'll
    they're this those time times to today together total tour transit transport travel traveling
    travelling trip try until up use visit visiting wait walk walking want we we'd we'll we're we've
    what when where which while who will with within work would yes you you'd you'll you're your
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december""".split()
) - {"will"}


@dataclass(frozen=True)
class Mention:
    start: int
    end: int
    name: str


def runs(sentence: str) -> Iterator[Mention]:
    """Capitalised runs, ordinary words at their head cut off, except an article before a name."""
    for found in _RUN.finditer(sentence):
        start, words = found.start(), found[0]
        while words:
            head, _, tail = words.partition(" ")
            article = head == "The" and tail and tail.split(" ")[0].lower() not in ORDINARY
            if head.lower() not in ORDINARY or article:
                break
            start += len(words) - len(tail.lstrip()) if tail else len(words)
            words = tail.lstrip()
        words = re.sub(r"'s$", "", words)
        if words:
            yield Mention(start, start + len(words), words)


def tails(run: str) -> list[str]:
    """The run and each shorter end of it which starts with a capital: Give Old York, Old York, York."""
    words = run.split(" ")
    return [" ".join(words[i:]) for i in range(len(words)) if words[i][0].isupper()]


def longest(names: Collection[str]) -> set[str]:
    """Those which are not the end of another."""
    return {name for name in names if not any(other.endswith(" " + name) for other in names)}


def mentions(sentence: str, names: Collection[str]) -> list[Mention]:
    """Where the names stand, the longest first, whatever the case of an article."""
    if not names:
        return []
    ordered = sorted(names, key=len, reverse=True)
    either = "|".join(re.sub(r"^The\\ ", "[Tt]he ", re.escape(name)) for name in ordered)
    found = re.finditer(rf"(?<![^\W_])(?:{either})(?:'s)?(?![^\W_])", sentence)
    exact = {name.lower(): name for name in ordered}
    return [
        Mention(hit.start(), hit.start() + len(text), exact[text.lower()])
        for hit in found
        for text in [hit[0] if hit[0].lower() in exact else hit[0].removesuffix("'s")]
    ]
