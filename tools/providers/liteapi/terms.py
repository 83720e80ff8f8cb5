"""What rates promise: meals, money to pay where, and until when one may cancel."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, ValidationError

from tools.providers.liteapi.errors import NAME
from tools.providers.liteapi.wire import WirePolicy, WireRate, WireTerms
from travel.errors import MalformedResponse
from travel.money import Money
from travel.value import Value
from travel.wishes import BOARD_ORDER, Board

# LiteAPI lists no codes: these are its examples and the trade's. Numbered variants (BB1) are stripped.
_CODES: Mapping[Board, str] = {
    "room_only": "RO SC EP NM",
    "breakfast": "BB BI BF CB AB CP",
    "half_board": "HB MAP DBB",
    "full_board": "FB AP",
    "all_inclusive": "AI UAI UI",
}
BOARDS: Mapping[str, Board] = MappingProxyType(
    {code: board for board, codes in _CODES.items() for code in codes.split()}
)
_NAMES: Mapping[str, Board] = MappingProxyType(
    {
        "all inclusive": "all_inclusive",
        "full board": "full_board",
        "half board": "half_board",
        "breakfast": "breakfast",
    }
)
_WITHOUT = {"no", "not", "without", "excluded", "only", "optional"}


class CancelPolicy(Value):
    """What a cancellation costs from `at` on; `fee` is None where it isn't stated as an amount."""

    at: AwareDatetime
    fee: Money | None


def board_of(rate: WireRate) -> Board:
    """By its code, else by its name; what is not understood promises no meal."""
    code = re.sub(r"[^A-Z]", "", rate.board_type.upper())
    known = BOARDS.get(code)
    if known is not None:
        return known
    name = re.sub(r"[^a-z]+", " ", rate.board_name.lower())
    if _WITHOUT & set(name.split()):
        return "room_only"
    for words, board in _NAMES.items():
        if words in name:
            return board
    return "room_only"


def least_board(rates: Iterable[WireRate]) -> Board:
    """What all rooms have."""
    return BOARD_ORDER[min(BOARD_ORDER.index(board_of(rate)) for rate in rates)]


def refundable_until(rates: Iterable[WireRate], now: datetime) -> datetime | None:
    """The last instant at which all rooms can be cancelled for nothing; None where that has passed."""
    each = [_free_until(rate.cancellation_policies) for rate in rates]
    ends = [end for end in each if end is not None]
    if len(ends) < len(each) or not ends:
        return None
    return min(ends) if min(ends) > now else None


def policies_of(terms: WireTerms | None) -> tuple[CancelPolicy, ...]:
    """In order of time."""
    found = [
        CancelPolicy(at=_instant(each), fee=_fee(each))
        for each in (terms.cancel_policy_infos if terms else ())
    ]
    return tuple(sorted(found, key=lambda policy: policy.at))


def paid_there(rates: Iterable[WireRate]) -> tuple[Money, ...]:
    """Taxes and fees that the price leaves out, to be paid at the property: one sum a currency."""
    sums: dict[str, Decimal] = {}
    for rate in rates:
        for tax in rate.retail_rate.taxes_and_fees:
            if not tax.included and tax.amount > 0:
                sums[tax.currency] = sums.get(tax.currency, Decimal(0)) + tax.amount
    return tuple(Money(amount=amount, currency=code) for code, amount in sorted(sums.items()))


def whole_price(charge: Money, there: Sequence[Money]) -> Money:
    """With what is paid there in the same currency. Raises MalformedResponse for a price of nothing."""
    if charge.amount <= 0:
        raise MalformedResponse(NAME, "a price that isn't more than nothing")
    return sum((each for each in there if each.currency == charge.currency), start=charge)


def said_of(there: Sequence[Money], currency: str) -> str:
    """For the offer's provenance: what the property takes, and whether it is in the price."""
    return "; ".join(
        f"{'of it' if each.currency == currency else 'besides,'} {each.rounded()} "
        "of taxes and fees to pay at the property"
        for each in there
    )


def _free_until(terms: WireTerms | None) -> datetime | None:
    """The first instant from which something is charged; where nothing ever is, the last one stated."""
    if terms is None or terms.refundable_tag.upper() != "RFN":
        return None
    charged = [_instant(each) for each in terms.cancel_policy_infos if each.amount > 0]
    stated = [_instant(each) for each in terms.cancel_policy_infos]
    return min(charged) if charged else max(stated, default=None)


def _instant(policy: WirePolicy) -> datetime:
    if policy.cancel_time.tzinfo is not None:
        return policy.cancel_time
    try:
        zone = ZoneInfo(policy.timezone) if policy.timezone else UTC
    except (KeyError, ValueError):  # ZoneInfoNotFoundError is a KeyError
        zone = UTC
    return policy.cancel_time.replace(tzinfo=zone)


def _fee(policy: WirePolicy) -> Money | None:
    if policy.type.lower() != "amount":
        return None
    try:
        return Money(amount=policy.amount, currency=policy.currency)
    except ValidationError:
        return None
