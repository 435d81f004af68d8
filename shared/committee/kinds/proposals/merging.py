"""The merging of a proposal into another one, which absorbs it in the same transaction."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters.kind import Kind
from shared.committee.matters.merging import merge_target
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import put_proposers
from shared.committee.matters.usecases import execute
from shared.committee.registers.tables import matter_members
from shared.domain.proposals.commands import AnyProposalCommand
from shared.domain.proposals.review_commands import Absorb, MergeProposal
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS

MERGE_TARGETS = tuple(TRANSITIONS.table[Absorb.name])
"""The states of a proposal into which others can be merged: filed and open."""


async def merge(
    tx: TransactionContext,
    kind: Kind[Proposal, AnyProposalCommand],
    record: MatterRecord[Proposal],
    command: MergeProposal,
    *,
    by: Recorder,
) -> MergeProposal:
    """Lets the target absorb the proposal and those merged into it before; returns the command with the final target of the chain."""
    target = await merge_target(tx, kind, record, command.into, states=MERGE_TARGETS, rule="已立案、尚未办结")
    state = record.state
    own = (record.id, state.own_signatories)
    for matter, signatories in (own, *((each.matter, each.signatories) for each in state.absorbed)):
        absorb = Absorb(matter=matter, signatories=signatories, on=command.on, late_reason=command.late_reason)
        target = await execute(tx, kind, target, absorb, by=by)
    return replace(command, into=target.id)


async def take_over(connection: AsyncConnection, target: str, matter: str, *, count: int, after: int) -> None:
    """Stores the members among the `count` proposers of a merged proposal as proposers of the target, with the numbers `after` its own."""
    table = matter_members.c
    query = select(table.signatory, table.member_id).where(table.matter == matter, table.signatory <= count)
    rows = await connection.execute(query)
    await put_proposers(connection, {target: {after + row.signatory: row.member_id for row in rows}})
