"""The rendering of templates: with escaping, strict variables, and a content security policy that permits only files of the service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from fastapi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.domain.calendar import ZONE
from shared.web.pages.assets import address

NOTHING = "–"


def number(value: Decimal | float | None) -> str:
    """Returns `1,133`, `81.36`, or a dash for None."""
    return NOTHING if value is None else f"{value:,}"


def day(value: date) -> str:
    """Returns `2014年6月30日`."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """Returns `2014-06-30 16:05:09` in the time zone of the domain, or a dash for None."""
    return NOTHING if value is None else f"{value.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


FILTERS: dict[str, Callable[[Any], str]] = {"number": number, "day": day, "moment": moment}
"""Name of the filter in templates -> function."""


TEMPLATES = Path(__file__).with_name("templates")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link of the navigation. `here`: whether it is the section of the present page."""

    title: str
    address: str
    here: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The frame of every page of a logged-in account. `form_token`: the token for each form of the page.

    `personal`: the links to what concerns the account itself, beside its name.
    """

    organization: str
    account: str
    roles: str
    form_token: str
    links: tuple[Link, ...] = ()
    personal: tuple[Link, ...] = ()


class Renderer:
    """A renderer of the templates in these folders, and after them of those that all services share."""

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
        """Returns a page as a response. `frame`: None for a public page."""
        content = self._environment.get_template(template).render(frame=frame, **values)
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        return Response(content, status, headers, "text/html; charset=utf-8")


PAGES = Renderer()
"""The renderer of the pages that all services share: login, errors, API documentation."""
