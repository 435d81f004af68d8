"""Records the comment of an organization that was asked with the activity, as its event arrives."""

from collections.abc import Mapping

from shared.committee.comment_rounds.repository import COMMENT
from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.kinds.consultations.kind import CONSULTATIONS
from shared.committee.matters.repository import load
from shared.committee.matters.usecases import execute
from shared.committee.messages.message import GivenComment
from shared.domain.consultations.follow_up_commands import RecordComment
from shared.domain.errors import ConflictError

_UNOPENED = "（意见未能打开，请与反馈单位联系）"


async def receive_comment(
    tx: TransactionContext, given: GivenComment, texts: Mapping[str, str], *, by: Recorder, late_reason: str
) -> bool:
    """Records the comment on its day, unless one of the organization is recorded already; returns whether it was recorded.

    Ignores a comment on a round that another one has replaced, whose addressees are asked again. Raises `not-asked` for an organization
    that the round does not ask.
    """
    matter = await load(tx.connection, CONSULTATIONS, given.facts.matter, for_update=True)
    round = matter.state.follow_up.round
    if round is not None and given.facts.round < round.entry:
        return False
    number = None if round is None else round.number_of(given.sender)
    if round is None or number is None:
        raise ConflictError("not-asked", "这次征求意见没有征求该单位的意见")
    if round.comments[number - 1]:
        return False
    command = RecordComment(
        number=number,
        comment=texts.get(COMMENT) or _UNOPENED,
        on=min(given.facts.given, tx.context.today()),
        late_reason=late_reason,
    )
    await execute(tx, CONSULTATIONS, matter, command, by=by)
    return True
