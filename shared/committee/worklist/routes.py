"""The HTTP route of the worklist, `/api/v1/worklist`."""

from fastapi import APIRouter

from shared.committee.context import ServiceContext
from shared.committee.worklist.queries import worklist
from shared.committee.worklist.schemas import Worklist
from shared.web.actor import Actor


def worklist_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the worklist of an account."""
    router = APIRouter(prefix="/api/v1/worklist", tags=["待办"])

    @router.get("", summary="待我办理")
    async def own(account: Actor) -> Worklist:
        """Returns the most urgent matters whose next step the account may take, and the number of matters for each step."""
        return await worklist(context, account)

    return router
