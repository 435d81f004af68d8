"""The mail server and the webhook of a deployment, read once from the environment. Both are off unless they are set."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from shared.messaging.settings import SettingError

Security = Literal["none", "starttls", "tls"]
WebhookFormat = Literal["wecom", "dingtalk"]
_PORTS: dict[str, int] = {"none": 25, "starttls": 587, "tls": 465}
_FORMATS = ("wecom", "dingtalk")
_HIGHEST_PORT = 65535
_KEPT_DAYS = (30, 3660)


@dataclass(frozen=True)
class MailLogin:
    """The name and the password with which this service logs in to a mail server."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A server that accepts mail. `sender`: the address that mails are from; `ca_file`: the certificates that it is checked with.

    `timeout_seconds`: maximum wait for each response.
    """

    host: str
    port: int
    security: Security
    sender: str
    login: MailLogin | None = None
    ca_file: str | None = None
    timeout_seconds: float = 20.0


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """The robot of a chat group. Its address contains its key; `secret`: with which DingTalk checks signatures, if it does."""

    url: str = field(repr=False)
    form: WebhookFormat
    secret: str | None = field(default=None, repr=False)
    timeout_seconds: float = 20.0


@dataclass(frozen=True, kw_only=True)
class DeliverySettings:
    """What notifications are sent by. `public_url`: the address of the pages, for links; empty without links.

    `kept_days`: the age in days from which notifications and accepted messages are deleted.
    """

    mail: MailServer | None = None
    webhook: Webhook | None = None
    public_url: str = ""
    kept_days: int = 400

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, public_url: str = "") -> "DeliverySettings":
        """Reads the settings of mail and robot (docs/interfaces.md#settings); raises `SettingError`."""
        return cls(
            mail=_mail(environment),
            webhook=_webhook(environment),
            public_url=public_url,
            kept_days=_kept_days(environment),
        )


DEFAULTS: Mapping[str, str | int | None] = {
    "NOTIFICATIONS_KEPT_DAYS": DeliverySettings.kept_days,
    "SMTP_HOST": None,
    "SMTP_PORT": None,
    "SMTP_SECURITY": "starttls",
    "SMTP_FROM": None,
    "SMTP_USER": None,
    "SMTP_PASSWORD_FILE": None,
    "SMTP_CA_FILE": None,
    "WEBHOOK_URL_FILE": None,
    "WEBHOOK_FORMAT": "wecom",
    "WEBHOOK_SECRET_FILE": None,
}
"""Every setting without its prefix, with its default; the port follows from the security."""

NOTHING_DELIVERED = DeliverySettings()
"""The settings of a deployment without a mail server and a robot."""


def _mail(environment: Mapping[str, str]) -> MailServer | None:
    host = environment.get("LIANXI_SMTP_HOST", "").strip()
    if not host:
        return None
    security = environment.get("LIANXI_SMTP_SECURITY", "").strip() or "starttls"
    if security not in _PORTS:
        raise SettingError(f"LIANXI_SMTP_SECURITY 应为 {'、'.join(_PORTS)} 之一，得到的是“{security}”")
    port = environment.get("LIANXI_SMTP_PORT", "").strip() or str(_PORTS[security])
    if not port.isdecimal() or not 1 <= int(port) <= _HIGHEST_PORT:
        raise SettingError(f"LIANXI_SMTP_PORT 应为 1 到 {_HIGHEST_PORT} 的整数，得到的是“{port}”")
    sender = environment.get("LIANXI_SMTP_FROM", "").strip()
    if sender.count("@") != 1 or any(character.isspace() for character in sender):
        raise SettingError(f"LIANXI_SMTP_FROM 应为发件人的邮件地址，得到的是“{sender}”")
    user = environment.get("LIANXI_SMTP_USER", "").strip() or None
    password = _secret(environment, "LIANXI_SMTP_PASSWORD_FILE")
    if (user is None) != (password is None):
        raise SettingError("LIANXI_SMTP_USER 和 LIANXI_SMTP_PASSWORD_FILE 要么都设，要么都不设")
    if user and security == "none":
        raise SettingError("LIANXI_SMTP_USER 要求 LIANXI_SMTP_SECURITY 为 starttls 或 tls：口令不会以明文传输")
    return MailServer(
        host=host,
        port=int(port),
        security=cast("Security", security),
        sender=sender,
        login=MailLogin(user, password) if user and password else None,
        ca_file=_ca_file(environment, security),
    )


def _ca_file(environment: Mapping[str, str], security: str) -> str | None:
    path = environment.get("LIANXI_SMTP_CA_FILE", "").strip()
    if not path:
        return None
    if security == "none":
        raise SettingError("LIANXI_SMTP_CA_FILE 要求 LIANXI_SMTP_SECURITY 为 starttls 或 tls")
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        raise SettingError(f"LIANXI_SMTP_CA_FILE={path}：须为含PEM证书的文件") from error
    return path


def _kept_days(environment: Mapping[str, str]) -> int:
    lowest, highest = _KEPT_DAYS
    given = environment.get("LIANXI_NOTIFICATIONS_KEPT_DAYS", "").strip() or str(DeliverySettings.kept_days)
    if not given.isdecimal() or not lowest <= int(given) <= highest:
        raise SettingError(f"LIANXI_NOTIFICATIONS_KEPT_DAYS 应为 {lowest} 到 {highest} 的整数，得到的是“{given}”")
    return int(given)


def _webhook(environment: Mapping[str, str]) -> Webhook | None:
    url = _secret(environment, "LIANXI_WEBHOOK_URL_FILE")
    if url is None:
        return None
    if not url.startswith(("http://", "https://")):
        raise SettingError("LIANXI_WEBHOOK_URL_FILE 指向的文件应只有一行：机器人的网址")
    form = environment.get("LIANXI_WEBHOOK_FORMAT", "").strip() or "wecom"
    if form not in _FORMATS:
        raise SettingError(f"LIANXI_WEBHOOK_FORMAT 应为 {'、'.join(_FORMATS)} 之一，得到的是“{form}”")
    secret = _secret(environment, "LIANXI_WEBHOOK_SECRET_FILE")
    if secret is not None and form != "dingtalk":
        raise SettingError("LIANXI_WEBHOOK_SECRET_FILE 要求 LIANXI_WEBHOOK_FORMAT 为 dingtalk：企业微信的机器人不加签")
    if secret == "":
        raise SettingError("LIANXI_WEBHOOK_SECRET_FILE 指向的文件应只有一行：加签的密钥")
    return Webhook(url=url, form=cast("WebhookFormat", form), secret=secret)


def _secret(environment: Mapping[str, str], name: str) -> str | None:
    """Returns the content of the file that a setting names; None when it is not set."""
    path = environment.get(name, "").strip()
    if not path:
        return None
    try:
        return Path(os.fspath(path)).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name}={path}：不能读取这个文件") from error
