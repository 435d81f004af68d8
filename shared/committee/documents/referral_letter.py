"""The letter by which an opinion report is referred to units 转办函; the person it came from is not named."""

from datetime import date

from shared.committee.kinds.opinions.schemas import OpinionView
from shared.committee.word.official import OfficialDocument, chinese_day, titled_document


def not_referred(view: OpinionView) -> str | None:
    return None if view.referrals else "该信息尚未转办"


def referral(view: OpinionView, organ: str, _today: date) -> OfficialDocument:
    """Returns the letter to the units of the referrals without a reply, or else of all of them, each with its limit."""
    units = [each for each in view.referrals if each.answered_on is None] or view.referrals
    page = titled_document(organ, f"关于转办社情民意信息《{view.title}》的函")
    page.line(f"{'、'.join(each.unit for each in units)}：")
    page.text(f"现将社情民意信息《{view.title}》（{view.year}年第{view.number}号）转你单位研究办理。")
    for each in units:
        page.text(f"{each.unit}请于{chinese_day(each.limit)}前书面回复办理情况。")
    page.text("附件：信息全文")
    page.signature(organ, units[-1].on)
    page.page_break()
    page.line("附件")
    page.title(view.title)
    page.text(view.content)
    return page
