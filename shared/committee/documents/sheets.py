"""The documents of a proposal that are tables: 提案表 and 征询意见表."""

from shared.committee.documents.source import ProposalSource, class_title
from shared.committee.word.official import CENTRE, OfficialDocument, chinese_day
from shared.contracts.vocabulary import ProposalState
from shared.domain.proposals.vocabulary import PROPOSAL_TYPE_TITLES

_FOUR = (26, 52, 26, 52)
"""The widths of the columns: label and value, twice."""

_BOX = "□"


def proposal_sheet(source: ProposalSource, _unit: str | None) -> OfficialDocument:
    """Returns the form of a proposal: who proposes what, the decision of the review, and who handles it."""
    view = source.view
    page = OfficialDocument(organ=source.committee, name=f"提案表 {source.number}")
    page.line(source.committee, align=CENTRE)
    page.title(f"{view.plenary_session or ''}提案表")
    page.table(
        [
            ["编号", source.number, "类型", PROPOSAL_TYPE_TITLES[view.kind]],
            ["案由", view.title],
            ["提案人", source.proposers],
            ["提案者类型", _title(view.type), "界别", view.sector or ""],
            ["提交日期", chinese_day(view.received_on) if view.received_on else "", "主题", _title(view.theme)],
            ["关键词", "、".join(view.keywords)],
            ["内容", view.content],
            ["建议", "\n".join(f"{number}. {text}" for number, text in enumerate(view.suggestions, 1)) or "（未分列）"],
            ["审查意见", _decision(source)],
            ["承办单位", "、".join(f"{each.unit}（{each.part.title_zh}）" for each in source.assignments)],
            [
                "交办日期",
                chinese_day(view.assigned_on) if view.assigned_on else "",
                "答复期限",
                chinese_day(view.limit) if view.limit else "",
            ],
        ],
        _FOUR,
        centred=(0, 2),
    )
    return page


def _decision(source: ProposalSource) -> str:
    view = source.view
    if view.status is ProposalState.NOT_FILED:
        return f"不予立案{f'：{view.ground.title_zh}' if view.ground else ''}"
    if view.filed_on:
        return f"{chinese_day(view.filed_on)}立案"
    return view.status.title_zh


def opinion_form(source: ProposalSource, _unit: str | None) -> OfficialDocument:
    """Returns the form on which proposers rate process and result, in the steps of the charter."""
    view = source.view
    page = OfficialDocument(organ=source.committee, name=f"征询意见表 {source.number}")
    page.title("提案办理情况征询意见表")
    steps = "　".join(f"{_BOX}{each.title_zh}" for each in source.charter.answers)
    replies = [f"{each.unit}　{chinese_day(each.on)}　{class_title(each)}" for each in view.replies]
    contacts = [f"{each.unit}　{chinese_day(each.on)}　{each.form_title}" for each in view.contacts]
    page.table(
        [
            ["编号", source.number],
            ["案由", view.title],
            ["提案人", source.proposers],
            ["答复", "\n".join(replies)],
            ["承办单位登记的联系", "\n".join(contacts) or "无"],
            ["答复前是否与您联系", f"{_BOX}是　{_BOX}否"],
            ["对办理过程", steps],
            ["对办理结果", steps],
            ["意见和建议", "\n\n\n"],
            ["提案人签名", "\n"],
            ["日期", "　　　　年　　月　　日"],
        ],
        (40, 116),
    )
    page.line("")
    page.text(f"请在选定的{_BOX}内打√，填写后送{source.committee}。")
    return page


def _title(word: object) -> str:
    return str(getattr(word, "title_zh", ""))
