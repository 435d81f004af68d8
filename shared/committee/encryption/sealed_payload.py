"""Content for the eyes of one organization: sealed with its public key (X25519 sealed box), opened with its private one."""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from shared.domain.errors import InvalidError

Name = Annotated[str, Meta(pattern=r"^[a-z_]{1,32}\Z")]
Text = Annotated[str, Meta(pattern=r"^[^\x00]*\Z")]
"""A database would choke on NUL."""

T = TypeVar("T")


class SealedError(InvalidError):
    """Sealed content that cannot be read: `sealed-for-another-key`, or `sealed-content-malformed`. It never quotes the content."""

    title = "密封内容无法读取"


class SealedPayload(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is sent to another organization. `texts`: by the names that the kind gives them; `details`: what else it tells, as JSON."""

    kind: Name
    title: Annotated[str, Meta(min_length=1, max_length=400, pattern=r"^[^\x00]*\Z")]
    texts: dict[Name, Text] = {}
    details: Raw = Raw(b"{}")


def is_public_key(key: bytes) -> bool:
    """Whether something can be sealed with this key: it has the right length, and is none of the few that hide nothing."""
    try:
        seal(key, b"")
    except SealedError:
        return False
    return True


def seal(public_key: bytes, content: bytes) -> bytes:
    """The content, readable by the owner of the key alone; not even by who seals it."""
    try:
        return bytes(SealedBox(PublicKey(public_key)).encrypt(content))
    except CryptoError:
        raise SealedError("unusable-public-key", "对方单位公布的公钥无效，不能向其发送密封内容") from None


def unseal(private: PrivateKey, sealed: bytes) -> bytes:
    """The content; `sealed-for-another-key` when it was sealed for somebody else, or changed on its way."""
    try:
        return bytes(SealedBox(private).decrypt(sealed))
    except CryptoError:
        raise SealedError("sealed-for-another-key", "密封内容不能用本单位的密钥打开，请重新发送") from None


pack = msgspec.json.Encoder().encode
"""The bytes of a parcel, or of texts by name, to be sealed."""

_parcel = msgspec.json.Decoder(SealedPayload)
_texts = msgspec.json.Decoder(dict[Name, Text])


def unpack(content: bytes) -> SealedPayload:
    """The parcel; `sealed-content-malformed` when it is none."""
    return _read(_parcel, content)


def unpack_texts(content: bytes) -> dict[str, str]:
    """Texts by name; `sealed-content-malformed` when it is something else."""
    return _read(_texts, content)


def _read(decoder: msgspec.json.Decoder[T], content: bytes) -> T:
    try:
        return decoder.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):  # what is wrong with it would quote it
        raise SealedError(
            "sealed-content-malformed", "密封内容已打开，但格式不符合约定，请对方检查后重新发送"
        ) from None
