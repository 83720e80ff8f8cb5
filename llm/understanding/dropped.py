"""What is named to be let go of: wishes, and the sights and areas that are no towns to go to."""

from collections.abc import Iterator

from llm.understanding.rules import Found
from llm.understanding.scan import Scan
from llm.understanding.surroundings import Mention
from llm.understanding.wishes import LISTS

_OF_SIGHTS = frozenset(("place", "longer", "shorter", "disrupted"))


def unwished(found: Found) -> str:
    """The slot, and of a list the value that goes."""
    slot = found.rule.name.removeprefix("wish.")
    return f"{slot}={found.rule.value}" if slot in LISTS else slot


def dropped_wishes(scan: Scan) -> Iterator[Found]:
    """ "Forget business class", "without the pool": a wish right after a word of dropping."""
    tokens = scan.chart.tokens
    for found in scan.found:
        before = found.start - 1
        if before > 0 and tokens[before].text in scan.lexicon.group("articles"):
            before -= 1
        group = scan.lexicon.group
        words = (
            group("must_go")
            if found.rule.value == "{time}"
            else (group("must_go") | group("negatives"))
        )  # "not before 9" is a wish
        drops = before >= 0 and tokens[before].text in words
        if drops and found.rule.name.startswith("wish."):
            yield found


def towns(scan: Scan) -> Iterator[Mention]:
    """Without those in what a sight or an area is called ("more time at Belém Tower") or is to be forgotten."""
    sights = [
        each
        for each in scan.found
        if (each.rule.name == "edit" and each.rule.value.partition("/")[0] in _OF_SIGHTS)
        or each.rule.name == "wish.areas"
        or "about" in each.captured
    ]
    for mention in scan.mentions:
        if any(each.start <= mention.start < each.end for each in sights):
            continue
        if not _in_a_dropped_sight(scan, mention):
            yield mention


def _in_a_dropped_sight(scan: Scan, mention: Mention) -> bool:
    """ "Drop Belém Tower" names no town, "drop Porto" does."""
    return any(
        end > mention.end or at < mention.start
        for each in scan.found
        if each.rule.name == "edit" and each.rule.value.partition("/")[0] == "drop"
        for at in range(each.start, mention.start + 1)
        for end, _ in scan.chart.marked("sight", at)
        if mention.end <= end <= each.end
    )
