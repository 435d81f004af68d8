"""The conversion of an outcome to an opinion report or a proposal, which exists or begins in the same transaction and leads back."""

from dataclasses import replace

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.usecases import begin_entailed
from shared.committee.tables import matter_references
from shared.contracts.vocabulary import Channel
from shared.domain.consultations.commands import ConversionTarget, ConvertOutcome
from shared.domain.consultations.state import Consultation
from shared.domain.opinions.commands import Collect
from shared.domain.proposals.review_commands import DraftProposal


async def convert_outcome(
    tx: TransactionContext, record: MatterRecord[Consultation], command: ConvertOutcome, *, by: Recorder
) -> ConvertOutcome:
    """Begins the other matter unless it exists, and stores from which activity it is; returns the command with its id."""
    to = command.to or await _begin(tx, record, command, by=by)
    await tx.connection.execute(matter_references.insert(), {"matter": to, "referred_by": record.id})
    return replace(command, to=to)


async def _begin(
    tx: TransactionContext, record: MatterRecord[Consultation], command: ConvertOutcome, *, by: Recorder
) -> str:
    title, texts = command.title or record.title, {"content": command.content}
    if command.begins is ConversionTarget.PROPOSAL:
        draft = DraftProposal(kind="ordinary", channel=Channel.MEETING, on=command.on, late_reason=command.late_reason)
        return await begin_entailed(tx, PROPOSALS, record.organization, draft, title=title, texts=texts, by=by)
    collect = Collect(channel=Channel.MEETING, on=command.on, late_reason=command.late_reason)
    return await begin_entailed(tx, OPINIONS, record.organization, collect, title=title, texts=texts, by=by)
