"""The command of a coordinating office, such as the supervision office of a government 政府办督查室."""

from dataclasses import dataclass

from shared.domain.command import Command, EventName
from shared.domain.proposals.grants import COORDINATING_OFFICE


@dataclass(frozen=True, kw_only=True)
class PassOn(Command):
    """Passes an assignment on to its unit 转办, where the charter has a coordinating office; from then on the unit reads it."""

    name = "pass_on"
    title_zh = "转办"
    event = EventName("passed_on", "已转承办单位办理")
    permitted = COORDINATING_OFFICE

    unit: str
