"""A builder: tell the life of a proposal, a command a line."""

from datetime import date, timedelta
from typing import Self

from shared.contracts.vocabulary import Answer, Level
from shared.domain.charter import Charter
from shared.domain.decision_context import DecisionContext
from shared.domain.proposals.commands import (
    Acknowledge,
    Assign,
    CloseProposal,
    Countersign,
    DraftProposal,
    File,
    ProposalCommand,
    Rate,
    Rehandle,
    Reply,
    Submit,
)
from shared.domain.proposals.decisions import decide
from shared.domain.proposals.evolution import evolve
from shared.domain.proposals.state import Proposal

TODAY = date(2026, 11, 23)
FIRST_DAY = date(2026, 11, 1)


def seat(charter: Charter | None = None) -> DecisionContext:
    """Where the tests decide."""
    return DecisionContext(organization="522625", level=Level.COUNTY, charter=charter or Charter(), today=TODAY)


class Told:
    """Each command takes effect a day after the one before it."""

    def __init__(self, charter: Charter | None = None, **draft: object) -> None:
        self.charter = charter or Charter()
        self.day = FIRST_DAY
        self.state: Proposal | None = None
        self.give(DraftProposal(on=self.day, **draft))  # type: ignore[arg-type]

    @property
    def proposal(self) -> Proposal:
        assert self.state is not None
        return self.state

    def give(self, command: ProposalCommand) -> Self:
        for event in decide(self.state, command, context=seat(self.charter)):
            self.state = evolve(self.state, event)
        return self

    def next_day(self) -> date:
        self.day += timedelta(days=1)
        return self.day

    def submitted(self) -> Self:
        return self.give(Submit(on=self.next_day()))

    def filed(self) -> Self:
        return self.submitted().give(File(on=self.next_day()))

    def assigned(self, **parts: object) -> Self:
        return self.filed().give(Assign(on=self.next_day(), **(parts or {"sole": "甲局"})))  # type: ignore[arg-type]

    def acknowledged(self, *units: str) -> Self:
        for unit in units or ("甲局",):
            self.give(Acknowledge(on=self.next_day(), unit=unit))
        return self

    def countersigned(self, unit: str) -> Self:
        return self.give(Countersign(on=self.next_day(), unit=unit))

    def replied(self, unit: str = "甲局", answer_class: str = "A") -> Self:
        return self.give(Reply(on=self.next_day(), unit=unit, text="答复", answer_class=answer_class))  # type: ignore[arg-type]

    def rated(self, result: Answer, process: Answer = Answer.SATISFIED, signatory: int = 1) -> Self:
        return self.give(Rate(on=self.next_day(), process=process, result=result, signatory=signatory))

    def rehandled(self, **given: object) -> Self:
        return self.give(Rehandle(on=self.next_day(), **{"explanation": "已重新研究", **given}))  # type: ignore[arg-type]

    def closed(self) -> Self:
        return self.give(CloseProposal(on=self.next_day()))


def closed_proposal() -> Told:
    return Told().assigned().acknowledged().replied().closed()
