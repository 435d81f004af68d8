"""The values of rows that are encrypted with the secret of a service, encrypted again with that of another one."""

from typing import NamedTuple

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from shared.committee.encryption import texts, vault
from shared.web.login import second_factors
from shared.web.service_secret import secret_box

SEALED: dict[str, dict[str, bytes]] = {
    "own_records": {"private_key": vault.PURPOSE, "signing_private_key": vault.PURPOSE},
    "second_factors": {"secret": second_factors.PURPOSE},
    "text_keys": {"key": texts.PURPOSE},
}
"""The encrypted columns of each table, and the purpose of their key."""


class _Boxes(NamedTuple):
    old: SecretBox
    new: SecretBox


class SealedValues:
    """Encrypts the values of moved rows again, from the one secret to the other."""

    def __init__(self, old: bytes, new: bytes) -> None:
        purposes = {purpose for columns in SEALED.values() for purpose in columns.values()}
        self._boxes = {each: _Boxes(secret_box(old, each), secret_box(new, each)) for each in purposes}

    def resealed(self, table: str, row: dict[str, object]) -> dict[str, object]:
        """Returns the row with its encrypted values under the new secret; one that the old secret does not open stays as it is."""
        return row | {
            column: self._resealed(value, self._boxes[purpose])
            for column, purpose in SEALED.get(table, {}).items()
            if isinstance(value := row[column], bytes)
        }

    @staticmethod
    def _resealed(value: bytes, boxes: _Boxes) -> bytes:
        try:
            opened = boxes.old.decrypt(value)
        except CryptoError:  # of a former secret: it opened nothing before
            return value
        return bytes(boxes.new.encrypt(opened))
