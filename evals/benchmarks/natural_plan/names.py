"""Names in a sentence: runs of capitalised words, and where known names stand."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_LOWER = r"(?:de|da|do|del|della|di|la|le|of the|of|upon|am|sur|en)"
_CAP = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f][\w'-]*"
_RUN = re.compile(rf"(?<![\w'-]){_CAP}(?:\s+(?:{_LOWER}\s+)?{_CAP})*")
# Words which open sentences and are nobody's name.
ORDINARY = frozenset((
    "a", "about", "add", "after", "afterwards", "again", "all", "allot", "allow", "also",
    "although", "am", "an", "and", "another", "any", "anyone", "appointment", "april", "are",
    "around", "arrange", "arrival", "arrive", "as", "assign", "at", "august", "available", "be",
    "because", "before", "begin", "beginning", "being", "between", "both", "but", "by", "can",
    "catch", "chat", "check", "cities", "city", "clock", "come", "commute", "consider",
    "constraint", "constraints", "could", "count", "day", "days", "december", "dedicate",
    "departing", "devote", "direct", "directly", "distance", "distances", "do", "due", "during",
    "each", "either", "end", "enjoy", "europe", "european", "every", "everyone", "expect",
    "explore", "february", "finally", "find", "finish", "first", "flight", "flights", "fly",
    "following", "for", "free", "friday", "friend", "friends", "from", "get", "getting", "give",
    "given", "go", "going", "have", "having", "he", "help", "her", "here", "hers", "him", "his",
    "how", "however", "i", "i'd", "i'll", "i'm", "i've", "if", "in", "include", "it", "it'll",
    "it's", "itinerary", "its", "january", "join", "journey", "july", "june", "keep", "last",
    "later", "leave", "leaving", "length", "let", "list", "look", "make", "march", "may", "maybe",
    "meet", "meeting", "meetings", "minimum", "minute", "minutes", "monday", "must", "my", "need",
    "next", "no", "nonstop", "not", "note", "november", "now", "number", "october", "of", "on",
    "once", "one", "only", "or", "other", "our", "ours", "out", "over", "overall", "pair",
    "pairs", "person", "place", "plan", "plane", "planes", "plans", "please", "possible", "put",
    "reach", "remain", "remember", "request", "require", "reserve", "route", "routes", "saturday",
    "schedule", "see", "seeing", "september", "set", "she", "should", "since", "so", "solution",
    "solve", "some", "spend", "start", "starting", "stay", "stop", "sunday", "table", "take",
    "taking", "talk", "than", "that", "the", "their", "them", "then", "there", "there'll",
    "there's", "these", "they", "they'll", "they're", "this", "those", "thursday", "time",
    "times", "to", "today", "together", "total", "tour", "transit", "transport", "travel",
    "traveling", "travelling", "trip", "try", "tuesday", "until", "up", "use", "visit",
    "visiting", "wait", "walk", "walking", "want", "we", "we'd", "we'll", "we're", "we've",
    "wednesday", "what", "when", "where", "which", "while", "who", "with", "within", "work",
    "would", "yes", "you", "you'd", "you'll", "you're", "your",
))  # fmt: skip


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
            ordinary = head.lower().removesuffix("'s") in ORDINARY
            article = head == "The" and tail and tail.split(" ")[0].lower() not in ORDINARY
            if article or not ordinary:
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


@lru_cache(maxsize=64)
def _any_of(names: frozenset[str]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """A pattern for the longest name at hand, and each name by its lower case."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    either = "|".join(re.sub(r"^The\\ ", "[Tt]he ", re.escape(name)) for name in ordered)
    pattern = re.compile(rf"(?<![^\W_])(?:{either})(?:'s)?(?![^\W_])")
    return pattern, {name.lower(): name for name in ordered}


def mentions(sentence: str, names: Collection[str]) -> list[Mention]:
    """Where the names stand, the longest first, whatever the case of an article."""
    if not names:
        return []
    pattern, exact = _any_of(frozenset(names))
    return [
        Mention(found.start(), found.start() + len(text), exact[text.lower()])
        for found in pattern.finditer(sentence)
        for text in [found[0] if found[0].lower() in exact else found[0].removesuffix("'s")]
    ]
