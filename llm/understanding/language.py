"""Which language a message is written in."""

from collections.abc import Sequence
from typing import cast

from llm.understanding.lexicon import codes, everyday, letters, scales, telltales
from llm.understanding.text import tokens_of
from travel.turn import Language

_LATEST, _EARLIER = 3, 1  # weights: the last message says most


def language_of(messages: Sequence[str], default: Language = "en") -> Language:
    """By frequent words and letters; the messages before the last decide where it says little."""
    scores = dict.fromkeys(codes(), 0.0)
    for index, message in enumerate(messages[-6:], start=max(0, 6 - len(messages))):
        weight = _LATEST if index == 5 else _EARLIER
        for code, points in _points(message[:1000]).items():
            scores[code] += weight * points
    best = max(scores, key=lambda code: scores[code])
    return cast(Language, best) if scores[best] > 0 else default


def _points(message: str) -> dict[str, float]:
    words = [token.text for token in tokens_of(message) if token.is_word]
    lowered = message.lower()
    return {
        code: sum((word in telltales(code)) + 0.5 * (word in everyday(code)) for word in words)
        + any(scale in word for scale in scales(code) for word in words)
        + 0.7 * any(letter in lowered for letter in letters(code))
        for code in codes()
    }
