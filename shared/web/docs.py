"""`/docs`: the interactive API documentation, from this machine and not from a CDN, without inline scripts."""

from fastapi import APIRouter, Response

from shared.web.actor import Public
from shared.web.pages.rendering import PAGES

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""The viewer sets style attributes; scripts come from files only."""

router = APIRouter(include_in_schema=False, dependencies=[Public])


@router.get("/docs")
async def page() -> Response:
    """Renders the interactive documentation of the API."""
    return PAGES.render("docs.html", policy=_POLICY)
