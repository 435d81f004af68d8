"""Keys that are derived from the secret of the service, each for one purpose; keys for different purposes are independent."""

from hashlib import blake2b

from nacl.secret import SecretBox

_HASH_BYTES = 16


def secret_box(secret: bytes, purpose: bytes) -> SecretBox:
    """Returns the encryption of what a copy of the database must not show. `purpose`: at most 16 bytes."""
    return SecretBox(blake2b(secret, digest_size=SecretBox.KEY_SIZE, person=purpose).digest())


def keyed_hash(secret: bytes, purpose: bytes, text: str) -> bytes:
    """Returns the hash of a text that a copy of the database does not help to guess: 16 bytes. `purpose`: at most 16 bytes."""
    key = secret[: blake2b.MAX_KEY_SIZE]
    return blake2b(text.encode("utf-8", "replace"), key=key, person=purpose, digest_size=_HASH_BYTES).digest()
