"""The merging of matters of a kind: the target of a merger, and the corrected day of one."""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters.kind import AnyKind, Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import load, lock
from shared.committee.matters.usecases import execute
from shared.contracts.subjects import organization_of
from shared.contracts.titled import Titled
from shared.domain.command import Correct
from shared.domain.errors import invalid
from shared.domain.log import entry_named
from shared.domain.transfers.state import TransferableMatter

MERGE = "merge"
"""The command that merges a matter, of every kind."""


M = TypeVar("M", bound=TransferableMatter)


async def merge_target(
    tx: TransactionContext,
    kind: Kind[M, Commands],
    record: MatterRecord[M],
    into: str,
    *,
    states: Collection[Titled],
    rule: str,
) -> MatterRecord[M]:
    """Returns the matter at the end of the chain of mergers that `into` begins, locked; raises `InvalidError` when it cannot be the target.

    `states`: those in which it can be; `rule`: the same in Chinese.
    """
    title = kind.title_zh
    if into == record.id:
        raise invalid("into", into, "不能并入自身")
    if organization_of(into) != record.organization:
        raise invalid("into", into, f"只能并入本单位的{title}")
    await lock(tx.connection, kind, into, record.id)
    target = await load(tx.connection, kind, into)
    while target.state.merged_into is not None:
        target = await load(tx.connection, kind, target.state.merged_into)
    if target.id == record.id:
        raise invalid("into", into, f"该{title}已并入本{title}，不能互相并入")
    if target.state.status not in states:
        raise invalid("into", into, f"目标{title}须{rule}，当前状态是“{target.state.status.title_zh}”")
    return target


async def correct_absorption(
    tx: TransactionContext, kind: AnyKind, record: MatterRecord[TransferableMatter], command: Correct, *, by: Recorder
) -> Correct:
    """Corrects the days on which the target absorbed a merged matter, and those merged into it before, with the day of the merger."""
    state = record.state
    number = entry_named(state.log, command.step)
    if state.merged_into is None or state.log[number - 1].command != MERGE:
        return command
    await lock(tx.connection, kind, state.merged_into, record.id)
    target: MatterRecord[TransferableMatter] = await load(tx.connection, kind, state.merged_into)
    merged = {record.id, *(matter for _, matter in state.mergers())}
    for entry in [entry for entry, matter in target.state.mergers() if matter in merged]:
        target = await execute(tx, kind, target, replace(command, step=entry), by=by)
    return command
