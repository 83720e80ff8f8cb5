"""Text as the rules see it."""

import re
import unicodedata
from collections.abc import Iterator

# What others say: between fences, after ">", after "wrote:", between quotation marks unless it is a name.
_QUOTED = re.compile(
    r"```.*?(?:```|\Z)|^[^\n]{0,80}?(?:^|:)\s*>[^\n]*$|\b(?:wrote|writes|says|said|schrieb|schreibt|sagt|sagte|"
    r"escribio|escribió|dice|dijo|écrit|dit|a dit)\s*:[^\n]*$|"
    r"\b(?:e-?mail|mail|website|site|page|blog|webseite|seite|correo|página|courriel|steht)\s*:[^\n]*$|"
    r"\bsteht,[^\n]*$|"
    r"[\"“„«](?:[^\"“”„«»\n]*\s){3,}[^\"“”„«»\n]*[\"”“»]",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])(?<!\d\.)\s+|\n+")
_CLAUSE = re.compile(
    r",?\s+(?:and|but|und|aber|y|pero|et|mais)\s+"
    r"(?=(?:i|we|my|our|ich|wir|mein|unser|yo|mi|nuestr|je|nous|mon|ma)\b|j'|i'm\b)"
    r"|(?<!angenommen)(?<!nehmen wir an)(?<!stell dir vor)(?<!imagine)(?<!suppose)(?<!let's say)"
    r",\s+(?=(?:i|we|ich|wir|je|nous|no|me)\s|i'm\s|we're\s|j'|soy\s|vivo\s|prefiero\s|tengo\s|tenemos\s"
    r"|(?:always|never|immer|nie|niemals|siempre|nunca|toujours|jamais)\s)",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """Small letters without accents, straight apostrophes, single blanks."""
    plain = text.replace("’", "'").casefold()
    if plain.isascii():
        return " ".join(plain.split())
    plain = unicodedata.normalize("NFKD", plain)
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(kept.split())


def clauses(text: str) -> Iterator[str]:
    """What the person says, piece by piece; what is quoted isn't theirs."""
    for sentence in _SENTENCE_END.split(_QUOTED.sub(" ", text)):
        if sentence.rstrip().endswith("?"):
            continue
        for clause in _CLAUSE.split(sentence):
            if stripped := clause.strip(" \t,.;!"):
                yield stripped
