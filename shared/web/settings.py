"""The settings of a service (environment, prefix `LIANXI_`), read once by its `main`; those of Kafka are in `shared.messaging`."""

import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from shared.storage.address import PasswordFileError, with_password
from shared.storage.private import private_folder
from shared.web.audit_log.retention import AUDIT_LOG_KEPT
from shared.web.environment import Environment
from shared.web.limits import DEFAULT_LIMITS, Limits
from shared.web.login.breached_passwords import BreachedPasswords
from shared.web.oidc.settings import ProviderSettings, provider_settings
from shared.web.scanner_settings import MalwareScannerSettings, scanner_settings
from shared.web.service_secret import given_secret, service_secret
from shared.web.settings_error import SettingsError
from shared.web.validation_messages import rule_of

_METRICS_OFFSET = 100


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """The settings of a service. `database` and `read_database` are SQLAlchemy URLs, the same one under PostgreSQL.

    `attachments`: the folder of the contents of attachments; None: they are in the database. `limits`: those that settings can change.
    `encrypt_texts`: whether the texts of restricted kinds are encrypted in the database.
    `hsts_subdomains`: whether HSTS is for the hosts below, too; `scanner`: of attachments.
    `breached_passwords`: those that nobody may choose.
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
    hsts_subdomains: bool = False
    breached_passwords: BreachedPasswords | None = None
    scanner: MalwareScannerSettings | None = None
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
        hsts_subdomains=found.hsts_subdomains,
        breached_passwords=_breached_passwords(found.breached_passwords_file),
        scanner=scanner_settings(found.clamd, required=found.clamd_required),
        oidc=provider_settings(
            found.oidc_issuer, found.oidc_client_id, found.oidc_client_secret_file, found.public_url
        ),
        audit_log_kept=timedelta(days=found.audit_log_days),
        limits=Limits(
            attachment_bytes=found.attachment_megabytes * 1024 * 1024,
            first_password_lasting=timedelta(days=found.first_password_days),
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


def _breached_passwords(file: Path | None) -> BreachedPasswords | None:
    try:
        return None if file is None else BreachedPasswords(file)
    except (OSError, ValueError) as error:
        rule = "须为按散列值排序的SHA-1文件，每行一个，40位十六进制，其后可有“:次数”"
        raise SettingsError(f"LIANXI_BREACHED_PASSWORDS_FILE={file}：{rule}") from error


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
