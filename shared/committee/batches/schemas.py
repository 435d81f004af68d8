"""Request and response bodies of batches: one command for many matters."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field, JsonValue

from shared.committee.bodies import Line, StrictBody
from shared.contracts.subjects import LONGEST_ID

MOST_MATTERS = 200
"""The maximum number of matters of a batch; a page of a list shows no more."""


@dataclass(frozen=True, kw_only=True)
class NewBatch(StrictBody):
    """A command for many matters of one kind. `body`: its fields, as in the request for a single matter."""

    command: Line
    matters: Annotated[
        tuple[Annotated[str, Field(max_length=LONGEST_ID)], ...], Field(min_length=1, max_length=MOST_MATTERS)
    ]
    body: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BatchProblem:
    """Why a matter of a batch was refused. `code`: stable, for programs; `detail`: in Chinese."""

    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class BatchResult:
    """The result for one matter of a batch. `ok`: whether the command was executed; `status`: the state after it."""

    matter: str
    year: int
    number: int
    ok: bool
    status: str | None = None
    problem: BatchProblem | None = None
    warnings: list[str] = field(default_factory=list)
