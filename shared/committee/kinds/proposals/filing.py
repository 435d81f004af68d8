"""The filing number 立案号 of a proposal: counted for each organization and session year, and given to one proposal only."""

from sqlalchemy import Column, Integer, String, Table

from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import next_number, take_number
from shared.committee.plenary_sessions.repository import session_on, sessions_of
from shared.contracts.subjects import LONGEST_ID
from shared.domain.charter_values import HIGHEST_FILING_NUMBER
from shared.domain.errors import ConflictError, FieldError
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
    number = command.number
    if number is None:
        number = await _next_free(tx, record)
    elif not await _take(tx, record, number):
        rule = f"{record.state.year}年度的立案号{number}已用于另一件提案"
        raise ConflictError("number-taken", rule, fields=(FieldError("number", number, rule),))
    charter = tx.context.charters.on(command.on or tx.context.today(), record.organization)
    submitted = next((each.on for each in record.state.log if each.command == Submit.name), tx.context.today())
    session = session_on(await tx.once(sessions_of, record.organization, record.state.year), submitted)
    short = session.short_title if session else ""
    written = charter.filing_number.format(number=number, year=record.state.year, session=short)
    return CompletedFile(**{**vars(command), "number": number}, filing_number=written)


async def _next_free(tx: TransactionContext, record: MatterRecord[Proposal]) -> int:
    """Returns the first number after the counted ones that nobody has typed."""
    while True:
        number = await next_number(tx.connection, record.organization, _NUMBERED, record.state.year)
        if number > HIGHEST_FILING_NUMBER:
            raise ConflictError("numbers-used-up", f"{record.state.year}年度的立案号已用完")
        if await _take(tx, record, number):
            return number


async def _take(tx: TransactionContext, record: MatterRecord[Proposal], number: int) -> bool:
    """Takes a number for the proposal; returns False when another one has it."""
    row = {"organization": record.organization, "year": record.state.year, "number": number, "matter": record.id}
    return await take_number(tx.connection, filing_numbers, row)
