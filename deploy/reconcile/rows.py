"""What the databases of the services say: rows, facts, and printed figures by an SQL of their own."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec
from sqlalchemy import select, text

from deploy.reconcile.derived import Figure
from shared.committee.reports.tables import report_pages
from shared.committee.tables import organizations, proposals
from shared.contracts.facts import Facts
from shared.contracts.pages import ReportPage, decode_report
from shared.domain.organizations.state import Organization
from shared.domain.proposals.state import Proposal
from shared.storage.database import Database

_proposal = msgspec.json.Decoder(Proposal).decode
_organization = msgspec.json.Decoder(Organization).decode


class Count(NamedTuple):
    """A printed figure of one committee and year, counted from columns: what it must equal today."""

    counter: str
    sql: str


COUNTS = (
    Count("proposals_received", "received_on IS NOT NULL"),
    Count("proposals_received/not_filed", "status = 'not_filed'"),
    Count("proposals_received/merged", "status = 'merged'"),
    Count("proposals_received/withdrawn", "status = 'withdrawn' AND received_on IS NOT NULL"),
    Count("proposals_filed", "filed_on IS NOT NULL"),
    Count("proposals_open", "filed_on IS NOT NULL AND closed_on IS NULL"),
    Count("proposals_assigned", "assigned_on IS NOT NULL"),
    Count("proposals_replied", "replied_on IS NOT NULL"),
    Count("proposals_closed", "closed_on IS NOT NULL"),
    Count("proposals_online", "online = 1 AND received_on IS NOT NULL"),
    Count("proposals_outcome/resolved", "outcome = 'resolved'"),
    Count("proposals_outcome/planned", "outcome = 'planned'"),
    Count("proposals_outcome/constrained", "outcome = 'constrained'"),
    Count("proposals_outcome/for_reference", "outcome = 'for_reference'"),
)


async def facts(database: Database) -> AsyncIterator[tuple[str, Facts]]:
    """The facts of every matter that the service owns or keeps (`subject`, facts)."""
    async with database.reading() as connection:
        for key, state in await connection.execute(select(organizations.c.key, organizations.c.state)):
            yield key, _organization(state).facts()
        for id, state in await connection.execute(select(proposals.c.id, proposals.c.state)):
            yield id, _proposal(state).facts()


async def counted(database: Database) -> dict[Figure, int]:
    """Every figure of `COUNTS`, by SQL alone."""
    found: dict[Figure, int] = {}
    async with database.reading() as connection:
        for counter, condition in COUNTS:
            sql = f"SELECT organization, year, count(*) FROM proposals WHERE {condition} GROUP BY organization, year"  # noqa: S608 - our own
            for organization, year, count in await connection.execute(text(sql)):
                found[Figure(organization, "own", year, counter)] = count
    return found


async def stored_pages(database: Database, cluster: str) -> list[ReportPage]:
    """The report pages of this cluster that the service has read."""
    async with database.reading() as connection:
        query = select(report_pages.c.body).where(report_pages.c.cluster == cluster)
        return [decode_report(body) for (body,) in await connection.execute(query)]
