"""The reminders of the days until which something is asked for: reports for a call 约稿, and comments in a comment round 征求意见."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.comment_requests.queries import MISSED_DAYS, missing_comments
from shared.committee.comment_rounds.notify import REMIND_ANSWER
from shared.committee.context import ServiceContext
from shared.committee.notifications.vocabulary import COMMENT_REQUESTS, OPINION_CALLS, Recipient
from shared.committee.opinion_calls.answers import answered_above
from shared.committee.opinion_calls.repository import OpinionCall, all_open_calls, called_of
from shared.committee.registers.register import RegisterEntry
from shared.committee.reminders.due import DueReminder
from shared.committee.reminders.repository import Audience, StoredReminder
from shared.committee.tables import opinions
from shared.domain.reminders import reminder_on
from shared.web.accounts import accounts


async def due_of_entries(connection: AsyncConnection, context: ServiceContext) -> list[DueReminder]:
    """Returns the newest reminder of each call and each request for comments that is not answered."""
    return [*await _of_calls(connection, context), *await _of_requests(connection, context)]


async def _of_calls(connection: AsyncConnection, context: ServiceContext) -> list[DueReminder]:
    """Returns those of the open calls that were not answered above; none after the deadline: late reports are taken."""
    found, calls = list[DueReminder](), await all_open_calls(connection)
    answered = await answered_above(connection, [each.id for each in calls])
    for call in calls:
        row = None if call.id in answered else _row(context, call, call.deadline, interval=0)
        if row is not None:
            found.append(DueReminder(row, OPINION_CALLS, call.name, await _called(connection, call)))
    return found


async def _of_requests(connection: AsyncConnection, context: ServiceContext) -> list[DueReminder]:
    """Returns those of the requests that are not answered; for a comment one after the deadline, because none is taken any more."""
    found = list[DueReminder]()
    for each in await missing_comments(connection, context.today()):
        charter = context.charters.on(context.today(), each.organization)
        interval = charter.reminder_interval_days if each.suggestion else MISSED_DAYS
        row = _row(context, each, each.deadline, unit=each.unit, interval=interval)
        if row is not None:
            asked = (Recipient.UNIT, each.unit) if each.unit else (Recipient.SECRETARIAT, "")
            subject = f"{each.name}，{each.document}" if each.suggestion else each.name
            found.append(
                DueReminder(row, COMMENT_REQUESTS, subject, (asked,), REMIND_ANSWER if each.suggestion else "")
            )
    return found


def _row(
    context: ServiceContext, entry: RegisterEntry, deadline: date, *, unit: str = "", interval: int
) -> StoredReminder | None:
    """Returns the reminder of the deadline of an entry that is the newest today; None before the first one."""
    today = context.today()
    if not context.receives_for(entry.organization):
        return None
    before = context.charters.on(today, entry.organization).reminder_days
    reminder = reminder_on(deadline, today, before=before, interval=interval)
    return reminder and StoredReminder(
        matter=entry.id,
        audience=Audience.UNIT if unit else Audience.OFFICE,
        unit_key=unit,
        instruction=0,
        limit_on=deadline,
        days=reminder.days,
        organization=entry.organization,
        unit=unit,
        made_on=today,
        recorded_at=context.now(),
    )


async def _called(connection: AsyncConnection, call: OpinionCall) -> tuple[tuple[Recipient, str], ...]:
    """Returns the office, every member where all are called, and the called members from whose accounts no report for the call has come."""
    called = (await called_of(connection, [call.id])).get(call.id, [])
    answered = select(accounts.c.member).join(opinions, opinions.c.author == accounts.c.name)
    sent = set((await connection.execute(answered.where(opinions.c.opinion_call == call.id))).scalars())
    some = [(Recipient.MEMBER, each.id) for each in called if each.id not in sent]
    return (Recipient.SECRETARIAT, ""), *([(Recipient.MEMBERS, "")] if call.every_member else some)
