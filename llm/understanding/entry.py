"""The doors: a whole message, or the places in any text."""

from collections.abc import Sequence
from datetime import date

from llm.understanding.language import language_of
from llm.understanding.reader import read
from llm.understanding.reading import Reading, Trouble
from llm.understanding.resolve import resolve_reading
from llm.understanding.scan import LONGEST, Scan
from llm.understanding.text import tokens_of
from travel.gazetteer import Gazetteer, folded
from travel.places import Place
from travel.request import NeededSlot, TripRequest
from travel.turn import Ambiguity, Language, TurnRequest


def understand(
    messages: Sequence[str],
    *,
    previous: TripRequest | None,
    today: date,
    gazetteer: Gazetteer,
    pending: NeededSlot | Ambiguity | None = None,
    itinerary_names: Sequence[str] = (),
    options: bool = False,
) -> TurnRequest:
    """What `messages[-1]` means after the ones before it. Raises nothing for any text.

    `previous` is the request as the last turn left it, `pending` what the assistant has just asked,
    `itinerary_names` the sights and hotels of the plan ("drop the Belém Tower"), `options` whether
    alternatives to the plan were shown, of which one may be taken.
    """
    message = messages[-1] if messages else ""
    language = language_of(list(messages))
    trouble = _trouble(message)
    if trouble is not None:
        reading = Reading(language=language, problems=(trouble,))
    elif isinstance(pending, Ambiguity) and (place := chosen(pending, message, gazetteer)):
        return _settled(pending, place, previous, today, gazetteer, language)
    else:
        reading = read(
            message,
            language,
            today=today,
            gazetteer=gazetteer,
            previous=previous,
            names=itinerary_names,
            options=options,
        )
    return resolve_reading(
        reading, previous=previous, today=today, gazetteer=gazetteer, pending=pending
    )


def _trouble(message: str) -> Trouble | None:
    if not message.strip():
        return Trouble(code="empty")
    if len(message) > LONGEST:
        return Trouble(code="too_long", words=message[:60])
    return None


def chosen(pending: Ambiguity, message: str, gazetteer: Gazetteer) -> Place | None:
    """The candidate an answer such as "Illinois", "the one in Spain" or "2" picks, if it does."""
    tokens = tokens_of(message[:200])
    if len(tokens) > 12:
        return None
    words = [token.raw for token in tokens if token.is_word]
    if tokens and tokens[0].text.isdecimal() and len(tokens) <= 2:
        number = int(tokens[0].text[:3])
        return pending.candidates[number - 1] if 0 < number <= len(pending.candidates) else None
    for length in (3, 2, 1):
        for at in range(len(words) - length + 1):
            said = " ".join(words[at : at + length])
            for place in pending.candidates:
                if _describes(said, place, gazetteer):
                    return place
    return None


def _describes(said: str, place: Place, gazetteer: Gazetteer) -> bool:
    if len(said) < 4 and not said.isupper():
        return False
    if folded(said) == folded(place.admin) or said in place.airports:
        return True
    return any(
        country == place.country and (not code or folded(said) == folded(place.admin) or (
            gazetteer.region_name(country, code) == place.admin))
        for country, code in gazetteer.regions(said)
    )  # fmt: skip


def _settled(
    pending: Ambiguity,
    place: Place,
    previous: TripRequest | None,
    today: date,
    gazetteer: Gazetteer,
    language: Language,
) -> TurnRequest:
    """The last request with the chosen place where one of the candidates stood."""
    request = previous or TripRequest()
    ids = {candidate.id for candidate in pending.candidates}
    if pending.slot == "origin":
        request = request.model_copy(update={"origin": place})
    else:
        stops = tuple(
            stop.model_copy(update={"place": place}) if stop.place.id in ids else stop
            for stop in request.stops
        )
        request = request.model_copy(update={"stops": stops})
    reading = Reading(language=language)
    turn = resolve_reading(reading, previous=request, today=today, gazetteer=gazetteer)
    return turn.model_copy(update={"about_plan": False})


def read_places(
    text: str, *, today: date, gazetteer: Gazetteer, language: Language | None = None
) -> tuple[Place, ...]:
    """Every place named, in order, the likeliest where a name is ambiguous."""
    scan = Scan(text, language or language_of([text]), today=today, gazetteer=gazetteer)
    found = [gazetteer.lookup(each.name).place for each in scan.mentions if each.known]
    return tuple(place for place in found if place is not None)
