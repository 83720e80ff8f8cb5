"""What stands beside a name: its country or state, or that it is the name of a person."""

from llm.understanding.surroundings import Mention, Surroundings
from llm.understanding.text import BREAKS, Token
from travel.gazetteer import folded

_CODE = 3


def is_person(around: Surroundings, at: int, before: bool) -> bool:
    """ "my wife Florence", "with friends Nancy and Sofia", "Nancy and I"."""
    token = around.tokens[at]
    if not token.capital:
        return before and token.text in around.lexicon.joiners
    if before and around.tokens[at - 1].text in (*around.lexicon.joiners, ","):
        return token.text in around.lexicon.person_names
    if at > 0 and around.tokens[at - 1].text in around.lexicon.group("person_before"):
        return True
    if at > 0 and around.tokens[at - 1].text in around.lexicon.group("maybe_person_before"):
        swaps = around.lexicon.group("swap_before")  # "replace Rome with Milan"
        swapped = any(each.text in swaps for each in around.tokens[max(0, at - 5) : at])
        return token.text in around.lexicon.person_names and not swapped
    if at > 1 and around.tokens[at - 1].text == "," and len(around.tokens) - at <= 3:
        return around.tokens[at - 2].text in around.lexicon.group("signoffs")
    follow = [t.text for t in around.tokens[at + 1 : at + 3]]
    joined = len(follow) == 2 and follow[0] in around.lexicon.joiners
    if at > 0 and around.tokens[at - 1].text in around.surely_before:
        return False
    return joined and follow[1] in around.lexicon.group("self")


def qualified(around: Surroundings, mention: Mention) -> Mention:
    """With the country or state said after it, or the airport code in brackets."""
    if not mention.known:
        return mention
    at = mention.end
    for skip in (2, 1, 0):
        head = [t.text for t in around.tokens[at : at + skip]]
        if head not in ([], [","], ["("], [",", "in"]):
            continue
        for length in (3, 2, 1):
            span = around.tokens[at + skip : at + skip + length]
            if len(span) < length or not all(t.is_word for t in span):
                continue
            name = _with_region(around, mention, span, parted=bool(head))
            if name:
                end = at + skip + length
                closed = head == ["("] and end < len(around.tokens)
                return Mention(name, mention.start, end + int(closed))
    return mention


def _with_region(
    around: Surroundings, mention: Mention, span: tuple[Token, ...], *, parted: bool
) -> str | None:
    said = " ".join(token.raw for token in span)
    if len(span) == 1 and len(said) == _CODE and said.isupper():
        airport = around.gazetteer.airport(said)
        if airport and folded(airport.city) in mention.name:
            return said
    short = len(said) <= _CODE
    if short and (not said.isupper() or (around.shouting and not parted)):
        return None  # "LONDON ON FRIDAY" is not in Ontario
    if any(token.text in BREAKS for token in span) or not around.gazetteer.regions(said):
        return None
    match = around.gazetteer.lookup(f"{mention.name}, {said}")
    inside = {country for country, _ in around.gazetteer.regions(said)}
    if match.place is None or match.place.country not in inside:
        alone = around.gazetteer.lookup(mention.name).place
        on_the_island = alone is not None and folded(said) in folded(alone.admin).split()
        return alone.name if alone and parted and on_the_island else None  # "Belfast, Ireland"
    return f"{mention.name}, {said}" if folded(said) != mention.name else None
