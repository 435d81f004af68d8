"""The commands of an organization's own record: the consent to the membership in a conference (decision 0114)."""

from typing import ClassVar, get_args

from shared.contracts.vocabulary import Role
from shared.domain.command import Command, Grant, Label, Labels
from shared.domain.command_set import CommandSet

_MEMBER = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.LEADER: "own"})
_CONFERENCE = Label("联席会")


class Consent(Command, name="consent", title_zh="同意加入联席会", event=("consented", "已同意加入联席会")):
    """Consents to the membership in a conference, which has invited the organization (`admit`). `conference`: its key."""

    permitted = _MEMBER
    labels: ClassVar[Labels] = {"conference": _CONFERENCE}
    irreversible_warning = "同意后，联席会可以查看本单位及所辖单位加入期间的统计数字。"

    conference: str


class WithdrawConsent(
    Command,
    name="withdraw_consent",
    title_zh="撤回加入联席会的同意",
    event=("consent_withdrawn", "已撤回加入联席会的同意"),
):
    """Withdraws the consent with effect from `on`; on the day of the consent itself, the consent never took effect."""

    permitted = _MEMBER
    labels: ClassVar[Labels] = {"conference": _CONFERENCE}
    irreversible_warning = "撤回后，本单位的数字不再计入联席会；担任召集单位的，召集同时终止。"

    conference: str


OwnCommand = Consent | WithdrawConsent

COMMANDS = CommandSet(name="own_records", noun="own", commands=get_args(OwnCommand))
