"""The reminders of the deadlines of calls for opinion reports 约稿: before a deadline, those who are called and have not sent a report."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.notifications.vocabulary import OPINION_CALLS, Recipient
from shared.committee.opinion_calls.answers import answered_above
from shared.committee.opinion_calls.repository import OpinionCall, all_open_calls, called_of
from shared.committee.reminders.due import DueReminder
from shared.committee.reminders.repository import Audience, StoredReminder
from shared.committee.tables import opinions
from shared.domain.reminders import reminder_on
from shared.web.accounts import accounts


async def due_of_calls(connection: AsyncConnection, context: ServiceContext) -> list[DueReminder]:
    """Returns the newest reminder of each open call that was not answered above; none after the deadline: late reports are taken."""
    found, today = list[DueReminder](), context.today()
    calls = await all_open_calls(connection)
    answered = await answered_above(connection, [each.id for each in calls])
    for call in calls:
        if call.id in answered or not context.receives_for(call.organization):
            continue
        before = context.charters.on(today, call.organization).reminder_days
        reminder = reminder_on(call.deadline, today, before=before, interval=0)
        if reminder is not None:
            row = _row(call, reminder.days, context)
            recipients = await _recipients(connection, call)
            found.append(DueReminder(row, OPINION_CALLS, call.name, recipients))
    return found


def _row(call: OpinionCall, days: int, context: ServiceContext) -> StoredReminder:
    return StoredReminder(
        matter=call.id,
        audience=Audience.OFFICE,
        unit_key="",
        instruction=0,
        limit_on=call.deadline,
        days=days,
        organization=call.organization,
        unit="",
        made_on=context.today(),
        recorded_at=context.now(),
    )


async def _recipients(connection: AsyncConnection, call: OpinionCall) -> tuple[tuple[Recipient, str], ...]:
    """Returns the office, every member where all are called, and the called members from whose accounts no report for the call has come."""
    called = (await called_of(connection, [call.id])).get(call.id, [])
    answered = select(accounts.c.member).join(opinions, opinions.c.author == accounts.c.name)
    sent = set((await connection.execute(answered.where(opinions.c.opinion_call == call.id))).scalars())
    some = [(Recipient.MEMBER, each.id) for each in called if each.id not in sent]
    return (Recipient.SECRETARIAT, ""), *([(Recipient.MEMBERS, "")] if call.every_member else some)
