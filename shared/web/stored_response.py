"""The response to a command as values: created in the transaction, sent after the commit, and stored for repeated requests."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import Response
from pydantic_core import to_json

NOTHING = b""


@dataclass(frozen=True, kw_only=True)
class StoredResponse:
    """A response as values. `content`: JSON, or empty; `headers`: the headers of this response (Location, ETag)."""

    status: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def response(self, *, repeated: bool = False) -> Response:
        headers = {**self.headers, "Idempotency-Replayed": "true"} if repeated else self.headers
        media_type = "application/json" if self.content else None
        return Response(self.content or None, self.status, headers, media_type)


def stored_response(
    status: int, body: Any = None, *, location: str | None = None, etag: str | None = None
) -> StoredResponse:
    """Returns a response with a typed body (pydantic model, dataclass, named tuple), or without a body."""
    headers = {name: value for name, value in (("Location", location), ("ETag", etag)) if value is not None}
    return StoredResponse(status=status, content=NOTHING if body is None else to_json(body), headers=headers)
