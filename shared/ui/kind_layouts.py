"""The layout of the pages of each kind of matter, as one table. A new kind of matter is one more entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Column(NamedTuple):
    """An attribute of a view, and its heading."""

    name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list attribute of a matter, shown as a table."""

    name: str
    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class KindLayout:
    """`short`: title in the navigation; `columns`: of the list, after number, title and state; `empty`: text for an empty list."""

    short: str
    begin: str
    empty: str
    columns: tuple[Column, ...]
    facts: tuple[Column, ...]
    texts: tuple[Column, ...] = ()
    lists: tuple[Listed, ...] = ()


_LEVELS = (Column("level_title", "层级"), Column("on", "日期"))
_YEAR = Column("year", "年度")

LAYOUTS: Mapping[str, KindLayout] = {
    "proposals": KindLayout(
        short="提案",
        begin="起草提案",
        empty="提案由委员、界别或专门委员会提出，提交后由提案委员会审查立案。",
        columns=(Column("channel", "渠道"), Column("received_on", "收到"), Column("limit", "期限"), Column("outcome", "结果")),
        facts=(
            _YEAR, Column("kind", "类型"), Column("channel", "渠道"), Column("signatories", "联名人数"),
            Column("received_on", "收到"), Column("filed_on", "立案"), Column("assigned_on", "交办"), Column("limit", "办理期限"),
            Column("replied_on", "答复"), Column("closed_on", "办结"), Column("outcome", "办理结果"),
            Column("ground", "不予立案的理由"), Column("merged_into", "并入"),
        ),
        texts=(Column("content", "内容"), Column("suggestions", "建议"), Column("proposers", "提案人")),
        lists=(
            Listed(name="assignments", title="承办单位", columns=(
                Column("unit", "单位"), Column("part", "分工"), Column("acknowledged_on", "签收"), Column("countersigned_on", "会签"),
            )),
            Listed(name="replies", title="答复", columns=(
                Column("unit", "单位"), Column("on", "日期"), Column("answer_class", "类别"), Column("outcome", "结果"),
                Column("text", "答复内容"),
            )),
            Listed(name="forms", title="反馈", columns=(
                Column("signatory", "提案人"), Column("on", "日期"), Column("process", "对过程"), Column("result", "对结果"),
                Column("comment", "意见"),
            )),
            Listed(name="rehandlings", title="重新办理", columns=(
                Column("on", "日期"), Column("limit", "办理期限"), Column("explanation", "承办单位的书面说明"),
            )),
        ),
    ),
    "opinions": KindLayout(
        short="社情民意",
        begin="登记社情民意",
        empty="从窗口、走访、电话、网络等渠道收到的意见，都在这里登记、编辑、审签和报送。",
        columns=(Column("channel", "渠道"), Column("came", "下级报来"), Column("received_on", "收到"), Column("limit", "答复期限")),
        facts=(
            _YEAR, Column("channel", "渠道"), Column("received_on", "收到"), Column("limit", "答复期限"), Column("unit", "转办单位"),
            Column("fed_back_on", "反馈"), Column("source", "反映人"),
        ),
        texts=(Column("content", "内容"),),
        lists=(
            Listed(name="adopted", title="采用", columns=_LEVELS),
            Listed(name="instructed", title="批示", columns=_LEVELS),
        ),
    ),
    "visits": KindLayout(
        short="窗口来访",
        begin="登记来访",
        empty="群众到服务窗口来访，每次登记一条；一次来访可以有多项结果。",
        columns=(Column("received_on", "来访日期"), Column("outcomes", "结果")),
        facts=(_YEAR, Column("received_on", "来访日期"), Column("outcomes", "结果")),
        texts=(Column("note", "来访记录"),),
    ),
    "consultations": KindLayout(
        short="协商活动",
        begin="提出议题",
        empty="协商、调研、视察和民主评议都从提出议题开始，再组织、开展、报送成果、登记反馈。",
        columns=(
            Column("activity", "类别"), Column("form", "形式"), Column("held_on", "开展"), Column("participants", "人数"),
            Column("made", "建议"), Column("adopted", "采纳"), Column("done", "落实"),
        ),
        facts=(
            _YEAR, Column("activity", "类别"), Column("form", "形式"), Column("planned_on", "计划日期"), Column("held_on", "开展"),
            Column("venue", "地点"), Column("participants", "参加人数"), Column("outcome", "成果"), Column("converted_to", "转化为"),
        ),
        texts=(Column("content", "内容"),),
        lists=(
            Listed(name="suggestions", title="建议", columns=(
                Column("number", "序号"), Column("text", "建议"), Column("made_on", "提出"), Column("adopted_on", "采纳"),
                Column("done_on", "落实"),
            )),
        ),
    ),
    "plans": KindLayout(
        short="协商计划",
        begin="起草计划",
        empty="每年一个计划：列入项目、征求意见、审议通过、党委确定，再登记执行。",
        columns=(Column("confirmed_on", "确定"), Column("items", "项目"), Column("executed", "已执行")),
        facts=(_YEAR, Column("confirmed_on", "党委确定"), Column("items", "项目"), Column("executed", "已执行")),
        lists=(
            Listed(name="contents", title="项目", columns=(
                Column("number", "序号"), Column("topic", "议题"), Column("class_title", "类别"), Column("source", "来源"),
                Column("lead_leader", "牵头领导"), Column("department", "责任部门"), Column("person", "责任人"),
                Column("deadline", "时限"), Column("executed_on", "执行"), Column("consultation", "协商活动"),
            )),
        ),
    ),
}  # fmt: skip
"""Name of the kind -> its layout."""

COLOURS: Mapping[str, str] = {
    **dict.fromkeys(("delivered", "draft", "under_review", "collected", "topic_raised", "sent"), "review"),
    **dict.fromkeys(("returned", "not_filed", "merged", "converted", "withdrawn", "cancelled", "kept"), "rest"),
    **dict.fromkeys(("closed", "fed_back", "adopted", "instructed", "confirmed", "accepted", "recorded"), "done"),
}
"""State -> colour of its badge; other states have `open`. The badge also contains the title, so no fact depends on colour alone."""


def colour(state: str) -> str:
    """Returns the class of the stylesheet for the badge of a state."""
    return COLOURS.get(state, "open")
