"""The error message of a worker that cannot start."""

import os
import subprocess
import sys

import pytest

from services.aggregation.main import main
from tests.support.ports import free_port

BAD: list[tuple[list[str], dict[str, str], str]] = [
    ([], {}, "tally|rollup"),
    (["tally", "rollup"], {}, "tally|rollup"),
    (["talley"], {}, "tally|rollup"),
    (["tally"], {"LIANXI_KAFKA": ""}, "LIANXI_KAFKA"),
    (["tally"], {"LIANXI_KAFKA": "nonsense"}, "LIANXI_KAFKA"),
    (["tally"], {"LIANXI_KAFKA_IDEMPOTENT": "perhaps"}, "LIANXI_KAFKA_IDEMPOTENT"),
    (["tally"], {"LIANXI_METRICS_PORT": "many"}, "LIANXI_METRICS_PORT"),
    (["tally"], {"LIANXI_LOG": "xml"}, "LIANXI_LOG"),
    (["rollup"], {"LIANXI_METRICS_PORT": "70000"}, "LIANXI_METRICS_PORT"),
    (["rollup"], {"LIANXI_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT"}, "LIANXI_KAFKA_SECURITY_PROTOCOL"),
    (["rollup"], {"LIANXI_KAFKA_USERNAME": "someone"}, "LIANXI_KAFKA_USERNAME"),
]


@pytest.mark.parametrize(("arguments", "environment", "message"), BAD)
def test_a_wrong_setting_is_one_sentence_and_a_status(
    arguments: list[str],
    environment: dict[str, str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in [name for name in os.environ if name.startswith("LIANXI_")]:
        monkeypatch.delenv(name)
    for name, value in ({"LIANXI_KAFKA": "127.0.0.1:9"} | environment).items():
        monkeypatch.setenv(name, value)
    assert main(arguments) == 2
    printed = capsys.readouterr().err
    assert message in printed
    assert len(printed.strip().splitlines()) == 1


@pytest.mark.full
def test_without_kafka_it_says_so_and_ends() -> None:
    address = f"127.0.0.1:{free_port()}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
    environment = inherited | {"LIANXI_KAFKA": address, "LIANXI_METRICS_PORT": "0"}
    command = [sys.executable, "-m", "services.aggregation", "rollup"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"Kafka（{address}）没有应答" in ended.stderr.strip().splitlines()[-1]
    assert "Traceback" not in ended.stderr
