"""Patterns written one alternative at a time."""

import re


def one_of(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


def find(*parts: str) -> re.Pattern[str]:
    """The parts one after the other, whatever their case."""
    return re.compile("".join(parts), re.IGNORECASE)
