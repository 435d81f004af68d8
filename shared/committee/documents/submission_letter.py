"""The letter by which a province submits an opinion report to the national committee 呈报函, which has no organization in the system."""

from datetime import date

from shared.committee.kinds.opinions.schemas import OpinionView
from shared.committee.word.official import OfficialDocument, titled_document
from shared.contracts.vocabulary import OpinionState as S

_APPROVED = frozenset({S.APPROVED, S.FORWARDED, S.ADOPTED, S.INSTRUCTED, S.REFERRED, S.FED_BACK})


def not_approved(view: OpinionView) -> str | None:
    return None if view.status in _APPROVED else "该信息尚未审签"


def submission(view: OpinionView, organ: str, today: date) -> OfficialDocument:
    """Returns the letter with the report as its annex; the person that the report came from is not named."""
    page = titled_document(organ, f"关于呈报社情民意信息《{view.title}》的函")
    page.line("政协全国委员会办公厅：")
    page.text(f"现将社情民意信息《{view.title}》（{view.year}年第{view.number}号）呈报你厅，请予研究采用。")
    page.text("附件：信息全文")
    page.signature(organ, today)
    page.page_break()
    page.line("附件")
    page.title(view.title)
    page.text(view.content)
    if view.authors:
        page.text(f"撰稿人：{'、'.join(view.authors)}")
    return page
