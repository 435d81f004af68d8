"""A wrong setting is named, with what it got and what it takes; a secret is never shown."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from shared.web.limits import Limits
from shared.web.scanner_settings import MalwareScannerSettings
from shared.web.settings import load, load_or_exit
from shared.web.settings_error import SettingsError


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "DATABASE",
        "DATABASE_PASSWORD_FILE",
        "HOST",
        "PORT",
        "METRICS_PORT",
        "PORT_BASE",
        "ORGANIZATIONS",
        "CHARTER",
        "SECRET_FILE",
        "LOG",
        "TRUSTED_PROXIES",
        "ATTACHMENTS",
        "ATTACHMENT_MEGABYTES",
        "BREACHED_PASSWORDS_FILE",
        "CLAMD",
        "CLAMD_REQUIRED",
        "ENCRYPT_TEXTS",
        "FIRST_PASSWORD_DAYS",
        "HSTS_SUBDOMAINS",
        "PUBLIC_REQUESTS_PER_MINUTE",
        "PUBLIC_URL",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET_FILE",
        "SESSION_IDLE_MINUTES",
        "SESSION_HOURS",
        "SESSIONS_PER_ACCOUNT",
        "AUDIT_LOG_DAYS",
    ):
        monkeypatch.delenv(f"LIANXI_{name}", raising=False)
    monkeypatch.setenv("LIANXI_VAR", str(tmp_path))


def test_without_settings_a_service_has_its_place_and_two_sqlite_files(tmp_path: Path) -> None:
    settings = load("county", offset=20)
    assert (settings.host, settings.port, settings.metrics_port) == ("127.0.0.1", 8020, 8120)
    assert settings.database == f"sqlite+aiosqlite:///{tmp_path}/county.db"
    assert settings.read_database == f"sqlite+aiosqlite:///{tmp_path}/county-read.db"
    assert settings.organizations == frozenset()


def test_postgresql_holds_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXI_DATABASE", "postgresql+asyncpg://u:p@h/d")
    settings = load("county", offset=20)
    assert settings.database == settings.read_database == "postgresql+asyncpg://u:p@h/d"


def test_the_password_of_the_database_is_read_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p@:/%\n", encoding="utf-8")
    monkeypatch.setenv("LIANXI_DATABASE", "postgresql+asyncpg://u@h/d?ssl=require")
    monkeypatch.setenv("LIANXI_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))
    settings = load("county", offset=20)
    url = make_url(settings.database)
    assert (url.password, url.username, url.query["ssl"]) == ("p@:/%", "u", "require")
    assert settings.read_database == settings.database
    assert "p@" not in repr(settings)


@pytest.mark.parametrize(
    ("database", "held", "rule"),
    [
        ("postgresql+asyncpg://u:p@h/d", "hunter2", "已有密码"),
        ("postgresql+asyncpg://h/d", "hunter2", "须有用户名"),
        ("sqlite+aiosqlite:////tmp/d", "hunter2", "只与PostgreSQL"),
        ("", "hunter2", "只与PostgreSQL"),
        ("postgresql+asyncpg://u@h/d", "", "是空的"),
        ("postgresql+asyncpg://u@h/d", None, "读不出来"),
    ],
)
def test_a_password_file_that_cannot_be_used_says_why(
    database: str, held: str | None, rule: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if held is not None:
        (tmp_path / "password").write_text(held, encoding="utf-8")
    monkeypatch.setenv("LIANXI_DATABASE", database)
    monkeypatch.setenv("LIANXI_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))
    with pytest.raises(SettingsError, match=rule) as wrong:
        load("county", offset=20)
    assert "LIANXI_DATABASE_PASSWORD_FILE" in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


def test_the_secret_is_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    secret = load("county", offset=20).secret
    assert load("county", offset=20).secret == secret
    assert len(secret) == 32
    assert stat.S_IMODE((tmp_path / "county.secret").stat().st_mode) == 0o600


def test_organizations_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXI_ORGANIZATIONS", "522625, 522626")
    assert load("county", offset=20).organizations == {"522625", "522626"}


WRONG = {
    "LIANXI_PORT": ("0", "不能小于1"),
    "LIANXI_METRICS_PORT": ("abc", "须为整数"),
    "LIANXI_PORT_BASE": ("80", "不能小于1024"),
    "LIANXI_ORGANIZATIONS": ("镇远", "须为单位代码"),
    "LIANXI_LOG": ("xml", "须为下列之一：json、text"),
    "LIANXI_CHARTER": ("/nowhere/charter.toml", "须为已有的文件"),
    "LIANXI_SECRET_FILE": ("/nowhere/secret", "须为已有的文件"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_says_what_it_got_and_what_it_takes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, rule = WRONG[name]
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as wrong:
        load("county", offset=20)
    assert f"{name}={value}" in str(wrong.value)
    assert rule in str(wrong.value)


@pytest.mark.parametrize("value", ["mysql://root:hunter2@h/d", "hunter2", "postgresql://u:hunter2@h/d"])
def test_a_wrong_database_is_named_without_its_password(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXI_DATABASE", value)
    with pytest.raises(SettingsError) as wrong:
        load("county", offset=20)
    assert "LIANXI_DATABASE" in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


def test_trusted_proxies_are_addresses_or_networks_and_nobody_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load("county", offset=20).trusted_proxies == ()
    monkeypatch.setenv("LIANXI_TRUSTED_PROXIES", "10.0.0.5, fd00::/8")
    assert load("county", offset=20).trusted_proxies == ("10.0.0.5/32", "fd00::/8")
    for wrong in ("*", "10.0.0.5/8", "proxy"):
        monkeypatch.setenv("LIANXI_TRUSTED_PROXIES", wrong)
        with pytest.raises(SettingsError, match="LIANXI_TRUSTED_PROXIES"):
            load("county", offset=20)


@pytest.mark.parametrize(
    ("given", "found"),
    [("https://lianxi.example.org/", "https://lianxi.example.org"), ("http://10.0.0.5:8020", "http://10.0.0.5:8020")],
)
def test_the_public_address_has_no_path(monkeypatch: pytest.MonkeyPatch, given: str, found: str) -> None:
    assert load("county", offset=20).public_url == ""
    monkeypatch.setenv("LIANXI_PUBLIC_URL", given)
    assert load("county", offset=20).public_url == found


@pytest.mark.parametrize(
    "wrong", ["lianxi.example.org", "ftp://lianxi.example.org", "https://lianxi.example.org/pages", "https://"]
)
def test_another_public_address_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("LIANXI_PUBLIC_URL", wrong)
    with pytest.raises(SettingsError, match="LIANXI_PUBLIC_URL"):
        load("county", offset=20)


def test_the_duration_and_number_of_sessions_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load("county", offset=20).limits == Limits()
    for name, value in (("SESSION_IDLE_MINUTES", "15"), ("SESSION_HOURS", "8"), ("SESSIONS_PER_ACCOUNT", "2")):
        monkeypatch.setenv(f"LIANXI_{name}", value)
    limits = load("county", offset=20).limits
    assert (limits.session_idle, limits.session_lasting) == (timedelta(minutes=15), timedelta(hours=8))
    assert limits.sessions_per_account == 2
    for name, wrong in (("SESSION_IDLE_MINUTES", "4"), ("SESSION_HOURS", "25"), ("SESSIONS_PER_ACCOUNT", "0")):
        monkeypatch.setenv(f"LIANXI_{name}", wrong)
        with pytest.raises(SettingsError, match=f"LIANXI_{name}={wrong}"):
            load("county", offset=20)
        monkeypatch.delenv(f"LIANXI_{name}")


def test_metrics_never_share_the_public_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXI_PORT", "9000")
    monkeypatch.setenv("LIANXI_METRICS_PORT", "9000")
    with pytest.raises(SettingsError, match="LIANXI_METRICS_PORT"):
        load("county", offset=20)


def test_a_short_secret_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "short").write_text("hunter2")
    monkeypatch.setenv("LIANXI_SECRET_FILE", str(tmp_path / "short"))
    with pytest.raises(SettingsError, match="32") as wrong:
        load("county", offset=20)
    assert "hunter2" not in str(wrong.value)


def test_a_place_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LIANXI_VAR", str(tmp_path / "file"))
    with pytest.raises(SettingsError, match="LIANXI_VAR"):
        load("county", offset=20)


def test_a_process_with_a_wrong_setting_ends_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIANXI_PORT", "many")
    with pytest.raises(SystemExit) as ended:
        load_or_exit("county", offset=20)
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_attachments_are_in_the_database_unless_a_folder_is_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = load("county", offset=20)
    assert (found.attachments, found.limits.attachment_bytes) == (None, 20 * 1024 * 1024)
    monkeypatch.setenv("LIANXI_ATTACHMENTS", "folder")
    monkeypatch.setenv("LIANXI_ATTACHMENT_MEGABYTES", "5")
    found = load("county", offset=20)
    assert (found.attachments, found.limits.attachment_bytes) == (tmp_path / "attachments" / "county", 5 * 1024 * 1024)
    assert (tmp_path / "attachments" / "county").stat().st_mode & 0o777 == 0o700
    for name, wrong in (("ATTACHMENTS", "s3"), ("ATTACHMENT_MEGABYTES", "101")):
        monkeypatch.setenv(f"LIANXI_{name}", wrong)
        with pytest.raises(SettingsError, match=f"LIANXI_{name}={wrong}"):
            load("county", offset=20)
        monkeypatch.delenv(f"LIANXI_{name}")


def test_passwords_the_scanner_and_hsts_are_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = load("county", offset=20)
    assert (found.hsts_subdomains, found.breached_passwords, found.scanner) == (False, None, None)
    assert found.limits.first_password_lasting == timedelta(days=7)
    hashes = tmp_path / "hashes"
    hashes.write_text(f"{'0' * 40}:1\n", encoding="ascii")
    for name, value in (
        ("HSTS_SUBDOMAINS", "true"),
        ("BREACHED_PASSWORDS_FILE", str(hashes)),
        ("CLAMD", "clamd:3310"),
        ("CLAMD_REQUIRED", "false"),
        ("FIRST_PASSWORD_DAYS", "3"),
    ):
        monkeypatch.setenv(f"LIANXI_{name}", value)
    found = load("county", offset=20)
    assert found.hsts_subdomains
    assert found.breached_passwords is not None
    assert found.scanner == MalwareScannerSettings(path=None, host="clamd", port=3310, required=False)
    assert found.limits.first_password_lasting == timedelta(days=3)
    hashes.write_text("password\n", encoding="ascii")
    with pytest.raises(SettingsError, match="LIANXI_BREACHED_PASSWORDS_FILE="):
        load("county", offset=20)


def test_texts_are_encrypted_by_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not load("county", offset=20).encrypt_texts
    monkeypatch.setenv("LIANXI_ENCRYPT_TEXTS", "true")
    assert load("county", offset=20).encrypt_texts
    monkeypatch.setenv("LIANXI_ENCRYPT_TEXTS", "perhaps")
    with pytest.raises(SettingsError, match="LIANXI_ENCRYPT_TEXTS=perhaps"):
        load("county", offset=20)


def test_the_requests_of_one_address_to_the_public_board_are_limited_by_a_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load("county", offset=20).limits.public_requests_per_minute == 300
    monkeypatch.setenv("LIANXI_PUBLIC_REQUESTS_PER_MINUTE", "1000")
    assert load("county", offset=20).limits.public_requests_per_minute == 1000
    monkeypatch.setenv("LIANXI_PUBLIC_REQUESTS_PER_MINUTE", "19")
    with pytest.raises(SettingsError, match="LIANXI_PUBLIC_REQUESTS_PER_MINUTE=19"):
        load("county", offset=20)


def test_the_audit_log_is_kept_for_at_least_half_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load("county", offset=20).audit_log_kept == timedelta(days=400)
    monkeypatch.setenv("LIANXI_AUDIT_LOG_DAYS", "180")
    assert load("county", offset=20).audit_log_kept == timedelta(days=180)
    monkeypatch.setenv("LIANXI_AUDIT_LOG_DAYS", "179")
    with pytest.raises(SettingsError, match="LIANXI_AUDIT_LOG_DAYS=179"):
        load("county", offset=20)
