"""The merging of an opinion report into another one, which keeps every author and gives the answer to each of the persons."""

import json
from dataclasses import replace

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters.kind import Kind
from shared.committee.matters.merging import merge_target
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import load
from shared.committee.matters.usecases import execute
from shared.domain.opinions.commands import AbsorbOpinion, AnyOpinionCommand, FeedBack, MergeOpinion
from shared.domain.opinions.state import Opinion
from shared.domain.opinions.transitions import TRANSITIONS

MERGE_TARGETS = tuple(TRANSITIONS.table[AbsorbOpinion.name])
"""The states of a report into which others can be merged: those in which nobody is answered yet."""


async def merge(
    tx: TransactionContext,
    kind: Kind[Opinion, AnyOpinionCommand],
    record: MatterRecord[Opinion],
    command: MergeOpinion,
    *,
    by: Recorder,
) -> MergeOpinion:
    """Lets the target absorb the report and those merged into it before; returns the command with the final target of the chain."""
    rule = "尚未反馈、未留存备查"
    target = await merge_target(tx, kind, record, command.into, states=MERGE_TARGETS, rule=rule)
    kept = [await matter_texts.of(tx.connection, each) for each in (target.id, record.id)]
    authors = dict.fromkeys(name for texts in kept for name in matter_texts.newest_list(texts, "authors"))
    texts = {"authors": json.dumps(list(authors), ensure_ascii=False)} if authors else {}
    for matter in (record.id, *(each.matter for each in record.state.absorbed)):
        absorb = AbsorbOpinion(matter=matter, on=command.on, late_reason=command.late_reason)
        target = await execute(tx, kind, target, absorb, by=by, texts=texts)
    return replace(command, into=target.id)


async def answer_absorbed(
    tx: TransactionContext,
    kind: Kind[Opinion, AnyOpinionCommand],
    record: MatterRecord[Opinion],
    command: FeedBack,
    *,
    by: Recorder,
) -> FeedBack:
    """Records the answer with each report that was merged into this one, whose limit may have ended earlier."""
    together = replace(command, delay_reason=command.delay_reason or f"与{record.id}一并答复")
    for each in record.state.absorbed:
        matter = await load(tx.connection, kind, each.matter, for_update=True)
        await execute(tx, kind, matter, together, by=by)
    return command
