"""Names in a sentence: runs of capitalised words, and where known names stand."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_LOWER = r"(?:de|da|do|del|della|di|la|le|of the|of|upon|am|sur|en)"
_CAP = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f][\w'-]*"
_RUN = re.compile(rf"(?<![\w'-]){_CAP}(?:\s+(?:{_LOWER}\s+)?{_CAP})*")
_SHORT = re.compile(r"'(?:s|ll|d|re|ve|m)$")
# Words which open sentences and are nobody's name.
ORDINARY = frozenset((
    "a", "about", "add", "additionally", "after", "afternoon", "afterwards", "again", "aim",
    "all", "allocate", "allot", "allow", "also", "although", "am", "an", "and", "annual",
    "another", "answer", "any", "anybody", "anyone", "appointment", "are", "aren't",
    "around", "arrange", "arrival", "arrive", "arriving", "as", "assign", "at", "attend",
    "availability", "available", "back", "be", "because", "been", "before", "begin",
    "beginning", "being", "besides", "between", "both", "bus", "but", "by", "can", "can't", "car",
    "catch", "chat", "check", "choose", "cities", "city", "clock", "come", "commute",
    "conference", "connection", "connections", "consider", "considering", "constraint",
    "constraints", "could", "count", "data", "date", "dates", "day", "days", "dear",
    "decide", "dedicate", "departing", "departure", "destination", "destinations", "details",
    "devote", "did", "didn't", "direct", "directly", "distance", "distances", "do", "does",
    "doesn't", "don't", "drive", "due", "duration", "durations", "during", "each", "earlier",
    "earliest", "eight", "either", "end", "enjoy", "ensure", "europe", "european", "even",
    "evening", "event", "events", "every", "everybody", "everyone", "expect", "explore",
    "figure", "finally", "find", "finish", "first", "firstly", "fit", "five", "fixed",
    "flight", "flights", "fly", "following", "for", "four", "free", "friday", "friend", "friends",
    "from", "furthermore", "get", "getting", "give", "given", "go", "goal", "going", "good",
    "had", "half", "has", "have", "having", "he", "heading", "hello", "help", "hence", "her",
    "here", "hers", "hi", "him", "his", "hour", "hours", "how", "however", "i", "i'd", "i'll",
    "i'm", "i've", "if", "in", "include", "info", "information", "input", "isn't", "it", "it'll",
    "it's", "itinerary", "its", "join", "journey", "just", "keep",
    "last", "lastly", "later", "latest", "least", "leave", "leaving", "legs", "length", "let",
    "likewise", "list", "location", "locations", "look", "make", "max", "maximise",
    "maximize", "maximum", "may", "maybe", "meanwhile", "meet", "meeting", "meetings", "metro",
    "midnight", "min", "minimise", "minimize", "minimum", "minute", "minutes", "monday",
    "moreover", "morning", "moving", "must", "my", "name", "names", "need", "needs", "next",
    "night", "nights", "nine", "no", "nobody", "none", "nonstop", "noon", "not", "note",
    "now", "number", "objective", "of", "on", "once", "one", "only",
    "onward", "optimise", "optimize", "or", "origin", "other", "our", "ours", "out", "output",
    "over", "overall", "owing", "pair", "pairs", "pay", "people", "per", "person", "pick",
    "place", "plan", "plane", "planes", "plans", "please", "possible", "problem", "put",
    "quarter", "question", "reach", "relatives", "remain", "remaining", "remember", "request",
    "require", "reserve", "response", "rest", "ride", "route", "routes", "rules", "same",
    "saturday", "schedule", "scheduled", "scheduling", "secondly", "see", "seeing",
    "set", "seven", "share", "she", "should", "show", "similarly", "since", "six", "so",
    "solution", "solve", "some", "somebody", "someone", "spend", "start", "starting", "stay",
    "stays", "still", "stop", "subway", "such", "sunday", "table", "take", "taking", "talk",
    "task", "taxi", "ten", "than", "thanks", "that", "the", "their", "them", "then", "there",
    "there'll", "there's", "these", "they", "they'll", "they're", "this", "those", "three",
    "thursday", "thus", "time", "times", "to", "today", "together", "total", "totals", "tour",
    "train", "tram", "transit", "transport", "travel", "traveling", "travelling", "trip", "try",
    "tuesday", "two", "until", "up", "use", "visit", "visiting", "wait", "walk", "walking",
    "want", "was", "we", "we'd", "we'll", "we're", "we've", "wedding", "wednesday", "were",
    "what", "when", "where", "whereas", "which", "while", "who", "whom", "whose", "why", "window",
    "windows", "wish", "wishes", "with", "within", "won't", "work", "workshop", "would", "yes",
    "yet", "you", "you'd", "you'll", "you're", "your",
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
            ordinary = _SHORT.sub("", head.lower()) in ORDINARY
            article = head == "The" and tail and tail.split(" ")[0].lower() not in ORDINARY
            if article or not ordinary:
                break
            start += len(words) - len(tail.lstrip()) if tail else len(words)
            words = tail.lstrip()
        words = _SHORT.sub("", words)
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
