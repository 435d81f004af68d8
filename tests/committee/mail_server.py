"""A real mail server for tests, and what sends to it."""

from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from shared.committee.deliveries.choices import DeliveryChoice, choose
from shared.committee.deliveries.sender import NotificationSender
from shared.committee.deliveries.settings import DeliverySettings, MailServer, Webhook
from shared.committee.deliveries.tables import deliveries
from shared.messaging.lease import Lease
from tests.committee.service_clients import ServiceClient

UNIT_ACCOUNT = "522625-handling_unit"
ADDRESS = "unit@example.org"


class Mailbox:
    """The handler of a mail server: the accepted mails, and the responses to recipients and to mails."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.refusal = ""
        self.refused_mail = ""

    async def handle_RCPT(  # noqa: N802 - the signature of aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refused_mail:
            return self.refused_mail
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


class MailAway:
    """A mail server that can be stopped and started on its port. `options`: of `Controller`, for encryption and login."""

    def __init__(self, port: int, box: Mailbox | None = None, **options: Any) -> None:
        self.box = box or Mailbox()
        self.port = port
        self.options = options
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port, **self.options)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


def sender_of(
    service: ServiceClient,
    mail: MailAway | int | None = None,
    webhook: Webhook | None = None,
    **of_server: Any,
) -> NotificationSender:
    """Returns the sender of a service. `mail`: the server or its port; `of_server`: further fields of `MailServer`."""
    port = mail.port if isinstance(mail, MailAway) else mail
    fields = {"host": "127.0.0.1", "security": "none", "sender": "lianxi@example.org"} | of_server
    server = MailServer(port=port, **fields) if port else None
    settings = DeliverySettings(mail=server, webhook=webhook, public_url="https://lianxi.example.org")
    lease = Lease(service.context.service, "committee", "me")
    return NotificationSender(service.name, service.context, lease, settings)


async def chooses(service: ServiceClient, account: str = UNIT_ACCOUNT, **choice: Any) -> None:
    """Lets an account choose to receive mails."""
    async with service.context.service.transaction() as connection:
        await choose(connection, account, DeliveryChoice(address=ADDRESS, **choice), service.context.now())


async def states(service: ServiceClient) -> list[str]:
    """Returns the states of all messages, the oldest first."""
    async with service.context.service.reading() as connection:
        return list((await connection.execute(select(deliveries.c.state).order_by(deliveries.c.made_at))).scalars())
