"""Phrases without their Markdown."""

import re

EMPHASIS = re.compile(r"\*\*(.+?)\*\*")
ITALICS = re.compile(r"^\*(.+)\*$", re.DOTALL)


def plain(text: str) -> str:
    """Without the marks of bold, and of italics around the whole."""
    return EMPHASIS.sub(r"\1", ITALICS.sub(r"\1", text))
