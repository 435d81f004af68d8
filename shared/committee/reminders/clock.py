"""The clock of the limits: it reminds of them, notifies the leader of long delays, and urges units where the charter sets it.

Every reminder is stored under a unique key, and an urging is an event of its matter: a run that is repeated after a crash adds nothing.
"""

from asyncio import Event
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import structlog
from sqlalchemy import select

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.catalogue import WITH_LIMITS
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.repository import load
from shared.committee.matters.usecases import execute
from shared.committee.notifications.repository import notify
from shared.committee.reminders.due import THE_CLOCK, DueReminder
from shared.committee.reminders.entries import due_of_entries
from shared.committee.reminders.repository import Audience, StoredReminder, add_new
from shared.contracts.vocabulary import Role
from shared.domain.charters.charter import Charter
from shared.domain.comparison import name_key
from shared.domain.errors import LianxiError
from shared.domain.matter import Matter
from shared.domain.obligations import Obligation
from shared.domain.proposals.handling_commands import Urge
from shared.domain.proposals.obligations import last_urged, obligations
from shared.domain.proposals.state import Proposal
from shared.domain.reminders import Reminder, is_urged_again, reminder_on
from shared.messaging.lease import Lease
from shared.messaging.service_task import repeat
from shared.telemetry import metrics

EVERY_SECONDS = 600.0
URGING_INTERVAL_DAYS = 7
"""The days in which the clock urges a unit at most once."""

_BY_THE_CLOCK = Recorder(account=THE_CLOCK, account_role=Role.PROPOSALS_COMMITTEE, role=Role.PROPOSALS_COMMITTEE)
_log = structlog.get_logger(__name__)


def _audience(each: "_Open", due: Obligation) -> Audience:
    """Returns the unit, where units take part in matters of the kind, or the office alone."""
    return Audience.UNIT if due.unit and each.kind.has_units else Audience.OFFICE


class _Open(NamedTuple):
    """A matter in which something may be due."""

    kind: AnyKind
    id: str
    organization: str
    state: Matter


@dataclass(eq=False)
class LimitClock:
    """A service task that polls all limits every `EVERY_SECONDS` while the lease is held. `level`: the service's name."""

    level: str
    context: ServiceContext
    lease: Lease

    def __post_init__(self) -> None:
        """Sets the counters of reminders to 0."""
        for audience in Audience:
            metrics.reminders.labels(self.level, audience)  # begins at 0, so that the first reminder is an increase

    async def run(self, stop: Event) -> None:
        failed = partial(_log.warning, "limit_clock_failed")
        await self.lease.guard(partial(repeat, self.update, seconds=EVERY_SECONDS, failed=failed), stop)

    async def update(self) -> None:
        """Makes every reminder and urging that is due today and has not been made."""
        found = await self._open()
        due = [each for matter in found for each in self._due(matter)]
        async with self.context.service.reading() as connection:
            due += await due_of_entries(connection, self.context)
        if due:
            by_key = {each.row.key: each for each in due}
            async with self.context.service.transaction() as connection:
                added = await add_new(connection, [each.row for each in due])
                made = [by_key[row.key] for row in added]
                await notify(connection, [(each.cause, each.occasions) for each in made])
            for row in added:
                metrics.reminders.labels(self.level, row.audience).inc()
        for each in found:
            for unit in self._to_urge(each.organization, each.state) if isinstance(each.state, Proposal) else []:
                await self._urge(each.id, unit)

    async def _open(self) -> list[_Open]:
        found = list[_Open]()
        for kind in WITH_LIMITS:
            table = kind.table.c
            query = select(table.id, table.organization, table.state).where(kind.rows_with_limits)
            async with self.context.service.reading() as connection:
                rows = (await connection.execute(query.order_by(table.id))).all()
            found += [
                _Open(kind, row.id, row.organization, kind.decode(row.state))
                for row in rows
                if self.context.receives_for(row.organization)
            ]
        return found

    def _charter(self, organization: str) -> Charter:
        return self.context.charters.on(self.context.today(), organization)

    def _due(self, each: _Open) -> Iterator[DueReminder]:
        """Yields the newest reminder of each limit, and of a long delay the one for the leader."""
        charter, today = self._charter(each.organization), self.context.today()
        for due in each.kind.obligations(each.state):
            interval = 0 if due.final else charter.reminder_interval_days
            reminder = reminder_on(due.limit, today, before=charter.reminder_days, interval=interval)
            if reminder:
                yield self._row(each, due, reminder, _audience(each, due))
            late, leaders_after = (today - due.limit).days, charter.leader_reminder_days
            if leaders_after and late >= leaders_after:
                yield self._row(each, due, Reminder(due.limit, leaders_after), Audience.LEADER)

    def _row(self, each: _Open, due: Obligation, reminder: Reminder, audience: Audience) -> DueReminder:
        row = StoredReminder(
            matter=each.id,
            audience=audience,
            unit_key=name_key(due.unit),
            instruction=due.instruction,
            limit_on=reminder.limit,
            days=reminder.days,
            organization=each.organization,
            unit=due.unit,
            made_on=self.context.today(),
            recorded_at=self.context.now(),
        )
        return DueReminder(row, each.kind.name, due.subject)

    def _to_urge(self, organization: str, state: Proposal) -> list[str]:
        """Returns the units that the clock urges now, where the charter of the organization sets it."""
        after, today = self._charter(organization).urging_days, self.context.today()
        return [
            due.unit
            for due in obligations(state)
            if due.unit
            and not due.passed_on_to
            and is_urged_again(
                due.limit, today, after=after, last=last_urged(state, due.unit), interval=URGING_INTERVAL_DAYS
            )
        ]

    async def _urge(self, id: str, unit: str) -> None:
        """Urges a unit in a transaction of its own, unless somebody has urged it meanwhile or nothing is due any more."""
        today, tree = self.context.today(), await self.context.directory.tree()
        try:
            async with self.context.service.transaction() as connection:
                tx = TransactionContext(connection, self.context, tree)
                matter = await load(connection, PROPOSALS, id, for_update=True)
                if unit not in self._to_urge(matter.organization, matter.state):
                    return
                late = (today - matter.state.limits_of(unit)[-1][1]).days
                text = f"已逾期{late}天，请尽快办理并答复。（系统自动催办）"
                await execute(tx, PROPOSALS, matter, Urge(unit=unit, text=text), by=_BY_THE_CLOCK)
        except LianxiError as error:  # another transaction was faster; the next look decides anew
            _log.info("urging_skipped", matter=id, code=error.code)
            return
        self.context.wake()
