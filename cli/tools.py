"""`tripsage tools`: which providers stand behind each capability, and any tool called by hand."""

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from cli.doctor import providers
from cli.exits import Exit
from tools.catalog import every_tool
from travel.errors import BadInput, ModelRetry
from wiring.geography import open_gazetteer
from wiring.open import system_clock
from wiring.providers import open_providers
from wiring.settings import Settings, read_settings


def show_tools(*, as_json: bool) -> int:
    """A line a provider of each capability; 1 when one doesn't answer."""
    findings = asyncio.run(providers(read_settings()))
    if as_json:
        sys.stdout.write(json.dumps([each._asdict() for each in findings], indent=2) + "\n")
    else:
        for each in findings:
            sys.stdout.write(
                f"{'✓' if each.state == 'ok' else '✗'} {each.what:<10} {each.detail}\n"
            )
    return Exit.DONE if all(each.state == "ok" for each in findings) else Exit.FAULT


def call_tool(name: str, arguments: Sequence[str]) -> int:
    """Prints the tool's answer as JSON. Raises BadInput for a tool or an argument that isn't one."""
    given = dict(_argument(each) for each in arguments)
    sys.stdout.write(asyncio.run(_called(read_settings(), name, given)) + "\n")
    return Exit.DONE


def _argument(written: str) -> tuple[str, Any]:
    """`name=value`; a value that is JSON is read as such, any other is text."""
    name, equals, value = written.partition("=")
    if not equals or not name:
        raise BadInput(f"--arg {written!r} isn't name=value")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


async def _called(settings: Settings, name: str, given: dict[str, Any]) -> str:
    gazetteer = open_gazetteer()
    async with open_providers(settings, gazetteer, system_clock, seed=settings.seed) as opened:
        tools = {tool.name: tool for tool in every_tool(opened.toolbox, gazetteer)}
        if name not in tools:
            raise BadInput(f"there is no tool {name!r}; there are: {', '.join(tools)}")
        unknown = sorted(set(given) - set(tools[name].args))
        if unknown:
            raise BadInput(f"{name} takes {', '.join(tools[name].args)}, not {', '.join(unknown)}")
        try:
            return str(await tools[name].ainvoke(given))
        except ValidationError as error:
            wrong = "; ".join(
                f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()
            )
            raise BadInput(f"{name}: {wrong}") from None
        except ModelRetry as error:
            raise BadInput(str(error)) from None
