"""Encryption of texts in the service database (decision 0118): a data key for each organization, sealed with the secret of the service."""

from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError
from nacl.utils import random
from sqlalchemy import Column, LargeBinary, String, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.subjects import Subject, is_subject, organization_of
from shared.storage.database import service_tables
from shared.storage.preparation import UnusableDatabaseError
from shared.storage.statements import insert_into
from shared.web.service_secret import secret_box

PURPOSE = b"restricted texts"
"""The purpose of the key that data keys are sealed with."""

_OPTION = "text_encryption"
_KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES
_NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

text_keys = Table(
    "text_keys",
    service_tables,
    Column("organization", String(32), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)
"""The sealed data key of each organization that has encrypted texts."""


class UnreadableTextError(Exception):
    """An encrypted text does not open: another secret, a damaged text, or one that was moved to another row."""


@dataclass(frozen=True)
class TextCipher:
    """Encrypts and decrypts texts with the data key of an organization. `row`: table and primary key of the row that contains the text."""

    key: bytes

    def encrypt(self, text: str, *row: object) -> str:
        nonce = random(_NONCE_BYTES)
        sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(text.encode(), _identity(row), nonce, self.key)
        return b64encode(nonce + sealed).decode()

    def decrypt(self, text: str, *row: object) -> str:
        """Returns the text; raises `UnreadableTextError` for one that was not encrypted with this key for this row."""
        try:
            sealed = b64decode(text, validate=True)
            nonce, sealed = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
            return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, _identity(row), nonce, self.key).decode()
        except (CryptoError, ValueError) as error:
            raise UnreadableTextError(f"the text of {row} does not open") from error


def _identity(row: tuple[object, ...]) -> bytes:
    return "\0".join(map(str, row)).encode()


class TextEncryption:
    """The data keys of a database. `secret`: that of the service; `encrypted`: the kinds of matter whose new texts are encrypted."""

    def __init__(self, secret: bytes | None = None, encrypted: Collection[Subject] = ()) -> None:
        self._box = None if secret is None else secret_box(secret, PURPOSE)
        self._encrypted = frozenset(encrypted)

    @property
    def options(self) -> dict[str, object]:
        """Returns the options of a `Database` whose texts are encrypted and decrypted in this way."""
        return {_OPTION: self}

    def encrypts(self, matter: str) -> bool:
        """Returns whether new texts of the matter are encrypted."""
        return any(is_subject(matter, kind) for kind in self._encrypted)

    def encrypts_kind(self, kind: Subject) -> bool:
        """Returns whether new texts of matters of this kind are encrypted."""
        return kind in self._encrypted

    async def ciphers(
        self, connection: AsyncConnection, matters: Collection[str], *, create: bool = False
    ) -> Mapping[str, TextCipher]:
        """Returns the ciphers of these matters, by id. `create`: creates missing data keys in the transaction.

        Keys are read from the database each time: one that a transaction has created is gone when it is rolled back.
        Raises `UnreadableTextError` for a key that is missing or does not open.
        """
        wanted = {organization_of(matter) for matter in matters}
        found = await self._stored(connection, wanted)
        if create and (missing := sorted(wanted - found.keys())):
            rows = [{"organization": each, "key": self._sealed(random(_KEY_BYTES))} for each in missing]
            await connection.execute(insert_into(connection, text_keys).on_conflict_do_nothing(), rows)
            found |= await self._stored(connection, set(missing))
        try:
            return {matter: TextCipher(found[organization_of(matter)]) for matter in matters}
        except KeyError as error:
            raise UnreadableTextError(f"no data key of {error}") from error

    async def check(self, connection: AsyncConnection) -> None:
        """Raises `UnusableDatabaseError` if a data key does not open with the secret of the service."""
        try:
            await self._stored(connection)
        except UnreadableTextError as error:
            raise UnusableDatabaseError(
                "数据库中有加密的文本，服务的密钥文件打不开它们：请恢复原来的密钥文件，再启动"
            ) from error

    async def _stored(
        self, connection: AsyncConnection, organizations: Collection[str] | None = None
    ) -> dict[str, bytes]:
        """Returns the data keys of these organizations, or of all; raises `UnreadableTextError` for one that does not open."""
        query = select(text_keys.c.organization, text_keys.c.key)
        if organizations is not None:
            query = query.where(text_keys.c.organization.in_(organizations))
        return {row.organization: self._opened(row.key) for row in await connection.execute(query)}

    def _sealed(self, key: bytes) -> bytes:
        if self._box is None:
            raise UnreadableTextError("no secret of the service")
        return bytes(self._box.encrypt(key))

    def _opened(self, key: bytes) -> bytes:
        if self._box is None:
            raise UnreadableTextError("no secret of the service")
        try:
            return self._box.decrypt(key)
        except CryptoError as error:
            raise UnreadableTextError("a data key was sealed with another secret") from error


_NO_ENCRYPTION = TextEncryption()


def encryption_of(engine: AsyncEngine) -> TextEncryption:
    """Returns the encryption of the texts of a database; of one that was opened without it, one that reads and writes plain texts."""
    return cast("TextEncryption", engine.get_execution_options().get(_OPTION, _NO_ENCRYPTION))
