"""The commands of a single assignment of a proposal: passing it on 转办, its return by the unit, its transfer to another unit."""

from typing import ClassVar

from shared.contracts.proposal_vocabulary import UnitClass
from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import COMMITTEE, COORDINATING_OFFICE, HANDLING_UNIT, RETURNS


class RequestReturn(
    Command, name="request_return", title_zh="申请退办", event=("return_requested", "承办单位已申请退办")
):
    """Records that a unit asks to return its assignment 申退, with a reason, within the charter's time after the assignment.

    Until the committee decides, the unit neither acknowledges, countersigns nor replies.
    """

    permitted = HANDLING_UNIT
    texts = ("reason",)
    labels: ClassVar[Labels] = {"reason": Label("退办理由", "须在章程规定的期限内申请")}

    unit: str
    reason: str


class AcceptReturn(Command, name="accept_return", title_zh="同意退办", event=("return_accepted", "已同意退办")):
    """Accepts the return of an assignment. A lead, sole or separate handler's reply is still due, from the unit assigned instead."""

    permitted = RETURNS

    unit: str


class KeepAssignment(Command, name="keep", title_zh="不同意退办", event=("kept", "未同意退办")):
    """Refuses the return of an assignment, with a reason: the unit remains its handler and may not ask again."""

    permitted = RETURNS
    texts = ("reason",)
    labels: ClassVar[Labels] = {"reason": Label("不同意退办的理由")}

    unit: str
    reason: str


class Reassign(Command, name="reassign", title_zh="改交", event=("reassigned", "已改交其他承办单位")):
    """Gives the assignment of a unit to another unit, in the same role.

    `unit`: returned, or in force without a reply; `to`: the new unit.
    """

    permitted = COMMITTEE
    labels: ClassVar[Labels] = {"unit": Label("原承办单位"), "to": Label("改交单位")}

    unit: str
    to: str


class ClassifiedReassign(Reassign):
    """The command after the decision. `unit_class`: the class of the new unit in the register."""

    unit_class: UnitClass


class PassOn(Command, name="pass_on", title_zh="转办", event=("passed_on", "已转承办单位办理")):
    """Passes an assignment on to its unit 转办, where the charter has a coordinating office; from then on the unit reads it."""

    permitted = COORDINATING_OFFICE

    unit: str
