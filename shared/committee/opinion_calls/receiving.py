"""Enters a call of the organization above in the register of the organization that it calls, and keeps it as the caller changes it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from shared.committee.context import TransactionContext
from shared.committee.events.version import epoch_of
from shared.committee.matters.repository import next_number
from shared.committee.messages.message import IssuedCall
from shared.committee.opinion_calls.answers import organizations_called
from shared.committee.opinion_calls.notify import notify_members, notify_secretariat
from shared.committee.opinion_calls.publish import TEXT, TOPIC, publish_call
from shared.committee.opinion_calls.repository import Called, OpinionCall, add, called_of, received_call, save
from shared.contracts.subjects import Subject, id_of
from shared.domain.errors import ConflictError

_INBOX = ":inbox"
_UNOPENED = "（主题未能打开）"


async def receive_call(tx: TransactionContext, issued: IssuedCall, to: str, texts: Mapping[str, str]) -> bool:
    """Enters or changes the call that `to` received, and publishes it to the organizations that it was passed on to.

    Returns whether the version is new. Raises `foreign-caller` for a first call by another organization than the parent.
    """
    known = await received_call(tx.connection, to, issued.id)
    if known is None:
        await _enter(tx, issued, to, texts)
        return True
    if issued.version <= (known.upper_epoch or 0, known.upper_sequence or 0):
        return False
    changed = await _changed(tx, known, issued, texts)
    await save(tx.connection, changed)
    await publish_call(tx, changed, (await organizations_called(tx.connection, [known.id]))[known.id])
    if known.open:
        await notify_secretariat(tx, changed, "receive_change" if changed.open else "receive_end", account=_INBOX)
    if changed.open:
        members = (await called_of(tx.connection, [known.id])).get(known.id, [])
        await notify_members(tx, changed, "change", [each.id for each in members], account=_INBOX)
    return True


async def _enter(tx: TransactionContext, issued: IssuedCall, to: str, texts: Mapping[str, str]) -> None:
    facts, today = issued.facts, tx.context.today()
    tx.tree.facts(to)  # it may not have been read yet
    if tx.tree.parent(to, today) != issued.sender:
        raise ConflictError("foreign-caller", "只有上级单位可以向本单位约稿")
    number = await next_number(tx.connection, to, Subject.CALL, today.year)
    call = OpinionCall(
        id=id_of(to, Subject.CALL, today.year, number),
        organization=to,
        name=texts.get(TOPIC) or _UNOPENED,
        epoch=await epoch_of(tx.connection),
        sequence=1,
        year=today.year,
        number=number,
        text=texts.get(TEXT, ""),
        opened_on=facts.opened,
        deadline=facts.deadline,
        ended_on=facts.ended,
        every_member=False,
        upper=issued.id,
        upper_deadline=facts.deadline,
        upper_epoch=issued.version[0],
        upper_sequence=issued.version[1],
    )
    await add(tx.connection, call, Called())
    if call.open:
        await notify_secretariat(tx, call, "receive", account=_INBOX)


async def _changed(
    tx: TransactionContext, known: OpinionCall, issued: IssuedCall, texts: Mapping[str, str]
) -> OpinionCall:
    return replace(
        known,
        name=texts.get(TOPIC) or known.name,
        text=texts.get(TEXT, known.text),
        deadline=_deadline(known, issued.facts.deadline),
        ended_on=known.ended_on or issued.facts.ended,
        epoch=await epoch_of(tx.connection),
        sequence=known.sequence + 1,
        upper_deadline=issued.facts.deadline,
        upper_epoch=issued.version[0],
        upper_sequence=issued.version[1],
    )


def _deadline(known: OpinionCall, upper: date) -> date:
    """Returns the deadline after the caller has set another one: its own earlier one stays, any other one follows."""
    return known.deadline if known.deadline != known.upper_deadline and known.deadline <= upper else upper
