"""Sealing of the chunks of a file with the key of the file, which only the sealed content of the dispatch has.

A key seals the chunks of one file of one dispatch, so the number of the chunk is a nonce: sealed again, the bytes are the same.
"""

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from shared.committee.encryption.sealed_payload import SealedError
from shared.committee.files.contents.store import CHUNK as STORED_CHUNK

STORED_CHUNKS = 2
"""Chunks of the store in one that is sent."""
CHUNK = STORED_CHUNKS * STORED_CHUNK
"""Bytes of a chunk before it is sealed; with its event it is below the limit of Kafka for a record, one megabyte."""


def new_key() -> bytes:
    """Returns the key of a file of a dispatch."""
    return random(SecretBox.KEY_SIZE)


def chunks_of(size: int) -> int:
    """Returns the number of chunks of a file of this many bytes; at least 1."""
    return max(1, -(-size // CHUNK))


def seal_chunk(key: bytes, number: int, content: bytes) -> bytes:
    """Returns the sealed bytes of a chunk."""
    return bytes(SecretBox(key).encrypt(content, _nonce(number)).ciphertext)


def open_chunk(key: bytes, number: int, sealed: bytes) -> bytes:
    """Returns the bytes of a chunk; raises `sealed-content-malformed` when they were altered."""
    try:
        return bytes(SecretBox(key).decrypt(sealed, _nonce(number)))
    except (CryptoError, ValueError):
        raise SealedError("sealed-content-malformed", "内容有缺损，请对方检查后重新报送") from None


def _nonce(number: int) -> bytes:
    return number.to_bytes(SecretBox.NONCE_SIZE, "big")
