"""Templates into pages: escaped, complete, and under a policy that lets nothing run or load but our own files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.web.pages.assets import address
from shared.web.pages.formatting import FILTERS

TEMPLATES = Path(__file__).with_name("templates")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A place one can go to from everywhere; `here`: one is there."""

    title: str
    address: str
    here: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around every page of somebody who is logged in. `form_token` goes into each of its forms."""

    organization: str
    account: str
    roles: str
    form_token: str
    links: tuple[Link, ...] = ()


class Renderer:
    """Renders the templates of these folders; those that every service has come last."""

    def __init__(self, *folders: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader([*folders, TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals["asset"] = address

    def render(
        self, template: str, *, status: int = 200, frame: Frame | None = None, policy: str = POLICY, **values: Any
    ) -> Response:
        """A page. Without a frame: one that everybody may see."""
        content = self._environment.get_template(template).render(frame=frame, **values)
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        return Response(content, status, headers, "text/html; charset=utf-8")


PAGES = Renderer()
"""Renders what every service has: login, refusals, the page of the documentation."""
