"""Requests that can't be met, of ten kinds, each refused for its reason and with a way out.

`python -m evals.suites.infeasible` prints them as YAML.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from evals.case import Case, Expect, Fault, Turn, World

TODAY = date(2026, 11, 21)
# kind -> (rules one of which is to blame, whether a way out has to be offered, messages)
KINDS: Mapping[str, tuple[tuple[str, ...], bool, tuple[str, ...]]] = {
    "budget far too small": (("budget",), True, (
        "a week in Tokyo from Berlin from 4 May 2027, two adults, 300 euros",
        "5 nights in New York from Oslo from 9 April 2027, 2 adults, 250 euros in all",
        "10 nights in Bangkok from Warsaw from 2 March 2027, four adults, 400 euros",
        "una semana en Singapur desde Madrid desde el 3 de mayo de 2027, dos adultos, 200 euros",
    )),
    "budget of a kind": (("budget",), True, (
        "4 nights in Lisbon from Berlin from 7 May 2027, 2 adults, 90 euros",
        "drei Nächte in Wien ab Hamburg ab 12. März 2027, zwei Erwachsene, 80 Euro insgesamt",
        "trois nuits à Rome depuis Lyon à partir du 5 juin 2027, deux adultes, 70 euros",
        "3 nights in Vienna from Warsaw from 6 August 2027, just me, 40 euros",
    )),
    "no nonstop flight": (("wish.max_stops", "wish", "offers", "route", "legs"), True, (
        "a week in Honolulu from Bilbao from 3 May 2027, two adults, nonstop flights only",
        "5 nights in Kyoto from Lyon from 10 April 2027, nonstop only, just me",
        "6 nights in Sydney from Manchester from 1 March 2027, two adults, nonstop flights only",
        "eine Woche in Buenos Aires ab Hamburg ab 5. April 2027, zwei Erwachsene, nur Direktflüge",
    )),
    "stars and money": (("budget",), True, (
        "7 nights in Paris from Warsaw from 7 May 2027, 2 adults, 5 stars, 350 euros",
        "5 nights in London from Oslo from 4 June 2027, 2 adults, at least 5 stars, 300 euros",
        "4 nights in Amsterdam from Lyon from 9 July 2027, two adults, 5 star hotel, 250 euros",
        "4 nights in Zurich from Berlin from 3 May 2027, 2 adults, at least 5 stars, 280 euros",
    )),
    "cabin and money": (("budget",), True, (
        "a week in Tokyo from Berlin from 10 May 2027, just me, business class, 600 euros",
        "5 nights in New York from London from 7 June 2027, two adults, business class, 900 euros",
        "a week in Singapore from Warsaw from 5 April 2027, two adults, first class, 1000 euros",
        "6 nights in Toronto from Lyon from 8 May 2027, just me, business class, 450 euros",
    )),
    "impossible hours": (("wish", "offers", "time"), True, (
        "4 nights in Lisbon from Berlin from 7 May 2027, two adults, nonstop, no flights before 23:30",
        "3 nights in Rome from Oslo from 7 May 2027, just me, nonstop, no flights before 23:30",
        "3 nights in Athens from Dublin from 7 May 2027, just me, nonstop, no flights before 23:30",
        "2 nights in Porto from Hamburg from 7 May 2027, two adults, nonstop, no flights before 23:30",
    )),
    "a budget for flights": (("budget",), True, (
        "a flight from Berlin to Tokyo on 4 May 2027, back on 11 May, one adult, at most 60 euros",
        "flights from Oslo to New York on 9 June 2027, back on 16 June, 2 adults, max 100 euros",
        "Flug von Hamburg nach Bangkok am 4. April 2027, zurück am 14. April, ein Erwachsener, höchstens 90 Euro",
        "a flight from Lyon to Toronto on 4 May 2027, back on 11 May, two adults, at most 120 euros",
    )),
    "a budget for beds": (("budget",), True, (
        "a hotel in Paris from 7 to 14 May 2027 for 2 adults, at most 60 euros in all",
        "a hotel in London from 7 to 12 June 2027 for two adults, 5 stars, at most 100 euros in all",
        "un hotel en Roma del 3 al 8 de mayo de 2027 para dos adultos, máximo 50 euros en total",
        "un hôtel à Paris du 3 au 9 mai 2027 pour deux adultes, 5 étoiles, 80 euros maximum",
    )),
    "nothing is on offer": ((), False, (
        "4 nights in Lisbon from Berlin from 7 May 2027, two adults",
        "3 nights in Vienna from Oslo from 5 June 2027, just me",
        "5 nights in Rome from Hamburg from 1 July 2027, two adults",
        "3 nights in Athens from Lyon from 2 April 2027, 4 adults",
    )),
    "no bed is on offer": ((), False, (
        "4 nights in Porto from Berlin from 7 May 2027, two adults",
        "3 nights in Prague from Oslo from 5 June 2027, just me",
        "5 nights in Naples from Hamburg from 1 July 2027, two adults",
        "3 nights in Dublin from Lyon from 2 April 2027, 4 adults",
    )),
}  # fmt: skip
WORLDS: Mapping[str, World] = {
    "nothing is on offer": World(faults=(Fault(where="flights", what="empty"), Fault(where="stays", what="empty"))),
    "no bed is on offer": World(faults=(Fault(where="stays", what="empty"),)),
}  # fmt: skip


def cases() -> Sequence[Case]:
    """In turn over the kinds, so that each kind lies in both halves."""
    return [
        Case(
            id=f"infeasible-{kind.replace(' ', '-')}-{round_ + 1}",
            slices=(kind,),
            today=TODAY,
            world=WORLDS.get(kind, World()),
            turns=(
                Turn(
                    say=messages[round_],
                    expect=Expect(plan="refused", blames=blames, offers_a_way=way),
                ),
            ),
        )
        for kind, (blames, way, messages) in KINDS.items()
        for round_ in range(4)
    ]


if __name__ == "__main__":
    from evals.suites.printing import printed

    print(printed(cases()))
