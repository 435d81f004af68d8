"""The secret of a service in its file, and the keys derived from it, each for one purpose, so that they are independent."""

import os
import secrets
from hashlib import blake2b
from pathlib import Path

from nacl.secret import SecretBox

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


_HASH_BYTES = 16


def secret_box(secret: bytes, purpose: bytes) -> SecretBox:
    """Returns the encryption of what a copy of the database must not show. `purpose`: at most 16 bytes."""
    return SecretBox(blake2b(secret, digest_size=SecretBox.KEY_SIZE, person=purpose).digest())


def keyed_hash(secret: bytes, purpose: bytes, text: str) -> bytes:
    """Returns the hash of a text that a copy of the database does not help to guess: 16 bytes. `purpose`: at most 16 bytes."""
    key = secret[: blake2b.MAX_KEY_SIZE]
    return blake2b(text.encode("utf-8", "replace"), key=key, person=purpose, digest_size=_HASH_BYTES).digest()
