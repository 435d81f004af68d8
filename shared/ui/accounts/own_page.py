"""The rendering of the pages of the own account whose forms redirect to them."""

from typing import Any

from fastapi import Request, Response

from shared.committee.context import ServiceContext
from shared.ui.forms.submit import take_refusal
from shared.ui.layout import TEMPLATES, page_frame
from shared.web.pages.visitor import Visitor


async def render_own_page(
    request: Request, visitor: Visitor, context: ServiceContext, template: str, address: str, **values: Any
) -> Response:
    """Renders a page of the own account; once after a refusal of one of its forms, with the errors."""
    refusal = take_refusal(request, visitor.account, address)
    frame = page_frame(request, visitor, context, await context.directory.tree())
    return TEMPLATES.render(template, frame=frame, **refusal._asdict(), **values)
