"""The tables of a service database, its only durable data. A state is stored as JSON; the other columns are derived from it.

The columns exist for fast lists, and so that a published figure can be verified by an independent SQL query.
"""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from shared.committee.indexes import decision_index, flag_index
from shared.contracts.subjects import LONGEST_ID
from shared.domain.charters.values import LONGEST_FILING_NUMBER, LONGEST_ISSUE, LONGEST_SECTOR
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

identity = Table(
    "identity",
    service_tables,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False),
)
"""One row. `epoch` rises when the database is restored from a backup."""

organizations = Table(
    "organizations",
    service_tables,
    Column("key", String(32), primary_key=True),
    Column("keeper", String(32), nullable=False, index=True),
    *required(level=String(16), name=String(LONGEST_LINE), epoch=Integer, sequence=Integer, state=Text),
)
"""The organization records that this service keeps; `keeper`: the organization that writes them."""

organization_codes = Table(
    "organization_codes",
    service_tables,
    Column("code", String(32), primary_key=True),
    Column("key", ForeignKey("organizations.key"), primary_key=True),
    Column("valid_from", Date, primary_key=True),
)
"""Every code that an organization with a record here ever had."""


_DUE = ("organization", "status", "limit_on", "year", "number")
"""The columns of the index of the worklist and of a list of one state by limit."""


def matters(name: str, *columns: SchemaItem, listed: tuple[str, ...] = ()) -> Table:
    """Returns the table of a kind of matter: the columns of all kinds and those of this one. `listed`: columns that lists are sorted by."""
    return Table(
        name,
        service_tables,
        Column("id", String(LONGEST_ID), primary_key=True),
        *required(
            organization=String(32),
            year=Integer,
            number=Integer,
            title=String(400),
            author=String(LONGEST_NAME),
            status=String(32),
        ),
        *columns,
        *required(epoch=Integer, sequence=Integer, state=Text),
        UniqueConstraint("organization", "year", "number"),
        Index(f"ix_{name}_list", "organization", "year", "status"),
        *(
            Index(f"ix_{name}_by_{each}", "organization", each, "year", "number")
            for each in ("title", "status", *listed)
        ),
        *([Index(f"ix_{name}_due", *_DUE)] if "limit_on" in listed else []),
        Index(f"ix_{name}_author", "organization", "author"),
    )


proposals = matters(
    "proposals",
    *required(channel=String(32), online=Integer, derived=Integer),
    Column("received_on", Date),
    Column("filed_on", Date),
    Column("assigned_on", Date),
    Column("replied_on", Date),
    Column("closed_on", Date),
    Column("limit_on", Date),
    Column("outcome", String(32)),
    Column("filing_serial", Integer),
    Column("filing_number", String(LONGEST_FILING_NUMBER)),
    Column("type", String(32)),
    Column("sector", String(LONGEST_SECTOR)),
    *(
        Column(f"suggestions{result}", Integer, nullable=False, server_default="0")
        for result in ("", "_adopted", "_not_adopted", "_done")
    ),
    *(Column(f"{flag}_on", Date) for flag in ("key", "supervised", "instructed", "published", "outstanding")),
    Column("unpublished_on", Date),
    Column("theme", String(32)),
    Column("decision", String(32), nullable=False),
    *(Index(f"ix_proposals_{each}", "organization", each, "year", "number") for each in ("type", "sector", "theme")),
    *(flag_index("proposals", flag) for flag in ("key", "supervised", "instructed", "unpublished", "outstanding")),
    flag_index("proposals", "published", "status", "theme", "title", "filing_number", "filing_serial"),
    decision_index("proposals"),
    listed=("channel", "received_on", "limit_on", "outcome", "filing_serial"),
)

opinions = matters(
    "opinions",
    *required(channel=String(32), online=Integer, derived=Integer),
    Column("received_on", Date),
    Column("adopted_on", Date),
    Column("instructed_on", Date),
    Column("fed_back_on", Date),
    Column("limit_on", Date),
    Column("issue", String(LONGEST_ISSUE)),
    Column("opinion_call", String(LONGEST_ID)),
    Index("ix_opinions_issue", "organization", "issue"),
    Index("ix_opinions_call", "organization", "opinion_call"),
    listed=("channel", "received_on", "limit_on"),
)

visits = matters(
    "visits",
    *required(received_on=Date, report=Integer, dispute_settled=Integer, advice=Integer),
)

consultations = matters(
    "consultations",
    Column("activity", String(32), nullable=False),
    Column("form", String(32)),
    Column("held_by", String(32)),
    Column("sector", String(LONGEST_SECTOR)),
    Column("planned_on", Date),
    Column("limit_on", Date),
    Column("held_on", Date),
    Column("appraises", String(LONGEST_ID)),
    Column("decision", String(32), nullable=False),
    *required(participants=Integer, made=Integer, adopted=Integer, done=Integer),
    Index("ix_consultations_appraises", "appraises"),
    decision_index("consultations"),
)

matter_references = Table(
    "matter_references",
    service_tables,
    *keys(matter=String(LONGEST_ID), referred_by=String(LONGEST_ID)),
    Index("ix_matter_references_by", "referred_by"),
)
"""The matters that others of the organization name, so that each leads back: what an outcome became, the activity of a plan's item."""

plans = matters(
    "plans",
    Column("confirmed_on", Date),
    Column("limit_on", Date),
    *required(items=Integer, executed=Integer, dropped=Integer),
)

platforms = matters(
    "platforms",
    Column("platform", String(16), nullable=False),
    Column("parent", String(LONGEST_ID)),
    Column("household", String(LONGEST_LINE)),
    Column("contact_form", String(16)),
    Column("active_on", Date),
    Column("closed_on", Date),
    *required(townships=Integer, visits=Integer, visitors=Integer),
    Index("ix_platforms_parent", "parent"),
    listed=("platform",),
)

numbers = Table(
    "numbers",
    service_tables,
    *keys(organization=String(32), kind=String(32), year=Integer),
    Column("last", Integer, nullable=False),
)
"""The last number of a matter of this organization, kind and year."""


class UnitPart(StrEnum):
    """What a unit has to do with a matter: it handles it, or passes it on to those that do."""

    HANDLER = "handler"
    COORDINATOR = "coordinator"


matter_units = Table(
    "matter_units",
    service_tables,
    *keys(matter=String(LONGEST_ID), unit=String(LONGEST_LINE), part=String(16)),
    Index("ix_matter_units_unit", "unit", "part"),
)
"""The handlers of a matter and its coordinating offices, by the comparison keys of their names; their accounts may see it."""

units = Table(
    "units",
    service_tables,
    Column("id", String(LONGEST_ID), primary_key=True),
    Column("organization", String(32), nullable=False, index=True),
    *required(name=String(LONGEST_LINE), unit_class=String(32), active_from=Date),
    Column("active_until", Date),
    *required(epoch=Integer, sequence=Integer),
)
"""The register of handling units of each committee. `active_until`: the day since which a unit is assigned nothing more."""

unit_names = Table(
    "unit_names",
    service_tables,
    *keys(organization=String(32), key=String(LONGEST_LINE)),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    *required(name=String(LONGEST_LINE), sort=String(16)),
    Column("until", Date),
)
"""Every name of a registered unit, by its comparison key. `sort`: current, former or alias; `until`: the end of a former name."""

readings = Table(
    "readings",
    service_tables,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("matter", String(LONGEST_ID), nullable=False, index=True),
    *required(account=String(LONGEST_NAME), read_at=Timestamp),
)
"""The readings of matters of restricted kinds."""

matter_texts = Table(
    "matter_texts",
    service_tables,
    *keys(matter=String(LONGEST_ID), sequence=Integer, name=String(32)),
    Column("text", Text, nullable=False),
    Column("encrypted", Integer, nullable=False, server_default="0"),
)
"""Texts of a matter, which are never published unsealed, by the step (`sequence`) that brought them. `encrypted`: 1 or 0."""

journal = Table(
    "journal",
    service_tables,
    *keys(matter=String(LONGEST_ID), epoch=Integer, sequence=Integer),
    *required(command=String(32), effective_on=Date, late=Integer),
    Column("late_reason", Text),
    *required(role=String(32), account=String(LONGEST_NAME), account_role=String(32), recorded_at=Timestamp),
    Column("unit", Text),
    Column("signatory", Integer),
    Column("counterpart", String(32)),
)
"""The recorded steps. `role`: the role a step was recorded for; `account_role`: the role of the account that recorded it; `unit`,
`signatory` and `counterpart` (an organization): the participants that the step names."""
