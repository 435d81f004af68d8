"""Settings of the launcher and the command line: environment and `.env`, prefix `LIANXI_`. Every name is in `.env.example`."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy import ports
from shared.messaging.settings import KafkaSettings, SettingError
from shared.storage.address import PasswordFileError, with_password
from shared.web.login.passwords import SHORTEST, password_flaw

PREFIX = "LIANXI_"
OF_THE_PROCESSES = (
    "ATTACHMENTS",
    "ATTACHMENT_MEGABYTES",
    "AUDIT_LOG_DAYS",
    "BREACHED_PASSWORDS_FILE",
    "CHARTER",
    "CLAMD",
    "CLAMD_REQUIRED",
    "FIRST_PASSWORD_DAYS",
    "HSTS_SUBDOMAINS",
    "INSTANCE",
    "KAFKA_CA_FILE",
    "KAFKA_IDEMPOTENT",
    "KAFKA_PASSWORD_FILE",
    "KAFKA_SECURITY_PROTOCOL",
    "KAFKA_USERNAME",
    "LOG",
    "METRICS_PORT",
    "NOTIFICATIONS_KEPT_DAYS",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET_FILE",
    "OIDC_ISSUER",
    "ORGANIZATIONS",
    "PORT",
    "PUBLIC_REQUESTS_PER_MINUTE",
    "PUBLIC_URL",
    "REVISION",
    "ROOT_KEYS",
    "SECRET_FILE",
    "SELF_HOSTED",
    "SESSIONS_PER_ACCOUNT",
    "SESSION_HOURS",
    "SESSION_IDLE_MINUTES",
    "SMTP_CA_FILE",
    "SMTP_FROM",
    "SMTP_HOST",
    "SMTP_PASSWORD_FILE",
    "SMTP_PORT",
    "SMTP_SECURITY",
    "SMTP_USER",
    "TRUSTED_PROXIES",
    "WEBHOOK_FORMAT",
    "WEBHOOK_SECRET_FILE",
    "WEBHOOK_URL_FILE",
    "WRITER",
)
"""Settings that the started processes read."""

OF_ONE_PROCESS = ("CHARTER", "INSTANCE", "METRICS_PORT", "ORGANIZATIONS", "PORT", "WRITER")
"""Those of them that cannot be the same for several processes."""


class DeploySettings(BaseSettings):
    """The settings of `python -m deploy`. The description of a field states its valid values."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    var: Annotated[Path, Field(description="一个可写的目录")] = Path("var")
    host: Annotated[str, Field(description="本机的一个地址，如 127.0.0.1", min_length=1)] = "127.0.0.1"
    port_base: Annotated[int, Field(ge=1024, le=65_000, description="1024 到 65000 之间的整数")] = 8000
    kafka: Annotated[str | None, Field(description="Kafka 的地址（主机:端口）；不设则用内置消息服务")] = None
    database: Annotated[
        str | None, Field(description="含 {service} 的 SQLAlchemy 地址（各服务各有一个库）；不设则用 SQLite")
    ] = None
    database_password_file: Annotated[
        str | None, Field(description="一个文件，其中是数据库的密码；路径中可含 {service}")
    ] = None
    encrypt_texts: Annotated[bool, Field(description="true 或 false")] = False
    service_url: Annotated[
        str | None,
        Field(
            description="含 {service} 的网址（可含 {port}），如 http://{service}:{port}",
            pattern=r"^https?://.*\{service\}",
        ),
    ] = None
    demo_password: Annotated[
        SecretStr | None, Field(description=f"至少 {SHORTEST} 个字符，且不是常见的密码", min_length=SHORTEST)
    ] = None

    @field_validator("database")
    @classmethod
    def _one_for_each_service(cls, value: str | None) -> str | None:
        if value is not None and ("{service}" not in value or "://" not in value):
            raise ValueError
        return value

    @field_validator("demo_password")
    @classmethod
    def _uncommon(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and password_flaw(value.get_secret_value(), account=""):
            raise ValueError
        return value

    def places(self, service: str) -> dict[str, str]:
        """Returns the database settings of this service, as its process reads them; none under SQLite."""
        given = {"LIANXI_DATABASE": self.database, "LIANXI_DATABASE_PASSWORD_FILE": self.database_password_file}
        return {name: value.replace("{service}", service) for name, value in given.items() if value}

    def database_of(self, service: str) -> str | None:
        """Returns the URL of this service's database with the password; None under SQLite. Raises `SettingError` without the file."""
        own = self.places(service)
        file = own.get("LIANXI_DATABASE_PASSWORD_FILE")
        try:
            return with_password(own.get("LIANXI_DATABASE"), Path(file) if file else None)
        except PasswordFileError as error:
            raise SettingError(f"LIANXI_DATABASE_PASSWORD_FILE（{file}）：{error}。") from None

    def url_of(self, service: str) -> str:
        """Returns the base URL of a service."""
        port = str(self.port_base + ports.SERVICES[service])
        host = f"[{self.host}]" if ":" in self.host else self.host
        template = self.service_url or f"http://{host}:{{port}}"
        return template.replace("{service}", service).replace("{port}", port)

    @property
    def folder(self) -> Path:
        """Returns `LIANXI_VAR` as an absolute path."""
        return self.var.absolute()


def process_environment() -> dict[str, str]:
    """Returns the environment of child processes: `.env`, overridden by the environment variables; empty settings are left out."""
    merged = {name: value or "" for name, value in dotenv_values(".env").items()} | dict(os.environ)
    return {name: value for name, value in merged.items() if value or not name.startswith(PREFIX)}


def secret_file(settings: DeploySettings, service: str) -> Path:
    """Returns the file with the secret of a service: the one that is given, else the one that the service creates."""
    given = process_environment().get("LIANXI_SECRET_FILE")
    return Path(given) if given else settings.folder / f"{service}.secret"


def load() -> DeploySettings:
    """Returns the settings; raises `SettingError` with one sentence: the setting, its value, and its valid values."""
    given = process_environment()
    _refuse_unknown(given)
    try:
        settings = DeploySettings()
    except ValidationError as error:
        raise SettingError(_sentence(error)) from None
    if settings.kafka is not None:
        KafkaSettings.from_environment(given)
    elif without_kafka := [name for name in sorted(given) if name.startswith(f"{PREFIX}KAFKA_")]:
        raise SettingError(
            f"{without_kafka[0]} 只有与 {PREFIX}KAFKA 一起才有意义：请设置 {PREFIX}KAFKA，或去掉 {without_kafka[0]}。"
        )
    return settings


def refuse_settings_of_one_process() -> None:
    """Raises `SettingError` if a setting of a single process is set, because the whole system is started."""
    given = process_environment()
    for name in (f"{PREFIX}{each}" for each in OF_ONE_PROCESS):
        if name in given:
            raise SettingError(f"{name}（现为“{given[name]}”）只用于单独启动一个服务：启动全部时请去掉它。")


def known() -> list[str]:
    """Returns the names of all settings."""
    return sorted(f"{PREFIX}{name}" for name in (*map(str.upper, DeploySettings.model_fields), *OF_THE_PROCESSES))


def _refuse_unknown(given: Mapping[str, str]) -> None:
    for name in sorted(given):
        if name.startswith(PREFIX) and name not in known():
            names = [each.removeprefix(PREFIX) for each in known()]
            near = difflib.get_close_matches(name.removeprefix(PREFIX), names, n=1)
            hint = f"，是否应为 {PREFIX}{near[0]}？" if near else "；全部设置见 .env.example。"
            raise SettingError(f"没有 {name} 这项设置{hint}")


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0])
    got = "******" if field == "demo_password" else first["input"]
    return f"{PREFIX}{field.upper()} 的值“{got}”不对：应为{DeploySettings.model_fields[field].description}。"
