"""How providers are spoken to over HTTP: one policy, one client a vendor.

A read may be tried again (stamina; the waits are ours, so that they follow what the vendor says); a write
never is: where its outcome can't be told, OutcomeUnknown is raised, and a cancelled write is as uncertain.
Numbers with a fraction are read as `Decimal`. Redirects are not followed: they would take the key along.

Nothing here logs or raises a URL, a header, a body or a value in a path: only the path's template.
"""

from tools.http.client import VendorClient, utc_now
from tools.http.policy import (
    ErrorHook,
    Exchange,
    Observe,
    Reply,
    Timeouts,
    Unobserved,
    VendorPolicy,
    no_vendor_errors,
)
from tools.http.spans import Traced
from tools.http.traffic import Traffic, VendorUse

__all__ = [
    "ErrorHook",
    "Exchange",
    "Observe",
    "Reply",
    "Timeouts",
    "Traced",
    "Traffic",
    "Unobserved",
    "VendorClient",
    "VendorPolicy",
    "VendorUse",
    "no_vendor_errors",
    "utc_now",
]
