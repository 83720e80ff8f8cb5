"""The phrase catalogs: complete, alike, and used."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import graphs
from graphs.answer.wishes import NAMED
from graphs.answer.words import PLACES, PLURALS, Words, flattened, languages, read_catalog, words
from travel.turn import Language
from travel.wishes import AccessNeed, Amenity, Board, Cabin, Climate, Diet, Interest, Pace, WishSlot

GRAPHS = Path(graphs.__path__[0])
OTHERS = [language for language in get_args(Language) if language != "en"]
COUNTED = ("max_stops", "bags", "min_stars", "rooms", "hotels")


def phrases(language: str) -> dict[str, str]:
    catalog = read_catalog(language)
    catalog.pop(PLACES, None)
    return flattened(catalog)


def bare(key: str) -> str:
    """Without the plural category: languages have different ones."""
    head, _, tail = key.rpartition(".")
    return head if tail in PLURALS else key


def placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


def test_every_language_of_a_turn_has_a_catalog() -> None:
    assert set(languages()) == set(get_args(Language))


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalog_has_the_phrases_of_the_english_one(language: str) -> None:
    assert {bare(key) for key in phrases(language)} == {bare(key) for key in phrases("en")}


@pytest.mark.parametrize("language", OTHERS)
def test_a_phrase_has_the_placeholders_of_the_english_one(language: str) -> None:
    english, other = phrases("en"), phrases(language)
    for key, phrase in other.items():
        if key.startswith(("locale.", "dates.day", "dates.month")):
            continue
        known = english.get(key) or english[f"{bare(key)}.other"]
        assert placeholders(phrase) == placeholders(known), key


@pytest.mark.parametrize("language", get_args(Language))
def test_a_counted_phrase_has_a_form_for_every_other_number(language: str) -> None:
    keys = set(phrases(language))
    counted = {bare(key) for key in keys if bare(key) != key}
    assert all(f"{key}.other" in keys for key in counted)


def strings_of_the_code() -> Iterator[ast.expr]:
    for file in sorted(GRAPHS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                yield node


def as_pattern(node: ast.expr) -> str:
    """What a key made by this string looks like; an f-string without a fixed beginning is none."""
    if isinstance(node, ast.Constant):
        return re.escape(node.value) if isinstance(node.value, str) else "(?!)"
    assert isinstance(node, ast.JoinedStr)
    parts = [
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z_., ]+"
        for part in node.values
    ]
    fixed = isinstance(node.values[0], ast.Constant) and "." in str(node.values[0].value)
    return "".join(parts) if fixed else "(?!)"


def test_every_phrase_is_used() -> None:
    families = "|".join({*NAMED.values(), "mode"})
    used = re.compile("|".join({as_pattern(node) for node in strings_of_the_code()}))
    keys = {bare(key) for key in phrases("en")}
    unused = {key for key in keys if not used.fullmatch(key)}
    assert {key for key in unused if not re.fullmatch(rf"({families})\..+", key)} == set()


def test_every_phrase_that_the_code_names_exists() -> None:
    keys = {bare(key) for key in phrases("en")}
    source = "\n".join(file.read_text(encoding="utf-8") for file in GRAPHS.rglob("*.py"))
    named = set(re.findall(r"\bw(?:\.n)?\(\s*[\"']([a-z_.]+)[\"']", source))
    assert len(named) > 80
    assert named - keys == set()


@pytest.mark.parametrize("language", get_args(Language))
def test_every_value_of_the_vocabulary_has_a_word(language: str) -> None:
    w = words(language)
    families = {
        "amenity": (*get_args(Amenity), *get_args(AccessNeed)), "board": get_args(Board),
        "cabin": get_args(Cabin), "climate": get_args(Climate), "diet": get_args(Diet),
        "interest": get_args(Interest), "pace": get_args(Pace),
        "wish": [slot for slot in get_args(WishSlot) if slot not in COUNTED],
    }  # fmt: skip
    missing = [f"{family}.{value}" for family, values in families.items() for value in values]
    assert [key for key in missing if not w.has(key)] == []


def test_an_unknown_language_is_answered_in_english() -> None:
    assert words("xx") is words("en")


def test_a_place_without_a_name_of_its_own_keeps_the_english_one() -> None:
    assert words("de").place("Lisbon") == "Lissabon"
    assert words("de").place("Springfield") == "Springfield"


def test_words_of_a_language_are_read_once() -> None:
    assert isinstance(words("fr"), Words)
    assert words("fr") is words("fr")
