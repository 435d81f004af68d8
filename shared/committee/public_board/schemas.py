"""The published facts of a proposal on the public board, with their definitions. They contain no name of a proposer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from shared.contracts.vocabulary import Answer, Outcome, ProposalState, ProposerType, Theme

DEFINITIONS: dict[str, str] = {
    "id": "提案在本系统的编号",
    "number": "立案号；没有立案号的为年度和流水号",
    "year": "提案所属年度",
    "title": "提案的题目（案由）",
    "proposer_type": "提出方式：个人、联名、集体、专门委员会或界别；不公开提案者姓名",
    "theme": "提案的主题分类",
    "units": "现在的承办单位：主办、独办、分办在前，会办在后",
    "limit": "答复期限；重新办理的，为重新办理的期限",
    "status": "办理状态",
    "overdue": "是否过了答复期限还没有答复",
    "outcome": "最近一轮答复的办理结果，按各地答复类别统一归类；答复前为空",
    "answer_class": "最近一次答复的类别（A、B、C、D）；答复前为空",
    "replied_on": "全部承办单位答复完毕的日期",
    "closed_on": "办结日期；“办结”指已答复并走完程序，不等于问题已经解决",
    "process": "提案者对办理过程的评价，及其份数；只计最近一轮答复的反馈表",
    "result": "提案者对办理结果的评价，及其份数；只计最近一轮答复的反馈表",
    "published_on": "公开日期",
    "content": "提案内容；本单位不公开内容的为空，提案者姓名以“×××”代替",
    "suggestions": "提案的建议，按次序；不公开内容的为空",
    "replies": "各单位的答复及日期；不公开答复的为空，提案者姓名以“×××”代替",
}
"""Field -> its definition, in the order of the fields."""


@dataclass(frozen=True, kw_only=True)
class AnswerCount:
    """The number of feedback forms with an answer."""

    answer: Answer
    title: str
    count: int


@dataclass(frozen=True, kw_only=True)
class PublicReply:
    """The public reply of a unit."""

    unit: str
    on: date
    text: str


@dataclass(frozen=True, kw_only=True)
class PublicProposal:
    """The published facts of a proposal; `DEFINITIONS` explains them."""

    id: str
    number: str
    year: int
    title: str
    proposer_type: ProposerType | None
    theme: Theme | None
    units: list[str]
    limit: date | None
    status: ProposalState
    status_title: str
    overdue: bool
    outcome: Outcome | None
    outcome_title: str | None
    answer_class: str | None
    replied_on: date | None
    closed_on: date | None
    process: list[AnswerCount]
    result: list[AnswerCount]
    published_on: date | None
    content: str | None
    suggestions: list[str]
    replies: list[PublicReply]


@dataclass(frozen=True, kw_only=True)
class PublicPage:
    """A page of the published proposals of a committee. `as_of`: when it was read; `definitions`: of the fields."""

    organization: str
    organization_name: str
    as_of: datetime
    definitions: dict[str, str]
    items: list[PublicProposal]
    total: int
    page: int
    size: int


ITEMS = TypeAdapter(list[PublicProposal])
"""The JSON of published proposals."""

HEAD = (
    "编号", "案号", "年度", "题目", "提出方式", "主题", "承办单位", "答复期限", "办理状态", "是否逾期", "办理结果", "答复类别", "答复日期",
    "办结日期", "对办理过程的评价", "对办理结果的评价", "公开日期", "内容", "建议", "答复", "截至",
)  # fmt: skip
"""The head of the CSV file: the fields of `DEFINITIONS`, and when the file was made."""


def csv_row(item: PublicProposal, as_of: datetime | None) -> Iterator[str | int | date | None]:
    """Yields the cells of a proposal, in the order of `HEAD`."""
    yield from (item.id, item.number, item.year, item.title)
    yield item.proposer_type and item.proposer_type.title_zh
    yield item.theme and item.theme.title_zh
    yield "、".join(item.units)
    yield from (item.limit, item.status_title, "是" if item.overdue else "否")
    yield from (item.outcome_title, item.answer_class, item.replied_on, item.closed_on)
    yield counted(item.process)
    yield counted(item.result)
    yield from (item.published_on, item.content)
    yield "\n".join(f"{number}. {each}" for number, each in enumerate(item.suggestions, 1))
    yield "\n\n".join(f"{each.unit}（{each.on}）：{each.text}" for each in item.replies)
    yield as_of and as_of.isoformat(timespec="seconds")


def counted(answers: list[AnswerCount]) -> str:
    """Returns `满意2、基本满意1`; empty without forms."""
    return "、".join(f"{each.title}{each.count}" for each in answers)
