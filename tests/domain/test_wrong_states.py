"""Every command on a proposal in every state that the table of transitions does not permit it in."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.contracts.vocabulary import Answer, Ground, ProposalState
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage
from shared.domain.command import Command
from shared.domain.errors import ConflictError
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.assignments import ASSIGNMENT_COMMANDS
from shared.domain.proposals.commands import COMMANDS
from shared.domain.proposals.handling_commands import Acknowledge, Assign
from shared.domain.proposals.review_commands import (
    ConvertProposal,
    DraftProposal,
    MergeProposal,
    Refuse,
    WithdrawProposal,
)
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.proposals.vocabulary import AssignmentState, ConversionKind
from shared.domain.transfers.commands import Return
from tests.domain.proposal_builder import ProposalBuilder, closed_proposal, delivered_proposal
from tests.support.example_commands import example_of
from tests.support.matters import MatterBuilder

IDENTIFIER = re.compile(r"[A-Za-z_]{2,}")
HAN = re.compile("[\u4e00-\u9fff]")


def answered() -> ProposalBuilder:
    return ProposalBuilder().assigned().acknowledged().replied()


S = ProposalState
REACHED: dict[ProposalState, Callable[[], MatterBuilder]] = {
    S.DELIVERED: delivered_proposal,
    S.RETURNED: lambda: delivered_proposal().execute(Return(reason="不属本单位")),
    S.DRAFT: ProposalBuilder,
    S.UNDER_REVIEW: lambda: ProposalBuilder().submitted(),
    S.FILED: lambda: ProposalBuilder().filed(),
    S.NOT_FILED: lambda: ProposalBuilder().submitted().execute(Refuse(ground=Ground.PERSONAL)),
    S.MERGED: lambda: ProposalBuilder().filed().execute(MergeProposal(into="522625-p-2026-9")),
    S.CONVERTED: lambda: ProposalBuilder().submitted().execute(ConvertProposal(to=ConversionKind.LETTER)),
    S.WITHDRAWN: lambda: ProposalBuilder().execute(WithdrawProposal(reason="重新登记")),
    S.ASSIGNED: lambda: ProposalBuilder().assigned(),
    S.IN_HANDLING: lambda: ProposalBuilder().assigned().acknowledged(),
    S.FEEDBACK_REQUESTED: answered,
    S.REHANDLING: lambda: answered().rated(Answer.DISSATISFIED),
    S.CLOSED: closed_proposal,
}
"""State -> how a proposal reaches it."""

EVERY = COMMANDS.every_by_name
WRONG = [
    (state, name)
    for state in ProposalState
    for name in EVERY
    if name != DraftProposal.name and state not in TRANSITIONS.table[name]
]


def test_every_state_is_reached() -> None:
    assert {state: built().status for state, built in REACHED.items()} == {state: str(state) for state in S}


@pytest.mark.parametrize("state", S)
def test_a_command_in_a_wrong_state_is_refused_with_the_state_and_changes_nothing(state: ProposalState) -> None:
    built = REACHED[state]()
    before = built.facts
    wrong = [name for each, name in WRONG if each is state]
    assert len(wrong) > 10
    for name in wrong:
        error = built.refusal(example_of(EVERY[name]))
        assert isinstance(error, ConflictError), name
        assert error.code == "not-allowed-now", name
        assert state.title_zh in error.detail
        assert HAN.search(error.detail)
        assert not IDENTIFIER.search(error.detail), (name, error.detail)
    assert built.facts == before
    assert isinstance(built.refusal(DraftProposal()), ConflictError)


@pytest.mark.parametrize("state", S)
def test_only_commands_that_the_table_permits_are_offered(state: ProposalState) -> None:
    offered = {name for name in TRANSITIONS.allowed(state) if REACHED[state]().state.can(name)}
    assert offered.isdisjoint(name for each, name in WRONG if each is state)


A = AssignmentState
GIVEN: dict[AssignmentState, tuple[Command, ...]] = {
    A.WITH_COORDINATOR: (),
    A.OFFERED: (PassOn(unit="甲局"),),
    A.ACKNOWLEDGED: (PassOn(unit="甲局"), Acknowledge(unit="甲局")),
}
GIVEN[A.RETURN_REQUESTED] = (*GIVEN[A.OFFERED], RequestReturn(unit="甲局", reason="不属职责"))
GIVEN[A.KEPT] = (*GIVEN[A.RETURN_REQUESTED], KeepAssignment(unit="甲局", reason="属其职责"))
GIVEN[A.RETURNED] = (*GIVEN[A.RETURN_REQUESTED], AcceptReturn(unit="甲局"))
GIVEN[A.SUPERSEDED] = (*GIVEN[A.RETURNED], Reassign(unit="甲局", to="丙局"))
"""State of the assignment of 甲局 -> the commands that bring it there."""


def assigned_as(command: str) -> ProposalBuilder:
    """Returns a proposal in handling, assigned to 甲局 in a role that takes this step."""
    coordinated = ProposalBuilder(Charter(stages=(Stage.COORDINATION,))).filed()
    if command == "countersign":
        coordinated.execute(Assign(lead="乙局", co=("甲局",), coordinator="督查室"))
    else:
        coordinated.execute(Assign(separate=("甲局", "乙局"), coordinator="督查室"))
    return coordinated.execute(PassOn(unit="乙局"), Acknowledge(unit="乙局"))


WRONG_STEPS = [
    (command, state) for command, states in ASSIGNMENT_COMMANDS.items() for state in A if state not in states
]


@pytest.mark.parametrize(("command", "state"), WRONG_STEPS)
def test_a_step_of_an_assignment_in_a_wrong_state_of_it_is_refused_and_changes_nothing(
    command: str, state: AssignmentState
) -> None:
    built = assigned_as(command).execute(*GIVEN[state])
    assignment = built.proposal.assignment("甲局")
    assert assignment is not None
    assert assignment.state is state
    before, example = built.facts, replace(example_of(EVERY[command]), unit="甲局")  # type: ignore[call-arg]
    error = built.refusal(example)
    assert isinstance(error, ConflictError)
    assert "甲局" in error.detail
    assert not IDENTIFIER.search(error.detail)
    assert built.facts == before
