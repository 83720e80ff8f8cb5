"""Clauses, and whether something named in one is wanted or refused."""

import re

from evals.benchmarks.travelplanner.text.patterns import find, one_of

_BREAK = re.compile(
    r"[.;:!?()\n]+(?=\s|$)|[()]|,\s*(?=(?:we|i|and|but|so|though|although|just|only|prefer\w*|please|rather)\b)"
    r"|(?<!anything)(?<!everything)\s(?:but|though|although|however|whereas)\s|\sinstead\b(?!\s+of)"
    r"|\sand\s(?=(?:we|i|will|would|prefer|plan|are|they|then)\b)",
    re.IGNORECASE,
)
# Negative in form, not in what they say of the thing that follows.
_HARMLESS = re.compile(
    r"\b(?:(?:don['’]?t|do not|doesn['’]?t|does not|wouldn['’]?t|would not)\s+(?:really\s+)?(?:mind|matter|care)|"
    r"not (?:only|just|picky|fussy)|no (?:real |specific |particular |special |strong )*"
    r"(?:preferences?|requirements?|restrictions?|constraints?|objections?|issues?|problems?)|"
    r"can(?:['’]?t|not) (?:wait|live without|do without|go without)|without fail|not (?:want to )?miss)\b",
    re.IGNORECASE,
)
_REFUSING = find(
    r"\b",
    one_of(
        "no", "not", "non", "none", "nobody", "without", "never", "neither", "nor", "cannot", "minus", "against",
        "free of", "unable", "unwilling", "reluctant", "averse", "scared", "afraid", "terrified", "nervous",
        r"fear\w*", r"avoid\w*", r"exclud\w*", r"skip\w*", r"omit\w*", r"bypass\w*", r"eschew\w*", r"eliminat\w*",
        r"forgo\w*", r"refrain\w*", r"refus\w+", r"ban\w*", r"oppos\w*", r"dislike\w*", r"detest\w*", r"loathe\w*",
        "hat(?:e|es|ing)", "rul(?:e|es|ed|ing) out", r"leav\w+ out", r"opt\w* out", "pass(?:ing)? on",
        r"steer\w* clear", r"stay\w* (?:off|away|clear)", "instead of", "rather than", "in place of",
        "except(?! that)", "other than", r"(?:anything|everything|any \w+|all) but",
    ),
    r"\b|n['’]t\b",
)  # fmt: skip
_REFUSED_AFTER = find(
    r"^[- ]free\b|^[^,.;]{0,25}?\b",
    one_of(
        "out of the question", "off the table", "ruled out", "excluded", "unacceptable", "avoided", "no[- ]go",
        "(?:is|are) a no", "(?:isn|aren|won|can|shouldn)['’]t",
        r"not (?:an option|(?:a )?part of|allowed|possible|for (?:us|me)|something|(?:we|i|they)\b|desired|wanted|"
        r"acceptable|preferred|be\b|coming|joining|needed|required)",
        "(?:we|i|they)(?:['’]d| would)? (?:rather|(?:prefer|like|want|wish) to) (?:avoid|skip|not|do without)",
    ),
)  # fmt: skip
_ASIDE = re.compile(r"(n['’]t|\bnot|\bnever|\bprefer),[^,.;]{1,50},", re.IGNORECASE)
_PREFERRED_TO = re.compile(
    r"\b(?:prefer\w*|rather|sooner)\s+(?:[\w-]+\s+){1,5}(?:to|than)\s+(?:to\s+)?$", re.IGNORECASE
)
_REACH = re.compile(r"\b(?:instead of|rather than|in place of)\b\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:instead of|rather than|in place of)\b", re.IGNORECASE)


def clauses(text: str) -> list[str]:
    plain = _ASIDE.sub(r"\1 ", _HARMLESS.sub(" ", text))
    return [part for part in _BREAK.split(plain) if part and part.strip()]


def refused(clause: str, at: re.Match[str], reach: int = 200, *, listed: bool = False) -> bool:
    """Whether what matched is said not to be wanted; `reach` is how many characters back a "no" carries, and
    `listed` whether it carries over commas."""
    before = clause[max(0, at.start() - reach) : at.start()]
    before = before if listed else before.rpartition(",")[2]
    if _PREFERRED_TO.search(before):
        return True
    if _CHOICE.search(before):
        return bool(_REACH.search(before)) or bool(_REFUSING.search(_CHOICE.split(before)[0]))
    return bool(_REFUSING.search(before) or _REFUSED_AFTER.search(clause[at.end() :]))
