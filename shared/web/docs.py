"""`/docs`: the interactive API documentation, served without a CDN and without inline scripts."""

from fastapi import APIRouter, Response

from shared.web.actor import Public
from shared.web.pages.rendering import PAGES

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""Permits inline styles, because the viewer sets style attributes; scripts are permitted from files only."""

router = APIRouter(include_in_schema=False, dependencies=[Public])


@router.get("/docs")
async def page() -> Response:
    """Renders the interactive documentation of the API."""
    return PAGES.render("docs.html", policy=_POLICY)
