"""The issues of periodicals 刊物 in which opinion reports are printed, and their numbers 期号."""

from sqlalchemy import Column, Integer, String, Table, func, select

from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.taken_numbers import NumberSeries, take_number
from shared.committee.tables import opinions
from shared.contracts.subjects import LONGEST_ID, organization_of
from shared.domain.charters.values import LONGEST_PERIODICAL
from shared.domain.errors import invalid
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
    day = command.on or tx.context.today()
    number = await take_number(tx.connection, _series(tx, record, command.periodical or "", day.year), command.number)
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


def _series(tx: TransactionContext, record: MatterRecord[Opinion], periodical: str, year: int) -> NumberSeries:
    """Returns the numbers of a periodical and a year: the next one is that after the highest."""
    table, row = issue_numbers.c, {"organization": record.organization, "periodical": periodical, "year": year}
    highest = select(func.max(table.number)).where(*(table[name] == value for name, value in row.items()))

    async def following() -> int:
        return (await tx.connection.scalar(highest) or 0) + 1

    return NumberSeries(
        taken=issue_numbers,
        row={**row, "matter": record.id},
        following=following,
        used_up=f"{periodical}{year}年的期号已用完",
        refusal=lambda number: f"{year}年第{number}期已编发；要编入同一期，请选择与其中一件合编",
    )
