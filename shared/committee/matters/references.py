"""What a command refers to: matters and texts, which are checked against the database, and participants."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Participants
from shared.committee.matters.kind import AnyKind
from shared.contracts.subjects import organization_of
from shared.domain.command import Command
from shared.domain.comparison import is_blank
from shared.domain.errors import invalid
from shared.domain.matter import Matter
from shared.domain.proposals.assignment_commands import Reassign
from shared.domain.proposals.assignment_evolution import assigned_units
from shared.domain.proposals.cosigning import Cosigning
from shared.domain.proposals.cosigning_commands import AcceptCosigning
from shared.domain.proposals.handling_commands import Assign
from shared.domain.transfers import commands as transfers
from shared.domain.transfers.state import TransferableMatter


async def check_reference(
    connection: AsyncConnection, kinds: tuple[AnyKind, ...], field: str, id: str, *, organization: str
) -> None:
    """Raises `InvalidError` unless the id is that of a matter of one of these kinds and of this organization."""
    if organization_of(id) != organization:
        raise invalid(field, id, "须为本单位的事项")
    for kind in kinds:
        if await connection.scalar(select(kind.table.c.id).where(kind.table.c.id == id)):
            return
    raise invalid(field, id, f"没有这件{'或'.join(kind.title_zh for kind in kinds)}")


def number_of(id: str) -> str:
    """Returns the number of a matter as users know it, by its id: `2026年第3号`."""
    year, number = id.split("-")[-2:]
    return f"{year}年第{number}号"


async def check_has_text(tx: TransactionContext, matter: str, field: str, rule: str) -> None:
    """Raises `InvalidError` when the newest text of this name is blank; `rule` is the reason in Chinese."""
    if is_blank(matter_texts.newest(await tx.texts_of(matter), field)):
        raise invalid(field, None, rule)


def participants_of(command: Command, state: Matter) -> Participants:
    """Returns the participants that a step names. `state`: the state of the matter after the step."""
    match command:
        case Assign():
            return Participants(unit="、".join(unit for unit, _ in assigned_units(command)))
        case Reassign(unit=unit, to=to):
            return Participants(unit=f"{unit}→{to}")
        case AcceptCosigning() if isinstance(state, Cosigning):
            return Participants(signatory=state.signatories)
        case transfers.Send(to=to):
            return Participants(counterpart=to)
        case transfers.Note(matter=matter):
            return Participants(counterpart=organization_of(matter))
    if isinstance(state, TransferableMatter):
        match command:
            case transfers.Resend(transfer=transfer) | transfers.UrgeTransfer(transfer=transfer):
                return Participants(counterpart=next(each.to for each in state.sent if each.transfer == transfer))
            case transfers.Deliver() | transfers.Accept() | transfers.Return() | transfers.NoteUrging():
                return Participants(counterpart=organization_of(state.chain[-1]) if state.chain else None)
    return Participants(unit=getattr(command, "unit", None), signatory=getattr(command, "signatory", None))
