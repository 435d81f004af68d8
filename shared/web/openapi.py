"""The OpenAPI document, with the parts that all routes share: the problem document, and the `Idempotency-Key` header of every POST.

`/docs` shows it, without a CDN and without inline scripts.
"""

import re
from typing import Any

from fastapi import APIRouter, FastAPI, Response

from shared.web.actor import Public
from shared.web.pages.rendering import PAGES
from shared.web.problem import MEDIA_TYPE

_TEXT = {"type": "string"}
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `code`不变，供程序判断；`title`和`detail`供人阅读；另有`status_now`、`allowed`等。",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "errors", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": {"type": "string", "examples": ["not-allowed-now"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "value", "rule"],
                "properties": {"field": _TEXT, "value": {}, "rule": _TEXT},
            },
        },
        "trace_id": _TEXT,
    },
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "同一个键和同样的内容再次提交，得到第一次的答复；同一个键、不同的内容：422",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
NOT_REPEATABLE = frozenset({"/api/v1/sessions"})
"""Routes that ignore `Idempotency-Key`: each login opens a session of its own."""


class Application(FastAPI):
    """A FastAPI application whose OpenAPI document includes the shared parts."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            document = super().openapi()
            for path, operations in document["paths"].items():
                for method, operation in operations.items():
                    _complete(path, method, operation)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            schemas["Problem"] = PROBLEM
            document["components"]["schemas"] = dict(sorted(schemas.items()))
            self.openapi_schema = document
        return self.openapi_schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Names the operation by its route (`post_proposals_id_file`), not by a function, and adds what all operations have in common."""
    operation["operationId"] = "_".join([method, *re.findall(r"\w+", path.removeprefix("/api/v1"))])
    problem = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {"description": "不能受理，原因见内容", **problem}
    if method == "post" and path not in NOT_REPEATABLE:
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)


_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""Permits inline styles, because the viewer sets style attributes; scripts are permitted from files only."""

docs_router = APIRouter(include_in_schema=False, dependencies=[Public])


@docs_router.get("/docs")
async def page() -> Response:
    """Renders the interactive documentation of the API."""
    return PAGES.render("docs.html", policy=_POLICY)
