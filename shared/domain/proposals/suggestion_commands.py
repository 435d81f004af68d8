"""The command that follows the numbered suggestions 建议 of a proposal: adopted, not adopted, done."""

from dataclasses import dataclass
from typing import ClassVar

from shared.domain.command import Command, EventName, Label, Labels
from shared.domain.proposals.grants import COMMITTEE


@dataclass(frozen=True, kw_only=True)
class FollowSuggestions(Command):
    """Records, by number from 1, which suggestions of the proposal are adopted, not adopted and done; may be repeated.

    A suggestion that was not adopted may be adopted later. `text`: an explanation.
    """

    name = "follow_suggestions"
    title_zh = "登记建议采纳落实"
    event = EventName("suggestions_followed", "建议采纳落实已登记")
    permitted = COMMITTEE
    texts = ("text",)
    labels: ClassVar[Labels] = {"text": Label("说明")}

    adopted: tuple[int, ...] = ()
    not_adopted: tuple[int, ...] = ()
    done: tuple[int, ...] = ()
    text: str = ""
