"""Counting what model calls used."""

from collections.abc import Iterable

from langchain_core.messages import AIMessage

from graphs.result import Usage
from graphs.state import Deps


def used(replies: Iterable[AIMessage], deps: Deps) -> Usage:
    """Calls, tokens and cost of replies; a keyless model's cost nothing and don't count."""
    total = Usage()
    for reply in replies:
        if reply.response_metadata.get("model_provider") == "keyless":
            continue
        tokens = reply.usage_metadata
        sent, got = (tokens["input_tokens"], tokens["output_tokens"]) if tokens else (0, 0)
        name = str(reply.response_metadata.get("model_name", ""))
        cost = deps.pricing.cost(name, sent, got)
        total += Usage(model_calls=1, input_tokens=sent, output_tokens=got, cost=cost)
    return total
