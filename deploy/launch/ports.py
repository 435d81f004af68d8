"""Which port is whose: offsets from `LIANXI_PORT_BASE`."""

import asyncio
import errno
import socket
from collections.abc import Iterable, Mapping

from shared.messaging.settings import SettingError

SERVICES = {"region": 0, "city": 10, "county": 20, "township": 30}
"""The services with a database of their own, from above to below."""

BROKER = 50
CONTROLLER = 60
"""The quorum of Apache Kafka, with `--kafka local`."""
METRICS = 100
"""Metrics of a service: its own offset and this much more."""
TALLY_METRICS = 140
ROLLUP_METRICS = 150

_LOOKS = 12
_BETWEEN_LOOKS = 0.25


class LauncherPortError(RuntimeError):
    """Somebody listens where one of our processes should; the message is one sentence."""


async def check(wanted: Mapping[tuple[str, int], str], *, base: int) -> None:
    """Raises `LauncherPortError`. Looks for three seconds: what a killed launcher left behind needs as long to be gone."""
    for _ in range(_LOOKS):
        if _taken(wanted) is None:
            return
        await asyncio.sleep(_BETWEEN_LOOKS)
    if (hit := _taken(wanted)) is not None:
        raise LauncherPortError(
            f"端口 {hit[1]}（{wanted[hit]}）已被其他程序占用：请停止那个程序，"
            f"或用 LIANXI_PORT_BASE 另选一组端口（现在是 {base}）。"
        )


def _taken(addresses: Iterable[tuple[str, int]]) -> tuple[str, int] | None:
    """The first of these addresses that somebody listens on."""
    return next((address for address in addresses if not _can_be_had(*address)), None)


def _can_be_had(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise SettingError(f"LIANXI_HOST 的值“{host}”不对：应为本机的一个地址，如 127.0.0.1。") from None
        return True
