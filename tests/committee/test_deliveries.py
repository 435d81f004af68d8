"""Notifications by mail and to a robot: what is sent, to whom and when, against a real SMTP server and a real HTTP server in the test."""

import json
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

from shared.committee.deliveries.outbox import ABANDONED, claim, due_messages
from shared.committee.deliveries.planning import compose, plan
from shared.committee.deliveries.settings import DeliverySettings, MailLogin, MailServer, Webhook
from shared.committee.notifications.vocabulary import NotificationSort
from shared.contracts.vocabulary import Role
from shared.messaging.settings import SettingError
from tests.committee.mail_server import ADDRESS, UNIT_ACCOUNT, MailAway, chooses, sender_of, states
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT
from tests.support.ports import free_port

CLERK = "522625-secretariat"


@pytest.fixture
def mail() -> Iterator[MailAway]:
    """Yields a running mail server."""
    server = MailAway(free_port())
    server.start()
    yield server
    server.stop()


async def test_a_mail_names_number_step_and_link_and_neither_title_nor_text(
    roster: ServiceClients, mail: MailAway
) -> None:
    county = roster.county
    await chooses(county)
    id = await brought_to(county, "assign", title="不外传的题目", content="不外传的正文")
    for _ in range(3):
        await sender_of(county, mail).update()
    (sent,) = mail.box.mails
    text = sent.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode().split() == ["522625", "2026年第1号：提案已交办", f"https://lianxi.example.org/proposals/{id}"]
    assert (sent["To"], sent["From"], sent["Subject"]) == (ADDRESS, "lianxi@example.org", "联席通知：1条")
    assert sent["Message-ID"].endswith("@example.org>")
    assert await states(county) == ["sent"]


async def test_only_chosen_sorts_are_sent_and_none_to_an_account_that_chose_nothing(
    roster: ServiceClients, mail: MailAway
) -> None:
    county = roster.county
    await county.account("522625-silent", Role.HANDLING_UNIT, organization="522625", unit=UNIT)
    await chooses(county, sorts=frozenset({NotificationSort.URGED}))
    id = await brought_to(county, "assign")
    await sender_of(county, mail).update()
    assert mail.box.mails == []
    await county.post(f"/proposals/{id}/urge", CLERK, text="请尽快")
    await sender_of(county, mail).update()
    assert len(mail.box.mails) == 1


async def test_a_daily_mail_collects_a_day(roster: ServiceClients, mail: MailAway) -> None:
    county = roster.county
    await chooses(county, daily=True)
    for title in ("关于河道的提案", "关于校车的提案"):
        await brought_to(county, "assign", title=title)
    await sender_of(county, mail).update()
    assert mail.box.mails == []
    county.clock.advance(days=1)
    await sender_of(county, mail).update()
    (sent,) = mail.box.mails
    assert sent["Subject"] == "联席通知：2条"


async def test_mails_wait_while_the_server_is_away_and_are_sent_once(roster: ServiceClients, mail: MailAway) -> None:
    county = roster.county
    await chooses(county)
    mail.stop()
    for title in ("关于河道的提案", "关于校车的提案"):
        await brought_to(county, "assign", title=title)
        await sender_of(county, mail).update()
    assert await states(county) == ["waiting", "waiting"]
    assert REGISTRY.get_sample_value("lianxi_messages_pending", {"level": "county"}) == 2
    assert "没有送达" in words(await PageClient(county, UNIT_ACCOUNT).get("/notifications/choices"))
    mail.start()
    await sender_of(county, mail).update()
    assert mail.box.mails == []  # the pause after a failure has not passed
    county.clock.advance(days=1)
    for _ in range(3):
        await sender_of(county, mail).update()
    assert len({sent["Message-ID"] for sent in mail.box.mails}) == len(mail.box.mails) == 2
    assert await states(county) == ["sent", "sent"]


async def test_a_mail_whose_process_was_killed_is_sent_again_under_the_same_id(
    roster: ServiceClients, mail: MailAway
) -> None:
    """What a process leaves that is killed between the acceptance and its mark, which is like a state before the acceptance."""
    county, context = roster.county, roster.county.context
    await chooses(county)
    await brought_to(county, "assign")
    await plan(context, mail=True, webhook=False)
    await compose(context, webhook="")
    async with context.service.transaction() as connection:
        (id,) = await due_messages(connection, context.now())
        assert await claim(connection, id, context.now())
        assert await claim(connection, id, context.now()) is None  # another process does not send it
    await sender_of(county, mail).update()
    assert mail.box.mails == []
    county.clock.advance(seconds=int(ABANDONED.total_seconds()))
    await sender_of(county, mail).update()
    (sent,) = mail.box.mails
    assert sent["Message-ID"] == f"<{id}@example.org>"


async def test_a_refused_address_is_given_up_and_shown_to_its_account(roster: ServiceClients, mail: MailAway) -> None:
    county = roster.county
    await chooses(county)
    mail.box.refusal = "550 no such user"
    await brought_to(county, "assign")
    await sender_of(county, mail).update()
    county.clock.advance(days=1)
    await sender_of(county, mail).update()
    assert await states(county) == ["failed"]
    assert "收件地址被拒绝（550）" in words(await PageClient(county, UNIT_ACCOUNT).get("/notifications/choices"))


@pytest.fixture
async def robot() -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """Yields the address of a robot, and the bodies that it was sent."""
    bodies: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"errcode": 0}' if len(bodies) > 1 else b'{"errcode": 45009}')

        def log_message(self, *_parts: object) -> None:
            """Logs nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", bodies
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("form", ["wecom", "dingtalk"])
async def test_a_robot_is_sent_what_concerns_the_office_and_again_after_a_refusal(
    roster: ServiceClients, robot: tuple[str, list[dict[str, Any]]], form: Any
) -> None:
    county, (url, bodies) = roster.county, robot
    await brought_to(county, "submit")
    sender = sender_of(county, webhook=Webhook(url=url, form=form))
    for _ in range(3):
        await sender.update()
        county.clock.advance(minutes=2)
    first, second = bodies
    assert first == second
    assert first["msgtype"] == "text"
    assert "2026年第1号：提案已提交审查" in first["text"]["content"]


async def test_an_account_chooses_on_its_own_page(roster: ServiceClients) -> None:
    reader = PageClient(roster.county, UNIT_ACCOUNT)
    page = await reader.get("/notifications/choices")
    assert "没有设置邮件服务器" in words(page)
    token = page.text.partition('name="form_token" value="')[2].partition('"')[0]

    async def sent(**fields: list[str]) -> str:
        answer = await reader.post("/notifications/choices", {"form_token": [token], **fields})
        return words(await reader.get(answer.headers["Location"]))

    assert "须为邮件地址" in await sent(address=["nobody"], sorts=["urged"])
    assert "至少选一类通知" in await sent(address=[ADDRESS])
    assert "须为邮件地址" in await sent(address=["a@example.org\nBcc: b@example.org"], sorts=["urged"])
    assert "通知设置已保存" in await sent(address=[ADDRESS], sorts=["urged"], daily=["true"])
    assert ADDRESS in (await reader.get("/notifications/choices")).text
    assert "通知设置已保存" in await sent(address=[""])
    assert ADDRESS not in (await reader.get("/notifications/choices")).text


def test_wrong_settings_are_refused_and_nothing_is_sent_by_default(tmp_path: Path) -> None:
    assert DeliverySettings.from_environment({}) == DeliverySettings()
    secret = tmp_path / "secret"
    secret.write_text("geheim\n", encoding="utf-8")
    good = {"LIANXI_SMTP_HOST": "mail", "LIANXI_SMTP_FROM": "a@example.org"}
    login = {"LIANXI_SMTP_USER": "a", "LIANXI_SMTP_PASSWORD_FILE": str(secret)}
    found = DeliverySettings.from_environment(good | login)
    assert found.mail == MailServer(
        host="mail", port=587, security="starttls", sender="a@example.org", login=MailLogin("a", "geheim")
    )
    assert "geheim" not in repr(found)
    address = tmp_path / "address"
    address.write_text("https://robot.example.org/", encoding="utf-8")
    files = {"LIANXI_WEBHOOK_URL_FILE": str(address), "LIANXI_WEBHOOK_SECRET_FILE": str(secret)}
    signed = DeliverySettings.from_environment(
        files | {"LIANXI_WEBHOOK_FORMAT": "dingtalk", "LIANXI_NOTIFICATIONS_KEPT_DAYS": "90"}
    )
    assert signed.webhook == Webhook(url="https://robot.example.org/", form="dingtalk", secret="geheim")
    assert "geheim" not in repr(signed)
    assert signed.kept_days == 90
    for wrong in (
        {"LIANXI_SMTP_FROM": ""},
        {"LIANXI_SMTP_PORT": "0"},
        {"LIANXI_SMTP_SECURITY": "ssl"},
        {"LIANXI_SMTP_USER": "a"},
        login | {"LIANXI_SMTP_SECURITY": "none"},
        {"LIANXI_SMTP_PASSWORD_FILE": str(tmp_path / "missing")},
        {"LIANXI_WEBHOOK_URL_FILE": str(secret)},
        {"LIANXI_NOTIFICATIONS_KEPT_DAYS": "29"},
        {"LIANXI_SMTP_CA_FILE": str(secret)},
        {"LIANXI_SMTP_CA_FILE": str(tmp_path / "missing")},
        {"LIANXI_WEBHOOK_URL_FILE": str(address), "LIANXI_WEBHOOK_SECRET_FILE": str(secret)},
    ):
        with pytest.raises(SettingError) as refused:
            DeliverySettings.from_environment(good | wrong)
        assert "geheim" not in str(refused.value)
