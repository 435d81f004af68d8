"""The command that follows a proposal after its year: the look-back 回头看 at a planned answer."""

from dataclasses import dataclass
from typing import ClassVar

from shared.contracts.vocabulary import LookBackResult
from shared.domain.command import Command, EventName, Label, Labels
from shared.domain.proposals.grants import COMMITTEE


@dataclass(frozen=True, kw_only=True)
class LookBack(Command):
    """Looks back at a closed proposal whose answer was planned 列入计划, from the year after the answer on. `finding`: what was found."""

    name = "look_back"
    title_zh = "回头看"
    event = EventName("looked_back", "已回头看")
    permitted = COMMITTEE
    texts = ("finding",)
    labels: ClassVar[Labels] = {"result": Label("回头看的结果")}

    result: LookBackResult
    finding: str
