"""The words of each language: one TOML file a language, and nothing of it in the code.

Tables of a file (phrases are in the pattern language of `patterns.py`, word lists are blank-separated):

    code, words        the ISO 639-1 code, and frequent words that give the language away;
                       `letters` that do
    filler             words that carry nothing for a travel request (they never count as unread)
    respell            chat spellings and shortened words ("pls", "w/", "2nite") -> what they stand for
    numbers ordinals months weekdays multipliers currency day_suffixes
    month_tails        what is written in one word with a month ("Junihälfte")
    number_joint       what joins the parts of a number in one word ("zweiundzwanzig"), `number_scales` those
                       it is counted in; `scores` where sixty and four score go up to nineteen
    moneys             whose a dollar or peso is ("canadian")
    holidays           a day ("12-24", "easter-2") -> phrases; `periods` those that mean a few days
    classes            word classes, `<name>` in patterns
    time date          rule -> phrases that mark a time of day, a date
    year               "year=1" -> phrases for next year after a month ("May next year")
    rules              rule or "rule=value" -> phrases; the code that acts on a rule knows its name
    wishes             slot -> value -> phrases
    edits, last        rules that only count where there is a plan to change; `last` on what is left
    choices            rules that only count where alternatives were shown
    hints              rule -> phrases that may overlap anything: what is wanted, how firmly
    not_places         words that are also names of places but need a preposition to mean one
    not_places_ever    those that mean one only with a capital after a preposition
    person_names       names of persons that are also names of places
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from llm.understanding.grammar import Grammar, literals, stems
from llm.understanding.rules import Rule, RuleSet
from llm.understanding.text import tokens_of
from travel.gazetteer import folded

# Rules on a stretch of time that two of may bound a longer one ("early May to mid June").
STRETCHES = frozenset({"part", "part_month", "around", "month", "period", "week_of"})


# What stands beside "$" in any language; `[moneys]` of a language adds whose a dollar or a peso is.
_MONEYS = {"CAD": "c ca can", "AUD": "a au", "NZD": "nz", "SGD": "s sg", "HKD": "hk", "USD": "us",
           "BRL": "r", "MXN": "mx", "TWD": "nt"}  # fmt: skip
_MOST_SLIPS = 2
_UNITS = ("night", "day", "week", "people", "adult", "kids")


@cache
def _data(code: str) -> Mapping[str, Any]:
    text = files("llm.understanding.lexicon").joinpath(f"{code}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def codes() -> tuple[str, ...]:
    """The languages there are files for, English first."""
    names = sorted(each.name for each in files("llm.understanding.lexicon").iterdir())
    found = [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
    return tuple(sorted(found, key=lambda code: code != "en"))


@cache
def telltales(code: str) -> frozenset[str]:
    """Frequent words of a language."""
    return frozenset(map(folded, _data(code)["words"].split()))


@cache
def everyday(code: str) -> frozenset[str]:
    """Words that are in the language's lists, without compiling its phrases."""
    data = _data(code)
    tables = ("months", "weekdays", "currency")
    lists = [words for table in tables for words in data[table].values()]
    names = {folded(word) for table in ("numbers", "ordinals") for word in data[table]}
    return frozenset(names).union(_words(data["filler"]), *(_words(words) for words in lists))


@cache
def letters(code: str) -> str:
    """Letters that point to a language."""
    return _data(code).get("letters", "")


@cache
def scales(code: str) -> tuple[str, ...]:
    """What numbers written in one word contain ("zweitausendvierhundert")."""
    return tuple(_data(code).get("number_scales", ()))


@cache
def lexicon(code: str) -> "Lexicon":
    return Lexicon(_data(code))


class Lexicon:
    """One language, ready to match."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.code: str = data["code"]
        self.classes: Mapping[str, Sequence[str]] = data.get("classes", {})
        self._grammar = Grammar(self.classes)
        self._groups: dict[str, frozenset[str]] = {}
        self._spellings_near: dict[tuple[str, int], tuple[str, ...]] = {}
        self._calendar_near: dict[str, tuple[str, ...]] = {}
        self._phrases_of: dict[str, tuple[tuple[str, ...], ...]] = {}
        self.numbers = _folded_keys(data["numbers"])
        self.number_joint: str = data.get("number_joint", "")
        self.number_scales = tuple(data.get("number_scales", {}).items())
        self.scores: bool = data.get("scores", False)
        self.ordinals = _folded_keys(data["ordinals"])
        self.months = _inverted(data["months"])
        self.shy_months = _words(data.get("shy_months", ""))
        self.weekdays = _inverted(data["weekdays"])
        self.month_tails = _words(data.get("month_tails", ""))
        self.day_suffixes = _words(data.get("day_suffixes", ""))
        self.joiners = _words(data["joiners"])
        self.multipliers = _folded_keys(data["multipliers"])
        self.currency = {
            folded(word): code for code, words in data["currency"].items() for word in words.split()
        }
        self.moneys = {
            folded(word): code
            for code, words in {**_MONEYS, **data.get("moneys", {})}.items()
            for word in words.split() + _MONEYS.get(code, "").split()
        }
        self.month_first_words = _words(data.get("month_first_words", ""))
        self.respell = {
            tuple(token.text for token in tokens_of(word)): tuple(t.text for t in tokens_of(said))
            for word, said in data.get("respell", {}).items()
        }
        self.not_places = _words(data.get("not_places", ""))
        self.not_places_ever = _words(data.get("not_places_ever", ""))
        self.person_names = _words(data.get("person_names", ""))
        self.plural_endings = tuple(data.get("plural_endings", "s").split())
        self.filler = _words(data["filler"]) | telltales(self.code)
        self.seasons: Mapping[str, Sequence[int]] = data.get("seasons", {})
        self.periods: Mapping[str, Sequence[str]] = data.get("periods", {})

    def rules(self, table: str) -> RuleSet:
        """Of one of the tables time, date, rules (with wishes and holidays), hints."""
        return self._rule_sets[table]

    @cached_property
    def _rule_sets(self) -> Mapping[str, RuleSet]:
        return {name: RuleSet(rules) for name, rules in self._compiled.items()}

    @cached_property
    def _compiled(self) -> Mapping[str, list[Rule]]:
        data = self._data
        main = [*self._table(data["rules"])]
        for slot, values in data["wishes"].items():
            for value, phrases in values.items():
                main += self._phrases(f"wish.{slot}", value, phrases)
        holidays = [
            rule
            for day, phrases in data["holidays"].items()
            for rule in self._phrases("holiday", day, phrases)
        ]
        return {
            "time": [*self._table(data["time"])],
            "date": [*self._table(data["date"]), *holidays],
            "year": [*self._table(data.get("year", {}))],
            "stretch": [rule for rule in main if rule.name in STRETCHES],
            "interest": [
                rule
                for value, phrases in data["wishes"].get("interests", {}).items()
                for rule in self._phrases("interest", value, phrases)
            ],
            "rules": main,
            "rules_and_edits": [*main, *self._table(data["edits"])],
            "rules_and_choices": [
                *main,
                *self._table(data["choices"]),
                *self._table(data["edits"]),
            ],
            "back": self._phrases("back", "", ["<back>"]),
            "last": [*self._table(data["last"])],
            "hints": [*self._table(data["hints"])],
        }

    def _table(self, table: Mapping[str, Sequence[str]]) -> Iterator[Rule]:
        for key, phrases in table.items():
            name, _, value = key.partition("=")
            yield from self._phrases(name, value, phrases)

    def _phrases(self, name: str, value: str, phrases: Iterable[str]) -> list[Rule]:
        return [Rule(name, value, self._grammar.compiled(phrase)) for phrase in phrases]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word a rule mentions, and every word that is known to carry nothing."""
        named = {
            word
            for rules in self._compiled.values()
            for rule in rules
            for word in literals(rule.nodes)
        }
        tables = (self.numbers, self.ordinals, self.months, self.weekdays, self.currency)
        short = (word[0] for word in self.respell if len(word) == 1)
        return frozenset(named.union(self.filler, short, *tables))

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The words worth correcting a slip to, in the same order in every process."""
        return tuple(sorted(word for word in self.vocabulary if len(word) >= 5))

    def spellings_near(self, word: str) -> tuple[str, ...]:
        """Of those, the ones with its first letter and of about its length: no other is a slip or two away."""
        key = word[0], len(word)
        if key not in self._spellings_near:
            self._spellings_near[key] = tuple(
                each
                for each in self.spellings
                if each[0] == key[0] and abs(len(each) - key[1]) <= _MOST_SLIPS
            )
        return self._spellings_near[key]

    def calendar_near(self, word: str) -> tuple[str, ...]:
        """The months and weekdays with its first letter."""
        first = word[0]
        if first not in self._calendar_near:
            near = tuple(each for each in self.calendar_words if each[0] == first)
            self._calendar_near[first] = near
        return self._calendar_near[first]

    @cached_property
    def calendar_words(self) -> tuple[str, ...]:
        return tuple(word for word in (*self.months, *self.weekdays) if len(word) >= 4)

    def group(self, name: str) -> frozenset[str]:
        """The single words of a word class; nothing for a class the language hasn't."""
        if name not in self._groups:
            words = (tokens_of(word) for word in self.classes.get(name, ()))
            self._groups[name] = frozenset(word[0].text for word in words if len(word) == 1)
        return self._groups[name]

    def phrases(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The phrases of a word class as words, without what the pattern language adds."""
        if name not in self._phrases_of:
            self._phrases_of[name] = tuple(
                tuple(token.text for token in tokens_of(each))
                for each in self.classes.get(name, ())
            )
        return self._phrases_of[name]

    @cached_property
    def before_names(self) -> frozenset[str]:
        """Words such as "to", "from" and "the"."""
        return self.group("place_before") | self.articles_and_of | self.group("origin_before")

    @cached_property
    def counted(self) -> frozenset[str]:
        """What is counted in a request: nights, days, people ..."""
        return frozenset(word for unit in _UNITS for word in self.group(unit))

    def same_unit(self, one: str, other: str) -> bool:
        return any(one in self.group(unit) and other in self.group(unit) for unit in _UNITS)

    @cached_property
    def articles_and_of(self) -> frozenset[str]:
        return self.group("articles") | self.group("of")

    def stemmed(self, word: str) -> bool:
        """Whether a pattern such as "vegetar*" accepts it."""
        return any(word.startswith(stem) for stem in self._stems.get(word[:3], ()))

    @cached_property
    def _stems(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for rules in self._compiled.values():
            for rule in rules:
                for stem in stems(rule.nodes):
                    found.setdefault(stem[:3], set()).add(stem)
        return found


def _words(text: str) -> frozenset[str]:
    return frozenset(map(folded, text.split()))


def _folded_keys(table: Mapping[str, int]) -> Mapping[str, int]:
    return {folded(word): number for word, number in table.items()}


def _inverted(table: Mapping[str, str]) -> Mapping[str, int]:
    return {folded(word): int(number) for number, words in table.items() for word in words.split()}
