"""Whose a token is: accounts, their keys and how those change, anonymous sessions, scripts' keys."""

import base64
import hmac
import json
import time
import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.app import open_app
from api.identity.caller import Unavailable
from api.identity.doors import any_of
from api.identity.key_set import AGAIN, FRESH, STALE, KeySet
from memory.api_keys import ApiKey, PostgresApiKeys
from tests.api.conftest import Served, client
from tests.simulators.gotrue import GoTrue, SigningKey, new_key
from tests.simulators.serving import Fault, serving
from travel.errors import ProviderUnavailable
from wiring.open import TripSage
from wiring.runs import open_kept_runs
from wiring.settings import Settings

ADA, EVE = (str(uuid.UUID(int=number)) for number in (0xADA, 0xE7E))
SECRET = "the-legacy-secret-of-the-project-0123456789"
SHARED = SigningKey("HS256", SECRET.encode())
JWKS = r"/auth/v1/\.well-known/jwks\.json"


@pytest.fixture(scope="module")
async def gotrue() -> AsyncGenerator[GoTrue]:
    async with GoTrue().serve() as up:
        up.keys.append(new_key("RS256"))
        yield up


@asynccontextmanager
async def with_accounts(
    home: Path, tripsage: TripSage, url: str, **more: Any
) -> AsyncGenerator[str]:
    """The URL of a server that takes the tokens of the accounts there."""
    given = {"TRIPSAGE_HOME": home, "SUPABASE_URL": url, **more}
    settings = Settings.model_validate(given)
    async with (
        open_app(settings, any_of([]), tripsage=tripsage) as app,
        serving(app) as served,
    ):
        yield served


@pytest.fixture(scope="module")
async def url(home: Path, tripsage: TripSage, gotrue: GoTrue) -> AsyncGenerator[str]:
    secret = {"SUPABASE_JWT_SECRET": SECRET}
    async with with_accounts(home, tripsage, gotrue.url, **secret) as up:
        yield up


async def status(url: str, token: str, path: str = "/chat/sessions") -> int:
    async with client(url, token) as asking:
        return (await asking.get(path)).status_code


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "HS256"])
async def test_each_has_what_is_theirs_whatever_their_token_is_signed_with(
    url: str, gotrue: GoTrue, algorithm: str
) -> None:
    key = next(each for each in (*gotrue.keys, SHARED) if each.algorithm == algorithm)
    async with (
        client(url, gotrue.token(ADA, key)) as ada,
        client(url, gotrue.token(EVE, key)) as eve,
    ):
        made = await ada.post("/chat/sessions", json={"title": algorithm})
        assert made.status_code == 201, made.text
        path = f"/chat/sessions/{made.json()['id']}/messages"
        assert (await ada.get(path)).status_code == 200
        assert (await eve.get(path)).status_code == 404


def now(seconds: int) -> int:
    return int(time.time()) + seconds


@pytest.mark.parametrize(
    ("claims", "taken"),
    [
        ({}, True),
        ({"exp": -25}, True),  # within the skew
        ({"exp": -45}, False),
        ({"nbf": 25}, True),
        ({"nbf": 60}, False),
        ({"iat": 60}, False),
        ({"exp": None}, False),
        ({"sub": None}, False),
        ({"aud": None}, False),
        ({"iss": None}, False),
        ({"aud": "service"}, False),
        ({"iss": "https://other.supabase.co/auth/v1"}, False),
        ({"role": "anon"}, False),
        ({"role": "service_role"}, False),
        ({"sub": "local"}, False),
        ({"sub": "anonymous-1"}, False),
        ({"is_anonymous": True}, True),
    ],
)
@pytest.mark.parametrize("shared", [False, True])
async def test_claims_have_to_hold(
    url: str, gotrue: GoTrue, claims: dict[str, Any], taken: bool, shared: bool
) -> None:
    said = {
        name: now(value) if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in claims.items()
    }
    token = gotrue.token(ADA, SHARED if shared else gotrue.keys[0], **said)
    assert await status(url, token) == (200 if taken else 401)


def unsigned(header: Mapping[str, Any], token: str) -> str:
    """The claims of the token under another header."""
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}"


def by_hand(header: Mapping[str, Any], token: str, secret: bytes) -> str:
    """As PyJWT refuses to sign: HMAC with a public key for a secret."""
    text = unsigned(header, token)
    mark = hmac.digest(secret, text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


async def test_the_algorithm_is_the_keys_never_the_tokens(url: str, gotrue: GoTrue) -> None:
    key, token = gotrue.keys[0], gotrue.token(ADA)
    assert await status(url, token) == 200
    public = key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    known = json.dumps(key.public).encode()
    forged = [
        f"{unsigned({'alg': 'none', 'kid': key.id}, token)}.",
        f"{unsigned({'alg': 'none'}, token)}.",
        *(by_hand({"alg": "HS256", "kid": key.id}, token, each) for each in (public, known)),
        by_hand({"alg": "HS256"}, token, public),
        by_hand({"alg": "HS512", "kid": key.id}, token, SECRET.encode()),
        gotrue.token(ADA, SigningKey("RS256", new_key("RS256").private, key.id)),
        gotrue.token(ADA, SigningKey("ES256", new_key("ES256").private, key.id)),
        gotrue.token(ADA, SigningKey("HS256", b"another-secret-of-32-bytes-or-more-x")),
        by_hand({"alg": "HS256", "kid": ["x"]}, token, b""),
        by_hand({"alg": "ES256", "kid": key.id, "jwk": key.public}, token, public),
        f"{token[:-6]}AAAAAA",
        "x" * 100_000,
        "a.b.c",
        "..",
    ]
    assert [await status(url, each) for each in forged] == [401] * len(forged)


async def test_a_key_that_is_new_is_fetched_once_and_strange_ones_are_not_asked_for_again(
    home: Path, tripsage: TripSage
) -> None:
    async with (
        GoTrue().serve() as gotrue,
        with_accounts(home, tripsage, gotrue.url) as url,
    ):
        strange = [gotrue.token(ADA, new_key("ES256")) for _ in range(5)]
        assert await status(url, gotrue.token(ADA)) == 200
        assert [await status(url, each) for each in strange] == [401] * 5
        assert await status(url, gotrue.token(ADA, SHARED)) == 401  # no secret is set here
        assert len(gotrue.faults.requests) == 1


async def test_where_keys_cannot_be_had_nobody_is_told_that_their_token_is_wrong(
    home: Path, tripsage: TripSage
) -> None:
    async with GoTrue().serve() as gotrue:
        gotrue.faults.plan("GET", JWKS, Fault(status=503), times=5)
        async with with_accounts(home, tripsage, gotrue.url) as url:
            async with client(url, gotrue.token(ADA)) as ada:
                answer = await ada.get("/chat/sessions")
            assert answer.status_code == 503
            assert answer.json()["code"] == "identity_unavailable"


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Issuer:
    def __init__(self, *keys: SigningKey) -> None:
        self.keys, self.asked, self.down = list(keys), 0, False

    async def __call__(self) -> Any:
        self.asked += 1
        if self.down:
            raise ProviderUnavailable("supabase-auth", "down")
        return {"keys": [each.public for each in self.keys]}


async def test_keys_rotate_and_old_ones_do_for_a_while_when_new_ones_cannot_be_had() -> None:
    one, two, clock = new_key("ES256"), new_key("RS256"), Clock()
    issuer = Issuer(one)
    keys = KeySet(issuer, clock)
    assert one.id
    assert two.id
    assert await keys.key(one.id)
    assert await keys.key(two.id) is None
    issuer.keys = [two]
    assert await keys.key(two.id) is None  # asked a moment ago
    clock.at += AGAIN + 1
    assert await keys.key(two.id)
    assert await keys.key(one.id) is None  # withdrawn
    assert issuer.asked == 2
    issuer.down = True
    clock.at += FRESH + 1
    assert await keys.key(two.id)
    clock.at += STALE
    with pytest.raises(Unavailable):
        await keys.key(two.id)
    issuer.down = False
    clock.at += AGAIN + 1
    assert await keys.key(two.id)


async def test_keys_of_other_kinds_and_nonsense_are_left_out() -> None:
    good = new_key("ES256")
    odd: list[Any] = [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "oct", "alg": "HS256"},
        {**good.public, "kid": "encrypts", "use": "enc"},
        {**good.public, "kid": "other", "alg": "HS256"},
        {**good.public, "kid": "bent", "x": "!"},
        {"kty": "EC", "crv": "P-521", "kid": "curve"},
        {**good.public, "kid": None},
        "text",
        None,
    ]

    async def fetch() -> Any:
        return {"keys": [*odd, good.public]}

    keys = KeySet(fetch)
    assert good.id
    assert await keys.key(good.id)
    for each in ("oct", "encrypts", "other", "bent", "curve", "None"):
        assert await keys.key(each) is None


async def test_an_anonymous_session_is_somebody_new_who_keeps_what_is_theirs(
    home: Path, tripsage: TripSage
) -> None:
    settings = Settings.model_validate({"TRIPSAGE_HOME": home, "TRIPSAGE_ANONYMOUS": "1"})
    async with (
        open_app(settings, any_of([]), tripsage=tripsage) as app,
        serving(app) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as nobody,
    ):
        first = (await nobody.post("/auth/anonymous")).json()
        second = (await nobody.post("/auth/anonymous")).json()
        assert first["user"] != second["user"]
        assert now(6 * 24 * 3600) < first["expires_at"] < now(8 * 24 * 3600)
        async with (
            client(url, first["access_token"]) as ada,
            client(url, second["access_token"]) as eve,
        ):
            thread = (await ada.post("/chat/sessions", json={})).json()["id"]
            assert (await ada.get(f"/chat/sessions/{thread}/messages")).status_code == 200
            assert (await eve.get(f"/chat/sessions/{thread}/messages")).status_code == 404
        key = (home / "anonymous.key").read_text().encode()
        assert (home / "anonymous.key").stat().st_mode & 0o777 == 0o600
        good = jwt.decode(first["access_token"], key, ["HS256"], audience="tripsage:anonymous")
        for wrong in ({"exp": now(-60)}, {"aud": "authenticated"}, {"iss": "x"}):
            assert await status(url, jwt.encode({**good, **wrong}, key, "HS256")) == 401
        assert await status(url, jwt.encode(good, b"x" * 64, "HS256")) == 401
        for _ in range(8):
            assert (await nobody.post("/auth/anonymous")).status_code == 201
        refused = await nobody.post("/auth/anonymous")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 360


async def test_without_the_setting_nobody_is_anonymous(served: Served) -> None:
    assert (await served.eve.post("/auth/anonymous")).status_code == 403


@pytest.fixture
async def keys(settings: Settings) -> AsyncGenerator[PostgresApiKeys]:
    async with open_kept_runs(settings) as kept:
        yield kept.keys


async def made(
    keys: PostgresApiKeys, *, days: float = 1, writes: bool = True
) -> tuple[ApiKey, str]:
    return await keys.create("eve", "a script", lasts=timedelta(days=days), writes=writes)


async def test_a_key_acts_for_its_user_until_it_is_revoked_or_over(
    served: Served, keys: PostgresApiKeys
) -> None:
    kept, secret = await made(keys)
    _, over = await made(keys, days=-1)
    thread = (await served.eve.post("/chat/sessions", json={})).json()["id"]
    path = f"/chat/sessions/{thread}/messages"
    assert await status(served.url, secret, path) == 200
    assert await status(served.url, over, path) == 401
    for wrong in (secret[:-1], kept.prefix, f"{secret}x", "tsk_", secret.upper()):
        assert await status(served.url, wrong, path) == 401
    used = next(each for each in await keys.listed("eve") if each.id == kept.id)
    assert used.last_used_at is not None
    assert secret.startswith(used.prefix)
    assert not await keys.revoke("local", kept.id)  # another's
    assert await keys.revoke("eve", kept.id)
    assert await status(served.url, secret, path) == 401


async def test_a_key_that_only_looks_changes_nothing(served: Served, keys: PostgresApiKeys) -> None:
    _, secret = await made(keys, writes=False)
    async with client(served.url, secret) as script:
        assert (await script.get("/chat/sessions")).status_code == 200
        answer = await script.post("/chat/sessions", json={})
        assert answer.status_code == 403
        assert answer.json()["code"] == "read_only"
        assert (await script.post("/memory/search", json={"query": "seat"})).status_code == 200
        assert (await script.post("/memory", json={"text": "I like aisles"})).status_code == 403


async def test_the_database_has_no_key_that_could_be_used(
    settings: Settings, keys: PostgresApiKeys
) -> None:
    from memory.pooling import open_pool
    from memory.runs import rows_of
    from wiring.open import database

    _, secret = await made(keys)
    async with open_pool(await database(settings), connections=1) as pool:
        rows = await rows_of(pool, "SELECT api_keys::text AS line FROM api_keys", ())
    assert rows
    assert all(secret not in row["line"] and secret[10:] not in row["line"] for row in rows)
