"""What Duffel's errors mean here.

Codes: duffel.com/docs/api/overview/response-handling and runs against its test mode. A code not listed is
judged by its type, then by the HTTP status. Only the code is passed on: Duffel's `message` may repeat what
was sent, which for an order is a traveller's name. A write that ends in ProviderUnavailable is raised as
OutcomeUnknown by `tools.http`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from travel.errors import (
    OfferGone,
    OutcomeUnknown,
    PriceChanged,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)

NAME = "duffel"

Kind = type[ProviderError]


def _of(kind: Kind, codes: str) -> dict[str, Kind]:
    return dict.fromkeys(codes.split(), kind)


CODES: Mapping[str, Kind] = MappingProxyType(
    _of(
        OfferGone,
        "offer_no_longer_available offer_expired ancillary_service_not_available",
    )
    | _of(PriceChanged, "price_changed payment_amount_does_not_match_order_amount")
    # An order of this offer or search exists or is being made, perhaps by an earlier call of ours: ask by
    # offer id. None found means that this call bought nothing.
    | _of(
        OutcomeUnknown,
        "order_creation_already_attempted offer_request_already_booked duplicate_booking",
    )
    | _of(RateLimited, "rate_limit_exceeded")
    | _of(
        ProviderUnavailable,
        "airline_unknown airline_internal internal_server_error gateway_timeout_error "
        "service_unavailable",
    )
    | _of(
        ProviderRefused,
        # `order_not_created` promises that nothing was made or paid, though it comes as a 502.
        "order_not_created payment_currency_does_not_match_order_currency insufficient_balance "
        "payment_declined unsupported_action order_not_changeable order_not_changeable_yet "
        "order_not_cancellable order_change_already_actioned already_cancelled already_paid "
        "past_payment_required_by_date schedule_changed stale_airline_initiated_change_accept "
        "stale_airline_initiated_change_update modified_externally invalid_order "
        "pay_later_order_no_payment_for_ancillaries payments_not_allowed_for_order_type "
        "services_not_allowed_for_order_type not_valid_with_selected_offer high_fraud_risk "
        "order_passengers_incompatible_with_offer duplicate_passenger_name "
        "duplicate_passenger_names invalid_passenger_name invalid_passenger_title "
        "invalid_phone_number invalid_email_address invalid_loyalty_card "
        "ineligible_airline_credit access_token_not_found expired_access_token "
        "insufficient_permissions missing_authorization_header invalid_authorization_header "
        "missing_version_header invalid_version_header unsupported_version "
        "unavailable_in_version unsupported_format missing_content_type_header "
        "invalid_content_type_header missing_data_param invalid_data_param "
        "malformed_data_param bad_request not_found unavailable_feature invalid_field_sets "
        "validation_required validation_format validation_inclusion validation_length "
        "validation_type validation_unique validation_checksum",
    )
)
TYPES: Mapping[str, Kind] = MappingProxyType(
    _of(RateLimited, "rate_limit_error")
    | _of(ProviderUnavailable, "api_error")
    | _of(
        ProviderRefused,
        "authentication_error invalid_request_error invalid_state_error validation_error",
    )
)


def duffel_error(status: int, body: object) -> ProviderError | None:
    """The error of a `{"errors": [{type, code, …}]}` body; None where there is none to read.

    `code` may be a number (400 "Unsupported operation") and `source` a string; neither matters.
    """
    first = _first_error(body)
    if first is None or status < 400:
        return None
    code, kind = str(first.get("code", "")), str(first.get("type", ""))
    found = CODES.get(code) or TYPES.get(kind) or _airline(status, kind)
    if found is None:
        return None
    where = f" for {airline}" if (airline := _airline_code(first.get("source"))) else ""
    return found(NAME, f"{_plain(code) or _plain(kind)}{where} (HTTP {status})")


def offer_error(status: int, body: object) -> ProviderError | None:
    """For reading one offer: one that was forgotten has gone too."""
    if status == 404:
        return OfferGone(NAME, "the offer is not known any more")
    return duffel_error(status, body)


def _airline(status: int, kind: str) -> Kind | None:
    if kind != "airline_error":
        return None
    return ProviderUnavailable if status >= 500 else ProviderRefused


def _first_error(body: object) -> Mapping[str, object] | None:
    errors = cast(Mapping[str, object], body).get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, list) or not errors:
        return None
    first = cast(list[object], errors)[0]
    return cast(Mapping[str, object], first) if isinstance(first, dict) else None


def _plain(code: str) -> str:
    """Codes are words: anything else is not repeated."""
    return code if code.replace("_", "").isalnum() and len(code) <= 64 else ""


def _airline_code(source: object) -> str:
    return source if isinstance(source, str) and len(source) == 2 and source.isalnum() else ""
