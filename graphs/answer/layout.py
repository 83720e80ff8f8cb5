"""Markdown that reads well as it stands, too."""

from collections.abc import Iterable, Sequence


def blocks(*parts: str | None) -> str:
    """Those that say something, with a blank line between."""
    return "\n\n".join(part for part in parts if part)


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def capital(text: str) -> str:
    """With a capital to begin with, the rest as it is."""
    return text[:1].upper() + text[1:]


def section(title: str, body: str) -> str:
    """Nothing where there is no body."""
    return f"## {title}\n\n{body}" if body else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int]) -> str:
    """Padded cells; the columns in `right` end flush."""
    body = [tuple(cells) for cells in rows]
    columns = range(len(head))
    widths = [max(3, *(len(cells[each]) for cells in (tuple(head), *body))) for each in columns]

    def row(cells: Sequence[str]) -> str:
        padded = (
            cells[each].rjust(widths[each]) if each in right else cells[each].ljust(widths[each])
            for each in columns
        )
        return f"| {' | '.join(padded)} |"

    rule = (
        "-" * (widths[each] - 1) + ":" if each in right else "-" * widths[each] for each in columns
    )
    return "\n".join((row(head), f"| {' | '.join(rule)} |", *map(row, body)))
