"""Submitted forms without effect, stored for the page that renders them again: refused ones, and those that need a confirmation.

They contain texts, so they are encrypted with the secret of the service.

The response to such a POST is a redirect (Post/Redirect/Get), so that the back button of a browser never repeats a POST.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from fastapi import Request
from nacl.exceptions import CryptoError
from sqlalchemy import Column, LargeBinary, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import FieldError, LianxiError
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME, Account
from shared.web.dependencies import app_state
from shared.web.pages.forms import TOKEN_FIELD, Form
from shared.web.problem import HttpRefusedError, response_meta
from shared.web.service_secret import secret_box

RETENTION = timedelta(hours=1)
_PURPOSE = b"pending forms"
MOST = 20
"""The maximum number of forms stored for one account; a further one replaces the oldest."""

pending_forms = Table(
    "pending_forms",
    service_tables,
    Column("id", String(32), primary_key=True),
    Column("account", String(LONGEST_NAME), nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
    Column("stored_at", Timestamp, nullable=False, index=True),
)


class FormRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """The error of a refused form, reduced to what its page shows. `fields`: name and rule of each."""

    status: int
    code: str
    detail: str
    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, error: LianxiError) -> "FormRefusal":
        fields = tuple((each.field, each.rule) for each in error.fields)
        return cls(status=response_meta(error)[0], code=error.code, detail=error.detail, fields=fields)

    def error(self) -> HttpRefusedError:
        """Returns it as an error that a page can render."""
        error = HttpRefusedError(self.status, self.code, self.detail)
        error.fields = tuple(FieldError(name, None, rule) for name, rule in self.fields)
        return error


class PendingForm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A submitted form. `path`: of its POST; `question`: to be confirmed by the user; `refusal`: its error."""

    command: str
    form: Mapping[str, list[str]]
    path: str = ""
    question: str = ""
    refusal: FormRefusal | None = None


async def store(
    request: Request, account: Account, pending: PendingForm, *, instead_of: str = "", path: str = ""
) -> str:
    """Stores a form for its account and returns its id. `instead_of`: the id of its previous submission, which is deleted.

    `path`: of the page that shows it again, by default the path of the request.
    """
    state, id = app_state(request), secrets.token_urlsafe(18)
    form: Form = {name: values for name, values in pending.form.items() if name != TOKEN_FIELD}
    content = msgspec.json.encode(msgspec.structs.replace(pending, form=form, path=path or request.url.path))
    sealed = bytes(secret_box(state.secret, _PURPOSE).encrypt(content))
    table = pending_forms.c
    own = table.account == account.name
    newest = select(table.id).where(own, table.id != instead_of).order_by(table.stored_at.desc()).limit(MOST - 1)
    async with state.database.transaction() as connection:
        kept = list((await connection.execute(newest)).scalars())
        await connection.execute(delete(pending_forms).where(own, table.id.not_in(kept)))
        row = {"id": id, "account": account.name, "content": sealed, "stored_at": state.now()}
        await connection.execute(insert(pending_forms).values(**row))
    return id


async def find(request: Request, account: Account, id: str, *, path: str = "") -> PendingForm | None:
    """Returns the form of this id, if this account submitted it to this path (by default the request's) and it is still stored."""
    table = pending_forms.c
    own = (table.id == id) & (table.account == account.name)
    state = app_state(request)
    async with state.database.reading() as connection:
        sealed = await connection.scalar(select(table.content).where(own))
    if sealed is None:
        return None
    try:
        content = secret_box(state.secret, _PURPOSE).decrypt(sealed)
    except CryptoError:  # of a former secret
        return None
    found = msgspec.json.decode(content, type=PendingForm)
    return found if found.path == (path or request.url.path) else None


async def discard(connection: AsyncConnection, account: Account, id: str) -> None:
    """Deletes a form that has taken effect."""
    table = pending_forms.c
    await connection.execute(delete(pending_forms).where(table.id == id, table.account == account.name))


async def purge(connection: AsyncConnection, now: datetime) -> None:
    """Deletes the forms that are older than an hour."""
    await connection.execute(delete(pending_forms).where(pending_forms.c.stored_at < now - RETENTION))
