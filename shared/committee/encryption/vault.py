"""Encryption of private keys with the secret of the service: a copy of the database alone opens no sealed content."""

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from shared.web.service_secret import secret_box

PURPOSE = b"own private keys"
"""The purpose of the derived key; keys derived from one secret for different purposes are independent."""


class LockedError(Exception):
    """The private key was locked with another secret, or is damaged."""


class Vault:
    """Locks and unlocks private keys. `secret`: the secret of this service, 32 bytes or more."""

    def __init__(self, secret: bytes) -> None:
        self._box = secret_box(secret, PURPOSE)

    def lock(self, private: PrivateKey | SigningKey) -> bytes:
        return bytes(self._box.encrypt(bytes(private)))

    def unlock(self, locked: bytes) -> PrivateKey:
        """Returns the private key; raises `LockedError` when it was locked with another secret or is damaged."""
        return PrivateKey(self._unlocked(locked))

    def unlock_signing(self, locked: bytes) -> SigningKey:
        """Returns the private key for signatures; raises `LockedError` as `unlock`."""
        return SigningKey(self._unlocked(locked))

    def _unlocked(self, locked: bytes) -> bytes:
        try:
            return self._box.decrypt(locked)
        except CryptoError:
            raise LockedError from None

    def fits(self, locked: bytes) -> bool:
        """Returns whether `unlock` would succeed, at a hundredth of its cost."""
        try:
            self._box.decrypt(locked)
        except CryptoError:
            return False
        return True
