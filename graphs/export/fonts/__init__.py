"""The typeface of pages and maps, and what to do with letters that it lacks.

DejaVu Sans Condensed has Latin, Greek, Cyrillic, Armenian and Georgian letters. Kana and hangul are
romanised from their Unicode names; a name that has no letter left is said to be in another script.
"""

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
_SYLLABLES = ("HANGUL SYLLABLE ", "KATAKANA LETTER ", "HIRAGANA LETTER ")
_HEPBURN = {
    "si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu",
    "sy": "sh", "ty": "ch", "zy": "j",
}  # fmt: skip


@cache
def register() -> None:
    """Once a process; before anything is drawn."""
    metrics = cast("Any", pdfmetrics)  # hardly typed
    for name in (REGULAR, BOLD):
        metrics.registerFont(TTFont(name, str(files("graphs.export.fonts") / f"{name}.ttf")))
    metrics.registerFontFamily(REGULAR, REGULAR, BOLD, REGULAR, BOLD)


def width(text: str, size: float, font: str = REGULAR) -> float:
    """Points."""
    register()
    return pdfmetrics.stringWidth(text, font, size)


def shown(text: str, otherwise: str) -> str:
    """With letters of the typeface only; `otherwise` where no letter of a name could be kept."""
    known = _glyphs()
    composed = unicodedata.normalize("NFC", text)
    if all(ord(letter) in known for letter in composed):
        return composed
    kept = "".join(letter for letter in _romanised(composed) if ord(letter) in known)
    clear = " ".join(kept.split())
    said = any(letter.isalpha() for letter in clear) or not any(map(str.isalpha, composed))
    return clear if said else otherwise


@cache
def _glyphs() -> frozenset[int]:
    register()
    return frozenset(pdfmetrics.getFont(REGULAR).face.charToGlyph)  # type: ignore[attr-defined]


def _romanised(text: str) -> str:
    """Hangul by its letters' names, kana in Hepburn's way; other letters as they are."""
    out = ""
    doubled = begun = False
    for letter in text:
        syllable = _syllable(letter)
        if not syllable:
            doubled, begun = False, False
            out += "" if unicodedata.category(letter) == "Lm" else letter
        elif syllable == "small tu":
            doubled = True
        elif syllable.startswith("small y") and out.endswith("i"):
            out = _fused(out, syllable.removeprefix("small "))
        else:
            plain = syllable.removeprefix("small ")
            said = _HEPBURN.get(plain, plain) if "HANGUL" not in unicodedata.name(letter) else plain
            out += (said[:1] if doubled else "") + (said if begun else said.capitalize())
            doubled, begun = False, True
    return out


def _syllable(letter: str) -> str:
    name = unicodedata.name(letter, "")
    start = next((each for each in _SYLLABLES if name.startswith(each)), None)
    return name.removeprefix(start).lower() if start else ""


def _fused(out: str, small: str) -> str:
    """ki + small ya: kya; shi + small ya: sha."""
    stem = out[:-1]
    soft = stem.lower().endswith(("sh", "ch", "j"))
    return stem + (small[1:] if soft else small)
