"""Stops in any order, in four languages."""

from datetime import date

import pytest

from llm.understanding import understand
from travel.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("message", "free"),
    [
        ("Two weeks in Lisbon, Porto and Madrid in any order from Berlin in May 2027", True),
        ("Lisbon and Porto from Berlin, 4 to 12 May 2027, the order doesn't matter", True),
        ("Zwei Wochen Lissabon und Madrid in beliebiger Reihenfolge ab Berlin im Mai 2027", True),
        ("Dos semanas en Lisboa y Madrid en cualquier orden desde Berlín en mayo de 2027", True),
        ("Deux semaines à Lisbonne et Madrid dans n'importe quel ordre depuis Berlin en mai", True),
        ("Lisbon and Porto from Berlin, 4 to 12 May 2027", False),
    ],
)
def test_an_order_left_open_is_read_and_leaves_no_word_unread(
    gazetteer: Gazetteer, message: str, free: bool
) -> None:
    today = date(2026, 11, 21)
    turn = understand([message], previous=None, today=today, gazetteer=gazetteer)
    assert turn.request.free_order is free
    assert len(turn.request.stops) >= 2
    assert turn.clear
