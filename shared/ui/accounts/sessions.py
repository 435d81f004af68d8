"""`/sessions`: the login sessions of the own account, each of which can be ended."""

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.ui.forms.submit import done_at, submit
from shared.ui.layout import TEMPLATES, page_frame
from shared.web.account_management import administration
from shared.web.dependencies import app_state
from shared.web.login import sessions
from shared.web.login.sessions import LoginSession
from shared.web.pages.forms import first
from shared.web.pages.visitor import Submitted, Visiting

ADDRESS = "/sessions"
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
"""Part of the description of a browser -> its name; the first one applies, since later ones imitate each other."""
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, kw_only=True)
class ShownSession:
    """A session as the page shows it. `browser`: the name of the browser and of its system, or of the program."""

    session: LoginSession
    browser: str
    is_current: bool


def session_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list and of the ends."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def listing(request: Request, visitor: Visiting, done: str = "") -> Response:
        """Renders the sessions of the account, the newest first."""
        state = app_state(request)
        async with state.database.reading() as connection:
            found = await sessions.sessions_of(connection, visitor.account, state.now(), limits=state.limits)
        return TEMPLATES.render(
            "sessions.html",
            frame=page_frame(request, visitor, context, await context.directory.tree()),
            items=[
                ShownSession(
                    session=each, browser=browser_name(each.origin.browser), is_current=each.id == visitor.session
                )
                for each in found
            ],
            idle_minutes=int(state.limits.session_idle.total_seconds()) // 60,
            hours=int(state.limits.session_lasting.total_seconds()) // 3600,
            identity=visitor.account.identity,
            done=done,
        )

    @router.post(ADDRESS)
    async def end(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Ends one session of the account, or all but that of the request."""
        chosen = first(form, "session")

        async def step(connection: AsyncConnection) -> str:
            account, now = visitor.account, app_state(request).now()
            if chosen:
                await administration.end_own_session(connection, account, chosen, now)
            else:
                await administration.end_other_sessions(connection, account, visitor.token, now)
            return done_at(ADDRESS, "one" if chosen else "others")

        return await submit(request, visitor.account, form, step)

    return router


def browser_name(described: str) -> str:
    """Returns the names of a browser and its system from the `User-Agent` header; of a program, its own name."""
    browser = next((name for part, name in _BROWSERS if part in described), "")
    system = next((name for part, name in _SYSTEMS if part in described), "")
    if browser:
        return f"{browser}（{system}）" if system else browser
    return re.split(r"[/\s]", described, maxsplit=1)[0][:40] or "未知"
