"""The filing number 立案号 of a proposal: counted for each organization and session year, and given to one proposal only."""

from sqlalchemy import Column, Integer, String, Table

from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import next_number
from shared.committee.matters.taken_numbers import NumberSeries, take_number
from shared.committee.plenary_sessions.repository import session_on, sessions_of
from shared.contracts.subjects import LONGEST_ID
from shared.domain.proposals.review_commands import CompletedFile, File, Submit
from shared.domain.proposals.state import Proposal
from shared.storage.columns import keys
from shared.storage.database import service_tables

filing_numbers = Table(
    "filing_numbers",
    service_tables,
    *keys(organization=String(32), year=Integer, number=Integer),
    Column("matter", String(LONGEST_ID), nullable=False),
)
"""The filing numbers 立案号 of each organization and session year that are taken; none is given twice."""

_NUMBERED = "filing"
"""The kind of these numbers among the counted numbers of an organization."""


async def with_filing_number(tx: TransactionContext, record: MatterRecord[Proposal], command: File) -> CompletedFile:
    """Returns the command with the number that it names or else the next free one, as the charter of its day writes it.

    Raises `ConflictError` `number-taken` when another proposal of the year has the number. Concurrent transactions wait for this one.
    """
    year = record.state.year

    async def following() -> int:
        return await next_number(tx.connection, record.organization, _NUMBERED, year)

    series = NumberSeries(
        taken=filing_numbers,
        row={"organization": record.organization, "year": year, "matter": record.id},
        following=following,
        used_up=f"{year}年度的立案号已用完",
        refusal=lambda number: f"{year}年度的立案号{number}已用于另一件提案",
    )
    number = await take_number(tx.connection, series, command.number)
    charter = tx.context.charters.on(command.on or tx.context.today(), record.organization)
    submitted = next((each.on for each in record.state.log if each.command == Submit.name), tx.context.today())
    session = session_on(await tx.once(sessions_of, record.organization, year), submitted)
    short = session.short_title if session else ""
    written = charter.filing_number.format(number=number, year=year, session=short)
    return CompletedFile(**{**vars(command), "number": number}, filing_number=written)
