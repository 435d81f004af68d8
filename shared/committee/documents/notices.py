"""The notices and letters of a proposal: 立案/不予立案通知书, 交办通知, 答复函, 催办函."""

from datetime import date

from shared.committee.documents.source import ProposalSource, class_title
from shared.committee.kinds.proposals.assignment_views import AssignmentView
from shared.committee.word.official import OfficialDocument, chinese_day
from shared.contracts.vocabulary import HandlingRole, ProposalState

_REST = "特此通知。"


def filing_notice(source: ProposalSource, _unit: str | None) -> OfficialDocument:
    """Returns the notice to the proposers that their proposal was filed, or that it was not, with the ground."""
    view = source.view
    refused = view.status is ProposalState.NOT_FILED
    page = _notice(source, "提案不予立案通知书" if refused else "提案立案通知书", f"{source.addressees}：")
    received = f"于{chinese_day(view.received_on)}" if view.received_on else ""
    page.text(f"您{received}提出的《{view.title}》（{view.plenary_session or ''}{view.year}年第{view.number}号）收悉。")
    if refused:
        ground = f"理由：{view.ground.title_zh}。" if view.ground else ""
        page.text(f"经提案委员会审查，决定不予立案。{ground}")
        page.text(view.refusal)
        day = _day_of(source, "refuse")
    else:
        number = f"立案号：{view.filing_number}。" if view.filing_number else ""
        page.text(f"经提案委员会审查，决定立案。{number}提案将交有关单位办理，办理结果由承办单位书面答复。")
        day = view.filed_on
    page.text("感谢您对政协工作的支持。")
    page.text(_REST)
    page.signature(source.committee, day or source.today)
    return page


def assignment_notice(source: ProposalSource, unit: str | None) -> OfficialDocument:
    """Returns the notice of the assignment to one unit, with the limit and, as an annex, the proposal."""
    assignment = next(each for each in source.assignments if each.unit == unit)
    view = source.view
    page = _notice(source, f"关于交办《{view.title}》的通知", f"{unit}：")
    page.text(
        f"{source.proposers}提出的《{view.title}》（{source.session_and_number}）已经审查立案，现交由你单位{assignment.part.title_zh}。"
    )
    others = [each for each in source.assignments if each.unit != unit]
    if others:
        named = "、".join(f"{each.unit}（{each.part.title_zh}）" for each in others)
        page.text(f"共同承办的单位：{named}。")
    page.text("请按下列要求办理：")
    for number, text in enumerate(_demands(source, assignment), 1):
        page.text(f"{number}. {text}")
    page.text(_REST)
    page.text("附件：提案全文")
    page.signature(source.committee, assignment.offered_on)
    page.page_break()
    page.line("附件")
    page.title(view.title)
    proposal_text(page, source)
    return page


def _demands(source: ProposalSource, assignment: AssignmentView) -> list[str]:
    """Returns what the unit has to do, by the charter."""
    charter = source.charter
    window = f"{charter.return_days}日" if charter.return_days else f"{charter.return_working_days}个工作日"
    demands = [f"收到后及时签收；不属于本单位职责的，请在交办后{window}内书面说明理由，申请退办，不得自行转交。"]
    if charter.contacts_before_reply:
        demands.append(f"答复前须与提案人联系，不少于{charter.contacts_before_reply}次。")
    if assignment.part is HandlingRole.CO:
        demands.append("请在主办单位答复以前向其提出会办意见并会签。")
    demands.append(f"答复期限为{chinese_day(assignment.limit)}。{assignment.limit_note}")
    demands.append("答复须针对提案的各条建议，注明办理结果的类别，并同时送提案人和本委员会。")
    return demands


def reply_letter(source: ProposalSource, unit: str | None) -> OfficialDocument:
    """Returns the letter with the newest reply of a unit to the proposers."""
    reply, view = source.newest_reply(unit or ""), source.view
    assert reply is not None  # noqa: S101 - the requirement of the form
    page = OfficialDocument(organ=reply.unit, name=f"对{source.number}提案的答复")
    page.organ(reply.unit)
    page.number(f"类别：{class_title(reply)}")
    page.number("　　　　〔　　　　〕　　号")
    page.title(f"对《{view.title}》的答复")
    page.line(f"{source.addressees}：")
    page.text(f"您提出的《{view.title}》（{source.session_and_number}）收悉。现答复如下：")
    page.text(reply.text or "（答复内容未登记）")
    page.text("感谢您对我们工作的关心和支持。如对办理过程和办理结果有意见，请填写征询意见表。")
    page.signature(reply.unit, reply.on)
    page.line("")
    page.line("联系人及电话：")
    page.line(f"抄送：{source.committee}")
    return page


def urging(source: ProposalSource, unit: str | None) -> OfficialDocument:
    """Returns the letter that urges a unit whose reply or countersignature is missing, with the newest text of an urging."""
    view = source.view
    assignment = next(each for each in source.assignments if each.unit == unit)
    page = _notice(source, f"关于催办《{view.title}》的函", f"{unit}：")
    given = f"于{chinese_day(assignment.offered_on)}交由你单位{assignment.part.title_zh}"
    page.text(f"《{view.title}》（{source.session_and_number}）{given}，{_due(source, assignment.limit)}。")
    missing = "会办意见" if assignment.part is HandlingRole.CO else "答复"
    page.text(f"截至{chinese_day(source.today)}，尚未收到你单位的{missing}。")
    newest = next((each for each in reversed(view.urgings) if each.unit in ("", unit)), None)
    if newest is not None:
        page.text(newest.text)
    page.text("请抓紧办理，并将办理情况告知本委员会。")
    page.signature(source.committee, newest.on if newest is not None else source.today)
    return page


def _due(source: ProposalSource, limit: date) -> str:
    """Returns the limit, and how many days are left or have passed since."""
    days = (limit - source.today).days
    state = f"还有{days}天" if days > 0 else "今天到期" if days == 0 else f"已逾期{-days}天"
    return f"答复期限为{chinese_day(limit)}，{state}"


def _day_of(source: ProposalSource, command: str) -> date | None:
    """Returns the day of the last step of this command."""
    return next((entry.on for entry in reversed(source.state.log) if entry.command == command), None)


def proposal_text(page: OfficialDocument, source: ProposalSource) -> None:
    """Adds the proposers, the content and the numbered suggestions."""
    page.text(f"提案人：{source.proposers}")
    page.text(source.view.content)
    if source.view.suggestions:
        page.text("建议：")
    for number, text in enumerate(source.view.suggestions, 1):
        page.text(f"{number}. {text}")


def _notice(source: ProposalSource, title: str, addressee: str) -> OfficialDocument:
    """Returns a document of the committee up to its addressee."""
    page = OfficialDocument(organ=source.committee, name=title)
    page.organ(source.committee)
    page.number(source.document_number)
    page.title(title)
    page.line(addressee)
    return page
