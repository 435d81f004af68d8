"""The commands of an opinion report."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shared.contracts.vocabulary import Channel, Level
from shared.domain.command import Command, Correct


@dataclass(frozen=True, kw_only=True)
class Collect(Command):
    """Collects an opinion report. `limit`: the day by which the person is to be answered (default: the charter's)."""

    name = "collect"
    title_zh = "收集"

    channel: Channel = Channel.WINDOW
    year: int | None = None
    limit: date | None = None


@dataclass(frozen=True, kw_only=True)
class Edit(Command):
    """Edits the title or the content. An omitted field keeps its text; the first edit may omit both."""

    name = "edit"
    title_zh = "编辑"
    papers = ("title", "content")

    title: str = ""
    content: str = ""


@dataclass(frozen=True, kw_only=True)
class ApproveOpinion(Command):
    """Records the approval of a leader 审签."""

    name = "approve"
    title_zh = "审签"


@dataclass(frozen=True, kw_only=True)
class Adopt(Command):
    """Records the adoption 采用 of the report. `level`: that of the adopting organization, by default the organization's own."""

    name = "adopt"
    title_zh = "采用"

    level: Level | None = None


@dataclass(frozen=True, kw_only=True)
class Instruct(Command):
    """Records the instruction 批示 of a leader. `level`: that of the leader, by default the organization's own."""

    name = "instruct"
    title_zh = "批示"
    papers = ("text",)

    level: Level | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Refer(Command):
    """Refers the report to a unit for handling 转办."""

    name = "refer"
    title_zh = "转办"

    unit: str


@dataclass(frozen=True, kw_only=True)
class FeedBack(Command):
    """Records the answer to the person, or to the organization that sent the report 反馈."""

    name = "feed_back"
    title_zh = "反馈"
    papers = ("text",)
    told: ClassVar[dict[str, str]] = {"text": "answer"}

    text: str


@dataclass(frozen=True, kw_only=True)
class Keep(Command):
    """Keeps the report on file without further handling 留存备查, with a reason."""

    name = "keep"
    title_zh = "留存备查"
    papers = ("reason",)
    told: ClassVar[dict[str, str]] = {"reason": "kept"}

    reason: str


OpinionCommand = Collect | Edit | ApproveOpinion | Adopt | Instruct | Refer | FeedBack | Keep | Correct

COMMANDS: dict[str, type[Command]] = {
    command.name: command
    for command in (Collect, Edit, ApproveOpinion, Adopt, Instruct, Refer, FeedBack, Keep, Correct)
}
