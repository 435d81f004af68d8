"""The co-signing of a proposal by members of the register: who is invited, and who becomes a proposer."""

from dataclasses import replace
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import put_proposers
from shared.committee.members.proposers import member_meant
from shared.committee.members.repository import MEMBER_TABLE
from shared.committee.registers.tables import matter_invitations, matter_members
from shared.domain.command import Command
from shared.domain.errors import conflict
from shared.domain.proposals.cosigning_commands import (
    CompletedAcceptCosigning,
    CompletedCosign,
    CompletedDeclineCosigning,
    Cosign,
    CosigningAnswer,
    DeclineCosigning,
)
from shared.domain.proposals.review_commands import Submit, WithdrawProposal
from shared.domain.proposals.state import Proposal

C = TypeVar("C", bound=Command)


async def complete_cosigning(
    tx: TransactionContext, record: MatterRecord[Proposal], command: Cosign | CosigningAnswer
) -> Cosign | CosigningAnswer:
    """Returns the command with the id of the member and the names that are stored as texts."""
    connection = tx.connection
    if isinstance(command, Cosign):
        member = await member_meant(connection, record.organization, command.member)
        await _check_no_proposer(connection, record.id, member.id)
        return CompletedCosign(**{**vars(command), "member": member.id}, cosigner=member.name)
    word = command.member
    if word is not None and word not in {each.member for each in record.state.invitations}:
        word = (await member_meant(connection, record.organization, word)).id
    invitation = record.state.invitation_to_answer(word)
    if invitation is None:
        return replace(command, member=word)
    given = {**vars(command), "member": invitation.member}
    name = (await MEMBER_TABLE.find(connection, invitation.member)).name
    if isinstance(command, DeclineCosigning):
        return CompletedDeclineCosigning(**given, cosigner=name)
    proposers = await _proposers(connection, record)
    return CompletedAcceptCosigning(**given, proposers=(*proposers, name))


async def record_cosigning(connection: AsyncConnection, record: MatterRecord[Proposal], command: Command) -> None:
    """Stores who is invited now, and the member who has become a proposer."""
    match command:
        case CompletedCosign(member=member):
            row = {"matter": record.id, "member_id": member}
            await connection.execute(matter_invitations.insert(), row)
        case CompletedAcceptCosigning(member=str(member)):
            await put_proposers(connection, {record.id: {record.state.signatories + 1: member}})
            await _end(connection, record.id, member)
        case CompletedDeclineCosigning(member=str(member)):
            await _end(connection, record.id, member)
        case Submit() | WithdrawProposal() if record.state.open_invitations:
            await _end(connection, record.id)


async def _end(connection: AsyncConnection, matter: str, member: str | None = None) -> None:
    table = matter_invitations.c
    here = [table.matter == matter, *([] if member is None else [table.member_id == member])]
    await connection.execute(delete(matter_invitations).where(*here))


async def _check_no_proposer(connection: AsyncConnection, matter: str, member: str) -> None:
    table = matter_members.c
    query = select(table.signatory).where(table.matter == matter, table.member_id == member).limit(1)
    number = await connection.scalar(query)
    if number is not None:
        raise conflict("already-proposer", "member", member, f"这位委员已是第{number}位提案人，不能再受邀附议")


async def _proposers(connection: AsyncConnection, record: MatterRecord[Proposal]) -> list[str]:
    """Returns a name for each proposer; proposers whose names are not recorded are named by their number."""
    names = matter_texts.newest_list(await matter_texts.of(connection, record.id), "proposers")
    missing = range(len(names) + 1, record.state.signatories + 1)
    return [*names, *(f"第{number}位提案人" for number in missing)]
