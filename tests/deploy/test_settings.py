"""A wrong setting is one sentence: which one, what it got, what it takes."""

import os
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from deploy.settings import load, process_environment
from shared.messaging.settings import SettingError


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Changes to a folder without an `.env` and clears the settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("LIANXI_")]:
        monkeypatch.delenv(name)
    return tmp_path


def test_nothing_needs_to_be_set() -> None:
    settings = load()
    assert (settings.host, settings.port_base, settings.kafka, settings.database) == ("127.0.0.1", 8000, None, None)
    assert settings.folder == Path.cwd() / "var"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LIANXI_PORT_BASE", "eight", "LIANXI_PORT_BASE 的值“eight”不对：应为1024 到 65000 之间的整数。"),
        ("LIANXI_PORT_BASE", "80", "LIANXI_PORT_BASE 的值“80”不对"),
        ("LIANXI_KAFKA", "kafka", "LIANXI_KAFKA 应为 主机:端口"),
        ("LIANXI_DATABASE", "postgresql+asyncpg://db/lianxi", "LIANXI_DATABASE 的值.*应为含 {service}"),
        ("LIANXI_PORTBASE", "9000", "没有 LIANXI_PORTBASE 这项设置，是否应为 LIANXI_PORT_BASE"),
        ("LIANXI_COLOUR", "red", "没有 LIANXI_COLOUR 这项设置；全部设置见 .env.example"),
        ("LIANXI_KAFKA_USERNAME", "lianxi", "LIANXI_KAFKA_USERNAME 只有与 LIANXI_KAFKA 一起才有意义"),
    ],
)
def test_a_wrong_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=sentence):
        load()


def test_a_password_that_is_too_short_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXI_DEMO_PASSWORD", "short")
    with pytest.raises(SettingError, match="LIANXI_DEMO_PASSWORD") as refused:
        load()
    assert "short" not in str(refused.value)


def test_a_common_password_for_the_demonstration_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXI_DEMO_PASSWORD", "password123")
    with pytest.raises(SettingError, match="常见的密码"):
        load()
    monkeypatch.setenv("LIANXI_DEMO_PASSWORD", "demonstration")
    assert load().demo_password is not None


def test_a_password_without_encryption_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXI_KAFKA", "kafka:9092")
    monkeypatch.setenv("LIANXI_KAFKA_USERNAME", "lianxi")
    with pytest.raises(SettingError, match="LIANXI_KAFKA_SECURITY_PROTOCOL"):
        load()


def test_the_environment_overrules_the_file(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / ".env").write_text("LIANXI_PORT_BASE=9000\nLIANXI_HOST=127.0.0.2\n", encoding="utf-8")
    monkeypatch.setenv("LIANXI_PORT_BASE", "9500")
    assert (load().port_base, load().host) == (9500, "127.0.0.2")
    assert process_environment()["LIANXI_PORT_BASE"] == "9500"


def test_an_empty_setting_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXI_KAFKA", "")
    assert load().kafka is None
    assert "LIANXI_KAFKA" not in process_environment()


def test_each_service_has_its_database_and_its_password(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "county-password").write_text("s:cret\n", encoding="utf-8")
    monkeypatch.setenv("LIANXI_DATABASE", "postgresql+asyncpg://lianxi_{service}@db/lianxi_{service}")
    monkeypatch.setenv("LIANXI_DATABASE_PASSWORD_FILE", str(empty_folder / "{service}-password"))
    settings = load()
    url = make_url(settings.database_of("county") or "")
    assert (url.username, url.password, url.database) == ("lianxi_county", "s:cret", "lianxi_county")
    assert settings.places("county")["LIANXI_DATABASE_PASSWORD_FILE"] == str(empty_folder / "county-password")
    with pytest.raises(SettingError, match=r"LIANXI_DATABASE_PASSWORD_FILE（.*city-password）"):
        settings.database_of("city")
