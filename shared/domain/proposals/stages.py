"""The optional stages of a proposal: which of them it has is decided by the charter of the day of one of its steps."""

from collections.abc import Mapping

from shared.domain.charters.values import Stage
from shared.domain.proposals.handling_commands import Assign
from shared.domain.proposals.review_commands import Submit
from shared.domain.transfers.commands import Accept

DECIDED_WITH: Mapping[str, frozenset[Stage]] = {
    Submit.name: frozenset({Stage.PRE_REVIEW}),
    Accept.name: frozenset({Stage.PRE_REVIEW}),
    Assign.name: frozenset({Stage.COORDINATION, Stage.REPLY_REVIEW}),
}
"""Command -> the stages that the charter of its day decides; a later charter does not change those of the proposal."""


def stages_after(known: tuple[Stage, ...], command: str, charter: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """Returns the stages of a proposal after a command, by the stages known before and those of the charter of the day."""
    decided = DECIDED_WITH.get(command, frozenset())
    return tuple(stage for stage in Stage if stage in (charter if stage in decided else known))
