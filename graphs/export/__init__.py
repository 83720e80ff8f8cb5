"""A plan as a file: pure functions from values to bytes, for the command and for any other door.

It stands in `graphs`, above the answer whose phrases and tables it shares, so that a German conversation
exports German headings, and below every door.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from graphs.answer.words import Words, words
from graphs.kept_plan import KeptPlan
from travel.errors import BadInput
from travel.towns import Town

Towns = Sequence[Town]


def _ics(plan: KeptPlan, w: Words, towns: Towns) -> bytes:
    from graphs.export.ics import ics

    return ics(plan, w)


def _geojson(plan: KeptPlan, w: Words, towns: Towns) -> bytes:
    from graphs.export.geojson import geojson

    return geojson(plan, w)


def _kml(plan: KeptPlan, w: Words, towns: Towns) -> bytes:
    from graphs.export.kml import kml

    return kml(plan, w)


def _markdown(plan: KeptPlan, w: Words, towns: Towns) -> bytes:
    from graphs.export.markdown import markdown

    return markdown(plan, w)


def _pdf(plan: KeptPlan, w: Words, towns: Towns) -> bytes:
    from graphs.export.pdf import pdf

    return pdf(plan, w, towns)


def _svg(plan: KeptPlan, w: Words, towns: Towns) -> bytes:
    from graphs.export.svg import svg

    return svg(plan, w, towns)


def _json(plan: KeptPlan, w: Words, towns: Towns) -> bytes:
    return (plan.model_dump_json(indent=1) + "\n").encode()


FORMATS: Mapping[str, Callable[[KeptPlan, Words, Towns], bytes]] = MappingProxyType(
    {
        ".ics": _ics,
        ".geojson": _geojson,
        ".kml": _kml,
        ".md": _markdown,
        ".pdf": _pdf,
        ".svg": _svg,
        ".json": _json,
    }
)


def require_format(ending: str) -> None:
    """Raises BadInput for an ending that no format has."""
    if ending.lower() not in FORMATS:
        said = repr(ending) if ending else "a name without an ending"
        raise BadInput(f"{said} is no format: the file ends in {', '.join(FORMATS)}")


def export(plan: KeptPlan, ending: str, towns: Towns) -> bytes:
    """The file's content, in the language of the conversation.

    `towns` are what maps show of the land. Raises BadInput for an unknown ending.
    """
    require_format(ending)
    return FORMATS[ending.lower()](plan, words(plan.language).knowing(plan.served), towns)
