"""A plan in the terminal: a card for each day and a table of the money; plain Markdown where it is piped."""

import sys

from cli.screen import forgive, is_terminal
from graphs.answer.costs import cost_notes, cost_rows
from graphs.answer.days import item_text, item_times, weather
from graphs.answer.layout import blocks, capital
from graphs.answer.notes import sandbox
from graphs.answer.trip import headline, stay_section, transport_section
from graphs.answer.words import Words
from graphs.export.features import colour
from graphs.export.plain import EMPHASIS
from graphs.kept_plan import KeptPlan
from travel.itinerary import Day


def print_cards(plan: KeptPlan, w: Words, markdown: str) -> None:
    """`markdown` is what a pipe gets."""
    if not is_terminal(sys.stdout):
        forgive(sys.stdout)
        sys.stdout.write(f"{markdown}\n")
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(highlight=False)
    lead = blocks(
        headline(w, plan.itinerary, plan.request),
        sandbox(w, plan.as_result(), plan.itinerary),
        transport_section(w, plan.itinerary, plan.request),
        stay_section(w, plan.itinerary, plan.request),
    )
    console.print(Markdown(lead))
    for number, day in enumerate(plan.itinerary.days, 1):
        console.print(_card(plan, w, day, number))
    console.print(_money(plan, w))
    console.print(cost_notes(w, plan.itinerary), style="dim")


def _card(plan: KeptPlan, w: Words, day: Day, number: int):
    from rich.panel import Panel
    from rich.table import Table

    lines = Table.grid(padding=(0, 2))
    lines.add_column(no_wrap=True, style="dim")
    lines.add_column()
    for item in day.items:
        lines.add_row(item_times(w, item), _rich(item_text(w, item, day, plan.itinerary)))
    title = f"{capital(w.day(day.date))} · {w.place(day.city)}"
    sky = weather(w, day.weather) if day.weather is not None else None
    return Panel(
        lines if day.items else w("day.empty"),
        title=_rich(f"**{title}**"),
        title_align="left",
        subtitle=sky,
        subtitle_align="right",
        border_style=colour(number),
    )


def _money(plan: KeptPlan, w: Words):
    from rich.table import Table

    table = Table(title=w("head.money"), title_justify="left", title_style="bold")
    table.add_column(w("cost.what"))
    table.add_column(w("cost.amount"), justify="right")
    for row in cost_rows(w, plan.itinerary, plan.request):
        table.add_row(row.label, row.amount, style="bold" if row.total else "")
    return table


def _rich(markdown: str):
    """Bold stays bold; square brackets in names are no markup."""
    from rich.text import Text

    parts = EMPHASIS.split(markdown)
    return Text.assemble(*((part, "bold" if index % 2 else "") for index, part in enumerate(parts)))
