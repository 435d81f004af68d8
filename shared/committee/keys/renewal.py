"""Replaces the keys of an organization on request; the key before names the new one, so that everybody follows (decision 0106)."""

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from shared.committee.context import ServiceContext
from shared.committee.encryption.key_pairs import KeyPair, add, pairs_of
from shared.committee.encryption.signatures import hand_over
from shared.committee.encryption.vault import LockedError, Vault
from shared.committee.events.version import epoch_of
from shared.committee.own_records.record import own_facts, own_record_event
from shared.contracts.subjects import own_record_of
from shared.domain.errors import ConflictError, NotFoundError
from shared.messaging.outbox.table import append_to_outbox


async def renew(context: ServiceContext, vault: Vault, organization: str) -> KeyPair:
    """Issues new keys for an organization and publishes them. Content that was sealed with the old one can still be opened.

    Raises `unknown-key` for an organization without keys here, and `locked-key` if this secret does not unlock the old one.
    """
    await context.directory.tree()
    sealing, signing = PrivateKey.generate(), SigningKey.generate()
    async with context.service.transaction() as connection:
        known = await pairs_of(connection, [organization])
        if not known:
            raise NotFoundError("unknown-key", f"{organization} 在本服务没有密钥")
        before = known[-1]
        try:
            old = vault.unlock_signing(before.signing_locked)
        except LockedError as error:
            raise ConflictError("locked-key", f"{organization} 的密钥不能用本服务的密钥文件打开") from error
        last = max(before.version, context.directory.version(own_record_of(organization)))
        pair = KeyPair(
            organization,
            max(await epoch_of(connection), last[0]),
            last[1] + 1,
            bytes(sealing.public_key),
            vault.lock(sealing),
            bytes(signing.verify_key),
            vault.lock(signing),
            replaces=bytes(old.verify_key),
            handover=hand_over(old, organization, bytes(signing.verify_key)),
        )
        now = context.now()
        await add(connection, [pair], now)
        published = await own_facts(connection, [pair])
        await append_to_outbox(connection, [own_record_event(pair, facts, now) for pair, facts in published])
    context.wake()
    return pair
