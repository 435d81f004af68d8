"""The OpenAPI document, with what is the same on every route: the problem document, and the headers that any POST takes."""

from typing import Any

from fastapi import FastAPI

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
"""Logging in twice opens two sessions."""


class Application(FastAPI):
    """A FastAPI application whose document says what this one does."""

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
            self.openapi_schema = document
        return self.openapi_schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    problem = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {"description": "不能受理，原因见内容", **problem}
    if method == "post" and path not in NOT_REPEATABLE:
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
