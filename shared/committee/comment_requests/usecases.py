"""The use case of a comment that a unit or an organization submits itself. It runs inside the transaction of its request."""

from collections.abc import Callable

from shared.committee.addressees import check_own_key
from shared.committee.comment_requests.queries import find_request
from shared.committee.comment_requests.schemas import SubmitComment
from shared.committee.comment_rounds.asking import store_comment, units_asked
from shared.committee.comment_rounds.publish import publish_comment
from shared.committee.comment_rounds.repository import (
    REQUEST_TABLE,
    CommentRequest,
    comment_requests,
    requests_where,
    texts_of,
)
from shared.committee.context import TransactionContext
from shared.committee.events.journal import recorder
from shared.committee.kinds.consultations.kind import CONSULTATIONS
from shared.committee.matters.repository import load
from shared.committee.matters.usecases import execute
from shared.committee.registers.access import COMMENT_REQUESTS
from shared.domain.admission import check_text
from shared.domain.consultations.commands import AnswerSuggestion
from shared.domain.consultations.follow_up_commands import RecordComment
from shared.domain.errors import ConflictError
from shared.web.accounts import Account


async def submit_comment(
    tx: TransactionContext,
    account: Account,
    id: str,
    given: SubmitComment,
    *,
    check_version: Callable[[CommentRequest], None],
) -> CommentRequest:
    """Records the comment or the answer of a unit with the activity, publishes that of an organization for the one above that asked.

    Refuses a second one, and one after the deadline.
    """
    request = await find_request(tx.connection, account, id, COMMENT_REQUESTS.manage, context=tx.context, tree=tx.tree)
    if not request.unit:
        return await _publish(tx, id, given, check_version)
    matter = await load(tx.connection, CONSULTATIONS, request.matter, for_update=True)
    request = await REQUEST_TABLE.find(
        tx.connection, id
    )  # as it is after the transactions that changed the matter meanwhile
    check_version(request)
    _check(request, given, tx)
    command: RecordComment | AnswerSuggestion
    if request.suggestion:
        department = (await texts_of(tx.connection, request)).addressee
        command = AnswerSuggestion(number=request.suggestion, department=department, answer=given.comment)
    else:
        number = (await units_asked(tx, matter)).index(request.unit) + 1
        command = RecordComment(number=number, comment=given.comment)
    by = recorder(account, f"{CONSULTATIONS.name}.{command.name}")
    await execute(tx, CONSULTATIONS, matter, command, by=by)
    return await REQUEST_TABLE.find(tx.connection, id)


async def _publish(
    tx: TransactionContext, id: str, given: SubmitComment, check_version: Callable[[CommentRequest], None]
) -> CommentRequest:
    (request,) = await requests_where(tx.connection, comment_requests.c.id == id, for_update=True)
    check_version(request)
    _check(request, given, tx)
    await check_own_key(tx.connection, tx.context, request.organization)
    commented = await store_comment(tx, request, given.comment)
    await publish_comment(tx, commented, given.comment)
    return commented


_WITHDRAWN = {False: "不再征求本单位的意见", True: "不再由本单位答复这条建议"}
_COMMENTED = {False: "反馈意见，只反馈一次", True: "答复这条建议，只答复一次"}
"""Whether a suggestion is to be answered -> what has happened with the request."""


def _check(request: CommentRequest, given: SubmitComment, tx: TransactionContext) -> None:
    check_text("comment", given.comment)
    if request.withdrawn_on is not None:
        raise ConflictError("request-withdrawn", f"已于{request.withdrawn_on}{_WITHDRAWN[bool(request.suggestion)]}")
    if request.commented_on is not None:
        raise ConflictError("already-recorded", f"已于{request.commented_on}{_COMMENTED[bool(request.suggestion)]}")
    today = tx.context.today()
    if not request.takes_answer(today):
        raise ConflictError("deadline-passed", f"反馈意见截止于{request.deadline}，今天（{today}）不再反馈")
