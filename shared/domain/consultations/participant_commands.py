"""The command that invites the participants of an activity. Their names stay in the service."""

from typing import ClassVar

from shared.contracts.titled import Titled
from shared.domain.command import SECRETARIAT, Command, Label, Labels


class ParticipantKind(Titled):
    """A kind of participants. Each value is the field of `hold` with their number."""

    MEMBERS = "members", "委员"
    DEPARTMENTS = "departments", "部门"
    PUBLIC = "public", "群众"
    EXPERTS = "experts", "专家"

    @property
    def field(self) -> str:
        """Returns the field of `invite` with their names."""
        return f"invited_{self}"


class Invite(Command, name="invite", title_zh="邀请参加", event=("invited", "已邀请参加")):
    """Lists those who are invited to the activity, by kind, in place of an earlier list; all names stay in the service.

    `invited_members`: names or ids of the register; these members are notified, and others are listed only. `hold` derives its counts
    and its absentees from the list.
    """

    permitted = SECRETARIAT
    texts = tuple(each.field for each in ParticipantKind)
    labels: ClassVar[Labels] = {
        "invited_members": Label("委员", "每行一位；名册中的委员同时收到通知"),
        "invited_departments": Label("部门", "每行一个"),
        "invited_public": Label("群众", "每行一位"),
        "invited_experts": Label("专家", "每行一位"),
    }

    invited_members: tuple[str, ...] = ()
    invited_departments: tuple[str, ...] = ()
    invited_public: tuple[str, ...] = ()
    invited_experts: tuple[str, ...] = ()


class CompletedInvite(Invite):
    """The command with names instead of ids. `notified`: the ids of the registered members who were not invited before."""

    notified: tuple[str, ...] = ()
