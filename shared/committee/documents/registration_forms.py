"""The forms of what is registered as a table of one page: a visit 来访登记表, and a platform that is filed 备案表."""

from datetime import date

from shared.committee.kinds.platforms.schemas import PlatformView
from shared.committee.kinds.visits.schemas import VisitView
from shared.committee.word.official import OfficialDocument, chinese_day, titled_document
from shared.contracts.vocabulary import VisitState

_WIDTHS = (36, 120)
"""The widths of label and value, in millimetres."""


def withdrawn(view: VisitView) -> str | None:
    return "登记已撤销" if view.status is VisitState.WITHDRAWN else None


def visit(view: VisitView, organ: str, _today: date) -> OfficialDocument:
    """Returns the form of a visit, with room for the signature of the one who received it."""
    page = titled_document(organ, "来访登记表")
    page.number(f"{view.year}年第{view.number}号")
    page.table(
        [
            ("来访日期", chinese_day(view.received_on)),
            ("事由", view.title),
            ("来访记录", view.note),
            ("结果", "、".join(each.title_zh for each in view.outcomes)),
            ("形成的信息", view.report or ""),
            ("接访人", ""),
        ],
        _WIDTHS,
    )
    return page


def not_filed(view: PlatformView) -> str | None:
    if not view.platform.is_filed:
        return f"{view.platform.title_zh}不需要备案"
    return "该平台尚未备案" if view.active_on is None else None


def filing(view: PlatformView, organ: str, _today: date) -> OfficialDocument:
    """Returns the form of a filed platform: its class, its people, and what it belongs to or consists of; without what is not recorded."""
    page = titled_document(organ, f"{view.platform.title_zh}备案表")
    page.number(f"{view.year}年第{view.number}号")
    rows = [
        ("名称", view.title),
        ("类别", view.platform.title_zh),
        ("上一级", view.parent_title),
        ("户号", view.household or ""),
        ("负责人", view.head),
        ("副职", "、".join(view.deputies)),
        ("运行", chinese_day(view.active_on) if view.active_on else ""),
        ("撤销", chinese_day(view.closed_on) if view.closed_on else ""),
    ]
    page.table([row for row in rows if row[1]], _WIDTHS)
    page.signature(organ, chinese_day(view.active_on) if view.active_on else "")
    return page
