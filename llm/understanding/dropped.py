"""What is named to be let go of: wishes, and the sights and areas that are no towns to go to."""

from collections.abc import Iterator

from llm.understanding.rules import Found
from llm.understanding.scan import Scan
from llm.understanding.surroundings import Mention
from llm.understanding.text import BREAKS, ends_with
from llm.understanding.wishes import LISTS

_MOST_LINKING = 5  # tokens
_OF_SIGHTS = frozenset(("place", "longer", "shorter", "disrupted"))


def unwished(found: Found) -> str:
    """The slot, and of a list the value that goes."""
    slot = found.rule.name.removeprefix("wish.")
    return f"{slot}={found.rule.value}" if slot in LISTS else slot


def dropped_wishes(scan: Scan) -> Iterator[Found]:
    """ "Forget business class", "without the pool", "no need for a pool": a wish beside a word of refusal.

    "Not before 9" is a wish.
    """
    for found in scan.found:
        if found.rule.name.startswith("wish.") and (
            _is_told_to_go(scan, found)
            or (found.rule.value != "{time}" and _is_refused(scan, found))
        ):
            yield found


def _is_told_to_go(scan: Scan, found: Found) -> bool:
    tokens, group = scan.chart.tokens, scan.lexicon.group
    before = found.start - 1
    if before > 0 and tokens[before].text in group("articles"):
        before -= 1
    return before >= 0 and tokens[before].text in group("must_go")


def _is_refused(scan: Scan, found: Found) -> bool:
    """With nothing but small words between; or right after it, at the end of the clause."""
    tokens, lexicon = scan.chart.tokens, scan.lexicon
    linking = lexicon.group("linking") | lexicon.group("articles")
    at = found.start
    for _ in range(_MOST_LINKING):
        if ends_with([token.text for token in tokens[:at]], lexicon.phrases("refused")):
            return True
        if at == 0 or tokens[at - 1].text not in linking:
            break
        at -= 1
    last = [token.text for token in tokens[found.end : found.end + 2]]
    alone = len(last) == 1 or (len(last) == 2 and last[1] in BREAKS)
    return alone and (last[0],) in lexicon.phrases("refused")


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
