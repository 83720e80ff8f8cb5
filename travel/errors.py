"""Everything that can go wrong, in one tree.

TripSageError
├── BadInput                what the person gave can't be used; say what to change
│   └── UnknownMemory       nothing that is remembered of them has that id
├── CurrencyMismatch        (also TypeError) two currencies added without a dated rate
├── ConfigurationError      an environment variable or option makes no sense
├── ProviderError           a provider didn't give what was asked
│   ├── ProviderUnavailable     may be tried again: down, slow, rate limited
│   │   └── RateLimited             `retry_after` says when
│   ├── ProviderRefused         final: credentials, permission, request not accepted
│   ├── OfferGone               final for this offer: expired or sold out
│   │   └── PriceChanged            final at this price: re-price it and ask again
│   ├── MalformedResponse       final: the body wasn't what the contract says
│   └── OutcomeUnknown          a write may or may not have happened: ask, don't repeat
├── ApprovalRefused         a booking isn't done as asked; `code` says why
├── ModelError              a language model didn't give what was asked
│   ├── ModelUnavailable        may be tried again: down, slow, rate limited
│   └── ModelNonsense           final for this call: not the shape that was asked for
├── ConversationBusy        a turn goes on in this conversation: have patience
├── ModelRetry              a tool tells the model what to change before calling it again
└── StorageError            the database can't be reached or isn't migrated
"""

from datetime import datetime
from typing import ClassVar, Literal

FailureKind = Literal["failed", "unavailable", "busy", "refused", "unusable"]


class TripSageError(Exception):
    """The root; its text is fit to be shown to a person."""


class BadInput(TripSageError):
    pass


class UnknownMemory(BadInput):
    def __init__(self, memory_id: str) -> None:
        super().__init__(f"there is no memory {memory_id}")


class CurrencyMismatch(TripSageError, TypeError):
    pass


class ConfigurationError(TripSageError):
    pass


class ProviderError(TripSageError):
    """`detail` may hold the provider's own words; `failure` sets them apart for those who show it."""

    kind: ClassVar[FailureKind] = "failed"

    def __init__(self, provider: str, detail: str) -> None:
        super().__init__(f"{provider}: {detail}")
        self.provider = provider
        self.detail = detail

    @property
    def failure(self) -> str:
        """ "duffel: unavailable (answered HTTP 503)": the provider's words are in the brackets alone."""
        return f"{self.provider}: {self.kind} ({bracketed(self.detail)})"


def bracketed(detail: str) -> str:
    """With no round bracket of its own, so that brackets around it end where they seem to."""
    return detail.translate({ord("("): "[", ord(")"): "]"})


class ProviderUnavailable(ProviderError):
    kind = "unavailable"


class RateLimited(ProviderUnavailable):
    kind = "busy"

    def __init__(self, provider: str, detail: str, retry_after: datetime | None = None) -> None:
        super().__init__(provider, detail)
        self.retry_after = retry_after


class ProviderRefused(ProviderError):
    kind = "refused"


class OfferGone(ProviderError):
    pass


class PriceChanged(OfferGone):
    pass


class MalformedResponse(ProviderError):
    kind = "unusable"


class OutcomeUnknown(ProviderError):
    """A write may or may not have happened: ask, don't repeat."""


RefusalCode = Literal[
    "not_yours",  # no such booking of this user
    "other_thread",
    "other_facts",  # what was approved isn't what is asked for now
    "expired",
    "already_decided",
    "not_approved",
    "not_confirmed",
]


class ApprovalRefused(TripSageError):
    """Nothing was bought or cancelled by this call."""

    def __init__(self, code: RefusalCode, text: str) -> None:
        super().__init__(text)
        self.code: RefusalCode = code


class ConversationBusy(TripSageError):
    pass


class ModelError(TripSageError):
    pass


class ModelUnavailable(ModelError):
    pass


class ModelNonsense(ModelError):
    pass


class ModelRetry(TripSageError):
    pass


class StorageError(TripSageError):
    pass
