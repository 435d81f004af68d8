"""The service task that sends notifications by mail and to a robot, while the lease is held."""

from asyncio import Event
from dataclasses import dataclass
from functools import partial

import structlog

from shared.committee.context import ServiceContext
from shared.committee.deliveries.channels import Message, UndeliveredError, send_mail, send_to_robot
from shared.committee.deliveries.content import lines_of
from shared.committee.deliveries.outbox import Claimed, backlog, claim, due_messages, mark_failed, mark_sent
from shared.committee.deliveries.planning import BATCH, compose, plan
from shared.committee.deliveries.settings import DeliverySettings
from shared.messaging.lease import Lease
from shared.messaging.service_task import repeat
from shared.telemetry import metrics

EVERY_SECONDS = 10.0
_log = structlog.get_logger(__name__)


@dataclass(eq=False)
class NotificationSender:
    """Plans, makes and sends messages every `EVERY_SECONDS`. `level`: the service's name."""

    level: str
    context: ServiceContext
    lease: Lease
    settings: DeliverySettings

    def __post_init__(self) -> None:
        """Sets the gauges of waiting messages to 0."""
        for gauge in (metrics.messages_pending, metrics.messages_oldest_seconds):
            gauge.labels(self.level)  # is 0 where nothing is sent

    async def run(self, stop: Event) -> None:
        """Sends until `stop`; without a mail server and a robot it only waits."""
        if self.settings.mail is None and self.settings.webhook is None:
            await stop.wait()
            return
        await self.lease.guard(self._watch, stop)

    async def _watch(self, stop: Event) -> None:
        await repeat(
            partial(self.update, stop),
            stop,
            seconds=EVERY_SECONDS,
            failed=partial(_log.warning, "notification_sender_failed"),
        )

    async def update(self, stop: Event | None = None) -> None:
        """Sends what is due now, and updates the metrics of what waits."""
        mail, webhook = self.settings.mail is not None, self.settings.webhook is not None
        while await plan(self.context, mail=mail, webhook=webhook) == BATCH:
            pass
        await compose(self.context, webhook=":webhook")
        async with self.context.service.reading() as connection:
            due = await due_messages(connection, self.context.now())
        for id in due:
            if stop is not None and stop.is_set():
                return
            await self._send(id)
        await self._measure()

    async def _send(self, id: str) -> None:
        """Claims a message in a transaction, sends it, and marks it in another one.

        A process that is killed in between leaves it claimed: it is sent again under the same id, and may then arrive twice.
        """
        async with self.context.service.transaction() as connection:
            claimed = await claim(connection, id, self.context.now())
            if claimed is None:
                return
            lines = await lines_of(connection, id, self.settings.public_url)
        try:
            await self._deliver(claimed, lines)
        except UndeliveredError as error:
            _log.warning("message_not_accepted", message=id, reason=str(error), permanent=error.permanent)
            async with self.context.service.transaction() as connection:
                now = self.context.now()
                await mark_failed(connection, claimed, str(error), now, permanent=error.permanent)
            return
        async with self.context.service.transaction() as connection:
            await mark_sent(connection, id)

    async def _deliver(self, claimed: Claimed, lines: list[str]) -> None:
        message = Message(claimed.id, claimed.address, f"联席通知：{len(lines)}条", "\n".join(lines) + "\n")
        if claimed.account and self.settings.mail is not None:
            await send_mail(self.settings.mail, message)
        elif not claimed.account and self.settings.webhook is not None:
            await send_to_robot(self.settings.webhook, message, self.context.now())
        else:
            raise UndeliveredError("没有设置邮件服务器或机器人")

    async def _measure(self) -> None:
        async with self.context.service.reading() as connection:
            found = await backlog(connection)
        age = 0.0 if found.oldest is None else (self.context.now() - found.oldest).total_seconds()
        metrics.messages_pending.labels(self.level).set(found.waiting)
        metrics.messages_oldest_seconds.labels(self.level).set(max(0.0, age))
