"""Offers: what is offered, its price and terms, and whose word that is."""

from graphs.answer.beds import refund
from graphs.answer.layout import blocks
from graphs.answer.legs import ground_line, terms
from graphs.answer.options import flight_table, stay_table
from graphs.answer.words import Words, words
from graphs.display.frame import card
from graphs.display.markdown import as_html
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.provenance import Provenance, vendor


def flight_html(offer: FlightOffer) -> str:
    w = words("en")
    return _card(w, offer.provenance, flight_table(w, [offer]), terms(w, offer))


def stay_html(offer: StayOffer) -> str:
    w = words("en")
    return _card(w, offer.provenance, stay_table(w, [offer]), refund(w, offer))


def ground_html(offer: GroundOffer) -> str:
    w = words("en")
    price = w.money(offer.price)
    return _card(w, offer.provenance, f"{ground_line(w, offer)}, **{price}**")


def _card(w: Words, source: Provenance, *parts: str) -> str:
    until = f", until {source.expires_at:%Y-%m-%d %H:%M %Z}" if source.expires_at else ""
    told = f"*{vendor(source.provider)}, {source.retrieved_at:%Y-%m-%d %H:%M %Z}{until}*"
    stamp = w("export.stamp") if source.sandbox else ""
    return card(as_html(blocks(*parts, told)), stamp=stamp)
