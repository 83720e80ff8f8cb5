"""What a front end could make a link or an image of: none is a model's, and none is in a provider's names.

An image is fetched when it is shown, and its address can carry away what was said. So a model's sentence with
anything like an address is left out, and what providers call their things is shown as dead text. Syntax:
CommonMark 0.31, GitHub's autolinks, and the looser ones of markdown-it's linkifier.
"""

import html
import re
import unicodedata
from collections.abc import Iterable

_DOTS = re.compile("[\u3002\uff0e\uff61\u2024]")  # what browsers take for a dot in a host's name
LIKE_AN_ADDRESS = re.compile(
    r"""
    !\[ | \]\s*[(\[:]                        # images, links, references and what those are defined by
    | <\s*[a-z/!?]                           # HTML, autolinks
    | [/\\]{2}                               # //host, also after a scheme
    | (?<![\w])[a-z][\w+.\-]*:(?=[^\s\d*_"')])  # a scheme
    | \bwww\s*\.
    | \S@\S
    | (?<![\w.\-])(?:[\w\-]{2,}\.)+[a-z]{2,}(?![\w])    # a host
    | (?<![\w.\-])[\w\-]+(?:\.[\w\-]+)+[/?\#:]\S        # a host with a path
    | \bxn--
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LIVE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!(?=\[)"), "! "),
    (re.compile(r"\](?=[(\[:])"), "] "),
    (re.compile(r"<(?=[A-Za-z/!?])"), "< "),
    (re.compile(r"&(?=#?\w+;)"), "& "),
    (re.compile(r"(?<=[A-Za-z0-9+.\-]:)(?=[/\\]{2})"), " "),
    (re.compile(r"\b(www)(?=\.)", re.IGNORECASE), r"\1 "),
    (re.compile(r"(?<=\S)@(?=\S)"), " @ "),
    (re.compile(r"\b(mailto|data|javascript|xmpp):(?=\S)", re.IGNORECASE), r"\1 :"),
)


def addresses(text: str) -> list[str]:
    """What in the text is like one, however it is written."""
    seen = _DOTS.sub(".", _plain(text))
    return [match.group().strip() for match in LIKE_AN_ADDRESS.finditer(seen)]


def inert(text: str, keep: Iterable[str] = ()) -> str:
    """The text with nothing live in it but the addresses to keep."""
    kept = sorted({each for each in keep if each}, key=len, reverse=True)
    if not kept:
        return _dead(text)
    parts = re.split(f"({'|'.join(re.escape(each) for each in kept)})", text)
    return "".join(part if at % 2 else _dead(part) for at, part in enumerate(parts))


def _dead(text: str) -> str:
    for live, dead in _LIVE:
        text = live.sub(dead, text)
    return text


def _plain(text: str) -> str:
    """Without what is not seen, and with what stands for another character read as that."""
    seen = "".join(char for char in html.unescape(text) if unicodedata.category(char) != "Cf")
    return re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", unicodedata.normalize("NFKC", seen))
