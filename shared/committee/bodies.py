"""Request bodies as commands: strict parsing (`"3"` is not a number, `0` is not a date), and their documentation in OpenAPI."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

from fastapi import Body, Request
from pydantic import AfterValidator, Field, TypeAdapter

from shared.domain.command import Command
from shared.domain.lines import LONGEST_LINE, LONGEST_TEXT, line_of
from shared.web.validation_messages import parsed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
B = TypeVar("B", bound=Command)


class StrictBody:
    """The base of request bodies: fields that a body does not have are refused."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


def command_of(command: type[B], body: "DataclassInstance", **completed: object) -> B:
    """Returns the command with the fields of the same names of the body that begins a matter, and those that are completed here."""
    given = {each.name: getattr(body, each.name) for each in fields(command) if hasattr(body, each.name)}
    return command(**given | completed)


def strictly(kind: type[T]) -> Callable[[Request], Awaitable[T]]:
    """Returns a dependency that parses the body as this dataclass; an empty body counts as an empty object."""
    adapter = TypeAdapter(kind)

    async def read(request: Request) -> T:
        return parsed(adapter, await request.body())

    return read


class DocumentedBody:
    """A dependency without effect whose parameter documents a dataclass as request body in OpenAPI.

    The body is optional where every field has a default.
    """

    def __init__(self, body: type[object]) -> None:
        required = any(field.default is Parameter.empty for field in signature(body).parameters.values())
        default = Body() if required else Body(default_factory=body)
        self.__signature__ = Signature([Parameter("body", Parameter.KEYWORD_ONLY, default=default, annotation=body)])

    async def __call__(self, **_body: object) -> None:
        """Does nothing: `strictly` parses the body."""


Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(line_of)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
