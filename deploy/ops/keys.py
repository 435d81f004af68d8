"""The commands `keys` for one service: its directory and its trusted keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy import settings as environment
from deploy.ops.command_log import record_command
from deploy.ops.databases import databases
from deploy.ops.hosting import charters_of, selected_organizations
from deploy.ops.refusals import CommandRefusedError
from deploy.ops.service_secret import read_secret
from deploy.settings import DeploySettings
from shared.committee.context import ServiceContext
from shared.committee.directory.cache import DirectoryCache
from shared.committee.encryption.vault import Vault
from shared.committee.keys import renewal as key_renewal
from shared.committee.keys.endorsement import KeyEndorsement
from shared.committee.keys.known import KnownKey
from shared.committee.keys.known import known_keys as keys_known_in
from shared.contracts.subjects import is_key
from shared.contracts.writers import Writer
from shared.domain.errors import ConflictError, NotFoundError
from shared.messaging.settings import all_writers, own_writer
from shared.storage.migrations.migration import migrate

_BYTES = 32


def read_fingerprint(text: str) -> bytes:
    """Returns the signing key; raises `CommandRefusedError` for anything but 64 hexadecimal digits."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise CommandRefusedError(f"指纹 {text} 须为64位十六进制数。")
    return key


async def known_keys(settings: DeploySettings, service: str) -> list[KnownKey]:
    """Returns every key that the service knows, by organization."""
    async with _endorsement(settings, service) as endorsement:
        tree = await endorsement.context.directory.tree()
        return await keys_known_in(endorsement.context, sorted(tree))


async def pin(settings: DeploySettings, service: str, organization: str, signing_key: bytes) -> None:
    """Pins a key in the database of the service."""
    if not is_key(organization):
        raise CommandRefusedError(f"{organization} 不是单位代码。")
    async with _endorsement(settings, service) as endorsement:
        await endorsement.pin(organization, signing_key)
        await record_command(endorsement.context.service, f"keys trust {organization} {signing_key.hex()}")


async def accept(settings: DeploySettings, service: str, organization: str, signing_key: bytes, reason: str) -> str:
    """Accepts a changed key; returns the keeper that endorses it, or "" if only this service trusts it."""
    if not reason.strip():
        raise CommandRefusedError("请写明原因。")
    async with _endorsement(settings, service) as endorsement:
        try:
            keeper = await endorsement.accept(organization, signing_key, reason.strip())
        except NotFoundError as error:
            raise CommandRefusedError(f"{error.detail}：请用 keys list 查看。") from error
        await record_command(endorsement.context.service, f"keys accept {organization} {signing_key.hex()}")
        return keeper


async def renew(settings: DeploySettings, service: str, organization: str) -> str:
    """Issues new keys for an organization that the service hosts; returns the fingerprint of the new one."""
    vault = Vault(read_secret(settings, service))
    async with _endorsement(settings, service) as endorsement:
        try:
            pair = await key_renewal.renew(endorsement.context, vault, organization)
        except (ConflictError, NotFoundError) as error:
            raise CommandRefusedError(error.detail) from error
        await record_command(endorsement.context.service, f"keys renew {organization}")
    return pair.signing_key.hex()


@asynccontextmanager
async def _endorsement(settings: DeploySettings, service: str) -> AsyncIterator[KeyEndorsement]:
    async with databases(settings, service) as opened:
        await migrate(opened.service, "service")
        await migrate(opened.read, "read")
        given = environment.process_environment()
        context = ServiceContext(
            service=opened.service,
            read=opened.read,
            charters=charters_of(service),
            directory=DirectoryCache(opened.read, opened.service, writers=all_writers(given)),
            organizations=selected_organizations(given),
            writer=own_writer(given) or Writer(service),
            writers=all_writers(given),
        )
        yield KeyEndorsement(context)
