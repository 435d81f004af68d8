"""The channels of messages: a mail server, and the robot of a chat group. Each distinguishes a permanent refusal from a temporary one."""

import hmac
from base64 import b64encode
from datetime import datetime
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import quote_plus

import aiosmtplib
import httpx

from shared.committee.deliveries.settings import MailServer, Webhook

_PERMANENT = 500


class Message(NamedTuple):
    """A message. `id`: the same at each attempt."""

    id: str
    address: str
    subject: str
    text: str


class UndeliveredError(Exception):
    """A message was not accepted. `permanent`: another attempt would be refused too."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


async def send_mail(server: MailServer, message: Message) -> None:
    """Sends a mail; raises `UndeliveredError`."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = server.sender, message.address, message.subject
    mail["Message-ID"] = f"<{message.id}@{server.sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    try:
        await aiosmtplib.send(
            mail,
            hostname=server.host,
            port=server.port,
            username=server.login.user if server.login else None,
            password=server.login.password if server.login else None,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            timeout=server.timeout_seconds,
            cert_bundle=server.ca_file,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        code = error.recipients[0].code
        raise UndeliveredError(f"收件地址被拒绝（{code}）", permanent=code >= _PERMANENT) from error
    except aiosmtplib.SMTPDataError as error:
        raise UndeliveredError(f"邮件被拒收（{error.code}）", permanent=error.code >= _PERMANENT) from error
    except aiosmtplib.SMTPResponseException as error:  # of the server itself, so another message would be refused too
        raise UndeliveredError(f"邮件服务器答复{error.code}") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise UndeliveredError(f"邮件服务器没有接收（{type(error).__name__}）") from error


async def send_to_robot(webhook: Webhook, message: Message, now: datetime) -> None:
    """Posts a text message in the form of WeChat Work 企业微信 or DingTalk 钉钉, signed if there is a secret; raises `UndeliveredError`."""
    text = f"{message.subject}\n{message.text}"
    body = {"msgtype": "text", "text": {"content": text}}
    try:
        async with httpx.AsyncClient(
            timeout=webhook.timeout_seconds, trust_env=False, follow_redirects=False
        ) as client:
            answer = await client.post(signed_address(webhook, now), json=body)
            code = answer.json().get("errcode") if answer.is_success else answer.status_code
    except (httpx.HTTPError, ValueError, AttributeError) as error:
        raise UndeliveredError(f"机器人没有接收（{type(error).__name__}）") from error
    if code != 0:
        raise UndeliveredError(f"机器人答复{code}")


def signed_address(webhook: Webhook, now: datetime) -> str:
    """Returns the address with the time and the signature 加签 that DingTalk checks, an HMAC-SHA256; without a secret the bare address."""
    if webhook.secret is None:
        return webhook.url
    timestamp = str(int(now.timestamp() * 1000))
    digest = hmac.digest(webhook.secret.encode(), f"{timestamp}\n{webhook.secret}".encode(), "sha256")
    separator = "&" if "?" in webhook.url else "?"
    return f"{webhook.url}{separator}timestamp={timestamp}&sign={quote_plus(b64encode(digest))}"
