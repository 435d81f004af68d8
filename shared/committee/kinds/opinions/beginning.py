"""Opinion reports that begin by a command on another matter, in its transaction: a conversion of a proposal, or a visit."""

from collections.abc import Mapping
from dataclasses import replace

from shared.committee.context import TransactionContext
from shared.committee.events.journal import RECORDED_FOR, Recorder
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.matters.creation import NewMatter, create_matter
from shared.committee.matters.usecases import check_level
from shared.domain.opinions.commands import Collect, OpinionCommand
from shared.domain.transfers.commands import TransferCommand


async def begin_report(
    tx: TransactionContext, organization: str, collect: Collect, *, title: str, texts: Mapping[str, str], by: Recorder
) -> str:
    """Begins an opinion report and returns its id; raises `ConflictError` when the organization begins none."""
    check_level(tx, organization, OPINIONS)
    recorder = replace(by, role=RECORDED_FOR[f"{OPINIONS.name}.{collect.name}"])
    new = NewMatter[OpinionCommand | TransferCommand](command=collect, title=title, texts=dict(texts))
    return (await create_matter(tx, OPINIONS, organization, new, by=recorder)).id
