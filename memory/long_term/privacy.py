"""What must not be remembered."""

import re
from typing import Literal

from memory.long_term.text import folded

Secret = Literal["card", "password", "passport", "health"]

_DIGITS = re.compile(r"(?<![\d+])[2-6](?:[ -]?\d){13,18}(?!\d)")
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b")
_CARD_AND_DIGITS = re.compile(
    r"\b(cards?|karte|kreditkarte|tarjeta|carte|amex|visa|mastercard)\b.*\d(?:[ -]?\d){11,18}"
)
_CARD_WORDS = re.compile(r"\b(cvv|cvc|card number|kartennummer|numero de (la )?(tarjeta|carte))\b")
_PASSWORD = re.compile(
    r"\b(passwords?|passphrase|passcode|passwort|kennwort|contrasenas?|mots? de passe|pin|pwd?|passwd|mdp|"
    r"logins?|geheimzahl|clave|api key|secret key|"
    r"zugangsdaten|codigo secreto|code (secret|confidentiel))\b(?! (manager|policy))|\bsk-[a-z0-9-]{12,}"
)
_PASSPORT = re.compile(
    r"\b(passports?|reisepass|personalausweis|pasaportes?|passeports?|identity card|id card|dni|"
    r"social security|ssn|driving licen[cs]e|fuhrerschein|visa)\b.*?\b(?=[a-z]*\d)[a-z0-9]{6,12}\b"
)
_PASSPORT_DATE = re.compile(
    r"\b((reise)?pass(ports?)?|pasaportes?|passeports?)\b.*\b(expir\w*|valid\w*|runs? out|lauft|ablauf\w*|abgelaufen|"
    r"gultig\w*|caduc\w*|venc\w*|valable\w*)\b.*\d"
)
_HEALTH = re.compile(
    r"\b(diabet\w*|insulin\w*|cancer|krebs|tumou?r|epilep\w*|asthm\w*|hiv|aids|depress\w*|anxiety disorder|"
    r"bipolar|autis\w*|adhd|adhs|pregnan\w*|schwanger\w*|embaraza\w*|enceinte\w*|allerg\w*|alerg\w*|celiac\w*|"
    r"coeliac\w*|zoliakie|celiac[oa]|coeliaque|crohn\w*|heart (attack|condition|disease|problem\w*)|"
    r"herz(infarkt|krank\w*|problem\w*)|corazon|cardia\w*|stroke|schlaganfall|dialys\w*|chemo\w*|surgery|"
    r"operation am|opera(cion|tion chirurg\w*)|medicat\w*|medicine|medikament\w*|medicament\w*|medicina|"
    r"antidepress\w*|blood pressure|blutdruck|tension arterial|migrain\w*|migran\w*|parkinson\w*|alzheimer\w*|"
    r"dement\w*|demenz|pacemaker|herzschrittmacher|marcapasos|diagnos\w*|therap\w*|disease|krankheit\w*|"
    r"enfermedad\w*|maladie\w*|illness|surgeon|maladie|enferm[oa]|panic|panik\w*|panico|paniques?|anxi\w*|ansiedad|flugangst|"
    r"arthrit\w*|artrit\w*|arthros\w*|artros\w*|rheuma\w*|lupus|rehab|inhalers?|inhalators?|inhalador|epipen|"
    r"bandscheib\w*)\b"
)
NEVER: frozenset[Secret] = frozenset({"card", "password"})  # not even when asked to


def secret_in(text: str) -> Secret | None:
    """The most serious kind of secret that the text looks like holding."""
    plain = folded(text)
    if _card_in(plain):
        return "card"
    if _PASSWORD.search(plain):
        return "password"
    if _PASSPORT.search(plain) or _PASSPORT_DATE.search(plain):
        return "passport"
    return "health" if _HEALTH.search(plain) else None


def may_be_kept(text: str, *, asked: bool) -> bool:
    """Whether it may be stored; `asked` says that the person said to remember it."""
    secret = secret_in(text)
    return secret is None or (asked and secret not in NEVER)


def _card_in(plain: str) -> bool:
    numbers = (re.sub(r"\D", "", each) for each in _DIGITS.findall(plain))
    return (
        any(_luhn(each) for each in numbers)
        or _IBAN.search(plain) is not None
        or _CARD_AND_DIGITS.search(plain) is not None
        or _CARD_WORDS.search(plain) is not None
    )


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
