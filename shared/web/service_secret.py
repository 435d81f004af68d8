"""The secret of a service in its file: one that an operator has written, or one that the service creates."""

import os
import secrets
from pathlib import Path

from shared.web.settings_error import SettingsError

_SECRET_BYTES = 32


def given_secret(path: Path) -> bytes:
    """Returns the secret in a file that an operator has written, without spaces and line ends around it."""
    return _long_enough(path, path.read_bytes().strip())


def service_secret(path: Path) -> bytes:
    """Returns the secret in the file that a service creates for itself; creates it once."""
    if not path.exists():
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_bytes(_SECRET_BYTES))
    return _long_enough(path, path.read_bytes())


def _long_enough(path: Path, secret: bytes) -> bytes:
    if len(secret) < _SECRET_BYTES:
        raise SettingsError(f"LIANXI_SECRET_FILE={path}：至少{_SECRET_BYTES}字节")
    return secret
