"""Content that only one organization can read: sealed with its public key (X25519 sealed box), opened with its private key."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from shared.domain.errors import InvalidError

Name = Annotated[str, Meta(pattern=r"^[a-z_]{1,32}\Z")]
Text = Annotated[str, Meta(pattern=r"^[^\x00]*\Z")]
"""A text without NUL, which PostgreSQL cannot store."""

T = TypeVar("T")


class SealedFile(Struct, frozen=True, kw_only=True):
    """A file that is sent with a transfer or an answer. `key`: with which its chunks are sealed; `chunks`: their number."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*\Z")]
    size: Annotated[int, Meta(ge=0, le=2**40)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    chunks: Annotated[int, Meta(ge=1, le=99_999)]


class AnswerFile(SealedFile, frozen=True, kw_only=True, omit_defaults=True):
    """A file of an answer, which each notice lists. `unit`: the unit that answered; empty for the organization itself.

    `epoch`, `sequence`: of the notice that listed it first, under which its chunks are published; `file`: its number there.
    """

    epoch: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    sequence: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    file: Annotated[int, Meta(ge=1, le=9999)]
    unit: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*\Z")] = ""


class SealedError(InvalidError, title="密封内容无法读取"):
    """Sealed content that cannot be read: `sealed-for-another-key`, or `sealed-content-malformed`. It never quotes the content."""


class SealedPayload(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The content of a transfer. `texts`: by the names that the kind defines; `details`: its other properties, as JSON.

    `files`: the attachments that follow in chunks.
    """

    kind: Name
    title: Annotated[str, Meta(min_length=1, max_length=400, pattern=r"^[^\x00]*\Z")]
    texts: dict[Name, Text] = {}
    details: Raw = Raw(b"{}")
    files: Annotated[tuple[SealedFile, ...], Meta(max_length=999)] = ()


def is_public_key(key: bytes) -> bool:
    """Returns whether content can be sealed with this key: it has the right length and is not one of the few weak keys."""
    try:
        seal(key, b"")
    except SealedError:
        return False
    return True


def seal(public_key: bytes, content: bytes) -> bytes:
    """Returns the sealed content, which only the owner of the private key can open, not even the sender."""
    try:
        return bytes(SealedBox(PublicKey(public_key)).encrypt(content))
    except CryptoError:
        raise SealedError("unusable-public-key", "对方单位公布的公钥无效，不能向其发送密封内容") from None


def unseal(private: PrivateKey, sealed: bytes) -> bytes:
    """Returns the content; raises `sealed-for-another-key` when it was sealed with another key or has been altered."""
    try:
        return bytes(SealedBox(private).decrypt(sealed))
    except CryptoError:
        raise SealedError("sealed-for-another-key", "密封内容不能用本单位的密钥打开，请重新发送") from None


pack = msgspec.json.Encoder().encode
"""Encodes a payload, or texts by name, for sealing."""

_payload_decoder = msgspec.json.Decoder(SealedPayload)
_files_decoder = msgspec.json.Decoder(Annotated[tuple[AnswerFile, ...], Meta(max_length=999)])
_texts = msgspec.json.Decoder(dict[Name, Text])


def unpack(content: bytes) -> SealedPayload:
    """Returns the payload; raises `sealed-content-malformed` for anything else."""
    return _read(_payload_decoder, content)


def unpack_texts(content: bytes) -> dict[str, str]:
    """Returns the texts by name; raises `sealed-content-malformed` for anything else."""
    return _read(_texts, content)


def pack_files(files: Sequence[AnswerFile]) -> str:
    """Returns the files of answers as one of the texts that a notice seals."""
    return pack(files).decode()


def unpack_files(text: str) -> tuple[AnswerFile, ...]:
    """Returns the files of answers; raises `sealed-content-malformed` for anything else."""
    return _read(_files_decoder, text.encode())


def _read(decoder: msgspec.json.Decoder[T], content: bytes) -> T:
    try:
        return decoder.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):  # their messages may quote the content
        raise SealedError(
            "sealed-content-malformed", "密封内容已打开，但格式不符合约定，请对方检查后重新发送"
        ) from None
