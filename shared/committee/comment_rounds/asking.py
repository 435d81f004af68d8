"""What the steps of a comment round 征求意见 do for those who are asked: requests to units, and an event to organizations below."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from shared.committee import matter_texts
from shared.committee.addressees import check_own_key
from shared.committee.comment_rounds.notify import ASK, WITHDRAW, notify_asked
from shared.committee.comment_rounds.publish import PublishedRound, document_title, publish_round
from shared.committee.comment_rounds.repository import (
    COMMENT,
    DRAFT,
    CommentRequest,
    add,
    requests_to_units,
    save,
)
from shared.committee.context import TransactionContext
from shared.committee.events.version import epoch_of
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import next_number
from shared.contracts.subjects import Subject, id_of
from shared.domain.comparison import name_key
from shared.domain.consultations.follow_up import withdrawn_by
from shared.domain.consultations.follow_up_commands import CompletedRequestComments, RecordComment
from shared.domain.consultations.state import Consultation
from shared.domain.lines import LONGEST_LINE
from shared.domain.log import day_of


async def ask_addressees(
    tx: TransactionContext, record: MatterRecord[Consultation], command: CompletedRequestComments, *, account: str
) -> None:
    """Stores a request for each unit that is asked, and publishes the round to the organizations."""
    await _ask_units(tx, record, command, account)
    if any(command.organizations):
        await check_own_key(tx.connection, tx.context, record.organization)
    asked = PublishedRound(
        organizations=command.organizations,
        withdrawn=withdrawn_by(record.state.follow_up.round, command.organizations),
        asked_on=command.on or tx.context.today(),
        deadline=command.until,
        draft=command.draft,
        entry=record.state.sequence + 1,
    )
    await publish_round(tx, record, asked)


async def _ask_units(
    tx: TransactionContext, record: MatterRecord[Consultation], command: CompletedRequestComments, account: str
) -> None:
    """Stores a request for each unit that is asked, and withdraws those of the round before from units that are not asked again.

    A round that has ended when it is recorded asks no unit: its comments came on paper.
    """
    today = tx.context.today()
    known = {each.unit: each for each in await requests_to_units(tx.connection, record.id)}
    for unit in _units(command) if command.until >= today else []:
        asked = AskedUnit(unit, document_title(record.state), command.on or today, command.until)
        await ask_unit(tx, record, asked, known.pop(unit, None), account=account)
    for each in known.values():
        await withdraw(tx, each, account=account)


class AskedUnit(NamedTuple):
    """What a unit is asked for: a comment on a `document`, or the answer to the `suggestion` with this number."""

    unit: str
    document: str
    on: date
    until: date
    suggestion: int = 0


async def ask_unit(
    tx: TransactionContext,
    record: MatterRecord[Consultation],
    unit: AskedUnit,
    before: CommentRequest | None,
    *,
    account: str,
) -> CommentRequest:
    """Stores the request to a unit, in place of the one `before`, and notifies the unit."""
    connection, year = tx.connection, before.year if before else tx.context.today().year
    number = before.number if before else await next_number(connection, record.organization, Subject.COMMENT, year)
    asked = CommentRequest(
        id=before.id if before else id_of(record.organization, Subject.COMMENT, year, number),
        organization=record.organization,
        name=record.title,
        epoch=await epoch_of(connection),
        sequence=before.sequence + 1 if before else 1,
        unit=unit.unit,
        document=unit.document,
        year=year,
        number=number,
        matter=record.id,
        asked_on=unit.on,
        deadline=unit.until,
        round_entry=record.state.sequence + 1,
        suggestion=unit.suggestion,
    )
    await (save if before else add)(connection, asked)
    await notify_asked(tx, asked, ASK, account=account)
    return asked


async def withdraw(tx: TransactionContext, request: CommentRequest, *, account: str) -> None:
    """Withdraws a request, unless it was withdrawn before, and notifies the unit."""
    if request.withdrawn_on is None:
        epoch, today = await epoch_of(tx.connection), tx.context.today()
        withdrawn = replace(request, epoch=epoch, sequence=request.sequence + 1, withdrawn_on=today)
        await save(tx.connection, withdrawn)
        await notify_asked(tx, withdrawn, WITHDRAW, account=account)


def _units(command: CompletedRequestComments) -> list[str]:
    """Returns the comparison keys of the addressees that are no organizations with a service, each once."""
    asked = zip(command.addressees, command.organizations, strict=True)
    keys = dict.fromkeys(name_key(name) for name, organization in asked if not organization)
    return [each for each in keys if 0 < len(each) <= LONGEST_LINE]


async def note_comment(tx: TransactionContext, record: MatterRecord[Consultation], command: RecordComment) -> None:
    """Stores the comment of a unit with the request to it, whoever has recorded it, and publishes the round with what was received."""
    await _publish_received(tx, record, command.number)
    unit = (await units_asked(tx, record))[command.number - 1]
    for each in await requests_to_units(tx.connection, record.id):
        if each.unit == unit:
            await store_comment(tx, each, command.comment)


async def _publish_received(tx: TransactionContext, record: MatterRecord[Consultation], number: int) -> None:
    """Publishes the round with the comments that are recorded, and the one with this number."""
    round, texts = record.state.follow_up.round, await tx.texts_of(record.id)
    if round is None:
        return
    numbered = zip(round.organizations, round.comments, strict=False)
    published = PublishedRound(
        organizations=round.organizations,
        withdrawn=round.withdrawn,
        received=tuple(key for each, (key, entry) in enumerate(numbered, 1) if key and (entry or each == number)),
        asked_on=day_of(record.state.log, round.entry),
        deadline=round.until,
        draft=texts.get(round.entry, {}).get(DRAFT, ""),
        entry=round.entry,
    )
    await publish_round(tx, record, published)


async def units_asked(tx: TransactionContext, record: MatterRecord[Consultation]) -> list[str]:
    """Returns the comparison keys of the names of the addressees of the round."""
    round, texts = record.state.follow_up.round, await tx.texts_of(record.id)
    asked = dict(texts.get(round.entry, {})) if round else {}
    return [name_key(each) for each in matter_texts.listed(asked, "addressees")]


async def store_comment(tx: TransactionContext, request: CommentRequest, comment: str) -> CommentRequest:
    """Stores the comment with the request; returns the request as it is then."""
    commented = replace(
        request,
        epoch=await epoch_of(tx.connection),
        sequence=request.sequence + 1,
        commented_on=request.commented_on or tx.context.today(),
    )
    await save(tx.connection, commented)
    await matter_texts.put(tx.connection, request.id, commented.sequence, {COMMENT: comment})
    return commented
