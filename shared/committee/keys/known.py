"""The signing keys that a service knows, and why it trusts them, for operators and administrators."""

from collections.abc import Iterable
from typing import NamedTuple

from shared.committee.context import ServiceContext
from shared.committee.encryption.trusted_keys import TrustedKey, TrustGround, trusted

_WHY = {
    TrustGround.OWN: "本服务签发",
    TrustGround.PINNED: "管理员固定",
    TrustGround.FIRST: "首个密钥",
    TrustGround.ACCEPTED: "管理员确认",
}


class KnownKey(NamedTuple):
    """A signing key of an organization. `why`: why this service trusts it by itself; empty where others confirm it."""

    organization: str
    fingerprint: str
    version: str
    is_confirmed: bool
    why: str


async def known_keys(context: ServiceContext, organizations: Iterable[str]) -> list[KnownKey]:
    """Returns every key that the service knows of these organizations, in their order."""
    directory = context.directory
    await directory.tree()
    async with context.service.reading() as connection:
        why = {(each.organization, each.signing_key): _reason(each) for each in await trusted(connection)}
    return [
        KnownKey(
            organization,
            key.signing_key.hex(),
            f"{key.epoch}/{key.sequence}",
            key.signing_key == directory.signing_key(organization),
            why.get((organization, key.signing_key), ""),
        )
        for organization in organizations
        for key in directory.keys.keys_of(organization)
    ]


def _reason(key: TrustedKey) -> str:
    by = f"，由 {key.keeper} 告知各服务" if key.keeper else ""
    return _WHY[key.ground] + by + (f"：{key.reason}" if key.reason else "")
