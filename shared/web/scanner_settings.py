"""The settings of the malware scanner of an installation (clamd). It is off unless its address is set."""

import re
from dataclasses import dataclass

from shared.web.settings_error import SettingsError

_ADDRESS = re.compile(r"unix:(?P<path>/.+)|(?P<host>[^:/\s]+|\[[0-9a-fA-F:]+\]):(?P<port>[1-9][0-9]{0,4})")
_HIGHEST_PORT = 65535


@dataclass(frozen=True, kw_only=True)
class MalwareScannerSettings:
    """Where clamd listens: `path` of its socket, or `host` and `port`. `required`: without an answer a file is refused."""

    path: str | None
    host: str
    port: int
    required: bool


def scanner_settings(address: str, *, required: bool) -> MalwareScannerSettings | None:
    """Returns the checked settings; None without an address. Raises `SettingsError`."""
    if not address:
        return None
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found["port"] or 1) > _HIGHEST_PORT:
        raise SettingsError(f"LIANXI_CLAMD={address}：须为unix:/路径，或主机:端口，如unix:/run/clamav/clamd.sock")
    host = (found["host"] or "").strip("[]")
    return MalwareScannerSettings(path=found["path"], host=host, port=int(found["port"] or 0), required=required)
