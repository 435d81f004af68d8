"""Detection of older office documents that are encrypted by the methods of their formats: obfuscation by XOR, and RC4."""

import struct
from struct import unpack_from

from shared.committee.files.compound_files import CompoundFile, DirectoryEntry
from shared.domain.attachments import AttachmentType

_FIB_FLAGS, _FIB_ENCRYPTED = 10, 0x0100
"""Offset of the flags in the first block of a Word document, and the flag `fEncrypted` ([MS-DOC] 2.5.2)."""
_BEGINNINGS = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_WRITE_PROTECTION, _FILE_PASS = 0x0086, 0x002F
"""Records of a workbook: of those after its first, the one before the record that names the method of encryption ([MS-XLS] 2.4.117)."""
_CURRENT_USER = "Current User"
_TOKEN_AT, _ENCRYPTED_TOKEN = 12, 0xF3D1C4DF
"""Offset of the token in the stream `Current User` of a presentation, and its value in an encrypted one ([MS-PPT] 2.3.2)."""


def is_encrypted(file: CompoundFile, type: AttachmentType, stream: DirectoryEntry) -> bool:
    """Returns whether a document whose main stream this is needs a password to be opened."""
    head = file.head(stream, 64)
    try:
        match type:
            case AttachmentType.DOC:
                return bool(_number("<H", head, _FIB_FLAGS) & _FIB_ENCRYPTED)
            case AttachmentType.XLS:
                return _has_file_pass(head)
            case AttachmentType.PPT:
                user = file.streams().get(_CURRENT_USER)
                return user is not None and _number("<I", file.head(user, 64), _TOKEN_AT) == _ENCRYPTED_TOKEN
    except struct.error:  # the stream is shorter than what every such document has
        return False
    return False


def _has_file_pass(head: bytes) -> bool:
    """Returns whether the record of the encryption follows the beginning of a workbook, with or without that of a write protection."""
    at = 0
    while (kind := _number("<H", head, at)) in _BEGINNINGS or kind == _WRITE_PROTECTION:
        at += 4 + _number("<H", head, at + 2)
    return kind == _FILE_PASS


def _number(layout: str, content: bytes, at: int) -> int:
    (number,) = unpack_from(layout, content, at)
    return int(number)
