"""Chooses which of the offered tools to call: those about what was said, and that can be filled."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from llm.keyless.fill import Known, Schema, fill, words_of

Call = tuple[str, dict[str, Any]]
EVERYDAY = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "find",
        "for",
        "from",
        "get",
        "give",
        "go",
        "how",
        "i",
        "in",
        "is",
        "it",
        "list",
        "look",
        "me",
        "my",
        "of",
        "on",
        "or",
        "please",
        "return",
        "returns",
        "search",
        "show",
        "some",
        "tell",
        "that",
        "the",
        "their",
        "there",
        "this",
        "to",
        "tool",
        "us",
        "use",
        "want",
        "we",
        "what",
        "when",
        "where",
        "which",
        "with",
        "you",
        "your",
        "would",
        "like",
        "need",
    ]
)


class Offered(NamedTuple):
    """A tool as a model sees it."""

    name: str
    description: str
    arguments: Mapping[str, Schema]
    required: frozenset[str]

    @classmethod
    def read(cls, tool: Mapping[str, Any]) -> "Offered":
        function = cast("Mapping[str, Any]", tool["function"])
        parameters = cast("Mapping[str, Any]", function.get("parameters") or {})
        return cls(
            name=str(function["name"]),
            description=str(function.get("description", "")),
            arguments=_resolved(parameters),
            required=frozenset(parameters.get("required", ())),
        )


def choose(offered: Sequence[Offered], known: Known, tool_choice: object) -> list[Call]:
    """The best-matching tool that can be filled, with every other one that matches as well.

    A choice that is forced is called with what is known, as a model would have to.
    """
    forced = _forced(offered, tool_choice)
    if len(forced) == 1:
        return [(forced[0].name, _filled(forced[0], known))]
    candidates = [(tool, _filled(tool, known)) for tool in forced or offered]
    ready = [(tool, args) for tool, args in candidates if tool.required <= set(args)]
    if not ready:
        return [(tool.name, args) for tool, args in candidates[:1]] if forced else []
    best = max(_relevance(tool, known) for tool, _ in ready)
    if best == 0 and len(offered) > 1 and not forced:
        return []
    return [(tool.name, args) for tool, args in ready if _relevance(tool, known) == best]


def ask_for(offered: Sequence[Offered], known: Known) -> str:
    """A question for what the likeliest tool still needs."""
    tool = max(offered, key=lambda each: _relevance(each, known))
    missing = sorted(tool.required - set(_filled(tool, known)))
    if not missing:
        names = ", ".join(each.name for each in offered)
        return f"I can't tell which of these would help: {names}. Could you say it differently?"
    wanted = ", ".join(_called(name, tool.arguments[name]) for name in missing)
    return f"To go on I need: {wanted}."


def _called(name: str, schema: Schema) -> str:
    described = str(schema.get("description", "")).strip().rstrip(".")
    plain = name.replace("_", " ")
    return f"{plain} ({described})" if described else plain


def _filled(tool: Offered, known: Known) -> dict[str, Any]:
    found = {name: fill(name, schema, known) for name, schema in tool.arguments.items()}
    return {name: value for name, value in found.items() if value is not None}


def _relevance(tool: Offered, known: Known) -> int:
    said = {_stem(word) for word in words_of(known.text)} - EVERYDAY
    about = {_stem(word) for word in words_of(f"{tool.name} {tool.description}")} - EVERYDAY
    named = {_stem(word) for word in words_of(tool.name)} - EVERYDAY
    return len(said & about) + 2 * len(said & named)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _forced(offered: Sequence[Offered], tool_choice: object) -> list[Offered]:
    if isinstance(tool_choice, dict):
        tool_choice = cast("Any", tool_choice).get("function", {}).get("name")
    if tool_choice in ("any", "required", True):
        return list(offered)
    return [tool for tool in offered if tool.name == tool_choice]


def _resolved(parameters: Mapping[str, Any]) -> dict[str, Schema]:
    """Properties with their references followed."""
    shared = cast("Mapping[str, Schema]", parameters.get("$defs", {}))
    properties = cast("Mapping[str, Schema]", parameters.get("properties", {}))
    return {name: _followed(schema, shared) for name, schema in properties.items()}


def _followed(schema: Schema, shared: Mapping[str, Schema]) -> Schema:
    reference = str(schema.get("$ref", ""))
    return {**shared.get(reference.rsplit("/", 1)[-1], {}), **schema} if reference else schema
