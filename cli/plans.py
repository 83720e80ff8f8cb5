"""`itinerary show`, `verify` and `export`: what the doors of `cli.itinerary` do."""

import asyncio
import json
import os
import sys
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from cli.cards import print_cards
from cli.exits import Exit
from cli.output import as_object
from cli.turns import clock_on
from graphs.answer.words import words
from graphs.export import export, require_format
from graphs.export.markdown import text
from graphs.kept_plan import KeptPlan
from planning.verify import RULES, binding, verify
from travel.errors import BadInput
from travel.towns import Town
from wiring.open import open_tripsage
from wiring.settings import read_settings


def show_plan(thread: str | None, *, as_json: bool) -> int:
    plan, _ = asyncio.run(_read(thread))
    w = words(plan.language).knowing(plan.served)
    said = text(plan, w)
    if as_json:
        shown = as_object(plan.as_result().model_copy(update={"answer": said}))
        sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
    else:
        print_cards(plan, w, said)
    return Exit.DONE


def verify_plan(thread: str | None, file: Path | None, *, as_json: bool, today: date | None) -> int:
    """3 where a rule is broken. Raises BadInput where there is nothing to check against."""
    if file is not None and thread is not None:
        raise BadInput("give --thread or --file, not both")
    plan = _from_file(file) if file is not None else asyncio.run(_read(thread))[0]
    if plan.basis is None:
        raise BadInput(
            "this plan was kept without its evidence, by an earlier version: plan it once more"
        )
    broken = verify(plan.itinerary, plan.request, plan.basis, now=clock_on(today)())
    checked = binding(plan.request.intent)
    if as_json:
        found = [
            {
                **each.model_dump(mode="json"),
                "severity": each.severity,
                "sentence": RULES[each.rule],
            }
            for each in broken
        ]
        result = {"holds": not broken, "rules_checked": len(checked), "violations": found}
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        rules = len({each.rule for each in broken})
        for each in broken:
            sys.stdout.write(
                f"✗ {each.rule} ({each.severity}): {RULES[each.rule]}\n  {each.subject}: {each.detail}\n"
            )
        verdict = f"{rules} of {len(checked)} rules broken" if broken else "holds"
        counted = "" if broken else f": {len(checked)} rules checked"
        sys.stdout.write(f"{verdict}{counted}\n")
    return Exit.CANT_BE_MET if broken else Exit.DONE


def export_plan(file: Path, thread: str | None, *, force: bool) -> int:
    """Whole or not at all: what is written under another name takes the file's name at the end."""
    _require_writable(file, force=force)
    plan, towns = asyncio.run(_read(thread))
    content = export(plan, file.suffix, towns)
    _write(file, content)
    stamp = ", sandbox data" if plan.sandbox else ""
    sys.stdout.write(f"{file}: {len(content):,} bytes{stamp}\n")
    return Exit.DONE


async def _read(thread: str | None) -> tuple[KeptPlan, tuple[Town, ...]]:
    """The plan, and the towns of the world for its maps."""
    async with open_tripsage(read_settings(), model="keyless") as tripsage:
        plan = await tripsage.plan(await tripsage.last_thread() if thread is None else thread)
        return plan, tuple(tripsage.deps.gazetteer.towns())


def _from_file(file: Path) -> KeptPlan:
    try:
        return KeptPlan.model_validate_json(file.read_bytes())
    except OSError as error:
        raise BadInput(f"{file} can't be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise BadInput(
            f"{file} is no plan as `tripsage itinerary export PLAN.json` writes it: "
            f"{where}: {first['msg']}"
        ) from error


def _require_writable(file: Path, *, force: bool) -> None:
    """Before anything is computed. Raises BadInput."""
    require_format(file.suffix)
    if file.is_dir():
        raise BadInput(f"{file} is a folder")
    if not file.parent.is_dir():
        raise BadInput(f"there is no folder {file.parent}")
    if file.exists() and not force:
        raise BadInput(f"{file} is there already; --force replaces it")


def _write(file: Path, content: bytes) -> None:
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(f"{file} can't be written: {error.strerror}") from error
