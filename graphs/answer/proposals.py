""" "Somewhere warm": which place was chosen and why, and what else there was."""

from graphs.answer.layout import blocks, capital, table
from graphs.answer.legs import everyone
from graphs.answer.wishes import in_own_words
from graphs.answer.words import Words, has_cents
from graphs.result import TurnResult
from travel.money import Money
from travel.proposal import Proposal


def proposals(w: Words, result: TurnResult) -> str:
    """Nothing where no place was proposed."""
    chosen = next((each for each in result.proposals if each.chosen), None)
    if chosen is None:
        return ""
    others = [each for each in result.proposals if not each.chosen]
    return blocks(_why(w, chosen, result), _table(w, others) if others else None)


def none_found(w: Words, result: TurnResult) -> str:
    wish = result.request.wish("climate")
    return w("proposals.none", wish=in_own_words(w, wish) if wish else "")


def _why(w: Words, chosen: Proposal, result: TurnResult) -> str:
    wish = result.request.wish("climate")
    text = w(
        "proposals.why",
        wish=in_own_words(w, wish) if wish else "",
        place=named(w, chosen),
        month=w.month(chosen.climate.month),
        climate=_climate(w, chosen),
        cost=w.money(_cost(chosen)),
        party=everyone(w, result.request.party),
    )
    others = [each for each in result.proposals if not each.chosen]
    if not others:
        return text
    least = all(_cost(chosen).amount <= _cost(each).amount for each in others)
    return f"{text} {w('proposals.cheapest' if least else 'proposals.others')}"


def named(w: Words, proposal: Proposal) -> str:
    place = proposal.place
    country = w.country(place.country)
    name = w.place(place.name)
    return name if name == country else f"{name}, {country}"


def _climate(w: Words, proposal: Proposal) -> str:
    usual = proposal.climate
    return w(
        "proposals.climate",
        high=w.number(round(usual.high_c)),
        low=w.number(round(usual.low_c)),
        wet=w.n("proposals.wet_days", round(usual.wet_days)),
    )


def _cost(proposal: Proposal) -> Money:
    return proposal.flights_from + proposal.stay_from


def _table(w: Words, others: list[Proposal]) -> str:
    cents = any(has_cents(_cost(each)) for each in others)
    rows = [
        (
            named(w, each),
            w("weather.degrees", low=w.number(round(each.climate.low_c)),
              high=w.number(round(each.climate.high_c))),
            w.number(round(each.climate.wet_days)),
            w.money(_cost(each), cents=cents),
        )
        for each in others
    ]  # fmt: skip
    head = (
        w("proposals.place"),
        capital(w.month(others[0].climate.month)),
        w("proposals.wet"),
        w("proposals.from"),
    )
    return table(head, rows, frozenset({1, 2, 3}))
