"""What happens with a form that was sent: once, in one transaction, then to a page; refused: the form again, with all that was typed."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import Request, Response
from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import LianxiError
from shared.web.accounts import Account
from shared.web.answers import Answer
from shared.web.idempotency import LONGEST_KEY, once
from shared.web.pages.forms import TOKEN_FIELD, Form, first
from shared.web.problem import standing

KEY, CONFIRMED, VERSION, COMMAND = "form_key", "confirmed", "version", "command"
"""Hidden fields of each form, beside its token."""

Step = Callable[[AsyncConnection], Awaitable[str]]
"""Does what the form asks for; the address of the page that shows it."""


async def submit(request: Request, account: Account, form: Form, step: Step) -> Response:
    """The way on. A form that is sent twice has one effect, and leads to the same page both times."""

    async def effect(connection: AsyncConnection) -> Answer:
        return Answer(status=HTTPStatus.SEE_OTHER, content=b"", headers={"Location": await step(connection)})

    content = to_json({name: values for name, values in form.items() if name != TOKEN_FIELD})
    return await once(request, account, effect, content=content, key=first(form, KEY)[:LONGEST_KEY] or None)


def status_of(error: LianxiError) -> int:
    """That of the page which shows the form again."""
    return standing(error)[0]


def is_confirmed(form: Form) -> bool:
    return bool(first(form, CONFIRMED))
