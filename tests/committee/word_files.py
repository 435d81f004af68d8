"""Word documents that a service answers with, read again."""

from io import BytesIO
from typing import Any

from docx import Document

from tests.committee.service_clients import ServiceClient


async def word(service: ServiceClient, path: str, by: str, **params: Any) -> Any:
    """Returns the document at a path, as an account gets it."""
    answer = await service.call("GET", path, by, params=params)
    assert answer.status_code == 200, answer.text
    return Document(BytesIO(answer.content))
