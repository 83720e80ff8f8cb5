"""A run as one page that needs nothing else: tables, and each case with transcript, trace and cost."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from evals.compare import Difference
from evals.figures import Line, lines, scorer_lines, slice_lines
from evals.ran import Ran, Report, ShownTurn
from graphs.display.markdown import as_html

_HERE = Path(__file__).parent
_HEADS = (
    "suite", "half", "cases", "pass@1", "", "95 % interval", "pass^k", "checks", "ms a turn", "p95",
    "calls", "tokens", "USD",
)  # fmt: skip


def page(report: Report, since: Difference | None = None) -> str:
    """One self-contained file; what changed `since` an earlier run comes before the cases."""
    passed = sum(ran.passed for ran in report.cases)
    body = "\n".join(
        (
            "<h1>TripSage evals</h1>",
            f'<p class="dim">model: {escape(report.model)} · {passed} of {len(report.cases)} '
            "attempts passed every check</p>",
            table(_HEADS, (_cells(line) for line in lines(report)), "suites"),
            f"<details><summary><b>By scorer</b></summary>{_scored(report)}</details>",
            f"<details><summary><b>By slice</b></summary>{_slices(report)}</details>",
            _changed(since) if since is not None else "",
            "<h2>Cases</h2>",
            _tools(report),
            *(_case(ran, report) for ran in report.cases),
        )
    )
    js = (_HERE / "page.js").read_text(encoding="utf-8")
    return document("TripSage evals", body, f"<script>{js}</script>")


def document(title: str, body: str, scripts: str = "") -> str:
    """One self-contained file."""
    css = (_HERE / "page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{css}</style></head>"
        f"<body><main>{body}</main>{scripts}</body></html>\n"
    )


def table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]], name: str = "") -> str:
    head = "".join(f"<th>{each}</th>" for each in heads)
    told = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="wide"><table class="{name}"><tr>{head}</tr>{told}</table></div>'


def _cells(line: Line) -> tuple[str, ...]:
    low, high = line.cases.interval()
    return (
        line.suite,
        line.cut,
        f"{line.cases.passed} / {line.cases.of}",
        f"{line.cases.value:.1%}",
        f'<span class="bar"><i style="width:{line.cases.value:.0%}"></i></span>',
        f"{low:.1%} to {high:.1%}",
        f"{line.pass_k:.1%} ^{line.k}",
        f"{line.checks.passed} / {line.checks.of}",
        str(line.median),
        str(line.p95),
        str(line.model_calls),
        str(line.tokens),
        "?" if line.cost is None else f"{line.cost:.4f}",
    )


def _scored(report: Report) -> str:
    return table(("suite", "scorer", "right", "of", "share"), _scorers(report))


def _scorers(report: Report) -> Iterator[tuple[str, ...]]:
    for suite, scorer, share in scorer_lines(report):
        yield suite, scorer, str(share.passed), str(share.of), f"{share.value:.1%}"


def _slices(report: Report) -> str:
    heads = ("suite", "slice", "cases", "pass@1", "95 % interval")
    rows = (
        (row[0], escape(row[1]), row[2], row[3], row[5])
        for row in (_cells(line) for line in slice_lines(report))
    )
    return table(heads, rows)


def _changed(found: Difference) -> str:
    rows = (
        (suite, half, f"{before.value:.1%}", f"{after.value:.1%}")
        for suite, half, before, after in found.shares
    )
    kinds = {
        "broken": found.broken,
        "fixed": found.fixed,
        "new": found.new,
        "gone": found.gone,
    }
    listed = "".join(
        f'<li><b class="{"bad" if kind == "broken" else "good" if kind == "fixed" else "dim"}">{kind}</b> '
        f"{escape(case)} <span class='dim'>{escape(found.why.get(case, '') if kind == 'broken' else '')}</span></li>"
        for kind, cases in kinds.items()
        for case in cases
    )
    shares = table(("suite", "half", "before", "after"), rows)
    return f"<h2>Changed since</h2><ul>{listed or '<li>no case</li>'}</ul>{shares}"


def _tools(report: Report) -> str:
    names = dict.fromkeys(ran.suite for ran in report.cases)
    suites = "".join(f'<option value="{name}">{name}</option>' for name in names)
    return (
        '<div class="tools"><input type="search" id="words" placeholder="Search in cases" aria-label="Search">'
        f'<select id="suite" aria-label="Suite"><option value="">all suites</option>{suites}</select>'
        '<select id="which" aria-label="Outcome"><option value="">passed and failed</option>'
        '<option value="failed">failed</option><option value="passed">passed</option></select>'
        '<span class="dim" id="count"></span></div>'
    )


def _case(ran: Ran, report: Report) -> str:
    times = report.milliseconds.get(ran.key, ())
    came = "passed" if ran.passed else "failed"
    mark = '<span class="good">✓</span>' if ran.passed else '<span class="bad">✗</span>'
    facts = f"{', '.join(ran.slices)} · {ran.half} · {_counted(len(ran.turns), 'turn')} · {sum(times)} ms"
    general = "".join(_failure(each.scorer, each.detail) for each in ran.failures if not each.turn)
    turns = "".join(_turn(ran, number, turn) for number, turn in enumerate(ran.turns, 1))
    bare = "" if ran.turns else _bare(ran)
    drawn = report.maps.get(ran.key, "")
    plan = (
        f'<h3 class="dim">The plan at the end</h3><div class="map">{drawn}</div>' if drawn else ""
    )
    return (
        f'<details class="case" data-suite="{ran.suite}" data-came="{came}"><summary>{mark} '
        f'<span class="id">{escape(ran.suite)}/{escape(ran.id)}</span> <span class="dim">#{ran.attempt}</span>'
        f'<span class="facts">{escape(facts)}</span></summary>'
        f'<div class="inside">{general}{bare}{turns}{plan}</div></details>'
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _bare(ran: Ran) -> str:
    right = sum(check.ok for check in ran.checks)
    return f'<p class="dim">{right} of {len(ran.checks)} checks; the words are kept unseen.</p>'


def _failure(scorer: str, detail: str) -> str:
    return f'<div class="fail"><b>{escape(scorer)}</b> {escape(detail)}</div>'


def _turn(ran: Ran, number: int, turn: ShownTurn) -> str:
    wrong = [each for each in ran.failures if each.turn == number]
    trace = "".join(f"<li>{escape(line)}</li>" for line in turn.trace)
    cost = "unknown" if turn.cost is None else f"{turn.cost:.4f} USD"
    calls = _counted(turn.model_calls, "model call")
    used = f"{calls}, {turn.input_tokens} tokens in, {turn.output_tokens} out, {cost}"
    answer = f'<div class="answer">{as_html(turn.answer)}</div>' if turn.answer else ""
    return (
        f'<div class="said">{escape(turn.said)}</div>{answer}'
        f"{''.join(_failure(each.scorer, each.detail) for each in wrong)}"
        f'<details class="trace"><summary>trace: {_counted(len(turn.trace), "step")} · {used}</summary>'
        f"<ol>{trace}</ol></details>"
    )
