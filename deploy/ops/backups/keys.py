"""The keys and passwords of a backup: files that only the owner can read, or one file that is sealed with a passphrase."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from deploy import secrets as deployment
from deploy import settings
from deploy.ops.refusals import CommandRefusedError
from deploy.settings import DeploySettings

SEALED = "keys.sealed"
"""The salt of the passphrase, then the sealed names and contents."""

_PLAIN = ("keys", "secrets")
_SHORTEST = 12
_Contents = dict[str, bytes]


def places(given: DeploySettings, services: Iterable[str], secrets: Path | None) -> dict[str, Path]:
    """Returns name in a backup -> file: the keys of the services, `accounts.txt`, and those of the folder that `deploy secrets` makes."""
    found = {f"keys/{service}.secret": settings.secret_file(given, service) for service in services}
    found[f"keys/{deployment.ACCOUNTS}"] = given.folder / deployment.ACCOUNTS
    if secrets is not None:
        found |= {f"secrets/{name}": secrets / name for name in deployment.names()}
    return found


def passphrase(file: Path | None) -> bytes | None:
    """Returns the content of the file without white space at both ends; raises `CommandRefusedError` if it is short or unreadable."""
    if file is None:
        return None
    try:
        phrase = file.read_bytes().strip()
    except OSError as error:
        raise CommandRefusedError(f"口令文件 {file} 读不出来（{error.strerror}）。") from None
    if len(phrase) < _SHORTEST:
        raise CommandRefusedError(f"口令文件 {file} 的内容太短：至少 {_SHORTEST} 个字节。")
    return phrase


def store(folder: Path, places: Mapping[str, Path], phrase: bytes | None) -> list[str]:
    """Copies the files that exist into a backup, sealed with the passphrase if there is one; returns the names of those that do not."""
    contents = {name: file.read_bytes() for name, file in places.items() if file.is_file()}
    if phrase is not None:
        salt = random(pwhash.argon2id.SALTBYTES)
        (folder / SEALED).write_bytes(salt + _box(phrase, salt).encrypt(msgspec.json.encode(contents)))
    else:
        for name, content in contents.items():
            _write(folder / name, content)
    return [name for name in places if name not in contents]


def stored(folder: Path, phrase: bytes | None, *, sealed: bool) -> _Contents:
    """Returns name -> content; raises `CommandRefusedError` without the passphrase or with another one."""
    if not sealed:
        return {f"{kind}/{file.name}": file.read_bytes() for kind in _PLAIN for file in (folder / kind).glob("*")}
    if phrase is None:
        raise CommandRefusedError("备份中的密钥是加密的：请用 --passphrase-file 给出口令文件。")
    bytes_ = (folder / SEALED).read_bytes()
    salt, content = bytes_[: pwhash.argon2id.SALTBYTES], bytes_[pwhash.argon2id.SALTBYTES :]
    try:
        return msgspec.json.decode(_box(phrase, salt).decrypt(content), type=_Contents)
    except CryptoError:
        raise CommandRefusedError("备份中的密钥打不开：口令与备份时的不同。") from None


def put_back(contents: Mapping[str, bytes], places: Mapping[str, Path]) -> list[Path]:
    """Writes the files that are missing and returns them. Raises `CommandRefusedError`, and writes none, if one has another content."""
    wanted = {file: contents[name] for name, file in places.items() if name in contents}
    for file, content in wanted.items():
        if file.exists() and file.read_bytes() != content:
            raise CommandRefusedError(f"{file} 与备份中的不同：请先确认哪一份有效，把不用的移到别处，再执行本命令。")
    missing = [name for name, file in places.items() if name in contents and not file.exists()]
    for name in missing:
        _write(places[name], contents[name])
        if name.startswith("secrets/"):
            places[name].chmod(deployment.MODE)
    return [places[name] for name in missing]


def _box(phrase: bytes, salt: bytes) -> SecretBox:
    limits = (pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE)
    return SecretBox(pwhash.argon2id.kdf(SecretBox.KEY_SIZE, phrase, salt, *limits))


def _write(file: Path, content: bytes) -> None:
    """Writes a file that only the owner can read, in a folder that only the owner can enter."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_bytes(content)
