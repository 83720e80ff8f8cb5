"""The light Markdown of answers as HTML: headings, lists, tables, bold and italic; all else is escaped."""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")


def as_html(text: str) -> str:
    kinds = groupby(text.splitlines(), key=_kind)
    return "\n".join(part for kind, lines in kinds for part in _block(kind, list(lines)))


def _kind(line: str) -> str:
    if not line.strip():
        return ""
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    return "item" if re.match(r"\s*- ", line) else "text"


def _block(kind: str, lines: list[str]) -> Iterator[str]:
    match kind:
        case "heading":
            for line in lines:
                level = min(6, 1 + len(line) - len(line.lstrip("#")))
                yield f"<h{level}>{_inline(line.lstrip('# '))}</h{level}>"
        case "item":
            items = "".join(f"<li>{_inline(line.strip()[2:])}</li>" for line in lines)
            yield f"<ul>{items}</ul>"
        case "table":
            rows = [line for line in lines if not re.fullmatch(r"[|\s:-]+", line)]
            yield f"<table>{''.join(map(_row, rows))}</table>"
        case "text":
            yield f"<p>{'<br>'.join(map(_inline, lines))}</p>"
        case _:
            pass


def _row(line: str) -> str:
    cells = line.strip().strip("|").split("|")
    return f"<tr>{''.join(f'<td>{_inline(cell.strip())}</td>' for cell in cells)}</tr>"


def _inline(text: str) -> str:
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<b>\1</b>", escape(text)))
