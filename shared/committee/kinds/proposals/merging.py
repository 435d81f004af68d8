"""The merging of a proposal into another one, which absorbs it in the same transaction."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters.kind import Kind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import load, lock, put_proposers
from shared.committee.matters.usecases import execute
from shared.committee.member_tables import matter_members
from shared.contracts.subjects import organization_of
from shared.domain.command import Correct
from shared.domain.errors import invalid
from shared.domain.log import entry_named
from shared.domain.proposals.commands import ProposalCommand
from shared.domain.proposals.review_commands import Absorb, MergeProposal
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.transfers.commands import TransferCommand

ProposalKind = Kind[Proposal, ProposalCommand | TransferCommand]

MERGE_TARGETS = tuple(TRANSITIONS.table[Absorb.name])
"""The states of a proposal into which others can be merged: filed and open."""


async def merge(
    tx: TransactionContext, kind: ProposalKind, record: MatterRecord[Proposal], command: MergeProposal, *, by: Recorder
) -> MergeProposal:
    """Lets the target absorb the proposal and those merged into it before; returns the command with the final target of the chain."""
    target = await _target(tx.connection, kind, record, command.into)
    state = record.state
    own = (record.id, state.own_signatories)
    for matter, signatories in (own, *((each.matter, each.signatories) for each in state.absorbed)):
        absorb = Absorb(matter=matter, signatories=signatories, on=command.on, late_reason=command.late_reason)
        target = await execute(tx, kind, target, absorb, by=by)
    return replace(command, into=target.id)


async def correct_absorption(
    tx: TransactionContext, kind: ProposalKind, record: MatterRecord[Proposal], command: Correct, *, by: Recorder
) -> Correct:
    """Corrects the days on which the target absorbed a merged proposal, and those merged into it before, with the day of the merger."""
    state = record.state
    number = entry_named(state.log, command.step)
    if state.merged_into is None or state.log[number - 1].command != MergeProposal.name:
        return command
    await lock(tx.connection, kind, state.merged_into, record.id)
    target = await load(tx.connection, kind, state.merged_into)
    merged = {record.id, *(each.matter for each in state.absorbed)}
    for entry in [each.entry for each in target.state.absorbed if each.matter in merged]:
        target = await execute(tx, kind, target, replace(command, step=entry), by=by)
    return command


async def take_over(connection: AsyncConnection, target: str, matter: str, *, count: int, after: int) -> None:
    """Stores the members among the `count` proposers of a merged proposal as proposers of the target, with the numbers `after` its own."""
    table = matter_members.c
    query = select(table.signatory, table.member_id).where(table.matter == matter, table.signatory <= count)
    rows = await connection.execute(query)
    await put_proposers(connection, {target: {after + row.signatory: row.member_id for row in rows}})


async def _target(
    connection: AsyncConnection, kind: ProposalKind, record: MatterRecord[Proposal], into: str
) -> MatterRecord[Proposal]:
    """Returns the proposal at the end of the chain of mergers that `into` begins; raises `InvalidError` when it cannot be the target."""
    if into == record.id:
        raise invalid("into", into, "不能并入自身")
    if organization_of(into) != record.organization:
        raise invalid("into", into, "只能并入本单位的提案")
    await lock(connection, kind, into, record.id)
    target = await load(connection, kind, into)
    while target.state.merged_into is not None:
        target = await load(connection, kind, target.state.merged_into)
    if target.id == record.id:
        raise invalid("into", into, "该提案已并入本提案，不能互相并入")
    if target.state.status not in MERGE_TARGETS:
        raise invalid("into", into, f"目标提案须已立案、尚未办结，当前状态是“{target.state.status.title_zh}”")
    return target
