"""The settings of an aggregation process (environment, prefix `LIANXI_`); Kafka's are in `shared.messaging.settings`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self, cast, get_args

from shared.messaging.settings import KafkaSettings, SettingError
from shared.telemetry.logs import Style

_HIGHEST_PORT = 65_535


@dataclass(frozen=True, kw_only=True)
class AggregationSettings:
    """The settings of one worker. `metrics_port` 0: any free port; `var`: a writable folder.

    `instance` is unique among the workers of one processor. With an instance (static membership), a worker that restarts quickly gets its
    partitions back without waiting for a session timeout.
    """

    kafka: KafkaSettings
    host: str
    metrics_port: int
    var: Path
    instance: str | None = None
    log: Style = "text"

    @property
    def checkpoints(self) -> Path:
        """Returns the folder of the checkpoints, with a subfolder for each processor."""
        return self.var / "checkpoints"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, metrics_port: int) -> Self:
        """Returns the settings; raises `SettingError` with name, actual and expected value. `metrics_port`: the default."""
        port = environment.get("LIANXI_METRICS_PORT") or str(metrics_port)
        if not port.isascii() or not port.isdigit() or int(port) > _HIGHEST_PORT:
            raise SettingError(f"LIANXI_METRICS_PORT 应为 0 到 {_HIGHEST_PORT} 的整数，得到的是“{port}”")
        host = environment.get("LIANXI_HOST") or "127.0.0.1"
        return cls(
            kafka=KafkaSettings.from_environment(environment),
            host=host,
            metrics_port=int(port),
            var=Path(environment.get("LIANXI_VAR") or "var"),
            instance=_instance(environment.get("LIANXI_INSTANCE")),
            log=_style(environment.get("LIANXI_LOG") or "text"),
        )


def _instance(given: str | None) -> str | None:
    if given and not re.fullmatch(r"[A-Za-z0-9._-]{1,200}", given):
        raise SettingError(f"LIANXI_INSTANCE 应为至多 200 个字母、数字、“.”“_”“-”，得到的是“{given}”")
    return given or None


def _style(given: str) -> Style:
    if given not in get_args(Style):
        raise SettingError(f"LIANXI_LOG 应为 {'、'.join(get_args(Style))} 之一，得到的是“{given}”")
    return cast("Style", given)
