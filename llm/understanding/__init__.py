"""Understanding without a language model: words to a `TurnRequest`, by rules over data.

`understand` reads the newest message of a conversation. `resolve_reading` does the second half for a
`Reading` that a language model has filled. The lexicon of a language is one TOML file in `lexicon/`;
`TurnRequest.unread` lists the words no rule accounts for, so that a model can be asked instead.
"""

from llm.understanding.entry import read_places, understand
from llm.understanding.language import language_of
from llm.understanding.reading import Reading
from llm.understanding.resolve import resolve_reading

__all__ = [
    "Reading",
    "language_of",
    "read_places",
    "resolve_reading",
    "understand",
]
