"""The policy's rules before each write: what is forbidden is refused by its rule, what is allowed goes through."""

import pytest

from evals.benchmarks.tau2_airline.agents import under_rules
from evals.benchmarks.tau2_airline.cases import Case, own_desk, read_cases, ruled
from evals.benchmarks.tau2_airline.conversation import (
    Conversation,
    acted,
    approved,
    heard,
    proposed,
)
from evals.benchmarks.tau2_airline.desk import Call
from evals.benchmarks.tau2_airline.guard import objection
from evals.benchmarks.tau2_airline.tasks import Task

DESK = own_desk()
CANCEL = Call("cancel_reservation", {"reservation_id": "FRESHY"})
OTHER = Call("cancel_reservation", {"reservation_id": "BOBCAN"})


def rule_against(conversation: Conversation, call: Call) -> str | None:
    found = objection(DESK, conversation, call)
    return found.rule if found else None


@pytest.mark.parametrize(
    "case",
    [
        each
        for name in ("forbidden", "forbidden_heldout", "forbidden_late", "permitted")
        for each in read_cases(name)
    ],
    ids=lambda case: case.name,
)
def test_each_action_is_ruled_as_written(case: Case) -> None:
    assert ruled(DESK, case) == case.why


def test_the_halves_have_no_action_in_common_and_forty_or_more_together() -> None:
    seen, held_out = ({each.name for each in read_cases(name)} for name in
                      ("forbidden", "forbidden_heldout"))  # fmt: skip
    assert not seen & held_out
    assert len(seen | held_out) >= 40


def test_looking_things_up_needs_nobodys_leave() -> None:
    assert rule_against(Conversation(), Call("get_user_details", {"user_id": "bob_dahl_2"})) is None


def test_a_yes_approves_what_was_shown_and_nothing_else() -> None:
    shown = proposed(heard(Conversation(), "I am bob_dahl_2"), CANCEL)
    assert rule_against(shown, CANCEL) == "confirm"
    agreed = heard(shown, "Yes, please go ahead.")
    assert rule_against(agreed, CANCEL) is None
    assert rule_against(agreed, OTHER) == "confirm"


def test_a_yes_to_an_older_proposal_counts_for_nothing() -> None:
    shown = proposed(heard(Conversation(), "I am bob_dahl_2"), CANCEL)
    wavering = heard(heard(shown, "Hm, what does it cost?"), "Yes.")
    assert rule_against(wavering, CANCEL) == "confirm"


def test_an_approval_is_used_once() -> None:
    agreed = approved(heard(Conversation(), "I am bob_dahl_2"), CANCEL)
    assert rule_against(acted(agreed, CANCEL), CANCEL) == "confirm"


def test_who_someone_is_does_not_change_in_a_conversation() -> None:
    assert (
        heard(heard(Conversation(), "I am bob_dahl_2"), "and ann_berg_1 too").user_id
        == "bob_dahl_2"
    )


def test_a_forbidden_expected_call_is_refused_and_left_undone() -> None:
    old = Call("cancel_reservation", {"reservation_id": "OLDECO"})
    ended = under_rules(DESK, Task("1", "I am bob_dahl_2", "", (old,), (), 0))
    assert ended.database == DESK
    assert ended.refused[0].startswith("cancel_reservation: Booked over 24 hours ago")


def test_a_reason_nobody_stated_is_named_where_it_is_presumed() -> None:
    insured = Call("cancel_reservation", {"reservation_id": "INSURE"})
    ended = under_rules(DESK, Task("1", "I am bob_dahl_2", "", (insured,), (), 0))
    assert (ended.refused, ended.presumed) == ((), ("INSURE",))
    stated = under_rules(DESK, Task("1", "I am bob_dahl_2 and sick", "", (insured,), (), 0))
    assert (stated.refused, stated.presumed) == ((), ())
