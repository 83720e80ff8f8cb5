"""Tables between bars made lines which read alone: units from the headings, a matrix as one line a way."""

import re
from collections.abc import Iterator, Sequence

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_UNITS = (
    ("minutes", re.compile(r"\b(?:min\w*|meeting|meet)\b", re.IGNORECASE)),
    ("hours", re.compile(r"\b(?:hours|hrs|h)\b", re.IGNORECASE)),
    ("days", re.compile(r"\b(?:days?|nights?|stay|length|duration)\b", re.IGNORECASE)),
)
_LEAVING = re.compile(r"\b(?:city|from|origin|departure|airport)\b", re.IGNORECASE)
_REACHED = re.compile(r"\b(?:city|to|destination|arrival|airport|connected)\b", re.IGNORECASE)

Row = Sequence[str]


def _cells(line: str) -> Row:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _valued(heading: str, cell: str) -> str:
    """A bare number with its heading's unit; "10-12" under days are numbered days."""
    unit = next((name for name, pattern in _UNITS if pattern.search(heading)), "")
    if unit == "days" and re.fullmatch(r"\d+\s*(?:-|\u2013|to)\s*\d+", cell):
        return f"day {cell}"
    return f"{cell} {unit}" if unit and re.fullmatch(r"\d+(?:\.\d+)?\+?", cell) else cell


def _matrix(headings: Row, rows: Sequence[Row]) -> Iterator[str]:
    """Lines from each row's place to each column's."""
    for here, *cells in rows:
        for there, cell in zip(headings[1:], cells, strict=False):
            number = re.match(r"\d+", cell)
            if number and here != there:
                yield f"{here} to {there}: {number[0]} minutes"


def _table(headings: Row, rows: Sequence[Row]) -> Iterator[str]:
    if len(set(headings[1:]) & {row[0] for row in rows}) > 1:
        yield from _matrix(headings, rows)
        return
    if len(headings) == 2 and _LEAVING.search(headings[0]) and _REACHED.search(headings[1]):
        joint = "to" if re.search(r"\bto\b", headings[1], re.IGNORECASE) else "and"
        yield from (f"{row[0]} {joint} {row[1]}" for row in rows if len(row) == 2)
        return
    for row in rows:
        yield " | ".join(
            _valued(heading, cell) for heading, cell in zip(headings, row, strict=False) if cell
        )


def _lines(lines: Sequence[str]) -> Iterator[str]:
    i = 0
    while i < len(lines):
        if i + 1 < len(lines) and "|" in lines[i] and _RULE.fullmatch(lines[i + 1]):
            end = i + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            yield from _table(_cells(lines[i]), [_cells(line) for line in lines[i + 2 : end]])
            i = end
        else:
            yield lines[i]
            i += 1


def untabled(text: str) -> str:
    return "\n".join(_lines(text.split("\n")))
