"""Who may ask the server, from where and how much, as the environment wants it."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple

from api.guard import Reachable
from api.identity.accounts import Accounts
from api.identity.anonymous import Anonymous
from api.identity.caller import Identify
from api.identity.doors import any_of, by_key
from api.identity.key_set import KeySet
from api.limits import Allowance, Limits
from memory.api_keys import PostgresApiKeys
from wiring.identity import anonymous_keys, issuer, open_key_set
from wiring.limits import open_counters
from wiring.settings import Settings, listed


class Doors(NamedTuple):
    identify: Identify
    anonymous: Anonymous | None


@asynccontextmanager
async def open_identity(
    settings: Settings, own: Identify, keys: PostgresApiKeys
) -> AsyncGenerator[Doors]:
    """`own` comes first. Raises ConfigurationError."""
    anonymous = Anonymous(anonymous_keys(settings)) if settings.anonymous else None
    kinds = [own, by_key(keys), *([anonymous] if anonymous else [])]
    async with AsyncExitStack() as stack:
        if settings.supabase_url is not None:
            fetch = await stack.enter_async_context(open_key_set(settings.supabase_url))
            secret = settings.supabase_jwt_secret
            said = secret.get_secret_value() if secret else None
            kinds.append(Accounts(issuer(settings.supabase_url), KeySet(fetch), said))
        yield Doors(any_of(kinds), anonymous)


@asynccontextmanager
async def open_limits(settings: Settings) -> AsyncGenerator[Limits | None]:
    """None where nobody but the person of this machine is let in."""
    if not settings.limited:
        yield None
        return
    usual = Allowance()
    allowance = Allowance(
        settings.requests_a_minute or usual.requests,
        settings.runs_at_once or usual.runs,
        usual.cost if settings.daily_cost is None else settings.daily_cost,
    )
    async with open_counters(settings) as counters:
        yield Limits(counters, allowance, priced=not settings.keyless)


def reachable_by(settings: Settings) -> Reachable:
    return Reachable(frozenset(listed(settings.hosts)), listed(settings.origins))
