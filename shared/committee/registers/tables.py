"""The tables of registers: the columns of all of them, the members of a committee, and the matters that members propose."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from shared.contracts.subjects import LONGEST_ID
from shared.contracts.titled import Titled
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import keys, required
from shared.storage.database import service_tables


def register_table(table: str, *columns: SchemaItem) -> Table:
    """Returns the table of a register: id, organization and name of an entry, then the columns of this register."""
    return Table(
        table,
        service_tables,
        Column("id", String(LONGEST_ID), primary_key=True),
        *required(organization=String(32), name=String(LONGEST_LINE)),
        *columns,
    )


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
