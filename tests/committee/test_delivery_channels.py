"""Mail servers with encryption and login, those that refuse, are slow or break off, and robots that check signatures."""

import asyncio
import os
import signal
import ssl
import subprocess
import sys
from asyncio.subprocess import PIPE
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from hmac import HMAC
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from shared.committee.deliveries.channels import signed_address
from shared.committee.deliveries.outbox import ABANDONED
from shared.committee.deliveries.settings import MailLogin, Webhook
from tests.committee.mail_server import UNIT_ACCOUNT, MailAway, Mailbox, chooses, sender_of, states
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
LOGIN: dict[str, Any] = {"login": MailLogin("lianxi", "geheim")}


@pytest.fixture
async def county(roster: ServiceClients) -> ServiceClient:
    """Returns the service of a county with a message that is to be sent."""
    await chooses(roster.county)
    await brought_to(roster.county, "assign")
    return roster.county


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a file with the certificate and the key of 127.0.0.1."""
    file = tmp_path_factory.mktemp("certificate") / "both.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    named = ["-subj", "/CN=mail", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(file), "-out", str(file)]
    subprocess.run([*made, *named], check=True, capture_output=True)
    return file


def encrypted(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def accepts(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
    known = isinstance(given, LoginPassword) and (given.login, given.password) == (b"lianxi", b"geheim")
    return AuthResult(success=known, handled=False)


OPTIONS = {"tls": "ssl_context", "starttls": "tls_context"}
"""How a connection is encrypted -> the option of the server with its certificate."""


@pytest.mark.full
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # of the server in the test
@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_mail_is_sent_encrypted_after_login_to_a_server_with_a_known_certificate(
    county: ServiceClient, certificate: Path, security: str
) -> None:
    inside = security == "starttls"  # else the server does not know of the encryption, which surrounds its protocol
    options: dict[str, Any] = {
        OPTIONS[security]: encrypted(certificate),
        "require_starttls": inside,
        "auth_require_tls": inside,
    }
    mail = MailAway(free_port(), authenticator=accepts, auth_required=True, **options)
    mail.start()
    known: dict[str, Any] = {"security": security, "ca_file": str(certificate)}
    wrong: list[dict[str, Any]] = [{"security": "none", "timeout_seconds": 5.0}, {"security": security, **LOGIN}, known]
    for given in [
        *wrong,
        known | {"login": MailLogin("lianxi", "falsch")},
    ]:  # not encrypted, not known, no login, a wrong one
        await sender_of(county, mail, **given).update()
        assert (await states(county), mail.box.mails) == (["waiting"], []), given
        county.clock.advance(hours=2)
    await sender_of(county, mail, **known, **LOGIN).update()
    mail.stop()
    assert (await states(county), len(mail.box.mails)) == (["sent"], 1)


@pytest.mark.parametrize("refusal", ["421 come back later", "450 mailbox busy", "452 no room"])
async def test_a_mail_that_is_refused_for_now_is_sent_later(county: ServiceClient, refusal: str) -> None:
    mail = MailAway(free_port())
    mail.start()
    mail.box.refusal, mail.box.refused_mail = refusal, refusal
    for _ in range(3):
        await sender_of(county, mail).update()
        assert await states(county) == ["waiting"]
        county.clock.advance(hours=2)
        mail.box.refusal = ""
    mail.box.refused_mail = ""
    await sender_of(county, mail).update()
    mail.stop()
    assert (await states(county), len(mail.box.mails)) == (["sent"], 1)


async def test_a_mail_whose_content_is_refused_for_good_is_given_up_and_shown(county: ServiceClient) -> None:
    mail = MailAway(free_port())
    mail.start()
    mail.box.refused_mail = "554 looks like spam"
    await sender_of(county, mail).update()
    mail.stop()
    assert await states(county) == ["failed"]
    assert "邮件被拒收（554）" in words(await PageClient(county, UNIT_ACCOUNT).get("/notifications/choices"))


@asynccontextmanager
async def raw_server(greeting: bytes) -> AsyncIterator[int]:
    """Yields the port of a server that sends a greeting and then nothing."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("greeting", [b"", b"220 slow\r\n", b"554 no service\r\n", b"\xff\xfe\r\n"])
async def test_a_server_that_is_slow_or_no_mail_server_lets_messages_wait(
    county: ServiceClient, greeting: bytes
) -> None:
    async with raw_server(greeting) as port:
        await sender_of(county, port, timeout_seconds=0.2).update()
    assert await states(county) == ["waiting"]
    county.clock.advance(hours=2)
    mail = MailAway(free_port())
    mail.start()
    await sender_of(county, mail).update()
    mail.stop()
    assert (await states(county), len(mail.box.mails)) == (["sent"], 1)


class Killing(Mailbox):
    """A mail server that accepts a mail when the sender is killed already."""

    process: asyncio.subprocess.Process | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process = None
        return answer


@pytest.mark.full
async def test_a_process_killed_after_the_acceptance_leads_to_one_more_mail_with_the_same_id(
    county: ServiceClient,
) -> None:
    """`kill -9` of a real process: nobody can know whether the server has accepted, so the mail is sent again rather than lost."""
    mail = MailAway(free_port(), Killing())
    mail.start()
    command = (sys.executable, "-m", "tests.committee.sender_process", county.context.service.url, str(mail.port))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE)
    assert isinstance(mail.box, Killing)
    assert process.stdin is not None
    mail.box.process = process
    process.stdin.write(b"send\n")
    assert await process.wait() == -signal.SIGKILL
    assert (await states(county), len(mail.box.mails)) == (["sending"], 1)
    await sender_of(county, mail).update()
    assert len(mail.box.mails) == 1
    county.clock.advance(seconds=int(ABANDONED.total_seconds()))
    await sender_of(county, mail).update()
    await sender_of(county, mail).update()
    mail.stop()
    assert await states(county) == ["sent"]
    assert len(mail.box.mails) == 2
    assert len({each["Message-ID"] for each in mail.box.mails}) == 1


def test_messages_to_a_robot_with_a_secret_are_signed_with_the_time() -> None:
    now = datetime(2026, 3, 5, 4, tzinfo=UTC)
    plain = Webhook(url="https://robot.example.org/send?access_token=a", form="dingtalk")
    assert signed_address(plain, now) == plain.url
    secret = "SEC+/="
    query = parse_qs(urlsplit(signed_address(Webhook(url=plain.url, form="dingtalk", secret=secret), now)).query)
    timestamp = str(int(now.timestamp()) * 1000)
    expected = HMAC(secret.encode(), f"{timestamp}\n{secret}".encode(), sha256).digest()
    assert query == {"access_token": ["a"], "timestamp": [timestamp], "sign": [b64encode(expected).decode()]}
