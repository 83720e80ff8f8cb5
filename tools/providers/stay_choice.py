"""Which of the stays found are answered, when there are more than were asked for."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from tools.merging import spread
from tools.stays import StayQuery
from travel.offers import StayOffer
from travel.wishes import BOARD_ORDER

A_HOTEL = 2
_BY_PRICE = attrgetter("price.amount", "id")


def chosen(offers: Iterable[StayOffer], query: StayQuery) -> list[StayOffer]:
    """Of one hotel: the cheapest that fits, and the cheapest with better meals or terms."""
    least = BOARD_ORDER.index(query.board)
    fits = sorted((o for o in offers if BOARD_ORDER.index(o.board) >= least), key=_BY_PRICE)
    if not fits:
        return []
    first = fits[0]
    better = (offer for offer in fits[1:] if _better(offer, first))
    return [first, *better][:A_HOTEL]


def over_all_prices(hotels: Sequence[Sequence[StayOffer]], limit: int) -> tuple[StayOffer, ...]:
    """At most `limit`, the cheapest first: of many hotels before two of one."""
    firsts = sorted((offers[0] for offers in hotels), key=_BY_PRICE)
    more = sorted((offer for offers in hotels for offer in offers[1:]), key=_BY_PRICE)
    kept = spread(firsts, max(-(-limit * 2 // 3), limit - len(more)))
    return tuple(sorted((*kept, *spread(more, limit - len(kept))), key=_BY_PRICE))


def _better(offer: StayOffer, than: StayOffer) -> bool:
    more = BOARD_ORDER.index(offer.board) > BOARD_ORDER.index(than.board)
    return more or (offer.refundable_until is not None and than.refundable_until is None)
