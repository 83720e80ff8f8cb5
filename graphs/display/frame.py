"""What every card has: one look, and the stamp on what is simulated."""

from html import escape

STYLE = """<style>
.tripsage{font:14px/1.5 system-ui,sans-serif;max-width:46rem}
.tripsage h1{font-size:1.25em}.tripsage h2{font-size:1.1em}.tripsage h3,.tripsage h4{font-size:1em}
.tripsage table{border-collapse:collapse;margin:.5em 0}
.tripsage td,.tripsage th{padding:.15em .8em .15em 0;text-align:left;border:0}
.tripsage svg{max-width:100%;height:auto;display:block;margin:.6em 0}
.tripsage .stamp{display:inline-block;border:1px solid #b45309;color:#b45309;border-radius:3px;padding:0 .4em}
.tripsage .quiet{opacity:.7}
</style>"""


def card(*parts: str, stamp: str = "") -> str:
    """`parts` are HTML; the stamp is text."""
    stamped = f'<p><span class="stamp">{escape(stamp)}</span></p>' if stamp else ""
    body = "\n".join(part for part in (*parts, stamped) if part)
    return f'<div class="tripsage">{STYLE}\n{body}\n</div>'
