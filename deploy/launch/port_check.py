"""The check before the start that the ports of all processes are free."""

import asyncio
import errno
import socket
from collections.abc import Iterable, Mapping

from shared.messaging.settings import SettingError

_ATTEMPTS = 12
_RETRY_SECONDS = 0.25


class LauncherPortError(RuntimeError):
    """A port of one of our processes is in use; the message is one sentence."""


async def check(wanted: Mapping[tuple[str, int], str], *, base: int) -> None:
    """Raises `LauncherPortError` when a port is in use. Retries for three seconds: processes of a killed launcher end with a delay."""
    for _ in range(_ATTEMPTS):
        if _first_in_use(wanted) is None:
            return
        await asyncio.sleep(_RETRY_SECONDS)
    if (hit := _first_in_use(wanted)) is not None:
        raise LauncherPortError(
            f"端口 {hit[1]}（{wanted[hit]}）已被其他程序占用：请停止那个程序，"
            f"或用 LIANXI_PORT_BASE 另选一组端口（现在是 {base}）。"
        )


def _first_in_use(addresses: Iterable[tuple[str, int]]) -> tuple[str, int] | None:
    """Returns the first of these addresses that is in use, or None."""
    return next((address for address in addresses if not _is_free(*address)), None)


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise SettingError(f"LIANXI_HOST 的值“{host}”不对：应为本机的一个地址，如 127.0.0.1。") from None
        return True
