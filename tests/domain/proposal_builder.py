"""A builder with the commands of a proposal as methods, one a day."""

from dataclasses import replace
from typing import Any, Self

from shared.contracts.vocabulary import Answer, Channel
from shared.domain.admission import DecisionContext
from shared.domain.charters.charter import Charter
from shared.domain.proposals.feedback_commands import CloseProposal, Rate, Rehandle
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Countersign, Reply
from shared.domain.proposals.review_commands import DraftProposal, File, Submit
from shared.domain.proposals.state import Proposal
from shared.domain.transfers.commands import Deliver
from tests.support.matters import TOWNSHIP, MatterBuilder, decision_context


def charter_context(charter: Charter | None = None) -> DecisionContext:
    """Returns the context of a decision under a charter."""
    return replace(decision_context("522625"), charter=charter or Charter())


class ProposalBuilder(MatterBuilder):
    """A proposal of a county. `draft`: the fields of its draft."""

    def __init__(self, charter: Charter | None = None, **draft: Any) -> None:
        super().__init__("proposal", DraftProposal(**draft), context=charter_context(charter))

    @property
    def proposal(self) -> Proposal:
        assert isinstance(self.state, Proposal)
        return self.state

    def submitted(self) -> Self:
        return self.execute(Submit())

    def filed(self) -> Self:
        return self.submitted().execute(File())

    def assigned(self, **parts: Any) -> Self:
        return self.filed().execute(Assign(**(parts or {"sole": "甲局"})))

    def acknowledged(self, *units: str) -> Self:
        return self.execute(*(Acknowledge(unit=unit) for unit in units or ("甲局",)))

    def countersigned(self, unit: str) -> Self:
        return self.execute(Countersign(unit=unit))

    def replied(self, unit: str = "甲局", answer_class: Any = "A") -> Self:
        return self.execute(Reply(unit=unit, text="答复", answer_class=answer_class))

    def rated(self, result: Answer, process: Answer = Answer.SATISFIED, signatory: int = 1) -> Self:
        return self.execute(Rate(process=process, result=result, signatory=signatory))

    def rehandled(self, **given: Any) -> Self:
        return self.execute(Rehandle(**{"explanation": "已重新研究", **given}))

    def closed(self) -> Self:
        return self.execute(CloseProposal())


def closed_proposal() -> ProposalBuilder:
    """Returns a proposal that its unit has answered and that was closed."""
    return ProposalBuilder().assigned().acknowledged().replied().closed()


def delivered_proposal() -> MatterBuilder:
    """Returns a proposal that was received from another organization."""
    sent = Deliver(
        transfer=f"{TOWNSHIP}-t-2026-1",
        chain=(f"{TOWNSHIP}-p-2026-1",),
        year=2026,
        channel=Channel.PAPER,
        online=False,
    )
    return MatterBuilder("proposal", sent)
