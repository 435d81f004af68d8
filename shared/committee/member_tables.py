"""The tables of the members of a committee: the register, and the matters that they propose."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from shared.committee.register_table import register_table
from shared.contracts.subjects import LONGEST_ID
from shared.contracts.titled import Titled
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import keys, required
from shared.storage.database import service_tables


class MemberClass(Titled):
    """Whether somebody in the register is a member of the committee, or invited by it: a township body has both."""

    MEMBER = "member", "委员"
    SPECIAL_INVITED = "special_invited", "特邀委员"


members = register_table(
    "members",
    *required(
        name_key=String(LONGEST_LINE),
        sector=String(LONGEST_LINE),
        term=String(LONGEST_LINE),
        contact=String(LONGEST_LINE),
        member_class=String(32),
    ),
    Column("left_on", Date),
    *required(epoch=Integer, sequence=Integer),
    UniqueConstraint("organization", "name_key", "sector", "term"),
)
"""The register of members of each committee: one row for each term of a member. No event contains anything of it."""

matter_invitations = Table(
    "matter_invitations",
    service_tables,
    *keys(matter=String(LONGEST_ID), member_id=String(LONGEST_ID)),
    Index("ix_matter_invitations_member_id", "member_id"),
)
"""The registered members who are invited to co-sign a matter and have not answered; it waits in their worklists."""

matter_members = Table(
    "matter_members",
    service_tables,
    *keys(matter=String(LONGEST_ID), member_id=String(LONGEST_ID)),
    Column("signatory", Integer, primary_key=True, autoincrement=False),
    Index("ix_matter_members_member_id", "member_id"),
)
"""The registered members who propose a matter, with their numbers among its proposers; their accounts list it as their own.

A member has several numbers when a proposal of the same member was merged into the matter.
"""
