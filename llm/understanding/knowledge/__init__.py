"""Questions about the world, and what has to be equal in two of them for one answer to do for both."""

from datetime import date

from llm.understanding.knowledge.items import Item, items_of, named_places
from llm.understanding.knowledge.words import KnowledgeWords, knowledge_words, spelt
from llm.understanding.language import language_of
from llm.understanding.scan import LONGEST
from llm.understanding.text import tokens_of
from travel.gazetteer import Gazetteer
from travel.knowledge import KnowledgeQuestion
from travel.turn import Language

MOST_UNORDERED = (
    3  # known words that mean the same in any order; more of them may make a sentence of their own
)


def read_knowledge(
    message: str, *, today: date, gazetteer: Gazetteer, language: Language | None = None
) -> KnowledgeQuestion | None:
    """None where the message is none, or is about offers."""
    language = language or language_of([message])
    words = knowledge_words(language)
    if len(message) > LONGEST or not _asks(message, words):
        return None
    if words.kind(_names(items_of(message, words, {}))) is None:  # cheaper than finding places
        return None
    items = items_of(message, words, named_places(message, words, today, gazetteer))
    kind, said = words.kind(_names(items)), {spelt(token) for token in tokens_of(message)}
    if kind is None:
        return None
    left = {each.text for each in items if each.role == "word"}
    placed = any(each.role == "place" for each in items)
    dated = said & words.group("relative") or any(map(words.is_weekday, said))
    return KnowledgeQuestion(
        kind=kind,
        language=language,
        words=message,
        terms=terms_of(items, words),
        phrasing=" ".join(each.text for each in items if each.role in ("same", "framing")),
        on=today if dated else None,
        personal=bool(left & words.group("personal")),
        whole=placed and not left & words.group("hanging"),
    )


def objects(message: str, language: Language) -> bool:
    """Whether all that it says is that what was said is wrong."""
    words = knowledge_words(language)
    said = [each for each in map(spelt, tokens_of(message)) if each[:1].isalnum()]
    return tuple(said) in words.objections


def terms_of(items: list[Item], words: KnowledgeWords) -> tuple[str, ...]:
    """In the order said, unless any order says the same; what stands apart (one place, one time) goes last."""
    telling = [each for each in items if each.role != "framing"]
    apart = [each for each in telling if _stands_apart(each, telling, words)]
    told = [each.term for each in telling if each not in apart]
    if all(each.role == "same" for each in telling if each not in apart):
        told = sorted(told) if len(told) <= MOST_UNORDERED else told
    return (*told, "/", *sorted(each.term for each in apart))


def _stands_apart(item: Item, items: list[Item], words: KnowledgeWords) -> bool:
    """Nothing in the question relates it to anything else."""
    if item.role in ("same", "word") or not item.free:
        return False
    if any(each.role == "word" and each.text in words.group("relational") for each in items):
        return False
    return sum(each.role == item.role for each in items) == 1


def _asks(message: str, words: KnowledgeWords) -> bool:
    said = [spelt(token) for token in tokens_of(message)]
    if not said or words.group("offers") & set(said):
        return False
    begun = words.phrase(said, 0)
    return "?" in said or said[0] in words.group("asks") or (begun is not None and begun.length > 1)


def _names(items: list[Item]) -> frozenset[str]:
    return frozenset(each.text for each in items)
