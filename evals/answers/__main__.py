"""The cache of answers: wrong hits, hits, thresholds.

    python -m evals.answers pairs [FILE] [--seed 1]    # questions that look alike: which are taken for one
    python -m evals.answers day [--seed 1] [--asked 2000] [--different 200]
    python -m evals.answers tune

`FILE` has "difference | one | other" a line, under the language in brackets. What is set aside (by the hash of its
words) is totalled and never shown; `tune` doesn't read it.
"""

import argparse
import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from evals.answers.day import askings, fingerprint, parted, replayed
from evals.answers.pairs import Pair, crossed_pairs, made_pairs, read_pairs
from evals.answers.tuning import best, judged, points
from evals.answers.ways import Half, question, read_topics, taken_for_one
from memory.answers.store import open_rows
from memory.answers.terms import TERMS
from memory.migrations import apply_migrations
from wiring.embedded import start_embedded, stop_embedded

HALVES: tuple[Half, ...] = ("dev", "held out")


def show_pairs(file: Path | None, seed: int) -> bool:
    """Whether no pair was taken for one."""
    topics = read_topics()
    sets = {"given": read_pairs(file)} if file else {
        "written by hand": read_pairs(),
        f"made, seed {seed}": made_pairs(topics, seed=seed),
        "two topics of one place": list(crossed_pairs(topics, seed=seed)),
    }  # fmt: skip
    clean = True
    for name, pairs in sets.items():
        for half in HALVES:
            some = [pair for pair in pairs if file or pair.half == half]
            wrong = [pair for pair in some if taken_for_one(pair.one, pair.other, pair.language)]
            clean = clean and not wrong
            print(f"{name:26} {'all' if file else half:9} {len(some):6} pairs, {_asked(some):6} of questions that "
                  f"answers are kept for, {len(wrong)} taken for one")  # fmt: skip
            if file or half == "dev":
                for pair in wrong:
                    print(f"    {pair.difference}: {pair.one} | {pair.other}")
            if file:
                break
    if not file:
        kinds = Counter(
            pair.difference for pair in [*sets["written by hand"], *made_pairs(topics, seed=seed)]
        )
        print("differences:", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    return clean


def _asked(pairs: list[Pair]) -> int:
    return sum(
        question(pair.one, pair.language) is not None and question(pair.other, pair.language) is not None
        for pair in pairs
    )  # fmt: skip


async def show_day(seed: int, asked: int, different: int) -> None:
    topics = read_topics()
    with tempfile.TemporaryDirectory(prefix="tripsage-") as folder:
        home = Path(folder)
        dsn = await asyncio.to_thread(start_embedded, home)
        try:
            await apply_migrations(dsn)
            for half in HALVES:
                day = list(askings(topics, half, seed=seed, count=asked, different=different))
                async with open_rows(dsn) as rows:
                    found = await replayed(rows, day)
                    await rows.clear()
                print(
                    f"{half:9} seed {seed}, day {fingerprint(day)}: {found.asked} askings of {different} questions, "
                    f"{parted(day)} keys\n"
                    f"          hits {found.hits / found.asked:.1%}, wrong {found.wrong}; the same words again "
                    f"{found.alike / found.asked:.1%}, the same question again {found.repeated / found.asked:.1%}\n"
                    f"          model tokens saved {found.saved / found.tokens:.1%} of {found.tokens:,} (four letters "
                    f"a token); a lookup takes {found.slowest:.1f} ms at the 95th percentile"
                )
        finally:
            await asyncio.to_thread(stop_embedded, home)


def show_tuning(seed: int) -> None:
    topics = read_topics()
    pairs = [*read_pairs(), *made_pairs(topics, seed=seed), *crossed_pairs(topics, seed=seed)]
    found = points(list(judged(topics, pairs, seed=seed)))
    chosen = best(found)
    print("kind       threshold  precision  recall  hits")
    for point in found:
        mark = " <- best" if chosen.get(point.kind) == point.threshold else ""
        mark += " (set)" if TERMS[point.kind].likeness == point.threshold else ""
        print(
            f"{point.kind:10} {point.threshold:9.2f} {point.precision:10.3f} {point.recall:7.3f} {point.hits:5}{mark}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("what", choices=("pairs", "day", "tune"))
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--asked", type=int, default=2000)
    parser.add_argument("--different", type=int, default=200)
    options = parser.parse_args()
    if options.what == "pairs":
        return 0 if show_pairs(options.file, options.seed) else 1
    if options.what == "day":
        asyncio.run(show_day(options.seed, options.asked, options.different))
    else:
        show_tuning(options.seed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
