"""The rules on the coordinating office of a proposal. Pure: no clock, no ids, no I/O."""

from shared.domain.charter import Charter
from shared.domain.errors import invalid
from shared.domain.proposals.handling_commands import Assign
from shared.domain.stages import Stage


def check_coordinator(command: Assign, *, charter: Charter) -> None:
    """Refuses an assignment without a coordinating office where the charter has one, and with one where it has none."""
    if Stage.COORDINATION in charter.stages and command.coordinator is None:
        raise invalid("coordinator", None, "按章程，交办须经督查机构转办，必须填写")
    if Stage.COORDINATION not in charter.stages and command.coordinator is not None:
        raise invalid("coordinator", command.coordinator, "按章程，交办不经督查机构转办，不填")
