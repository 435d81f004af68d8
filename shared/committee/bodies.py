"""A request's body as a command: read strictly (`"3"` is no number, `0` is no date), and documented as what it is."""

from collections.abc import Awaitable, Callable
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from fastapi import Body, Request
from pydantic import TypeAdapter

from shared.web.rules import parsed

T = TypeVar("T")


def strictly(kind: type[T]) -> Callable[[Request], Awaitable[T]]:
    """A dependency that reads the body as this dataclass; no body at all stands for an object without members."""
    adapter = TypeAdapter(kind)

    async def read(request: Request) -> T:
        return parsed(adapter, await request.body())

    return read


def documented(kind: type[Any]) -> Any:
    """The same body as a parameter, so that it stands in the OpenAPI document; optional where every field has a default."""
    needed = any(field.default is MISSING and field.default_factory is MISSING for field in fields(kind))
    return Body() if needed else Body(default_factory=kind)
