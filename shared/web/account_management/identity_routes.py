"""`/api/v1/accounts/{name}/link_identity`: the persons at the identity provider who log in to the accounts."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.web.account_management import identity_links
from shared.web.account_management.routes import AccountView, Administrator, Name, view
from shared.web.dependencies import app_state
from shared.web.idempotency import once
from shared.web.oidc.settings import LONGEST_SUBJECT
from shared.web.stored_response import StoredResponse, stored_response

router = APIRouter(prefix="/api/v1/accounts", tags=["账号"])


class NewIdentity(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: Annotated[
        str, Field(min_length=1, max_length=LONGEST_SUBJECT, description="该人员在统一身份认证中的标识（sub）")
    ]


@router.post("/{name}/link_identity", summary="关联统一身份", response_model=AccountView)
async def link_identity(request: Request, name: Name, new: NewIdentity, admin: Administrator) -> Response:
    """Lets a person of the identity provider log in to an account without its password, instead of the person linked before."""

    async def apply(connection: AsyncConnection) -> StoredResponse:
        linked = await identity_links.link(connection, admin, name, new.subject, app_state(request))
        return stored_response(200, view(linked))

    return await once(request, admin, apply)


@router.post("/{name}/unlink_identity", summary="解除统一身份关联", response_model=AccountView)
async def unlink_identity(request: Request, name: Name, admin: Administrator) -> Response:
    """Ends the logins to an account by the identity provider, and its open sessions."""

    async def apply(connection: AsyncConnection) -> StoredResponse:
        unlinked = await identity_links.unlink(connection, admin, name, app_state(request).now())
        return stored_response(200, view(unlinked))

    return await once(request, admin, apply)
