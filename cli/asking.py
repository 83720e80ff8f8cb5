"""A person's word at the terminal: on a booking, on a cancellation, and who travels."""

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import ValidationError

from travel.booking import (
    Asked,
    Contact,
    Traveller,
    TravellerDetails,
    TravellersAsked,
    Word,
)

YES = frozenset(["y", "yes", "ja", "j", "sí", "si", "s", "oui", "o", "ok", "approve"])
NO = frozenset(["n", "no", "nein", "non", "reject"])
LATER = frozenset(("l", "later", "später", "luego", "plus tard"))
Ask = Callable[[str], str | None]  # prompts; the line given, None at the end of the input


class Answer(NamedTuple):
    """What a person said: a word, with travellers' details where they were asked for; or a new message.

    Neither where it is left for later, or the input ended.
    """

    word: Word | None = None
    travellers: TravellerDetails | None = None
    message: str | None = None


def ask_for(what: Asked, ask: Ask) -> Answer:
    """Asks until there is an answer."""
    if isinstance(what, TravellersAsked):
        travellers = _details(what, ask)
        return Answer(Word(says="yes" if travellers else "no"), travellers)
    while True:
        said = ask("yes / no / later › ")
        folded = (said or "later").strip().casefold()
        if folded in YES or folded in NO:
            says = "yes" if folded in YES else "no"
            return Answer(Word(says=says, digest=what.digest))
        if folded in LATER:
            return Answer()
        if said and said.strip():
            return Answer(message=said.strip())


def _details(what: TravellersAsked, ask: Ask) -> TravellerDetails | None:
    """None where the person stops with an empty line."""
    people = [f"Adult {number}" for number in range(1, what.adults + 1)]
    people += [f"Child of {age}" for age in what.children]
    sys.stdout.write("An empty line stops; nothing is booked then.\n")
    try:
        travellers = tuple(_traveller(each, ask) for each in people)
        email = _field(Contact, "email", "E-mail", ask)
        phone = _field(Contact, "phone", "Phone, with + and the country's code", ask)
    except _Stopped:
        return None
    return TravellerDetails(travellers=travellers, contact=Contact(email=email, phone=phone))


class _Stopped(Exception):
    pass


def _traveller(who: str, ask: Ask) -> Traveller:
    sys.stdout.write(f"{who}\n")
    given = _field(Traveller, "given_name", "  Given name, as in the passport", ask)
    family = _field(Traveller, "family_name", "  Family name", ask)
    born = _field(Traveller, "born_on", "  Born on (YYYY-MM-DD)", ask)
    gender = _field(Traveller, "gender", "  Gender in the passport (m or f)", ask)
    number = _optional("  Passport number (may be left empty)", ask)
    documents: list[dict[str, Any]] = []
    if number:
        country = _must("  Passport issued by (two letters, e.g. DE)", ask).upper()
        ends = _optional("  Passport valid until (YYYY-MM-DD, may be left empty)", ask)
        documents = [{"number": number, "country": country, "expires_on": ends or None}]
    try:
        return Traveller.model_validate(
            {
                "given_name": given,
                "family_name": family,
                "born_on": born,
                "gender": gender,
                "title": "mr" if gender == "m" else "ms",
                "documents": documents,
            }
        )
    except ValidationError as error:
        sys.stdout.write(f"  {_told(error)}\n")
        return _traveller(who, ask)


def _field(model: type[Contact] | type[Traveller], name: str, prompt: str, ask: Ask) -> str:
    """Asked for until the model takes it as this field."""
    while True:
        said = _must(prompt, ask)
        try:
            model.model_validate({name: said})
        except ValidationError as error:
            wrong = [each for each in error.errors(include_input=False) if each["loc"][0] == name]
            if wrong:
                sys.stdout.write(f"  {'; '.join(each['msg'] for each in wrong)}\n")
                continue
        return said


def _told(error: ValidationError) -> str:
    """What is wrong, never what was typed."""
    return "; ".join(each["msg"] for each in error.errors(include_input=False))


def _must(prompt: str, ask: Ask) -> str:
    said = (ask(f"{prompt}: ") or "").strip()
    if not said:
        raise _Stopped
    return said


def _optional(prompt: str, ask: Ask) -> str:
    said = ask(f"{prompt}: ")
    if said is None:
        raise _Stopped
    return said.strip()
