"""The issues of periodicals 刊物 in which opinion reports are printed, and their numbers 期号."""

from sqlalchemy import Column, Integer, String, Table, func, select

from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import take_number
from shared.committee.tables import opinions
from shared.contracts.subjects import LONGEST_ID, organization_of
from shared.domain.charter_values import HIGHEST_FILING_NUMBER, LONGEST_PERIODICAL
from shared.domain.errors import ConflictError, FieldError, invalid
from shared.domain.opinions.commands import CompletedIssue, Issue
from shared.domain.opinions.state import Opinion
from shared.storage.columns import keys
from shared.storage.database import service_tables

issue_numbers = Table(
    "issue_numbers",
    service_tables,
    *keys(organization=String(32), periodical=String(LONGEST_PERIODICAL), year=Integer, number=Integer),
    Column("matter", String(LONGEST_ID), nullable=False),
)
"""The numbers 期号 of each periodical and year that are taken, with the report that was the first in the issue; none is given twice."""


async def with_issue(tx: TransactionContext, record: MatterRecord[Opinion], command: Issue) -> CompletedIssue:
    """Returns the command with the issue: that of the named report, the one with the named number, or the next one of the year.

    Raises `ConflictError` `number-taken` when the number is that of another issue. Concurrent transactions wait for this one.
    """
    if command.together_with is not None:
        return CompletedIssue(**vars(command), issue=await _issue_of(tx, record, command.together_with))
    day, number = command.on or tx.context.today(), command.number
    if number is None:
        number = await _next_free(tx, record, command.periodical or "", day.year)
    elif not await _take(tx, record, command.periodical or "", day.year, number):
        rule = f"{day.year}年第{number}期已编发；要编入同一期，请选择与其中一件合编"
        raise ConflictError("number-taken", rule, fields=(FieldError("number", number, rule),))
    written = tx.context.charters.on(day, record.organization).issue_number.format(number=number, year=day.year)
    return CompletedIssue(**{**vars(command), "number": number}, issue=f"{command.periodical}{written}")


async def _issue_of(tx: TransactionContext, record: MatterRecord[Opinion], other: str) -> str:
    """Returns the issue in which another report of the organization is printed."""
    if other == record.id:
        raise invalid("together_with", other, "不能与自身合编")
    query = select(opinions.c.issue).where(opinions.c.id == other)
    issue = await tx.connection.scalar(query) if organization_of(other) == record.organization else None
    if issue is None:
        raise invalid("together_with", other, "须为本单位已编发的社情民意信息")
    return str(issue)


async def _next_free(tx: TransactionContext, record: MatterRecord[Opinion], periodical: str, year: int) -> int:
    """Takes the number after the highest one of the year."""
    table = issue_numbers.c
    of_year = (table.organization == record.organization) & (table.periodical == periodical) & (table.year == year)
    while True:
        number: int = (await tx.connection.scalar(select(func.max(table.number)).where(of_year)) or 0) + 1
        if number > HIGHEST_FILING_NUMBER:
            raise ConflictError("numbers-used-up", f"{periodical}{year}年的期号已用完")
        if await _take(tx, record, periodical, year, number):
            return number


async def _take(tx: TransactionContext, record: MatterRecord[Opinion], periodical: str, year: int, number: int) -> bool:
    of_year = {"organization": record.organization, "periodical": periodical, "year": year}
    return await take_number(tx.connection, issue_numbers, of_year | {"number": number, "matter": record.id})
