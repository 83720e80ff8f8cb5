"""A local server that speaks Supabase Auth (GoTrue): sign-up, confirmation, sign-in, refresh, keys.

Paths and shapes are those that `supabase_auth` 2.34 sends and parses, claims those of
https://supabase.com/docs/guides/auth/jwt-fields, errors those of https://supabase.com/docs/guides/auth/debugging/error-codes.
"""

import secrets
import time
import uuid
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulators.serving import serving
from tests.simulators.small import Refused, Small, refused

ANON_KEY = "anon-key-of-the-project"
API_VERSION = {"X-Supabase-Api-Version": "2024-01-01"}


@dataclass
class SigningKey:
    """`id` is None for a project's old shared secret."""

    algorithm: str
    private: Any
    id: str | None = None

    @property
    def public(self) -> dict[str, Any]:
        kind: Any = RSAAlgorithm if self.algorithm == "RS256" else ECAlgorithm
        said = kind.to_jwk(self.private.public_key(), as_dict=True)
        more = {"kid": self.id, "alg": self.algorithm, "use": "sig", "key_ops": ["verify"]}
        return {**said, **more}


def new_key(algorithm: str) -> SigningKey:
    id = str(uuid.uuid4())
    if algorithm == "RS256":
        return SigningKey(algorithm, rsa.generate_private_key(65537, 2048), id)
    return SigningKey(algorithm, ec.generate_private_key(ec.SECP256R1()), id)


@dataclass
class Account:
    email: str
    password: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    confirmed: bool = False
    code: str = ""
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat())


class GoTrue:
    """`mails` are the codes sent, by address; `keys` the first of which signs."""

    def __init__(self, *, confirms: bool = True, lasts: int = 3600) -> None:
        self.confirms, self.lasts = confirms, lasts
        self.url = ""
        self.keys = [new_key("ES256")]
        self.mails: dict[str, str] = {}
        self.accounts: dict[str, Account] = {}
        self.refreshing: dict[str, Account] = {}
        self._small = Small(
            [
                ("GET", "/auth/v1/.well-known/jwks.json", self._key_set),
                ("POST", "/auth/v1/signup", self._sign_up),
                ("POST", "/auth/v1/verify", self._verify),
                ("POST", "/auth/v1/token", self._token),
                ("GET", "/auth/v1/user", self._user),
                ("POST", "/auth/v1/logout", self._log_out),
            ],
            busy=lambda: _error(429, "over_request_rate_limit", "Request rate limit reached"),
        )
        self.faults = self._small.faults

    @asynccontextmanager
    async def serve(self) -> AsyncGenerator["GoTrue"]:
        async with serving(self._small) as self.url:
            yield self

    def rotate(self, algorithm: str = "ES256") -> None:
        """The key before still checks what it signed."""
        self.keys = [new_key(algorithm), *self.keys]

    def token(self, user: str, key: SigningKey | None = None, **more: Any) -> str:
        """An access token; a claim of `more` that is None isn't there."""
        key, now = key or self.keys[0], int(time.time())
        claims = {
            "iss": f"{self.url}/auth/v1",
            "sub": user,
            "aud": "authenticated",
            "exp": now + self.lasts,
            "iat": now,
            "email": "ada@example.org",
            "phone": "",
            "app_metadata": {"provider": "email", "providers": ["email"]},
            "user_metadata": {},
            "role": "authenticated",
            "aal": "aal1",
            "amr": [{"method": "password", "timestamp": now}],
            "session_id": str(uuid.uuid4()),
            "is_anonymous": False,
            **more,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        headers = {"kid": key.id} if key.id else {}
        return jwt.encode(said, key.private, key.algorithm, headers=headers)

    async def _key_set(self, request: Request) -> Response:
        return JSONResponse({"keys": [each.public for each in self.keys if each.id]})

    async def _sign_up(self, request: Request) -> Response:
        given = await _given(request)
        email, password = str(given.get("email", "")), str(given.get("password", ""))
        if len(password) < 6:
            more = {"weak_password": {"reasons": ["length"]}}
            text = "Password should be at least 6 characters."
            raise Refused(_error(422, "weak_password", text, more))
        if email in self.accounts and not self.confirms:
            raise Refused(_error(422, "user_already_exists", "User already registered"))
        if email in self.accounts and self.accounts[email].confirmed:
            return JSONResponse({**_user_of(Account(email, "")), "identities": []})  # tells nobody
        account = self.accounts[email] = Account(email, password, confirmed=not self.confirms)
        if account.confirmed:
            return JSONResponse(self._session(account))
        account.code = self.mails[email] = f"{secrets.randbelow(10**6):06}"
        return JSONResponse(_user_of(account))

    async def _verify(self, request: Request) -> Response:
        given = await _given(request)
        account = self.accounts.get(str(given.get("email", "")))
        right = account is not None and account.code and account.code == given.get("token")
        if not right or given.get("type") not in ("signup", "email") or account is None:
            raise Refused(_error(403, "otp_expired", "Token has expired or is invalid"))
        account.confirmed, account.code = True, ""
        return JSONResponse(self._session(account))

    async def _token(self, request: Request) -> Response:
        given = await _given(request)
        if request.query_params.get("grant_type") == "refresh_token":
            account = self.refreshing.pop(str(given.get("refresh_token")), None)
            if account is None:
                text = "Invalid Refresh Token: Refresh Token Not Found"
                raise Refused(_error(400, "refresh_token_not_found", text))
            return JSONResponse(self._session(account))
        account = self.accounts.get(str(given.get("email", "")))
        if account is None or account.password != given.get("password"):
            raise Refused(_error(400, "invalid_credentials", "Invalid login credentials"))
        if not account.confirmed:
            raise Refused(_error(400, "email_not_confirmed", "Email not confirmed"))
        return JSONResponse(self._session(account))

    async def _user(self, request: Request) -> Response:
        return JSONResponse(_user_of(self._signed_in(request)))

    async def _log_out(self, request: Request) -> Response:
        account = self._signed_in(request)
        self.refreshing = {
            token: each for token, each in self.refreshing.items() if each is not account
        }
        return Response(status_code=204)

    def _signed_in(self, request: Request) -> Account:
        _keyed(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        key = self.keys[0]
        try:
            claims = jwt.decode(
                token, key.private.public_key(), [key.algorithm], audience="authenticated"
            )
        except jwt.InvalidTokenError:
            raise Refused(_error(403, "bad_jwt", "invalid JWT")) from None
        return next(each for each in self.accounts.values() if each.id == claims["sub"])

    def _session(self, account: Account) -> dict[str, Any]:
        refresh = secrets.token_urlsafe(9)
        self.refreshing[refresh] = account
        return {
            "access_token": self.token(account.id, email=account.email),
            "token_type": "bearer",
            "expires_in": self.lasts,
            "expires_at": int(time.time()) + self.lasts,
            "refresh_token": refresh,
            "user": _user_of(account),
        }


async def _given(request: Request) -> Mapping[str, Any]:
    _keyed(request)
    return await request.json()


def _keyed(request: Request) -> None:
    """What stands before Supabase Auth asks for the project's key."""
    if request.headers.get("apikey") != ANON_KEY:
        raise refused(401, {"message": "Invalid API key", "hint": "Double check your API key."})


def _error(
    status: int, code: str, text: str, more: Mapping[str, Any] | None = None
) -> JSONResponse:
    return JSONResponse({"code": code, "message": text, **(more or {})}, status, API_VERSION)


def _user_of(account: Account) -> dict[str, Any]:
    confirmed = account.created if account.confirmed else None
    return {
        "id": account.id,
        "aud": "authenticated",
        "role": "authenticated",
        "email": account.email,
        "phone": "",
        "confirmation_sent_at": None if account.confirmed else account.created,
        "email_confirmed_at": confirmed,
        "confirmed_at": confirmed,
        "app_metadata": {"provider": "email", "providers": ["email"]},
        "user_metadata": {"email": account.email, "email_verified": account.confirmed},
        "identities": [],
        "created_at": account.created,
        "updated_at": account.created,
        "is_anonymous": False,
    }
