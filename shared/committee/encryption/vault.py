"""Where private keys rest: locked with the secret of the service, so that a copy of the database alone opens nothing."""

from hashlib import blake2b

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.secret import SecretBox

_PURPOSE = b"own private keys"
"""Keys that are derived from one secret for different purposes tell nothing of each other."""


class LockedError(Exception):
    """It was locked with another secret, or is damaged."""


class Vault:
    """`secret`: what only this service knows, 32 bytes or more."""

    def __init__(self, secret: bytes) -> None:
        self._box = SecretBox(blake2b(secret, digest_size=SecretBox.KEY_SIZE, person=_PURPOSE).digest())

    def lock(self, private: PrivateKey) -> bytes:
        return bytes(self._box.encrypt(bytes(private)))

    def unlock(self, locked: bytes) -> PrivateKey:
        """`LockedError` when the secret is another one than it was locked with."""
        try:
            return PrivateKey(self._box.decrypt(locked))
        except CryptoError:
            raise LockedError from None

    def fits(self, locked: bytes) -> bool:
        """Whether `unlock` would succeed; a hundred times cheaper."""
        try:
            self._box.decrypt(locked)
        except CryptoError:
            return False
        return True
