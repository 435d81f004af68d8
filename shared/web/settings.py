"""The settings of a service (environment, prefix `LIANXI_`), read once by its `main`; those of Kafka are in `shared.messaging`."""

import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from shared.contracts.subjects import is_key
from shared.storage.address import PasswordFileError, with_password
from shared.storage.private import private_folder
from shared.web.audit_log.retention import AUDIT_LOG_KEPT, SHORTEST
from shared.web.limits import DEFAULT_LIMITS, Limits
from shared.web.oidc.settings import ProviderSettings, provider_settings
from shared.web.service_secret import given_secret, service_secret
from shared.web.settings_error import SettingsError
from shared.web.validation_messages import rule_of

_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
_METRICS_OFFSET = 100
_ADDRESS = re.compile(r"https?://[^/\s?#]+/?")
Port = Annotated[int, Field(ge=1, le=65535)]


class Environment(BaseSettings):
    """The validated variables of the environment."""

    model_config = SettingsConfigDict(
        env_prefix="LIANXI_", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    database: SecretStr | None = None
    database_password_file: Path | None = None
    var: Path = Path("var")
    host: str = "127.0.0.1"
    port: Port | None = None
    metrics_port: Port | None = None
    port_base: Annotated[int, Field(ge=1024, le=65000)] = 8000
    organizations: Annotated[tuple[str, ...], NoDecode] = ()
    charter: Path | None = None
    secret_file: Path | None = None
    root_keys: Literal["pinned", "first"] = "pinned"
    log: Literal["json", "text"] = "text"
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    attachments: Literal["database", "folder"] = "database"
    attachment_megabytes: Annotated[int, Field(ge=1, le=100)] = 20
    encrypt_texts: bool = False
    public_requests_per_minute: Annotated[int, Field(ge=20, le=1_000_000)] = 300
    public_url: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: Path | None = None
    session_idle_minutes: Annotated[int, Field(ge=5, le=720)] = 30
    session_hours: Annotated[int, Field(ge=1, le=24)] = 12
    sessions_per_account: Annotated[int, Field(ge=1, le=100)] = 20
    audit_log_days: Annotated[int, Field(ge=SHORTEST.days, le=36_500)] = AUDIT_LOG_KEPT.days

    @field_validator("organizations", "trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return tuple(each.strip() for each in value.split(",") if each.strip()) if isinstance(value, str) else value

    @field_validator("organizations")
    @classmethod
    def _keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(is_key(key) for key in value):
            raise ValueError("须为单位代码，用逗号分开，如522625,522626")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(str(ip_network(each)) for each in value)
        except ValueError:
            raise ValueError("须为IP地址或网段，用逗号分开，如10.0.0.5,172.16.0.0/12") from None

    @field_validator("database")
    @classmethod
    def _known_driver(cls, value: SecretStr | None) -> SecretStr | None:
        with suppress(ArgumentError):
            if value is None or make_url(value.get_secret_value()).drivername in _DRIVERS:
                return value
        raise ValueError("须为SQLAlchemy地址，如postgresql+asyncpg://用户:密码@主机/库 或 sqlite+aiosqlite:///路径")

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not _ADDRESS.fullmatch(value):
            raise ValueError("须为http://或https://开头的网址，不含路径，如https://lianxi.example.org")
        return value.rstrip("/")

    @field_validator("charter", "secret_file")
    @classmethod
    def _is_there(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("须为已有的文件")
        return value


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """The settings of a service. `database` and `read_database` are SQLAlchemy URLs, the same one under PostgreSQL.

    `attachments`: the folder of the contents of attachments; None: they are in the database. `limits`: those that settings can change.
    `encrypt_texts`: whether the texts of restricted kinds are encrypted in the database.
    `audit_log_kept`: how long entries of the audit log are kept.
    `pins_roots`: whether the first keys of organizations that keep their own records are trusted without an operator.
    `oidc`: the identity provider of single sign-on; None: there is none.
    `public_url`: the address under which users open the pages, without a slash at its end; empty where it is not set.
    `trusted_proxies`: the networks of the proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are trusted.
    """

    database: str
    read_database: str
    var: Path
    host: str
    port: int
    metrics_port: int
    organizations: frozenset[str]
    charter: Path | None
    secret: bytes
    log: Literal["json", "text"]
    trusted_proxies: tuple[str, ...] = ()
    pins_roots: bool = False
    attachments: Path | None = None
    encrypt_texts: bool = False
    public_url: str = ""
    oidc: ProviderSettings | None = None
    audit_log_kept: timedelta = AUDIT_LOG_KEPT
    limits: Limits = DEFAULT_LIMITS

    def __repr__(self) -> str:
        return f"Settings(port={self.port}, metrics_port={self.metrics_port}, var={self.var})"


def load(service: str, *, offset: int) -> ServiceSettings:
    """Returns the settings of this process; raises `SettingsError`. `offset`: of its port from `LIANXI_PORT_BASE`."""
    found = _environment()
    try:
        private_folder(found.var)
        secret = _secret(found, service)
    except OSError as error:
        raise SettingsError(f"LIANXI_VAR={found.var}：不能在这里写文件（{error.strerror}）") from error
    port = found.port or found.port_base + offset
    metrics_port = found.metrics_port or found.port_base + offset + _METRICS_OFFSET
    if port == metrics_port:
        raise SettingsError(f"LIANXI_PORT和LIANXI_METRICS_PORT不能相同（{port}）：指标不在对外端口上提供")
    database = _given(found) or _sqlite(found.var / f"{service}.db")
    return ServiceSettings(
        database=database,
        read_database=_read_database(database, found.var, service),
        var=found.var,
        host=found.host,
        port=port,
        metrics_port=metrics_port,
        organizations=frozenset(found.organizations),
        charter=found.charter,
        secret=secret,
        log=found.log,
        trusted_proxies=found.trusted_proxies,
        pins_roots=found.root_keys == "first",
        attachments=_attachments(found, service),
        encrypt_texts=found.encrypt_texts,
        public_url=found.public_url,
        oidc=provider_settings(
            found.oidc_issuer, found.oidc_client_id, found.oidc_client_secret_file, found.public_url
        ),
        audit_log_kept=timedelta(days=found.audit_log_days),
        limits=Limits(
            attachment_bytes=found.attachment_megabytes * 1024 * 1024,
            session_idle=timedelta(minutes=found.session_idle_minutes),
            session_lasting=timedelta(hours=found.session_hours),
            sessions_per_account=found.sessions_per_account,
            public_requests_per_minute=found.public_requests_per_minute,
        ),
    )


def load_or_exit(service: str, *, offset: int) -> ServiceSettings:
    """Returns the settings, or prints the error on standard error and exits with status 2."""
    try:
        return load(service, offset=offset)
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the error message of a process that does not start
        sys.exit(2)


def _environment() -> Environment:
    try:
        return Environment()
    except ValidationError as error:
        raise SettingsError("；".join(_sentence(each) for each in error.errors(include_url=False))) from error


def _sentence(error: Any) -> str:
    name = f"LIANXI_{str(error['loc'][0]).upper()}"
    shown = "" if "database" in error["loc"] else f"={error['input']}"
    return f"{name}{shown}：{rule_of(error, codes=True)}"


def _given(found: Environment) -> str | None:
    try:
        return with_password(
            found.database.get_secret_value() if found.database else None, found.database_password_file
        )
    except PasswordFileError as error:
        raise SettingsError(f"LIANXI_DATABASE_PASSWORD_FILE={found.database_password_file}：{error}") from error


def _secret(found: Environment, service: str) -> bytes:
    """Returns the secret of the service from `LIANXI_SECRET_FILE`, else from a file in `LIANXI_VAR`, which is created once."""
    if found.secret_file is None:
        return service_secret(found.var / f"{service}.secret")
    return given_secret(found.secret_file)


def _attachments(found: Environment, service: str) -> Path | None:
    """Returns the folder of the contents of attachments, which is created; None when they are stored in the database."""
    if found.attachments == "database":
        return None
    folder = found.var / "attachments" / service
    private_folder(folder)
    return folder.absolute()


def _sqlite(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path.absolute()}"


def _read_database(database: str, var: Path, service: str) -> str:
    return _sqlite(var / f"{service}-read.db") if database.startswith("sqlite") else database
