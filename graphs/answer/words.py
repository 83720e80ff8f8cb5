"""The words of an answer in one language: phrases from its catalog, money and dates from CLDR (babel).

A catalog is `phrases/<language>.toml`. Where a phrase depends on a number, it is a table of CLDR plural
categories ("one", "other", ...). `[places]` holds cities whose name differs from the English one.
"""

import tomllib
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, cast

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, parse_pattern

from travel.money import Money

FALLBACK = "en"
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
PLACES = "places"
NARROW_BLANKS = str.maketrans({"\u202f": "\u00a0", "\u2009": " "})  # not every terminal has them


class Words:
    """Share one a language: `words(language)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        catalog = read_catalog(language)
        self._places = cast("dict[str, str]", catalog.pop(PLACES, {}))
        self._phrases = flattened(catalog)
        self._locale = Locale.parse(self._phrases["locale.dates"])
        self._money = Locale.parse(self._phrases["locale.money"])
        self._exact = self._money.currency_formats["standard"]
        self._whole = parse_pattern(self._exact.pattern.replace(".00", ""))
        self.airports: Mapping[str, str] = {}

    def knowing(self, airports: Mapping[str, str]) -> "Words":
        """These words, with the cities that airports serve, by code."""
        mine = copy(self)
        mine.airports = airports
        return mine

    # Phrases ----------------------------------------------------------------------------------

    def __call__(self, key: str, **values: object) -> str:
        """Raises KeyError for a phrase that isn't in the catalog."""
        return self._phrases[key].format(**values)

    def has(self, key: str) -> bool:
        return key in self._phrases

    def known(self, key: str, otherwise: str = "") -> str:
        """The phrase as it stands, or `otherwise`."""
        return self._phrases.get(key, otherwise)

    def n(self, key: str, number: float, **values: object) -> str:
        """The plural form that goes with `number`, which is `{n}`."""
        form = f"{key}.{self._locale.plural_form(number)}"
        phrase = self._phrases[form if form in self._phrases else f"{key}.other"]
        return phrase.format(n=self.number(number), **values)

    def all_of(self, parts: Iterable[str]) -> str:
        """ "a, b and c"."""
        return format_list(list(parts), locale=self._locale)

    def any_of(self, parts: Iterable[str]) -> str:
        """ "a, b or c"."""
        return format_list(list(parts), style="or", locale=self._locale)

    def place(self, name: str) -> str:
        return self._places.get(name, name)

    def country(self, code: str) -> str:
        return cast("Mapping[str, str]", self._locale.territories).get(code, code)

    # Figures ----------------------------------------------------------------------------------

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self._locale).translate(NARROW_BLANKS)

    def percent(self, share: float) -> str:
        return format_percent(round(share, 2), locale=self._locale).translate(NARROW_BLANKS)

    def money(self, amount: Money, *, cents: bool | None = None) -> str:
        """Without a fraction where there is none, unless `cents` says so."""
        exact = amount.rounded()
        whole = not has_cents(exact) if cents is None else not cents
        return format_currency(
            exact.amount,
            exact.currency,
            format=self._whole if whole else self._exact,
            currency_digits=not whole,
            locale=self._money,
        ).translate(NARROW_BLANKS)

    # Time -------------------------------------------------------------------------------------

    def day(self, day: date) -> str:
        return self._date(day, "dates.day")

    def day_of_year(self, day: date) -> str:
        """With the year."""
        return self._date(day, "dates.day_year")

    def month(self, month: int) -> str:
        return self._date(date(2000, month, 1), "dates.month")

    def span(self, first: date, last: date, *, year: bool = False) -> str:
        """From one day to another, as short as it can be."""
        end = self.day_of_year(last) if year else self.day(last)
        if first == last:
            return end
        if (first.year, first.month) == (last.year, last.month):
            start = self._date(first, "dates.day_in_month")
        elif year and first.year != last.year:
            start = self.day_of_year(first)
        else:
            start = self.day(first)
        return self("dates.span", first=start, last=end)

    def clock(self, instant: datetime) -> str:
        """On the 24 hour clock that the instant carries."""
        return f"{instant:%H:%M}"

    def clock_after(self, instant: datetime, begun: datetime) -> str:
        """With "+1" where the local date is one later than when it began."""
        days = (instant.date() - begun.date()).days
        return self.clock(instant) + (f" {days:+d}" if days else "")

    def duration(self, minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self("duration.minutes", m=rest)
        if not rest:
            return self("duration.hours", h=hours)
        return self("duration.both", h=hours, m=rest)

    def _date(self, day: date, pattern: str) -> str:
        return format_date(day, self._phrases[pattern], locale=self._locale)


def words(language: str) -> Words:
    """Of a language with a catalog, else English."""
    return _read(language if language in languages() else FALLBACK)


@cache
def _read(language: str) -> Words:
    return Words(language)


@cache
def languages() -> tuple[str, ...]:
    """Those that have a catalog."""
    names = (entry.name for entry in files("graphs.answer").joinpath("phrases").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def read_catalog(language: str) -> dict[str, Any]:
    text = files("graphs.answer").joinpath(f"phrases/{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def flattened(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Dotted keys."""
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            flat |= flattened(cast("Mapping[str, Any]", value), f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat


def has_cents(amount: Money) -> bool:
    return amount.amount != amount.amount.to_integral_value()
