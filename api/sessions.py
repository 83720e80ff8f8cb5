"""`POST /auth/anonymous`: a session for somebody without an account, where the server gives those."""

from typing import Any

from fastapi import APIRouter

from api.house import House
from api.problems import Problem


def routes(house: House) -> APIRouter:
    router = APIRouter(prefix="/auth", tags=["Identity"])

    @router.post("/anonymous", status_code=201)
    async def begin() -> dict[str, Any]:
        """A token for a user who is new. What is planned with it is gone when it is lost or over."""
        if house.anonymous is None:
            raise Problem(403, "no_anonymous", "This server takes nobody without an account.")
        if house.limits is not None:
            await house.limits.session()
        session = house.anonymous.begin()
        return {
            "access_token": session.token,
            "token_type": "bearer",
            "expires_at": session.expires_at,
            "user": session.user,
        }

    del begin
    return router
