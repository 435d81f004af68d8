"""The documents of an activity: notice, minutes 纪要, outcome (建议案, 代拟稿, report), and the request for comments on it."""

from datetime import date

from shared.committee.kinds.consultations.schemas import ConsultationView
from shared.committee.word.official import OfficialDocument, chinese_day, titled_document
from shared.contracts.consultation_vocabulary import ConsultationState
from shared.domain.consultations.commands import OutcomeKind
from shared.domain.consultations.follow_up import draft_text

_KINDS = (("members", "委员"), ("departments", "部门人员"), ("public", "群众代表"), ("experts", "专家"))


def not_organised(view: ConsultationView) -> str | None:
    if view.status is ConsultationState.CANCELLED:
        return "活动已取消"
    return "活动尚未组织，组织以后才能打印通知" if view.status is ConsultationState.TOPIC_RAISED else None


def not_held(view: ConsultationView) -> str | None:
    return None if view.held_on else "活动尚未开展，开展以后才能打印纪要"


def no_outcome(view: ConsultationView) -> str | None:
    return None if view.outcome else "成果尚未报送"


def no_comments(view: ConsultationView) -> str | None:
    return None if view.comments else "尚未征求意见"


def outcome_title(view: ConsultationView) -> str:
    """Returns the title of the outcome by its kind, such as 建议案 or 代拟稿."""
    return view.outcome.title_zh if view.outcome else "成果"


def notice(view: ConsultationView, organ: str, today: date) -> OfficialDocument:
    """Returns the notice to the participants: topic, time, venue, and until when the papers are sent."""
    page = titled_document(organ, f"关于召开“{view.title}”的通知")
    page.line("各参加单位、人员：")
    body = f"，由{view.held_by.title_zh}主办" if view.held_by else ""
    page.text(f"按照工作安排，拟开展“{view.title}”{body}。现将有关事项通知如下：")
    page.text(f"一、内容：{view.content or view.title}")
    page.text(f"二、时间：{chinese_day(view.planned_on) if view.planned_on else '另行通知'}")
    page.text(f"三、地点：{view.venue or '另行通知'}")
    if view.form:
        page.text(f"四、形式：{view.form.title_zh}")
    if view.papers_due:
        page.text(f"有关材料于{chinese_day(view.papers_due)}前送达，请参加人员提前阅读，准备发言。")
    page.text("特此通知。")
    page.signature(organ, view.notice_sent_on or today)
    return page


def minutes(view: ConsultationView, organ: str, today: date) -> OfficialDocument:
    """Returns the minutes: who took part, what was asked and answered, the numbered suggestions with their answers."""
    page = titled_document(organ, f"“{view.title}”纪要")
    held = chinese_day(view.held_on) if view.held_on else ""
    where = f"在{view.venue}" if view.venue else ""
    page.text(f"{held}，{where}开展“{view.title}”，{_participants(view)}参加。")
    if view.questions or view.answers or view.rejoinders:
        page.text(f"会上提问{view.questions}次，答复{view.answers}次，辩论{view.rejoinders}次。")
    _names(page, "出席", view.attendees)
    _names(page, "缺席", view.absentees)
    if view.suggestions:
        page.text("与会人员提出以下意见建议：")
    for each in view.suggestions:
        page.text(f"{each.number}. {each.text}")
        if each.answer:
            page.text(f"（{each.department}答复：{each.answer}）")
    page.signature(organ, view.held_on or today)
    return page


def outcome(view: ConsultationView, organ: str, today: date) -> OfficialDocument:
    """Returns the outcome: its text, or the suggestions where there is none."""
    page = titled_document(organ, f"关于“{view.title}”的{outcome_title(view)}")
    held = f"{chinese_day(view.held_on)}，" if view.held_on else ""
    if view.outcome is OutcomeKind.RECOMMENDATION:
        page.text(f"{held}就“{view.title}”开展协商，形成如下建议：")
    page.text(_text(view))
    page.signature(organ, today)
    return page


def comment_request(view: ConsultationView, organ: str, today: date) -> OfficialDocument:
    """Returns the letter that asks every addressee of the round for comments, with the text as annex."""
    addressees = "、".join(each.addressee for each in view.comments)
    until = f"请于{chinese_day(view.comments_until)}前" if view.comments_until else "请"
    return letter(
        view.title, outcome_title(view), organ, addressees, until=until, on=today, draft=view.draft or _text(view)
    )


def letter(  # noqa: PLR0913 - the parts of a letter
    title: str, document: str, organ: str, addressees: str, *, until: str, on: date, draft: str
) -> OfficialDocument:
    """Returns the letter of an organ that asks these addressees for comments on an outcome, with its draft as annex."""
    page = titled_document(organ, f"关于征求《{title}》{document}意见的函")
    page.line(f"{addressees}：")
    page.text(f"现将《{title}》{document}送你单位征求意见，{until}书面反馈；没有意见的，也请告知。")
    page.text("附件：征求意见稿")
    page.signature(organ, on)
    page.page_break()
    page.line("附件")
    page.title(f"{title}（征求意见稿）")
    page.text(draft)
    return page


def _text(view: ConsultationView) -> str:
    return draft_text(view.outcome_text, (each.text for each in view.suggestions))


def _participants(view: ConsultationView) -> str:
    """Returns the number of participants, with those of each kind that is recorded."""
    kinds = [f"{title}{number}人" for name, title in _KINDS if (number := getattr(view, name))]
    return f"{view.participants}人" + (f"（其中{'、'.join(kinds)}）" if kinds else "")


def _names(page: OfficialDocument, title: str, names: list[str]) -> None:
    if names:
        page.text(f"{title}：{'、'.join(names)}")
