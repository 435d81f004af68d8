"""Request bodies as commands: strict reading (`"3"` is not a number, `0` is not a date), and their documentation in OpenAPI."""

from collections.abc import Awaitable, Callable
from dataclasses import MISSING, fields
from typing import Annotated, Any, TypeVar

from fastapi import Body, Request
from pydantic import AfterValidator, Field, TypeAdapter

from shared.domain.lines import LONGEST_LINE, line_of
from shared.web.validation_messages import parsed

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


_TEXT = 100_000

Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(line_of)]
Text = Annotated[str, Field(max_length=_TEXT)]
