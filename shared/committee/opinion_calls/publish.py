"""Publishes calls for opinion reports to the organizations below that are called: each event contains the whole call, its texts sealed."""

from collections.abc import Iterable

from shared.committee.context import TransactionContext
from shared.committee.encryption.sealed_payload import pack, seal
from shared.committee.events.outbox_event import outbox_event
from shared.committee.opinion_calls.repository import OpinionCall
from shared.contracts.catalogue import TYPE_OF
from shared.contracts.envelope import Change
from shared.contracts.subjects import Subject
from shared.contracts.transfer_facts import CallFacts
from shared.contracts.vocabulary import Role
from shared.messaging.outbox.table import append_to_outbox

_ISSUE = "issue_call"
TOPIC, TEXT = "name", "text"
"""The names of the sealed texts."""


async def publish_call(tx: TransactionContext, call: OpinionCall, organizations: Iterable[str]) -> None:
    """Publishes a call at its version to all organizations that are called; none are for most calls.

    One that has no confirmed key any more reads the days only.
    """
    to = tuple(sorted(organizations))
    if not to:
        return
    texts, key_of = pack({TOPIC: call.name, TEXT: call.text}), tx.context.directory.key_of
    keys = {each: key for each in to if (key := key_of(each)) is not None}
    facts = CallFacts(
        to=to,
        opened=call.opened_on,
        deadline=call.deadline,
        ended=call.ended_on,
        sealed={each: seal(key, texts) for each, key in keys.items()},
    )
    event = outbox_event(
        TYPE_OF[Subject.CALL, _ISSUE],
        call.id,
        producer=call.organization,
        version=(call.epoch, call.sequence),
        facts=facts,
        change=Change(command=_ISSUE, on=tx.context.today(), role=Role.SECRETARIAT),
        now=tx.context.now(),
    )
    await append_to_outbox(tx.connection, [event])
