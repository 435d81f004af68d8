"""What every command has in common."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command, imperative. `papers` names its texts: they stay in the service and never enter an event.

    `told`: those of them that a matter which came from elsewhere tells its origins, sealed, each with the name it goes by there.
    `on`: the day it takes effect (default today); `late_reason`: why it is recorded further back than the charter allows.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    name: ClassVar[str]
    title_zh: ClassVar[str]
    papers: ClassVar[tuple[str, ...]] = ()
    told: ClassVar[dict[str, str]] = {}

    on: date | None = None
    late_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Correct(Command):
    """Corrects the day of a past step: `step` is its sequence number, or the command or status that names it (the last of that name)."""

    name = "correct"
    title_zh = "更正日期"
    papers = ("reason",)

    step: int | str
    day: date
    reason: str
