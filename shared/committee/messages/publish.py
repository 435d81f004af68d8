"""Publishes dispatches and notices to the outbox, and stores this side of the transfer."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.sealed_payload import pack, seal
from shared.committee.events.outbox_event import outbox_event
from shared.committee.messages.message import Dispatch, Notice
from shared.committee.messages.repository import put_dispatch, store_answer
from shared.contracts.catalogue import TYPE_OF
from shared.contracts.envelope import Change
from shared.contracts.subjects import Subject, organization_of
from shared.contracts.vocabulary import Role, TransferState
from shared.domain.errors import NotFoundError
from shared.messaging.outbox.table import append_to_outbox

_SEND, _NOTIFY = "send", "notify"
REASON = "reason"
"""The name of the text with the reason of a return."""

PublicKey = Callable[[str], bytes | None]
"""A function that returns the public key of an organization from the directory; None while it has none."""


class NoticeTexts(NamedTuple):
    """The texts of a notice by name: for every organization of the chain, further ones by organization, and those for who received it."""

    every: Mapping[str, str] = {}
    further: Mapping[str, Mapping[str, str]] = {}
    onward: Mapping[str, str] = {}

    def of(self, organization: str, *, onward: bool) -> dict[str, str]:
        """Returns the texts for an organization. `onward`: whether the matter was sent on to it."""
        return {**(self.onward if onward else self.every), **self.further.get(organization, {})}


async def publish_dispatch(connection: AsyncConnection, dispatch: Dispatch, *, role: Role, now: datetime) -> None:
    """Publishes a dispatch and stores the sender's side of the transfer.

    Raises `changed-meanwhile` when another transaction was first, and `too-large` for content beyond the record limit of Kafka.
    """
    event = outbox_event(
        TYPE_OF[Subject.TRANSFER, _SEND],
        dispatch.id,
        producer=dispatch.sender,
        version=dispatch.version,
        facts=dispatch.facts,
        change=Change(command=_SEND, on=dispatch.facts.sent, role=role),
        now=now,
    )
    await append_to_outbox(connection, [event])
    await put_dispatch(connection, dispatch, "out", TransferState.SENT)


async def publish_notice(
    connection: AsyncConnection,
    notice: Notice,
    texts: NoticeTexts,
    *,
    public_key: PublicKey,
    role: Role,
    now: datetime,
) -> None:
    """Publishes a notice for every origin and for those that it was sent on to, and stores the receiver's side of its own transfer.

    The texts are sealed for each organization; one of the chain without a public key receives the state only. Raises `unknown-transfer`
    when the matter did not come by this transfer.
    """
    if notice.facts.chain and not await store_answer(connection, notice, "in", texts.every.get(REASON)):
        raise NotFoundError("unknown-transfer", f"没有报送记录 {notice.facts.transfer}")
    event = outbox_event(
        TYPE_OF[Subject.DERIVED, _NOTIFY],
        notice.matter,
        producer=notice.sender,
        version=notice.version,
        facts=msgspec.structs.replace(notice.facts, sealed=_sealed(notice, texts, public_key)),
        change=Change(command=_NOTIFY, on=notice.on, role=role),
        now=now,
    )
    await append_to_outbox(connection, [event])


def _sealed(notice: Notice, texts: NoticeTexts, public_key: PublicKey) -> dict[str, bytes]:
    chain, onward = map(organization_of, notice.facts.chain), map(organization_of, notice.facts.onward)
    by_organization = {each: texts.of(each, onward=False) for each in chain}
    by_organization |= {each: texts.of(each, onward=True) for each in onward}
    keys = {each: public_key(each) for each, its_texts in by_organization.items() if its_texts}
    return {each: seal(key, pack(by_organization[each])) for each, key in keys.items() if key is not None}
