"""What a committee asks others for, is asked for, and exchanges with them, as workbooks: calls, suggested topics, requests, transfers."""

from collections.abc import Sequence
from typing import Annotated

from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from shared.committee.comment_requests.queries import comment_requests_of, list_requests
from shared.committee.comment_requests.schemas import CommentRequestSummary
from shared.committee.exports.export import Exports
from shared.committee.exports.register_lists import conditions_of, register_export, register_pages, word
from shared.committee.kinds.catalogue import BY_NAME
from shared.committee.messages.message import Side
from shared.committee.messages.schemas import TransferView
from shared.committee.opinion_calls.queries import list_calls
from shared.committee.opinion_calls.schemas import OpinionCallView
from shared.committee.registers.access import OPINION_CALLS, TOPIC_SUGGESTIONS, owner_of
from shared.committee.topic_suggestions.queries import list_suggestions
from shared.committee.topic_suggestions.repository import TopicState
from shared.committee.topic_suggestions.schemas import TopicSuggestionView
from shared.committee.transfers.queries import TransferQuery, list_transfers, readable_transfers
from shared.committee.workbooks.table import Cell
from shared.web.accounts import Account

_CALLS = (
    "opinion-calls",
    "约稿",
    (
        "年度:8 编号:8 主题:40 内容:50 发出单位:24 约稿:12 截止:12 结束:12 状态:12 约请委员:30 约请单位:40 "
        "约请数:10 报送数:10 报来:8 逾期报来:10 上报:8 系统编号:22"
    ),
)
_TOPICS = (
    "topic-suggestions",
    "征集的议题",
    "年度:8 编号:8 议题:40 说明:50 来源:14 提出人:24 提出:12 结果:12 研究:12 理由:30 计划:18 项目序号:10 系统编号:22",
)
_REQUESTS = (
    "comment-requests",
    "收到的征求意见",
    "题目:40 成果:14 来函单位:24 征求意见:12 反馈截止:12 状态:14 反馈:12 不再征求:12 系统编号:22",
)
_TRANSFERS = (
    "transfers",
    "报送",
    "方向:8 对方单位:30 类别:14 事项:22 状态:10 发出:12 答复期限:12 逾期无答复:12 催办次数:10 退回原因:30 报送编号:22",
)
_OPEN = {True: "征集中", False: "已结束"}
_SIDES: dict[Side, str] = {"in": "来件", "out": "去件"}
_SILENT = {True: "逾期无答复", False: "其他"}
_URGED = {True: "催办后未答复", False: "其他"}


class OwnedExportQuery(BaseModel):
    """The committee whose register is exported."""

    organization: Annotated[str | None, Field(max_length=100)] = None


class CallExportQuery(OwnedExportQuery):
    """The filters of the calls for opinion reports."""

    open: bool | None = None


class TopicExportQuery(OwnedExportQuery):
    """The filters of the suggested topics."""

    status: TopicState | None = None


async def export_calls(exports: Exports, account: Account, query: CallExportQuery) -> StreamingResponse:
    """Returns the calls for opinion reports of a committee, with those who are called and what came of it."""
    owner = await owner_of(exports.context, account, query.organization, OPINION_CALLS.read)
    today, tree = exports.context.today(), await exports.context.directory.tree()

    def cells(call: OpinionCallView) -> Sequence[Cell]:
        state = "已结束" if not call.open else "已过截止日期" if call.overdue else "征集中"
        days = (call.opened_on, call.deadline, call.ended_on, state)
        members = ["全体委员"] if call.every_member else [each.name for each in call.members]
        below = [f"{each.name}（{each.reports}件）" for each in call.organizations]
        counted = (len(call.organizations), call.answered, call.reports, call.late)
        above = ("是" if call.answered_above else "否") if call.caller else ""
        about = (call.year, call.number, call.name, call.text, call.caller_name or "本单位")
        return [*about, *days, members, below, *counted, above, call.id]

    return await exports.respond(
        register_export(_CALLS, account, owner, cells, conditions_of(("状态", word(_OPEN, query.open)))),
        register_pages(
            exports.context,
            lambda connection, window: list_calls(connection, owner, today, tree, window, open=query.open),
        ),
    )


async def export_topics(exports: Exports, account: Account, query: TopicExportQuery) -> StreamingResponse:
    """Returns the topics that were suggested for the annual plans of a committee, with what became of them."""
    owner = await owner_of(exports.context, account, query.organization, TOPIC_SUGGESTIONS.read)

    def cells(topic: TopicSuggestionView) -> Sequence[Cell]:
        about = (topic.year, topic.number, topic.name, topic.text, topic.source_title, topic.suggester, topic.made_on)
        return [*about, topic.status_title, topic.decided_on, topic.reason, topic.plan, topic.item, topic.id]

    conditions = conditions_of(("研究结果", query.status and query.status.title_zh))
    return await exports.respond(
        register_export(_TOPICS, account, owner, cells, conditions),
        register_pages(
            exports.context,
            lambda connection, window: list_suggestions(connection, owner, window, status=query.status),
        ),
    )


_STATES = {
    False: ("已反馈", "不再征求", "已过截止日期", "待反馈"),
    True: ("已答复", "不再由本单位答复", "逾期", "待答复"),
}
"""Whether a suggestion is to be answered -> the states of a request: answered, withdrawn, late, open."""


async def export_requests(exports: Exports, account: Account, query: OwnedExportQuery) -> StreamingResponse:
    """Returns the requests for comments to the unit of the account, or to its organization, with the day of each comment."""
    today, tree = exports.context.today(), await exports.context.directory.tree()
    owner = comment_requests_of(account, query.organization, tree=tree, today=today)

    def cells(request: CommentRequestSummary) -> Sequence[Cell]:
        state = _STATES[bool(request.suggestion)][
            0 if request.commented_on else 1 if request.withdrawn_on else 2 if request.overdue else 3
        ]
        asked = (request.name, request.document, request.asked_by, request.asked_on, request.deadline)
        return [*asked, state, request.commented_on, request.withdrawn_on, request.id]

    return await exports.respond(
        register_export(_REQUESTS, account, owner, cells, []),
        register_pages(
            exports.context,
            lambda connection, window: list_requests(connection, account, window, tree=tree, today=today),
        ),
    )


async def export_transfers(exports: Exports, account: Account, query: TransferQuery) -> StreamingResponse:
    """Returns the transfers of an organization that the filter selects, of the kinds of matters that the account may read."""
    tree = await exports.context.directory.tree()
    readable = readable_transfers(exports.context, account, query, tree=tree)

    def cells(transfer: TransferView) -> Sequence[Cell]:
        kind = BY_NAME[transfer.kind].layout.short if transfer.kind in BY_NAME else transfer.kind
        about = (_SIDES[transfer.side], transfer.counterpart_name, kind, transfer.matter, transfer.status_title)
        days = (transfer.sent_on, transfer.limit, "是" if transfer.silent else "否")
        return [*about, *days, transfer.urgings, transfer.reason, transfer.id]

    conditions = conditions_of(
        ("方向", query.side and _SIDES[query.side]),
        ("年度", str(query.year or "")),
        ("状态", query.status and query.status.title_zh),
        ("答复", word(_SILENT, query.overdue)),
        ("催办", word(_URGED, query.urged)),
        ("编号的一部分", query.q),
    )
    return await exports.respond(
        register_export(_TRANSFERS, account, readable.organization, cells, conditions),
        register_pages(
            exports.context,
            lambda connection, window: list_transfers(
                connection, readable, query, window, tree=tree, today=exports.context.today()
            ),
        ),
    )
