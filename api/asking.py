"""What is known of the request that is being answered, wherever in it something is done."""

import ipaddress
import re
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from starlette.requests import Request

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Asking(NamedTuple):
    request_id: str
    address: str


NOBODY = Asking("", "")
ABOUT: ContextVar[Mapping[str, str]] = ContextVar("about", default=MappingProxyType({}))  # for logs
ASKING: ContextVar[Asking] = ContextVar("asking", default=NOBODY)


def about(**ids: str) -> None:
    """What is done from here on is about these."""
    ABOUT.set({**ABOUT.get(), **ids})


def known_as(user: str) -> str:
    """In logs and traces, where nobody's own id belongs."""
    return sha256(user.encode()).hexdigest()[:16]


def asking_of(request: Request) -> Asking:
    """The client's own id for the request, where it has one that is fit to be written anywhere."""
    given = request.headers.get("x-request-id", "")
    id = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
    return Asking(id, network_of(request.client.host if request.client else ""))


def network_of(host: str) -> str:
    """The address; of IPv6 the /64, since a customer has at least that many."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)
