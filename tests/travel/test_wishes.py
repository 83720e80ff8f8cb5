import pytest
from pydantic import ValidationError

from travel.dates import TravelDates
from travel.money import money
from travel.party import Party
from travel.request import Budget, TripRequest
from travel.wishes import WISH_TYPES, Wish


def test_a_wish_has_the_type_of_its_slot() -> None:
    assert Wish(slot="max_stops", value=0).value == 0
    assert Wish(slot="interests", value=("museums", "food")).value == ("museums", "food")
    with pytest.raises(ValidationError):
        Wish(slot="max_stops", value="many")
    with pytest.raises(ValidationError):
        Wish(slot="depart_after", value="9 am")
    with pytest.raises(ValidationError):
        Wish(slot="interests", value=())


def test_every_slot_survives_json() -> None:
    wish = Wish(slot="interests", value=("museums",), hard=False, words="we like museums")
    assert Wish.model_validate_json(wish.model_dump_json()) == wish
    assert len(WISH_TYPES) == len(set(WISH_TYPES))


def test_a_slot_holds_one_wish_and_the_last_word_counts() -> None:
    request = TripRequest().with_wish(Wish(slot="max_stops", value=1))
    assert request.with_wish(Wish(slot="max_stops", value=0)).wanted("max_stops") == 0
    assert request.without_wish("max_stops").wish("max_stops") is None
    with pytest.raises(ValidationError):
        TripRequest(wishes=(Wish(slot="bags", value=1), Wish(slot="bags", value=2)))


def test_a_budget_knows_what_it_is_for() -> None:
    party = Party(adults=2, children=(4, 1))
    each = Budget(amount=money(500, "EUR"), basis="per_person")
    night = Budget(amount=money(80, "EUR"), basis="per_night", scope="stay")
    assert each.ceiling(party, 5) == money(2000, "EUR")
    assert night.ceiling(party, 5) == money(400, "EUR")
    assert party.infants == 1
    assert party.seats == 3


def test_what_is_missing_depends_on_what_is_asked() -> None:
    assert TripRequest(intent="trip").missing() == ("destination", "origin", "dates")
    assert TripRequest(intent="weather").missing() == ("destination",)
    anywhere = TripRequest(dates=TravelDates()).with_wish(Wish(slot="climate", value="warm"))
    assert "destination" not in anywhere.missing()
