"""The deadlines of what an account is asked for: reports for calls 约稿 from above, and comments in comment rounds 征求意见."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.comment_requests.queries import asked_of, missing_comments
from shared.committee.comment_rounds.repository import CommentRequest
from shared.committee.limit_calendar.open_limit import OpenLimit
from shared.committee.notifications import vocabulary as kinds
from shared.committee.opinion_calls.answers import unanswered_calls
from shared.committee.opinion_calls.repository import OpinionCall
from shared.committee.registers.access import OPINION_CALLS
from shared.web.accounts import Account
from shared.web.permissions import may


async def received_limits(connection: AsyncConnection, account: Account, today: date) -> list[OpenLimit]:
    """Returns the deadlines until which the unit or the office of the account answers; none of what is answered."""
    requests = await missing_comments(connection, today, of=account)
    found = [_limit(kinds.COMMENT_REQUESTS, each, asked_of(each)) for each in requests]
    if may(account, OPINION_CALLS.manage, relation="own"):
        calls = await unanswered_calls(connection, account.organization or "")
        found += [_limit(kinds.OPINION_CALLS, each, "报送稿件") for each in calls]
    return found


def _limit(kind: str, entry: OpinionCall | CommentRequest, what: str) -> OpenLimit:
    return OpenLimit(
        kind=kind,
        matter=entry.id,
        number=f"{entry.year}年第{entry.number}号",
        title=entry.name,
        restricted=False,
        sequence=entry.sequence,
        unit="",
        instruction=0,
        limit=entry.deadline,
        what=what,
    )
