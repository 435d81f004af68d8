"""The use cases of transfers: send a matter to another organization, send it again, urge the addressee, accept or return it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, NamedTuple

import msgspec
from msgspec import structs
from pydantic import Field

from shared.committee import matter_texts
from shared.committee.addressees import addressee_named, check_addressee, check_direction, check_own_key
from shared.committee.context import TransactionContext
from shared.committee.encryption.sealed_payload import SealedPayload, pack, seal
from shared.committee.events.journal import Recorder, recorder
from shared.committee.file_transfers.sending import FilesToSend, FileToSend, publish_files
from shared.committee.kinds.catalogue import BY_NAME
from shared.committee.matters.access import access_to, permit
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import load as load_matter
from shared.committee.matters.repository import next_number
from shared.committee.matters.usecases import execute, load_for
from shared.committee.messages.message import Dispatch, Side
from shared.committee.messages.numbering import LETTER_NUMBER, LETTER_REFERENCE, letter_number, letter_reference
from shared.committee.messages.origin_notices import route_of
from shared.committee.messages.publish import publish_dispatch
from shared.committee.messages.repository import Transfer, load, put_urgings, unknown_transfer
from shared.committee.messages.route import ROUTE, route_with
from shared.committee.opinion_calls.repository import call_to_name
from shared.committee.plenary_sessions.repository import session_of
from shared.committee.relations import relation
from shared.committee.transfers.files import check_arrived, files_to_send
from shared.contracts.subjects import LONGEST_KEY, Subject, id_of
from shared.contracts.transfer_facts import DispatchFacts
from shared.domain.command import Command
from shared.domain.errors import ConflictError, invalid
from shared.domain.log import day_of
from shared.domain.transfers.commands import Accept, Resend, Return, Send, UrgeTransfer
from shared.domain.transfers.state import TransferableMatter
from shared.web.accounts import Account
from shared.web.permissions import allow


class Forward(Command, name=Send.name, title_zh=Send.title_zh):
    """Sends the matter to another organization, by default its parent; an answer is due by `limit`, by default the charter's."""

    labels = Send.labels

    to: Annotated[str | None, Field(max_length=LONGEST_KEY)] = None
    limit: date | None = None


class Again(Command, name=Resend.name, title_zh=Resend.title_zh):
    """Sends the matter again, after it was returned or while it is unanswered."""

    labels = Resend.labels

    limit: date | None = None


class UrgeAddressee(Command, name=UrgeTransfer.name, title_zh=UrgeTransfer.title_zh):
    """Urges the addressee 催办, who received the matter and has neither accepted nor returned it within the limit."""

    labels = UrgeTransfer.labels

    text: str


class TransferredMatter(NamedTuple):
    """The matter of a transfer after a step, and its kind."""

    kind: AnyKind
    matter: MatterRecord[TransferableMatter]


async def send_matter(
    tx: TransactionContext,
    account: Account,
    kind: AnyKind,
    id: str,
    command: Forward,
    *,
    check_version: Callable[[MatterRecord[TransferableMatter]], None] | None = None,
) -> MatterRecord[TransferableMatter]:
    """Sends a matter to another organization on behalf of an account.

    `check_version` raises when the matter is no longer what the account has seen.
    """
    matter = await load_for(tx, account, kind, id, command=command)
    if check_version is not None:
        check_version(matter)
    by = recorder(account, f"{kind.name}.{command.name}")
    day = command.on or tx.context.today()
    to = addressee_of(tx, matter.organization, command.to, day)
    number = await next_number(tx.connection, matter.organization, Subject.TRANSFER, day.year)
    transfer = id_of(matter.organization, Subject.TRANSFER, day.year, number)
    send = Send(to=to, transfer=transfer, limit=command.limit, on=command.on, late_reason=command.late_reason)
    after = await execute(tx, kind, matter, send, by=by)
    await _dispatch(tx, kind, after, transfer, sequence=1, by=by)
    return after


async def answer_transfer(
    tx: TransactionContext, account: Account, id: str, command: Accept | Return
) -> TransferredMatter:
    """Accepts or returns a received matter on behalf of an account of the receiver."""
    kind, matter, _ = await _load_side(tx, account, id, "in", command)
    if isinstance(command, Accept):
        await check_arrived(tx, matter)
    by = recorder(account, f"{kind.name}.{command.name}")
    return TransferredMatter(kind, await execute(tx, kind, matter, command, by=by))


async def send_again(tx: TransactionContext, account: Account, id: str, command: Again) -> TransferredMatter:
    """Sends the present state of a matter again by the same transfer, on behalf of an account of the sender."""
    kind, matter, transfer = await _load_side(tx, account, id, "out", command)
    by = recorder(account, f"{kind.name}.{command.name}")
    _check(tx, transfer.organization, transfer.counterpart, command.on or tx.context.today())
    again = Resend(transfer=id, limit=command.limit, on=command.on, late_reason=command.late_reason)
    after = await execute(tx, kind, matter, again, by=by)
    await _dispatch(tx, kind, after, id, sequence=transfer.sequence + 1, by=by)
    return TransferredMatter(kind, after)


async def urge_addressee(
    tx: TransactionContext, account: Account, id: str, command: UrgeAddressee
) -> TransferredMatter:
    """Urges the addressee of a transfer, on behalf of an account of the sender; the notice of this step carries the text."""
    kind, matter, transfer = await _load_side(tx, account, id, "out", command)
    by = recorder(account, f"{kind.name}.{command.name}")
    urge = UrgeTransfer(transfer=id, text=command.text, on=command.on, late_reason=command.late_reason)
    after = await execute(tx, kind, matter, urge, by=by)
    await put_urgings(tx.connection, id, "out", transfer.urgings + 1)
    return TransferredMatter(kind, after)


async def _load_side(
    tx: TransactionContext, account: Account, id: str, side: Side, command: Command
) -> tuple[AnyKind, MatterRecord[TransferableMatter], Transfer]:
    """Returns one side of a transfer with its matter and kind; raises `ForbiddenError` when the account may not give the command."""
    transfer = await load(tx.connection, id, side)
    account_relation = relation(account, transfer.organization, tree=tx.tree, day=tx.context.today())
    if account_relation != "own":  # like a missing transfer
        raise unknown_transfer(id)
    allow(account, "transfers.read", relation=account_relation)
    kind = BY_NAME[transfer.kind]
    if transfer.matter is None:
        raise ConflictError("not-allowed-now", "来件尚未送达，请稍后再试")
    matter = await load_matter(tx.connection, kind, transfer.matter, for_update=True)
    permit(await access_to(tx.connection, account, kind, matter, tree=tx.tree, day=tx.context.today()), command)
    return kind, matter, transfer


def addressee_of(tx: TransactionContext, sender: str, word: str | None, day: date) -> str:
    """Returns the key of the addressee, by default the parent; refuses one that nothing may be sent to."""
    if word is None:
        word = tx.tree.parent(sender, day)
        if word is None:
            raise invalid("to", None, "没有上级单位，须填写报送单位")
    to = addressee_named(sender, word, context=tx.context, tree=tx.tree, day=day)
    _check(tx, sender, to, day)
    return to


def _check(tx: TransactionContext, sender: str, to: str, day: date) -> None:
    if to != sender:  # which a rule of the domain refuses
        check_direction(sender, to, context=tx.context, tree=tx.tree, day=day)
    check_addressee(to, tree=tx.tree, day=day)


async def _dispatch(
    tx: TransactionContext,
    kind: AnyKind,
    matter: MatterRecord[TransferableMatter],
    transfer: str,
    *,
    sequence: int,
    by: Recorder,
) -> None:
    connection, context = tx.connection, tx.context
    await check_own_key(connection, context, matter.organization)
    sent = next(each for each in matter.state.sent if each.transfer == transfer)
    due = sent.dues[-1]
    day = day_of(matter.state.log, due.entry)
    letter = await _letter(tx, kind, matter, transfer, day)
    await matter_texts.put(connection, matter.id, matter.sequence, letter)
    files = await files_to_send(tx, matter, sent.to, day)
    payload = await _payload(tx, kind, matter, sent.to, letter, files)
    facts = DispatchFacts(
        to=sent.to,
        kind=kind.name,
        chain=(*matter.state.chain, matter.id),
        sent=day,
        limit=due.limit(matter.state.log),
        sealed=seal(context.directory.public_key(sent.to, field="to"), pack(payload)),
    )
    dispatch = Dispatch(transfer, (matter.epoch, sequence), facts, context.now())
    await publish_dispatch(connection, dispatch, role=by.role, now=context.now())
    listed = FilesToSend(transfer, dispatch.version, day, files)
    await publish_files(connection, listed, role=by.role, now=context.now())


async def _payload(
    tx: TransactionContext,
    kind: AnyKind,
    matter: MatterRecord[TransferableMatter],
    to: str,
    letter: dict[str, str],
    files: Sequence[FileToSend],
) -> SealedPayload:
    texts = await matter_texts.of(tx.connection, matter.id)
    traits = kind.traits(matter.state)
    if traits is not None and traits.call is not None:
        traits = structs.replace(traits, call=await call_to_name(tx.connection, traits.call, to))
    return SealedPayload(
        kind=kind.name,
        title=matter.title,
        texts={name: text for name in kind.payload_texts if (text := matter_texts.newest(texts, name))} | letter,
        details=msgspec.Raw(msgspec.json.encode(traits or {})),
        files=tuple(each.file for each in files),
    )


async def _letter(
    tx: TransactionContext, kind: AnyKind, matter: MatterRecord[TransferableMatter], transfer: str, day: date
) -> dict[str, str]:
    """Returns what the letter of a transfer has beside the matter. Both sides store it as it was sent."""
    charter = tx.context.charters.on(day, matter.organization)
    number = letter_number(transfer, matter.organization, tx.tree, day=day, organ_code=charter.organ_code)
    texts = await matter_texts.of(tx.connection, matter.id) if matter.state.chain else {}
    route = route_with(await route_of(tx.connection, matter.id, texts), matter.id, matter.state)
    return {LETTER_NUMBER: number, LETTER_REFERENCE: await _reference(tx, kind, matter), ROUTE: route}


async def _reference(tx: TransactionContext, kind: AnyKind, matter: MatterRecord[TransferableMatter]) -> str:
    """Returns the reference to a proposal of the sender; empty for a matter that came from elsewhere and for other kinds."""
    if not kind.proposed or matter.state.transfer:
        return ""
    row = kind.columns(matter.state)
    received = row["received_on"]
    day = received if isinstance(received, date) else tx.context.today()
    session = await session_of(tx.connection, matter.organization, matter.state.year, day)
    return letter_reference(session.title if session else None, str(row["filing_number"] or ""))
