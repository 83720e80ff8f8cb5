"""Places spelt wrongly, and names that exist nowhere."""

from llm.understanding.surroundings import Mention, Surroundings
from llm.understanding.text import Token
from travel.gazetteer import folded

_GUESSABLE = 1.5  # the fame of a name that is meant even in small letters
_LONG = 8  # letters: such a word, one slip away from a known name, is that name
_LETTER = 15  # tokens from which a message may be signed


def misspelt(around: Surroundings, at: int) -> Mention | None:
    """A word that is no word of the language: a place spelt wrongly, or one nobody knows."""
    token = around.tokens[at]
    if not _odd(around, token) or around.after_article(at) or _signs(around, at):
        return None
    after = at > 0 and around.tokens[at - 1].text in around.surely_before
    for end in (at + 2, at + 1):
        if end <= len(around.tokens) and around.joined(at, end):
            if (
                end == at + 2
                and not _odd(around, around.tokens[at + 1])
                and not (around.tokens[at + 1].capital)
            ):
                continue
            name = " ".join(t.raw for t in around.tokens[at:end])
            like = around.gazetteer.likeness(name)
            plain = len(name) >= _LONG and _one_slip(folded(name), like or "")
            famous = like is not None and around.gazetteer.fame(like) > _GUESSABLE
            if like and (after or token.capital or plain or famous):
                return Mention(like, at, end)
    if after and not (_has_digits_near(around, at)):
        return _unknown(around, at)
    return None


def _signs(around: Surroundings, at: int) -> bool:
    """ "..., Brenda" at the end of a longer message."""
    return at == len(around.tokens) - 1 and at > _LETTER and around.tokens[at - 1].text == ","


def _odd(around: Surroundings, token: Token) -> bool:
    return (
        len(token.text) >= 4
        and not around.gazetteer.is_adjective(token.text)
        and token.text not in around.lexicon.vocabulary
        and token.text not in around.lexicon.not_places
        and not around.telltale(token)
        and not around.lexicon.stemmed(token.text)
    )


def _has_digits_near(around: Surroundings, at: int) -> bool:
    return at + 1 < len(around.tokens) and around.tokens[at + 1].text in ("%", "°")


def _unknown(around: Surroundings, at: int) -> Mention | None:
    token = around.tokens[at]
    if not token.capital and around.tokens[at - 1].text not in around.lexicon.group("to_from"):
        return None
    end = at + 1
    while end < len(around.tokens) and around.tokens[end].capital and around.tokens[end].is_word:
        if around.tokens[end].text in around.lexicon.vocabulary:
            break
        end += 1
    return Mention(" ".join(t.raw for t in around.tokens[at:end]), at, end, known=False)


def _one_slip(name: str, like: str) -> bool:
    from rapidfuzz.distance import OSA

    return OSA.distance(name, like, score_cutoff=1) <= 1
