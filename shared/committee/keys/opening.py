"""Opens what was sealed for an organization that this service hosts."""

from contextlib import suppress

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.keys.pairs import pairs_of
from shared.committee.keys.sealing import SealedError, unseal
from shared.committee.keys.vault import LockedError, Vault


async def opened(connection: AsyncConnection, vault: Vault, organization: str, sealed: bytes) -> bytes:
    """The content; `sealed-for-another-key` when none of the organization's keys opens it."""
    for pair in reversed(await pairs_of(connection, [organization])):
        with suppress(LockedError, SealedError):
            return unseal(vault.unlock(pair.locked), sealed)
    raise SealedError("sealed-for-another-key", "密封内容不能用本单位的密钥打开，请重新发送")
