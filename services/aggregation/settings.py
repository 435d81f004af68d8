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
    """`metrics_port` 0: any free one; `var`: a folder to write in; `instance`: a name that no other worker of this stage has.

    With an instance, a worker that is started again at once gets its partitions back at once; Kafka need not miss it first.
    """

    kafka: KafkaSettings
    host: str
    metrics_port: int
    var: Path
    instance: str | None = None
    log: Style = "text"

    @property
    def checkpoints(self) -> Path:
        """A folder for each stage is in it."""
        return self.var / "checkpoints"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, metrics_port: int) -> Self:
        """The settings, or `SettingError`: which setting, what it got, what it takes. `metrics_port`: the default."""
        given = environment.get("LIANXI_METRICS_PORT") or str(metrics_port)
        if not given.isascii() or not given.isdigit() or int(given) > _HIGHEST_PORT:
            raise SettingError(f"LIANXI_METRICS_PORT 应为 0 到 {_HIGHEST_PORT} 的整数，得到的是“{given}”")
        host = environment.get("LIANXI_HOST") or "127.0.0.1"
        return cls(
            kafka=KafkaSettings.from_environment(environment),
            host=host,
            metrics_port=int(given),
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
