"""How well messages are understood: accuracy per slot over cases in YAML.

    python -m evals.understanding [FILE...] [--failures] [--lang de]

Without a file both halves are run: totals per file and per half. A case says only what it expects; a slot
it doesn't name isn't scored.

All 540 cases were written before or apart from the rules, by people who hadn't seen them. Their history:
`dev` and `b_dev` were open from the start. `c_dev` and `d_dev` were set aside, measured below the aim and then
opened. `e_dev` came later: it was totalled once before anyone had looked (731 of 757 slots, 96.6 %; the rules
before that round gave the same), then opened and the rules mended with it in view. `g_dev` was the first set
to be set aside; it was opened last, at 299 of 326 (91.7 %). So dev says how well known phrasings stay read, not how
well new ones are.

`f_heldout` has never been looked at, only totalled: 719 of 754 (95.4 %) at first sight, 720 (95.5 %) now.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from evals.slots import score
from llm.understanding import understand
from travel.gazetteer import Gazetteer
from travel.turn import TurnRequest

CASES = Path(__file__).parent / "cases"
HALVES: Mapping[str, tuple[Path, ...]] = {
    "dev": (
        CASES / "understanding_dev.yaml",
        CASES / "understanding_b_dev.yaml",
        CASES / "understanding_c_dev.yaml",
        CASES / "understanding_d_dev.yaml",
        CASES / "understanding_e_dev.yaml",
        CASES / "understanding_g_dev.yaml",
    ),
    "held out": (CASES / "understanding_f_heldout.yaml",),
}
AIRPORTS = Path(__file__).parent.parent / "tools/providers/sandbox/data/airports.csv"


def run_case(case: Mapping[str, Any], gazetteer: Gazetteer) -> TurnRequest:
    """The last turn of a case, each turn built on the one before."""
    today = case["today"] if isinstance(case["today"], date) else date.fromisoformat(case["today"])
    turn: TurnRequest | None = None
    messages: list[str] = []
    for message in case["turns"]:
        messages.append(str(message))
        turn = understand(
            messages,
            previous=turn.request if turn else None,
            today=today,
            gazetteer=gazetteer,
            pending=_pending(turn),
        )
    assert turn is not None
    return turn


def _pending(turn: TurnRequest | None) -> Any:
    """What the assistant would have asked after that turn."""
    if turn is None:
        return None
    if turn.ambiguities:
        return turn.ambiguities[0]
    return next(iter(turn.request.missing()), None)


def evaluate(
    files: Sequence[Path], gazetteer: Gazetteer, *, language: str = "", failures: bool = False
) -> tuple[Counter[str], Counter[str]]:
    """(right, total) by slot."""
    right, total = Counter[str](), Counter[str]()
    for file in files:
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            if language and case["lang"] != language:
                continue
            turn = run_case(case, gazetteer)
            for slot, good, detail in score(case["expect"], turn, gazetteer):
                total[slot] += 1
                right[slot] += good
                if failures and not good:
                    print(f"{case['id']:20} {slot:14} {detail}")
            total["(clear)"] += 1
            right["(clear)"] += turn.clear
            if failures and turn.unread:
                print(f"{case['id']:20} unread         {turn.unread}")
    return right, total


def report(right: Counter[str], total: Counter[str]) -> Iterator[str]:
    """A line a slot, then all slots together. "(clear)" is the share that needs no model."""
    for slot in sorted(total, key=lambda each: (each.startswith("("), -total[each])):
        yield f"{slot:22} {right[slot]:4} / {total[slot]:<4} {right[slot] / total[slot]:7.1%}"
    slots = [slot for slot in total if not slot.startswith("(")]
    good, all_ = sum(right[s] for s in slots), sum(total[s] for s in slots)
    yield f"{'all slots':22} {good:4} / {all_:<4} {good / max(1, all_):7.1%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--failures", action="store_true", help="print what went wrong")
    parser.add_argument("--lang", default="", help="only cases in this language")
    options = parser.parse_args()
    gazetteer = Gazetteer.load(AIRPORTS)
    groups = {"": tuple(options.files)} if options.files else HALVES
    for half, files in groups.items():
        right, total = Counter[str](), Counter[str]()
        for file in files:
            good, all_ = evaluate(
                [file], gazetteer, language=options.lang, failures=options.failures
            )
            print(f"\n{file.name}")
            print("\n".join(report(good, all_)))
            right, total = right + good, total + all_
        if half:
            print(f"\n{half}, {len(files)} files")
            print("\n".join(report(right, total)))


if __name__ == "__main__":
    main()
