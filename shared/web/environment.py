"""The variables of the environment that a service reads (prefix `LIANXI_`), validated one by one."""

import re
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from shared.contracts.subjects import is_key
from shared.web.audit_log.retention import AUDIT_LOG_KEPT, SHORTEST

_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
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
    hsts_subdomains: bool = False
    first_password_days: Annotated[int, Field(ge=1, le=90)] = 7
    breached_passwords_file: Path | None = None
    clamd: str = ""
    clamd_required: bool = True
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

    @field_validator("charter", "secret_file", "breached_passwords_file")
    @classmethod
    def _is_there(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("须为已有的文件")
        return value
