"""What a model may say: only what the evidence does."""

import pytest

from graphs.events import TextDelta
from graphs.guard import Known, Sentences

FACTS = """**5 nights in Lisbon** for 2 adults, from Berlin. It costs **€1,484.20** in all.
- Out: 09:40 Berlin (BER) → 12:25 Lisbon (LIS), TAP Air Portugal TP533
- Hotel do Limoeiro, Alfama, 1.2 km from the centre, €149.80 a night"""


@pytest.mark.parametrize(
    "text",
    [
        "Lisbon suits you: the flight TP533 leaves Berlin at 09:40 and lands at 12:25.",
        "It costs €1,484.20 in all, about 1,480 euros.",
        "It costs 1484.20 EUR.".replace(" EUR", " euros"),
        "The Hotel do Limoeiro is 1.2 km from the centre.",
        "I would take it. The Alfama is lovely on a Saturday in May.",
    ],
)
def test_what_stands_in_the_evidence_may_be_said(text: str) -> None:
    assert not Known([FACTS]).lacks(text)


@pytest.mark.parametrize(
    ("text", "made_up"),
    [
        ("The flight leaves at 09:45.", "09:45"),
        ("It costs 1,480 euros.", "1,480"),
        ("It costs about 1,700 euros.", "1,700"),
        ("Take TP534 instead.", "TP534"),
        ("Stay at the Hotel Avenida instead.", "Avenida"),
        ("There is also a flight to FAO.", "FAO"),
        ("You are 3 adults.", "3"),
    ],
)
def test_what_does_not_is_named(text: str, made_up: str) -> None:
    assert made_up in Known([FACTS]).lacks(text)


@pytest.mark.parametrize(
    ("written", "evidence"),
    [("1.484,20", "1,484.20"), ("1 484,20".replace(" ", "\u202f"), "1484.2"), ("2.400", "2,400")],
)
def test_a_number_is_the_same_in_every_countrys_spelling(written: str, evidence: str) -> None:
    assert not Known([evidence]).lacks(f"Das kostet {written}.", "de")


def test_german_nouns_are_no_names() -> None:
    assert not Known([FACTS]).lacks("Das ist eine schöne Reise mit gutem Wetter.", "de")


def test_sentences_pass_one_by_one_as_they_become_whole() -> None:
    told: list[str] = []

    def write(delta: TextDelta) -> None:
        told.append(delta.text)

    said = Sentences(facts=FACTS, instructions="", language="en", write=write)
    text = "Lisbon suits you. It costs €1,484.20 in all. Flight ZZ999 is better. Enjoy"
    for end in range(1, len(text) + 1, 3):
        said.hear(text[:end])
    assert told == ["Lisbon suits you.", " It costs €1,484.20 in all."]
    said.finish(f"{text} it!")
    assert said.text == "Lisbon suits you. It costs €1,484.20 in all. Enjoy it!"
    assert told[-1] == "\n\n"
    assert "".join(told).strip() == said.text


def test_what_a_model_was_instructed_with_is_not_repeated() -> None:
    instructions = "Write two to five sentences in the traveller's language. Name no prices."
    said = Sentences(facts=FACTS, instructions=instructions, language="en", write=lambda _: None)
    text = "I was told: write two to five sentences! Lisbon suits you. Name no prices, I heard."
    said.hear(text)
    said.finish(text)
    assert said.text == "Lisbon suits you. Name no prices, I heard."
