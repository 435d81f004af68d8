"""The commands that follow a proposal after its answer: its numbered suggestions 建议, and the look-back 回头看 at a planned answer."""

from typing import ClassVar

from shared.contracts.vocabulary import LookBackResult
from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import COMMITTEE


class LookBack(Command, name="look_back", title_zh="回头看", event=("looked_back", "已回头看")):
    """Looks back at a closed proposal whose answer was planned 列入计划, from the year after the answer on. `finding`: what was found."""

    permitted = COMMITTEE
    texts = ("finding",)
    labels: ClassVar[Labels] = {"result": Label("回头看的结果")}

    result: LookBackResult
    finding: str


class FollowSuggestions(
    Command,
    name="follow_suggestions",
    title_zh="登记建议采纳落实",
    event=("suggestions_followed", "建议采纳落实已登记"),
):
    """Records, by number from 1, which suggestions of the proposal are adopted, not adopted and done; may be repeated.

    A suggestion that was not adopted may be adopted later. `text`: an explanation.
    """

    permitted = COMMITTEE
    texts = ("text",)
    labels: ClassVar[Labels] = {"text": Label("说明")}

    adopted: tuple[int, ...] = ()
    not_adopted: tuple[int, ...] = ()
    done: tuple[int, ...] = ()
    text: str = ""


FollowUpCommand = LookBack | FollowSuggestions
