"""The table of all suites and yardsticks, as text and as a page."""

from collections.abc import Iterator
from html import escape

from evals.benchmarks.published import told
from evals.everything import Overview, Row
from evals.reports.html import document, table

HEADS = ("", "half, or measure", "passed", "share", "95 % interval", "published (see below)")


def text(overview: Overview) -> Iterator[str]:
    """One table, then the sources of what is published."""
    yield f"model: {overview.model}"
    yield f"{'':14} {'half, or measure':46} {'passed':>11} {'share':>7} {'95 % interval':>18}  published (see below)"
    for row in (*overview.suites, *overview.yardsticks):
        yield f"{row.name:14} {row.what:46} {_figures(row, overview)}".rstrip()
    yield ""
    for number, each in enumerate(overview.published, 1):
        yield f"[{number}] {each.yardstick}: {told(each)}"


def _figures(row: Row, overview: Overview) -> str:
    if not row.of:
        return row.missing or "none"
    passed, share, interval, beside = _cells(row, overview)
    return f"{passed:>11} {share:>7} {interval:>18}  {beside}"


def _cells(row: Row, overview: Overview) -> tuple[str, str, str, str]:
    low, high = row.share.interval()
    beside = [f"{overview.published[number - 1].score} [{number}]" for number in row.published]
    return (
        f"{row.passed} / {row.of}",
        f"{row.share.value:.1%}",
        f"{low:.1%} to {high:.1%}",
        "; ".join((*((f"ours: {row.value}",) if row.value else ()), *beside)),
    )


def page(overview: Overview) -> str:
    """One self-contained file."""
    notes = "".join(
        f"<li><b>{escape(each.yardstick)}</b> {escape(told(each))}</li>"
        for each in overview.published
    )
    suites = table(HEADS[:5], _rows(overview.suites, overview))
    yardsticks = table(HEADS, _rows(overview.yardsticks, overview), "overview")
    body = (
        f'<h1>TripSage evals</h1><p class="dim">model: {escape(overview.model)}</p>'
        f"<h2>Suites</h2>{suites}<h2>Yardsticks</h2>{yardsticks}"
        f'<h2>Published</h2><ol class="published">{notes}</ol>'
    )
    return document("TripSage evals", body)


def _rows(rows: tuple[Row, ...], overview: Overview) -> Iterator[tuple[str, ...]]:
    for row in rows:
        names = escape(row.name), escape(row.what)
        if row.of:
            passed, share, interval, beside = _cells(row, overview)
            last = () if rows is overview.suites else (escape(beside),)
            yield (*names, passed, share, interval, *last)
        else:
            yield (*names, *[""] * 3, escape(row.missing or "none"))
