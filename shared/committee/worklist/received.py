"""The tasks of an account about what other organizations have sent: transfers, calls for reports, and requests for comments."""

from datetime import date
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.comment_requests.queries import asked_of, waiting_requests
from shared.committee.messages.tables import transfers
from shared.committee.opinion_calls.answers import unanswered_calls
from shared.committee.transfers.queries import silent, urged
from shared.committee.worklist.schemas import WorklistTask
from shared.contracts.vocabulary import TransferState
from shared.web.accounts import Account


async def of_transfers(connection: AsyncConnection, account: Account, today: date) -> list[WorklistTask]:
    """Returns the tasks for sent transfers without an answer within their limit or returned, and for received ones that were urged."""
    table = transfers.c
    wanted: list[tuple[str, ColumnElement[bool], dict[str, str], bool]] = [
        ("来件被催办", urged(), {"side": "in", "urged": "true"}, True),
        ("去件逾期无答复", silent(today), {"side": "out", "overdue": "true"}, True),
        ("去件被退回", table.status == str(TransferState.RETURNED), {"side": "out", "status": "returned"}, False),
    ]
    found = []
    for title, condition, query, overdue in wanted:
        matching = (table.organization == account.organization) & (table.side == query["side"]) & condition
        count = await connection.scalar(select(func.count()).select_from(transfers).where(matching)) or 0
        if count:
            address = f"/transfers?{urlencode(query)}"
            found.append(WorklistTask(kind="报送", title=title, count=count, address=address, overdue=overdue))
    return found


async def of_calls(connection: AsyncConnection, account: Account, today: date) -> list[WorklistTask]:
    """Returns a task for each open call from above to which the organization has sent no report."""
    return [
        _one(
            "约稿",
            f"待报送“{each.name}”，{each.deadline.isoformat()}截止",
            f"/opinion-calls/{each.id}",
            each.deadline < today,
        )
        for each in await unanswered_calls(connection, account.organization or "")
    ]


async def of_comment_requests(connection: AsyncConnection, account: Account, today: date) -> list[WorklistTask]:
    """Returns a task for each request for comments to the unit of the account, or to its organization.

    It ends with the answer; that for a comment also after the deadline, since no comment is accepted then.
    """
    return [
        _one(
            "征求意见",
            f"请于{each.deadline.isoformat()}前{asked_of(each)}：{each.name}",
            f"/comment-requests/{each.id}",
            each.deadline < today,
        )
        for each in await waiting_requests(connection, account, today)
    ]


def _one(kind: str, title: str, address: str, overdue: bool) -> WorklistTask:  # noqa: FBT001 - a field of the task
    return WorklistTask(kind=kind, title=title, count=1, address=address, overdue=overdue)
