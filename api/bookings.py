"""`/bookings`: what is booked, and giving it back by a word on the refund that was shown."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends

from api.house import Body, House, shown
from tools.bookings.brief import brief


class Agreement(Body):
    model_config = shown(says="yes")

    says: Literal["yes", "no"]


def routes(house: House) -> APIRouter:
    router = APIRouter(prefix="/bookings", tags=["Bookings"])

    @router.get("")
    async def listed(user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        """The latest first; without anything personal."""
        desk = await house.tripsage.desk()
        return {"bookings": [brief(each) for each in await desk.listed(user)]}

    @router.get("/{id}")
    async def show(id: str, user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        """With the facts that were agreed to and every step it took."""
        desk = await house.tripsage.desk()
        booking = await desk.get(id, user=user)
        log = await desk.log(id, user=user)
        return brief(booking) | {
            "facts": booking.facts.model_dump(mode="json"),
            "log": [each.model_dump(mode="json") for each in log],
        }

    @router.post("/{id}/cancellation", status_code=201)
    async def quote(id: str, user: Annotated[str, Depends(house.approver)]) -> dict[str, Any]:
        """What would come back; a yes under its `approval_id` gives the booking back."""
        desk = await house.tripsage.desk()
        refund = await desk.quote_cancel(id, user=user)
        return {
            "approval_id": refund.digest(),
            "refund": refund.model_dump(mode="json"),
            "booking": brief(await desk.get(id, user=user)),
        }

    @router.post("/{id}/cancellation/{approval_id}")
    async def decide(
        id: str, approval_id: str, given: Agreement, user: Annotated[str, Depends(house.approver)]
    ) -> dict[str, Any]:
        """Gives it back for the refund shown under that id; 409 where another one holds now."""
        desk = await house.tripsage.desk()
        if given.says == "no":
            return brief(await desk.get(id, user=user))
        return brief(await desk.cancel(id, user=user, digest=approval_id))

    del listed, show, quote, decide
    return router
