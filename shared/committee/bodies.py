"""Request bodies as commands: strict parsing (`"3"` is not a number, `0` is not a date), and their documentation in OpenAPI."""

from collections.abc import Awaitable, Callable
from dataclasses import MISSING, fields
from typing import Annotated, Any, TypeVar

from fastapi import Body, Request
from pydantic import AfterValidator, Field, TypeAdapter

from shared.domain.lines import LONGEST_LINE, line_of
from shared.web.validation_messages import parsed

T = TypeVar("T")


def strictly(kind: type[T]) -> Callable[[Request], Awaitable[T]]:
    """Returns a dependency that parses the body as this dataclass; an empty body counts as an empty object."""
    adapter = TypeAdapter(kind)

    async def read(request: Request) -> T:
        return parsed(adapter, await request.body())

    return read


def documented(kind: type[Any]) -> Any:
    """Returns the body parameter that documents the dataclass in OpenAPI; optional where every field has a default."""
    needed = any(field.default is MISSING and field.default_factory is MISSING for field in fields(kind))
    return Body() if needed else Body(default_factory=kind)


_TEXT = 100_000

Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(line_of)]
Text = Annotated[str, Field(max_length=_TEXT)]
