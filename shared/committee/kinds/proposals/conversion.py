"""The conversion of a proposal to an opinion report of the same organization, which begins in the same transaction."""

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.usecases import begin_entailed
from shared.domain.opinions.commands import Collect
from shared.domain.proposals.review_commands import CompletedConvert, ConvertProposal
from shared.domain.proposals.state import Proposal


async def convert_to_opinion(
    tx: TransactionContext, record: MatterRecord[Proposal], command: ConvertProposal, *, by: Recorder
) -> CompletedConvert:
    """Begins an opinion report with the texts of the proposal; returns the command with the id of the report."""
    collect = Collect(
        channel=record.state.channel, converted_from=record.id, on=command.on, late_reason=command.late_reason
    )
    texts = _texts(await matter_texts.of(tx.connection, record.id))
    report = await begin_entailed(tx, OPINIONS, record.organization, collect, title=record.title, texts=texts, by=by)
    return CompletedConvert(**vars(command), matter=report)


def _texts(texts: dict[int, dict[str, str]]) -> dict[str, str]:
    """Returns the texts of the report: the content with the numbered suggestions, and the proposers as its source."""
    lists = {name: matter_texts.newest(texts, name) for name in ("suggestions", "proposers")}
    suggestions = matter_texts.listed({"suggestions": lists["suggestions"] or "[]"}, "suggestions")
    proposers = matter_texts.listed({"proposers": lists["proposers"] or "[]"}, "proposers")
    numbered = [f"{number}. {text}" for number, text in enumerate(suggestions, 1)]
    content = [matter_texts.newest(texts, "content"), *(["建议：", *numbered] if numbered else [])]
    return {"content": "\n".join(content), "source": "、".join(proposers)}
