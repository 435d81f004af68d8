"""What is sealed for one organization is read by nobody else, and what is opened is read with care."""

from typing import Any

import msgspec
import pytest
from nacl.public import PrivateKey

from shared.committee.encryption.sealed_payload import (
    SealedError,
    SealedPayload,
    pack,
    seal,
    unpack,
    unpack_texts,
    unseal,
)
from shared.committee.encryption.vault import LockedError, Vault

TEXT = "河道边的路灯坏了三个月"
CONTENT = SealedPayload(
    kind="opinions", title="路灯", texts={"text": TEXT}, details=msgspec.Raw(b'{"channel":"window"}')
)
MINE = PrivateKey.generate()


def test_a_payload_is_opened_as_it_was_sealed() -> None:
    sealed = seal(bytes(MINE.public_key), pack(CONTENT))
    assert TEXT.encode() not in sealed
    out = unpack(unseal(MINE, sealed))
    assert (out.kind, out.title, out.texts) == ("opinions", "路灯", {"text": TEXT})
    assert bytes(out.details) == b'{"channel":"window"}'


def test_what_is_sealed_for_another_or_changed_on_its_way_does_not_open() -> None:
    sealed = seal(bytes(MINE.public_key), pack(CONTENT))
    for key, content in (
        (PrivateKey.generate(), sealed),
        (MINE, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (MINE, sealed[:20]),
        (MINE, b""),
    ):
        with pytest.raises(SealedError, match="sealed-for-another-key"):
            unseal(key, content)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(32), b"\x01" + bytes(31), bytes(33)])
def test_nothing_is_sealed_with_a_key_that_hides_nothing(key: bytes) -> None:
    with pytest.raises(SealedError, match="unusable-public-key"):
        seal(key, b"content")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        {"kind": "opinions"},
        {"kind": "opinions", "title": ""},
        {"kind": "opinions", "title": "x" * 401},
        {"kind": "Opinions", "title": "x"},
        {"kind": "opinions", "title": "x\0"},
        {"kind": "opinions", "title": "x", "texts": {"text": "x\0"}},
        {"kind": "opinions", "title": "x", "texts": {"no name": "x"}},
        {"kind": "opinions", "title": "x", "texts": {"text": 3}},
    ],
)
def test_content_that_is_no_payload_is_refused_without_quoting_it(content: Any) -> None:
    """A database would choke on some of it; and what refuses it goes into logs and dead letters."""
    value = content if isinstance(content, bytes) else msgspec.json.encode(content | {"secret": TEXT})
    with pytest.raises(SealedError, match="sealed-content-malformed") as refused:
        unpack(value)
    assert TEXT not in repr(refused.value.__cause__) + str(refused.value)


def test_texts_are_read_with_the_same_care() -> None:
    assert unpack_texts(pack({"reason": "请补充\n地点"})) == {"reason": "请补充\n地点"}
    with pytest.raises(SealedError):
        unpack_texts(pack({"reason": "\0"}))


def test_a_newer_service_may_send_more_than_is_known() -> None:
    more = msgspec.json.encode({"kind": "opinions", "title": "x", "mood": "good"})
    assert unpack(more) == SealedPayload(kind="opinions", title="x")


def test_a_vault_opens_with_its_own_secret_only() -> None:
    vault = Vault(b"s" * 32)
    locked = vault.lock(MINE)
    assert vault.unlock(locked) == MINE
    assert bytes(MINE) not in locked
    for other, content in ((Vault(b"t" * 32), locked), (vault, locked[:-1]), (vault, b"")):
        assert not other.fits(content)
        with pytest.raises(LockedError):
            other.unlock(content)
