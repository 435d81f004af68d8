"""The base class of all commands, and the correction, which every subject has."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command, named in the imperative. `papers`: the names of its texts, which stay in the service and never enter an event.

    `told`: the texts that a notice of a derived matter carries to its origins, sealed, each with its name in the notice.
    `on`: the day it takes effect (default: today); `late_reason`: why it is recorded for an earlier day than the charter allows.
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
    """Corrects the day of a past step to `day`. `step`: its sequence number, or its command or status (the last of that name)."""

    name = "correct"
    title_zh = "更正日期"
    papers = ("reason",)

    step: int | str
    day: date
    reason: str
