"""A wrong or contradictory setting is refused with one sentence that names it."""

from pathlib import Path

import pytest

from shared.contracts.topics import Topic
from shared.messaging.settings import KafkaSettings, SettingError

HERE = {"LIANXI_KAFKA": "127.0.0.1:9092"}


def test_one_address_is_enough() -> None:
    assert KafkaSettings.from_environment(HERE) == KafkaSettings(bootstrap="127.0.0.1:9092", idempotent=True)


def test_the_embedded_broker_is_spoken_to_without_idempotence() -> None:
    assert not KafkaSettings.from_environment(HERE | {"LIANXI_KAFKA_IDEMPOTENT": "false"}).idempotent


def test_the_password_is_read_from_its_file_and_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("秘密\n", encoding="utf-8")
    kafka = KafkaSettings.from_environment(
        HERE
        | {
            "LIANXI_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "LIANXI_KAFKA_USERNAME": "county",
            "LIANXI_KAFKA_PASSWORD_FILE": str(secret),
        }
    )
    assert kafka.password == "秘密"
    assert "秘密" not in repr(kafka)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"LIANXI_KAFKA": ""}, "LIANXI_KAFKA"),
        ({"LIANXI_KAFKA": "localhost"}, "localhost"),
        ({"LIANXI_KAFKA": "localhost:99999"}, "99999"),
        ({"LIANXI_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT"}, "SASL_PLAINTEXT"),
        ({"LIANXI_KAFKA_SECURITY_PROTOCOL": "SASL_SSL"}, "LIANXI_KAFKA_PASSWORD_FILE"),
        ({"LIANXI_KAFKA_USERNAME": "county"}, "明文"),
        ({"LIANXI_KAFKA_USERNAME": "county", "LIANXI_KAFKA_SECURITY_PROTOCOL": "SSL"}, "SASL_SSL"),
        ({"LIANXI_KAFKA_PASSWORD_FILE": "/nowhere/password"}, "/nowhere/password"),
        ({"LIANXI_KAFKA_CA_FILE": "/nowhere/ca.pem"}, "LIANXI_KAFKA_CA_FILE"),
        ({"LIANXI_KAFKA_CA_FILE": "/nowhere/ca.pem", "LIANXI_KAFKA_SECURITY_PROTOCOL": "SSL"}, "/nowhere/ca.pem"),
        ({"LIANXI_KAFKA_IDEMPOTENT": "maybe"}, "maybe"),
        ({"LIANXI_SELF_HOSTED": "county-522722,city-522700"}, "city-522700"),
        ({"LIANXI_SELF_HOSTED": "county"}, "LIANXI_SELF_HOSTED"),
        ({"LIANXI_WRITER": "county"}, "LIANXI_WRITER"),
        ({"LIANXI_WRITER": "county-522722", "LIANXI_SELF_HOSTED": "county-522625"}, "没有列出它"),
    ],
)
def test_a_wrong_setting_is_refused_and_named(settings: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError, match=named) as refused:
        KafkaSettings.from_environment(HERE | settings)
    assert "\n" not in str(refused.value)


def test_a_process_of_one_county_writes_its_own_topics() -> None:
    named = {"LIANXI_SELF_HOSTED": "county-522722, township-522722", "LIANXI_WRITER": "county-522722"}
    kafka = KafkaSettings.from_environment(HERE | named)
    assert kafka.of_service("county").own_topic(Topic.PROPOSALS) == "lianxi.county-522722.proposals"
    with pytest.raises(SettingError, match="LIANXI_WRITER"):
        kafka.of_service("township")
    other = KafkaSettings.from_environment(HERE | {"LIANXI_SELF_HOSTED": "county-522722"}).of_service("county")
    assert other.own_topic(Topic.PROPOSALS) == "lianxi.county.proposals"
